"""Where the posterior lies and how it is shaped there, in coordinates that make it round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from numpy.typing import NDArray
from scipy.optimize import minimize

from detente.dynamics.calibration.problem import Problem
from detente.dynamics.calibration.sample import Point, potential, prior_scales
from detente.dynamics.simulator import compiler_options
from detente.sampling.draw_store import Arrays
from detente.sampling.told import Report

STARTS = 4
_MOST_STEPS = 400
_REMEMBERED = 30
"""Steps that a search remembers the curvature of; ten need half as many steps more."""

Floats = NDArray[np.float64]
Slope = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The posterior around its mode.

    Coordinates u are the sampler's unconstrained ones, in units of the prior's standard deviation.

    Attributes:
        point: u → the sampler's coordinates by site; pure.
        ends: where each search ended, the best first (start, coordinate).
        depths: potential there.
        root: root of the covariance of the normal distribution that fits at the mode.
        bent: directions in which the mode is no maximum; the prior's width stands in for them.
    """

    point: Callable[[Any], Point]
    ends: Floats
    depths: Floats
    root: Floats
    bent: int

    @property
    def mode(self) -> Floats:
        """Return the best place found."""
        return self.ends[0]

    @property
    def agreeing(self) -> int:
        """Count the searches that ended as deep as the best, to a tenth of a log point."""
        return int((self.depths < self.depths[0] + 0.1).sum())


def survey(problem: Problem, prior: Arrays, seed: int, report: Report) -> Ground:
    """Search for the mode from several starts, and measure the curvature there.

    To be called with 64-bit numbers enabled.

    Args:
        prior: draws from it.
    """
    point = coordinates(problem, prior)
    compiled = jax.jit(
        jax.value_and_grad(lambda u: potential(problem, point.at(u))),
        compiler_options=compiler_options(problem.simulator),
    )
    return survey_of(compiled, point, seed, report)


@dataclass(frozen=True, slots=True, eq=False)
class Coordinates:
    """One vector of numbers of the prior's size in place of the sampler's coordinates by site."""

    centre: Floats
    scale: Floats
    unravel: Callable[[Any], Point]

    def at(self, u: Any) -> Point:
        """Return the sampler's coordinates by site; pure."""
        return self.unravel(self.centre + self.scale * u)


def coordinates(problem: Problem, prior: Arrays) -> Coordinates:
    """Measure the prior's middle and size in the sampler's coordinates, by draws from it."""
    middle, spread = prior_scales(problem, prior)
    flat, unravel = ravel_pytree(jax.tree.map(jnp.asarray, middle))
    scale = np.maximum(np.asarray(ravel_pytree(jax.tree.map(jnp.asarray, spread))[0]), 1e-6)
    return Coordinates(np.asarray(flat), scale, unravel)


def survey_of(
    compiled: Callable[[Floats], tuple[Any, Any]],
    point: Coordinates,
    seed: int,
    report: Report,
    searches: int = STARTS,
    exact: float = 1e-12,
) -> Ground:
    """Survey the potential that `compiled` returns with its gradient, as `survey` does.

    Args:
        searches: how many, from scattered starts.
        exact: relative fall of the potential at which a search ends.
    """

    def slope(u: Floats) -> tuple[float, Floats]:
        value, gradient = compiled(u)
        # A run that breaks down has no density; a search must turn round there.
        sound = np.isfinite(value) and np.isfinite(gradient).all()
        return (float(value), np.asarray(gradient)) if sound else (1e12, np.zeros_like(u))

    starts = _starts(len(point.centre), seed, searches)
    ends = _searches(slope, starts, exact, report)
    hessian = _hessian(slope, ends[0][1])
    root, bent = _root(hessian)
    return Ground(
        point.at, np.array([end for _, end in ends]), np.array([depth for depth, _ in ends]), root,
        bent,
    )  # fmt: skip


def _starts(size: int, seed: int, count: int) -> list[Floats]:
    """Return the prior's middle and scattered places around it."""
    rng = np.random.default_rng(seed)
    return [0.5 * rng.standard_normal(size) if n else np.zeros(size) for n in range(count)]


def _searches(
    slope: Slope, starts: list[Floats], exact: float, report: Report
) -> list[tuple[float, Floats]]:
    """Return depth and end of a search from each start, the best first."""
    ends = []
    for first in starts:
        found = minimize(slope, first, jac=True, method="L-BFGS-B",
                         options={"maxiter": _MOST_STEPS, "maxcor": _REMEMBERED, "ftol": exact,
                                  "gtol": 1e-5})  # fmt: skip
        ends.append((float(found.fun), np.asarray(found.x)))
        report(len(ends) / len(starts))
    return sorted(ends, key=lambda end: end[0])


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
