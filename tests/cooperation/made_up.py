"""Worlds in which the balance is known: drawn from the model's own priors, or made up."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts
from detente.terms.measures import RELATIONS
from detente.terms.periods import month_from_number, month_number

MONTHS = 72
BREAK = MONTHS // 2
"""Month in which a made-up balance breaks."""
BURSTS = 0.8
"""Spread of monthly rates about their mean in a world of bursts, as a share of it."""


def acts(cooperative: np.ndarray, total: np.ndarray) -> Acts:
    first = month_number("2018-01")
    periods = tuple(month_from_number(first + month) for month in range(len(total)))
    dyads = ("USA-CHN", "USA-MEX")[: total.shape[1]]
    return Acts(RELATIONS, periods, dyads, cooperative, total, {})


@dataclass(frozen=True)
class Drawn:
    """A world drawn from the priors as they are written, grid or no grid; (month, dyad)."""

    balance: np.ndarray
    trend_step: float
    episode_sd: float


def drawn_from_the_prior(rng: np.random.Generator, months: int, settings: IndexSettings) -> Drawn:
    step = rng.gamma(2.0, settings.trend_step / 2)
    sd = abs(rng.normal(0, settings.episode_sd))
    memory = rng.beta(*settings.episode_memory)
    trend = np.empty((months, 2))
    episode = np.empty_like(trend)
    trend[0], episode[0] = rng.normal(0, settings.trend_start, 2), rng.normal(0, 1, 2)
    for month in range(1, months):
        trend[month] = trend[month - 1] + step * rng.standard_t(settings.trend_df, 2)
        noise = np.sqrt(1 - memory**2) * rng.normal(0, 1, 2)
        episode[month] = memory * episode[month - 1] + noise
    return Drawn(trend + sd * episode, step, sd)


def acts_at(balance: np.ndarray, mean: float, rng: np.random.Generator) -> Acts:
    """Draw acts, so many a month in the mean, of a known balance."""
    total = rng.poisson(mean, balance.shape)
    return acts(rng.binomial(total, expit(balance)), total)


def planted(
    rng: np.random.Generator, *, step: float, rate: float, bursts: bool
) -> tuple[np.ndarray, Acts]:
    """Make two sides whose balance breaks in opposite directions: its course, and the acts.

    Args:
        rate: acts of each class a month where the balance is even.
    """
    balance = np.zeros((MONTHS, 2))
    balance[BREAK:] = step * np.array([1, -1])
    attention = np.exp(np.linspace(-0.35, 0.35, MONTHS))[:, None, None]
    rates = rate * attention * np.exp(balance[..., None] / 2 * np.array([1, -1]))
    if bursts:
        rates = rates * rng.gamma(1 / BURSTS**2, BURSTS**2, rates.shape)
    counts = rng.poisson(rates)
    return balance, acts(counts[..., 0], counts.sum(axis=-1))
