"""A pointer at a row of the evidence, as findings carry it."""

from dataclasses import dataclass

from detente.terms.events import Event


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row that a finding rests on: where it stands, and what it says in a few words.

    Attributes:
        speaks: `for` or `against` the check; empty where the check does not weigh single rows.
        weight: how diagnostic the row is: how many times likelier it is where what it speaks for
            is true than where it is not, 1 or more; None where that is not known.
    """

    resource: str
    line: int
    id: str
    label: str
    speaks: str = ""
    weight: float | None = None


def event_row(event: Event) -> RowRef:
    """Point at a row of the chronology, labelled with its day and what happened."""
    label = f"{event.event_date.isoformat()}: {event.summary}"
    return RowRef(event.resource, event.line, event.id, label)
