"""Numbers given on the command line as NAME=VALUE."""

from collections.abc import Iterable

from detente.terms.errors import InputError, Problem, shown
from detente.terms.plain_numbers import plain_number

_PLACE = "--param"


def numbers_of(assignments: Iterable[str]) -> dict[str, float]:
    """Read `NAME=VALUE` assignments; names may hold spaces, and each may be given once.

    Raises:
        InputError: with every assignment that is none.
    """
    numbers: dict[str, float] = {}
    problems: list[Problem] = []
    for text in assignments:
        name, sign, value = (part.strip() for part in text.partition("="))
        number = plain_number(value)
        if not sign or not name or number is None:
            fix = "write NAME=VALUE with a finite number"
            problems.append(Problem(_PLACE, 0, f"{shown(text)} sets nothing", fix))
        elif name in numbers:
            problems.append(Problem(_PLACE, 0, f"{shown(name)} is set twice", "set it once"))
        else:
            numbers[name] = number
    if problems:
        raise InputError(problems)
    return numbers
