"""Known truth is found again, by NUTS and by the approximation, and the two agree."""

import numpy as np
import pytest

from detente.dynamics.calibration.calibrate import calibrate
from detente.dynamics.calibration.quick import KHAT_MOST
from tests.dynamics.calibration.worlds import TRUTH, calibration, cases, epidemic


@pytest.fixture(scope="module")
def fits(tmp_path_factory):
    model = epidemic(tmp_path_factory.mktemp("model"))
    data = cases(model)
    return {quick: calibrate(model, calibration(), data, 3, quick=quick) for quick in (False, True)}


@pytest.mark.parametrize("quick", [False, True])
def test_the_truth_lies_within_the_posterior(fits, quick) -> None:
    pooled = fits[quick].pooled()
    for name, truth in TRUTH.items():
        draws = pooled[name]
        # One data set and three quantities: beyond four standard deviations once in 5,000 runs.
        assert abs(draws.mean() - truth) < 4 * draws.std(), name
    # The data teach: intervals are far narrower than the priors' 30%.
    assert pooled["contacts"].std() < 0.1 * TRUTH["contacts"]


def test_the_approximation_is_near_nuts_and_says_what_it_is(fits) -> None:
    exact, near = fits[False].pooled(), fits[True].pooled()
    for name in TRUTH:
        # 300 draws of perhaps half that worth: a twelfth of a standard deviation of noise in the
        # mean; a posterior slightly skew moves it by a few tenths.
        assert abs(near[name].mean() - exact[name].mean()) < 0.5 * exact[name].std(), name
        assert near[name].std() == pytest.approx(exact[name].std(), rel=0.35), name
    assert fits[True].approximate
    assert fits[True].method == "Laplace"
    assert "Approximate" in fits[True].warnings[0]
    # The posterior of the noise leans towards zero, which a normal one does not; k says so.
    assert 0 < fits[True].khat < 1
    assert fits[True].believed == (fits[True].khat <= KHAT_MOST)


def test_short_chains_are_said_to_be_short(fits) -> None:
    nuts = fits[False]
    assert not nuts.believed
    assert any("effective draws" in text for text in nuts.failures)
    assert nuts.diagnostics.divergences == 0
    assert nuts.diagnostics.rhat_max < 1.1


def test_one_seed_gives_one_posterior(fits) -> None:
    first = fits[True]
    again = calibrate(
        first.problem.model, first.problem.spec, cases(first.problem.model), 3, quick=True
    )
    np.testing.assert_array_equal(again.draws["contacts"], first.draws["contacts"])
