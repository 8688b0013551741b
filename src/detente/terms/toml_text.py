"""Reading TOML of people we do not know: bounded before it is parsed, and named where it is wrong.

Every TOML file that detente reads is read here.
"""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.terms.errors import InputError, Problem, shown
from detente.terms.toml_lines import Place, key_lines, line_of
from detente.terms.toml_tokens import tokens

MAX_CHARACTERS = 2_000_000
DEEPEST = 32
MOST_PARTS = 16
MOST_TOKENS = 200_000
"""Names, values and marks: some thousand claims."""
LONGEST_WORD = 1_000
_LARGEST = 2**63
"""Where TOML's whole numbers end; beyond, a file means different numbers to different programs."""
_MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Toml:
    """What a TOML text says, and where.

    Attributes:
        table: its keys; numbers are finite, and whole ones fit 64 bits.
        lines: place of each table and key → its line.
    """

    file: str
    table: Mapping[str, Any]
    lines: Mapping[Place, int]


def parse_toml(text: str, file: str) -> Toml:
    """Parse a TOML text.

    Raises:
        InputError: it is no TOML, larger or deeper than files of people are, or holds a number
            that is none.
    """
    _refuse_bombs(text, file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, file) from None
    except (ValueError, RecursionError):
        raise InputError.at(
            file, 0, "not valid TOML: a value is too large or too deep", "correct the syntax"
        ) from None
    lines = key_lines(text)
    problems = []
    for place, number in _odd_numbers(table):
        name = ".".join(str(part) for part in place)
        problem = f"{shown(name, 80)} is {number}"
        problems.append(Problem(file, line_of(lines, *place), problem, "write a finite number"))
        if len(problems) == _MOST_PROBLEMS:
            break
    if problems:
        raise InputError(problems)
    return Toml(file, table, lines)


def _refuse_bombs(text: str, file: str) -> None:
    """Refuse, in one pass, what the parser or those who read its result would take long over."""
    if len(text) > MAX_CHARACTERS:
        problem = f"the file has {len(text):,} characters, and {MAX_CHARACTERS:,} are allowed"
        raise InputError.at(file, 0, problem, "split it into several files")
    depth = parts = 0
    for count, token in enumerate(tokens(text)):
        if token.text == ".":
            parts += 1
        elif token.text in "[]{},=\n":
            parts = 0
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.text, 0)
        elif not token.is_text and len(token.text) > LONGEST_WORD:
            problem = f"a word or number of {len(token.text):,} characters"
            raise InputError.at(file, token.line, problem, f"write at most {LONGEST_WORD:,}")
        if parts >= MOST_PARTS:
            fix = f"write at most {MOST_PARTS} names joined by dots"
            raise InputError.at(file, token.line, "a key has too many parts", fix)
        if depth > DEEPEST:
            problem = "its lists and tables are nested too deeply"
            raise InputError.at(file, token.line, problem, f"nest at most {DEEPEST} of them")
        if count > MOST_TOKENS:
            problem = f"the file has more than {MOST_TOKENS:,} names, values and marks"
            raise InputError.at(file, token.line, problem, "split it into several files")


def _syntax_error(message: str, text: str, file: str) -> InputError:
    place = re.search(r" ?\(at (?:line (\d+), column \d+|end of document)\)", message)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    reason = message.replace(place[0], "") if place else message
    return InputError.at(file, line, f"not valid TOML: {reason}", "correct the syntax")


def _odd_numbers(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    left: list[tuple[tuple[str | int, ...], Any]] = [((), table)]
    while left:
        place, value = left.pop()
        if isinstance(value, dict):
            left += [((*place, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            left += [((*place, number), item) for number, item in enumerate(value)]
        elif isinstance(value, float) and not math.isfinite(value):
            yield place, f"{value}, no finite number"
        elif isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            yield place, "a whole number too large for TOML"
