"""Where the command line begins: what stops a run is in place before anything heavy is loaded."""

import os
import signal
import sys
import threading
import time
from types import FrameType

STOPPED = 130
"""Exit code of a run that was stopped from the keyboard, as shells have it."""
_DEAF = ("jax", "jaxlib", "numpyro")
_PATIENCE = 1.5
"""Seconds to put things in order; what is half-written then has never replaced anything."""


def main() -> None:
    """Run the command line; a run that is stopped ends within two seconds, without a traceback."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _stop)
    try:
        from detente.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(STOPPED)


def _stop(number: int, frame: FrameType | None) -> None:
    threading.Thread(target=_end, daemon=True).start()
    # An exception that comes up within JAX is dropped there, or ends in a fault of memory.
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] in _DEAF:
            return
        frame = frame.f_back
    raise KeyboardInterrupt


def _end() -> None:
    time.sleep(_PATIENCE)
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), b"\x1b[?25h")  # the bar hides the cursor
    os._exit(STOPPED)
