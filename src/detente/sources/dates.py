"""Dates as people write them: what was meant, and how it has to be written."""

import re
import unicodedata
from calendar import month_abbr, month_name, monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from types import MappingProxyType

from detente.sources.fiscal import fiscal_advice, two_years
from detente.terms.periods import period_bounds, shift_month

FIRST_YEAR, LAST_YEAR = 1800, 2100

_SPANISH = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
MONTH_WORDS = MappingProxyType(
    {"sept": 9, "setiembre": 9}
    | {name[:3]: n for n, name in enumerate(_SPANISH, start=1)}
    | {name: n for n, name in enumerate(_SPANISH, start=1)}
    | {name.lower(): n for n, name in enumerate(month_abbr) if n}
    | {name.lower(): n for n, name in enumerate(month_name) if n}
)
"""Names of months and their short forms, English and Spanish, in lower case → 1 … 12."""

NONE_WORDS = frozenset(
    {"n/a", "na", "n.a.", "#n/a", "nan", "null", "none", "nil", "unknown", "not available", "tbd",
     "n.d.", "nd", "s/d", "s.d.", "missing", "suppressed", "not applicable", "?", "-", "--", "–",
     "—", "―", ".", "..", "...", "…", "*", ":"}
)  # fmt: skip
"""What people and programs write, in lower case, where there is nothing to write."""

_ABOUT = re.compile(
    r"(?:c\.?|ca\.?|circa|about|approx\.?|around|early|mid|late|~|≈)[ -]*(.+)", re.I
)
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?")
_NUMBERS = re.compile(r"([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})")
_TIME = re.compile(
    r"[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp][Mm]|Z|[+-][0-9:]+)?"
)
_OCTOBER = " for a year from October to September, and another by its months: 2022-04/2023-03"
_ENDING = re.compile(
    r"(?:(?:rolling |f)?(?:y\.?e\.?|years?|(?:12|twelve) months)|(?P<quarter>quarter))[ -]*"
    r"(?:ending|ended|end|to|until)?(?: in| on)?[ -]+(?P<last>.+)",
    re.IGNORECASE,
)
"""A period named by its end."""
_PART_OF_YEAR = re.compile(r"\b[QHTS][1-4]\b", re.IGNORECASE)
_PERIODS = (
    (re.compile(r"F\.?Y\.?E? ?-?((?:19|20)[0-9]{2})", re.I), rf"write FY\1{_OCTOBER}"),
    (re.compile(r"((?:19|20)[0-9]{2}) ?F\.?Y\.?", re.I), rf"write FY\1{_OCTOBER}"),
    (re.compile(r"F\.?Y\.?E? ?[-']?([0-2][0-9])", re.I), rf"write FY20\1{_OCTOBER}"),
    (re.compile(r"F\.?Y\.?E? ?[-']?([3-9][0-9])", re.I), rf"write FY19\1{_OCTOBER}"),
    (re.compile(r"([0-9]{4})[- ]?([HQ][1-4])", re.I), r"write \1-\2"),
    (re.compile(r"([HQ][1-4])[- ]?([0-9]{4})", re.I), r"write \2-\1"),
)
_TWO_YEARS = re.compile(r"([0-9]{4}) ?[-/–] ?([0-9]{2}|[0-9]{4})")
_BLANKS = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:[-/](?:00|[?xXuU]{2}|\?))+")
_RANGE = re.compile(
    r"(.+?)(?:/| ?[–—] ?| - |(?<=[a-z])-(?=[A-Z])| to | until | through )(.*[0-9].*)"
)
_DAYS = re.compile(r"([0-9]{1,2}) ?[-–—/] ?([0-9]{1,2})(?:st|nd|rd|th)?([ -]\D+[0-9]{4})")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2212": "-"})
_WHOLE_DAY = "write the day itself, as year-month-day"
_EPOCH = date(1899, 12, 30)
"""Day 0 of the spreadsheets' count, as it stands for all days after February 1900."""


