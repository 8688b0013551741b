"""Numbers given on the command line as NAME=VALUE."""

import math
from collections.abc import Iterable

from detente.terms.errors import InputError, Problem, shown

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
        number = _number(value)
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


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
