"""Summaries are plain quantiles and shares of the draws: closed forms on made draws."""

import numpy as np
import pytest
import xarray as xr

from detente.cooperation.index import CooperationIndex, to_inference_data
from detente.cooperation.settings import IndexSettings
from detente.cooperation.summaries import (
    break_probabilities,
    breaks_without_scores,
    lowest_probability,
    probable_breaks,
    sides_now,
    summarise_months,
    summarise_years,
    window_mean,
)
from detente.sampling.diagnostics import diagnose
from tests.cooperation.worlds import panel_of

EXACT = 1e-12
"""Means of numbers near one in double precision."""


def made(balance: np.ndarray, start: str = "2018-01", level: float = 0.0) -> CooperationIndex:
    """Make an index from draws of the balance (chain, draw, dyad, period) at a given level."""
    dyads, months = balance.shape[2:]
    panel = panel_of(np.ones((months, dyads)), np.zeros((months, dyads)), start=start)
    dims = ("chain", "draw", "dyad", "period")
    posterior = xr.Dataset(
        {
            "balance": (dims, balance),
            "cooperation": (dims, np.exp(level + balance / 2)),
            "conflict": (dims, np.exp(level - balance / 2)),
        },
        coords={"dyad": list(panel.dyads), "period": list(panel.periods)},
    )
    sound = diagnose(posterior, 0, 1.0)
    none = xr.Dataset()
    return CooperationIndex(posterior, none, sound, panel, IndexSettings(), 1, cached=False)


