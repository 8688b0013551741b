"""The time grid of a run: its steps, and which of them are saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.limits import MOST_FED, MOST_STEPS, MOST_UNEVEN_PARTS, MOST_UNEVEN_STEPS
from detente.dynamics.lookups import on_grid
from detente.dynamics.model import Model
from detente.dynamics.nodes import Exogenous
from detente.dynamics.program import STAGES, Program, Tick
from detente.terms.errors import InputError

_SHARE = 1e-6  # of a step: how exactly times must meet
CONTROLS = ("initial_time", "final_time", "time_step", "saveper")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Grid:
    """The steps of a run.

    Attributes:
        times: time at the start of each step; the last entry is the end, after the last step.
        steps: length of each step (one longer than needed, so that the end has one too).
        saved: places in `times` that are reported.
        every: steps between two saves where that number never changes, else 0.
        origin: initial time of the model, also where this grid is a later part of its run.
        first: number of the first step, counted from the origin.
    """

    times: NDArray[np.float64]
    steps: NDArray[np.float64]
    saved: NDArray[np.int64]
    every: int
    origin: float
    first: int = 0

    def between(self, begin: int, end: int) -> Grid:
        """Cut out the part from one save to another, by their numbers."""
        left, right = int(self.saved[begin]), int(self.saved[end])
        return replace(
            self,
            times=self.times[left : right + 1],
            steps=self.steps[left : right + 1],
            saved=self.saved[begin : end + 1] - left,
            first=self.first + left,
        )

    @property
    def step(self) -> float | None:
        """Return the step where all are alike, else None."""
        return float(self.steps[0]) if (self.steps == self.steps[0]).all() else None


@np.errstate(all="ignore")
def time_grid(model: Model, given: Mapping[int, float], series: Mapping[int, Exogenous]) -> Grid:
    """Lay out the steps of a run from the model's own control variables.

    Args:
        given: numbers that replace equations.
        series: data slot → its series.

    Raises:
        InputError: a control variable is missing or senseless, or the save step does not divide.
    """
    slots = _control_slots(model)
    program = Program(model, list(slots.values()), given)
    tick = _tick(program, 0.0, 1.0, 0, series)
    state, steady = program.start(dict(given), tick)
    start = float(program.values(state, steady, tick, 0.0)[slots["initial_time"]])
    tick = _tick(program, start, 1.0, 0, series)
    state, steady = program.start(dict(given), tick)
    values = program.values(state, steady, tick, start)
    numbers = {name: float(values[slot]) for name, slot in slots.items()}
    _check(model, numbers)
    if set(slots.values()) <= program.steady:
        return _even(model, numbers)
    return _uneven(model, program, slots, series, given)


def _control_slots(model: Model) -> dict[str, int]:
    slots, missing = {}, []
    for name in CONTROLS:
        variable = model.variables.get(name)
        if variable is not None and () in variable.slots:
            slots[name] = variable.slots[()]
        elif name != "saveper":
            missing.append(name.replace("_", " ").upper())
    if missing:
        raise InputError.at(
            model.source.file, 0, f"the model does not define {', '.join(missing)}",
            "add the simulation control parameters",
        )  # fmt: skip
    slots.setdefault("saveper", slots["time_step"])
    return slots


def _check(model: Model, numbers: Mapping[str, float]) -> None:
    start, end = numbers["initial_time"], numbers["final_time"]
    step = numbers["time_step"]
    if not np.isfinite([start, end, step]).all() or step <= 0 or end < start:
        raise InputError.at(
            model.source.file, 0, f"time runs from {start:g} to {end:g} in steps of {step:g}",
            "give a positive TIME STEP and a FINAL TIME that is not before INITIAL TIME",
        )  # fmt: skip
    if (end - start) / step > MOST_STEPS:
        raise InputError.at(
            model.source.file, 0, f"a run has {(end - start) / step:.3g} steps",
            f"use a longer TIME STEP; {MOST_STEPS:,} steps are the most",
        )  # fmt: skip


def _even(model: Model, numbers: Mapping[str, float]) -> Grid:
    start, end, step = (numbers[name] for name in CONTROLS[:3])
    save = model.source.save_step or numbers["saveper"]
    if not np.isfinite(save):
        raise InputError.at(
            model.source.file,
            model.source.line_of("SAVEPER"),
            f"the save step is {save:g}",
            "give a number of time units",
        )
    # A save step longer than the run saves its beginning.
    every = max(1, round(min(save / step, 2.0 * MOST_STEPS))) if save > 0 else 1
    # A save step below the time step saves every step.
    if save > step * (1 + _SHARE) and abs(save / step - every) > _SHARE * every:
        raise InputError.at(
            model.source.file, model.source.line_of("SAVEPER"),
            f"the save step {save:g} is not a multiple of the time step {step:g}",
            "change SAVEPER or TIME STEP so that one divides the other",
        )  # fmt: skip
    count = int(np.floor((end - start) / step + _SHARE))
    times = np.asarray(start + step * np.arange(count + 1), dtype=np.float64)
    return Grid(times, np.full(count + 1, step), np.arange(0, count + 1, every), every, start)


def _uneven(
    model: Model, program: Program, slots: Mapping[str, int], series: Mapping[int, Exogenous],
    given: Mapping[int, float],
) -> Grid:  # fmt: skip
    """Follow control variables that change in time, step by step, with the numbers at hand."""
    tick = _tick(program, 0.0, 1.0, 0, series)
    state, steady = program.start(dict(given), tick)
    time = start = float(program.values(state, steady, tick, 0.0)[slots["initial_time"]])
    times: list[float] = []
    steps: list[float] = []
    saved: list[int] = []
    tick = _tick(program, time, 1.0, 0, series)
    state, steady = program.start(dict(given), tick)
    # Each of these steps is worked out one operation at a time.
    most = min(MOST_UNEVEN_STEPS, max(1, MOST_UNEVEN_PARTS // max(1, program.everything)))
    while True:
        if len(times) >= most:
            raise InputError.at(
                model.source.file,
                model.source.line_of("TIME STEP"),
                f"TIME STEP or FINAL TIME changes in time, and after {len(times):,} steps the run "
                f"has come to {time:g}",
                f"let them end: with {program.everything:,} parts of equations to be worked out, "
                f"such a run has at most {most:,} steps",
            )
        values = program.values(state, steady, tick, start)
        step, save, end = (
            float(values[slots[name]]) for name in ("time_step", "saveper", "final_time")
        )
        _check(model, {"initial_time": start, "final_time": max(end, start), "time_step": step})
        away = (time - start) % save if save > 0 else 0.0
        if min(away, save - away) < _SHARE * step:
            saved.append(len(times))
        times.append(time)
        steps.append(step)
        if time + step > end + _SHARE * step:
            break
        tick = _tick(program, time, step, len(times) - 1, series)
        state = program.advanced(state, values, steady, tick, start)
        time += step
        tick = _tick(program, time, step, len(times), series)
    return Grid(np.array(times), np.array(steps), np.array(saved), 0, start)


def _tick(
    program: Program, time: float, step: float, index: int, series: Mapping[int, Exogenous]
) -> Tick:
    stages = feeds(program, np.array([time]), np.array([step]), series)[0]
    return Tick(np.float64(time), np.float64(step), index, stages)


def feeds(
    program: Program,
    times: NDArray[np.float64],
    steps: NDArray[np.float64],
    series: Mapping[int, Exogenous],
) -> NDArray[np.float64]:
    """Read every data series at every stage of every step: (step, stage, series).

    Raises:
        InputError: they are more numbers than a run may hold.
    """
    items = [*program.series, *(series[slot] for slot in program.data)]
    moments = stage_times(program.model, times, steps)
    if moments.size * len(items) > MOST_FED:
        source = program.model.source
        raise InputError.at(
            source.file,
            source.line_of("TIME STEP"),
            f"{len(items):,} data series at {moments.size:,} times make "
            f"{moments.size * len(items):.3g} numbers, more than {MOST_FED:,}",
            "use a longer TIME STEP or fewer series",
        )
    table = np.zeros((*moments.shape, len(items)))
    for stage, when in enumerate(moments.T):
        for column, item in enumerate(items):
            table[:, stage, column] = on_grid(item, when)
    return table


def stage_times(
    model: Model, times: NDArray[np.float64], steps: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the time of every stage of every step: (step, stage)."""
    return times[:, None] + np.array(STAGES[model.source.method]) * steps[:, None]
