"""Figures show what the findings hold, and draw nothing that they do not."""

import dataclasses
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.brief.content import Brief
from detente.brief.figures import theme
from detente.brief.figures.build import chosen, series_figures, shape
from detente.brief.figures.index import balance_limit, index_figure
from detente.brief.figures.lines import shared_start, split_lines
from detente.brief.figures.marks import lanes
from detente.brief.figures.series import fiscal_years
from detente.brief.triangle import look_of, ordered_states, triangle_figure
from detente.findings import Findings
from detente.terms.figures import FigureSpec
from tests.brief import samples

SVG = "{http://www.w3.org/2000/svg}"


def luminance(colour: str) -> float:
    """Relative luminance of sRGB (WCAG 2.2, definition of terms)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [theme.INK, theme.MUTED, theme.COOPERATION, theme.CONFLICT])
def test_words_on_figures_can_be_read_in_both_modes(colour: str) -> None:
    # 4.5:1 is WCAG 2.2, success criterion 1.4.3
    assert contrast(colour, theme.PAPER) >= 4.5
    assert contrast(theme.DARK[colour], theme.DARK[theme.PAPER]) >= 4.5


@pytest.mark.parametrize("colour", [*theme.SERIES, theme.BALANCE, theme.MARK])
def test_shapes_on_figures_can_be_told_from_the_ground(colour: str) -> None:
    # 3:1 is WCAG 2.2, success criterion 1.4.11
    assert contrast(colour, theme.PAPER) >= 3
    assert contrast(theme.DARK[colour], theme.DARK[theme.PAPER]) >= 3


def test_every_colour_on_a_figure_has_a_dark_counterpart(brief: Brief) -> None:
    for figure in brief.drawn:
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', figure.svg))
        assert used
        assert used <= theme.DARK.keys()


def test_drawings_hold_drawing_elements_only(hostile_brief: Brief) -> None:
    tags = {
        "svg",
        "g",
        "path",
        "line",
        "rect",
        "circle",
        "text",
        "tspan",
        "title",
        "defs",
        "clipPath",
    }
    for figure in hostile_brief.drawn:
        root = ElementTree.fromstring(figure.svg)
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= tags
        assert not [a for node in root.iter() for a in node.attrib if "href" in a or a[:2] == "on"]


def test_the_drawing_holds_the_words_it_should(brief: Brief) -> None:
    by_id = {figure.id: figure for figure in brief.drawn}
    text = " ".join(ElementTree.fromstring(by_id["triangle"].svg).itertext())
    for word in ("United States", "China", "Mexico", "US–China", "+0.80", "warmer", "cooler"):
        assert word in text
    stack = " ".join(ElementTree.fromstring(by_id["figure-seizures_by_place"].svg).itertext())
    for word in ("California", "FY2024 →", "Oct 2023", "kilograms"):
        assert word in stack


def test_figures_are_numbered_as_they_come(brief: Brief) -> None:
    assert [figure.number for figure in brief.drawn] == list(range(1, len(brief.drawn) + 1))
    assert len({figure.id for figure in brief.drawn}) == len(brief.drawn)


def test_alternative_text_has_the_numbers(brief: Brief) -> None:
    by_id = {figure.id: figure for figure in brief.drawn}
    # 100 + 15, 200 + 15 and 300 + 15 lb in the last month
    assert "645 lb" in by_id["figure-seizures_by_place"].alt
    assert "70\u202f000 deaths" in by_id["figure-deaths"].alt
    assert "90%" in by_id["index-USA-CHN"].alt


def test_marked_events_are_in_the_key(brief: Brief) -> None:
    for side in brief.sides:
        assert side.figure is not None
        dyad = side.id.removeprefix("side-")
        marked = [e for e in samples.events() if e.marked and e.dyad == dyad]
        assert {item.event for item in side.figure.key} == {event.id for event in marked}


def test_a_very_wide_band_does_not_press_all_others_flat() -> None:
    made = samples.findings()
    # sin reaches 0.9975 in the sample, and the band of 90% reaches 0.3 further
    assert balance_limit(made) == pytest.approx(1.1 * (0.9975 + 0.3), abs=0.01)
    wide = dataclasses.replace(made.index[0].balance, hi90=90.0)
    index = (dataclasses.replace(made.index[0], balance=wide), *made.index[1:])
    limit = balance_limit(dataclasses.replace(made, index=index))
    assert limit == pytest.approx(1.1 * 1.6 * (0.9975 + 0.15), abs=0.01)


def test_months_without_acts_are_said_to_hold_none() -> None:
    figure = index_figure(samples.findings(), "USA-CHN")
    # neither kind in every sixth of 16 months, the first among them
    assert "no act on record in 3 of 16 months" in figure.notes[-1]


def test_fiscal_years_add_up() -> None:
    series = samples.series()[0]
    table = fiscal_years(series, samples.PLACES)
    assert [row[0] for row in table.rows] == [
        "FY2023 (11\u00a0months)", "FY2024 (5\u00a0months)",
    ]  # fmt: skip
    pounds = [float(row[-2] or 0) for row in table.rows]
    assert sum(pounds) == pytest.approx(sum(p.value for p in series.points))
    # whole kilograms are printed
    kilograms = [float(row[-1] or 0) for row in table.rows]
    assert kilograms == [pytest.approx(p * 0.45359237, abs=0.5) for p in pounds]


@given(st.lists(st.floats(0, 200), max_size=15).map(sorted), st.floats(0.5, 10))
def test_labels_in_a_lane_keep_their_distance(positions: list[float], apart: float) -> None:
    chosen_lanes = lanes(positions, apart)
    for lane in set(chosen_lanes):
        here = [p for p, own in zip(positions, chosen_lanes, strict=True) if own == lane]
        assert all(b - a >= apart for a, b in pairwise(here))


def test_a_case_that_asks_for_no_figure_gets_some() -> None:
    made = dataclasses.replace(samples.findings(), figures=())
    assert [(spec.id, spec.form) for spec in chosen(made)] == [
        ("by_place", "stacked"), ("by_area", "multiples"), ("deaths_reported", "lines"),
        ("deaths_predicted", "lines"), ("purity", "lines"),
    ]  # fmt: skip
    assert len(series_figures(made)) == 5


def test_a_figure_of_a_missing_series_is_left_out() -> None:
    figures = (FigureSpec("gone", "lines", ("nowhere",)), *samples.FIGURES)
    made = dataclasses.replace(samples.findings(), figures=figures)
    assert [figure.id for figure in series_figures(made)] == [
        f"figure-{s.id}" for s in samples.FIGURES
    ]


@pytest.mark.parametrize("form", ["stacked", "multiples", "lines", "unheard-of"])
@pytest.mark.parametrize("name", [series.name for series in samples.series()])
def test_any_form_of_any_series_draws(form: str, name: str) -> None:
    made = dataclasses.replace(samples.findings(), figures=(FigureSpec("one", form, (name,)),))
    (figure,) = series_figures(made)
    assert ElementTree.fromstring(figure.svg).tag == f"{SVG}svg"


def test_other_periods_are_drawn_as_lines() -> None:
    point = dataclasses.replace(samples.point("2023-06", "", 5.0), period="2023-H1")
    series = dataclasses.replace(samples.series()[0], points=(point,))
    assert shape(series) == "lines"


def test_lines_are_named_by_what_sets_their_titles_apart() -> None:
    assert shared_start(["Deaths, reported", "Deaths, predicted"]) == "Deaths, "
    assert shared_start(["Deaths"]) == ""
    names = [name for name, _ in split_lines(samples.series()[2:4])]
    assert names == ["Reported", "Predicted"]


def test_the_state_that_two_sides_share_stands_on_top() -> None:
    assert ordered_states(("USA-CHN", "USA-MEX", "CHN-MEX")) == ("USA", "CHN", "MEX")
    assert ordered_states(("CHN-MEX", "USA-MEX")) == ("MEX", "CHN", "USA")


def with_dyads(*dyads: str) -> Findings:
    sides = tuple(dataclasses.replace(samples.sides()[0], dyad=dyad) for dyad in dyads)
    return dataclasses.replace(samples.findings(), dyads={d: d for d in dyads}, sides=sides)


@pytest.mark.parametrize("dyads", [("AAA-BBB",), ("AAA-BBB", "BBB-CCC"), ("AAA-BBB", "AAA-AAA")])
def test_fewer_sides_are_drawn_too(dyads: tuple[str, ...]) -> None:
    figure = triangle_figure(with_dyads(*dyads))
    assert figure is not None
    assert len(figure.table.rows) == len(dyads)


def test_more_states_than_a_triangle_has_are_listed_only() -> None:
    assert triangle_figure(with_dyads("AAA-BBB", "CCC-DDD")) is None


def test_a_side_is_never_told_by_colour_alone() -> None:
    looks = {look_of(side).dashes for side in samples.sides()}
    assert len(looks) == 3
