"""Periods and ranges as people write them: the first and last day, month or year of each."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from detente.sources.dates import FIRST_YEAR, LAST_YEAR, lacks_year, readings
from detente.terms.periods import month_of, period_bounds

_LONGEST = 60
_RANGE = re.compile(
    r"(.+?)(?:/| ?[–—] ?| - |(?<=[a-z])-(?=[A-Z])| to | until | through )(.*[0-9].*)"
)
_DAYS = re.compile(r"([0-9]{1,2}) ?[-–—/] ?([0-9]{1,2})(?:st|nd|rd|th)?([ -]\D+[0-9]{4})")
_DAYS_AFTER = re.compile(
    r"([^\W\d_]+\.?) ([0-9]{1,2})(?:st|nd|rd|th)? ?[-–—/] ?([0-9]{1,2})(?:st|nd|rd|th)?,? "
    r"([0-9]{4})"
)
_LAST_PARTS = re.compile(r"([0-9]{4}-(?:[0-9]{2}-)?)([0-9]{2}) ?[–—/] ?([0-9]{2})")
_TWO_ISO = re.compile(r"([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)-([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)")
_YEARS = re.compile(r"([0-9]{4}) ?[-–—/] ?([0-9]{4}|[0-9]{2})")
_FISCAL = re.compile(r"F\.?Y\.? ?-?([0-9]{4})", re.IGNORECASE)
_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{1,2})", re.IGNORECASE)
_JOIN = r"[-–/ ']*"
_YEAR = r"([0-9]{4}|[0-9]{2})"
_KIND = r"(?:q|h|t|s|quarter|qtr\.?|half|trimestre|trim\.?|trimester|semestre|sem\.?|semester)"
_NUMBER = (
    r"(?:1|2|3|4|i|ii|iii|iv|1st|2nd|3rd|4th|first|second|third|fourth|1er|2do|3er|4to|[1-4][º°o.]|"
    r"primer|segundo|tercer|cuarto)"
)
_PARTS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>{_YEAR}){_JOIN}(?P<kind>{_KIND}){_JOIN}(?P<n>{_NUMBER})",
        rf"(?P<year>{_YEAR}){_JOIN}(?P<n>{_NUMBER}) ?(?P<kind>{_KIND})",
        rf"(?P<kind>{_KIND}){_JOIN}(?P<n>{_NUMBER}){_JOIN}(?:(?:of|de|del) )?(?P<year>{_YEAR})",
        rf"(?P<n>{_NUMBER}) ?(?P<kind>{_KIND}){_JOIN}(?:(?:of|de|del) )?(?P<year>{_YEAR})",
    )
)
_NUMBERS = MappingProxyType(
    {"i": 1, "ii": 2, "iii": 3, "iv": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
    | {"primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4}
)


@dataclass(frozen=True, slots=True)
class Ends:
    """The first and last day, month or year of a range, in their order.

    Attributes:
        reversed: whether the text names the last one first.
    """

    first: str
    last: str
    reversed: bool = False


def part_of_year(text: str) -> str:
    """Return a quarter or half-year as `2023-Q2` or `2023-H1`; empty where a text is none.

    `T` is a quarter and `S` a half, as in Spanish.
    """
    for form in _PARTS:
        if match := form.fullmatch(text.strip()):
            kind = "H" if match["kind"][0] in "hHsS" else "Q"
            number = _NUMBERS.get(match["n"].lower()) or int(match["n"][0])
            year = _year(match["year"])
            if number <= (2 if kind == "H" else 4) and FIRST_YEAR <= year <= LAST_YEAR:
                return f"{year}-{kind}{number}"
    return ""


def ends_of(text: str) -> Ends | None:
    """Return the ends of a range; None where a text is none."""
    if len(text) > _LONGEST or lacks_year(text):
        return None
    return _span(text) or next(_ranges(text), None)


def _ranges(text: str) -> Iterator[Ends]:
    if match := _DAYS.fullmatch(text):
        yield from _joined(*(f"{match[number]}{match[3]}" for number in (1, 2)))
    elif match := _DAYS_AFTER.fullmatch(text):
        yield from _joined(*(f"{match[1]} {match[number]} {match[4]}" for number in (2, 3)))
    elif match := _LAST_PARTS.fullmatch(text):
        yield from _joined(*(f"{match[1]}{match[number]}" for number in (2, 3)))
    elif match := _TWO_ISO.fullmatch(text):
        yield from _joined(match[1], match[2])
    elif match := _YEARS.fullmatch(text):
        last = (match[1][:2] + match[2])[-4:]
        if len(match[2]) == len(last) or last > match[1]:
            yield from _joined(match[1], last)
    elif match := _RANGE.fullmatch(text):
        yield from _joined(match[1], match[2])


def _joined(first_text: str, last_text: str) -> Iterator[Ends]:
    last = _single(last_text)
    if last is None:
        return
    if (first := None if lacks_year(first_text) else _single(first_text)) is not None:
        is_reversed = first.first > last.last
        both = (last, first) if is_reversed else (first, last)
        yield Ends(both[0].first, both[1].last, is_reversed)
        return
    # Its year is that of the end, or the year before: December to February.
    for year in (int(last.last[:4]), int(last.last[:4]) - 1):
        first = _single(f"{first_text} {year}")
        if first is not None and first.first <= last.last:
            yield Ends(first.first, last.last)
            return


def _single(text: str) -> Ends | None:
    meant = readings(text)
    return Ends(meant[0], meant[0]) if len(meant) == 1 else _span(text)


def _span(text: str) -> Ends | None:
    """Return first and last of a named part of a year, or of a week."""
    plain = unicodedata.normalize("NFKC", text).strip()
    period = part_of_year(plain)
    if match := _FISCAL.fullmatch(plain):
        period = f"FY{match[1]}" if FIRST_YEAR < int(match[1]) <= LAST_YEAR else ""
    if period:
        start, end = period_bounds(period)
        return Ends(month_of(start), month_of(end))
    with suppress(ValueError):
        if match := _WEEK.fullmatch(plain):
            first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return Ends(first.isoformat(), (first + timedelta(days=6)).isoformat())
    return None


def _year(text: str) -> int:
    # A spreadsheet's own rule: 00 to 29 are of this century.
    return int(text) if len(text) == 4 else int(text) + (2000 if int(text) < 30 else 1900)
