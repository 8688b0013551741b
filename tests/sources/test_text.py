"""Text as it lies in a file: decoded in pieces, and equal to what it is as a whole."""

import csv
import io
import tracemalloc

import pytest

from detente.sources.base import ProblemLog
from detente.sources.text import Form, Text, read_text, records, separator_of
from detente.terms.errors import InputError
from tests.sources.samples import resource

FILE = resource("tidy_csv")
FORM = Form(separators=(",", ";"), encodings=("utf-8", "windows-1252"))


def text_of(data: bytes) -> Text:
    return read_text(data, FILE, FORM, ProblemLog(FILE.path))


def rows_of(data: bytes) -> list[tuple[int, list[str]]]:
    text = text_of(data)
    return list(records(text, separator_of(text, FILE, FORM), FILE, ProblemLog(FILE.path)))


def test_one_wide_letter_does_not_make_all_letters_wide() -> None:
    data = ("a,b\n" + f"{'x' * 999},1\n" * 8_000 + "\N{GRINNING FACE},2\n").encode()
    tracemalloc.start()
    try:
        text = text_of(data)
        for _ in records(text, ",", FILE, ProblemLog(FILE.path)):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # As a whole it would take four bytes a letter; a piece of 2**20 bytes takes at most that.
    assert peak < 6 * 2**20 < len(data)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_pieces_are_the_whole(encoding: str, ends: str) -> None:
    # Letters of two bytes at odd places, so that pieces end within them; lines that end in a
    # carriage return alone are bounded together, as one line.
    count = 50_000 if ends == "\r" else 120_000
    lines = ["a;b", *(f"é{'x' * (n % 7)};{n}" for n in range(count))]
    data = ends.join(lines).encode(encoding)
    whole = csv.reader(io.StringIO("\n".join(lines)), delimiter=";")
    assert [cells for _, cells in rows_of(data)] == list(whole)


@pytest.mark.parametrize("first", ["", "\n\n", "\ufeff", "\r\n"])
def test_the_line_of_a_spreadsheet_says_the_mark(first: str) -> None:
    data = f"{first}sep=;\na;b\n1;2\n".encode()
    line = 2 + first.count("\n")
    assert rows_of(data) == [(line, ["a", "b"]), (line + 1, ["1", "2"])]


@pytest.mark.parametrize(
    ("end", "problem"),
    [("é".encode()[:1], "ends within a letter"), (b"\xff\n", ":700001: byte 0xff at offset")],
)
def test_a_byte_that_is_no_letter_is_found_in_any_piece(end: bytes, problem: str) -> None:
    data = "é".encode() + b"\n" + b"a\n" * 699_999 + end
    with pytest.raises(InputError) as caught:
        read_text(data, FILE, Form(), ProblemLog(FILE.path))
    assert problem in str(caught.value)