def date_advice(text: str, *, partial: bool = False, optional: bool = False) -> tuple[str, str]:
    """Say what a cell is that is no date written `2023-10-31`, and what to write instead.

    Args:
        text: the cell.
        partial: whether a month or year alone may be written there too, with its precision.
        optional: whether the cell may be empty.

    Returns:
        What is wrong, and the remedy.
    """
    if text.lower() in NONE_WORDS or not text:
        if optional:
            return "is not a date", "leave the cell empty"
        alone = "write the month or year alone where the day is not known"
        return "is not a date", alone if partial else "fill it in"
    if match := _ABOUT.fullmatch(text):
        about = next(iter(readings(match[1])), "")[:4]
        return "is not a date: it says only about when", _write(about, partial=partial)
    if not readings(text) and (ends := _ends(text)):
        first, last = ends
        if partial:
            return "is a range", f"write {first} as date, and {last} as date_end"
        return "is not a date: it is a range", f"write one day, {first} or {last}"
    meant = readings(text)
    if _SERIAL.fullmatch(text):
        return (
            "is not a date: it is a spreadsheet's number of a day",
            f"write {meant[0]}, after checking it, and format the column as text",
        )
    if len(meant) == 2:
        fix = f"write {meant[0]} if the day stands first, {meant[1]} if the month does"
        return "is not a date: its day and month can be taken for each other", fix
    if not meant:
        return "is not a date", "write it like 2023-10-31"
    if partial and len(meant[0]) < 10:
        return "is not a date", _write(meant[0], partial=True)
    if len(meant[0]) < 10:
        kind = "month" if len(meant[0]) == 7 else "year"
        return f"is not a date: it is a {kind}", _WHOLE_DAY
    return "is not a date", f"write {meant[0]}"


def month_advice(text: str) -> str:
    """Say how a cell that is no month written `2023-10` has to be written."""
    meant = {reading[:7] for reading in readings(text) if len(reading) >= 7}
    return f"write {meant.pop()}" if len(meant) == 1 else "write it like 2023-10"


def period_advice(text: str) -> str:
    """Say how a cell that is no period has to be written."""
    if text.lower() in NONE_WORDS or not text:
        return "write the period that the figure is of, or remove the row"
    for form, written in _PERIODS:
        if match := form.fullmatch(text):
            return match.expand(written)
    meant = readings(text)
    if (first := two_years(text)) is not None:
        month = f"write {meant[0]} for the month, or " if len("".join(meant)) == 7 else ""
        return f"{month}{fiscal_advice(first)}"
    if (first := two_years(_PART_OF_YEAR.sub("", text).strip())) is not None:
        return f"write the months of it, like {first}-04/{first}-06"
    if (match := _TWO_YEARS.fullmatch(text)) and (last := (match[1][:2] + match[2])[-4:]) > match[
        1
    ]:
        month = f"{meant[0]} for the month, " if meant else ""
        return f"write {month}{match[1]}/{last} for all years from one to the other"
    if (match := _ENDING.fullmatch(text)) and (last_day := readings(match["last"])):
        return _ending(last_day[0], 3 if match["quarter"] else 12)
    if _SERIAL.fullmatch(text):
        return f"write {meant[0][:7]} or {meant[0]}: it is a spreadsheet's number of that day"
    if len(meant) == 1:
        return f"write {meant[0]}"
    if len(meant) != 2 and (ends := _ends(text)):
        return f"write {ends[0]}/{ends[1]}"
    return "write it like 2023-10, 2023, 2023-H1, FY2023, 2023-10-31 or 2018-12/2023-01"


def _ending(last: str, months: int) -> str:
    if len(last) < 7:
        return f"write FY{last}{_OCTOBER}"
    return f"write {shift_month(last[:7], 1 - months)}/{last[:7]}"


def is_month_name(text: str) -> bool:
    """Whether a text is the name of a month, or short for one, and nothing else."""
    return text.strip(". ").lower() in MONTH_WORDS


