"""Rows that tell one happening: whether `same_as` makes sense, and where it may be missing."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from detente.evidence.counted import UNCOUNTED_SCOPES
from detente.terms.actors import state_of
from detente.terms.errors import Problem, nearest, shown
from detente.terms.events import DISTINCT, Event
from detente.terms.happenings import last_day

LIKELY_DAYS = 3
"""Rows of one act are likely to tell one happening if they lie no further apart than this."""
MOST_NEIGHBOURS = 50
"""Like rows that each is compared with: a file of others' making may hold any number a day."""
MOST_DAYS_APART = 31
"""Rows further apart than this cannot tell one happening, whatever a publisher calls its day."""
MOST_COMPARED = 2_000
"""Ids that an unknown one is compared with: to compare takes long, and is done for every fault."""
MOST_FAULTS = 100
"""Faults of `same_as` told one by one; a file of others' making may hold any number."""


def check_same_as(events: Sequence[Event], paths: Mapping[str, str]) -> Iterator[Problem]:
    """Say which rows name another as the first of their happening that cannot be it.

    Args:
        paths: name of a resource → its path.
    """
    by_id = {event.id: event for event in events}
    circles = _circles(events, by_id)
    naming = (event for event in events if event.same_as not in ("", DISTINCT))
    faults = ((event, fault) for event in naming for fault in _faults(event, by_id, circles))
    for event, (problem, fix) in islice(faults, MOST_FAULTS):
        named = f"same_as of {shown(event.id)}"
        yield Problem(paths[event.resource], event.line, f"{named} {problem}", fix)
    if beyond := next(faults, None):
        event, fix = beyond[0], f"mend the first {MOST_FAULTS} and check again"
        yield Problem(paths[event.resource], event.line, "and more problems of same_as", fix)


def _circles(events: Iterable[Event], by_id: Mapping[str, Event]) -> dict[str, tuple[str, ...]]:
    """Return, for each row that leads back to itself over others, the rows it leads over."""
    circles: dict[str, tuple[str, ...]] = {}
    done: set[str] = set()
    for event in events:
        way: dict[str, int] = {}
        at: Event | None = event
        while at is not None and at.id not in done and at.id not in way:
            way[at.id] = len(way)
            at = by_id.get(at.same_as)
        if at is not None and at.id in way:
            ring = tuple(way)[way[at.id] :]
            circles |= dict.fromkeys(ring, ring)
        done |= way.keys()
    return {row: ring for row, ring in circles.items() if len(ring) > 1}


