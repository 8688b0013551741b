"""Random draws for readings that have no posterior: means of dependent months, rates of counts."""

import hashlib
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DRAWS = 4000
"""Draws of every reading outside the index: the Monte Carlo error of a probability is ≤ 0.008."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def generator(key: str) -> np.random.Generator:
    """Return a generator seeded by a text, so that a check draws the same numbers in every run."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big"))


def block_length(points: int) -> int:
    """Return n^(1/3), rounded: the order that is optimal for the variance of a mean.

    Reference: Hall, Horowitz & Jing (1995), Biometrika 82, 561–574.
    """
    return max(1, round(math.cbrt(points)))


def block_indices(points: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw resamples of n dependent points: (DRAWS, n) indices in circular blocks.

    Reference: Politis & Romano (1992), circular block bootstrap.
    """
    length = block_length(points)
    blocks = -(-points // length)
    starts = rng.integers(0, points, size=(DRAWS, blocks, 1))
    indices = (starts + np.arange(length)) % points
    return indices.reshape(DRAWS, -1)[:, :points]


def mean_draws(values: Floats, rng: np.random.Generator) -> Floats:
    """Draw the mean of a window of dependent monthly values, as (DRAWS,).

    Resampled blocks understate the variance of a mean by about (n − L)/n for blocks of L, so the
    draws are spread by the square root of its inverse.
    """
    points = len(values)
    means = values[block_indices(points, rng)].mean(axis=1)
    centre = values.mean()
    spread = np.sqrt(points / (points - block_length(points))) if points > 1 else 1.0
    result: Floats = centre + spread * (means - centre)
    return result


def rate_draws(acts: int, months: int, rng: np.random.Generator) -> Floats:
    """Draw the monthly rate of acts given a count, as (DRAWS,).

    Gamma(acts + 1/2, months): the posterior of a Poisson rate under Jeffreys' prior.
    """
    return rng.gamma(acts + 0.5, 1 / months, size=DRAWS)


def counted_draws(reliabilities: Sequence[float], rng: np.random.Generator) -> Floats:
    """Draw how many of some acts there were, each as sure as its rows are, as (DRAWS,)."""
    total = np.zeros(DRAWS)
    for reliability, many in Counter(round(one, 6) for one in reliabilities).items():
        total += rng.binomial(many, reliability, size=DRAWS)
    return total


def balance_draws(cooperative: int, conflictual: int, rng: np.random.Generator) -> Floats:
    """Draw the log odds that an act is cooperative given counts of both classes, as (DRAWS,).

    The share is Beta(cooperative + 1/2, conflictual + 1/2), the posterior of a proportion under
    Jeffreys' prior. The two gamma variates behind it keep the odds exact where the share is near 0
    or 1.
    """
    friendly, other = (rng.gamma(count + 0.5, 1.0, DRAWS) for count in (cooperative, conflictual))
    tiny = np.finfo(np.float64).tiny
    result: Floats = np.log(np.maximum(friendly, tiny) / np.maximum(other, tiny))
    return result


def error_draws(per_cent: float, rng: np.random.Generator) -> Floats:
    """Draw a factor for the error common to all values of a published figure, as (DRAWS,)."""
    return np.exp(rng.normal(0.0, per_cent / 100, size=DRAWS))
