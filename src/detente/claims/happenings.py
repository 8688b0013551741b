"""Events that a claim names, as the record of a day tells them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from detente.claims.check import Happenings
from detente.terms.events import Event
from detente.terms.periods import month_end, month_of

if TYPE_CHECKING:
    from detente.claims.record import Record


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, told by one row or more; the first row gives its date."""

    rows: tuple[Event, ...]

    @property
    def day(self) -> date:
        """The day it happened, or the first day of the period where only that is known."""
        return self.rows[0].event_date

    @property
    def last_day(self) -> date:
        """The last day on which it can have happened, given how exact its date is."""
        if self.rows[0].date_precision == "month":
            return month_end(month_of(self.day))
        if self.rows[0].date_precision == "year":
            return date(self.day.year, 12, 31)
        return self.day

    @property
    def days(self) -> tuple[date, ...]:
        """Every day on which it can have happened."""
        length = (self.last_day - self.day).days + 1
        return tuple(self.day + timedelta(days=n) for n in range(length))


def known_happenings(record: "Record", wanted: Happenings) -> list[Happening]:
    """Return those happenings whose first row was public, with their other rows as far as known."""
    happenings = []
    for ids in wanted:
        rows = tuple(filter(None, map(record.event, ids)))
        if record.event(ids[0]) is not None:
            happenings.append(Happening(rows))
    return happenings
