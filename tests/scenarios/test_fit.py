"""Posterior predictive checks: what fits is said to fit, and a split is only ever observed."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from detente.scenarios.calibrated import calibration_finding, held_out_finding
from detente.scenarios.fit import autocorrelation, by_place, fit_of, inside, shares_before
from detente.scenarios.posterior import calibrate_system, held_out_system
from detente.terms.intervals import QUANTILES
from detente.terms.periods import month_end, month_start, months_between
from detente.terms.tables import Point, Series, SeriesSpec

MONTHS = months_between("2020-01", "2021-12")


def split_series(values: dict[str, list[float]]) -> Series:
    points = tuple(
        Point(month, month_start(month), month_end(month), value, place)
        for place, row in values.items()
        for month, value in zip(MONTHS, row, strict=True)
    )
    return Series(SeriesSpec("by_place", "By place", "m", "lb"), points, ())


def test_a_model_that_is_right_fits_and_is_told_in_full(system) -> None:
    found = calibrate_system(system, 1, quick=True)
    fit = fit_of(found, system.observations, {}, 1)
    (series,) = fit.series
    assert (series.series, series.source, series.numbers) == ("seen", "weight", 48)
    assert [p.period for p in fit.points][:2] == ["2020-01", "2020-02"]
    # 48 numbers from the model itself: nine in ten inside, give or take three binomial spreads.
    assert series.inside90 >= 0.9 - 3 * np.sqrt(0.09 / 48)
    assert series.inside50 >= 0.5 - 3 * np.sqrt(0.25 / 48)
    assert series.autocorrelation == pytest.approx(0, abs=3 / np.sqrt(47))
    assert not fit.places
    told = calibration_finding(system, found)
    assert (told.method, told.approximate, told.believed) == ("Laplace", True, found.believed)
    assert told.rhat_max is None
    assert told.khat is not None
    run = dataclasses.replace(system.spec.run, holdout=12)
    system = dataclasses.replace(system, spec=dataclasses.replace(system.spec, run=run))
    scores = held_out_finding(held_out_system(system, 1, quick=True))
    assert scores.steps == 12
    assert [one.numbers for one in scores.series] == [12]


def test_residuals_that_go_together_are_seen() -> None:
    times = np.arange(60.0)
    alike = np.sin(times / 6)
    assert autocorrelation(times, alike) == pytest.approx(1, abs=0.05)
    assert autocorrelation(times, alike * (-1) ** times) == pytest.approx(-1, abs=0.05)
    assert autocorrelation(times[:5], alike[:5]) is None
    # Neighbours are those one usual step apart: a gap is no neighbour.
    gaps = np.concatenate([times[:30], times[:30] + 100])
    assert autocorrelation(gaps, np.sin(gaps / 6)) == pytest.approx(1, abs=0.06)


def test_the_share_of_numbers_inside_a_band() -> None:
    draws = np.random.default_rng(1).standard_normal((4000, 500))
    bands = np.quantile(draws, QUANTILES, axis=0).T
    found = inside(np.random.default_rng(2).standard_normal(500), bands)
    # three binomial spreads
    assert found == (pytest.approx(0.5, abs=0.067), pytest.approx(0.9, abs=0.04))


def test_shares_are_those_of_the_twelve_months_before() -> None:
    seen = {m: {"a": 3.0, "b": 1.0} for m in MONTHS[:12]} | {MONTHS[12]: {"a": 0.0, "b": 100.0}}
    assert shares_before(seen, MONTHS[12]) == {"a": 0.75, "b": 0.25}
    assert shares_before(seen, MONTHS[11]) == {}  # eleven months are not twelve
    empty = {m: {"a": 0.0} for m in MONTHS[:12]}
    assert shares_before(empty, MONTHS[12]) == {}


def test_the_total_is_split_as_it_was_split_before() -> None:
    """The split of a month never enters its own band, so that a change of it shows."""
    steady = {"Z": [30.0] * 24, "A": [10.0] * 12 + [40.0] * 12}
    bands = np.tile([40.0, 36.0, 44.0, 30.0, 50.0], (24, 1))
    link = SimpleNamespace(spec=SimpleNamespace(name="seen"))
    fit = by_place(link, MONTHS, bands, split_series(steady))
    assert (fit.split, fit.split_of) == ("by_place", "seen")
    assert [place.place for place in fit.places] == ["A", "Z"]
    first = next(p for p in fit.place_points if p.place == "A")
    assert (first.period, first.share, first.observed) == (MONTHS[12], 0.25, 40.0)
    assert (first.median, first.low90, first.high90) == (10.0, 7.5, 12.5)
    assert {p.place: p.inside90 for p in fit.places}["A"] < 0.5
    by_month: dict[str, float] = {}
    for p in fit.place_points:
        by_month[p.period] = by_month.get(p.period, 0.0) + p.share
    assert all(whole == pytest.approx(1) for whole in by_month.values())
