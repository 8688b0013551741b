"""`peak`: in which year a measure was highest."""

from dataclasses import replace

import numpy as np
import pytest

from detente.claims.checks import CHECKS
from detente.terms.periods import month_of, shift_month
from tests.claims.worlds import acts, index, months, record, scores, series, spec

CHECK = CHECKS["peak"]
MONTHS = months("2016-01/2021-12")
YEARS = np.array([int(month[:4]) for month in MONTHS])


def world(**heights: float):
    """Make a balance that is 0 but for the heights of some years, e.g. `y2019=1`."""
    balance = np.zeros(len(MONTHS))
    for year, height in heights.items():
        balance[int(year[1:]) == YEARS] = height
    return record(index=index(MONTHS, {"USA-CHN": balance}))


def peak_2019(**more: object):
    return spec("peak", dyad="USA-CHN", window="2016-01/2021-12", at="2019", **more)


def test_yes_where_the_year_stands_out() -> None:
    finding = CHECK(peak_2019(), world(y2019=2.0))
    assert finding.probability == 0.99
    assert finding.statement.endswith(
        "highest in 2019 (99% of draws; 12 cooperative to 12 conflictual acts)."
    )


def test_no_where_another_year_stands_out() -> None:
    assert CHECK(peak_2019(), world(y2017=2.0, y2019=1.0)).probability == 0.01


def test_undecided_between_two_equal_years() -> None:
    """Years drawn apart with one spread: each is highest in half of the draws.

    Tolerance: four standard errors of 1,000 draws, 4·√(¼/1000) = 0.063.
    """
    made = world(y2017=2.0, y2019=2.0)
    assert made.indices is not None
    noise = np.random.default_rng(2).normal(0, 0.3, (1000, 3, 6)).repeat(12, axis=2)
    made.indices.balance = made.indices.balance + noise
    assert CHECK(peak_2019(), made).probability == pytest.approx(0.5, abs=0.063)


def test_what_a_silent_record_would_say_is_stated() -> None:
    """One of six years."""
    assert CHECK(peak_2019(), world()).values["even"] == pytest.approx(1 / 6)
    assert CHECK(peak_2019(negate=True), world()).values["even"] == pytest.approx(5 / 6)


def test_a_peak_over_twelve_months_belongs_to_the_year_of_its_middle() -> None:
    balance = np.zeros(len(MONTHS))
    start = MONTHS.index("2018-10")
    balance[start : start + 12] = 3.0  # October 2018 to September 2019: its middle is April 2019
    made = record(index=index(MONTHS, {"USA-CHN": balance}))
    assert CHECK(peak_2019(by="12 months"), made).probability == 0.99


def test_raw_counts_answer_too() -> None:
    events = [
        one
        for year, friendly in ((2016, 2), (2017, 2), (2018, 2), (2019, 30), (2020, 2), (2021, 2))
        for one in acts(year, friendly, 6, scope="USA-CHN")
    ]
    made = record(events=events, index=index(MONTHS, events=events))
    finding = CHECK(peak_2019(source="chronology"), made)
    assert finding.probability is not None
    assert finding.probability > 0.95
    assert len(finding.rows) == len(events)


def test_scores_leave_out_years_they_do_not_cover() -> None:
    score = np.where(YEARS < 2018, np.nan, np.where(YEARS == 2019, 8.0, 1.0))
    score = score + np.sin(np.arange(len(MONTHS)))
    made = record(scores=scores(MONTHS, {"USA-CHN": score}))
    finding = CHECK(peak_2019(source="scores"), made)
    assert finding.probability == 0.99
    assert "Among 4 periods" in finding.statement


def test_a_year_that_is_not_over_is_left_open() -> None:
    made = record(index=index(months("2016-01/2018-06"), {}))
    finding = CHECK(peak_2019(), made)
    assert finding.probability is None
    assert "2019 is not among the periods" in finding.statement


def test_without_an_index_it_is_left_open() -> None:
    assert CHECK(peak_2019(), record()).probability is None


@pytest.mark.parametrize("negate", [False, True])
def test_a_year_without_acts_is_neither_the_highest_nor_not(negate: bool) -> None:
    """What an index says of such a year are its neighbours and its prior."""
    events = [
        one for year in (2016, 2017, 2018, 2020, 2021) for one in acts(year, 6, 6, scope="USA-CHN")
    ]
    made = record(events=events, index=index(MONTHS, {}, events))
    finding = CHECK(peak_2019(negate=negate), made)
    assert finding.probability is None
    assert "2019 is not among the periods that can be compared" in finding.statement


