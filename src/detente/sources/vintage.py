"""The day a publisher's file was issued, as the file or its name states it.

The time at which a copy was written to a disk is not that day: downloading sets it anew. What may
be read in two ways is not read: the day is then asked for.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from detente.sources.written_days import (
    STATED_DAY,
    Written,
    days_in,
    fiscal_months_in,
    months_in,
)
from detente.terms.periods import month_end, month_start

_STATED = re.compile(
    r"(?:as of|for analysis on|query date|last updated?|updated on|extracted on|retrieved(?: on)?"
    r"|downloaded on|publication date|release date|fecha de (?:publicaci[oó]n|corte|consulta))"
    r"\W{0,6}",
    re.IGNORECASE,
)
_COLUMNS = frozenset(
    {"data as of", "as of", "fetched", "query run date", "retrieved", "last updated", "vintage"}
)
_ISSUED = re.compile(
    r"(?:issued?|published|releas(?:ed?)|updated?|download(?:ed)?|retrieved|accessed|fetched"
    r"|as[-_ ]?of|vintage)(?:[-_ ]?on)?[-_ ]*$",
    re.IGNORECASE,
)
_LOOKED_AT = 2**16


@dataclass(frozen=True, slots=True)
class Issued:
    """When a file was issued, as far as it says so.

    Attributes:
        day: the day; None where nothing states it, or what states it may be read in two ways.
        said: why there is none; or, with a day, what else speaks of another.
    """

    day: date | None
    said: str = ""


def stated_vintage(
    data: bytes, name: str, last: date, *, today: date = date.max, month_first: bool = False
) -> Issued:
    """Return the day that a file, or else its name, says it was issued.

    Args:
        data: the file.
        name: its name without the folder.
        last: last day that it covers; a date before it is not the day of issue.
        today: a date after it is not the day of issue either.
        month_first: whether the publisher writes `07/01/2024` for the first of July.
    """
    columns = list(_in_columns(data))
    text = list(_in_text(data)) if not columns else []
    named = _Name(name, last, today)
    inside = columns or text
    if not inside:
        return named.issued()
    known = sorted({day for written in inside for day in _meant(written, inside, month_first)})
    if not known:
        ambiguous = next(written.text for written in inside if len(written.days) > 1)
        return Issued(None, f"it says {ambiguous!r}, whose day and month can be taken for another")
    day = known[-1]
    if day > today:
        return Issued(None, f"it says {day}, which is to come")
    if day < last:
        early = f"it says {day}, which is before its last day, {last}"
        return Issued(None, early) if columns else named.issued(early)
    return named.beside(day)


def _meant(written: Written, among: Iterable[Written], month_first: bool) -> tuple[date, ...]:
    """Return the day that is meant; where its own digits do not tell, what stands beside it may."""
    if len(written.days) < 2:
        return written.days
    told = {one.month_first for one in among if one.month_first is not None}
    if len(told) == 1:
        month_first = told.pop()
    elif not month_first:
        return ()
    return (written.days[1 if month_first else 0],)


class _Name:
    """What the name of a file says of the day it was issued."""

    def __init__(self, name: str, last: date, today: date) -> None:
        self._name, self._last, self._today = name, last, today
        self._written = list(days_in(name))
        marked = [one for one in self._written if _ISSUED.search(name[: one.at])]
        if len(marked) == 1:
            self._written = marked

    def beside(self, day: date) -> Issued:
        """Return the day that a file states, if its name does not speak against it."""
        others = {found for one in self._written for found in one.days}
        late = sorted(found for found in others if found >= self._last)
        if not late or day in others:
            return Issued(day)
        if late[0] < day or late[-1] > self._today:
            return Issued(None, f"it says {day}, and its name {late[-1]}")
        return Issued(
            day, f"issued on {day} as it says; {late[0]} in its name is taken for a download"
        )

    def issued(self, said: str = "") -> Issued:
        """Return the day that the name states.

        Args:
            said: what the file says that is no day of issue.
        """
        odd = next((one for one in self._written if len(one.days) != 1), None)
        if odd is not None and not odd.days:
            return Issued(None, f"its name says {odd.text!r}, which is {odd.problem}")
        if odd is not None:
            either = " or ".join(map(str, odd.days))
            return Issued(None, f"its name says {odd.text!r}, which can be {either}")
        days = sorted({one.days[0] for one in self._written})
        if len(days) > 1:
            return Issued(None, f"its name says {' and '.join(map(str, days))}")
        return self._one(days[0], said) if days else self._of_month(said)

    def _one(self, day: date, said: str) -> Issued:
        if day > self._today:
            return Issued(None, f"its name says {day}, which is to come")
        if day < self._last:
            return Issued(None, f"its name says {day}, which is before its last day, {self._last}")
        if day == self._last and self._last == month_end(f"{day:%Y-%m}"):
            covered = f"{day} in its name is the last day that it covers"
            return Issued(day, f"{covered}: --vintage states when it was issued")
        return Issued(day, said)

    def _of_month(self, said: str) -> Issued:
        months = sorted({*fiscal_months_in(self._name), *months_in(self._name)})
        if not months:
            return Issued(None, said)
        if len(months) > 1:
            return Issued(None, f"its name says {' and '.join(months)}")
        day = min(month_end(months[0]), max(self._today, self._last))
        if day < self._last or month_start(months[0]) > self._today:
            when = "before its last day" if day < self._last else "to come"
            return Issued(None, f"its name says {months[0]}, which is {when}")
        only = f"its name says only the month, {months[0]}, and {day} is taken for the day of issue"
        return Issued(day, f"{only}: --vintage states another")


def _in_columns(data: bytes) -> Iterator[Written]:
    text = io.StringIO(data.decode("utf-8-sig", errors="replace"), newline="")
    try:
        rows = csv.reader(text)
        header = [" ".join(re.findall("[a-z]+", cell.lower())) for cell in next(rows, [])]
        places = [place for place, cell in enumerate(header) if cell in _COLUMNS]
        cells = (
            {row[place] for row in rows for place in places if place < len(row)} if places else ()
        )
        for cell in sorted(cells):
            yield from (one for one in days_in(cell[:40]) if one.days)
    except csv.Error:
        return


def _in_text(data: bytes) -> Iterator[Written]:
    ends = data if len(data) <= 2 * _LOOKED_AT else data[:_LOOKED_AT] + data[-_LOOKED_AT:]
    text = ends.decode("utf-8", errors="replace")
    for match in _STATED.finditer(text):
        if found := STATED_DAY.match(text, match.end()):
            yield from (one for one in days_in(found[0]) if one.days)
