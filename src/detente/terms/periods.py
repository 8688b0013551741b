"""Calendar periods as analysts write them: `2020-10`, `2020`, `2020-H1`, `2020-10-01`.

A month is the ISO string `YYYY-MM` everywhere; strings of that form sort in calendar order.
"""

import calendar
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import pairwise
from types import MappingProxyType

Span = tuple[date, date]
"""First and last day."""
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
MONTH_NAMES = tuple(name.upper() for name in calendar.month_abbr)[1:]
"""JAN … DEC, in calendar order."""

PERIOD_MONTHS = MappingProxyType({"month": 1, "quarter": 3, "half": 6, "year": 12, "12m": 12})
"""How many whole calendar months each kind of period has that a series may be cut to."""
MOST_MONTHS = 1_200
"""Months that anything may be estimated or simulated over: a century."""
_DAYS_A_MONTH = 365.25 / 12
_NEARLY_DAYS = 6
"""How far 13, 26 or 52 weeks, or the 53 of some years, miss a quarter, half-year or year."""
_NEARLY_MONTH_DAYS = 3
"""How far four weeks, or mid-month to mid-month, miss a month."""


def month_number(month: str) -> int:
    """Return months since year 0, so that months can be subtracted; `2020-01` gives 24240."""
    match = _MONTH.fullmatch(month)
    # A calendar has no year 0.
    if match is None or not 1 <= int(match[2]) <= 12 or match[1] == "0000":
        raise ValueError(f"{month!r} is not a month written YYYY-MM")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_from_number(number: int) -> str:
    """Invert `month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def shift_month(month: str, by: int) -> str:
    """Return the month `by` months later (earlier if negative)."""
    return month_from_number(month_number(month) + by)


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return every month from `first` to `last`, both included; empty if `last` is earlier."""
    return tuple(month_from_number(n) for n in range(month_number(first), month_number(last) + 1))


def month_start(month: str) -> date:
    """Return the first day of a month."""
    return date.fromisoformat(f"{month}-01")


