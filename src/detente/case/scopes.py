"""Whether the actors of an event are those of the side that its row names as scope.

An act is counted for the side of its actors, and what else is read of a side goes by its scope: a
row whose actors are of another side stands under both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from detente.evidence.counted import UNCOUNTED_SCOPES
from detente.terms.actors import dyad_between, state_of, states_of
from detente.terms.errors import Problem, shown
from detente.terms.events import Event

DOMESTIC = "domestic"
MOST_TOLD = 20
"""Rows that are pointed at one by one."""
_Fault = tuple[str, str]
"""Problem and remedy."""


def check_scopes(
    events: Iterable[Event], dyads: Sequence[str], paths: Mapping[str, str]
) -> Iterator[Problem]:
    """Say which events name one side as scope, and actors of another.

    Args:
        dyads: those of the case.
        paths: name of a resource → its path.
    """
    states = {state for dyad in dyads for state in states_of(dyad)}
    found: dict[tuple[str, _Fault], list[Event]] = {}
    for event in events:
        # A scope that is no side of the case is told elsewhere.
        if event.scope in dyads and (fault := _fault(event, tuple(dyads), states)):
            found.setdefault((event.resource, fault), []).append(event)
    for (resource, (problem, fix)), rows in found.items():
        first = min(rows, key=lambda row: row.line)
        more = f" (and so in {len(rows) - 1} more rows)" if len(rows) > 1 else ""
        yield Problem(paths[resource], first.line, f"{problem}{more}", fix)


def domestic_acts(
    events: Iterable[Event], dyads: Sequence[str], paths: Mapping[str, str]
) -> Iterator[str]:
    """Say which events are domestic by their scope, and acts between two states by all else."""
    found = [
        (event, side)
        for event in events
        if event.scope == DOMESTIC
        and event.event_type
        and (side := dyad_between(event.source_actor, event.target_actor, tuple(dyads)))
    ]
    for event, side in found[:MOST_TOLD]:
        yield (
            f"{paths[event.resource]}:{event.line}: {shown(event.id)} is {shown(DOMESTIC)}, and by "
            f"its actors and its type an act of {side}: it enters no count. Write {side} as scope "
            "where it is one, or leave its type empty"
        )
    if found[MOST_TOLD:]:
        yield f"and {len(found) - MOST_TOLD:,} more domestic rows are acts between two states"


def _fault(event: Event, dyads: tuple[str, ...], states: set[str]) -> _Fault | None:
    """Return what is wrong with the scope of an event.

    Args:
        states: those of any side; others, such as a cartel, may act on each.
    """
    source, target = state_of(event.source_actor), state_of(event.target_actor)
    side, scope = states_of(event.scope), f"scope is {shown(event.scope)}"
    either = " or ".join(map(shown, UNCOUNTED_SCOPES))
    other = dyad_between(event.source_actor, event.target_actor, dyads)
    if other and other != event.scope:
        return (
            f"{scope}, and the actors are of {other} ({source} → {target})",
            f"write {other} as scope, where the act is counted, or correct the actors",
        )
    for state in (source, target):
        if state in states and state not in side:
            return (
                f"{scope}, and {state} is no state of it",
                f"write the side of the actors as scope, or {either}, or correct the actors",
            )
    if source not in side and target not in side:
        actors = f"{source} nor {target}" if target else source
        return (
            f"{scope}, and {'neither ' if target else 'not '}{actors} is of it",
            f"write the side of the actors as scope, or {either}, or correct the actors",
        )
    if source == target and event.event_type:
        return (
            f"{scope}, and both actors are of {source}",
            "write domestic as scope, or correct the actors",
        )
    return None
