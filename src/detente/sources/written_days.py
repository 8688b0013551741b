"""Days and months as they stand in the names of files and in remarks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from detente.sources.dates import MONTH_WORDS, readings
from detente.terms.periods import fiscal_month

_WORD = "|".join(sorted(MONTH_WORDS, key=len, reverse=True))
_MONTH = rf"(?<![^\W\d_])(?:{_WORD})(?![^\W\d_])"
_YEAR = r"(?:19|20)\d\d"
_TIME = r"(?:[ T_-]?(?:[01]\d|2[0-3])[-:_]?[0-5]\d[-:_]?[0-5]\d)?"
_JOIN = r"(?:[-_ ,.]|st|nd|rd|th|of|del?)*"
_DAY_OF_MONTH = rf"(?<!\d)(?<!fy)(?<!fy[-_ ])\d{{1,2}}{_JOIN}{_MONTH}{_JOIN}{_YEAR}(?!\d)"
_MONTH_AND_DAY = rf"{_MONTH}{_JOIN}\d{{1,2}}{_JOIN}(?<!\d){_YEAR}(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}(?P<sep>[-_./ ])\d{{1,2}}(?P=sep)\d{{1,2}}(?!\d)",
        rf"(?<!\d){_YEAR}\d{{4}}(?={_TIME}(?!\d))",
        rf"(?<!\d)(?<!\d[-_./])(?<!fy)\d{{1,2}}(?P<sep>[-_./ ])\d{{1,2}}(?P=sep){_YEAR}(?!\d)"
        r"(?!(?P=sep)\d{1,2}(?!\d))",
        rf"(?<!\d)(?<!\d[-_.])\d{{4}}{_YEAR}(?!\d)",
        _DAY_OF_MONTH,
        _MONTH_AND_DAY,
    )
)
STATED_DAY = re.compile(
    rf"{_YEAR}[-_./]?\d\d[-_./]?\d\d(?!\d)|\d{{1,2}}/\d{{1,2}}/{_YEAR}"
    rf"|{_DAY_OF_MONTH}|{_MONTH_AND_DAY}",
    re.IGNORECASE,
)
"""A day, where a remark has said that one follows."""
_BEFORE = re.compile(r"\d{1,2}(?:st|nd|rd|th)? ?(?:[-–_]|to|and|al?)[ -]?$", re.IGNORECASE)
"""What stands before the last day of a range in one month: `1-` of `1-14 July 2024`."""
_DAYS_AFTER = re.compile(
    r"[-–_ ](?:to[-_ ])?(?:0?[1-9]|1[0-2])[-_.](?:[0-2]?\d|3[01])(?![-_.:]?\d)"
)
"""What stands after the first day of a range in one year: `_08-14` of `2024-07-14_08-14`."""
_FISCAL = re.compile(
    rf"fy *(?:20)?(?P<year>\d\d)[-_ ]*(?:\(fytd\)[-_ ]*)?(?P<month>{_MONTH})", re.I
)
_NAMED = re.compile(rf"(?P<month>{_MONTH}){_JOIN}(?<!\d)(?P<year>20\d\d)(?!\d)", re.IGNORECASE)
_ANY_MONTH = re.compile(_MONTH, re.IGNORECASE)
_NUMBERED = re.compile(r"(?<!\d)(20\d\d)[-_](0[1-9]|1[0-2])(?![-_]?\d\d?(?!\d))(?!\d)")


@dataclass(frozen=True, slots=True)
class Written:
    """A day that a text states.

    Attributes:
        text: as it stands there.
        at: where it begins.
        days: what it can mean: none where the calendar has no such day or it is a range; two, day
            first and then month first, where day and month can be taken for each other.
        month_first: whether the month stands first in numbers; None where that does not show.
        problem: why there are none.
    """

    text: str
    at: int
    days: tuple[date, ...]
    month_first: bool | None = None
    problem: str = ""


def days_in(text: str) -> Iterator[Written]:
    """Yield the days that a text states, each as often as it stands there."""
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            yield _written(text, match)


def _written(text: str, match: re.Match[str]) -> Written:
    found, start, end = match[0], *match.span()
    if _BEFORE.search(text[:start]) and not found[:4].isdecimal():
        return Written(_BEFORE.sub("", text[:start])[-1:] + found, start, (), None, "a range")
    if after := _DAYS_AFTER.match(text, end):
        return Written(found + after[0], start, (), None, "a range, or a time")
    plain = found.replace("_", "-")
    if re.fullmatch(r"\d{8}", plain) and not readings(plain):
        plain = f"{plain[:2]}-{plain[2:4]}-{plain[4:]}"
    meant = tuple(date.fromisoformat(day) for day in readings(plain) if len(day) == 10)
    if not meant:
        return Written(found, start, (), None, "no day of the calendar")
    return Written(found, start, meant, _month_first(plain, meant))


def _month_first(plain: str, meant: tuple[date, ...]) -> bool | None:
    match = re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D\d{4}", plain)
    if match is None or len(meant) != 1 or match[1] == match[2]:
        return None
    return int(match[2]) > 12


def fiscal_months_in(name: str) -> Iterator[str]:
    """Yield the months that a name gives by the fiscal year of the United States: `FY26 May`."""
    for match in _FISCAL.finditer(name):
        yield fiscal_month(2000 + int(match["year"]), _number(match["month"]))


def months_in(name: str) -> Iterator[str]:
    """Yield the months of a calendar year that a name gives; of a range its first and last."""
    for match in _NAMED.finditer(name):
        yield f"{match['year']}-{_number(match['month']):02d}"
        before = _ANY_MONTH.findall(name[: match.start()])
        if before and not _FISCAL.search(name):
            yield f"{match['year']}-{_number(before[-1]):02d}"
    for match in _NUMBERED.finditer(name):
        yield f"{match[1]}-{match[2]}"


def _number(month: str) -> int:
    return MONTH_WORDS[month.lower()]
