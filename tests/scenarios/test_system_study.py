"""The fentanyl model on made-up records of known truth: parameters and scenarios are recovered."""

import numpy as np
import pytest
from scipy import stats

from detente.dynamics.calibration.ranks import Ranks, rank_study
from tests.dynamics.calibration.worlds import show
from tests.scenarios.worlds import reduced, sampled, whole_system, with_scenarios

FAMILY = 0.01
SHORT = 0.02
"""What chains of a few hundred draws may cost of a coverage of 90%."""

UNSETTLED = 1.2
"""Split R-hat of one short chain from which on it has not settled."""


def told(found: Ranks) -> dict[str, float]:
    """Print ranks in ten bins, their evenness and the share of truths within 90% intervals."""
    p_values = found.p_values()
    for name, rank in found.ranks.items():
        bins = np.bincount(rank * 10 // (found.draws + 1), minlength=10)
        show(f"{name:32} {bins} p = {p_values[name]:.3f} inside {found.inside[name]:.2f}")
    show(f"{found.divergences.sum()} transitions diverged; least p = {min(p_values.values()):.4f}")
    return p_values


def by_world(found: Ranks) -> np.ndarray:
    """Return the share of a world's truths within 90% intervals: (world,)."""
    ranks = np.stack(list(found.ranks.values()))
    held = (0.05 * found.draws <= ranks) & (ranks <= 0.95 * found.draws)
    return np.asarray(held.mean(axis=0))


def covered(shares: np.ndarray) -> tuple[float, float]:
    """Return the mean share and its error.

    Quantities of one world are no independent trials; worlds are.
    """
    share, error = float(shares.mean()), float(shares.std(ddof=1) / np.sqrt(len(shares)))
    show(f"{share:.3f} of truths within 90% intervals in {len(shares)} worlds, error {error:.3f}")
    return share, error


def unsettled(found: Ranks) -> np.ndarray:
    """Return each world's largest split R-hat: (world,)."""
    halves = []
    for values in found.found.values():
        flat = values.reshape(*values.shape[:2], -1)
        half = flat.shape[1] // 2
        parts = np.stack([flat[:, :half], flat[:, half : 2 * half]], axis=1)
        within = parts.var(axis=2, ddof=1).mean(axis=1)
        between = parts.mean(axis=2).var(axis=1, ddof=1)
        halves.append(np.sqrt((half - 1) / half + between / within).max(axis=1))
    return np.asarray(np.max(halves, axis=0))


@pytest.mark.study
@pytest.mark.timeout(5400)
def test_truths_of_the_reduced_model_rank_evenly() -> None:
    """Twelve of the model's parameters are free, and all those of observation."""
    system, worlds = sampled(reduced(whole_system()), 0.9, 6), 100
    found = rank_study(system.problem(), 3, worlds, warmup=200, draws=297, thin=3)
    found = with_scenarios(system, found)
    p_values = told(found)
    # Bonferroni: a sampler and model without fault fail here one time in a hundred.
    assert min(p_values.values()) > FAMILY / len(p_values)
    # Nine truths of ten within; over some 30 quantities a binomial of that many worlds is so far
    # off one time in thirty.
    low, high = stats.binom.ppf([5e-4, 1 - 5e-4], worlds, 0.9) / worlds
    assert {n: s for n, s in found.inside.items() if not low <= s <= high} == {}
    share, error = covered(by_world(found))
    assert abs(share - 0.9) < 3 * error + SHORT


@pytest.mark.study
@pytest.mark.timeout(5400)
def test_truths_of_the_whole_model_are_covered() -> None:
    """All 67 parameters are free; too few worlds to judge one quantity, enough to judge all."""
    system = whole_system()
    found = rank_study(system.problem(), 5, 20, warmup=300, draws=297, thin=3)
    found = with_scenarios(system, found)
    assert len(told(found)) > 67
    shares, rhat = by_world(found), unsettled(found)
    for share, diverged, worst in zip(shares, found.divergences, rhat, strict=True):
        show(f"within {share:.2f}, {diverged} diverged, split R-hat {worst:.2f}")
    covered(shares)
    # A fit that has not settled is believed by nobody; the others must hold what they say.
    sound = (found.divergences == 0) & (rhat < UNSETTLED)
    assert sound.sum() >= 10
    share, error = covered(shares[sound])
    assert abs(share - 0.9) < 3 * error + SHORT
