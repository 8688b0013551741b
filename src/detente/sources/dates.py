"""Dates as people write them: what days, months or years a text can mean."""

import re
import unicodedata
from calendar import day_abbr, day_name, month_abbr, month_name, monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from types import MappingProxyType

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

SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?")
"""A spreadsheet's number of a day."""
_NUMBERS = re.compile(r"([0-9]{1,4})([-/. ])([0-9]{1,2})\2([0-9]{1,4})")
_TIME = re.compile(
    r"[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp][Mm]|Z|[+-][0-9:]+)?"
)
_BLANKS = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:[-/](?:00|[?xXuU]{2}|\?))+")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2212": "-"})
_BETWEEN = frozenset(
    {"st", "nd", "rd", "th", "of", "the", "on", "de", "del", "d", "el"}
    | {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"}
) | {name.lower() for name in (*day_name, *day_abbr)}
"""Words that stand between the parts of a date and say nothing of it."""
_MONTH_AND_NUMBER = re.compile(r"[^\W\d_]+[. ]+[0-9]{1,2}(?:st|nd|rd|th)?[.,]?")
_NUMBERS_JOINED = re.compile(r"[0-9](?:st|nd|rd|th)? ?[-–—/] ?[0-9]")
_EPOCH = date(1899, 12, 30)
"""Day 0 of the spreadsheets' count, as it stands for all days after February 1900."""


def is_month_name(text: str) -> bool:
    """Whether a text is the name of a month, or short for one, and nothing else."""
    return text.strip(". ").lower() in MONTH_WORDS


def readings(text: str) -> tuple[str, ...]:
    """Return the days, months or years that a text can mean, in ISO form; none if it is no date.

    A day and month that can be taken for each other give two: day first, then month first. So do
    a day and a year of two digits, and all three where neither shows.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS).strip().strip("[]()?~")
    plain = _TIME.sub("", plain)
    if match := _BLANKS.fullmatch(plain):
        month = match[2] if match[2] and match[2] != "00" else ""
        return (f"{match[1]}-{month}",) if month else (match[1],)
    if SERIAL.fullmatch(plain):
        return ((_EPOCH + timedelta(days=int(float(plain)))).isoformat(),)
    return tuple(dict.fromkeys(_written(plain) if len(plain) <= 40 else ()))


def _written(text: str) -> Iterator[str]:
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})?", text):
        yield from _iso(match[1], match[2], match[3])
    elif match := _NUMBERS.fullmatch(text):
        yield from _numbered(*match.groups())
    elif match := re.fullmatch(r"([0-9]{4})[-/. ]?([0-9]{1,2})?", text):
        yield from _iso(match[1], match[2])
    elif match := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{4})", text):
        yield from _iso(match[2], match[1])
    else:
        yield from _named(text)


def _numbered(first: str, mark: str, second: str, third: str) -> Iterator[str]:
    if len(first) == 4:
        yield from _iso(first, second, third)
        return
    if len(third) not in (2, 4):
        return
    found = [*_iso(third, second, first), *_iso(third, first, second)]
    yield from found
    # Only hyphens are usual after a year, of two digits too.
    if len(first) == len(third) == 2 and (mark == "-" or not found):
        yield from _iso(first, second, third)


def _named(text: str) -> Iterator[str]:
    months, numbers, is_date = _words_of(text)
    if len(months) != 1 or not is_date or _NUMBERS_JOINED.search(text):
        return
    begins_with_month = not text[:1].isdecimal()
    if len(numbers) == 1 and (len(numbers[0]) == 4 or begins_with_month):
        yield from _iso(numbers[0], str(months[0]))
    elif len(numbers) == 2:
        day, year = numbers if len(numbers[0]) < 3 else reversed(numbers)
        yield from _iso(year, str(months[0]), day)


def _words_of(text: str) -> tuple[list[int], list[str], bool]:
    """Return the months and numbers of a text, and whether it holds nothing else of weight."""
    words = re.findall(r"[0-9]+|[^\W\d_]+", text.lower())
    months = [MONTH_WORDS[word] for word in words if word in MONTH_WORDS]
    numbers = [word for word in words if word.isdecimal()]
    others = {word for word in words if not word.isdecimal() and word not in MONTH_WORDS}
    return months, numbers, others <= _BETWEEN


def lacks_year(text: str) -> bool:
    """Whether a text names months, and days or else years of two digits: `June 10`, `10 June`."""
    months, numbers, is_date = _words_of(text)
    if not months or not is_date or not all(len(n) < 3 and 0 < int(n) < 32 for n in numbers):
        return False
    return not readings(text) or bool(_MONTH_AND_NUMBER.fullmatch(text.strip()))


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
