"""One model, some wanted outputs: the pure functions that start it and take it one step further."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from detente.dynamics.evaluate import Evaluator
from detente.dynamics.functions import Moment, Value
from detente.dynamics.model import Model
from detente.dynamics.nodes import (
    Definition,
    Exogenous,
    Kind,
    children,
    parts_of_all,
    slots_read,
)
from detente.dynamics.order import closure, in_order, needs_to_run, needs_to_start, unchanging


class State(NamedTuple):
    """All that a model remembers from one step to the next; a pytree.

    Attributes:
        stocks: one number for each stock.
        held: one number for each sample, trend time or previous value.
        pipes: one ring of past values for each fixed delay.
    """

    stocks: tuple[Value, ...]
    held: tuple[Value, ...]
    pipes: tuple[Value, ...]


class Tick(NamedTuple):
    """One step of the time grid.

    Attributes:
        time, step: its time and length.
        index: its number from 0.
        feeds: data series (by column) at each stage of the integration (by row).
        ready: what was worked out ahead, at each stage, in the order of the program's `ready`.
    """

    time: Value
    step: Value
    index: Value
    feeds: Value
    ready: tuple[Value, ...] = ()


Given = Mapping[int, Value]
STAGES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {"euler": (0.0,), "rk4": (0.0, 0.5, 1.0)}
)
"""Method of integration → the shares of a step at which it looks at the model."""


class Program:
    """The part of a model that the wanted outputs need, in an order to evaluate.

    Args:
        model: a compiled model.
        wanted: slots to report.
        given: slots whose equation a number will replace.
        staged: whether to leave out of the steps what can be worked out for all of them at once,
            before or after: fewer operations that wait for one another.
    """

    def __init__(
        self,
        model: Model,
        wanted: Sequence[int],
        given: Collection[int] = (),
        *,
        staged: bool = False,
    ) -> None:
        self.model = model
        self.wanted = tuple(wanted)
        self.given = frozenset(given) | frozenset(model.fixed)
        define = model.definitions.__getitem__
        needed = sorted(closure(self.wanted, define, self.given))
        self._start_order = in_order(needed, self._needed_to_start)
        self._run_order = in_order(needed, self._needed_to_run)
        kinds: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        for slot in needed:
            kinds[define(slot).kind].append(slot)
        self.stocks, self.held = tuple(kinds[Kind.STOCK]), tuple(kinds[Kind.HELD])
        self.pipes, self.frozen = tuple(kinds[Kind.PIPE]), tuple(kinds[Kind.FROZEN])
        self.data = tuple(slot for slot in kinds[Kind.DATA] if slot not in self.given)
        definitions = {slot: define(slot) for slot in needed}
        self.steady = unchanging(self._run_order, definitions, self.given)
        self._lay_out(staged)
        self.series = _series_of(definitions.values())
        self._columns = {id(item): place for place, item in enumerate(self.series)}

    @property
    def size(self) -> int:
        """Count the scalars that change in time."""
        return len(self._run_order) + len(self.stocks) - len(self.steady)

    @property
    def piped(self) -> int:
        """Count the numbers on their way through fixed delays."""
        return sum(self.model.definitions[slot].length for slot in self.pipes)

    @cached_property
    def everything(self) -> int:
        """Count the parts of all equations, and the numbers that they follow from."""
        return self.operations + len(self._run_order)

    @cached_property
    def operations(self) -> int:
        """Count the parts of all equations that a step works out, each shared one once."""
        changing = [*self._step, *self.stocks, *self.held, *self.pipes]
        nodes = [self.model.definitions[slot].node for slot in changing]
        # A state is also read, multiplied by the step, added to and handed on.
        states = len(self.stocks) + len(self.held) + len(self.pipes)
        return 3 * states + parts_of_all(node for node in nodes if node is not None)

    def _needed_to_start(self, slot: int) -> Collection[int]:
        return () if slot in self.given else needs_to_start(self.model.definitions[slot])

    def _needed_to_run(self, slot: int) -> Collection[int]:
        return () if slot in self.given else needs_to_run(self.model.definitions[slot])

    def _lay_out(self, staged: bool) -> None:
        """Part the slots that change in time: those known ahead, of a step, and left for after."""
        changing = [slot for slot in self._run_order if slot not in self.steady]
        reported = [slot for slot in self.wanted if slot not in self.steady]
        nothing: tuple[int, ...] = ()
        self._ahead, self._step, self._after = nothing, tuple(changing), nothing
        self.ready, self.handed = nothing, tuple(reported)
        if not staged:
            return
        state = {*self.stocks, *self.held, *self.pipes}
        follows = set(state)  # depends on the state
        for slot in changing:
            if not follows.isdisjoint(self._needed_to_run(slot)):
                follows.add(slot)
        data = set(self.data)
        self._ahead = tuple(slot for slot in changing if slot not in follows | data)
        updates = [slots_read(self.model.definitions[slot].node, starting=False) for slot in state]
        inside = self._reached(updates, follows - state)
        self._step = tuple(slot for slot in changing if slot in inside)
        left = self._reached([reported], follows - state) - inside
        self._after = tuple(slot for slot in changing if slot in left)
        read_inside = set[int]().union(*updates, *map(self._needed_to_run, self._step))
        read_after = set(reported).union(*map(self._needed_to_run, self._after))
        ahead = set(self._ahead)
        self.ready = tuple(sorted(ahead & (read_inside | read_after)))
        self.handed = tuple(sorted(read_after & (state | inside)))

    def _reached(self, starts: Iterable[Iterable[int]], among: Collection[int]) -> set[int]:
        """Collect the slots that some slots need at the same moment, they among them."""
        found: set[int] = set()
        waiting = [slot for slots in starts for slot in slots]
        while waiting:
            slot = waiting.pop()
            if slot in among and slot not in found:
                found.add(slot)
                waiting.extend(self._needed_to_run(slot))
        return found

    def start(self, given: Given, tick: Tick, key: Any = None) -> tuple[State, dict[int, Value]]:
        """Work out the initial state, and what will not change.

        Args:
            given: slot → number, for the slots announced as given.
            tick: the first step of the grid.
            key: of the random functions.
        """
        given = {**self.model.fixed, **given}
        at = Moment(np, tick.time, tick.step, tick.time, _step_key(key, tick.index))
        values: dict[int, Value] = {}
        evaluator = Evaluator(at, values, self._at(tick.feeds[0]), starting=True)
        for slot in self._start_order:
            part = self.model.definitions[slot]
            if slot in given:
                values[slot] = given[slot]
            elif part.kind is Kind.DATA:
                values[slot] = tick.feeds[0][self.data_column(slot)]
            else:
                node = part.node if part.kind is Kind.AUXILIARY else part.initial
                assert node is not None
                values[slot] = evaluator.value(node)
        pipes = tuple(
            jnp.broadcast_to(values[slot], (self.model.definitions[slot].length,))
            for slot in self.pipes
        )
        state = State(
            tuple(values[slot] for slot in self.stocks),
            tuple(values[slot] for slot in self.held),
            pipes,
        )
        known = {slot: values[slot] for slot in self.frozen}
        return state, self._steady_values(known, given, at, tick)

    def _steady_values(
        self, known: dict[int, Value], given: Given, at: Moment, tick: Tick
    ) -> dict[int, Value]:
        evaluator = Evaluator(at, known, self._at(tick.feeds[0]))
        for slot in self._run_order:
            if slot in self.steady and slot not in known:
                known[slot] = given[slot] if slot in given else self._auxiliary(evaluator, slot)
        return known

    def _auxiliary(self, evaluator: Evaluator, slot: int) -> Value:
        node = self.model.definitions[slot].node
        assert node is not None
        return evaluator.value(node)

    def values(
        self, state: State, steady: Given, tick: Tick, start: Value, key: Any = None, stage: int = 0
    ) -> dict[int, Value]:
        """Evaluate every slot of a step at one moment.

        Args:
            stage: the stage of the integration, which picks the row of the data series.
        """
        values: dict[int, Value] = dict(steady)
        values.update(zip(self.stocks, state.stocks, strict=True))
        values.update(zip(self.held, state.held, strict=True))
        for slot, ring in zip(self.pipes, state.pipes, strict=True):
            values[slot] = ring[tick.index % ring.shape[0]]
        return self._evaluated(self._step, values, tick, start, key, stage)

    def ahead(self, steady: Given, tick: Tick, start: Value, key: Any = None) -> tuple[Value, ...]:
        """Evaluate what no state is needed for, at every stage of a step, in order of `ready`."""
        stages = []
        for stage, share in enumerate(STAGES[self.model.source.method]):
            later = tick._replace(time=tick.time + share * tick.step) if share else tick
            stages.append(self._evaluated(self._ahead, dict(steady), later, start, key, stage))
        return tuple(
            jnp.stack([jnp.asarray(values[slot], dtype=float) for values in stages])
            for slot in self.ready
        )

    def after(
        self, row: Sequence[Value], steady: Given, tick: Tick, start: Value, key: Any = None
    ) -> dict[int, Value]:
        """Evaluate what no step needs, at one moment.

        Args:
            row: the values of `handed`.
        """
        values = {**steady, **dict(zip(self.handed, row, strict=True))}
        return self._evaluated(self._after, values, tick, start, key)

    def _evaluated(
        self, order: Sequence[int], values: dict[int, Value], tick: Tick, start: Value,
        key: Any, stage: int = 0,
    ) -> dict[int, Value]:  # fmt: skip
        at = Moment(np, tick.time, tick.step, start, _step_key(key, tick.index))
        feeds = tick.feeds[stage]
        for slot in self.data:
            values[slot] = feeds[self.data_column(slot)]
        # Nothing is ready yet while that itself is worked out.
        for slot, value in zip(self.ready, tick.ready, strict=False):
            values[slot] = value[stage]
        evaluator = Evaluator(at, values, self._at(feeds))
        for slot in order:
            if slot not in values:
                values[slot] = self._auxiliary(evaluator, slot)
        return values

    def advanced(
        self, state: State, values: Given, steady: Given, tick: Tick, start: Value,
        key: Any = None,
    ) -> State:  # fmt: skip
        """Take a state one step further.

        Args:
            values: every slot at the beginning of the step, as from `values`.
        """
        stocks = self._integrated(state, values, steady, tick, start, key)
        held = tuple(self._update(slot, values, tick) for slot in self.held)
        pipes = tuple(
            _taken_in(ring, tick.index % ring.shape[0], self._update(slot, values, tick))
            for slot, ring in zip(self.pipes, state.pipes, strict=True)
        )
        return State(stocks, held, pipes)

    def _integrated(
        self, state: State, values: Given, steady: Given, tick: Tick, start: Value, key: Any
    ) -> tuple[Value, ...]:
        def after(slopes: tuple[Value, ...], step: Value) -> State:
            levels = zip(self.stocks, state.stocks, slopes, strict=True)
            return state._replace(stocks=tuple(
                self._floored(slot, level + step * slope) for slot, level, slope in levels
            ))  # fmt: skip

        first = self._flows(values, tick)
        if self.model.source.method == "euler":
            return after(first, tick.step).stocks

        def slopes_at(middle: State, share: float, stage: int) -> tuple[Value, ...]:
            later = tick._replace(time=tick.time + share * tick.step)
            return self._flows(self.values(middle, steady, later, start, key, stage), later)

        second = slopes_at(after(first, tick.step / 2), 0.5, 1)
        third = slopes_at(after(second, tick.step / 2), 0.5, 1)
        fourth = slopes_at(after(third, tick.step), 1.0, 2)
        mean = tuple((a + 2 * b + 2 * c + d) / 6
                     for a, b, c, d in zip(first, second, third, fourth, strict=True))  # fmt: skip
        return after(mean, tick.step).stocks

    def _floored(self, slot: int, level: Value) -> Value:
        if not self.model.definitions[slot].non_negative:
            return level
        return jnp.maximum(level, 0.0) if isinstance(level, jax.Array) else max(level, 0.0)

    def _flows(self, values: Given, tick: Tick) -> tuple[Value, ...]:
        return tuple(self._update(slot, values, tick) for slot in self.stocks)

    def _update(self, slot: int, values: Given, tick: Tick) -> Value:
        """Evaluate a stock's flow, or what a held slot or a pipe takes in."""
        node = self.model.definitions[slot].node
        assert node is not None
        at = Moment(np, tick.time, tick.step, tick.time)
        return Evaluator(at, values, self._at(tick.feeds[0])).value(node)

    def data_column(self, slot: int) -> int:
        """Return the column of a data slot among the feeds."""
        return len(self.series) + self.data.index(slot)

    def _at(self, feeds: Value) -> Callable[[Exogenous], Value]:
        return lambda item: feeds[self._columns[id(item)]]


def _taken_in(ring: Value, place: Value, value: Value) -> Value:
    """Put a value into the ring of a pipe."""
    if not isinstance(ring, np.ndarray):
        return jnp.asarray(ring).at[place].set(value)
    ring[place] = value  # a step in NumPy has the ring for itself, and a copy could be long
    return ring


def _step_key(key: Any, index: Value) -> Any:
    return None if key is None else jax.random.fold_in(key, index)


def _series_of(definitions: Collection[Definition]) -> tuple[Exogenous, ...]:
    found: dict[int, Exogenous] = {}
    for part in definitions:
        waiting = [node for node in (part.node, part.initial) if node is not None]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Exogenous):
                found[id(node)] = node
            waiting.extend(children(node))
    return tuple(found.values())
