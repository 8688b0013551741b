"""From the bytes of a file to its lines of text: size, kind, encoding and separator.

A text is never held as a whole: one wide letter would make each of its letters four bytes.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from detente.sources.base import MAX_FILE_BYTES, MAX_LINE_BYTES, ProblemLog
from detente.sources.file_kinds import other_kind
from detente.terms.errors import InputError, shown
from detente.terms.tables import Resource

SEPARATORS = MappingProxyType(
    {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
)
"""Marks between columns, with their names."""
ENCODINGS = ("utf-8", "windows-1252", "latin-1", "mac-roman")
DECIMALS = (".", ",")
_BLANK = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n\t ]*")
_EMPTY_LINES = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")
_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?\r?\n?', re.IGNORECASE)

Record = tuple[int, list[str]]
"""The line on which a record begins, and its cells."""


_CHUNK = 2**20
_PUNCTUATION = bytes([0x80, 0x82, 0x84, 0x85, 0x86, 0x89, 0x8B, *range(0x91, 0x98), 0x99, 0x9B])
"""Bytes of Windows-1252 that are no letters."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file that was found to be text.

    Attributes:
        data: its bytes.
        encoding: a codec that decodes them.
    """

    data: bytes
    encoding: str

    @property
    def first_line(self) -> str:
        """Its first line that is not empty."""
        start = _EMPTY_LINES.match(self.data)
        at = start.end() if start else 0
        line = self.data[at : at + MAX_LINE_BYTES].split(b"\n", 1)[0]
        return line.decode(self.encoding, "ignore")

    @property
    def is_ended(self) -> bool:
        """Whether a line end closes its last line."""
        return self.data[-1:] in (b"\r", b"\n")

    def lines(self) -> io.TextIOWrapper:
        """Open it, with line ends as they are."""
        return io.TextIOWrapper(io.BytesIO(self.data), self.encoding, newline="")


@dataclass(frozen=True, slots=True)
class Form:
    """How a publisher writes a table, where it is not UTF-8 with commas.

    Attributes:
        separators: marks between columns; the one most frequent in the first line is meant.
        encodings: encodings in the order in which they are tried.
        workbook: whether the table is issued as an Excel workbook too.
        footer: first cell of the line that ends the data and begins the publisher's remarks.
        most_bytes: size beyond which the table is refused unread.
    """

    separators: tuple[str, ...] = (",",)
    encodings: tuple[str, ...] = ("utf-8",)
    workbook: bool = False
    footer: str = ""
    most_bytes: int = MAX_FILE_BYTES


def where_options(resource: Resource) -> str:
    """Say where a case states how one of its files is written."""
    return f"under detente.options of {resource.name!r} in datapackage.json"


def stated(resource: Resource, name: str, known: tuple[str, ...]) -> str:
    """Return what the case states of how a file is written; empty where it states nothing.

    Raises:
        InputError: it is none of what is known.
    """
    value = resource.options.get(name, "")
    if value in ("", *known):
        return str(value)
    raise InputError.at(
        resource.path, 0, f"the option {name!r} is {shown(value)}",
        f"use one of {', '.join(map(repr, known))} {where_options(resource)}",
    )  # fmt: skip


def read_text(data: bytes, resource: Resource, form: Form, log: ProblemLog) -> Text:
    """Return a table of text, once its bytes are known to be one of sane size.

    The size of the file and of each line are looked at first, so that a line of a gigabyte is
    never decoded or split into fields.

    Raises:
        InputError: the file is too large, empty, of another kind, or its bytes are no such text.
    """
    if len(data) > form.most_bytes:
        log.add(
            0,
            f"is larger than {form.most_bytes // 2**20} MB",
            "split it, or keep the rows you need",
        )
    elif kind := other_kind(data):
        log.add(0, f"is {kind.name}, not a CSV file", kind.fix)
    elif _BLANK.fullmatch(data):
        log.add(0, "is empty", "download or export the file again")
    else:
        _tell_first(data, _fault_of_line, log)
    log.raise_any()
    encoding = stated(resource, "encoding", ENCODINGS)
    encodings = (encoding,) if encoding else form.encodings
    for name in encodings:
        if not encoding and name != "utf-8" and _is_mac_roman(data):
            log.add(
                0, "is written in Mac Roman", f"save it as UTF-8, or {_encoding(data, resource)}"
            )
            log.raise_any()
        try:
            return _decodable(data, "utf-8-sig" if name == "utf-8" else name)
        except UnicodeDecodeError as error:
            if _is_cut_letter(data, error):
                log.add(
                    0,
                    "ends within a letter of UTF-8",
                    "download the file again: it is cut off, or its last byte is no UTF-8",
                )
                log.raise_any()
    option = _encoding(data, resource)
    _tell_first(
        data,
        lambda data, start, end: _not_decoded(data[start:end], start, encodings[-1], option),
        log,
    )
    log.raise_any()
    raise AssertionError("what cannot be decoded as a whole has a line that cannot")


def _is_mac_roman(data: bytes) -> bool:
    """Whether the letters that are not plain are such in Mac Roman, and no words in Windows-1252.

    Quotation marks and dashes of Windows-1252 alone say nothing: all are letters in Mac Roman.
    """
    high = data[:_CHUNK].translate(None, bytes(range(0x80)) + _PUNCTUATION)
    mac = sum(map(str.isalpha, high.decode("mac-roman")))
    windows = sum(map(str.isalpha, high.decode("latin-1")))
    return mac > 2 * windows and 2 * mac > len(high)


def _encoding(data: bytes, resource: Resource) -> str:
    name = "mac-roman" if _is_mac_roman(data) else "windows-1252"
    return f'put "encoding": "{name}" {where_options(resource)}'


def _decodable(data: bytes, encoding: str) -> Text:
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), _CHUNK):
        decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK >= len(data))
    return Text(data, encoding)


def separator_of(text: Text, resource: Resource, form: Form) -> str:
    """Return the mark between the columns of a text: as it says itself, or the case, or shows.

    Raises:
        InputError: the case states a mark that is none.
    """
    option = stated(resource, "separator", tuple(SEPARATORS))
    if match := _SEPARATOR_LINE.match(text.first_line):
        return match[1]
    return option or max(form.separators, key=text.first_line.count)


def records(text: Text, separator: str, resource: Resource, log: ProblemLog) -> Iterator[Record]:
    """Split a text into records; blank ones are passed over."""
    lines = text.lines()
    skipped = 0
    if _SEPARATOR_LINE.match(text.first_line):
        # A spreadsheet's own line, which says how the rest is to be split.
        while not lines.readline().strip("\r\n"):
            skipped += 1
        skipped += 1
    reader = csv.reader(lines, strict=True, delimiter=separator)
    is_first = True
    while True:
        line = reader.line_num + skipped + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            other = _likelier(text, separator) if is_first else ""
            if other:
                log.add(line, *separated_by(other, where_options(resource)))
                return
            log.add(line, *_not_csv(error))
            return
        if any(cells):
            is_first = False
            yield line, cells


def _not_csv(error: csv.Error) -> tuple[str, str]:
    if "unexpected end" in str(error):
        return (
            "quotation marks that open here are open still where the file ends",
            "download the file again if it is cut off, or check the quotation marks of this row",
        )
    return f"is not CSV from here on ({error})", "check the quotation marks of this row"


def separated_by(separator: str, option: str) -> tuple[str, str]:
    """Return problem and remedy of a table with other marks between its columns."""
    shown_as = "\\t" if separator == "\t" else separator
    return (
        f"the columns are separated by {SEPARATORS[separator]}",
        f'save it as CSV with commas, or put "separator": "{shown_as}" {option}',
    )


def _likelier(text: Text, separator: str) -> str:
    first = text.first_line
    other = max(SEPARATORS, key=first.count)
    return other if first.count(other) > first.count(separator) else ""


def _is_cut_letter(data: bytes, error: UnicodeDecodeError) -> bool:
    """Whether a file in UTF-8 ends in the middle of a letter.

    A lone byte at the end of one in plain letters is more likely of another encoding.
    """
    is_last = error.reason == "unexpected end of data"
    start = len(data) - (len(error.object) - error.start)
    return is_last and not data[:start].removeprefix(b"\xef\xbb\xbf").isascii()


def _tell_first(
    data: bytes, fault: Callable[[bytes, int, int], tuple[str, str] | None], log: ProblemLog
) -> None:
    """Note the first line with a fault, and how many more have one of the kind."""
    found: tuple[int, str, str] | None = None
    more = 0
    for number, start, end in _lines(data):
        if problem := fault(data, start, end):
            more += found is not None
            found = found or (number, *problem)
    if found:
        line_number, what, fix = found
        log.add(line_number, what + (f" (and so in {more} more lines)" if more else ""), fix)


def _lines(data: bytes) -> Iterator[tuple[int, int, int]]:
    number, start = 1, 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        yield number, start, end
        number, start = number + 1, end + 1


def _fault_of_line(data: bytes, start: int, end: int) -> tuple[str, str] | None:
    if end - start > MAX_LINE_BYTES:
        return (
            f"the line is {end - start:,} bytes long; {MAX_LINE_BYTES:,} is the limit",
            "check that the file has line breaks and closes its quotation marks",
        )
    if (place := data.find(b"\0", start, end)) >= 0:
        return (
            f"NUL byte at offset {place:,} of the file",
            "download or export the file again: it is damaged, or it is not text",
        )
    return None


def _not_decoded(line: bytes, start: int, encoding: str, option: str) -> tuple[str, str] | None:
    try:
        line.decode(encoding)
    except UnicodeDecodeError as error:
        return (
            f"byte 0x{line[error.start]:02x} at offset {start + error.start:,} is not UTF-8",
            f"save the file as UTF-8 (in Excel: CSV UTF-8), or {option}",
        )
    return None
