"""Draws from priors, and replicates of numbers, have the distributions whose density is sampled."""

import jax
import numpy as np
import numpyro.distributions as dist
import pytest
from scipy import stats

from detente.dynamics.calibration.likelihoods import LIKELIHOODS
from detente.dynamics.calibration.priors import PRIORS, Prior, joined
from detente.sampling.xla import double_precision

NUMBERS = {
    "normal": {"mean": 1.0, "sd": 2.0},
    "lognormal": {"median": 3.0, "sigma": 0.5},
    "uniform": {"low": -1.0, "high": 4.0},
    "loguniform": {"low": 0.1, "high": 10.0},
    "truncated_normal": {"mean": 0.0, "sd": 1.0, "low": 1.0, "high": 3.0},
    "halfnormal": {"sd": 0.3},
    "exponential": {"mean": 2.0},
    "gamma": {"shape": 2.5, "mean": 4.0},
    "beta": {"a": 2.0, "b": 5.0},
    "student_t": {"df": 4.0, "mean": 1.0, "scale": 0.5},
}
COUNT = 4_000


def unlike(one: np.ndarray, other: np.ndarray) -> float:
    """Return the chance of two samples so far apart if both are of one distribution."""
    return float(stats.ks_2samp(one, other).pvalue)


@pytest.mark.parametrize("kind", PRIORS)
def test_draws_of_a_prior_are_those_of_its_density(kind: str) -> None:
    prior = Prior(kind, NUMBERS[kind])
    ours = prior.draws(np.random.default_rng(1), COUNT)
    with double_precision():
        theirs = np.asarray(prior.distribution().sample(jax.random.key(2), (COUNT,)))
    assert ours.shape == (COUNT,)
    assert unlike(ours, theirs) > 0.001


@pytest.mark.parametrize("side", [1, -1])
def test_a_normal_cut_far_out_keeps_its_digits(side: int) -> None:
    ends = sorted((side * 9.0, side * 12.0))
    prior = Prior("truncated_normal", {"mean": 0.0, "sd": 1.0, "low": ends[0], "high": ends[1]})
    drawn = np.abs(prior.draws(np.random.default_rng(1), COUNT))
    # Beyond 9 the excess is nearly exponential, with mean 1/9 less a hundredth of that.
    assert drawn.min() >= 9
    assert np.mean(drawn - 9) == pytest.approx(1 / 9, rel=0.06)


def test_priors_put_together_are_those_alone() -> None:
    rising = Prior("normal", {"mean": (1.0, 5.0), "sd": 0.1})
    whole = joined([(Prior("normal", {"mean": -3.0, "sd": 2.0}), 1), (rising, 2)])
    assert whole.numbers == {"mean": (-3.0, 1.0, 5.0), "sd": (2.0, 0.1, 0.1)}
    drawn = whole.draws(np.random.default_rng(1), COUNT, 3)
    assert drawn.mean(axis=0) == pytest.approx([-3, 1, 5], abs=0.15)
    assert drawn.std(axis=0) == pytest.approx([2, 0.1, 0.1], rel=0.06)


@pytest.mark.parametrize("kind", LIKELIHOODS)
@pytest.mark.parametrize("spread", [0.05, 0.8])
def test_replicates_are_those_of_the_likelihood(kind: str, spread: float) -> None:
    mean = np.full(COUNT, 40.0)
    ours = LIKELIHOODS[kind].draw(np.random.default_rng(1), mean, np.array(spread), 4.0)
    with double_precision():
        likelihood = LIKELIHOODS[kind].build(dist, 40.0, spread, 4.0)
        theirs = np.asarray(likelihood.sample(jax.random.key(2), (COUNT,)))
    assert unlike(ours, theirs) > 0.001


def test_a_run_that_broke_down_has_no_counts() -> None:
    mean = np.array([np.nan, np.inf, 1e30, 3.0])
    drawn = LIKELIHOODS["negative_binomial"].draw(
        np.random.default_rng(1), mean, np.array(0.3), 4.0
    )
    assert list(np.isfinite(drawn)) == [False, False, False, True]


def test_every_kind_is_tried() -> None:
    assert NUMBERS.keys() == PRIORS.keys()