def _faults(
    event: Event, by_id: Mapping[str, Event], circles: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    named = shown(event.same_as)
    first = by_id.get(event.same_as)
    if first is None:
        others = islice((other for other in by_id if other != event.id), MOST_COMPARED)
        yield f"is {named}, the id of no event", nearest(event.same_as, others)
    elif first is event:
        yield "is its own id", f"leave it empty, or write {DISTINCT} where no other row tells it"
    elif event.id in circles:
        ring = circles[event.id]
        if event.id == ring[0]:
            over = f", over {', '.join(ring[1:4])}" if len(ring) > 2 else ""
            more = f" and {len(ring) - 4} more" if len(ring) > 4 else ""
            problem = f"is {named}, which leads back to it{over}{more}"
            yield (
                problem,
                f"leave it empty in one of the {len(ring)} rows, and name that in the others",
            )
    elif first.happening != first.id:
        fix = f"write {first.same_as}, the first row of the happening"
        yield f"is {named}, which itself names {shown(first.same_as)}", fix
    else:
        fix = f"mend one of the two rows, or write {DISTINCT} if they tell two happenings"
        for difference in _differences(event, first):
            yield f"is {named}, but {difference}", fix


def _differences(event: Event, first: Event) -> Iterator[str]:
    if event.event_type != first.event_type:
        kinds = (shown(row.event_type or "none") for row in (event, first))
        yield "the types are {} and {}".format(*kinds)
    elif not _same_states(event, first):
        ends = (f"{_states(row)[0]} → {_states(row)[1] or 'none'}" for row in (event, first))
        yield "the states are {} and {}".format(*ends)
    elif (event.scope in UNCOUNTED_SCOPES) != (first.scope in UNCOUNTED_SCOPES):
        yield f"the scopes are {shown(event.scope)} and {shown(first.scope)}"
    apart = days_apart(event, first)
    if apart > MOST_DAYS_APART:
        yield f"they lie {apart} days apart"


def likely_pairs(events: Iterable[Event]) -> Iterator[tuple[Event, Event]]:
    """Yield pairs of rows that may tell one happening and do not say whether they do.

    They are acts of one type between the same states, within `LIKELY_DAYS`; or, without a day or
    without a type, by the same actors in the same month or days; or acts of one type by the same
    actors, of which one is dated by a month or a range of days, and the other by less within it.
    The second of a pair is the one that stands later; where it says `DISTINCT`, it was looked at.
    """
    # A row that names another has said what it tells, and stands behind that one.
    own = [event for event in events if event.happening == event.id]
    yield from _of_one_exactness(own)
    yield from _enclosed(own)


def _of_one_exactness(events: Iterable[Event]) -> Iterator[tuple[Event, Event]]:
    alike: dict[tuple[str, ...], list[Event]] = defaultdict(list)
    for event in events:
        exact = event.date_precision == "day" and event.event_type
        who = _key_states(event) if exact else (event.source_actor, event.target_actor)
        alike[event.event_type, event.date_precision, *who].append(event)
    for rows in alike.values():
        later = sorted(rows, key=lambda row: row.event_date)
        for place, row in enumerate(later):
            for other in later[place + 1 : place + 1 + MOST_NEIGHBOURS]:
                if (other.event_date - row.event_date).days > _within(row):
                    break
                if not _settled(row, other):
                    yield _in_file_order(row, other)


def _enclosed(events: Iterable[Event]) -> Iterator[tuple[Event, Event]]:
    """Yield pairs of acts of which one is dated by a month or a range, and the other within it."""
    alike: dict[tuple[str, ...], list[Event]] = defaultdict(list)
    for event in events:
        if event.event_type and event.date_precision != "year":
            alike[event.event_type, event.source_actor, event.target_actor].append(event)
    for rows in alike.values():
        later = sorted(rows, key=lambda row: row.event_date)
        days = [row.event_date for row in later]
        for wide in (row for row in later if last_day(row) > row.event_date):
            first = bisect_left(days, wide.event_date)
            beyond = bisect_right(days, last_day(wide))
            for other in later[first : min(beyond, first + MOST_NEIGHBOURS)]:
                if _is_within(other, wide) and not _settled(wide, other):
                    yield _in_file_order(wide, other)


def _is_within(event: Event, wide: Event) -> bool:
    """Whether an act is dated by less than another, within it, and is not compared with it yet."""
    ends = last_day(event)
    is_shorter = ends - event.event_date < last_day(wide) - wide.event_date
    is_near = event.date_precision == wide.date_precision and (
        (event.event_date - wide.event_date).days <= _within(wide)
    )
    return is_shorter and ends <= last_day(wide) and not is_near


def days_apart(event: Event, other: Event) -> int:
    """Return the least number of days between the times at which two events may have happened."""
    gaps = (other.event_date - last_day(event), event.event_date - last_day(other))
    return max(0, *(gap.days for gap in gaps))


def _within(event: Event) -> int:
    """Return how far a row's twin may be dated from it; one of the same month has its date."""
    return LIKELY_DAYS if event.date_precision == "day" else 0


def _settled(event: Event, other: Event) -> bool:
    return _in_file_order(event, other)[1].same_as == DISTINCT


def _in_file_order(event: Event, other: Event) -> tuple[Event, Event]:
    first, second = sorted((event, other), key=lambda row: (row.resource, row.line))
    return first, second


def _states(event: Event) -> tuple[str, str]:
    return state_of(event.source_actor), state_of(event.target_actor)


def _key_states(event: Event) -> tuple[str, str]:
    """Return the two states; sorted for a cooperative act, which either of them may be told to do.

    A meeting is as much the guest's as the host's, but an accusation has a direction.
    """
    source, target = _states(event)
    if event.event_class is not None and event.event_class.is_cooperation:
        return min(source, target), max(source, target)
    return source, target


def _same_states(event: Event, other: Event) -> bool:
    return _key_states(event) == _key_states(other)
