"""Effects are drawn and told as they were found, survivors and others alike."""

import dataclasses
from xml.etree import ElementTree

import pytest

from detente.brief.effect_words import estimated, in_per_cent
from detente.brief.effects import effect_views, survival_words
from detente.brief.figures.doubts import axis_range, doubts_figure, effect_lines
from detente.brief.figures.effect import effect_figure, value_range
from detente.effects.results import CounterfactualRow
from tests.brief import samples
from tests.brief.effect_samples import effect, on_index

FALL = effect("seizures", -0.5, survives=True)


def test_an_effect_is_told_with_its_interval_and_in_per_cent() -> None:
    assert estimated(FALL).replace("\u00a0", " ") == (
        "\u22120.50 log points (90%: \u22120.80 to \u22120.20)"
    )
    # 100 (exp(x) − 1) of −0.5, −0.8 and −0.2
    assert in_per_cent(FALL) == "that is \u221239% (90%: \u221255% to \u221218%)"
    assert in_per_cent(dataclasses.replace(FALL, scale="persons")) == ""


def test_which_effects_survive_is_counted_and_signed() -> None:
    views = effect_views(samples.findings(), 10)
    assert [(view.mark, view.verdict) for view in views] == [
        ("✓", "survives"), ("✗", "does not survive"),
    ]  # fmt: skip
    assert survival_words(views) == "Of 2\u00a0effects, 1 survives every doubt."
    assert survival_words(views[1:]) == "Of 1\u00a0effect, none survive every doubt."
    assert [(v.figure.number, v.doubts_figure.number) for v in views] == [(10, 11), (12, 13)]


def test_the_smallest_effect_that_would_have_been_seen_is_told_and_shaded() -> None:
    for view in effect_views(samples.findings(), 10):
        assert view.smallest.startswith("0.40")
        assert "Shaded" in view.doubts_figure.lead


def test_every_placebo_date_is_in_the_data_and_none_of_the_excluded_is_drawn() -> None:
    figure = doubts_figure(FALL)
    kinds = [row[0] for row in figure.table.rows]
    eligible = [one for one in FALL.placebo_dates if not one.excluded]
    assert kinds.count("placebo date") == len(eligible)
    assert kinds.count("excluded date") == len(FALL.placebo_dates) - len(eligible)
    tips = [t.text for t in ElementTree.fromstring(figure.svg).iter() if t.tag.endswith("title")]
    dots = [tip for tip in tips if tip and tip[-len("log points.") :] == "log points."]
    assert len(dots) == len(eligible)


def test_every_reading_of_an_effect_has_a_line() -> None:
    labels = [line.label for line in effect_lines(FALL)]
    assert labels[0] == "the effect"
    assert {"as a ramp", "without controls", "Treaty signed: its part", "anticipation"} <= set(
        labels
    )
    assert "as asked" not in labels  # It is the effect itself, drawn once.
    assert "placebo: Purity" in labels
    alone = dataclasses.replace(FALL, terms=FALL.terms[:1], onset=None, placebo_series=())
    assert "Treaty signed: its part" not in [line.label for line in effect_lines(alone)]


def test_one_wide_reading_does_not_press_the_others_flat() -> None:
    wide = dataclasses.replace(FALL.agreement[1], low90=-90.0, high90=90.0)
    made = dataclasses.replace(FALL, agreement=(FALL.agreement[0], wide))
    low, high = axis_range(made, effect_lines(made))
    # three times the effect's own farthest bound, −0.8, and a twentieth of room
    assert (low, high) == pytest.approx((-2.52, 2.52))


def test_the_counterfactual_is_drawn_with_its_events_and_holes() -> None:
    hole = CounterfactualRow("2022-05", *[None] * 7)
    rows = tuple(hole if r.period == hole.period else r for r in FALL.counterfactual)
    figure = effect_figure(dataclasses.replace(FALL, counterfactual=rows), "Source.", {"ev-001"})
    assert [(item.mark, item.event) for item in figure.key] == [("1", "ev-001"), ("2", "")]
    assert len(figure.table.rows) == len(rows)
    assert figure.table.rows[4] == ("2022-05", None, None, None, None, None, None)
    assert "10 months from the first event on, 0 lie above and 10 below" in figure.alt


def test_a_band_that_grows_for_years_is_cut() -> None:
    rows = [CounterfactualRow("2022-01", 10.0, None, 8.0, 6.0, 12.0, 2.0, 500.0)]
    # 1.5 times 12, the highest of what was seen and the 50% bounds
    assert value_range(rows) == (0.0, 18.0, True)


def test_an_effect_on_the_index_shows_acts_as_what_was_observed() -> None:
    figure = effect_figure(on_index(), "Source.", {"ev-001"})
    assert figure.title.startswith("Acts on record")
    assert figure.table.columns[:4] == (
        "month",
        "acts_cooperation",
        "acts_conflict",
        "index_median",
    )
    assert figure.table.rows[2] == ("2022-03", 2, 0, 0.3, 0.1, -0.1, pytest.approx(0.3), -0.6, 0.8)
    # At 0, 1, 2, 0, … and 0, 1, 0, … over 14 months before March 2023 and 10 from it on.
    assert "13 cooperative and 7 conflictual acts, from it on 11" in figure.alt
    tips = [t.text for t in ElementTree.fromstring(figure.svg).iter() if t.tag.endswith("title")]
    said = [tip for tip in tips if tip and "conflictual acts." in tip]
    assert len(said) == 2 * 8  # Two columns a quarter of two years.
    assert any(tip.startswith("January 2022 to March 2022: 3 coop") for tip in said)


def test_the_first_words_answer_the_question_and_missing_doubts_are_named() -> None:
    first, second = effect_views(samples.findings(), 10)
    assert (first.answer, second.answer) == ("Yes", "The record cannot tell")
    facts = dict(second.facts)
    assert facts["Doubts that were not asked"] == "no control is named"
    assert "ev-012" in facts["Aftermath, left out in a look of its own"]
    assert "95% about zero" in facts["Look: without controls"]
    assert "95% below zero" in dict(first.facts)["Look: without controls"]
