"""From what Pydantic says of a value to problems that name file, line, key and remedy."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from detente.terms.errors import Problem, nearest, shown

Place = tuple[str | int, ...]
MOST_PROBLEMS = 200
"""More problems of one file than this help nobody."""


class Strict(BaseModel):
    """A table whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
"""A list of texts, where a single text stands for a list of one."""

_REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "string_type": "put it in quotes",
        "tuple_type": 'write a list, e.g. ["first", "second"]',
        "list_type": 'write a list, e.g. ["first", "second"]',
        "dict_type": "make it a table",
        "model_type": "make it a table",
        "float_type": "write a number without quotes",
        "int_type": "write a whole number without quotes",
        "float_parsing": "write a number without quotes",
        "int_parsing": "write a whole number without quotes",
        "too_short": "name at least one",
        "too_long": "keep fewer",
        "string_too_short": "write at least one character",
    }
)


def problems_of(
    error: ValidationError,
    file: str,
    line_of: Callable[[Place], int],
    keys_at: Callable[[Place], frozenset[str]],
) -> list[Problem]:
    """Turn every error of a validation into a problem.

    Args:
        line_of: place of a key → its line in the file.
        keys_at: place of a table → the keys it may have, to suggest the nearest.
    """
    details = error.errors(include_url=False)
    problems = [
        _problem(detail, file, line_of(detail["loc"]), keys_at(detail["loc"][:-1]))
        for detail in details[:MOST_PROBLEMS]
    ]
    if len(details) > MOST_PROBLEMS:
        left = f"{len(details) - MOST_PROBLEMS:,} more values are wrong"
        problems.append(Problem(file, 0, left, "correct these first"))
    return problems


def _problem(detail: Any, file: str, line: int, known: frozenset[str]) -> Problem:
    place: Place = detail["loc"]
    name = ".".join(str(part) for part in place if part != "[key]")
    if detail["type"] == "extra_forbidden":
        return Problem(file, line, f"unknown key {shown(name)}", nearest(str(place[-1]), known))
    if detail["type"] == "missing":
        return Problem(file, line, f"key {shown(name)} is missing", "add it")
    if detail["type"] == "value_error" and isinstance(detail["input"], dict):
        return Problem(file, line, f"{name}: {detail['ctx']['error']}", "correct one of them")
    value = shown(detail["input"])
    if detail["type"] == "string_pattern_mismatch":
        remedy = f"write it as {detail['ctx']['pattern']} matches"
        return Problem(file, line, f"{name} is {value}, which is no valid form", remedy)
    reason = detail["msg"].removeprefix("Value error, ")
    problem = f"{name} is {value}: {reason[:1].lower()}{reason[1:]}"
    return Problem(file, line, problem, _REMEDIES.get(detail["type"], "correct the value"))
