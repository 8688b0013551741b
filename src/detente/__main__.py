"""Run the command line with `python -m detente`."""

import os
import sys

if sys.path and sys.path[0] in ("", os.getcwd()):  # noqa: PTH109
    # `python -m` looks for modules in the working directory, which may be a stranger's, first.
    del sys.path[0]

from detente.cli.app import main

if __name__ == "__main__":
    main()