def noise(months: int, dyads: int = 2, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((2, 101, dyads, months))


def test_months_are_quantiles_in_the_panels_order() -> None:
    index = made(np.linspace(0, 1, 101).reshape(1, 101, 1, 1) + np.arange(3.0), level=0.5)
    rows = summarise_months(index)
    assert [row.period for row in rows] == ["2018-01", "2018-02", "2018-03"]
    for month, row in enumerate(rows):
        found = row.balance
        assert [found.lo90, found.lo50, found.median, found.hi50, found.hi90] == pytest.approx(
            [month + p for p in (0.05, 0.25, 0.5, 0.75, 0.95)], abs=EXACT
        )
        # Quantiles pass through increasing functions; the level is what both classes share.
        assert row.cooperation.hi90 == pytest.approx(np.exp(0.5 + (month + 0.95) / 2), rel=EXACT)
        assert row.conflict.hi90 == pytest.approx(np.exp(0.5 - (month + 0.05) / 2), rel=EXACT)
        assert (row.events_cooperation, row.events_conflict, row.score) == (1, 0, None)


def test_a_window_is_averaged_draw_by_draw() -> None:
    draws = noise(5)
    found = window_mean(made(draws), "USA-MEX", "balance", ["2018-02", "2018-04"])
    np.testing.assert_allclose(found, draws[:, :, 1, [1, 3]].mean(axis=-1).ravel(), rtol=EXACT)


def test_years_are_means_of_their_months() -> None:
    balance = np.repeat([1.0, 3.0, 2.0], [12, 12, 6]) + np.zeros((1, 50, 1, 30))
    rows = summarise_years(made(balance))
    assert [(row.year, row.months) for row in rows] == [(2018, 12), (2019, 12), (2020, 6)]
    assert [row.balance.median for row in rows] == pytest.approx([1, 3, 2], abs=EXACT)
    assert [row.p_peak_balance for row in rows] == [0, 1, 0]
    assert rows[1].cooperation.median == pytest.approx(np.exp(1.5), rel=EXACT)
    assert rows[1].conflict.median == pytest.approx(np.exp(-1.5), rel=EXACT)


def test_peak_probabilities_of_a_dyad_sum_to_one_over_full_years() -> None:
    rows = summarise_years(made(noise(40), start="2018-08"))
    assert {(row.year, row.months) for row in rows} == {
        (2018, 5), (2019, 12), (2020, 12), (2021, 11)
    }  # fmt: skip
    for dyad in ("USA-CHN", "USA-MEX"):
        own = [row for row in rows if row.dyad == dyad]
        for name in ("p_peak_balance", "p_peak_cooperation"):
            shares = [getattr(row, name) for row in own]
            assert shares[0] is None
            assert sum(shares[1:]) == pytest.approx(1, abs=EXACT)


def test_peak_probability_is_the_share_of_draws() -> None:
    balance = np.zeros((1, 100, 1, 24))
    balance[0, :70, 0, 12:] = 1
    balance[0, 70:, 0, :12] = 1
    assert [row.p_peak_balance for row in summarise_years(made(balance))] == pytest.approx(
        [0.3, 0.7], abs=EXACT
    )


def test_breaks_are_steps_of_a_stated_size() -> None:
    balance = np.zeros((1, 100, 1, 6))
    balance[0, :80, 0, 2:] -= 1.0
    balance[0, :60, 0, 4:] += 0.5
    index = made(balance)
    found = probable_breaks(index, 0.5)
    assert [(b.period, b.direction, b.probability) for b in found] == [
        ("2018-03", "down", 0.8), ("2018-05", "up", 0.6)
    ]  # fmt: skip
    assert found[0].step.median == pytest.approx(-1, abs=EXACT)
    assert [b.period for b in probable_breaks(index, 0.7)] == ["2018-03"]
    assert probable_breaks(index, 1.1) == ()


def test_a_break_is_weighed_in_an_index_without_scores() -> None:
    balance = np.zeros((1, 100, 1, 4))
    balance[0, :80, 0, 2:] -= 1.0
    without = np.zeros((1, 100, 1, 4))
    without[0, :30, 0, 2:] -= 1.0
    without[0, 90:, 0, 2:] += 1.0
    (found,) = breaks_without_scores(probable_breaks(made(balance), 0.5), made(without))
    assert (found.period, found.probability, found.without_scores) == ("2018-03", 0.8, 0.3)


def test_break_probabilities_are_told_for_every_month_but_the_first() -> None:
    balance = np.zeros((1, 100, 2, 4))
    balance[0, :30, 1, 2:] += 1.0
    balance[0, 90:, 1, 2:] -= 1.0
    shares = break_probabilities(made(balance), 0.5)
    np.testing.assert_allclose(shares["up"], [[0, 0, 0], [0, 0.3, 0]], atol=EXACT)
    np.testing.assert_allclose(shares["down"], [[0, 0, 0], [0, 0.1, 0]], atol=EXACT)
    assert list(shares["period"].values) == ["2018-02", "2018-03", "2018-04"]


def test_a_break_names_the_acts_of_its_month() -> None:
    balance = np.zeros((1, 10, 1, 3))
    balance[..., 1:] = 2
    index = made(balance)
    index.panel.event_ids["USA-CHN", "2018-02"] = ("a", "b")
    assert probable_breaks(index, 1)[0].events == ("a", "b")


@pytest.mark.parametrize(
    ("months", "first", "last", "change"),
    [
        (30, "2019-07", "2020-06", 12.0),
        (24, "2019-01", "2019-12", 12.0),
        (10, "2018-06", "2018-10", 5.0),
        (3, "2018-03", "2018-03", 1.0),
        (1, "2018-01", "2018-01", 0.0),
    ],
)
def test_the_last_year_is_compared_with_what_came_before(months, first, last, change) -> None:
    trend = np.arange(float(months)) + np.zeros((1, 20, 1, months))
    (side,) = sides_now(made(trend))
    assert (side.first, side.last) == (first, last)
    assert side.change.median == pytest.approx(change, abs=EXACT)
    assert side.p_improved == (1.0 if change else 0.0)


def test_probabilities_of_a_side_are_shares_of_draws() -> None:
    balance = np.zeros((1, 100, 1, 24))
    balance[0, :90, 0, 12:] = 0.4
    balance[0, 90:, 0, 12:] = -0.4
    (side,) = sides_now(made(balance))
    assert (side.p_improved, side.p_more_cooperation) == (0.9, 0.9)


def test_the_lowest_side_is_found_over_the_last_year() -> None:
    balance = np.zeros((1, 100, 3, 24))
    balance[0, :, 0, :12] = -9
    balance[0, :75, 1, 12:] = -1
    balance[0, 75:, 2, 12:] = -1
    found = lowest_probability(made(balance))
    assert found == pytest.approx({"USA-CHN": 0, "USA-MEX": 0.75, "CHN-MEX": 0.25}, abs=EXACT)


def test_inference_data_carries_draws_and_observations() -> None:
    index = made(noise(4))
    data = to_inference_data(index)
    xr.testing.assert_equal(data.posterior, index.posterior)
    assert data.observed_data["events_cooperation"].dims == ("period", "dyad")
    np.testing.assert_array_equal(data.observed_data["events_cooperation"], index.panel.cooperation)
    assert bool(data.observed_data["score"].isnull().all())
