"""The density of a problem, and draws from its prior and predictive distributions, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpyro import handlers
from numpyro.distributions import biject_to
from numpyro.infer.util import constrain_fn, potential_energy

from detente.dynamics.calibration.problem import (
    Problem,
    expected_site,
    joint,
)
from detente.dynamics.simulator import compiler_options
from detente.sampling.draw_store import Arrays
from detente.sampling.xla import double_precision

Point = dict[str, Any]
"""A place in the sampler's unconstrained coordinates, by site."""


def potential(problem: Problem, at: Point) -> Any:
    """Return minus the log of the joint density, in unconstrained coordinates."""
    return potential_energy(joint, (problem, problem.observed), {}, at)


def quantities(problem: Problem, at: Point) -> dict[str, Any]:
    """Return the sampler's sites, courses at their knots, and what is expected of each series.

    Parameters come by family, since each output would be compiled; `Problem.named` parts them.
    """
    return constrain_fn(joint, (problem, problem.observed), {}, at, return_deterministic=True)


def prior_draws(problem: Problem, seed: int, count: int) -> Arrays:
    """Draw parameters and courses from their priors: (draw, …)."""
    generator = np.random.default_rng(seed)
    drawn = {
        site: prior.draws(generator, count, size) for site, (prior, size) in problem.sites().items()
    }
    with double_precision():
        knots = [course.knotted(drawn) for course in problem.courses]
    return {name: v for part in (problem.named(drawn), *knots) for name, v in part.items()}


def prior_scales(problem: Problem, prior: Arrays) -> tuple[Point, Point]:
    """Return middle and standard deviation of the prior in the sampler's coordinates, by site.

    Args:
        prior: draws, as of `prior_draws`.
    """

    def unconstrained(drawn: Point) -> Point:
        return {
            name: biject_to(belief.distribution(size).support).inv(drawn[name])
            for name, (belief, size) in problem.sites().items()
        }

    with double_precision():
        at = jax.jit(unconstrained)(problem.packed(prior))
    return (
        {name: np.median(values, axis=0) for name, values in at.items()},
        {name: np.std(values, axis=0) for name, values in at.items()},
    )


def expectations(problem: Problem, draws: Arrays) -> Arrays:
    """Simulate draws of parameters and courses (draw, …): what is expected of each series."""
    names = [expected_site(link.spec.name) for link in problem.links]

    def one(at: dict[str, Any]) -> dict[str, Any]:
        trace = handlers.trace(handlers.substitute(joint, data=at)).get_trace(
            problem, problem.observed
        )
        return {name: trace[name]["value"] for name in names}

    with double_precision():
        given = jax.tree.map(jnp.asarray, problem.packed(draws))
        run = jax.jit(jax.vmap(one), compiler_options=compiler_options(problem.simulator))
        return {name: np.asarray(v) for name, v in run(given).items()}


def scatter(problem: Problem, draws: Mapping[str, Any]) -> dict[str, Any]:
    """Return the distribution of each series' numbers, given draws that hold what is expected."""
    parameters = _columns(problem, draws)
    return {
        link.spec.name: link.scatter(jnp.asarray(draws[expected_site(link.spec.name)]), parameters)
        for link in problem.links
    }


def _columns(problem: Problem, draws: Mapping[str, Any]) -> dict[str, Any]:
    """Return scalar parameters with a dimension more, for the numbers of a series."""
    return {
        item.name: draws[item.name][..., None] for item in problem.parameters if item.size is None
    }


def predictive(problem: Problem, draws: Arrays, seed: int) -> Arrays:
    """Draw each series anew, one for each draw (…, number)."""
    generator = np.random.default_rng(seed)
    parameters = _columns(problem, draws)
    return {
        link.spec.name: link.replicate(
            generator, np.asarray(draws[expected_site(link.spec.name)]), parameters
        )
        for link in problem.links
    }


def log_densities(problem: Problem, draws: Arrays) -> Arrays:
    """Return the log density of each number of each series, by draw (…, number)."""
    with double_precision():
        return {
            name: np.asarray(one.log_prob(problem.observed[name]))
            for name, one in scatter(problem, draws).items()
        }
