"""From an exception to one clear message and an exit code."""

import sys

from detente.terms.errors import EXIT_BAD_INPUT, InputError
from detente.terms.visible import visible


def report(error: InputError | OSError) -> int:
    """Print every problem on standard error, one a line, and return the exit code (2)."""
    if isinstance(error, InputError):
        lines = [str(problem) for problem in error.problems]
        if len(lines) > 1:
            lines.append(f"{len(lines)} problems")
    else:
        where = error.filename or "a file"
        lines = [f"{where}: {error.strerror or error}; check that it exists and may be written"]
    for line in lines:
        sys.stderr.write(f"detente: {visible(line)}\n")
    return EXIT_BAD_INPUT
