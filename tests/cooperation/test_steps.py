"""The walks of the index are what they are said to be: t steps, sine waves, mean zero."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import integrate, stats

from detente.cooperation.steps import HeavyWaves, centred_walk, heavy_steps, wave_basis
from detente.sampling.xla import double_precision

ROUNDING = 1e-10
"""Double precision leaves about 1e-15 a term; sums here have under a hundred terms."""


def steps_of(base: np.ndarray, df: float) -> np.ndarray:
    with double_precision():
        return np.asarray(heavy_steps(jnp.asarray(base), df))


@pytest.mark.parametrize("df", [3.0, 4.0, 30.0])
def test_radius_has_the_quantiles_of_a_bivariate_t(df: float) -> None:
    """R²/2 of a bivariate t is F(2, df); a base pair is beyond r with chance exp(1 − √(1 + r²))."""
    tail = np.array([0.99, 0.9, 0.5, 0.1, 0.01, 1e-5])
    radius = np.sqrt((1 - np.log(tail)) ** 2 - 1)
    turned = steps_of(np.stack([radius * 0.6, -radius * 0.8], axis=-1), df)
    expected = np.sqrt(2 * stats.f(2, df).isf(tail))
    np.testing.assert_allclose(np.linalg.norm(turned, axis=-1), expected, rtol=1e-9)
    np.testing.assert_allclose(turned[:, 0] / turned[:, 1], -0.75, rtol=ROUNDING)


def test_prior_steps_are_univariate_t_in_each_part() -> None:
    """The parts of a bivariate t are t with the same freedom, and so must be drawn steps."""
    prior = HeavyWaves(wave_basis(101), 2)
    with double_precision():
        waves = prior.sample(jax.random.PRNGKey(3), (250,))
        steps = np.asarray(heavy_steps(prior.pairs(waves), 4.0))
    assert steps.shape == (250, 100, 2, 2)
    for part in steps.reshape(-1, 4).T:
        # A true sample fails one time in a thousand; the seed is fixed, so it is one draw of it.
        assert stats.kstest(part, stats.t(4).cdf).pvalue > 1e-3
        assert stats.kstest(part, stats.norm.cdf).pvalue < 1e-6


def test_density_of_the_waves_is_that_of_their_pairs() -> None:
    """The density of a pair integrates to one over the plane, and the basis adds no Jacobian."""
    prior = HeavyWaves(wave_basis(4), 1)
    waves = np.random.default_rng(3).standard_normal((3, 2))
    with double_precision():
        found = float(prior.log_prob(jnp.asarray(waves)))
    radius = np.linalg.norm(wave_basis(4) @ waves, axis=1)

    def density(r: np.ndarray | float) -> np.ndarray | float:
        return np.exp(1 - np.sqrt(1 + r**2)) / (2 * np.pi * np.sqrt(1 + r**2))

    whole, _ = integrate.quad(lambda r: 2 * np.pi * r * density(r), 0, np.inf)
    assert whole == pytest.approx(1, abs=1e-7)
    assert found == pytest.approx(np.log(density(radius)).sum(), rel=1e-10)


def test_no_step_stays_none_with_a_finite_gradient() -> None:
    with double_precision():
        zero = jnp.zeros((3, 2))
        assert np.all(np.asarray(heavy_steps(zero, 4.0)) == 0)
        slope = jax.grad(lambda n: heavy_steps(n, 4.0).sum())(zero)
    # Near the centre R/r tends to 1: the slope of the sum is one in each part.
    np.testing.assert_allclose(slope, 1.0, rtol=1e-9)


@pytest.mark.parametrize("months", [2, 3, 24, 148])
def test_waves_are_orthonormal(months: int) -> None:
    waves = wave_basis(months)
    np.testing.assert_allclose(waves @ waves.T, np.eye(months - 1), atol=ROUNDING)


@pytest.mark.parametrize("months", [2, 24, 60])
def test_waves_are_the_karhunen_loeve_basis_of_a_centred_walk(months: int) -> None:
    """Summed and centred, the waves diagonalise the covariance of a centred random walk."""
    start = np.vstack([np.zeros(months - 1), np.tril(np.ones((months - 1, months - 1)))])
    centre = np.eye(months) - 1 / months
    covariance = centre @ start @ start.T @ centre
    values, vectors = np.linalg.eigh(covariance)
    values, vectors = values[::-1][:-1], vectors[:, ::-1][:, :-1]
    ours = centre @ start @ wave_basis(months)
    np.testing.assert_allclose((ours**2).sum(axis=0), values, rtol=1e-8)
    overlap = np.abs((vectors * ours / np.sqrt(values)).sum(axis=0))
    np.testing.assert_allclose(overlap, 1.0, rtol=1e-8)


def test_a_centred_walk_has_mean_zero_and_the_given_steps() -> None:
    steps = np.random.default_rng(2).standard_normal((11, 2, 3))
    with double_precision():
        path = np.asarray(centred_walk(jnp.asarray(steps)))
    assert path.shape == (12, 2, 3)
    np.testing.assert_allclose(path.mean(axis=0), 0.0, atol=ROUNDING)
    np.testing.assert_allclose(np.diff(path, axis=0), steps, atol=ROUNDING)
