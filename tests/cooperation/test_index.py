"""Small fits: what is recovered, what silence does, and that a seed decides every draw."""

import numpy as np
import pytest

from detente.cooperation.index import CooperationIndex, estimate_index, to_inference_data
from detente.cooperation.settings import IndexSettings
from detente.cooperation.summaries import probable_breaks, sides_now, summarise_months
from tests.cooperation.worlds import SMALL, made_panel, panel_of


def test_equal_seeds_give_equal_draws(quiet: CooperationIndex) -> None:
    """The cache is empty here, so this is a second fit and no copy."""
    again = estimate_index(made_panel(), seed=1, settings=SMALL)
    assert not again.cached
    assert again.posterior.identical(quiet.posterior)


def test_the_posterior_is_labelled(quiet: CooperationIndex) -> None:
    draws = quiet.posterior
    for name in ("cooperation", "conflict", "balance"):
        assert draws[name].dims == ("chain", "draw", "dyad", "period")
    assert draws["attention"].dims == ("chain", "draw", "period")
    assert tuple(draws["dyad"].values) == quiet.panel.dyads
    assert tuple(draws["period"].values) == quiet.panel.periods
    ratio = np.log(draws["cooperation"] / draws["conflict"])
    # The balance is the log of the ratio by construction: only rounding separates the two.
    np.testing.assert_allclose(ratio, draws["balance"], atol=1e-10)
    np.testing.assert_allclose(np.log(draws["attention"]).mean("period"), 0, atol=1e-10)


def test_inference_data_is_what_was_drawn(quiet: CooperationIndex) -> None:
    data = to_inference_data(quiet)
    np.testing.assert_array_equal(data.posterior["balance"], quiet.posterior["balance"])
    np.testing.assert_array_equal(data.observed_data["score"], quiet.panel.score)


def test_a_silent_dyad_is_uncertain_and_not_neutral() -> None:
    """No act and no score at all: the balance is left to its prior, the level is low."""
    panel = made_panel(24, 2, scored=False, rate=1.5)
    panel.cooperation[:, 1] = 0
    panel.conflict[:, 1] = 0
    index = estimate_index(panel, seed=1, settings=SMALL)
    balance = index.posterior["balance"].mean("period").std(("chain", "draw"))
    heard, silent = float(balance[0]), float(balance[1])
    # 24 months at 1.5 acts of each kind leave about √(2/36) = 0.24; the prior's spread is 1.
    assert heard < 0.5 < silent
    # Even one act a month of each kind would make 24 silent months all but impossible.
    assert float((index.posterior["conflict"].sel(dyad="USA-MEX") < 1).mean()) > 0.95
    assert all(row.score is None for row in summarise_months(index))


def test_a_panel_of_two_months_and_one_dyad_is_fitted() -> None:
    months = 2
    panel = panel_of(np.full((months, 1), 4), np.ones((months, 1)))
    index = estimate_index(panel, seed=1, settings=SMALL)
    (side,) = sides_now(index)
    # Four acts to one: log 4 = 1.4, shrunk to 0; 95% is far from a coin's toss even for two months.
    assert side.p_more_cooperation > 0.75
    assert np.isfinite(side.balance.hi90)
    assert len(summarise_months(index)) == months


def test_a_rupture_is_found_in_its_month_and_direction() -> None:
    """Three cooperative acts a month turn into three conflictual ones: ±1.8 on the log scale."""
    rng = np.random.default_rng(8)
    many, few = rng.poisson(3.0, (48, 1)), rng.poisson(0.5, (48, 1))
    before = np.arange(48)[:, None] < 24
    panel = panel_of(np.where(before, many, few), np.where(before, few, many))
    settings = IndexSettings(chains=2, warmup=300, draws=200)
    index = estimate_index(panel, seed=1, settings=settings)
    found = probable_breaks(index, 0.5)
    assert found
    assert {b.direction for b in found} == {"down"}
    # Counts near the turn may say the month before or after it; 2020-01 is the 25th month.
    assert {b.period for b in found} <= {"2019-12", "2020-01", "2020-02"}
    balance = index.posterior["balance"].median(("chain", "draw")).values[0]
    # True ±1.79; with 24 months a side the standard error is about 0.3.
    assert 1.0 < balance[:22].mean() < 2.6
    assert -2.6 < balance[26:].mean() < -1.0


def test_one_month_is_no_walk() -> None:
    with pytest.raises(ValueError, match="two months"):
        estimate_index(made_panel(1), seed=1, settings=SMALL)
