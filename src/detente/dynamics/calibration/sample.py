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
    sample_priors,
)
from detente.sampling.kept import Arrays

Point = dict[str, Any]
"""A place in the sampler's unconstrained coordinates, by site."""


def potential(problem: Problem, at: Point) -> Any:
    """Return minus the log of the joint density, in unconstrained coordinates."""
    return potential_energy(joint, (problem, problem.observed), {}, at)


def quantities(problem: Problem, at: Point) -> dict[str, Any]:
    """Return parameters, courses at their knots, and what is expected of each series."""
    return constrain_fn(joint, (problem, problem.observed), {}, at, return_deterministic=True)


def prior_draws(problem: Problem, seed: int, count: int) -> Arrays:
    """Draw parameters and courses from their priors: (draw, …)."""

    def one(key: Any) -> dict[str, Any]:
        trace = handlers.trace(handlers.seed(sample_priors, key)).get_trace(problem)
        return {name: site["value"] for name, site in trace.items()}

    with jax.enable_x64(True):
        drawn = jax.jit(jax.vmap(one))(jax.random.split(jax.random.key(seed), count))
    return {name: np.asarray(values) for name, values in drawn.items()}


def prior_sites(problem: Problem) -> dict[str, Any]:
    """Return the sampled sites of parameters and courses: name → distribution."""
    trace = handlers.trace(handlers.seed(sample_priors, 0)).get_trace(problem)
    return {name: site["fn"] for name, site in trace.items() if site["type"] == "sample"}


def prior_scales(problem: Problem, prior: Arrays) -> tuple[Point, Point]:
    """Return middle and standard deviation of the prior in the sampler's coordinates, by site.

    Args:
        prior: draws, as of `prior_draws`.
    """
    middle, spread = {}, {}
    with jax.enable_x64(True):
        for name, distribution in prior_sites(problem).items():
            at = np.asarray(biject_to(distribution.support).inv(jnp.asarray(prior[name])))
            middle[name], spread[name] = np.median(at, axis=0), at.std(axis=0)
    return middle, spread


def expectations(problem: Problem, draws: Arrays) -> Arrays:
    """Simulate draws of parameters and courses (draw, …): what is expected of each series."""
    names = [expected_site(link.spec.name) for link in problem.links]
    sites = prior_sites(problem)

    def one(at: dict[str, Any]) -> dict[str, Any]:
        trace = handlers.trace(handlers.substitute(joint, data=at)).get_trace(
            problem, problem.observed
        )
        return {name: trace[name]["value"] for name in names}

    with jax.enable_x64(True):
        given = {name: jnp.asarray(draws[name]) for name in sites}
        return {name: np.asarray(v) for name, v in jax.jit(jax.vmap(one))(given).items()}


def scatter(problem: Problem, draws: Mapping[str, Any]) -> dict[str, Any]:
    """Return the distribution of each series' numbers, given draws that hold what is expected."""
    parameters = {
        item.spec.name: jnp.asarray(draws[item.spec.name])[..., None]
        for item in problem.parameters
        if item.size is None
    }
    return {
        link.spec.name: link.scatter(jnp.asarray(draws[expected_site(link.spec.name)]), parameters)
        for link in problem.links
    }


def predictive(problem: Problem, draws: Arrays, seed: int) -> Arrays:
    """Draw each series anew, one for each draw (…, number)."""
    with jax.enable_x64(True):
        keys = jax.random.split(jax.random.key(seed), len(problem.links))
        return {
            name: np.asarray(one.sample(key))
            for key, (name, one) in zip(keys, scatter(problem, draws).items(), strict=True)
        }


def log_densities(problem: Problem, draws: Arrays) -> Arrays:
    """Return the log density of each number of each series, by draw (…, number)."""
    with jax.enable_x64(True):
        return {
            name: np.asarray(one.log_prob(problem.observed[name]))
            for name, one in scatter(problem, draws).items()
        }
