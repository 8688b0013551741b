"""What the parser's library may turn into values: numbers, pairs of numbers and quoted texts.

PySD's readers hand pieces of a model's text to Python's `eval`, and their grammar lets any text
through in some of them. In those readers the name `eval` stands for `literal` instead, which knows
three forms and runs nothing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn

from detente.dynamics.limits import MOST_ELEMENTS, MOST_SPELLED_OUT
from detente.dynamics.problems import ModelError

_DIGITS = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_GAP = r"[\s\\]*"
_SIGNED = re.compile(rf"{_GAP}([+-]?){_GAP}({_DIGITS}){_GAP}")
_PAIR = re.compile(
    rf"{_GAP}\({_GAP}([+-]?){_GAP}({_DIGITS}){_GAP},{_GAP}([+-]?){_GAP}({_DIGITS}){_GAP}\){_GAP}"
)
_LONGEST_NUMBER = 400
_LARGEST_WHOLE = 2**53
"""From here on not every whole number is a double."""

_written_out: ContextVar[list[int]] = ContextVar("elements of the ranges of the file at hand")

Number = int | float
Literal = Number | str | tuple[tuple[Number, Number], ...]


def literal(text: str, *_: object) -> Literal:
    """Read a number, a sum of signed numbers, pairs of numbers, or a text in single quotes.

    Raises:
        ValueError: the text is anything else. It is never evaluated.
    """
    stripped = text.strip()
    if stripped.startswith("'"):
        return _text(stripped)
    if stripped.startswith("[") and stripped.endswith("]"):  # the box of a lookup
        return _pairs(stripped[1:-1])
    return _pairs(stripped) if stripped.startswith("(") else _sum(stripped)


def refused(*_: object, **__: object) -> NoReturn:
    """Stand in for what a reader of files has no use for, such as `exec`."""
    raise ValueError("a model file cannot have code run")


@contextmanager
def elements_counted() -> Iterator[None]:
    """Count the elements of all ranges of one file together, as `numbered` writes them out."""
    before = _written_out.set([0])
    try:
        yield
    finally:
        _written_out.reset(before)


def numbered(first: int, last: int) -> range:
    """Count the elements of a range such as `(a1-a9)` before they are written out.

    Raises:
        ModelError: there are more than a range may have.
    """
    counted = _written_out.get()
    counted[0] += max(0, last - first)
    if counted[0] > MOST_SPELLED_OUT:
        raise ModelError(
            f"the subscript ranges have more than {MOST_SPELLED_OUT:,} elements in all",
            "leave out ranges that nothing needs",
        )
    if last - first > MOST_ELEMENTS:
        raise ModelError(
            f"the range has {last - first:,} elements", f"a range has at most {MOST_ELEMENTS:,}"
        )
    return range(first, last)


def _text(text: str) -> str:
    if len(text) < 2 or text[-1] != "'" or "'" in text[1:-1]:
        raise ValueError(f"{text[:60]!r} is no text in single quotes")
    return text[1:-1]


def _sum(text: str) -> Number:
    """Read `1`, `-1` or `1 - 2 + 3`, which the grammar takes for a row of numbers."""
    total: Number = 0
    position = 0
    while position < len(text) or not position:
        found = _SIGNED.match(text, position)
        # The first number stands with or without a sign, each further one with it.
        if found is None or (position and not found.group(1)):
            raise ValueError(f"{text[:60]!r} is not a number")
        number = _number(*found.groups())
        total = total + number if position else number
        position = found.end()
    return total


def _pairs(text: str) -> tuple[tuple[Number, Number], ...]:
    pairs = []
    position = 0
    while position < len(text):
        found = _PAIR.match(text, position)
        if found is None:
            raise ValueError(f"{text[position : position + 60]!r} is no pair of numbers")
        sign_x, x, sign_y, y = found.groups()
        pairs.append((_number(sign_x, x), _number(sign_y, y)))
        position = found.end()
        if position < len(text):
            if text[position] != ",":
                raise ValueError(f"a comma is missing before {text[position : position + 60]!r}")
            position += 1
    return tuple(pairs)


def _number(sign: str, digits: str) -> Number:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number has {len(digits)} digits, more than {_LONGEST_NUMBER}")
    size = float(digits)
    whole: Number = int(size) if digits.isdigit() and size < _LARGEST_WHOLE else size
    return -whole if sign == "-" else whole
