"""Numbers as people and programs write them: read where they can mean one thing, else refused.

A point is the decimal sign and a comma separates thousands, unless the case says otherwise of a
file (option `decimal`). Spaces and apostrophes between groups of three digits separate thousands
too. What could mean two numbers is not guessed: `12,823` stands for 12823 or 12.823, so that a
column whose every comma is followed by three digits, and that shows nothing else, is refused. So
is one whose every point is (`1.234`), where the columns are separated as they are in countries with
decimal commas, or where whole numbers far larger stand beside.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from detente.sources.dates import NONE_WORDS, readings
from detente.terms.errors import shown
from detente.terms.printed import Printed
from detente.terms.spelling import folded_space

_LONGEST = 50
_SIGNS = str.maketrans(
    {"\u2212": "-", "\uff0d": "-", "\ufe63": "-", "\uff0b": "+", "\uff0c": ",", "\uff0e": ".",
     "\u066b": ".", "\u066c": ",", "\u2019": "'"}
)  # fmt: skip
"""Minus, plus, comma and point of other scripts and of typesetters."""

_GROUPED = r"[1-9][0-9]{{0,2}}(?:[{0}][0-9]{{3}})+"
_EXPONENT = r"(?:[eE][+-]?[0-9]{1,3})?"


def _pattern(groups: str, decimal: str) -> re.Pattern[str]:
    kinds = "|".join(_GROUPED.format(mark) for mark in (*groups, " ", "'"))
    return re.compile(
        rf"[+-]?(?:(?:{kinds}|[0-9]+)(?:[{decimal}][0-9]*)?|[{decimal}][0-9]+){_EXPONENT}"
    )


_NUMBER = {".": _pattern(",", "."), ",": _pattern(".", ",")}
_OTHER_DECIMAL = re.compile(
    r"[+-]?(?:[0-9]{1,3}(?:[. '][0-9]{3})+|[0-9]*),[0-9]+|[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}"
)
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_BARE = re.compile(r"[+-]?[1-9][0-9]*")
_SETTLES = re.compile(r"[+-]?(?:[0-9,]*\.[0-9]*|[0-9]{1,3}(?:,[0-9]{3}){2,})")
"""Shows that the point is the decimal sign, or that commas separate thousands."""
_FAR = 10
"""Times larger from which a whole number is of another size than the largest with a fraction."""
_POINT_THREE = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
_SCIENTIFIC = re.compile(r"[+-]?([0-9]+)[.,]?([0-9]*)[eE]\+?([0-9]+)")

_PLAIN = r"[+-]?[0-9][0-9.,' ]*"
_MARKS = (
    (re.compile(rf"\({_PLAIN}\)"), "stands in parentheses",
     "write it with a minus sign if it is negative, and without anything else"),
    (re.compile(rf"{_PLAIN}-"), "has its minus sign at the end", "write the sign first"),
    (re.compile(rf"[–—]{_PLAIN}"), "begins with a dash", "write the minus sign as -"),
    (re.compile(rf"[<>≤≥~≈±]=? ?{_PLAIN}"), "is a bound or a guess, no figure",
     "leave the cell empty, and say it in a note"),
    (re.compile(rf"(?:[$€£¥]|[A-Z]{{2,3}}\$?) ?{_PLAIN}|{_PLAIN} ?(?:[$€£¥]|USD|MXN|CNY|EUR)"),
     "carries a currency", "write the number alone, in the unit of the column"),
    (re.compile(rf"{_PLAIN} ?(?:[-–—]|to) ?{_PLAIN}"), "is a range, no figure",
     "leave the cell empty, or write both ends as figures of their own"),
    (re.compile(rf"{_PLAIN} ?%"), "is a share in per cent",
     "write the number alone, with the unit percent"),
    (re.compile(r"[0-9]+ ?[/⁄∕] ?[0-9]+|[0-9]* ?[¼-¾⅐-⅞]"), "is a fraction or a date",
     "write it as a decimal number, like 0.5"),
    (re.compile(rf"{_PLAIN} ?(?:[kmKMB]|bn|mn|tn)"), "is shortened", "write all digits"),
    (re.compile(rf"{_PLAIN}(?:[*†‡§¶#^]+|[¹²³⁰-⁹ᵃ-ᶻ]+|\(?[a-z]\)?|\[[^\]]*\]|\([^)]*\))"),
     "carries a mark of a footnote or a revision",
     "write the number alone, and the remark in a column of notes"),
    (re.compile(r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|N/A)|#+"),
     "is what a spreadsheet shows in place of a number",
     "mend it in the spreadsheet and export again"),
    (re.compile(r"[=+@].*[A-Za-z(].*"), "is a formula", "export the sheet with values"),
    (re.compile(rf"{_PLAIN} ?[A-Za-z].*"), "carries words or a unit",
     "write the number alone and in full, in the unit of the column"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell is no number, and what to do; the words follow the cell in a sentence."""

    problem: str
    fix: str


