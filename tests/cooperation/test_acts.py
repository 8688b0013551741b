"""The distribution of monthly counts is the negative binomial, down to its Poisson limit."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from detente.cooperation.acts import ActCounts
from detente.sampling.xla import double_precision


def log_density(count: int, mean: float, overdispersion: float, most: int = 60) -> float:
    with double_precision():
        return float(ActCounts(np.log(mean), overdispersion, most).log_prob(jnp.asarray(count)))


def reference(count: int, mean: float, overdispersion: float) -> float:
    size = 1 / overdispersion**2
    return float(stats.nbinom(size, size / (size + mean)).logpmf(count))


@given(
    count=st.integers(0, 60),
    mean=st.floats(0.01, 50),
    overdispersion=st.floats(0.05, 3),
)
@settings(max_examples=60, deadline=None)
def test_density_is_scipys(count: int, mean: float, overdispersion: float) -> None:
    # scipy subtracts log-gammas of up to 400, good to 1e-16 of themselves: about 1e-10 is left.
    expected = reference(count, mean, overdispersion)
    assert log_density(count, mean, overdispersion) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("overdispersion", [1e-3, 1e-6])
@pytest.mark.parametrize("count", [0, 3, 12])
def test_poisson_is_the_limit(count: int, overdispersion: float) -> None:
    # The first correction to log p is overdispersion² · (y − (y − μ)²)/2, here under 1e-4.
    expected = float(stats.poisson(2.5).logpmf(count))
    found = log_density(count, 2.5, overdispersion)
    assert found == pytest.approx(expected, abs=50 * overdispersion**2 + 1e-9)


def test_gradient_is_finite_near_the_poisson_limit() -> None:
    with double_precision():
        slopes = jax.grad(
            lambda p: ActCounts(p[0], jnp.exp(p[1]), 10).log_prob(jnp.asarray([0, 4])).sum()
        )(jnp.array([0.3, -9.0]))
    assert np.isfinite(slopes).all()


def test_draws_have_the_stated_mean_and_variance() -> None:
    with double_precision():
        draws = np.asarray(ActCounts(np.log(2.0), 0.7).sample(jax.random.PRNGKey(0), (40_000,)))
    variance = 2 + (0.7 * 2) ** 2
    # Four standard errors of the mean, and of the variance with kurtosis below 6.
    assert draws.mean() == pytest.approx(2.0, abs=4 * np.sqrt(variance / 40_000))
    assert draws.var() == pytest.approx(variance, rel=4 * np.sqrt(6 / 40_000))
