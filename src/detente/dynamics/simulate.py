"""Run a compiled model: once or for many draws, as one compiled function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.dynamics.compile import compile_model
from detente.dynamics.ensemble import Ensemble
from detente.dynamics.model import Model
from detente.dynamics.results import Results
from detente.dynamics.simulator import Series, Simulator, make_simulator
from detente.sampling.memory import within_memory
from detente.terms.errors import InputError, shown

__all__ = ["Series", "Simulator", "make_simulator", "simulate"]


DRAWS_TAKE_LESS = (
    "run fewer draws, ask for the outputs that you need, compute in 32-bit numbers (--single), or "
    "write to .parquet, which takes draws as they come"
)


@within_memory("the draws", DRAWS_TAKE_LESS)
def simulate(
    model: Model,
    params: Mapping[str, ArrayLike] | None = None,
    inputs: Mapping[str, Series] | None = None,
    key: int | Any = None,
    *,
    outputs: Sequence[str] | None = None,
    double: bool = True,
    checked: bool = True,
    workers: int = 1,
    cluster: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    """Run a model, once or for many draws.

    Args:
        params: name → number, or → one number for each draw; it replaces the equation of a
            variable, and the initial value of a stock.
        inputs: data variable → its times and values.
        key: seed or JAX key of the random functions; draws get keys of their own.
        outputs: names to report; everything that the file names where None.
        double: compute in 64-bit numbers; 32 suffice for large ensembles.
        checked: refuse a run with what is not a number.
        workers: processes of this machine; 1 stays in this one, with a thread for each core.
        cluster: address of a Dask scheduler, instead of workers.
        progress: told the draws done and the draws wanted.

    Raises:
        InputError: an unknown name, a missing series or key, draws of different lengths, more
            numbers than fit into memory, a cluster that does not answer, or, where checked, a
            run that produced a number that is none (the variable and the time are named).
    """
    ensemble = make_ensemble(model, params, inputs, key, outputs=outputs, double=double)
    ensemble.check_memory()
    values = np.empty(ensemble.shape, ensemble.dtype)
    done = 0
    for block in ensemble.blocks(workers=workers, cluster=cluster, progress=progress):
        values[done : done + len(block)] = block
        done += len(block)
    results = ensemble.results(values)
    if checked:
        check_numbers(results)
    return results


def make_ensemble(
    model: Model,
    params: Mapping[str, ArrayLike] | None = None,
    inputs: Mapping[str, Series] | None = None,
    key: int | Any = None,
    *,
    outputs: Sequence[str] | None = None,
    double: bool = True,
) -> Ensemble:
    """Lay out the draws of a model, to be run block by block; arguments as for `simulate`.

    Raises:
        InputError: an unknown name, a missing series or key, or draws of different lengths.
    """
    arrays = {name: np.asarray(value, dtype=float) for name, value in (params or {}).items()}
    draws = _draws(model, arrays)
    single = {name: float(value.flat[0]) for name, value in arrays.items() if value.size == 1}
    model = _reshaped(model, arrays, single)
    if key is None and model.uses_chance():
        raise InputError.at(
            model.source.file, 0, "the model draws random numbers and no seed was given",
            "give a seed, so that the run can be repeated",
        )  # fmt: skip
    defaults = {name: float(value.flat[0]) for name, value in arrays.items()}
    simulator = make_simulator(
        model, list(arrays), outputs=outputs, inputs=inputs, defaults=defaults
    )
    if isinstance(key, int):
        key = jax.random.key(key)
    words = None if key is None else np.asarray(jax.random.key_data(key))
    ensemble = Ensemble(simulator, _numbers(model, arrays, draws), words, double)
    ensemble.check_effort()
    return ensemble


def _draws(model: Model, arrays: Mapping[str, NDArray[np.float64]]) -> int:
    sizes = {name: value.size for name, value in arrays.items() if value.size != 1}
    wrong = [name for name, value in arrays.items() if value.ndim > 1 or value.size == 0]
    if len(set(sizes.values())) > 1 or wrong:
        raise InputError.at(
            model.source.file, 0,
            f"parameters have different numbers of draws: "
            f"{', '.join(f'{name} {size}' for name, size in sizes.items())}",
            "give each one number, or one for each draw",
        )  # fmt: skip
    return next(iter(sizes.values()), 1)


def _reshaped(
    model: Model, arrays: Mapping[str, NDArray[np.float64]], single: Mapping[str, float]
) -> Model:
    """Compile again where a parameter sets the shape of the model; refuse one that varies."""
    shaping = []
    for name in arrays:
        if set(model.slots_of(name, "parameter").values()) & model.structural:
            shaping.append(name)
    varying = [name for name in shaping if name not in single]
    if varying:
        raise InputError.at(
            model.source.file, 0,
            f"{shown(varying[0])} sets the length of a delay and cannot vary between draws",
            "give it one number, and run once for each",
        )  # fmt: skip
    return compile_model(model.source, {n: single[n] for n in shaping}) if shaping else model


def _numbers(
    model: Model, arrays: Mapping[str, NDArray[np.float64]], draws: int
) -> NDArray[np.float64]:
    columns = [
        np.broadcast_to(value.ravel(), (draws,))
        for name, value in arrays.items()
        for _ in model.slots_of(name, "parameter")
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((draws, 0))


def check_numbers(results: Results) -> None:
    """Refuse a run in which a variable stopped being a number.

    Raises:
        InputError: the first variable in time, the time, and how many draws.
    """
    wrong = np.isnan(results.values)
    if not wrong.any():
        return
    time = int(np.argmax(wrong.any(axis=(0, 2))))
    output = int(np.argmax(wrong[:, time].any(axis=0)))
    draws = int(wrong[:, time, output].sum())
    raise InputError.at(
        results.model.source.file, 0,
        f"{results.names[output]!r} is not a number from time {results.times[time]:g} on, "
        f"in {draws} of {results.draws} draws",
        "guard a division by zero, a logarithm or a root in its equation (ZIDZ, XIDZ, MAX)",
    )  # fmt: skip
