"""What every reader shares: its type, the limits on a file, and the list of a file's problems."""

from collections.abc import Callable, Mapping

from detente.terms.errors import InputError, Problem, shown
from detente.terms.tables import Resource, Rows
from detente.terms.units import UNITS

Reader = Callable[[bytes, Resource], Rows]
"""Turns the bytes of one published file into tidy rows.

Raises `InputError`, with every problem of the file, where it does not understand the file.
"""

MAX_FILE_BYTES = 128 * 2**20
"""Read, a table takes about eight times its size in memory."""
MAX_EVENTS_BYTES = 64 * 2**20
MAX_ROWS = 1_048_576
"""Those of a spreadsheet."""
MAX_LINE_BYTES = 2**20
MAX_PROBLEMS = 100


class ProblemLog:
    """The problems of one file in the order they were found; kept up to `MAX_PROBLEMS`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._kept: list[Problem] = []
        self._more = 0
        self._first_beyond = 0

    @property
    def full(self) -> bool:
        """Whether further problems are only counted."""
        return len(self._kept) >= MAX_PROBLEMS

    def add(self, line: int, problem: str, fix: str) -> None:
        """Note a problem of one line (0 for the file itself)."""
        if not self.full:
            self._kept.append(Problem(self.file, line, problem, fix))
            return
        self._first_beyond = self._first_beyond or line
        self._more += 1

    def raise_any(self) -> None:
        """Raise `InputError` with all problems, if there are any."""
        if not self._kept:
            return
        closing = Problem(
            self.file, self._first_beyond, f"and {self._more} more problems from here on",
            f"mend the first {MAX_PROBLEMS} and check again",
        )  # fmt: skip
        raise InputError([*self._kept, closing] if self._more else self._kept)


def text_option(resource: Resource, name: str, default: str | None = None) -> str:
    """Return a setting of the reader that is a word.

    Raises:
        InputError: it is missing and has no default, or it is no word.
    """
    value = resource.options.get(name, default)
    if isinstance(value, str) and 0 < len(value) <= 200:
        return value
    raise InputError.at(
        resource.path, 0,
        f"the reader {resource.format!r} needs the option {name!r}"
        + (f", not {shown(value)}" if value is not None else ""),
        f"give {name!r} as text under detente.options of {resource.name!r} in datapackage.json",
    )  # fmt: skip


def unit_option(resource: Resource) -> str:
    """Return the setting `unit` of the reader.

    Raises:
        InputError: it is missing, or not in `detente.terms.units.UNITS`.
    """
    unit = text_option(resource, "unit")
    if unit not in UNITS:
        raise InputError.at(
            resource.path, 0, f"unit {shown(unit)} of {resource.name!r} is not known",
            f"use one of {', '.join(UNITS)}",
        )  # fmt: skip
    return unit


def words_option(
    resource: Resource, name: str, default: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """Return a setting of the reader that maps words to words.

    Raises:
        InputError: it is missing and has no default, empty, or something else.
    """
    value = resource.options.get(name, default)
    if isinstance(value, Mapping) and value:
        words = {key: word for key, word in value.items() if isinstance(word, str)}
        if len(words) == len(value):
            return words
    raise InputError.at(
        resource.path, 0,
        f"the reader {resource.format!r} needs the option {name!r} as a table of words",
        f"give {name!r} under detente.options of {resource.name!r} in datapackage.json",
    )  # fmt: skip
