"""Measure cooperation between states, test what is said about it, and print a cited brief."""

import sys

if sys.argv[:1] == ["-m"] and "detente" in sys.orig_argv and not sys.flags.safe_path:
    # `python -m detente` looks for modules in the working directory first, which may be a
    # stranger's; nothing but what is built in was imported yet.
    del sys.path[0]

from detente.sampling import xla

__version__ = "0.1.0"

xla.set_up()
