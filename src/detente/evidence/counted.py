"""Which events the index counts, for which dyad, and why it counts no others. Loads no store."""

from collections.abc import Iterable, Iterator
from datetime import date

from detente.terms.actors import dyad_between
from detente.terms.events import Event
from detente.terms.happenings import Happening
from detente.terms.left_out import LeftOut, left_out

UNCOUNTED_SCOPES = ("domestic", "multilateral")
"""Scopes whose rows belong to no dyad's counts, whoever acted."""
INDEX = "the counts of the index"
TOLD_AGAIN = "told by another row too (same_as) and counted once"


def counted_dyad(event: Event, dyads: tuple[str, ...]) -> str | None:
    """Return the dyad whose counts an event enters, or None.

    The two actors decide, not the chronicler's scope: an act of China towards the United States is
    an act on that side of the triangle even when it is about Mexico. Acts without a type, domestic
    and multilateral rows, and acts towards anyone but a state (a cartel) enter no count.
    """
    if event.event_class is None or event.scope in UNCOUNTED_SCOPES:
        return None
    return dyad_between(event.source_actor, event.target_actor, dyads)


def is_known(event: Event, as_of: date) -> bool:
    """Return whether an event had happened and was public by a day."""
    return event.known_date <= as_of and event.event_date <= as_of


def unknown(events: Iterable[Event], as_of: date) -> tuple[LeftOut, ...]:
    """Say which events of a case were not public by a day."""
    later = (event for event in events if not is_known(event, as_of))
    return left_out(INDEX, "event", ((f"not known on {as_of}", event.id) for event in later))


def uncounted(
    happenings: Iterable[Happening], dyads: tuple[str, ...], months: tuple[str, ...]
) -> tuple[LeftOut, ...]:
    """Say which of the rows known enter no count of the index over some months, and why."""
    return left_out(INDEX, "event", _uncounted(happenings, dyads, months))


def _uncounted(
    happenings: Iterable[Happening], dyads: tuple[str, ...], months: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for happening in happenings:
        first, *others = happening.rows
        if reason := _why_uncounted(first, dyads, months):
            yield from ((reason, row.id) for row in happening.rows)
        else:
            yield from ((TOLD_AGAIN, row.id) for row in others)


def _why_uncounted(event: Event, dyads: tuple[str, ...], months: tuple[str, ...]) -> str:
    if event.scope in UNCOUNTED_SCOPES:
        return f"{event.scope} steps"
    if event.event_class is None:
        return "without an event type"
    if counted_dyad(event, dyads) is None:
        return "not between the two states of a side"
    return "" if event.month in months else f"outside the months {months[0]} to {months[-1]}"