def readings(text: str) -> tuple[str, ...]:
    """Return the days, months or years that a text can mean, in ISO form; none if it is no date.

    A day and month that can be taken for each other give two: day first, then month first.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS).strip().strip("[]()?~")
    plain = _TIME.sub("", plain)
    if match := _BLANKS.fullmatch(plain):
        month = match[2] if match[2] and match[2] != "00" else ""
        return (f"{match[1]}-{month}",) if month else (match[1],)
    if _SERIAL.fullmatch(plain):
        return ((_EPOCH + timedelta(days=int(float(plain)))).isoformat(),)
    return tuple(dict.fromkeys(_written(plain) if len(plain) <= 40 else ()))


def _written(text: str) -> Iterator[str]:
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})?", text):
        yield from _iso(match[1], match[2], match[3])
    elif match := _NUMBERS.fullmatch(text):
        first, second, third = match.groups()
        if len(first) == 4:
            yield from _iso(first, second, third)
        elif len(third) in (2, 4):
            yield from _iso(third, second, first)
            yield from _iso(third, first, second)
    elif match := re.fullmatch(r"([0-9]{4})[-/. ]?([0-9]{1,2})?", text):
        yield from _iso(match[1], match[2])
    elif match := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{4})", text):
        yield from _iso(match[2], match[1])
    else:
        yield from _named(text)


def _named(text: str) -> Iterator[str]:
    words = re.findall(r"[0-9]+|[^\W\d_]+", text.lower())
    months = [MONTH_WORDS[word] for word in words if word in MONTH_WORDS]
    numbers = [word for word in words if word.isdecimal()]
    if len(months) != 1:
        return
    if len(numbers) == 1 and (len(numbers[0]) == 4 or words[0] in MONTH_WORDS):
        yield from _iso(numbers[0], str(months[0]))
    elif len(numbers) == 2:
        day, year = numbers if len(numbers[0]) < 3 else reversed(numbers)
        yield from _iso(year, str(months[0]), day)


def _iso(year: str, month: str | None = None, day: str | None = None) -> Iterator[str]:
    if len(year) not in (2, 4):
        return
    # A spreadsheet's own rule: 00 to 29 are of this century.
    in_year = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 30 else 1900)
    if not FIRST_YEAR <= in_year <= LAST_YEAR:
        return
    if month is None:
        yield f"{in_year}"
    elif 1 <= int(month) <= 12:
        if day is None:
            yield f"{in_year}-{int(month):02d}"
        elif 1 <= int(day) <= monthrange(in_year, int(month))[1]:
            yield f"{in_year}-{int(month):02d}-{int(day):02d}"


def _ends(text: str) -> tuple[str, str] | None:
    if len(text) > 60:
        return None
    if match := _DAYS.fullmatch(text):
        first, last = (readings(f"{day}{match[3]}") for day in (match[1], match[2]))
    elif match := _RANGE.fullmatch(text):
        last = readings(match[2])
        year = f" {last[0][:4]}" if last else ""
        first = readings(match[1]) or readings(match[1] + year)
    elif match := re.fullmatch(r"([0-9]{4})[- ]?Q([1-4])|Q([1-4])[ -]?([0-9]{4})", text, re.I):
        year, quarter = match[1] or match[4], int(match[2] or match[3])
        return f"{year}-{3 * quarter - 2:02d}", f"{year}-{3 * quarter:02d}"
    else:
        with suppress(ValueError):
            start, end = period_bounds(text.upper())
            if start != end:
                return start.isoformat(), end.isoformat()
        return None
    return (first[0], last[0]) if len(first) == len(last) == 1 else None


def _write(meant: str, *, partial: bool) -> str:
    if not partial:
        return _WHOLE_DAY
    kind = "month" if len(meant) == 7 else "year"
    return f"write {meant}, and {kind} in date_precision" if meant else "write it like 2023-10-31"
