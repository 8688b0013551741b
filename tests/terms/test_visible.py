"""Text of others shows what it is, and does nothing."""

import csv
import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.terms.spreadsheet import FORMULA_STARTS, guarded
from detente.terms.visible import json_text, visible

ANY_TEXT = st.text(st.characters(), max_size=40)
BIDIRECTIONAL = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""The characters with the Unicode property Bidi_Control."""


def drives(char: str) -> bool:
    """Say by Unicode's own tables whether a character could drive a terminal or turn a line."""
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in BIDIRECTIONAL


@given(ANY_TEXT)
def test_visible_text_drives_no_terminal(text: str) -> None:
    seen = visible(text)
    assert not any(map(drives, seen))
    assert visible(seen) == seen
    seen.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    ["Peña Nieto dijo «sí»", "Łódź", "中国", "محمد", "1\u202f000 → 2\u00a0000", "नमस्ते", "👍🏽"],
)
def test_letters_of_every_language_stay(text: str) -> None:
    assert visible(text) == text
    assert text in json_text(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x9b31mred", "\\x9b31mred"), ("a\u202eb", "a\\u202eb"), ("\x1b]0;x", "\\x1b]0;x"),
        ("a\u2028b", "a\\u2028b"), ("\ud800", "\\ud800"), ("a\nb", "a\\nb"),
    ],
)  # fmt: skip
def test_what_is_hidden_is_spelled_out(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.recursive(ANY_TEXT, lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner)))
def test_json_says_the_same_and_fits_in_a_page(value: object) -> None:
    written = json_text(value)
    assert json.loads(written) == value
    assert "<" not in written
    assert not any(drives(char) for char in written if char != "\n")


def test_json_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_text(float("nan"))


@given(ANY_TEXT)
def test_a_cell_is_never_run_and_shows_what_it_is(text: str) -> None:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([guarded(text)])
    cell = next(csv.reader(io.StringIO(line.getvalue(), newline="")), [""])[0]
    assert not cell.strip() or cell.lstrip()[0] not in FORMULA_STARTS
    assert not any(drives(char) for char in cell if char not in "\t\r\n")