@dataclass(slots=True)
class _Column:
    """What one column shows of how its numbers are written.

    Attributes:
        commas, points: first number, with its line, whose mark has three digits after it and which
            may thus be another number; a line of 0 stands for none.
        largest: the largest of them, read with a fraction.
        bare: the largest whole number without marks, below 1000 and at all.
        settled: whether the point is the decimal sign for sure.
    """

    commas: tuple[int, str] = (0, "")
    points: tuple[int, str] = (0, "")
    largest: float = 0.0
    bare: tuple[float, float] = (0.0, 0.0)
    settled: bool = False

    def note(self, text: str, line: int) -> None:
        """Note how one more number is written."""
        if _AMBIGUOUS.fullmatch(text) or _POINT_THREE.fullmatch(text):
            if "," in text:
                self.commas = self.commas if self.commas[0] else (line, text)
            else:
                self.points = self.points if self.points[0] else (line, text)
            self.largest = max(self.largest, abs(float(text.replace(",", "."))))
        elif _BARE.fullmatch(text):
            size = abs(float(text))
            self.bare = max(self.bare[0], size if size < 1000 else 0.0), max(self.bare[1], size)
        elif _SETTLES.fullmatch(text):
            self.settled = True

    def doubt(self, *, is_foreign: bool) -> tuple[int, str, str]:
        """Return line and text of a number that may be another one, and why; a line of 0 if none.

        Args:
            is_foreign: whether the file's form is that of countries with decimal commas.
        """
        has_commas, has_points = bool(self.commas[0]), bool(self.points[0])
        small, any_size = (size >= _FAR * self.largest for size in self.bare)
        if self.settled or not (has_commas or has_points):
            return 0, "", ""
        if has_commas and has_points:
            return *self.commas, f"the column holds {self.points[1]} too"
        if has_commas and (is_foreign or not small):
            return *self.commas, "every comma of the column has three digits after it"
        # A number of four digits would have a point too, if points separated thousands.
        if has_points and self.bare[1] < 1000 and (is_foreign or any_size):
            return *self.points, "every point of the column has three digits after it"
        return 0, "", ""


