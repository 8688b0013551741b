"""Order of evaluation, and what does not change in time."""

from collections.abc import Callable, Collection, Iterable, Mapping

from detente.dynamics.functions import FUNCTIONS
from detente.dynamics.nodes import Definition, Kind, functions_called, slots_read


class LoopError(Exception):
    """Slots that need one another at the same moment, in a circle."""

    def __init__(self, slots: tuple[int, ...]) -> None:
        self.slots = slots
        super().__init__(f"loop of {len(slots)} variables")


def in_order(wanted: Iterable[int], needs: Callable[[int], Collection[int]]) -> tuple[int, ...]:
    """Sort slots so that each comes after all that it needs, leaving out what nobody wants.

    Raises:
        LoopError: no such order exists.
    """
    done: dict[int, None] = {}
    for first in wanted:
        path: dict[int, None] = {}  # slots being worked out, in order
        waiting: list[tuple[int, bool]] = [(first, False)]
        while waiting:
            slot, finished = waiting.pop()
            if finished:
                path.pop(slot)
                done[slot] = None
            elif slot in path:
                steps = list(path)
                raise LoopError(tuple(steps[steps.index(slot) :]))
            elif slot not in done:
                path[slot] = None
                waiting.append((slot, True))
                waiting.extend((need, False) for need in sorted(needs(slot)) if need not in done)
    return tuple(done)


def needs_to_start(definition: Definition) -> frozenset[int]:
    """List the slots that the initial value of a slot is worked out from."""
    if definition.kind in (Kind.AUXILIARY, Kind.DATA):
        return slots_read(definition.node, starting=True)
    return slots_read(definition.initial, starting=True)


def needs_to_run(definition: Definition) -> frozenset[int]:
    """List the slots that a slot needs at the same moment while the model runs."""
    if definition.kind is Kind.AUXILIARY:
        return slots_read(definition.node, starting=False)
    return frozenset()


def closure(
    wanted: Iterable[int], definition: Callable[[int], Definition], given: Collection[int]
) -> frozenset[int]:
    """Collect every slot that a run of the wanted ones touches, at the start or later.

    Args:
        given: slots whose equation is replaced by a number (a stock's initial value).
    """
    found: set[int] = set()
    waiting = list(wanted)
    while waiting:
        slot = waiting.pop()
        if slot in found:
            continue
        found.add(slot)
        part = definition(slot)
        if slot not in given:
            waiting.extend(needs_to_start(part))
        if slot not in given or part.kind is not Kind.AUXILIARY:
            waiting.extend(slots_read(part.node, starting=False))
    return frozenset(found)


def unchanging(
    order: Iterable[int], definitions: Mapping[int, Definition], given: Collection[int]
) -> frozenset[int]:
    """Pick the slots that keep one value throughout a run; `order` must be an order to run."""
    found: set[int] = set()
    for slot in order:
        part = definitions[slot]
        if part.kind is Kind.FROZEN:
            found.add(slot)
        elif part.kind is Kind.AUXILIARY:
            called = functions_called(part.node) & FUNCTIONS.keys()
            timed = any(FUNCTIONS[name].timed for name in called)
            if slot in given or (not timed and needs_to_run(part) <= found):
                found.add(slot)
    return frozenset(found)
