"""Effects on a series: onsets, scales, and doubts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.effects.assess import EffectEvidence, NotAssessableError, effect_of
from detente.effects.shapes import Onset, shape_column
from detente.effects.spec import SHAPES, EffectSpec
from detente.terms.events import Event
from detente.terms.periods import month_end, month_start, months_between
from detente.terms.tables import Point, Series, SeriesSpec

PERIODS = months_between("2014-01", "2021-12")


def event(event_id: str, day: str, event_type: str = "SANCTION") -> Event:
    when = date.fromisoformat(day)
    return Event(
        event_id, when, when, "day", "USA.GOV", "MEX.GOV", "USA-MEX", event_type, "", "An act.",
        "high", "", "", "", "chronology", 7,
    )  # fmt: skip


def series(name: str, values: np.ndarray, unit: str = "lb") -> Series:
    points = tuple(
        Point(period, month_start(period), month_end(period), float(value))
        for period, value in zip(PERIODS, values, strict=True)
        if np.isfinite(value)
    )
    return Series(SeriesSpec(name, f"Series {name}", "m", unit), points, ("file",))


def evidence(**values: np.ndarray) -> EffectEvidence:
    known = {name: series(name, path) for name, path in values.items()}
    events = (event("a", "2018-06-16"), event("b", "2018-09-01"))
    return EffectEvidence(date(2022, 1, 1), events, known.__getitem__, None)


def world(size: float, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = 5 + np.cumsum(0.03 * rng.standard_normal(len(PERIODS)))
    step = shape_column("step", Onset(53, 0.5), len(PERIODS), 12, 6)
    return np.exp(level + size * step + 0.15 * rng.standard_normal(len(PERIODS)))


SPEC = EffectSpec("one", "One?", (("a",),), "because", "2014-01", "2021-12", series="x")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_coefficient_is_the_mean_over_the_horizon(shape: str) -> None:
    column = shape_column(shape, Onset(50, 0.3), 96, 12, 6)
    assert column[51:63].mean() == pytest.approx(1.0)
    assert (column[:50] == 0).all()
    assert shape_column(shape, Onset(50, 0.3), 55, 12, 6) == pytest.approx(column[:55])


def test_a_true_step_survives_and_none_does_not() -> None:
    found = effect_of(SPEC, evidence(x=world(1.0)), seed=1)
    assert found.finding.low95 < 1.0 < found.finding.high95
    assert found.finding.survives, found.finding.survives_why
    assert found.finding.placebo_rank == 1
    assert found.finding.smallest_detectable is not None
    assert found.finding.smallest_detectable < 1.0
    assert found.draws.shape == (4000,)
    before = [row for row in found.finding.counterfactual if row.period < "2018-06"]
    assert all(row.median == row.observed for row in before)
    after = found.finding.counterfactual[-1]
    assert after.observed == pytest.approx(after.median * np.exp(found.finding.median), rel=1e-6)
    none = effect_of(SPEC, evidence(x=world(0.0)), seed=1).finding
    assert not none.survives
    assert "includes 0" in none.survives_why


def test_two_events_share_what_they_cannot_tell_apart() -> None:
    spec = replace(SPEC, events=(("a",), ("b",)))
    found = effect_of(spec, evidence(x=world(1.0)), seed=1).finding
    assert [term.events for term in found.terms] == [("a",), ("b",)]
    assert found.total is not None
    assert found.term_correlation is not None
    assert found.term_correlation < 0
    assert {"2018-06-16 alone", "2018-09-01 alone"} <= {look.label for look in found.agreement}


def test_an_early_start_shows_with_the_onset_left_out() -> None:
    early = world(0.0) * np.exp((np.arange(len(PERIODS)) >= 50) * 1.0)
    found = effect_of(SPEC, evidence(x=early), seed=1).finding
    assert found.anticipation is not None
    assert found.onset is not None
    assert found.anticipation.low90 > 0
    assert found.onset.median > found.median + 0.2


def test_zeros_and_holes_are_told() -> None:
    values = world(0.5)
    values[[10, 11]] = 0.0
    values[[30, 31, 32]] = np.nan
    found = effect_of(SPEC, evidence(x=values), seed=1).finding
    assert found.scale == "log points of one more"
    assert any("zero in 2 of 93 months" in text for text in found.warnings)
    assert any("3 of 96 months are holes" in text for text in found.warnings)
    assert found.counterfactual[30].observed is None


def test_a_placebo_series_that_moves_as_much_speaks_against() -> None:
    spec = replace(SPEC, placebo_series=("y",))
    found = effect_of(spec, evidence(x=world(0.7), y=world(1.2, seed=2)), seed=1).finding
    assert not found.survives
    assert "Series y shows as much" in found.survives_why


def test_a_placebo_series_that_never_moved_before_the_event_is_not_asked() -> None:
    still = np.where(np.arange(len(PERIODS)) > 53, 90.0, 10.0)
    spec = replace(SPEC, placebo_series=("y",))
    found = effect_of(spec, evidence(x=world(0.7), y=still), seed=1).finding
    assert found.placebo_series == ()
    assert "Series y shows as much" not in found.survives_why
    assert any(
        doubt.startswith("the placebo series Series y has") for doubt in found.missing_doubts
    )
    assert not any("no placebo series" in doubt for doubt in found.missing_doubts)


def test_what_was_not_known_cannot_be_assessed() -> None:
    known = evidence(x=world(1.0))
    with pytest.raises(NotAssessableError, match="Event c was not known"):
        effect_of(replace(SPEC, events=(("c",),)), known, seed=1)
    with pytest.raises(NotAssessableError, match="2 after"):
        effect_of(replace(SPEC, last="2018-08"), known, seed=1)


def test_a_happening_told_twice_leaves_the_index_whole() -> None:
    """Whichever row an effect names, every row of the happening is taken out."""
    rows = (event("a", "2018-06-16"), replace(event("b", "2018-07-01"), same_as="a"))
    known = EffectEvidence(date(2022, 1, 1), rows, {}.__getitem__, None, firsts={"b": "a"})
    for name in ("a", "b"):
        assert known.rows_of([name]) == rows
    early = replace(known, as_of=date(2018, 6, 20), events=rows[:1])
    assert early.rows_of(["b"]) == rows[:1]
