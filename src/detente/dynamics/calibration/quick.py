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
from jax.flatten_util import ravel_pytree
from numpy.typing import NDArray
from numpyro.infer.util import potential_energy
from scipy.optimize import minimize

from detente.dynamics.calibration.problem import Problem, sample_priors
from detente.dynamics.calibration.sample import potential, prior_scales, quantities, scatter
from detente.sampling.diagnostics import load_arviz
from detente.sampling.kept import Arrays
from detente.sampling.told import Report

STARTS = 4
KHAT_MOST = 0.7
"""Above it, importance weights say that the normal distribution is not near the posterior."""
_MOST_STEPS = 400
_BLOCK = 250

Floats = NDArray[np.float64]
Slope = Callable[[Floats], tuple[float, Floats]]


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


def approximate(problem: Problem, seed: int, count: int, report: Report) -> Approximation:
    """Find the mode from several starts, and draw from the normal distribution that fits there.

    Works in the sampler's unconstrained coordinates, in units of the prior's standard deviation.
    """
    began = time.perf_counter()
    with jax.enable_x64(True):
        middle, spread = prior_scales(problem, seed)
        centre, unravel = ravel_pytree(jax.tree.map(jnp.asarray, middle))
        scale = np.maximum(np.asarray(ravel_pytree(jax.tree.map(jnp.asarray, spread))[0]), 1e-6)
        centre = np.asarray(centre)

        def point(u: Any) -> dict[str, Any]:
            return unravel(centre + scale * u)

        compiled = jax.jit(jax.value_and_grad(lambda u: potential(problem, point(u))))

        def slope(u: Floats) -> tuple[float, Floats]:
            value, gradient = compiled(u)
            # A run that breaks down has no density; a search must turn round there.
            sound = np.isfinite(value) and np.isfinite(gradient).all()
            return (float(value), np.asarray(gradient)) if sound else (1e12, np.zeros_like(u))

        best, modes = _mode(slope, len(centre), seed, report)
        root, bent = _root(_hessian(slope, best))
        report(0.8)
        rng = np.random.default_rng(seed)
        normal = rng.standard_normal((count, len(centre)))
        at = best + normal @ root.T

        def one(u: Any) -> tuple[Any, dict[str, Any]]:
            # One simulation serves both: what is expected gives the likelihood.
            found = quantities(problem, point(u))
            prior = potential_energy(sample_priors, (problem,), {}, point(u))
            each = scatter(problem, found)
            likely = sum(each[n].log_prob(y).sum() for n, y in problem.observed.items())
            return prior - likely, found

        values, draws = _in_blocks(jax.jit(jax.vmap(one)), at)
        khat = _khat(-values + 0.5 * (normal**2).sum(axis=1))
    report(1.0)
    return Approximation(
        {name: value[None] for name, value in draws.items()}, khat, modes, STARTS, bent,
        time.perf_counter() - began,
    )  # fmt: skip


def _mode(slope: Slope, size: int, seed: int, report: Report) -> tuple[Floats, int]:
    """Return the best of several searches, and how many of them ended at as good a place."""
    rng = np.random.default_rng(seed)
    ends = []
    for start in range(STARTS):
        first = 0.5 * rng.standard_normal(size) if start else np.zeros(size)
        # "ftol" in units of the potential: half a hundredth of a millionth of a log point.
        found = minimize(slope, first, jac=True, method="L-BFGS-B",
                         options={"maxiter": _MOST_STEPS, "ftol": 1e-12, "gtol": 1e-5})  # fmt: skip
        ends.append((float(found.fun), np.asarray(found.x)))
        report(0.1 + 0.6 * (start + 1) / STARTS)
    ends.sort(key=lambda end: end[0])
    # A tenth of a log point: the searches stop where the surface is that flat.
    return ends[0][1], sum(value < ends[0][0] + 0.1 for value, _ in ends)


def _hessian(slope: Slope, at: Floats) -> Floats:
    """Return second derivatives by central differences of the gradient, twice: the second time
    with steps in proportion to the posterior's own width."""
    width = np.full(len(at), 0.1)
    found = np.eye(len(at))
    for _ in range(2):
        step = 1e-3 * width
        rows = []
        for place in range(len(at)):
            away = np.zeros(len(at))
            away[place] = step[place]
            rows.append((slope(at + away)[1] - slope(at - away)[1]) / (2 * step[place]))
        found = (np.array(rows) + np.array(rows).T) / 2
        width = 1 / np.sqrt(np.maximum(np.abs(np.diag(found)), 1.0))
    return found


def _root(hessian: Floats) -> tuple[Floats, int]:
    """Return a root of the covariance, and in how many directions it had to be made up.

    In units of the prior a curvature below a tenth means a posterior wider than three priors:
    not a maximum, or no information; the prior's own curvature is then taken.
    """
    values, vectors = np.linalg.eigh(hessian)
    bent = values < 0.1
    return vectors / np.sqrt(np.where(bent, 1.0, values)), int(bent.sum())


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
