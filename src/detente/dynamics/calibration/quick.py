"""The fast approximate path: the mode of the posterior and a normal distribution around it.

Reference: Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 4.1; the check is
Vehtari, Simpson, Gelman, Yao & Gabry (2024), "Pareto smoothed importance sampling", JMLR 25.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from numpyro.infer.util import potential_energy

from detente.dynamics.calibration.mode import STARTS, survey
from detente.dynamics.calibration.problem import Problem, log_likelihood, sample_priors
from detente.dynamics.calibration.sample import quantities
from detente.dynamics.simulator import compiler_options
from detente.sampling.diagnostics import load_arviz
from detente.sampling.draw_store import Arrays
from detente.sampling.told import Report
from detente.sampling.xla import double_precision

KHAT_MOST = 0.7
"""Above it, importance weights say that the normal distribution is not near the posterior."""
_BLOCK = 250

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Approximation:
    """Draws around the mode.

    Attributes:
        draws: by quantity, (1, draw, …).
        khat: Pareto k of the importance ratios; below 0.5 good, above 0.7 not to be relied upon.
        modes: how many of the starts ended at the best mode.
        starts: how many there were.
        bent: directions in which the mode is no maximum; the prior's width stands in for them.
        seconds: it took, compilation included.
    """

    draws: Arrays
    khat: float
    modes: int
    starts: int
    bent: int
    seconds: float


def approximate(
    problem: Problem, prior: Arrays, seed: int, count: int, report: Report
) -> Approximation:
    """Find the mode from several starts, and draw from the normal distribution that fits there."""
    began = time.perf_counter()
    with double_precision():
        ground = survey(problem, prior, seed, lambda at: report(0.1 + 0.6 * at))
        normal = np.random.default_rng(seed).standard_normal((count, len(ground.mode)))

        def one(u: Any) -> tuple[Any, dict[str, Any]]:
            at = ground.point(u)
            # One simulation serves both: what is expected gives the likelihood.
            found = quantities(problem, at)
            prior = potential_energy(sample_priors, (problem,), {}, at)
            return prior - log_likelihood(problem, found), found

        run = jax.jit(jax.vmap(one), compiler_options=compiler_options(problem.simulator))
        values, draws = _in_blocks(run, ground.mode + normal @ ground.root.T)
        khat = _khat(-values + 0.5 * (normal**2).sum(axis=1))
    report(1.0)
    return Approximation(
        {name: value[None] for name, value in problem.named(draws).items()}, khat,
        ground.agreeing, STARTS, ground.bent, time.perf_counter() - began,
    )  # fmt: skip


def _in_blocks(
    run: Callable[[Any], tuple[Any, dict[str, Any]]], at: Floats
) -> tuple[Floats, Arrays]:
    values, parts = [], []
    for begin in range(0, len(at), _BLOCK):
        rows = np.arange(begin, begin + _BLOCK) % len(at)
        value, draws = jax.tree.map(np.asarray, run(jnp.asarray(at[rows])))
        kept = min(_BLOCK, len(at) - begin)
        values.append(value[:kept])
        parts.append({name: array[:kept] for name, array in draws.items()})
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return np.concatenate(values), joined


def _khat(log_ratios: Floats) -> float:
    if not np.isfinite(log_ratios).all():
        return float("inf")
    _, khat = load_arviz().psislw(log_ratios - log_ratios.max())
    return float(khat)
