"""Checks that say the same whatever the record holds: what cannot fail tests nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from detente.claims import words
from detente.claims.check import CheckSpec, happenings_in
from detente.claims.checks.forecast import reading_of, resolving_window
from detente.claims.checks.occurred import counts, needed
from detente.claims.checks.source_says import fits
from detente.claims.directed import is_between
from detente.claims.kinds import kind_of
from detente.terms.actors import state_of
from detente.terms.errors import shown
from detente.terms.events import Event
from detente.terms.happenings import last_day
from detente.terms.periods import period_bounds

Wrong = tuple[str, str]
"""A problem and its remedy."""
_NAME_OTHERS = (
    "name rows that would speak against the sentence if it were wrong, or say in missing what "
    'would make it testable: testable = "no"'
)


def certain_problems(read: CheckSpec, rows: Mapping[str, Event]) -> Iterator[Wrong]:
    """Yield why the rows that a check names can only give it one answer.

    Args:
        read: the check that reads the record; of a forecast, what was foreseen.
        rows: id → row of the chronology.
    """
    named = [[rows[one] for one in ids if one in rows] for ids in read.happenings]
    if not named or not all(named):
        return
    firsts = [own[0] for own in named]
    if read.type == "occurred":
        yield from _absent(read, firsts)
        yield from _mirror_absent(read, rows)
        yield from _of_its_kind(read, firsts, rows)
    elif read.type == "sequence":
        yield from _in_one_order(read, firsts)
    elif read.type == "source_says" and read.negated:
        yield from _not_said(read, [row for own in named for row in own])


def group_problems(read: CheckSpec, there: Sequence[str]) -> Iterator[Wrong]:
    """Yield that a share is of the whole itself: all groups of its series are named."""
    named = set(read.texts("group"))
    is_share = read.type == "share" or (read.type == "value" and read.text("figure") == "share")
    if is_share and there and not read.text("of") and named >= set(there):
        yield "group names every group of the series: their share is the whole", "name a part"


def _absent(read: CheckSpec, events: Sequence[Event]) -> Iterator[Wrong]:
    """Say where it is arithmetic that something is not inside a window, or by somebody else."""
    window = read.text("window")
    if not read.negated:
        return
    inside = [event for event in events if not window or may_be_inside(event, window)]
    asked = [event for event in inside if is_between(read, event)]
    if len(asked) >= needed(read):
        return
    if len(inside) >= needed(read):
        others = [event for event in inside if event not in asked]
        told = [f"{shown(one.id)} is by {one.source_actor}{_towards(one)}" for one in others]
        yield (
            f"it cannot fail: {words.listed(told)}, which is not who is asked for, and negated",
            _NAME_OTHERS,
        )
        return
    outside = words.listed([shown(event.id) for event in events if event not in inside])
    dated = words.listed(sorted({f"{event.event_date}" for event in events if event not in inside}))
    yield (
        f"it cannot fail: {outside} ({dated}) lies outside {shown(window)}, so that its absence "
        "there follows from the window",
        _NAME_OTHERS,
    )


def _towards(event: Event) -> str:
    return f" towards {event.target_actor}" if event.target_actor else ""


def _of_its_kind(
    read: CheckSpec, chosen: Sequence[Event], rows: Mapping[str, Event]
) -> Iterator[Wrong]:
    """Say where events are not of the kind that they are counted among, or are all of it."""
    kind = kind_of(read)
    if kind is None:
        return
    if others := [event for event in chosen if not kind.draws(event)]:
        yield (
            f"{words.listed([shown(one.id) for one in others])} "
            f"{'is' if len(others) == 1 else 'are'} not of the kind that of draws ({kind})",
            "count only events of the kind, or draw a wider one",
        )
        return
    window, names = read.text("window"), {event.happening for event in chosen}
    rest = (one for one in rows.values() if one.happening not in names and kind.draws(one))
    if not any(not window or may_be_inside(one, window) for one in rest):
        yield (
            f"it cannot fail: the kind that of draws ({kind}) has no other event in its time",
            "draw a wider kind, or say what would make it testable",
        )


def _mirror_absent(read: CheckSpec, rows: Mapping[str, Event]) -> Iterator[Wrong]:
    """Say where the mirror that is named can never be as long as the count asks."""
    window = read.text("window")
    mirror = happenings_in(read.options.get("mirror"))
    if not mirror or not all(one in rows for ids in mirror for one in ids):
        return
    inside = [ids for ids in mirror if not window or may_be_inside(rows[ids[0]], window)]
    if len(inside) >= needed(read):
        return
    yield (
        f"it cannot fail: {words.counted(len(inside), 'event')} of the mirror "
        f"{'lies' if len(inside) == 1 else 'lie'} inside the window, and {needed(read)} would be "
        "needed for the opposite",
        "name every event that would say the opposite, leave mirror out so that all such acts are "
        "looked for, or draw every event of the kind with of",
    )


def _in_one_order(read: CheckSpec, events: Sequence[Event]) -> Iterator[Wrong]:
    """Say where dates leave an order no choice."""
    spans = [(event.event_date, last_day(event)) for event in events]
    sized = any(read.number(name) for name in ("at_least_days", "within_days"))
    if len({day for span in spans for day in span}) == 1 and not sized:
        yield "its events are of one day, which has no order", "name events of different days"
    elif len({_kind(event) for event in events}) == 1 and not sized:
        yield (
            "its events are of one kind, chosen in the order of their dates: a count, and no order",
            "ask for a span of days, or use occurred, which is set against its mirror",
        )
    turned = any(later[1] < before[0] for before, later in pairwise(spans))
    if read.negated and turned:
        yield (
            "it cannot fail: its events are named in an order that they did not have, and negated",
            "name them in the order in which they came, and ask for it or for a span",
        )


def _not_said(read: CheckSpec, rows: Sequence[Event]) -> Iterator[Wrong]:
    if not any(fits(read, row) for row in rows):
        yield "it cannot fail: no row that it names is what it asks, and negated", _NAME_OTHERS


def may_be_inside(event: Event, window: str) -> bool:
    """Return whether an event can have happened inside a window, as exact as its date is."""
    start, end = period_bounds(window)
    return event.event_date <= end and last_day(event) >= start


def collected_problems(specs: Sequence[CheckSpec], rows: Mapping[str, Event]) -> Iterator[Wrong]:
    """Yield where checks of one claim, one event each, make a count of events of one kind.

    Args:
        specs: the checks that must all hold.
    """
    kinds: dict[tuple[str, ...], dict[str, str]] = {}
    for spec in specs:
        if spec.type != "occurred" or spec.negated or counts(spec):
            continue
        for event in (rows[ids[0]] for ids in spec.happenings if ids[0] in rows):
            kinds.setdefault(_kind(event), {})[event.happening] = event.id
    for own in kinds.values():
        if len(own) > 1:
            yield (
                f"its checks name {words.listed([shown(one) for one in own.values()])} one by one, "
                "which are events of one kind and so a count of chosen ones",
                "name them in one check, which is set against its mirror",
            )


def _kind(event: Event) -> tuple[str, ...]:
    """Return the side, actors' states, topic and class of an event."""
    kind = event.event_class
    states = state_of(event.source_actor), state_of(event.target_actor)
    return (event.scope, *states, event.topic, str(kind.is_cooperation) if kind else "")


def foregone_problems(spec: CheckSpec, stated_on: date) -> Iterator[Wrong]:
    """Yield that what is called a forecast was over when it was made."""
    if spec.type != "forecast" or spec.partial:
        return
    window = resolving_window(reading_of(spec))
    if window and period_bounds(window)[1] <= stated_on:
        yield (
            f"its window {shown(window)} was over on {stated_on}, when it was stated: no forecast",
            "ask for what was still to come, or use the check of the outcome itself",
        )
