"""Draw from the posterior of a problem by NUTS."""

from __future__ import annotations

import os
import time

import jax
import jax.numpy as jnp
import numpy as np

from detente.dynamics.calibration.mode import Ground, survey
from detente.dynamics.calibration.problem import Problem
from detente.dynamics.calibration.sample import potential, quantities
from detente.dynamics.simulator import compiler_options
from detente.sampling.draw_store import Arrays
from detente.sampling.told import STATISTICS, Report, evenly, statistics_of, told_sampler
from detente.sampling.xla import double_precision

_SURVEYED = 0.1
"""Share of the progress that the search for the mode takes."""


def sample_posterior(
    problem: Problem, prior: Arrays, seed: int, report: Report
) -> tuple[Arrays, Arrays, float]:
    """Draw from the posterior by NUTS.

    The sampler walks in coordinates in which the normal distribution at the mode is round. That
    changes no density; it spares the warm-up in which trees are deep because a parameter that the
    data pin down lies beside one that they leave alone.

    Args:
        prior: draws from it.

    Returns:
        draws by quantity and sampler statistics, (chain, draw, …), and the seconds it took.
    """
    began = time.perf_counter()
    run = problem.spec.run
    # A step of a stock-and-flow model is many small operations, each as quick for a batch as for
    # one: chains in as many batches as there are cores draw several times as fast as one by one.
    groups = groups_of(run.chains)
    with double_precision():
        ground = survey(problem, prior, seed, lambda at: report(_SURVEYED * at))
        sampler = told_sampler(
            lambda at: report(_SURVEYED + (1 - _SURVEYED) * at),
            chains=run.chains,
            warmup=run.warmup,
            draws=run.samples,
            groups=groups,
            options=compiler_options(problem.simulator),
            potential_fn=lambda z: potential(problem, ground.point(ground.mode + ground.root @ z)),
            target_accept_prob=run.target_accept,
            max_tree_depth=run.max_tree_depth,
            dense_mass=run.dense,
        )
        sampler.run(
            jax.random.key(seed),
            init_params=jnp.asarray(starts(ground, seed, run.chains)),
            extra_fields=tuple(STATISTICS.values()),
        )
        # Gathered onto one device first: there they are one batch.
        here = np.asarray(sampler.get_samples(group_by_chain=True))
        finish = jax.jit(
            jax.vmap(
                jax.vmap(lambda z: quantities(problem, ground.point(ground.mode + ground.root @ z)))
            ),
            compiler_options=compiler_options(problem.simulator),
        )
        draws = {name: np.asarray(values) for name, values in finish(here).items()}
        return problem.named(draws), statistics_of(sampler), time.perf_counter() - began


def groups_of(chains: int) -> int:
    """Return how many devices the chains of a calibration are to be spread over."""
    return evenly(chains, os.cpu_count() or 1)


def starts(ground: Ground, seed: int, chains: int) -> np.ndarray:
    """Scatter one start a chain, as wide as the normal distribution, around where a search ended.

    Wider starts lie, with dozens of parameters, where a curved posterior has next to nothing, and
    a chain can be caught there for good.

    Searches that ended at different modes give chains that start there, so that R-hat shows it.
    """
    rng = np.random.default_rng(seed)
    ends = ground.ends[np.arange(chains) % len(ground.ends)] - ground.mode
    wide = rng.standard_normal((chains, len(ground.mode)))
    return np.asarray(np.linalg.solve(ground.root, ends.T).T + wide)
