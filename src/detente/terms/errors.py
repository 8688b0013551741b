"""One clear error for bad input: where, what, and what to do about it."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from detente.terms.near_words import may_mean

_ALIKE = 0.55
"""Share of letters in common from which a word may be a slip of another."""
_LONGEST = 100
_MOST_LOOKED_AT = 8
"""Words most alike among which the one that is meant is looked for."""
_MOST_COMPARED = 2_000
"""Words that are compared with one that is wrong; of more, only the first are."""

EXIT_FINE = 0
EXIT_PROBLEMS = 1
EXIT_BAD_INPUT = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with one place of one file.

    Attributes:
        file: the file as the user knows it (relative to the case where it can be).
        line: 1-based line; 0 where the problem is the file itself.
        problem: what is wrong, quoting the offending value.
        fix: what the user can do about it.
    """

    file: str
    line: int
    problem: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.problem}; {self.fix}"


class InputError(Exception):
    """Input that cannot be used, with every problem found in it (exit code 2)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Problem, ...]]]:
        # An error of another process arrives with its problems, not with their text.
        return type(self), (self.problems,)

    @classmethod
    def at(cls, file: str, line: int, problem: str, fix: str) -> Self:
        """Build the error of a single problem."""
        return cls([Problem(file, line, problem, fix)])


class OtherTableError(InputError):
    """A file whose header is not that of the table that was asked for.

    Attributes:
        apart: how many columns the two do not share.
    """

    apart: int = 0


def shown(value: object, limit: int = 60) -> str:
    """Quote a value from a file for an error message: escaped, and never longer than `limit`."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def nearest(
    word: str, known: Iterable[str], limit: int = 12, fold: Callable[[str], str] = str.casefold
) -> str:
    """Say which known words could have been meant, for the remedy of an error message.

    Args:
        limit: most words to list where none is close.
        fold: reduces a word to the form in which two spellings of it are equal.
    """
    words = sorted(known)
    if close := near_name(word, words, fold):
        return f"did you mean {shown(close)}?"
    if not words:
        return "there is none to choose from"
    more = f" and {len(words) - limit} more" if len(words) > limit else ""
    return f"use one of {', '.join(words[:limit])}{more}"


def near_name(word: str, known: Iterable[str], fold: Callable[[str], str] = str.casefold) -> str:
    """Return the known word of which another is a slip; empty where those alike mean other things.

    Args:
        fold: as for `nearest`.
    """
    folded = {fold(other): other for other in sorted(known)[:_MOST_COMPARED]}
    # Comparing takes the product of the lengths; no name of ours is as long as a pasted page.
    short = fold(word[:_LONGEST])
    for close in difflib.get_close_matches(short, folded, n=_MOST_LOOKED_AT, cutoff=_ALIKE):
        if may_mean(word[:_LONGEST], folded[close][:_LONGEST]):
            return folded[close]
    return ""
