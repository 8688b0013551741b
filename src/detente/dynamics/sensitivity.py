"""Which uncertain inputs matter: Sobol shares of variance and Morris screening, with SALib.

Sobol: Saltelli et al. (2010), Computer Physics Communications 181; first-order shares say what
fixing an input would take away, total shares what it has a part in. Morris: Campolongo et al.
(2007), Environmental Modelling & Software 22; a cheap ranking by mean absolute elementary effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.model import Model
from detente.dynamics.simulate import Series, simulate
from detente.dynamics.vary import Vary, numbers_at
from detente.terms.errors import InputError, shown

# Quantiles of 0 and 1 may be infinite; inputs are varied between these shares.
_EDGE = 1e-3
# A share of variance known no better than this says little about which input matters.
_WIDE = 0.1
_STATISTICS: Mapping[str, tuple[Callable[[NDArray[np.float64]], NDArray[np.float64]], str]] = (
    MappingProxyType({
        "mean": (lambda values: values.mean(axis=1), "mean over the run"),
        "max": (lambda values: values.max(axis=1), "largest value of the run"),
    })
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """How an output depends on each varied input, in the order of the file of distributions.

    Attributes:
        output: the variable looked at.
        of: what was taken of its trajectory, in words: "at time 10", "mean", "largest value".
        inputs: names of the varied inputs.
        measures: name of a measure → a number for each input. Sobol: `first`, `total` and their
            95% half-widths `first_conf`, `total_conf`; Morris: `mu_star`, `sigma`, `mu_star_conf`.
        runs: how many runs it took.
    """

    output: str
    of: str
    inputs: tuple[str, ...]
    measures: Mapping[str, NDArray[np.float64]]
    runs: int

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say where the runs were too few for the indices to be told apart."""
        if "total" not in self.measures:
            return ()
        widest = float(np.max(self.measures["total_conf"]))
        if widest <= _WIDE:
            return ()
        return (f"the widest 95% interval is ± {widest:.2f}; give a larger --count",)


def sobol(
    model: Model, vary: Vary, output: str, *, count: int = 1024, time: float | None = None,
    statistic: str = "final", inputs: Mapping[str, Series] | None = None, seed: int = 0,
) -> Sensitivity:  # fmt: skip
    """Split the variance of an output among the inputs.

    Args:
        output: one scalar variable, `name` or `name[a]`.
        count: base sample, a power of two; the runs are count · (inputs + 2).
        time: save time to look at; `statistic` decides where None.
        statistic: "final", "mean" or "max" over the save times.
        inputs: data variable → its times and values.
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
    trajectories, times = _trajectories(model, vary, shares, output, inputs, seed)
    values, of = _taken(model, trajectories, times, time, statistic)
    found = analysis.analyze(problem, values, calc_second_order=False, seed=seed)
    measures = {"first": found["S1"], "first_conf": found["S1_conf"],
                "total": found["ST"], "total_conf": found["ST_conf"]}  # fmt: skip
    return _sensitivity(output, of, vary, measures, len(values))


def morris(
    model: Model, vary: Vary, output: str, *, count: int = 64, time: float | None = None,
    statistic: str = "final", inputs: Mapping[str, Series] | None = None, seed: int = 0,
) -> Sensitivity:  # fmt: skip
    """Rank the inputs by the mean size of their elementary effects on an output.

    Args:
        output: one scalar variable, `name` or `name[a]`.
        count: trajectories; the runs are count · (inputs + 1).
        time: save time to look at; `statistic` decides where None.
        statistic: "final", "mean" or "max" over the save times.
        inputs: data variable → its times and values.
        seed: of the sample and of the confidence intervals.

    Raises:
        InputError: a name or time is not in the run.
    """
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    problem = _problem(vary)
    shares = sampling.sample(problem, count, num_levels=4, seed=seed)
    trajectories, times = _trajectories(model, vary, shares, output, inputs, seed)
    values, of = _taken(model, trajectories, times, time, statistic)
    found = analysis.analyze(problem, shares, values, num_levels=4, seed=seed)
    measures = {name: found[name] for name in ("mu_star", "sigma", "mu_star_conf")}
    return _sensitivity(output, of, vary, measures, len(values))


def _problem(vary: Vary) -> dict[str, Any]:
    """Describe the inputs to SALib as shares; their distributions are ours."""
    names = list(vary.variables)
    return {"num_vars": len(names), "names": names, "bounds": [[_EDGE, 1 - _EDGE]] * len(names)}


def _trajectories(
    model: Model, vary: Vary, shares: NDArray[np.float64], output: str,
    inputs: Mapping[str, Series] | None, seed: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
    results = simulate(model, numbers_at(vary, shares), inputs, seed, outputs=[output])
    if len(results.slots) != 1:
        raise InputError.at(
            model.source.file, 0, f"output {shown(output)} is an array",
            f"name one element, such as {results.names[0]!r}",
        )  # fmt: skip
    values = results.values[:, :, 0]
    if (values == values[:1]).all():
        raise InputError.at(
            model.source.file, 0, f"no varied input changes {shown(output)}",
            "vary what it depends on, or look at another output",
        )  # fmt: skip
    return values, results.times


def _taken(
    model: Model, values: NDArray[np.float64], times: NDArray[np.float64], time: float | None,
    statistic: str,
) -> tuple[NDArray[np.float64], str]:  # fmt: skip
    """Reduce each trajectory to one number."""
    if time is None and statistic in _STATISTICS:
        reduce, words = _STATISTICS[statistic]
        return reduce(values), words
    row = -1 if time is None else int(np.argmin(np.abs(times - time)))
    if time is not None and abs(times[row] - time) > 1e-6:
        raise InputError.at(
            model.source.file, 0, f"{time:g} is no save time of the run",
            f"use one from {times[0]:g} to {times[-1]:g}, such as {times[row]:g}",
        )  # fmt: skip
    return values[:, row], f"at time {times[row]:g}"


def _sensitivity(
    output: str, of: str, vary: Vary, measures: Mapping[str, Any], runs: int
) -> Sensitivity:
    numbers = {name: np.asarray(value, dtype=float) for name, value in measures.items()}
    return Sensitivity(output, of, tuple(vary.variables), numbers, runs)
