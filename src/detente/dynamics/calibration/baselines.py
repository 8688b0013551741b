"""Two forecasts that know nothing of the model: what a structural model must beat.

Both give a normal distribution: of the logarithm (of count + ½ for counts) where the series'
likelihood keeps it above zero, else of the number itself.

- Seasonal naive: the value one season before (or as many seasons as lie behind the data), with the
  root mean square of such differences among the earlier data, times √seasons.
- Local level: a random walk seen with noise, both spreads by maximum likelihood.

References: Hyndman & Athanasopoulos (2021), Forecasting, 3rd edition, section 5.2; Durbin & Koopman
(2012), Time Series Analysis by State Space Methods, chapter 2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtr

from detente.dynamics.calibration.likelihoods import LIKELIHOODS

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
_FEWEST = 3
"""Differences, or numbers, without which a forecast has no spread."""


def seasonal_naive(
    rows: Rows, values: Floats, ahead: Rows, seen: Floats, season: int, likelihood: str
) -> Floats | None:
    """Return the log density of each number ahead; None where too little lies behind it.

    Args:
        rows, values: save steps and numbers before.
        ahead, seen: save steps and numbers after, which the forecast does not know.
        season: save steps after which a season comes back.
    """
    known = dict(zip(rows.tolist(), _moved(values, likelihood).tolist(), strict=True))
    steps = [known[r] - known[r - season] for r in known if r - season in known]
    if len(steps) < _FEWEST:
        return None
    spread = max(float(np.sqrt(np.mean(np.square(steps)))), 1e-9)
    means, spreads = [], []
    for row in ahead.tolist():
        seasons = next((m for m in range(1, row // season + 1) if row - m * season in known), None)
        if seasons is None:
            return None
        means.append(known[row - seasons * season])
        spreads.append(spread * np.sqrt(seasons))
    return _density(seen, np.array(means), np.array(spreads), likelihood)


def local_level(
    rows: Rows, values: Floats, ahead: Rows, seen: Floats, likelihood: str
) -> Floats | None:
    """Return the log density of each number ahead; None where too little lies behind it."""
    if len(values) < _FEWEST:
        return None
    moved = _moved(values, likelihood)
    gaps = np.diff(rows, prepend=rows[0])
    size = max(float(np.std(np.diff(moved))), 1e-6)
    found = minimize(
        lambda at: -_filtered(moved, gaps, np.exp(2 * at))[0],
        np.log([size / 2, size / 2]), method="Nelder-Mead",
    )  # fmt: skip
    walk, noise = np.exp(2 * found.x)
    _, mean, variance = _filtered(moved, gaps, np.array([walk, noise]))
    later = variance + walk * (ahead - rows[-1]) + noise
    return _density(seen, np.full(len(ahead), mean), np.sqrt(later), likelihood)


def _filtered(values: Floats, gaps: Rows, variances: Floats) -> tuple[float, float, float]:
    """Return log likelihood, and mean and variance of the last level, by the Kalman filter.

    The first number starts the level: an infinitely wide prior would give the same.
    """
    walk, noise = variances
    mean, variance, total = float(values[0]), float(noise), 0.0
    for value, gap in zip(values[1:], gaps[1:], strict=True):
        variance += walk * gap
        whole = variance + noise
        total -= 0.5 * (math.log(2 * math.pi * whole) + (value - mean) ** 2 / whole)
        gain = variance / whole
        mean += gain * (value - mean)
        variance *= 1 - gain
    return total, mean, variance


def _moved(values: Floats, likelihood: str) -> Floats:
    kind = LIKELIHOODS[likelihood]
    if not kind.positive:
        return values
    return np.asarray(np.log(values + 0.5 if kind.counts else values))


def _density(seen: Floats, mean: Floats, spread: Floats, likelihood: str) -> Floats:
    """Return log densities in the measure of the numbers themselves, as the model's are."""
    kind = LIKELIHOODS[likelihood]
    if not kind.positive:
        return _log_normal(seen, mean, spread)
    if not kind.counts:
        return _log_normal(np.log(seen), mean, spread) - np.log(seen)
    with np.errstate(divide="ignore"):
        low = (np.log(seen) - mean) / spread
    high = (np.log(seen + 1) - mean) / spread
    # In the upper tail the difference of two numbers near 1 would lose its digits.
    flip = low > 0
    inside = ndtr(np.where(flip, -low, high)) - ndtr(np.where(flip, -high, low))
    return np.asarray(np.log(np.maximum(inside, 1e-300)))


def _log_normal(at: Floats, mean: Floats, spread: Floats) -> Floats:
    return np.asarray(-0.5 * (np.log(2 * np.pi * spread**2) + ((at - mean) / spread) ** 2))
