"""From an exception to one clear message and an exit code."""

import sys
from dataclasses import replace

from detente.terms.errors import EXIT_BAD_INPUT, InputError, Problem
from detente.terms.visible import visible

_ARGUMENTS = ("as_of", "event", "measure", "series")
"""Arguments of the Python API that are options of the command line."""


def report(error: InputError | OSError) -> int:
    """Print every problem on standard error, one a line, and return the exit code (2)."""
    if isinstance(error, InputError):
        lines = [str(_as_typed(problem)) for problem in error.problems]
        if len(lines) > 1:
            lines.append(f"{len(lines)} problems")
    else:
        where = error.filename or "a file"
        lines = [f"{where}: {error.strerror or error}; check that it exists and may be written"]
    for line in lines:
        sys.stderr.write(f"detente: {visible(line)}\n")
    return EXIT_BAD_INPUT


def _as_typed(problem: Problem) -> Problem:
    """Name an argument as the command line has it."""
    if problem.file not in _ARGUMENTS:
        return problem
    fix = problem.fix
    for name in _ARGUMENTS:
        fix = fix.replace(f"give {name} too", f"give --{name} too")
    return replace(problem, file=f"--{problem.file.replace('_', '-')}", fix=fix)
