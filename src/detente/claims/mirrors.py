"""The mirror of a count of hand-picked events: whether as many say the opposite.

That at least so many of some chosen events happened tells nothing where as many of the opposite
kind happened in the same time: whoever had chosen those would have found the opposite to hold.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import CheckSpec, UncoveredError, happenings_in
from detente.claims.happenings import Happening, known_happenings
from detente.terms.events import Event
from detente.terms.periods import period_bounds

if TYPE_CHECKING:
    from detente.claims.record import Record


def mirrored(spec: CheckSpec, record: "Record", chosen: list[Happening]) -> list[Happening]:
    """Return what happened the other way in the window of a check, as far as it was public.

    The events that the check names as its mirror; where it names none, every act of the same
    states on the same sides and topics, of the other class than the chosen ones.

    Raises:
        UncoveredError: the chosen events have no class, or both, so that nothing is opposite.
    """
    given = happenings_in(spec.options.get("mirror"))
    window = spec.text("window")
    if given:
        return [one for one in known_happenings(record, given) if in_window(one, window)]
    firsts = [one.first for one in chosen]
    kind = class_of(firsts)
    if kind is None:
        raise UncoveredError(
            "The chosen events are not all cooperative or all conflictual acts, so that none are "
            "opposite to them; name them in mirror."
        )
    scopes, topics = {one.scope for one in firsts}, {one.topic for one in firsts}
    states = {one.source_actor.split(".")[0] for one in firsts}
    return [
        one
        for one in record.happenings
        if class_of([one.first]) is (not kind)
        and one.first.scope in scopes
        and one.first.topic in topics
        and one.first.source_actor.split(".")[0] in states
        and in_window(one, window)
    ]


def class_of(events: Iterable[Event]) -> bool | None:
    """Return whether events are all cooperative or all conflictual; None where they are neither."""
    kinds = {one.event_class.is_cooperation if one.event_class else None for one in events}
    return kinds.pop() if len(kinds) == 1 else None


def tells_apart(probability: float, opposite: float) -> float:
    """Return the probability that a count gives a claim, given how probable its mirror is.

    Where the mirror holds, the count tells nothing: P(1 − M) + P·M/2.
    """
    return probability * (1 - opposite / 2)


def in_window(happening: Happening, window: str) -> bool:
    """Return whether something happened inside a window; with none, it did."""
    if not window:
        return True
    start, end = period_bounds(window)
    return start <= happening.day <= end


def mirror_words(opposite: list[Happening], needed: int, probability: float) -> str:
    """Say what the mirror of a count found."""
    count = words.counted(len(opposite), "event")
    if probability < 0.5:
        return (
            f" The other way, {count} in the same time {'is' if len(opposite) == 1 else 'are'} on "
            f"record, and {needed} would have had to be."
        )
    return (
        f" The other way, {count} in the same time are on record, so that at least {needed} would "
        "be found for the opposite sentence too: the count does not tell the two apart."
    )
