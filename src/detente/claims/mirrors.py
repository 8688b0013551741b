"""The mirror of a count of hand-picked events: whether they outnumber those that say the opposite.

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
from detente.claims.kinds import Kind, kind_of
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
    """All events of a kind without the chosen: how many there are, and those that are left."""

    kind: Kind
    count: int
    others: list[Happening]

    @property
    def words(self) -> str:
        """Say by what the kind is drawn, and what share the chosen events have of it."""
        chosen = self.count - len(self.others)
        return (
            f" They are {chosen} of the {self.count} events on record in the same time that are of "
            f"the kind ({self.kind}), and must be more than the other {len(self.others)}."
        )


def rest_of(spec: CheckSpec, record: "Record") -> Rest | None:
    """Return the kind that a check draws, without its own events; None where it draws none."""
    kind = kind_of(spec)
    if kind is None:
        return None
    window = spec.text("window")
    known = [one for one in record.happenings if kind.draws(one.first) and in_window(one, window)]
    chosen = {one.name for one in known_happenings(record, spec.happenings)}
    return Rest(kind, len(known), [one for one in known if one.name not in chosen])


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
            "opposite to them; name them in mirror, or draw every event of the kind with of."
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


def mirror_words(mirror: Mirror, within: int, *, named: bool, is_count: bool) -> str:
    """Say of how many alike the counted events were chosen, and how many say the opposite.

    Args:
        named: whether the check names its mirror.
        is_count: whether more than one event is asked for.
    """
    opposite = len(mirror.opposite)
    of = f" They were chosen among {mirror.alike} acts of their kind." if mirror.alike else ""
    of = of if mirror.alike > within else ""
    by_hand = ", as the check names them," if named else ""
    more = "more" if within > opposite else "no more"
    ends = f"{within} to {opposite}, which is {more} than the opposite has."
    if not is_count:
        ends = "one instance shows nothing of how things are where the opposite has one too."
        ends = ends if opposite else "the sentence has an instance, and its opposite none."
    return (
        f"{of} The other way, {words.counted(opposite, 'event')} in the same time{by_hand} "
        f"{'is' if opposite == 1 else 'are'} on record: {ends}"
    )
