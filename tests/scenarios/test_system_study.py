"""The fentanyl model on made-up records of known truth: parameters and scenarios are recovered."""

import numpy as np
import numpyro
import pytest
from scipy import stats

from detente.dynamics.calibration.ranks import Ranks, rank_study
from tests.dynamics.calibration.worlds import show
from tests.scenarios.worlds import reduced, sampled, whole_system, with_scenarios

# As in the product; it must be asked for before JAX starts.
numpyro.set_host_device_count(2)

FAMILY = 0.01
SHORT = 0.02
"""What chains of a few hundred draws may cost of a coverage of 90%."""


def told(found: Ranks) -> dict[str, float]:
    """Print ranks in ten bins, their evenness and the share of truths within 90% intervals."""
    p_values = found.p_values()
    for name, rank in found.ranks.items():
        bins = np.bincount(rank * 10 // (found.draws + 1), minlength=10)
        show(f"{name:32} {bins} p = {p_values[name]:.3f} inside {found.inside[name]:.2f}")
    show(f"{found.divergences} transitions diverged; least p = {min(p_values.values()):.4f}")
    return p_values


def covered(found: Ranks) -> tuple[float, float]:
    """Return the share of truths within 90% intervals, and its error over worlds.

    Quantities of one world are no independent trials; worlds are.
    """
    ranks = np.stack(list(found.ranks.values()))
    held = (0.05 * found.draws <= ranks) & (ranks <= 0.95 * found.draws)
    by_world = held.mean(axis=0)
    share, error = float(by_world.mean()), float(by_world.std(ddof=1) / np.sqrt(len(by_world)))
    show(f"{share:.3f} of all truths within 90% intervals, standard error {error:.3f}")
    return share, error


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
    share, error = covered(found)
    assert abs(share - 0.9) < 3 * error + SHORT


@pytest.mark.study
@pytest.mark.timeout(5400)
def test_truths_of_the_whole_model_are_covered() -> None:
    """All 67 parameters are free; too few worlds to judge one quantity, enough to judge all."""
    system = sampled(whole_system(), 0.9, 6)
    found = rank_study(system.problem(), 5, 20, warmup=200, draws=297, thin=3)
    found = with_scenarios(system, found)
    p_values = told(found)
    assert len(p_values) > 67
    share, error = covered(found)
    assert abs(share - 0.9) < 3 * error + SHORT
