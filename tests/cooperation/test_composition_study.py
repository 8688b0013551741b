"""Calibration of the composition of acts, and what its bands hold where the balance breaks.

The figures of docs/methods/cooperation.md: `python -m pytest -s -m study tests/cooperation`.
"""

import sys

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from detente.cooperation.composition import estimate_composition
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts
from detente.terms.measures import RELATIONS
from detente.terms.periods import month_from_number, month_number

pytestmark = pytest.mark.study
SETTINGS = IndexSettings(draws=999)


def acts(cooperative: np.ndarray, total: np.ndarray) -> Acts:
    first = month_number("2018-01")
    periods = tuple(month_from_number(first + month) for month in range(len(total)))
    dyads = ("USA-CHN", "USA-MEX")[: total.shape[1]]
    return Acts(RELATIONS, periods, dyads, cooperative, total, {})


def drawn_from_the_prior(rng: np.random.Generator, months: int) -> np.ndarray:
    """Draw the state (month, dyad) from the priors as they are written, grid or no grid."""
    step = rng.gamma(2.0, SETTINGS.trend_step / 2)
    sd = abs(rng.normal(0, SETTINGS.episode_sd))
    memory = rng.beta(*SETTINGS.episode_memory)
    trend = np.empty((months, 2))
    episode = np.empty_like(trend)
    trend[0], episode[0] = rng.normal(0, SETTINGS.trend_start, 2), rng.normal(0, 1, 2)
    for month in range(1, months):
        trend[month] = trend[month - 1] + step * rng.standard_t(SETTINGS.trend_df, 2)
        noise = np.sqrt(1 - memory**2) * rng.normal(0, 1, 2)
        episode[month] = memory * episode[month - 1] + noise
    return trend + sd * episode


def test_ranks_of_the_truth_are_even() -> None:
    """Simulation-based calibration (Talts et al. 2018): chi-square over ten bins, 1% for all."""
    worlds, months = 150, 24
    ranks: dict[str, list[int]] = {}
    for world in range(worlds):
        rng = np.random.default_rng(world)
        state = drawn_from_the_prior(rng, months)
        total = rng.poisson(1.2, state.shape)
        cooperative = rng.binomial(total, expit(state))
        found = estimate_composition(acts(cooperative, total), seed=world, settings=SETTINGS)
        thinned = slice(None, None, 10)
        for name, truth, draws in (
            *((f"state[{m + 1}]", state[m, 0], found.balance[:, 0, m]) for m in (0, 11, 23)),
                        ("mean state", state[:, 0].mean(), found.balance[:, 0].mean(axis=1)),
            ("change", state[12:, 1].mean() - state[:12, 1].mean(),
             found.balance[:, 1, 12:].mean(axis=1) - found.balance[:, 1, :12].mean(axis=1)),
        ):  # fmt: skip
            ranks.setdefault(name, []).append(int((draws[thinned] < truth).sum()))
    for name, found_ranks in ranks.items():
        counts = np.histogram(found_ranks, bins=10, range=(0, 101))[0]
        p = stats.chisquare(counts).pvalue
        sys.stdout.write(f"{name}: p {p:.3f}, ranks by tenth {counts.tolist()}\n")
        assert p > 0.01 / len(ranks), name


@pytest.mark.parametrize("bursts", [False, True])
@pytest.mark.parametrize("step", [1.5, 0.0])
def test_bands_about_a_rupture(step: float, bursts: bool) -> None:
    """60 worlds of 72 months that no prior drew, half an act of each class a month."""
    months, worlds, spread = 72, 60, 0.8
    held, about, widths, wander = [], [], [], []
    for world in range(worlds):
        rng = np.random.default_rng(1000 + world)
        balance = np.zeros((months, 2))
        balance[months // 2 :] = step * np.array([1, -1])
        attention = np.exp(np.linspace(-0.35, 0.35, months))[:, None, None]
        rates = 0.5 * attention * np.exp(balance[..., None] / 2 * np.array([1, -1]))
        if bursts:
            rates = rates * rng.gamma(1 / spread**2, spread**2, rates.shape)
        counts = rng.poisson(rates)
        found = estimate_composition(
            acts(counts[..., 0], counts.sum(axis=-1)), seed=world, settings=SETTINGS
        )
        low, high = np.quantile(found.balance, (0.05, 0.95), axis=0)
        inside = (low <= balance.T) & (high >= balance.T)
        held.append(inside.mean())
        about.append(inside[:, months // 2 - 1 : months // 2 + 2].mean())
        widths.append((high - low).mean())
        wander.append(np.ptp(found.balance.mean(axis=0), axis=1).mean())
    sys.stdout.write(
        f"step {step}, bursts {bursts}: 90% bands hold {np.mean(held):.3f}, about the rupture "
        f"{np.mean(about):.3f}; width {np.mean(widths):.2f}; mean wanders {np.mean(wander):.2f}\n"
    )
    assert np.mean(held) > 0.88
    # Three months of two sides in 60 worlds, themselves alike: two standard errors are some 4%.
    assert np.mean(about) > 0.81
