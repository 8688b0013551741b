"""Run a model for many draws whose inputs differ too: an index with its uncertainty, say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.dynamics.grid import stage_times
from detente.dynamics.model import Model
from detente.dynamics.results import Results
from detente.dynamics.simulate import check_numbers
from detente.dynamics.simulator import (
    Series,
    Simulator,
    compiler_options,
    make_simulator,
)
from detente.dynamics.stepped import check_compilable
from detente.sampling.xla import double_precision
from detente.terms.errors import InputError, shown

Floats = NDArray[np.float64]
_BLOCK_BYTES = 256_000_000


def simulate_driven(
    model: Model,
    params: Mapping[str, ArrayLike],
    inputs: Mapping[str, Series],
    *,
    outputs: Sequence[str],
) -> Results:
    """Run a model once for each draw of its parameters and inputs.

    Args:
        params: name → number, or → one number for each draw.
        inputs: variable → times, and values (time,) or (draw, time); it follows them, straight
            from one to the next and held beyond, in place of its equation.
        outputs: names to report.

    Raises:
        InputError: an unknown name, different numbers of draws, or a run that produced a number
            that is none.
    """
    numbers = {name: np.atleast_1d(np.asarray(v, dtype=float)) for name, v in params.items()}
    series = {
        name: (np.asarray(x, dtype=float), np.atleast_2d(np.asarray(y, dtype=float)))
        for name, (x, y) in inputs.items()
    }
    draws = _count(model, numbers, {name: y for name, (_, y) in series.items()})
    driven = model.driven(series)
    simulator = make_simulator(
        driven, list(numbers), outputs=outputs,
        inputs={name: (x, y[0]) for name, (x, y) in series.items()},
        defaults={name: float(v[0]) for name, v in numbers.items()},
    )  # fmt: skip
    check_compilable(simulator)
    columns = [
        np.broadcast_to(v, (draws,)) for name, v in numbers.items() for _ in model.slots_of(name)
    ]
    table = np.stack(columns, axis=1) if columns else np.zeros((draws, 0))
    with double_precision():
        values = _run(simulator, table, series)
    grid = simulator.grid
    results = Results(driven, grid.times[grid.saved], simulator.outputs, values)
    check_numbers(results)
    return results


def _count(model: Model, numbers: Mapping[str, Floats], series: Mapping[str, Floats]) -> int:
    sizes = {name: len(v) for name, v in (*numbers.items(), *series.items()) if len(v) != 1}
    if len(set(sizes.values())) > 1:
        said = ", ".join(f"{shown(name)} {size}" for name, size in sizes.items())
        raise InputError.at(
            model.source.file, 0, f"parameters and inputs have different numbers of draws: {said}",
            "give each one for all, or one for each draw",
        )  # fmt: skip
    return next(iter(sizes.values()), 1)


def _run(
    simulator: Simulator, table: Floats, series: Mapping[str, tuple[Floats, Floats]]
) -> Floats:
    draws, grid = len(table), simulator.grid
    moments = stage_times(simulator.model, grid.times, grid.steps)
    width = 8 * (moments.size * max(len(series), 1) + len(grid.saved) * len(simulator.outputs))
    block = int(max(1, min(draws, _BLOCK_BYTES // width)))
    run = jax.jit(
        jax.vmap(lambda row, courses: simulator.trajectory(row, courses=courses)[:2]),
        compiler_options=compiler_options(simulator),
    )
    slots = {name: tuple(simulator.model.slots_of(name).values()) for name in series}
    parts = []
    for begin in range(0, draws, block):
        # The last block is filled up, so that one compiled function serves them all.
        rows = np.arange(begin, begin + block) % draws
        courses = {}
        for name, (x, y) in series.items():
            own = np.broadcast_to(y, (draws, y.shape[1]))[rows]
            each = jnp.asarray(np.stack([np.interp(moments, x, one) for one in own]))
            courses.update(dict.fromkeys(slots[name], each))
        still, moving = run(jnp.asarray(table[rows]), courses)
        kept = min(block, draws - begin)
        parts.append(simulator.assembled(_broad(still, block), np.asarray(moving))[:kept])
    return np.concatenate(parts)


def _broad(still: Sequence[jax.Array], block: int) -> list[Floats]:
    return [np.broadcast_to(np.asarray(one), (block,)) for one in still]
