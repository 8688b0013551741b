"""One row of a published table, and the parsing of its cells.

Every parsing method notes a problem where a cell cannot be understood and returns a stand-in, so
that all bad cells of a file are reported together. A stand-in never leaves the file: problems are
raised once the last row has been read.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from math import nan

from detente.sources.base import ProblemLog
from detente.sources.date_remedies import date_advice, month_advice, period_advice
from detente.sources.dates import FIRST_YEAR, LAST_YEAR
from detente.sources.fiscal import FiscalYears
from detente.sources.numbers import NumberColumns, Refusal
from detente.sources.shapes import is_scaled
from detente.sources.spellings import Spellings
from detente.terms.beside import NO_OTHERS
from detente.terms.errors import Problem, nearest, shown
from detente.terms.periods import month_end, month_start, period_bounds
from detente.terms.printed import Printed
from detente.terms.spelling import folded_space, spelling_key
from detente.terms.tables import Observation, Resource
from detente.terms.units import UNITS
from detente.terms.wholes import is_whole

Span = tuple[date, date]
"""First and last day of a period, both included."""

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})")
_DAY_OF_NONE = re.compile(r"[0-9]{4}-[0-9]{2}-(?!00)[0-9]{2}|.*[\r\n].*", re.DOTALL)
"""Written like a day, though the calendar has none such, or broken over lines."""
_PARTIAL_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_PART = r"(?:[0-9]{4}(?:-[0-9]{2}){0,2}|[0-9]{4}-(?:H[12]|Q[1-4]))"
_PERIOD = re.compile(rf"{_PART}(?:/{_PART})?|FY[0-9]{{4}}(?:/FY[0-9]{{4}})?")
"""`FY2023/2024` is no range: it may be one fiscal year."""
_URL = re.compile(r"https?://[^\s/?#\"<>\\@:]+(?::[0-9]{1,5})?(?:[/?#][^\s\"<>\\]*)?")
_LINE_BREAK = re.compile("[\r\n\v\f\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"
"""Zero-width joiners: invisible, but scripts need them."""


_FROM_UNIT = -1.0e308
"""Stands for the bound that the unit of a figure has."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of one file share while it is read.

    Attributes:
        left_out: rows that the reader left out on purpose.
    """

    resource: Resource
    log: ProblemLog
    numbers: NumberColumns
    fiscal: FiscalYears
    spellings: Spellings = field(default_factory=Spellings)
    left_out: list[Problem] = field(default_factory=list)


@cache
def month_span(month: str) -> Span:
    """Return the first and last day of a month written `YYYY-MM`."""
    return month_start(month), month_end(month)


class Row:
    """One data row: its cells by column, and where it stands in its file.

    Attributes:
        line: 1-based line of the file on which the row begins.
        sound: False once a problem was noted.
        left_out: True once the reader left it out on purpose.
    """

    __slots__ = ("_cells", "_reading", "left_out", "line", "sound")

    def __init__(self, cells: Mapping[str, str], line: int, reading: Reading) -> None:
        self._cells, self._reading = cells, reading
        self.line = line
        self.sound = True
        self.left_out = False

    def __contains__(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self._cells

    def column_after(self, column: str) -> str:
        """Return the name of the column that follows one in the file; empty for the last."""
        columns = list(self._cells)
        at = columns.index(column) + 1 if column in self._cells else len(columns)
        return columns[at] if at < len(columns) else ""

    def complain(self, problem: str, fix: str) -> None:
        """Note a problem of this row."""
        self.sound = False
        self._reading.log.add(self.line, problem, fix)

    def leave_out(self, reason: str, fix: str) -> None:
        """Leave the row out on purpose, with the reason and what a user may do about it."""
        self.left_out = True
        path = self._reading.resource.path
        self._reading.left_out.append(Problem(path, self.line, reason, fix))

    def observation(
        self, measure: str, span: Span, value: float | None, unit: str, **keys: str
    ) -> Observation:
        """Build an observation that knows the line it was read from, and how it is printed.

        A value of None, or NaN, is that of a cell which the file has and leaves empty: what it
        would say is unknown.
        """
        return Observation(
            measure, span[0], span[1], nan if value is None else float(value), unit,
            line=self.line, resource=self._reading.resource.name,
            step=value.step if isinstance(value, Printed) else 0.0, **keys,
        )  # fmt: skip

    def cell(self, column: str) -> str:
        """Return a cell with its white space folded; empty where the file lacks the column."""
        return folded_space(self._cells.get(column, ""))

    def text(self, column: str, *, required: bool = True, limit: int = 300) -> str:
        """Parse words: not empty where required, not too long, nothing invisible in them."""
        value = self.cell(column)
        if required and not value:
            self.complain(f"column {column!r} is empty", "fill it in")
        elif len(value) > limit:
            self.complain(
                f"column {column!r} has {len(value):,} characters", f"keep it within {limit}"
            )
        elif self._is_broken(column, value):
            pass
        elif not value.isprintable() and (hidden := next(filter(_is_invisible, value), "")):
            self.complain(
                f"column {column!r} holds the invisible character U+{ord(hidden):04X}",
                "type the text again by hand",
            )
        return value

    def name(
        self, column: str, *, required: bool = True, limit: int = 100, known: Collection[str] = ()
    ) -> str:
        """Parse a name of an open list, which the whole file has to spell alike.

        Args:
            column: its column.
            required, limit: as for `text`.
            known: names that the publisher is known to use.
        """
        value = self.text(column, required=required, limit=limit)
        found = self._reading.spellings.differs(column, value, self.line, known)
        if found is not None:
            self.complain(*found)
        return value

    def _is_broken(self, column: str, value: str) -> bool:
        if is_broken := bool(_LINE_BREAK.search(value)):
            self.complain(f"column {column!r} holds a line break", "write the cell on one line")
        return is_broken

    def word(self, column: str, pattern: re.Pattern[str], like: str) -> str:
        """Parse a code of a fixed shape."""
        value = self.cell(column)
        if not pattern.fullmatch(value) and not self._is_broken(column, value):
            self.complain(f"{column} {shown(value)} has the wrong form", f"write it like {like}")
        return value

    def choice(self, column: str, allowed: Collection[str]) -> str:
        """Parse one of a closed list of words."""
        value = self.cell(column)
        if value not in allowed and not self._is_broken(column, value):
            is_told = self._reading.log.full
            fix = "" if is_told else nearest(value, allowed, len(UNITS), fold=spelling_key)
            self.complain(f"{column} {shown(value)} is not known", fix)
        return value

    def unit(self, column: str) -> str:
        """Parse a unit, written as a key of `UNITS`, its sign or its words."""
        text = self.cell(column)
        for key, unit in UNITS.items():
            if text and text in (unit.sign, unit.words, *unit.also):
                return key
        folded = text.casefold()
        for key, unit in UNITS.items():
            # Mg is no milligram, but a thousand kilograms.
            if text != "Mg" and folded in (key.casefold(), unit.words.casefold(), *unit.also):
                return key
        if is_scaled(text):
            self.complain(
                f"{column} {shown(text)} is a multiple of a unit", "write the figures in full"
            )
            return text
        return self.choice(column, UNITS)

    def number(
        self,
        column: str,
        *,
        low: float | None = 0.0,
        high: float | None = None,
        whole: bool = False,
        sign: str = "",
    ) -> float:
        """Parse a finite decimal number; see `detente.sources.numbers`.

        Args:
            column: its column.
            low, high: bounds, both included; None for none.
            whole: whether it counts things (`5766.0` is a whole number).
            sign: a sign of the unit that may stand after the number.
        """
        text = self.cell(column).removesuffix(sign).rstrip()
        value = self._reading.numbers.read(column, text, self.line, whole=whole)
        if value is None:
            self.sound = False
            return 0.0
        if isinstance(value, Refusal):
            self.complain(f"{column} {shown(text)} {value.problem}", value.fix)
            return 0.0
        if whole and not value.is_integer():
            self.complain(f"{column} {shown(text)} is not a whole number", "correct the count")
            return 0.0
        if low is not None and value < low:
            what = "is negative" if low == 0 else f"is below {low:,g}"
            self._out_of_bounds(column, what, "correct the figure or its sign")
        elif high is not None and value > high:
            self._out_of_bounds(column, f"is above {high:,g}", "correct the figure")
        return value

    def _out_of_bounds(self, column: str, what: str, fix: str) -> None:
        text = self.cell(column)
        problem = f"{column} {shown(text)} {what}"
        if self._reading.numbers.defer(column, text, self.line, problem, fix):
            self.sound = False
        else:
            self.complain(problem, fix)

    def figure(
        self,
        column: str,
        unit: str,
        *,
        low: float | None = _FROM_UNIT,
        high: float | None = _FROM_UNIT,
    ) -> float:
        """Parse a figure of a unit, within what the unit can be; see `detente.terms.units`.

        Args:
            column: its column.
            unit: a key of `UNITS`, or a word that is none, which has been complained of.
            low, high: closer bounds, both included.
        """
        known = UNITS.get(unit)
        if known is None:
            return self.number(column, low=None)
        return self.number(
            column,
            low=known.low if low == _FROM_UNIT else low,
            high=known.high if high == _FROM_UNIT else high,
            whole=known.whole,
            sign=known.sign,
        )

    def maybe(
        self,
        column: str,
        unit: str,
        *,
        low: float | None = _FROM_UNIT,
        high: float | None = _FROM_UNIT,
        none: Collection[str] = ("",),
    ) -> float | None:
        """Parse a figure that the publisher may not print: None where the cell is empty.

        Args:
            column, unit, low, high: as for `figure`.
            none: what the publisher writes in such a cell.
        """
        if self.cell(column) in none:
            return None
        return self.figure(column, unit, low=low, high=high)

    def year(self, column: str) -> int:
        """Parse a calendar year."""
        text = self.cell(column)
        if re.fullmatch("[0-9]{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
            return int(text)
        self.complain(f"{column} {shown(text)} is not a year", "write it like 2023")
        return FIRST_YEAR

    def day(self, column: str, *, optional: bool = False) -> date:
        """Parse a day of the calendar, `2023-10-31`; the cell of an optional one may be empty."""
        text = self.cell(column)
        if (day := _calendar_day(text)) is not None:
            return day
        if _DAY.fullmatch(text) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            self.complain(f"{column} {shown(text)} is no day of the calendar", "correct the date")
        elif not self._is_broken(column, text):
            problem, fix = date_advice(text, optional=optional)
            self.complain(f"{column} {shown(text)} {problem}", fix)
        return date(FIRST_YEAR, 1, 1)

    def day_or_period(self, column: str, *, optional: bool = False) -> tuple[Span, str]:
        """Parse a day, or the month (`2023-10`) or year (`2023`) of which only that is known.

        Returns:
            Its first and last day, and `day`, `month` or `year`.
        """
        text = self.cell(column)
        match = _PARTIAL_DAY.fullmatch(text)
        if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR and 1 <= int(match[2] or 1) <= 12:
            return period_bounds(text), "month" if match[2] else "year"
        if _calendar_day(text) is None and not _DAY_OF_NONE.fullmatch(text):
            problem, fix = date_advice(text, partial=True, optional=optional)
            self.complain(f"{column} {shown(text)} {problem}", fix)
            return (date(FIRST_YEAR, 1, 1), date(FIRST_YEAR, 1, 1)), ""
        day = self.day(column)
        return (day, day), "day"

    def month(self, column: str) -> str:
        """Parse a month written `2023-10`, `2023/10` or `2023/1`; return it as `2023-10`."""
        text = self.cell(column)
        match = _MONTH.fullmatch(text)
        if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR and 1 <= int(match[2]) <= 12:
            return f"{match[1]}-{int(match[2]):02d}"
        if not self._is_broken(column, text):
            self.complain(f"{column} {shown(text)} is not a month", month_advice(text))
        return f"{FIRST_YEAR}-01"

    def first_of_month(self, column: str) -> str:
        """Parse a month written as its first day, `2023-10-01`; return it as `2023-10`."""
        day = self.day(column)
        if day.day != 1:
            self.complain(f"{column} {day} is not the first of a month", "write it like 2023-10-01")
        return f"{day:%Y-%m}"

    def numbered_month(self, year: str, month: str) -> str:
        """Parse a month whose year and number stand in two columns."""
        in_year, number = self.year(year), self.number(month, low=1, high=12)
        if number.is_integer() and 1 <= number <= 12:
            return f"{in_year}-{int(number):02d}"
        if 1 <= number <= 12:
            self.complain(f"{month} {shown(self.cell(month))} is not a month", "use 1 to 12")
        return f"{FIRST_YEAR}-01"

    def period(self, column: str) -> Span:
        """Parse a written period: a day, month, quarter, half-year, year, or a range of them.

        See `detente.terms.periods.period_bounds`.
        """
        text = self.cell(column)
        try:
            if (year := self._reading.fiscal.span(text, self.line)) is not None:
                return year
            if not _PERIOD.fullmatch(text):
                raise ValueError("the form is not known")
            start, end = period_bounds(text)
            if start.year < FIRST_YEAR or end.year > LAST_YEAR:
                raise ValueError(f"years run from {FIRST_YEAR} to {LAST_YEAR}")
        except ValueError as error:
            fix = self._reading.fiscal.advice(text) or period_advice(text)
            problem = f"is not a period ({error})"
            if text and is_whole(text, NO_OTHERS):
                problem = "is a total of other rows"
                fix = "take the line out: what is added up is not added once more"
            self.complain(f"{column} {shown(text)} {problem}", fix)
            return date(FIRST_YEAR, 1, 1), date(FIRST_YEAR, 1, 1)
        return start, end

    def url(self, column: str) -> str:
        """Parse a web address (http or https only, without user names)."""
        value = self.text(column, limit=2000)
        if value and not _URL.fullmatch(value):
            self.complain(
                f"{column} {shown(value)} is not a web address",
                "give an address that begins with https:// or http://",
            )
        return value


def _calendar_day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    year, month, day = map(int, match.groups())
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _is_invisible(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and character not in _JOINERS
    )
