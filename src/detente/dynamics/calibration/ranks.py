"""Simulation-based calibration: over worlds drawn from the prior, truth ranks evenly among draws.

Reference: Talts, Betancourt, Simpson, Vehtari & Gelman (2018), "Validating Bayesian inference
algorithms with simulation-based calibration", arXiv:1804.06788.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from numpyro.infer import MCMC, NUTS
from numpyro.infer.util import constrain_fn, potential_energy
from scipy.stats import chisquare

from detente.dynamics.calibration.mode import coordinates, survey_of
from detente.dynamics.calibration.nuts import starts
from detente.dynamics.calibration.problem import Problem, joint
from detente.dynamics.calibration.sample import expectations, predictive, prior_draws
from detente.sampling.xla import double_precision

_PRIOR_DRAWS = 1000
_NEAR = 1e-7
"""How exact a world's mode is searched for: its coordinates need no more."""
_TOGETHER = 25
"""Worlds fitted as one batch: as many share the cost of a step, and wait for the slowest."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """Where the truth stands among the draws of each world.

    Attributes:
        ranks: quantity, or one element of it → (world,) number of draws below the truth.
        inside: the same names → share of worlds whose central 90% interval holds the truth.
        draws: thinned draws of each world; ranks run from 0 to this number.
        divergences: (world,) transitions that diverged.
        truth: site → (world, …) what was drawn from the prior.
        found: site → (world, draw, …) what was drawn from the posterior; what follows from draws
            (a scenario's difference, say) can be ranked too.
    """

    ranks: dict[str, NDArray[np.int64]]
    inside: dict[str, float]
    draws: int
    divergences: NDArray[np.int64]
    truth: dict[str, NDArray[Any]]
    found: dict[str, NDArray[Any]]

    def p_values(self, bins: int = 10) -> dict[str, float]:
        """Return, by quantity, the chance of ranks this uneven or more if all is well (χ²)."""
        found = {}
        for name, rank in self.ranks.items():
            counts = np.bincount(rank * bins // (self.draws + 1), minlength=bins)
            found[name] = float(chisquare(counts).pvalue)
        return found


def rank_study(
    problem: Problem,
    seed: int,
    worlds: int,
    *,
    warmup: int = 300,
    draws: int = 297,
    thin: int = 3,
) -> Ranks:
    """Draw worlds from the prior, fit each, and rank its truth.

    Each world has the pattern of the problem's series (times, holes, windows), and numbers drawn
    anew. Each is fitted as a problem is, by one chain: in coordinates that are round near its mode.

    Args:
        worlds: how many; below a hundred, unevenness is hard to see.
        draws: of each fit, of which every `thin`-th is kept.
    """
    truth = prior_draws(problem, seed, worlds)
    numbers = predictive(problem, truth | expectations(problem, truth), seed + 1)
    run = problem.spec.run

    with double_precision():
        point = coordinates(problem, prior_draws(problem, seed + 2, _PRIOR_DRAWS))

        def depth(u: Any, seen: Any) -> Any:
            return potential_energy(joint, (problem, seen), {}, point.at(u))

        def one(given: tuple[Any, Any, Any, Any, Any]) -> tuple[dict[str, Any], Any]:
            key, mode, root, start, seen = given
            kernel = NUTS(
                potential_fn=lambda z: depth(mode + root @ z, seen),
                target_accept_prob=run.target_accept,
                max_tree_depth=run.max_tree_depth,
                dense_mass=run.dense,
            )
            sampler = MCMC(
                kernel, num_warmup=warmup, num_samples=draws, thinning=thin, progress_bar=False
            )
            sampler.run(key, init_params=start, extra_fields=("diverging",))

            def constrained(z: Any) -> dict[str, Any]:
                full = constrain_fn(joint, (problem, seen), {}, point.at(mode + root @ z))
                return {site: full[site] for site in problem.sites()}

            kept = jax.vmap(constrained)(sampler.get_samples())
            return kept, sampler.get_extra_fields()["diverging"].sum()

        compiled = jax.jit(jax.value_and_grad(depth))
        seen = {name: jnp.asarray(values) for name, values in numbers.items()}
        grounds = [
            survey_of(
                partial(compiled, seen={name: values[world] for name, values in seen.items()}),
                point, seed, lambda at: None, searches=1, exact=_NEAR,
            )
            for world in range(worlds)
        ]  # fmt: skip
        given = (
            jax.random.split(jax.random.key(seed + 3), worlds),
            jnp.asarray([ground.mode for ground in grounds]),
            jnp.asarray([ground.root for ground in grounds]),
            jnp.asarray([starts(ground, seed + n, 1)[0] for n, ground in enumerate(grounds)]),
            seen,
        )
        found, diverged = _over_devices(one, given, worlds)
    return _ranked(truth, problem.named(found), diverged)


def _over_devices(one: Any, given: Any, worlds: int) -> Any:
    """Share the worlds out among the devices, a batch at a time on each."""
    devices = math.gcd(worlds, jax.local_device_count())
    split = jax.tree.map(lambda a: a.reshape((devices, worlds // devices, *a.shape[1:])), given)
    found = jax.pmap(lambda part: jax.lax.map(one, part, batch_size=_TOGETHER))(split)
    return jax.tree.map(lambda a: np.asarray(a).reshape((worlds, *a.shape[2:])), found)


def _ranked(
    truth: dict[str, NDArray[Any]],
    found: dict[str, NDArray[Any]],
    divergences: NDArray[np.int64],
) -> Ranks:
    ranks, inside, draws = {}, {}, 0
    for name, values in found.items():
        draws = values.shape[1]
        below = (values < truth[name][:, None]).sum(axis=1)
        low, high = np.quantile(values, (0.05, 0.95), axis=1)
        held = (low <= truth[name]) & (truth[name] <= high)
        for place in np.ndindex(below.shape[1:]):
            label = f"{name}[{','.join(str(k + 1) for k in place)}]" if place else name
            ranks[label] = below[(slice(None), *place)]
            inside[label] = float(held[(slice(None), *place)].mean())
    return Ranks(ranks, inside, draws, divergences, truth, found)