def month_end(month: str) -> date:
    """Return the last day of a month."""
    first = month_start(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def month_of(day: date) -> str:
    """Return the month of a day, as `YYYY-MM`."""
    return f"{day.year:04d}-{day.month:02d}"  # %Y pads no years on some systems


def last_full_month(day: date) -> str:
    """Return the last month that had ended by `day` (a month counts once its last day is past)."""
    return month_of(day) if day == month_end(month_of(day)) else shift_month(month_of(day), -1)


def period_bounds(text: str) -> tuple[date, date]:
    """Return the first and last day of a written period.

    Accepts a day (`2020-10-15`), month (`2020-10`), quarter (`2020-Q4`), half-year
    (`2020-H1`), calendar year (`2020`),
    US fiscal year (`FY2020`: October 2019 to September 2020) or a range of any of these joined by
    a slash (`2018-12/2023-01`).

    Raises:
        ValueError: the text is none of these, names no real date, or runs backwards.
    """
    if "/" in text:
        first, _, last = text.partition("/")
        start, end = period_bounds(first)[0], period_bounds(last)[1]
        if end < start:
            raise ValueError(f"period {text!r} ends before it starts")
        return start, end
    if match := re.fullmatch(r"FY(\d{4})", text):
        return date(int(match[1]) - 1, 10, 1), date(int(match[1]), 9, 30)
    if match := re.fullmatch(r"(\d{4})-H([12])", text):
        year = int(match[1])
        if match[2] == "1":
            return date(year, 1, 1), date(year, 6, 30)
        return date(year, 7, 1), date(year, 12, 31)
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        first = f"{match[1]}-{3 * int(match[2]) - 2:02d}"
        return month_start(first), month_end(shift_month(first, 2))
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if _MONTH.fullmatch(text):
        month_number(text)
        return month_start(text), month_end(text)
    day = date.fromisoformat(text)
    return day, day


@cache
def whole_months(start: date, end: date) -> int:
    """Return how many calendar months a span fills from first to last day; 0 if it fills none."""
    if start.day != 1 or end != month_end(month_of(end)) or end < start:
        return 0
    return month_number(month_of(end)) - month_number(month_of(start)) + 1


def covers_half(spans: Iterable[tuple[date, date]], start: date, end: date) -> bool:
    """Whether spans, none of which overlap, cover at least half of a longer one.

    In calendar months where all of them fill whole months, since six months are half of a year
    however long they are; in days where they do not.
    """
    parts = tuple(spans)
    months = [whole_months(*part) for part in parts]
    wanted = whole_months(start, end)
    if wanted and all(months):
        return 2 * sum(months) >= wanted
    return 2 * sum((last - first).days + 1 for first, last in parts) >= (end - start).days + 1


def covers_all(spans: Iterable[tuple[date, date]], start: date, end: date) -> bool:
    """Whether spans, none of which overlap, cover every day of a longer one."""
    return sum((last - first).days + 1 for first, last in spans) >= (end - start).days + 1


def first_overlap(spans: Iterable[Span]) -> tuple[Span, Span] | None:
    """Return two spans that share a day, the earliest such two; None where no two do."""
    ordered = sorted(set(spans))
    # In order of their starts, the first that overlaps any other overlaps the next.
    return next((two for two in pairwise(ordered) if two[1][0] <= two[0][1]), None)


def is_period(kind: str, start: date, end: date) -> bool:
    """Whether a span is a period of a kind; see `SeriesSpec.period`. None is of an unknown kind."""
    return kind == "span" or whole_months(start, end) == PERIOD_MONTHS.get(kind)


def is_nearly_period(kind: str, start: date, end: date) -> bool:
    """Whether a span is no period of a kind but about as long: four weeks, mid-month to mid-month.

    Such a span is taken for what it is not, where length alone decides.
    """
    if kind == "span" or is_period(kind, start, end):
        return False
    off = abs((end - start).days + 1 - PERIOD_MONTHS[kind] * _DAYS_A_MONTH)
    return off <= (_NEARLY_MONTH_DAYS if PERIOD_MONTHS[kind] == 1 else _NEARLY_DAYS)


def phase(kind: str, start: date) -> int:
    """Return in which month, counted from 0, the periods of one calendar begin.

    Calendar years begin in 0 and fiscal years of the United States in 9; a series that holds both
    holds two kinds of year.
    """
    return 0 if kind in ("span", "12m") else (start.month - 1) % PERIOD_MONTHS[kind]


def fiscal_month(fiscal_year: int, month: int) -> str:
    """Return the calendar month of a US fiscal year's month number; FY2023 October is 2022-10."""
    return f"{fiscal_year - 1 if month >= 10 else fiscal_year:04d}-{month:02d}"


def period_label(kind: str, start: date, end: date) -> str:
    """Write a period the way its series does; see `SeriesSpec.period`.

    A label says what the period is: a year is written `2022` where it is a calendar year, `FY2023`
    where it is a fiscal year of the United States, and else by its first and last month.
    """
    if kind in ("month", "12m") and whole_months(start, end) == PERIOD_MONTHS[kind]:
        return month_of(end)
    if kind in ("quarter", "half") and is_period(kind, start, end) and not phase(kind, start):
        return f"{start.year}-{kind[0].upper()}{start.month // PERIOD_MONTHS[kind] + 1}"
    if kind == "year" and is_period(kind, start, end) and start.month == 10:
        return f"FY{end.year}"
    return _span_label(start, end)


def _span_label(start: date, end: date) -> str:
    if start == end:
        return start.isoformat()
    if not whole_months(start, end):
        return f"{start.isoformat()}/{end.isoformat()}"
    first, last = month_of(start), month_of(end)
    if (start.month, end.month) == (1, 12):
        first, last = str(start.year), str(end.year)
    return first if first == last else f"{first}/{last}"


def spoken_month(month: str) -> str:
    """Write a month as prose does: `2020-10` gives `October 2020`."""
    return f"{calendar.month_name[int(month[5:])]} {month[:4]}"
