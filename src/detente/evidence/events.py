"""Events as they were known on a day."""

from collections.abc import Mapping
from datetime import date

from detente.evidence.store import Store, execute
from detente.terms.events import DISTINCT, Event


def events_known(store: Store, as_of: date) -> tuple[Event, ...]:
    """Return every event that was public by `as_of`, in order of date and id."""
    table = store.events
    known = table.filter(table.known_date <= as_of, table.event_date <= as_of)
    return tuple(Event(**row) for row in execute(known.order_by("event_date", "id")))


def events_later(store: Store, as_of: date) -> tuple[Event, ...]:
    """Return every event that was not public by `as_of`, in the order in which they became so."""
    table = store.events
    later = table.filter((table.known_date > as_of) | (table.event_date > as_of))
    return tuple(Event(**row) for row in execute(later.order_by("known_date", "id")))


def first_rows(store: Store) -> Mapping[str, str]:
    """Return the id of each row that tells what another tells → the id of the first row of it."""
    table = store.events
    named = execute(table.filter(~table.same_as.isin(("", DISTINCT))).select("id", "same_as"))
    return {row["id"]: row["same_as"] for row in named}
