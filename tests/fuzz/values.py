"""Every value of a document replaced by odd ones, one at a time."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

ODD: tuple[Any, ...] = (
    "", "x", " ", "\0", "\ud7ff\U0010ffff", "=cmd|' /C calc'!A1", "a" * 5_000, "../../etc/passwd",
    "nan",
    "0000-01", "0001-01", "9999-12", "2020-13", "٢٠٢٠-٠١", "2020-10/2019-10", "FY0001", "0001-H1",
    -1, 0, 1, 13, 2**63 - 1, -(2**63), 1.5, -1e308, 1e-320, True, False,
    [], [[]], ["x"], [1], [True, "x", 1.5], [{}], {}, {"a": 1}, {"": {}}, [["x"] * 3] * 3,
    date(1, 1, 1), date(9999, 12, 31), datetime(2020, 1, 1, 12), time(12), ["a"] * 2_000,
)  # fmt: skip
"""Each is a value of TOML; those with dates are none of JSON."""


def mutants(document: Any) -> Iterator[tuple[tuple[str | int, ...], Any, Any]]:
    """Yield place, odd value, and the document with it, for every place and odd value.

    A key is also left out (the odd value is None then), and an unknown one added to every table.
    """
    for place in places(document):
        for odd in ODD:
            yield place, odd, replaced(document, place, odd)
        yield place, None, replaced(document, place, None)
        if isinstance(_at(document, place), dict):
            yield (*place, "odd"), 1, replaced(document, (*place, "odd"), 1)


def places(document: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path to every table, list and value; of a list, to its first and last."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield (*above, key)
            yield from places(value, (*above, key))
    elif isinstance(document, list):
        for number in sorted({0, len(document) - 1} & {*range(len(document))}):
            yield (*above, number)
            yield from places(document[number], (*above, number))


def replaced(document: Any, place: tuple[str | int, ...], value: Any) -> Any:
    """Return a copy with another value at a place; None takes the key out."""
    if not place:
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    if len(place) > 1:
        copy[place[0]] = replaced(copy[place[0]], place[1:], value)
    elif value is None:
        del copy[place[0]]
    else:
        copy[place[0]] = value
    return copy


def _at(document: Any, place: tuple[str | int, ...]) -> Any:
    for key in place:
        document = document[key]
    return document


def toml(table: dict[str, Any]) -> str:
    """Write a document as TOML, all below the top in line."""
    return "".join(f"{_key(key)} = {_inline(value)}\n" for key, value in table.items())


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_inline(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, str):
        return _key(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return json.dumps(value)
