"""One clear error for bad input: where, what, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass

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

    @classmethod
    def at(cls, file: str, line: int, problem: str, fix: str) -> "InputError":
        """Build the error of a single problem."""
        return cls([Problem(file, line, problem, fix)])


def shown(value: object, limit: int = 60) -> str:
    """Quote a value from a file for an error message: escaped, and never longer than `limit`."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
