"""Fiscal years written as two years, `2023/24`: read only where the case says when they begin.

They begin in April in India and the United Kingdom, in July in Australia, in October in the United
States; and `2011-12` is a month as well.
"""

import re
from collections.abc import Iterator
from datetime import date

from detente.terms.errors import InputError, shown
from detente.terms.periods import month_end, month_start, shift_month
from detente.terms.tables import Resource

OPTION = "fiscal_year_begins"
_WORDS = r"(?:f\.?y\.?e?|a\.?y\.?|(?:financial|fiscal) year|ejercicio|rok)"
_TWO = re.compile(
    rf"(?P<word>{_WORDS}[ :-]*)?(?P<first>[0-9]{{4}}|(?<=[^0-9])[0-9]{{2}})"
    r" ?[-/–—_] ?(?P<last>[0-9]{2}|[0-9]{4})(?: ?[(\[][a-z. ]*[)\]]| ?[a-z]| ?\*)?",
    re.IGNORECASE,
)
_ONE_YEAR = re.compile(rf"{_WORDS}[ :'-]*((?:19|20)?[0-9]{{2}})", re.IGNORECASE)
"""One year with a word that says that it is a fiscal one."""
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_OF_UNITED_STATES = re.compile(r"FY[0-9]{4}")


def two_years(text: str) -> int | None:
    """Return the first of two years on end that a text writes as one year; None if it does not.

    `2023/2024` is a range of two years, unless a word such as FY goes before it.
    """
    match = _TWO.fullmatch(text)
    if match is None or (len(match["first"]) == 2 and not match["word"]):
        return None
    first = int(match["first"]) + (2000 if len(match["first"]) == 2 else 0)
    is_range = len(match["last"]) == 4 and not match["word"] and "/" in text
    is_next = match["last"] in (f"{(first + 1) % 100:02d}", f"{first + 1}")
    return first if is_next and not is_range else None


def fiscal_advice(first: int) -> str:
    """Say how a year is to be written that begins in some month of a year and ends in the next."""
    return (
        f"write {first}-04/{first + 1}-03 where it begins in April, {first}-07/{first + 1}-06 in "
        f"July, FY{first + 1} in October, {first}/{first + 1} for both years, or say under "
        f'detente.options in datapackage.json in which month: "{OPTION}": 4'
    )


class FiscalYears:
    """The fiscal years of one file, and whether its months may be such.

    Args:
        resource: what the case says of the file; its option `fiscal_year_begins` is the number of
            the month in which a year of it begins.

    Raises:
        InputError: the option is no number of a month.
    """

    def __init__(self, resource: Resource) -> None:
        self._begins = resource.options.get(OPTION, 0)
        if self._begins not in range(13) or isinstance(self._begins, bool):
            raise InputError.at(
                resource.path,
                0,
                f"the option {OPTION!r} is {shown(self._begins)}",
                "give the number of the month, like 4 for April",
            )
        self._either: dict[str, int] = {}
        self._month: tuple[str, int] | None = None

    def span(self, text: str, line: int) -> tuple[date, date] | None:
        """Return the first and last day of a fiscal year; None where the text is none, or may be.

        Raises:
            ValueError: the year is one of the United States, and those of the file are not.
        """
        if not self._begins:
            self._note(text, line)
            return None
        if self._begins != 10 and _OF_UNITED_STATES.fullmatch(text):
            year = int(text[2:])
            raise ValueError(
                f"FY and one year is October to September: it may be {year - 1}/{year % 100:02d}"
            )
        self._note(text, line)
        first = two_years(text)
        if first is None:
            return None
        start = f"{first:04d}-{self._begins:02d}"
        return month_start(start), month_end(shift_month(start, 11))

    def advice(self, text: str) -> str:
        """Say how a year of the file is written that the text names by its end, as `FY24` does.

        Empty where the text is none, or where the case does not say when the years begin.
        """
        match = _ONE_YEAR.fullmatch(text)
        if not self._begins or self._begins == 10 or match is None:
            return ""
        end = int(match[1]) + (2000 if len(match[1]) == 2 else 0)
        if self._begins == 1:
            return f"write {end}"
        start = f"{end - 1:04d}-{self._begins:02d}"
        return (
            f"write {end - 1}/{end % 100:02d} if it is the year that ends in {end}, from {start} "
            f"to {shift_month(start, 11)}, as {OPTION!r} says"
        )

    def _note(self, text: str, line: int) -> None:
        if _MONTH.fullmatch(text):
            if two_years(text) is not None:
                self._either.setdefault(text, line)
            elif 1 <= int(text[5:]) <= 12:
                self._month = self._month or (text, line)

    def problems(self) -> Iterator[tuple[int, str, str]]:
        """Yield line, problem and remedy of what only a whole column can tell."""
        (text, line), *others = self._either.items() or [("", 0)]
        if self._begins and text and self._month:
            yield (
                self._month[1],
                f"{shown(self._month[0])} is a month, and {shown(text)} on line {line} may be "
                "one or a fiscal year",
                "write fiscal years with a slash in a file of their own, and months in another",
            )
        elif others and not self._begins and self._month is None:
            yield (
                line,
                f"{shown(text)}, {shown(others[0][0])} and so on may be months or fiscal years: "
                "all periods of the file may be both",
                "write months as days, like 2011-12-01/2011-12-31; of fiscal years say under "
                f'detente.options in datapackage.json in which month they begin: "{OPTION}": 4',
            )