def seized(year: int, pounds: float, **more: object):
    return {(f"{year}-{month:02d}", ""): pounds for month in range(1, 13)}


def highest(at: str, **more: object):
    return spec("peak", series="seized", window="2016-01/2019-12", at=at, **more)


def test_a_series_has_its_peak_where_its_figures_say() -> None:
    """Published figures are compared as they are, however little they differ."""
    values = {**seized(2016, 10.0), **seized(2017, 10.2), **seized(2018, 10.1), **seized(2019, 1)}
    made = record(series=[series("seized", values)])
    assert CHECK(highest("2017"), made).probability == 0.99
    assert CHECK(highest("2018"), made).probability == 0.01
    finding = CHECK(highest("2018", negate=True), made)
    assert finding.probability == 0.99
    assert "the mean figure of seized is most often highest in 2017 (99% of draws; " in str(finding)


def test_years_that_are_equal_share_the_peak() -> None:
    values = {**seized(2016, 10.0), **seized(2017, 10.0), **seized(2018, 3.0), **seized(2019, 1)}
    made = record(series=[series("seized", values)])
    assert CHECK(highest("2016"), made).probability == pytest.approx(0.5)


def test_the_level_of_a_series_is_less_sure_than_its_figures() -> None:
    rng = np.random.default_rng(4)
    values = {
        key: value + float(rng.normal(0, 3))
        for year, pounds in ((2016, 10.0), (2017, 11.0), (2018, 10.0), (2019, 10.0))
        for key, value in seized(year, pounds).items()
    }
    made = record(series=[series("seized", values)])
    level = CHECK(highest("2017", about="level"), made).probability
    assert level is not None
    assert 0.1 < level < 0.9


def test_twelve_months_of_a_series_may_be_a_peak() -> None:
    values = {**seized(2016, 1.0), **seized(2017, 9.0), **seized(2018, 1.0), **seized(2019, 1)}
    made = record(series=[series("seized", values)])
    assert CHECK(highest("2017", by="12 months"), made).probability == 0.99


@pytest.mark.parametrize(
    ("at", "probability"), [("2020-04", 0.99), ("2020-05", 0.01), ("2020", 0.99), ("2021", 0.01)]
)
def test_any_figure_may_be_the_highest(at: str, probability: float) -> None:
    """April 2020 has 31 among 23 months of at most 30."""
    values = {(month, ""): 30.0 - place for place, month in enumerate(months("2020-01/2021-12"))}
    made = record(series=[series("seized", values | {("2020-04", ""): 31.0})])
    check = spec("peak", series="seized", by="figure", window="2020/2021", at=at)
    finding = CHECKS["peak"](check, made)
    assert finding.probability == probability
    assert "highest in Apr 2020 (99% of draws; 31)" in finding.statement
    # One of 24 would have 4 per cent by chance: a probability of 1 per cent still contradicts it.
    assert finding.values.get("even", 0.5) >= 0.02


def test_sums_over_twelve_months_have_a_highest_too() -> None:
    ends = months("2022-12/2024-06")
    sums = {
        (f"{shift_month(end, -11)}/{end}", ""): 9.0 - abs(place - 6)
        for place, end in enumerate(ends)
    }
    made = series("deaths", sums, period="12m")
    points = tuple(replace(p, period=month_of(p.end)) for p in made.points)
    told = record(series=[replace(made, points=points)])
    options = {"series": "deaths", "by": "figure", "window": "2022-12/2024-06"}
    assert CHECKS["peak"](spec("peak", at="2023-06", **options), told).probability == 0.99
    assert CHECKS["peak"](spec("peak", at="2023-07", **options), told).probability == 0.01


@pytest.mark.parametrize(
    "options",
    [
        {"series": "h", "window": "2020/2021", "at": "2020/2021"},
        {"series": "h", "window": "2020/2021", "at": "2022-01"},
        {"series": "h", "window": "2020/2021", "at": "2020-04", "about": "level"},
        {"dyad": "USA-MEX", "window": "2020/2021", "at": "2020-04"},
    ],
)
def test_a_highest_figure_that_cannot_be_asked_for_is_a_problem(options: dict[str, str]) -> None:
    assert CHECKS["peak"].problems({"by": "figure", **options})
