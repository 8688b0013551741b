"""What every reader shares: its type, the limits on a file, and the list of a file's problems."""

import re
from collections.abc import Callable, Iterator, Mapping

from detente.terms.errors import InputError, Problem, shown
from detente.terms.tables import Resource, Rows
from detente.terms.units import UNITS

Reader = Callable[[bytes, Resource], Rows]
"""Turns the bytes of one published file into tidy rows.

Raises `InputError`, with every problem of the file, where it does not understand the file.
"""

MAX_FILE_BYTES = 256 * 2**20
MAX_LINE_BYTES = 2**20
MAX_PROBLEMS = 100

_BLANK = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n\t ]*")
# Files that analysts save by mistake, told by how they begin.
_OTHER_KINDS = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook", "export the sheet as CSV UTF-8"),
    (b"\xff\xfe", "UTF-16 text", "save it as CSV UTF-8"),
    (b"\xfe\xff", "UTF-16 text", "save it as CSV UTF-8"),
)


class ProblemLog:
    """The problems of one file in the order they were found; kept up to `MAX_PROBLEMS`."""

    def __init__(self, file: str) -> None:
        self._file = file
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
            self._kept.append(Problem(self._file, line, problem, fix))
            return
        self._first_beyond = self._first_beyond or line
        self._more += 1

    def raise_any(self) -> None:
        """Raise `InputError` with all problems, if there are any."""
        if not self._kept:
            return
        closing = Problem(
            self._file, self._first_beyond, f"and {self._more} more problems from here on",
            f"mend the first {MAX_PROBLEMS} and check again",
        )  # fmt: skip
        raise InputError([*self._kept, closing] if self._more else self._kept)


def check_bytes(data: bytes, log: ProblemLog) -> None:
    """Refuse bytes that are not a CSV file of sane size, before any of them is parsed.

    Checks the size of the file and of each line first, so that a line of a gigabyte is never
    decoded or split into fields; then that there are no NUL bytes and that all is UTF-8.

    Raises:
        InputError: with every line that fails, naming the offset of a byte that is not UTF-8.
    """
    if len(data) > MAX_FILE_BYTES:
        log.add(
            0, f"is larger than {MAX_FILE_BYTES // 2**20} MB", "split it, or keep the rows you need"
        )
    elif kind := next((kind for kind in _OTHER_KINDS if data.startswith(kind[0])), None):
        log.add(0, f"is {kind[1]}, not a CSV file", kind[2])
    elif _BLANK.fullmatch(data):
        log.add(0, "is empty", "download or export the file again")
    else:
        for number, start, end in _lines(data):
            _check_line(data, number, start, end, log)
    log.raise_any()


def _lines(data: bytes) -> Iterator[tuple[int, int, int]]:
    number, start = 1, 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        yield number, start, end
        number, start = number + 1, end + 1


def _check_line(data: bytes, number: int, start: int, end: int, log: ProblemLog) -> None:
    if end - start > MAX_LINE_BYTES:
        log.add(
            number, f"the line is {end - start:,} bytes long; {MAX_LINE_BYTES:,} is the limit",
            "check that the file has line breaks and closes its quotation marks",
        )  # fmt: skip
        return
    line = data[start:end]
    if (place := line.find(b"\0")) >= 0:
        log.add(
            number, f"NUL byte at offset {start + place:,} of the file",
            "download or export the file again: it is damaged, or it is not text",
        )  # fmt: skip
        return
    try:
        line.decode()
    except UnicodeDecodeError as error:
        log.add(
            number,
            f"byte 0x{line[error.start]:02x} at offset {start + error.start:,} is not UTF-8",
            "save the file as UTF-8 (in Excel: CSV UTF-8)",
        )


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
