"""Simulation-based calibration of a reduced model: truths rank evenly, intervals hold them."""

import numpy as np
import pytest
from scipy import stats

from detente.dynamics.calibration.build import build_problem
from detente.dynamics.calibration.ranks import Ranks, rank_study
from detente.dynamics.calibration.read import read_calibration
from tests.dynamics.calibration.worlds import counts, show
from tests.dynamics.texts import model_of

WORLDS = 120
FAMILY = 0.01
DECLINE = """
users = INTEG(entry - exit, 100) ~~|
entry = 20 ~~|
exit = users / stay ~~|
stay = 5 ~~|
deaths = users * risk ~~|
risk = 0.2 ~~|
"""
PRIORS = """
[parameter.stay]
distribution = "lognormal"
median = 5
sigma = 0.5
[parameter.risk]
distribution = "lognormal"
median = 0.2
sigma = 0.5
[parameter.noise]
distribution = "gamma"
shape = 4
mean = 0.3
[[observe]]
variable = "deaths"
likelihood = "negative_binomial"
spread = "noise"
[[observe]]
name = "sums"
variable = "deaths"
likelihood = "lognormal"
window = 4
spread = "noise"
"""


@pytest.mark.slow
def test_truths_rank_evenly_and_intervals_cover(tmp_path) -> None:
    model = model_of(tmp_path, DECLINE, end=16, step=1, save=1)
    times = np.arange(4.0, 17.0)
    numbers = counts(np.full(13, 20.0), 0.2, np.random.default_rng(1)) + 1
    numbers[5] = np.nan
    spec = read_calibration(PRIORS)
    problem = build_problem(model, spec, {"deaths": (times, numbers)})
    found = rank_study(problem, 7, WORLDS)
    p_values = found.p_values()
    for name, rank in found.ranks.items():
        bins = np.bincount(rank * 10 // (found.draws + 1), minlength=10)
        show(f"{name:10} {bins} p = {p_values[name]:.3f} inside {found.inside[name]:.2f}")
    show(f"{found.divergences.sum()} transitions diverged")
    # Bonferroni: a sampler and model without fault fail here one time in a hundred.
    assert min(p_values.values()) > FAMILY / len(p_values)
    # Nine truths of ten within; a binomial of that many worlds is so far off 1 time in 1,000.
    low, high = stats.binom.ppf([5e-4, 1 - 5e-4], WORLDS, 0.9) / WORLDS
    assert all(low <= share <= high for share in found.inside.values())


def test_wrong_scatter_is_found_out() -> None:
    """Ranks bunched at the ends, as of posteriors too narrow, are not even."""
    rng = np.random.default_rng(1)
    even, narrow = rng.integers(0, 100, 200), (rng.beta(0.4, 0.4, 200) * 99).astype(int)
    found = Ranks({"even": even, "narrow": narrow}, {}, 99, np.zeros(200, int), {}, {}).p_values()
    assert found["even"] > 0.01 > found["narrow"]
