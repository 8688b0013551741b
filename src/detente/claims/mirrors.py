"""The mirror of a count of hand-picked events: whether as many say the opposite.

That at least so many of some chosen events happened tells nothing where as many of the opposite
kind happened in the same time: whoever had chosen those would have found the opposite to hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import CheckSpec, UncoveredError, happenings_in
from detente.claims.directed import is_between
from detente.claims.happenings import Happening, known_happenings
from detente.terms.actors import state_of
from detente.terms.events import Event
from detente.terms.periods import period_bounds

if TYPE_CHECKING:
    from detente.claims.record import Record


@dataclass(frozen=True, slots=True)
class Mirror:
    """What is opposite to some chosen events.

    Attributes:
        alike: how many events there are of the kind of the chosen, these among them; 0 where the
            opposite ones were named, so that the kind is not known.
    """

    opposite: list[Happening]
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """A stated whole without the chosen events: how many it has, and those that are left."""

    count: int
    others: list[Happening]

    @property
    def words(self) -> str:
        """Say how long the whole is, and what share the chosen events have of it."""
        chosen = self.count - len(self.others)
        return (
            f" They are {chosen} of the {self.count} events of the kind that the check names, and "
            "must be more than the others."
        )


def rest_of(spec: CheckSpec, record: "Record") -> Rest | None:
    """Return the whole that a check states, without its own events; None where it states none."""
    whole = happenings_in(spec.options.get("of"))
    if not whole:
        return None
    window = spec.text("window")
    known = [one for one in known_happenings(record, whole) if in_window(one, window)]
    chosen = {one.name for one in known_happenings(record, spec.happenings)}
    return Rest(len(known), [one for one in known if one.name not in chosen])


def mirrored(spec: CheckSpec, record: "Record", chosen: list[Happening]) -> Mirror:
    """Return what happened the other way in the window of a check, as far as it was public.

    The events that the check names as its mirror; where it names none, every act of the same
    states towards the same on the same sides and topics, of the other class than the chosen ones.

    Raises:
        UncoveredError: the chosen events have no class, or both, so that nothing is opposite.
    """
    given = happenings_in(spec.options.get("mirror"))
    window = spec.text("window")
    if given:
        return Mirror([one for one in known_happenings(record, given) if in_window(one, window)])
    firsts = [one.first for one in chosen]
    kind = class_of(firsts)
    if kind is None:
        raise UncoveredError(
            "The chosen events are not all cooperative or all conflictual acts, so that none are "
            "opposite to them; name them in mirror, or every event of the kind in of."
        )
    places = {_place(one) for one in firsts}
    topics = {one.topic for one in firsts}
    near = [
        one
        for one in record.happenings
        if _place(one.first) in places
        and one.first.topic in topics
        and is_between(spec, one.first)
        and in_window(one, window)
    ]
    opposite = [one for one in near if class_of([one.first]) is (not kind)]
    return Mirror(opposite, sum(class_of([one.first]) is kind for one in near))


def _place(event: Event) -> tuple[str, str, str]:
    """Return the side of an act, and the states that it is by and towards."""
    return event.scope, state_of(event.source_actor), state_of(event.target_actor)


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
    """Return whether something likelier happened inside a window than not; with none, it did."""
    return share_inside(happening, window) >= 0.5


def share_inside(happening: Happening, window: str) -> float:
    """Return how probable it is that something happened inside a window, as exact as its date is.

    A date known to the month or year is taken to be even over it; with no window, it is inside.
    """
    if not window:
        return 1.0
    start, end = period_bounds(window)
    if happening.first.date_precision == "day" or happening.first.date_end is not None:
        return float(start <= happening.day <= end)
    days = happening.days
    return sum(start <= day <= end for day in days) / len(days)


def mirror_words(mirror: Mirror, chosen: int, needed: int, probability: float) -> str:
    """Say of how many alike the counted events were chosen, and what the mirror of them found."""
    opposite, count = mirror.opposite, words.counted(len(mirror.opposite), "event")
    of = f" They were chosen among {mirror.alike} acts of their kind." if mirror.alike else ""
    of = of if mirror.alike > chosen else ""
    is_there = (
        f"{of} The other way, {count} in the same time {'is' if len(opposite) == 1 else 'are'}"
    )
    if probability < 0.5:
        return f"{is_there} on record, and {needed} would have had to be."
    return (
        f"{is_there} on record, so that at least {needed} would be found for the opposite sentence "
        "too: the count does not tell the two apart."
    )
