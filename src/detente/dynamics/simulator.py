"""A model with its grid, parameters and outputs chosen: one pure function of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.dynamics.grid import Grid, feeds, time_grid
from detente.dynamics.limits import MOST_FUSED, MOST_SAVED
from detente.dynamics.model import Model
from detente.dynamics.nodes import Exogenous, Kind
from detente.dynamics.program import STAGES, Program, State, Tick
from detente.terms.errors import InputError, shown

Series = tuple[ArrayLike, ArrayLike]  # times, values
Courses = Mapping[int, Any]  # data slot → (step, stage)
_NONE: Courses = MappingProxyType({})
_MOST_READY = 50_000  # numbers that a run holds in memory


@dataclass(frozen=True, eq=False, repr=False)
class Simulator:
    """A model with its grid, parameters and outputs chosen: a pure function of numbers.

    Attributes:
        model: the compiled model.
        params: slots that the arguments set, in their order.
        outputs: slots reported.
        grid: steps and save times.
        series: data slot → series.
        staged: whether what depends on no state is worked out for all steps at once. A gradient
            is then several times as quick. Not for runs whose bits must not hang on the number
            of draws, nor for those where a rounding may decide: all at once, XLA rounds otherwise.
    """

    model: Model
    params: tuple[int, ...]
    outputs: tuple[int, ...]
    grid: Grid
    series: Mapping[int, Exogenous]
    staged: bool = False

    @cached_property
    def program(self) -> Program:
        """Return the part of the model that the outputs need."""
        whole = Program(self.model, self.outputs, self.params)
        if not self.staged or whole.size > MOST_FUSED:
            return whole
        staged = Program(self.model, self.outputs, self.params, staged=True)
        stages = len(STAGES[self.model.source.method])
        held = len(self.grid.times) * stages * len(staged.ready)
        return staged if held <= _MOST_READY else whole

    @cached_property
    def moving(self) -> tuple[int, ...]:
        """List the outputs that change in time."""
        return tuple(slot for slot in self.outputs if slot not in self.program.steady)

    @cached_property
    def still(self) -> tuple[int, ...]:
        """List the outputs that keep one value throughout a run."""
        return tuple(slot for slot in self.outputs if slot in self.program.steady)

    def portable(self) -> Simulator:
        """Return this without the parsed file, which a run needs no more, to be sent elsewhere."""
        source = self.model.source
        bare = type(source)(source.file, source.folder, (), source.method)
        return replace(self, model=replace(self.model, source=bare))

    def __getstate__(self) -> dict[str, Any]:
        # What was worked out from the fields knows objects by their place in this process.
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def part(self, begin: int, end: int) -> Simulator:
        """Return the simulator of the run from one save to another, to be begun with a state."""
        return replace(self, grid=self.grid.between(begin, end))

    @np.errstate(all="ignore")  # what is not a number is looked for in the results
    def trajectory(
        self, numbers: Any, key: Any = None, begin: State | None = None, courses: Courses = _NONE
    ) -> Any:
        """Run the model; pure, so that it can be compiled, mapped and differentiated.

        Args:
            numbers: one number for each of `params`.
            key: JAX key of the random functions.
            begin: state to begin with instead of the initial values.
            courses: data slot → its values at every stage of every step (step, stage), in place
                of its series; only for a run from the initial time on.

        Returns:
            a number for each of `still`; an array (save time, output) for `moving`; and the state
            at the last save time.
        """
        given = {slot: numbers[place] for place, slot in enumerate(self.params)}
        ticks = self._ticks(courses)
        start = np.float64(self.grid.origin)
        length = self.grid.steps[:1]
        rows = feeds(self.program, np.array([start]), length, self.series)
        first = Tick(start, np.float64(length[0]), 0, ticks.feeds[0] if courses else rows[0])
        state, steady = self.program.start(given, first, key)
        state = _as_arrays(state) if begin is None else begin
        ticks = self._made_ready(ticks, steady, start, key)
        rows, last = self._scanned(state, steady, ticks, start, key)
        report = self._finished(rows, steady, ticks, start, key)
        fixed = tuple(jnp.asarray(steady[slot], dtype=float) for slot in self.still)
        return fixed, report, last

    def _made_ready(self, ticks: Tick, steady: Any, start: Any, key: Any) -> Tick:
        """Work out, for all steps at once, what depends on no state."""
        if not self.program.ready:
            return ticks

        def ahead(tick: Tick) -> tuple[Any, ...]:
            return self.program.ahead(steady, self._steady_tick(tick), start, key)

        return ticks._replace(ready=jax.vmap(ahead)(ticks))

    def _finished(self, rows: Any, steady: Any, ticks: Tick, start: Any, key: Any) -> Any:
        """Work out, for all saves at once, what the steps did not need: (save time, output)."""
        if self.program.handed == self.moving:
            return rows

        def after(row: Any, tick: Tick) -> Any:
            tick = self._steady_tick(tick)
            return _stacked(self.program.after(row, steady, tick, start, key), self.moving)

        return jax.vmap(after)(rows, _part(ticks, self.grid.saved))

    def _ticks(self, courses: Courses) -> Tick:
        grid = self.grid
        rows: Any = feeds(self.program, grid.times, grid.steps, self.series)
        for slot, values in courses.items():
            if slot in self.program.data:
                rows = jnp.asarray(rows).at[..., self.program.data_column(slot)].set(values)
        index = np.arange(len(grid.times)) + grid.first
        return Tick(grid.times, grid.steps, index, rows)

    def _steady_tick(self, tick: Tick) -> Tick:
        """Write the step as a plain number where it never changes, so that it folds away."""
        step = self.grid.step
        return tick if step is None else tick._replace(step=np.float64(step))

    def _scanned(
        self, state: State, steady: Any, ticks: Tick, start: Any, key: Any
    ) -> tuple[Any, State]:
        program = self.program

        def one(state: State, tick: Tick) -> tuple[State, Any]:
            tick = self._steady_tick(tick)
            values = program.values(state, steady, tick, start, key)
            after = program.advanced(state, values, steady, tick, start, key)
            return _as_arrays(after), _stacked(values, program.handed)

        def silent(state: State, tick: Tick) -> tuple[State, None]:
            return one(state, tick)[0], None

        every, count = self.grid.every, len(self.grid.saved)
        if every <= 1:
            whole = len(self.grid.times) - 1 if every == 0 else count - 1
            state, report = jax.lax.scan(one, state, _part(ticks, slice(0, whole)))
        else:
            blocks = jax.tree.map(
                lambda part: part[: (count - 1) * every].reshape(count - 1, every, *part.shape[1:]),
                ticks,
            )

            def reporting(carry: tuple[State, Any], at: tuple[Any, Tick]) -> tuple[Any, None]:
                state, row = one(carry[0], at[1])
                return (state, jnp.where(at[0] == 0, row, carry[1])), None

            def block(state: State, ticks: Tick) -> tuple[State, Any]:
                if program.size > MOST_FUSED:
                    # Reporting every step costs less than compiling a large step twice; only the
                    # first report is kept, since those of all steps may not fit into memory.
                    row = jax.eval_shape(one, state, _part(ticks, 0))[1]
                    first = jnp.zeros(row.shape, row.dtype)
                    return jax.lax.scan(reporting, (state, first), (jnp.arange(every), ticks))[0]
                state, row = one(state, _part(ticks, 0))
                return jax.lax.scan(silent, state, _part(ticks, slice(1, None)))[0], row

            state, report = jax.lax.scan(block, state, blocks)
            whole = (count - 1) * every
        tick = self._steady_tick(_part(ticks, whole))
        last = _stacked(program.values(state, steady, tick, start, key), program.handed)
        report = jnp.concatenate([report, last[None]]) if whole else last[None]
        return (report[self.grid.saved] if every == 0 else report), state

    def assembled(self, still: Sequence[Any], moving: Any) -> NDArray[np.float64]:
        """Put the outputs of many draws together: (draw, time, output)."""
        if not self.still:
            return np.asarray(moving)
        columns = dict(zip(self.still, still, strict=True))
        columns |= {slot: moving[:, :, place] for place, slot in enumerate(self.moving)}
        draws = len(moving)
        shape = (draws, len(self.grid.saved), len(self.outputs))
        values = np.empty(shape, np.asarray(moving).dtype)
        for place, slot in enumerate(self.outputs):
            column = np.asarray(columns[slot])
            values[:, :, place] = column if column.ndim == 2 else column[:, None]
        return values


def _part(ticks: Tick, which: Any) -> Tick:
    return Tick(*jax.tree.map(lambda part: part[which], tuple(ticks)))


def _stacked(values: Mapping[int, Any], slots: Sequence[int]) -> Any:
    row = [jnp.asarray(values[slot], dtype=float) for slot in slots]
    return jnp.stack(row) if row else jnp.zeros(0)


def _as_arrays(state: State) -> State:
    """Give every number of a state the same type, as a scan demands."""
    return jax.tree.map(lambda part: jnp.asarray(part, dtype=float), state)


def make_simulator(
    model: Model,
    params: Sequence[str] = (),
    *,
    outputs: Sequence[str] | None = None,
    inputs: Mapping[str, Series] | None = None,
    defaults: Mapping[str, float] | None = None,
    staged: bool = False,
) -> Simulator:
    """Choose what may vary and what is reported.

    Args:
        params: names of variables that will be given as numbers; an array without subscripts
            stands for all its elements, in the order of the file.
        outputs: names to report; everything that the file names where None.
        inputs: data variable → its times and values.
        defaults: numbers of `params` with which the time grid is laid out.
        staged: see `Simulator`.

    Raises:
        InputError: a name is unknown, or a data variable has no series.
    """
    slots = [slot for name in params for slot in model.slots_of(name, "parameter").values()]
    given = {}
    for name, number in (defaults or {}).items():
        for slot in model.slots_of(name, "parameter").values():
            given[slot] = float(number)
    chosen = (
        list(model.public) if outputs is None
        else [slot for name in outputs for slot in model.slots_of(name, "output").values()]
    )  # fmt: skip
    if model.source.method not in ("euler", "rk4"):
        raise InputError.at(
            model.source.file, 0,
            f"the integration method {shown(model.source.method.upper())} is not supported",
            "choose Euler or RK4 (fixed step) in the model's settings",
        )  # fmt: skip
    series = _series(model, inputs or {}, set(slots) | set(given))
    grid = time_grid(model, given, series)
    wanted = tuple(dict.fromkeys(chosen))
    numbers = len(grid.saved) * len(wanted)
    if numbers > MOST_SAVED:
        raise InputError.at(
            model.source.file,
            model.source.line_of("SAVEPER"),
            f"a run would report {numbers:.3g} numbers: {len(wanted):,} outputs at "
            f"{len(grid.saved):,} times",
            f"report fewer outputs or save less often; {MOST_SAVED:,} numbers are the most",
        )
    return Simulator(model, tuple(slots), wanted, grid, series, staged)


def _series(model: Model, inputs: Mapping[str, Series], given: set[int]) -> dict[int, Exogenous]:
    found: dict[int, Exogenous] = {}
    for name, (times, values) in inputs.items():
        x, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
        kept = ~(np.isnan(x) | np.isnan(y))
        order = np.argsort(x[kept], kind="stable")
        for slot in model.slots_of(name, "input").values():
            part = model.definitions[slot]
            if part.kind is not Kind.DATA:
                raise InputError.at(
                    model.source.file, 0, f"input {shown(name)} has an equation of its own",
                    "give it as a parameter, or make it a data variable in the model",
                )  # fmt: skip
            found[slot] = Exogenous(x[kept][order], y[kept][order], part.keyword)
    missing = [model.names[slot] for slot in model.data_slots()
               if slot not in found and slot not in given]  # fmt: skip
    if missing:
        raise InputError.at(
            model.source.file, 0, f"the data variable {missing[0]!r} has no series"
            + (f" (nor have {len(missing) - 1} more)" if missing[1:] else ""),
            "give its times and values as an input",
        )  # fmt: skip
    return found


def compiler_options(simulator: Simulator, *, once: bool = False) -> dict[str, Any] | None:
    """Choose how hard XLA is to work on a model.

    Fusing operations into few loops makes small models several times faster, but its time grows
    with the square of the size: a model of 1,600 scalars did not compile within ten minutes.

    Args:
        simulator: the model.
        once: whether for a single draw, which runs as fast without what LLVM optimises, and
            compiles in a third of the time.
    """
    if simulator.program.size <= MOST_FUSED:
        return None
    unfused: dict[str, Any] = {"xla_disable_hlo_passes": "fusion"}
    return unfused | {"xla_backend_optimization_level": 0} if once else unfused
