"""One row of a published table, and the parsing of its cells.

Every parsing method notes a problem where a cell cannot be understood and returns a stand-in, so
that all bad cells of a file are reported together. A stand-in never leaves the file: problems are
raised once the last row has been read.
"""

import calendar
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from math import isfinite

from detente.sources.base import ProblemLog
from detente.terms.errors import Problem, nearest, shown
from detente.terms.periods import month_end, month_start, period_bounds
from detente.terms.printed import Printed
from detente.terms.tables import Observation, Resource

Span = tuple[date, date]
"""First and last day of a period, both included."""

FIRST_YEAR, LAST_YEAR = 1800, 2100

SIGNED_UNITS = frozenset({"points", "percent", "MUSD"})
"""Units whose figures may be negative: positions, changes and balances; no weight, no count."""

_MAX_NUMBER_LENGTH = 50
_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})")
_PART = r"(?:[0-9]{4}(?:-[0-9]{2}){0,2}|[0-9]{4}-H[12]|FY[0-9]{4})"
_PERIOD = re.compile(rf"{_PART}(?:/{_PART})?")
_URL = re.compile(r"https?://[^\s/?#\"<>\\@:]+(?::[0-9]{1,5})?(?:[/?#][^\s\"<>\\]*)?")
_JOINERS = "\u200c\u200d"
"""Zero-width joiners: invisible, but scripts need them."""


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

    __slots__ = ("_cells", "_log", "_refused", "_resource", "left_out", "line", "sound")

    def __init__(
        self,
        cells: Mapping[str, str],
        line: int,
        resource: Resource,
        log: ProblemLog,
        refused: list[Problem],
    ) -> None:
        self._cells, self._resource, self._log, self._refused = cells, resource, log, refused
        self.line = line
        self.sound = True
        self.left_out = False

    def __contains__(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self._cells

    def complain(self, problem: str, fix: str) -> None:
        """Note a problem of this row."""
        self.sound = False
        self._log.add(self.line, problem, fix)

    def leave_out(self, reason: str, fix: str) -> None:
        """Leave the row out on purpose, with the reason and what a user may do about it."""
        self.left_out = True
        self._refused.append(Problem(self._resource.path, self.line, reason, fix))

    def observation(
        self, measure: str, span: Span, value: float, unit: str, **keys: str
    ) -> Observation:
        """Build an observation that knows the line it was read from, and how it is printed."""
        return Observation(
            measure, span[0], span[1], float(value), unit, resource=self._resource.name,
            line=self.line, step=value.step if isinstance(value, Printed) else 0.0, **keys,
        )  # fmt: skip

    def cell(self, column: str) -> str:
        """Return a cell without surrounding space; empty where the file lacks the column."""
        return self._cells.get(column, "").strip()

    def text(self, column: str, *, required: bool = True, limit: int = 300) -> str:
        """Parse words: not empty where required, not too long, nothing invisible in them."""
        value = self.cell(column)
        if required and not value:
            self.complain(f"column {column!r} is empty", "fill it in")
        elif len(value) > limit:
            self.complain(
                f"column {column!r} has {len(value):,} characters", f"keep it within {limit}"
            )
        elif not value.isprintable() and (hidden := next(filter(_is_invisible, value), "")):
            self.complain(
                f"column {column!r} holds the invisible character U+{ord(hidden):04X}",
                "type the text again by hand",
            )
        return value

    def word(self, column: str, pattern: re.Pattern[str], like: str) -> str:
        """Parse a code of a fixed shape."""
        value = self.cell(column)
        if not pattern.fullmatch(value):
            self.complain(f"{column} {shown(value)} has the wrong form", f"write it like {like}")
        return value

    def choice(self, column: str, allowed: Collection[str]) -> str:
        """Parse one of a closed list of words."""
        value = self.cell(column)
        if value not in allowed:
            fix = "" if self._log.full else nearest(value, allowed)
            self.complain(f"{column} {shown(value)} is not known", fix)
        return value

    def number(self, column: str, *, low: float | None = 0.0, high: float | None = None) -> float:
        """Parse a finite decimal number; commas are thousands separators.

        Args:
            column: its column.
            low, high: bounds, both included; None for none.
        """
        text = self.cell(column)
        if len(text) > _MAX_NUMBER_LENGTH or not _NUMBER.fullmatch(text):
            self.complain(f"{column} {shown(text)} is not a number", "write it like 1,234.5")
            return 0.0
        value = Printed.read(text.replace(",", ""))
        if not isfinite(value):
            self.complain(f"{column} {shown(text)} is too large a number", "correct the figure")
            return 0.0
        if low is not None and value < low:
            what = "is negative" if low == 0 else f"is below {low:g}"
            self.complain(f"{column} {shown(text)} {what}", "correct the figure or its sign")
        elif high is not None and value > high:
            self.complain(f"{column} {shown(text)} is above {high:g}", "correct the figure")
        return value

    def count(self, column: str) -> float:
        """Parse a whole number, 0 or more (`5766.0` is one)."""
        value = self.number(column)
        if not value.is_integer():
            self.complain(
                f"{column} {shown(self.cell(column))} is not a whole number", "correct the count"
            )
            return 0.0
        return value

    def maybe(self, column: str) -> float | None:
        """Parse a count whose empty cell means that the publisher prints none."""
        return self.count(column) if self.cell(column) else None

    def year(self, column: str) -> int:
        """Parse a calendar year."""
        text = self.cell(column)
        if re.fullmatch("[0-9]{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
            return int(text)
        self.complain(f"{column} {shown(text)} is not a year", "write it like 2023")
        return FIRST_YEAR

    def day(self, column: str) -> date:
        """Parse a day of the calendar, `2023-10-31`."""
        text = self.cell(column)
        match = _DAY.fullmatch(text)
        if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            self.complain(f"{column} {shown(text)} is not a date", "write it like 2023-10-31")
            return date(FIRST_YEAR, 1, 1)
        year, month, day = map(int, match.groups())
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            return date(year, month, day)
        self.complain(f"{column} {shown(text)} is no day of the calendar", "correct the date")
        return date(FIRST_YEAR, 1, 1)

    def month(self, column: str) -> str:
        """Parse a month written `2023-10`, `2023/10` or `2023/1`; return it as `2023-10`."""
        match = _MONTH.fullmatch(self.cell(column))
        if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR and 1 <= int(match[2]) <= 12:
            return f"{match[1]}-{int(match[2]):02d}"
        self.complain(
            f"{column} {shown(self.cell(column))} is not a month", "write it like 2023-10"
        )
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
        """Parse a written period: a day, month, half-year, year, fiscal year, or a range of them.

        See `detente.terms.periods.period_bounds`.
        """
        text = self.cell(column)
        try:
            if not _PERIOD.fullmatch(text):
                raise ValueError("the form is not known")
            start, end = period_bounds(text)
            if start.year < FIRST_YEAR or end.year > LAST_YEAR:
                raise ValueError(f"years run from {FIRST_YEAR} to {LAST_YEAR}")
        except ValueError as error:
            self.complain(
                f"{column} {shown(text)} is not a period ({error})",
                "write it like 2023-10, 2023, 2023-H1, FY2023, 2023-10-31 or 2018-12/2023-01",
            )
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


def _is_invisible(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and character not in _JOINERS
    )
