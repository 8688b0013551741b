"""What a cell is that is no date or period, and what has to be written instead."""

import re
from datetime import date, timedelta

from detente.sources.date_ranges import Ends, ends_of, part_of_year
from detente.sources.dates import NONE_WORDS, SERIAL, lacks_year, readings
from detente.sources.fiscal import fiscal_advice, two_years
from detente.terms.periods import shift_month

_ABOUT = re.compile(
    r"(?:c\.?|ca\.?|circa|about|approx\.?|around|early|mid|late|~|≈)[ -]*(.+)", re.I
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
)
_TENTHS = re.compile(r"([0-9]{4})[.,]1")
"""A month as a decimal number, which a spreadsheet writes alike for January and October."""
_WEEK = re.compile(r"([0-9]{4})(1[3-9]|[2-4][0-9]|5[0-3])")
"""A week as a number; six digits that may be a month are taken for one."""
_TWO_YEARS = re.compile(r"([0-9]{4}) ?[-/–] ?([0-9]{2}|[0-9]{4})")
_WHOLE_DAY = "write the day itself, as year-month-day"


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
        about = next(iter(readings(match[1])), "")
        month_or_year = about if len(about) == len("2023-06") else about[:4]
        return "is not a date: it says only about when", _write(month_or_year, partial=partial)
    if lacks_year(text):
        return "is not a date: it names no year that is beyond doubt", _with_year(
            text, partial=partial
        )
    if not readings(text) and (ends := ends_of(text)):
        return _range(ends, partial=partial)
    meant = readings(text)
    if SERIAL.fullmatch(text):
        return (
            "is not a date: it is a spreadsheet's number of a day",
            f"write {meant[0]}, after checking it, and format the column as text",
        )
    if len(meant) > 1 and len({day[:4] for day in meant}) > 1:
        fix = f"write {' or '.join(meant)}, whichever is meant"
        return "is not a date: its day and year can be taken for each other", fix
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
    if said := _tenths_or_week(text):
        return said
    meant = {reading[:7] for reading in readings(text) if len(reading) >= 7}
    return f"write {meant.pop()}" if len(meant) == 1 else "write it like 2023-10"


def period_advice(text: str) -> str:
    """Say how a cell that is no period has to be written."""
    if text.lower() in NONE_WORDS or not text:
        return "write the period that the figure is of, or remove the row"
    if lacks_year(text):
        return _with_year(text, partial=True)
    found = _tenths_or_week(text) or _fiscal_or_part(text) or _of_years(text) or _of_dates(text)
    return found or "write it like 2023-10, 2023, 2023-H1, FY2023, 2023-10-31 or 2018-12/2023-01"


def _tenths_or_week(text: str) -> str:
    """Say what a month or week written as a number may be."""
    if match := _TENTHS.fullmatch(text):
        return f"write {match[1]}-10 if a zero was dropped at its end, {match[1]}-01 if not"
    if (match := _WEEK.fullmatch(text)) is None:
        return ""
    try:
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return ""
    return (
        f"write {first}/{first + timedelta(days=6)} if it is week {match[2]} of the year; then the "
        "lower numbers of the column are weeks too, and no months"
    )


def _fiscal_or_part(text: str) -> str:
    for form, written in _PERIODS:
        if match := form.fullmatch(text):
            return match.expand(written)
    part = part_of_year(text)
    return f"write {part}" if part else ""


def _of_years(text: str) -> str:
    meant = readings(text)
    if (first := two_years(text)) is not None:
        month = f"write {meant[0]} for the month, or " if len("".join(meant)) == 7 else ""
        return f"{month}{fiscal_advice(first)}"
    if (first := two_years(_PART_OF_YEAR.sub("", text).strip())) is not None:
        return f"write the months of it, like {first}-04/{first}-06"
    match = _TWO_YEARS.fullmatch(text)
    if match and (last := (match[1][:2] + match[2])[-4:]) > match[1]:
        month = f"{meant[0]} for the month, " if meant else ""
        return f"write {month}{match[1]}/{last} for all years from one to the other"
    return ""


def _of_dates(text: str) -> str:
    meant = readings(text)
    if (match := _ENDING.fullmatch(text)) and (last_day := readings(match["last"])):
        return _ending(last_day[0], 3 if match["quarter"] else 12)
    if SERIAL.fullmatch(text):
        return f"write {meant[0][:7]} or {meant[0]}: it is a spreadsheet's number of that day"
    if meant:
        return f"write {' or '.join(meant)}" + ", whichever is meant" * (len(meant) > 1)
    if ends := ends_of(text):
        range_ = f"{ends.first}/{ends.last}"
        return _exchanged(range_) if ends.reversed else f"write {range_}"
    return ""


def _range(ends: Ends, *, partial: bool) -> tuple[str, str]:
    first, last = ends.first, ends.last
    kind = {4: ", with year in date_precision", 7: ", with month in date_precision"}
    both = f"{first} as date, and {last} as date_end{kind.get(len(first), '')}"
    if ends.reversed:
        what = both if partial else f"one day, {first} or {last},"
        return "is a range that ends before it begins", _exchanged(what)
    if not partial:
        return "is not a date: it is a range", f"write one day, {first} or {last}"
    return "is a range", f"write {both}"


def _exchanged(range_: str) -> str:
    return f"write {range_} if its ends were exchanged, and correct them if not"


def _with_year(text: str, *, partial: bool) -> str:
    as_month = next(iter(readings(text)), "")
    also = f", or {as_month} if its number is the year" if as_month and partial else ""
    return f"write it with its year, as year-month-day{' or year-month' * partial}{also}"


def _ending(last: str, months: int) -> str:
    if len(last) < 7:
        return f"write FY{last}{_OCTOBER}"
    return f"write {shift_month(last[:7], 1 - months)}/{last[:7]}"


def _write(meant: str, *, partial: bool) -> str:
    if not partial:
        return _WHOLE_DAY
    kind = "month" if len(meant) == 7 else "year"
    return f"write {meant}, and {kind} in date_precision" if meant else "write it like 2023-10-31"
