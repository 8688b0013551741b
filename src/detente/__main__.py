"""Run the command line with `python -m detente`."""

from detente.cli.start import main

if __name__ == "__main__":
    main()
