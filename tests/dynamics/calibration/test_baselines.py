"""The simple forecasts are what they say they are."""

import warnings

import numpy as np
import pytest
from scipy import stats

from detente.dynamics.calibration.baselines import local_level, seasonal_naive


def test_the_local_level_is_that_of_statsmodels() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.tsa.statespace.structural import UnobservedComponents
    rng = np.random.default_rng(3)
    whole = 50 + np.cumsum(rng.normal(0, 1, 120)) + rng.normal(0, 2, 120)
    before, after = whole[:110].copy(), whole[110:]
    before[40:44] = np.nan  # a hole is a longer step
    rows = np.flatnonzero(np.isfinite(before))
    ours = local_level(rows, before[rows], np.arange(110, 120), after, "normal")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        forecast = UnobservedComponents(before, "local level").fit(disp=0).get_forecast(10)
    theirs = stats.norm.logpdf(after, forecast.predicted_mean, forecast.se_mean)
    # Two optimisers, which stop where the likelihood is flat.
    np.testing.assert_allclose(ours, theirs, atol=0.02)


def test_the_naive_forecast_is_last_season_s_number() -> None:
    rows = np.arange(24)
    values = np.tile(np.arange(12.0), 2) + np.repeat([0.0, 1.0], 12)
    found = seasonal_naive(rows, values, np.array([24, 36]), np.array([1.0, 1.0]), 12, "normal")
    # All twelve differences are 1; the number of a season ago was 1, two seasons lie behind 36.
    expected = stats.norm.logpdf([1.0, 1.0], [1.0, 1.0], [1.0, np.sqrt(2)])
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert seasonal_naive(rows[:10], values[:10], rows[:1], values[:1], 12, "normal") is None


@pytest.mark.parametrize("likelihood", ["negative_binomial", "lognormal"])
def test_a_forecast_is_a_density(likelihood: str) -> None:
    """Over all numbers that could have come, densities add up to one."""
    rows, values = np.arange(30), np.exp(np.random.default_rng(1).normal(2, 0.3, 30)).round() + 1
    if likelihood == "negative_binomial":
        seen, step = np.arange(0.0, 3000), 1.0
    else:
        seen = np.linspace(1e-3, 3000, 3_000_000)
        step = float(seen[1] - seen[0])
    ahead = np.full(len(seen), 32)
    found = local_level(rows, values, ahead, seen, likelihood)
    # The sum of a smooth density over steps far shorter than its width.
    assert np.exp(found).sum() * step == pytest.approx(1, abs=1e-3)
