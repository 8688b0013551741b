"""What happened, as against who told it: rows of one happening, told by several publishers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from detente.terms.events import Event
from detente.terms.periods import month_end, month_of


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, told by one row or more.

    The first row stands for it: it gives date, actors and type, and it alone is counted. All of
    them say how well the happening is attested.
    """

    rows: tuple[Event, ...]

    @property
    def first(self) -> Event:
        """The row that stands for it."""
        return self.rows[0]

    @property
    def name(self) -> str:
        """Id of the row that the others name, whether or not it was public yet."""
        return self.first.happening

    @property
    def day(self) -> date:
        """The day it happened, or the first day of the period where only that is known."""
        return self.first.event_date

    @property
    def last_day(self) -> date:
        """The last day on which it can have happened, given how exact its date is."""
        return last_day(self.first)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day on which it can have happened."""
        length = (self.last_day - self.day).days + 1
        return tuple(self.day + timedelta(days=n) for n in range(length))


def last_day(event: Event) -> date:
    """Return the last day on which an event can have happened, or was going on."""
    if event.date_end is not None:
        return event.date_end
    if event.date_precision == "month":
        return month_end(month_of(event.event_date))
    if event.date_precision == "year":
        return date(event.event_date.year, 12, 31)
    return event.event_date


def happenings_of(events: Iterable[Event]) -> tuple[Happening, ...]:
    """Put together the rows that tell one happening, in order of date and id.

    Args:
        events: those known on a day. A happening is known as soon as one row of it is; until the
            row that the others name was public too, the one that was public first stands for it.
    """
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(event.happening, []).append(event)
    found = (
        Happening(tuple(sorted(rows, key=lambda row: (row.id != name, row.known_date, row.id))))
        for name, rows in groups.items()
    )
    return tuple(sorted(found, key=lambda one: (one.day, one.first.id)))


def by_row(
    happenings: Iterable[Happening], firsts: Mapping[str, str] | None = None
) -> dict[str, Happening]:
    """Return the happening that each row tells, by id of the row.

    Args:
        firsts: id → id of the first row of its happening, for all rows of a case: those that were
            not public yet then lead to the happening too, where another row of it was.
    """
    found = {row.id: one for one in happenings for row in one.rows}
    found |= {one.name: one for one in found.values()}
    for row, first in (firsts or {}).items():
        if first in found:
            found.setdefault(row, found[first])
    return found
