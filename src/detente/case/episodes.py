"""Episodes of a chronology: whether their acts are of one side, and whether they link any."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from detente.evidence.counted import counted_dyad
from detente.terms.errors import Problem, nearest, shown
from detente.terms.events import Event

MOST_TOLD = 20
"""Episodes that are pointed at one by one, of either kind; a file may hold any number."""


def check_episodes(
    events: Sequence[Event], dyads: tuple[str, ...], paths: Mapping[str, str]
) -> Iterator[Problem]:
    """Say which episodes hold acts of two sides, and which rows of one happening name two.

    Args:
        paths: name of a resource → its path.
    """
    faults = (*_across(events, dyads), *_torn(events))
    for event, problem, fix in faults[:MOST_TOLD]:
        yield Problem(paths[event.resource], event.line, problem, fix)
    if faults[MOST_TOLD:]:
        event, fix = faults[MOST_TOLD][0], f"mend the first {MOST_TOLD} and check again"
        yield Problem(paths[event.resource], event.line, "and more problems of episodes", fix)


def lone_episodes(
    events: Iterable[Event], dyads: tuple[str, ...], paths: Mapping[str, str]
) -> Iterator[str]:
    """Say which episodes hold one counted act or none: they link nothing, and may be misspelt."""
    acts: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.episode:
            acts[event.episode].append(event)
    found = (name for name, rows in acts.items() if _counted_acts(rows, dyads) < 2)
    for name in islice(found, MOST_TOLD):
        row = acts[name][0]
        problem = f"episode {shown(name)} holds fewer than two acts that count, and links nothing"
        fix = nearest(name, (other for other in acts if other != name))
        yield str(Problem(paths[row.resource], row.line, problem, fix))
    if next(found, None):
        yield f"and more episodes that link nothing; see to the first {MOST_TOLD}"


def _counted_acts(rows: Iterable[Event], dyads: tuple[str, ...]) -> int:
    return len({row.happening for row in rows if counted_dyad(row, dyads)})


def _across(events: Iterable[Event], dyads: tuple[str, ...]) -> Iterator[tuple[Event, str, str]]:
    first: dict[str, tuple[Event, str]] = {}
    told: set[str] = set()
    for event in events:
        side = counted_dyad(event, dyads) if event.episode else None
        if side is None:
            continue
        other, its_side = first.setdefault(event.episode, (event, side))
        if side != its_side and event.episode not in told:
            told.add(event.episode)
            pair = f"{shown(other.id)} of {its_side} and {shown(event.id)} of {side}"
            problem = f"episode {shown(event.episode)} holds acts of two sides, {pair}"
            yield event, problem, "give the acts of each side an episode of their own"


def _torn(events: Sequence[Event]) -> Iterator[tuple[Event, str, str]]:
    by_id = {event.id: event for event in events}
    for event in events:
        first = by_id.get(event.happening, event)
        if event.episode != first.episode:
            names = " and ".join(shown(row.episode or "none") for row in (event, first))
            problem = f"{shown(event.id)} and {shown(first.id)} tell one happening, and their"
            yield event, f"{problem} episodes are {names}", "write the same in both rows"
