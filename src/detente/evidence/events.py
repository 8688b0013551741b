"""Events as they were known on a day, and the dyad each of them counts for."""

from datetime import date

from detente.evidence.store import Store, execute
from detente.terms.actors import dyad_between
from detente.terms.events import Event

UNCOUNTED_SCOPES = ("domestic", "multilateral")
"""Scopes whose rows belong to no dyad's counts, whoever acted."""


def events_known(store: Store, as_of: date) -> tuple[Event, ...]:
    """Return every event that was public by `as_of`, in order of date and id."""
    table = store.events
    known = table.filter(table.known_date <= as_of, table.event_date <= as_of)
    return tuple(Event(**row) for row in execute(known.order_by("event_date", "id")))


def counted_dyad(event: Event, dyads: tuple[str, ...]) -> str | None:
    """Return the dyad whose counts an event enters, or None.

    The two actors decide, not the chronicler's scope: an act of China towards the United States is
    an act on that side of the triangle even when it is about Mexico. Acts without a type, domestic
    and multilateral rows, and acts towards anyone but a state (a cartel) enter no count.
    """
    if event.event_class is None or event.scope in UNCOUNTED_SCOPES:
        return None
    return dyad_between(event.source_actor, event.target_actor, dyads)
