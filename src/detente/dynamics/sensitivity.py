"""Which uncertain inputs matter: Sobol shares of variance and Morris screening, with SALib.

Sobol: Saltelli et al. (2010), Computer Physics Communications 181; first-order shares say what
fixing an input would take away, total shares what it has a part in. Morris: Campolongo et al.
(2007), Environmental Modelling & Software 22; a cheap ranking by mean absolute elementary effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.model import Model
from detente.dynamics.simulate import simulate
from detente.dynamics.vary import DISTRIBUTIONS, Vary
from detente.terms.errors import InputError, shown

# Quantiles of 0 and 1 may be infinite; inputs are varied between these shares.
_EDGE = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """How an output depends on each varied input, in the order of the file of distributions.

    Attributes:
        output: the variable looked at, at `time`.
        time: the save time.
        inputs: names of the varied inputs.
        measures: name of a measure → a number for each input. Sobol: `first`, `total` and their
            95% half-widths `first_conf`, `total_conf`; Morris: `mu_star`, `sigma`, `mu_star_conf`.
        runs: how many runs it took.
    """

    output: str
    time: float
    inputs: tuple[str, ...]
    measures: Mapping[str, NDArray[np.float64]]
    runs: int


def sobol(
    model: Model, vary: Vary, output: str, *, count: int = 1024, time: float | None = None,
    seed: int = 0,
) -> Sensitivity:  # fmt: skip
    """Split the variance of an output among the inputs.

    Args:
        output: one scalar variable, `name` or `name[a]`.
        count: base sample, a power of two; the runs are count · (inputs + 2).
        time: save time to look at; the last one where None.
        seed: of the sample and of the confidence intervals.

    Raises:
        InputError: `count` is no power of two, or a name or time is not in the run.
    """
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    if count < 2 or count & (count - 1):
        raise InputError.at("--count", 0, f"the base sample {count} is not a power of two",
                            f"use {1 << max(1, count.bit_length())}")  # fmt: skip
    problem = _problem(vary)
    shares = sampling.sample(problem, count, calc_second_order=False, seed=seed)
    values, when = _outputs(model, vary, shares, output, time, seed)
    found = analysis.analyze(problem, values, calc_second_order=False, seed=seed)
    measures = {"first": found["S1"], "first_conf": found["S1_conf"],
                "total": found["ST"], "total_conf": found["ST_conf"]}  # fmt: skip
    return _sensitivity(output, when, vary, measures, len(values))


def morris(
    model: Model, vary: Vary, output: str, *, count: int = 64, time: float | None = None,
    seed: int = 0,
) -> Sensitivity:  # fmt: skip
    """Rank the inputs by the mean size of their elementary effects on an output.

    Args:
        output: one scalar variable, `name` or `name[a]`.
        count: trajectories; the runs are count · (inputs + 1).
        time: save time to look at; the last one where None.
        seed: of the sample and of the confidence intervals.

    Raises:
        InputError: a name or time is not in the run.
    """
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    problem = _problem(vary)
    shares = sampling.sample(problem, count, num_levels=4, seed=seed)
    values, when = _outputs(model, vary, shares, output, time, seed)
    found = analysis.analyze(problem, shares, values, num_levels=4, seed=seed)
    measures = {name: found[name] for name in ("mu_star", "sigma", "mu_star_conf")}
    return _sensitivity(output, when, vary, measures, len(values))


def _problem(vary: Vary) -> dict[str, Any]:
    """Describe the inputs to SALib as shares; their distributions are ours."""
    names = list(vary.variables)
    return {"num_vars": len(names), "names": names, "bounds": [[_EDGE, 1 - _EDGE]] * len(names)}


def _outputs(
    model: Model, vary: Vary, shares: NDArray[np.float64], output: str, time: float | None,
    seed: int,
) -> tuple[NDArray[np.float64], float]:  # fmt: skip
    params = {
        name: DISTRIBUTIONS[kind].quantile(shares[:, place], numbers)
        for place, (name, (kind, numbers)) in enumerate(vary.variables.items())
    }
    results = simulate(model, params, key=seed, outputs=[output])
    if len(results.slots) != 1:
        raise InputError.at(
            model.source.file, 0, f"output {shown(output)} is an array",
            f"name one element, such as {results.names[0]!r}",
        )  # fmt: skip
    row = -1 if time is None else int(np.argmin(np.abs(results.times - time)))
    if time is not None and abs(results.times[row] - time) > 1e-6:
        raise InputError.at(
            model.source.file, 0, f"{time:g} is no save time of the run",
            f"use one from {results.times[0]:g} to {results.times[-1]:g}, such as "
            f"{results.times[row]:g}",
        )  # fmt: skip
    return results.values[:, row, 0], float(results.times[row])


def _sensitivity(
    output: str, time: float, vary: Vary, measures: Mapping[str, Any], runs: int
) -> Sensitivity:
    numbers = {name: np.asarray(value, dtype=float) for name, value in measures.items()}
    return Sensitivity(output, time, tuple(vary.variables), numbers, runs)