class NumberColumns:
    """The numbers of one file: how they are written, and what each column shows of it.

    Args:
        decimal: the decimal sign that the case states for the file; empty where it states none.
        option: where it can state it, for remedies.

    Attributes:
        is_foreign: whether the columns are separated as spreadsheets do it in countries with
            decimal commas, so that neither mark is likelier.
        has_numbers: whether the file holds numbers and not their digits, as a workbook does, so
            that each point is a decimal sign.
    """

    def __init__(self, decimal: str, option: str) -> None:
        self._stated, self._decimal, self._option = bool(decimal), decimal or ".", option
        self.is_foreign = self.has_numbers = False
        self._columns: dict[str, _Column] = {}
        self._commas: dict[str, list[tuple[int, str]]] = {}
        self._deferred: dict[str, list[tuple[int, str, str]]] = {}

    def read(self, column: str, cell: str, line: int, *, whole: bool) -> float | Refusal | None:
        """Read the number of a cell.

        Args:
            column, cell, line: where it stands.
            whole: whether the column counts things, so that no figure of it has a fraction.

        Returns:
            The number; why it is none; or None where that is noted for the column as a whole.
        """
        text = _plain(cell)
        if len(text) <= _LONGEST and _NUMBER[self._decimal].fullmatch(text):
            return self._number(column, text, line, whole=whole)
        is_evident = self._decimal == "." and len(text) <= _LONGEST
        if is_evident and not self._stated and _OTHER_DECIMAL.fullmatch(text):
            self._commas.setdefault(column, []).append((line, cell))
            return None
        return _refusal(text, self._decimal)

    def defer(self, column: str, cell: str, line: int, problem: str, fix: str) -> bool:
        """Keep a problem of a number that may be another one until its column is known; or not."""
        may_be_other = column in self._columns and bool(_AMBIGUOUS.fullmatch(_plain(cell)))
        if may_be_other:
            self._deferred.setdefault(column, []).append((line, problem, fix))
        return may_be_other

    def problems(self) -> Iterator[tuple[int, str, str]]:
        """Yield line, problem and remedy of what only a whole column can tell."""
        for column, cells in self._commas.items():
            line, cell = cells[0]
            more = f" (and {len(cells) - 1} more like it)" if len(cells) > 1 else ""
            yield (
                line, f"{column} {shown(cell)} is not a number: it looks written with a decimal "
                f"comma{more}",
                f'write decimal points, or put "decimal": "," {self._option}',
            )  # fmt: skip
        for column, written in self._columns.items():
            if column in self._commas:
                continue
            line, cell, why = written.doubt(is_foreign=self.is_foreign)
            if not line:
                for at, problem, fix in self._deferred.get(column, ()):
                    yield at, problem, f'{fix}, or put "decimal": "," {self._option}'
                continue
            without, point = re.sub("[.,]", "", cell), cell.replace(",", ".")
            marks = "commas" if "," in cell else "points between thousands"
            yield (
                line,
                f"{column} {shown(cell)} may be {without} or {point}: {why}",
                f'write no {marks}, or put "decimal": "." (or ",") {self._option}',
            )

    def _number(self, column: str, text: str, line: int, *, whole: bool) -> float | Refusal:
        groups = "," if self._decimal == "." else "."
        if match := _SCIENTIFIC.fullmatch(text):
            value = Printed.read(text.replace(",", "."))
            if not isfinite(value):
                return Refusal("is too large a number", "correct the figure")
            if len(match[2].rstrip("0")) < int(match[3]) and value:
                return Refusal(
                    "is shortened to a power of ten, so that digits may be lost",
                    f"write all digits, like {value:.0f}" if value < 1e15 else "write all digits",
                )  # fmt: skip
            return value
        if whole and self._decimal == "." and _POINT_THREE.fullmatch(text):
            return Refusal(
                "is not a whole number, or its point separates thousands",
                f"write {text.replace('.', '')} if it does",
            )
        if not (whole or self._stated or (self.has_numbers and "," not in text)):
            self._columns.setdefault(column, _Column()).note(text, line)
        return Printed.read(re.sub(f"[{groups} ']", "", text).replace(",", "."))


def _plain(cell: str) -> str:
    if cell.isascii():
        return cell
    digits = (
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c
        for c in folded_space(cell).translate(_SIGNS)
    )
    return "".join(digits)


def _refusal(text: str, decimal: str) -> Refusal:
    if not text:
        return Refusal("is not a number", "fill it in")
    if text.lower() in NONE_WORDS:
        return Refusal("is not a number", "leave the cell empty where there is no figure")
    if len(text) <= _LONGEST:
        if "\n" in text or "\r" in text:
            return Refusal("is not a number: it holds a line break", "write one number in a cell")
        for pattern, problem, fix in _MARKS:
            if pattern.fullmatch(text):
                return Refusal(f"is not a number: it {problem}", fix)
        if readings(text):
            return Refusal(
                "is not a number: it is a date, as spreadsheets make of some numbers",
                "format the column as text, and enter the number again",
            )
    return Refusal("is not a number", f"write it like {'1,234.5' if decimal == '.' else '1.234,5'}")
