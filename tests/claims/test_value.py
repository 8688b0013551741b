"""`value`: what a published series comes to is the number that was stated."""

from dataclasses import replace

import pytest

from detente.claims.checks import CHECKS
from detente.claims.crosscheck import Known, spec_problems
from detente.terms.periods import month_end, month_start, period_bounds, shift_month
from detente.terms.tables import Point, Series, SeriesSpec
from detente.terms.units import UNITS
from tests.claims.worlds import months, record, series, spec

CHECK = CHECKS["value"]
MONTHS = months("2023-10/2025-09")
WEST = {(month, "west"): 10.25 if month < "2024-10" else 5.5 for month in MONTHS}
EAST = {(month, "east"): 10.0 for month in MONTHS}
SEIZED = series("seized", WEST | EAST, group="area")
DEATHS = SeriesSpec("deaths", "Deaths", "deaths", "deaths", period="12m")


def stated(figure: str, value: float, **more: object):
    options = {"series": "seized", "figure": figure, "window": "FY2025", "value": value} | more
    return CHECK(spec("value", **options), record(series=[SEIZED]))


@pytest.mark.parametrize(
    ("figure", "right", "wrong", "more"),
    [
        ("sum", 186, 187, {}),
        ("sum", 66, 66.1, {"group": ("west",)}),
        ("mean", 5.5, 5.6, {"group": ("west",)}),
        # 66 of 186 is 35.484 per cent: as far as two decimals tell, 35.48.
        ("share", 35.48, 35.49, {"group": ("west",), "unit": "per cent"}),
        ("share", 35.5, 35.4, {"group": ("west",), "unit": "per cent"}),
        ("change", -57, -58, {"before": "FY2024"}),
        ("change", -46.34, -46.35, {"before": "FY2024", "group": ("west",), "unit": "per cent"}),
    ],
)
def test_a_number_is_right_as_far_as_it_is_printed(
    figure: str, right: float, wrong: float, more: dict[str, object]
) -> None:
    assert stated(figure, right, **more).probability == 0.99
    assert stated(figure, wrong, **more).probability == 0.01
    assert stated(figure, wrong, within=2.0, **more).probability == 0.99


def test_the_statement_tells_both_numbers() -> None:
    finding = stated("change", -57, before="FY2024")
    assert finding.statement == (
        "The change of seized from FY2024 to FY2025 comes to −57 lb; stated is −57 lb, give or "
        "take 0.50 lb."
    )
    assert (finding.values["comes_to"], finding.values["stated"]) == (-57.0, -57)


@pytest.mark.parametrize(("figure", "number"), [("sum", 186), ("mean", 15.5)])
def test_a_number_stated_of_a_window_needs_every_day(figure: str, number: float) -> None:
    finding = stated(figure, number, window="2025-01/2026-02")
    assert finding.probability is None
    assert "do not cover all of Jan 2025 to Feb 2026" in finding.statement


def test_sums_of_unequal_windows_do_not_compare() -> None:
    finding = stated("change", 1, before="2023-10/2023-12")
    assert finding.probability is None
    assert "their sums do not compare" in finding.statement


def test_figures_over_twelve_months_are_named_by_their_last() -> None:
    options = {"series": "deaths", "figure": "change", "window": "2026-04", "before": "2023-04"}
    figures = {"2023-04": 77_695.0, "2026-04": 34_523.0}
    points = tuple(
        Point(last, month_start(shift_month(last, -11)), month_end(last), value)
        for last, value in figures.items()
    )
    made = record(series=[Series(DEATHS, points, ("deaths_file",))])
    counts = CHECK(spec("value", **options, value=-43_172), made)
    assert counts.probability == 0.99
    assert "−43\u202f172 deaths" in counts.statement
    says = spec("source_says", series="deaths", period="2026-04", value=34_523)
    assert CHECKS["source_says"](says, made).probability == 0.97


@pytest.mark.parametrize(
    ("windows", "problem"),
    [
        ({"window": "2026-04", "before": "2025-04"}, ""),
        ({"window": "2025", "before": "2024"}, ""),
        ({"window": "2026-04", "before": "2025-06"}, "those compared overlap"),
        ({"window": "2025-01/2026-04", "before": "2024-04"}, "they are no independent months"),
    ],
)
def test_figures_over_twelve_months_are_compared_a_year_apart(
    windows: dict[str, str], problem: str
) -> None:
    known = Known({"deaths": DEATHS}, ("USA-CHN",), frozenset(), "2014-01", "2026-04", {})
    check = spec("value", series="deaths", figure="change", value=1, **windows)
    found = [told for told, _ in spec_problems(check, known)]
    assert bool(found) == bool(problem)
    assert all(problem in told for told in found)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"figure": "share"}, "no unit but per cent"),
        ({"figure": "share", "unit": "per cent"}, "a part and a whole"),
        ({"figure": "change"}, "before does not go with"),
        ({"figure": "sum", "before": "FY2024"}, "before does not go with"),
        ({"figure": "sum", "of": "all"}, "a sum has no whole"),
        ({"figure": "sum", "unit": "per cent"}, "a sum has the unit of its series"),
        ({"figure": "sum", "unit": "stone"}, "unit 'stone' is not known"),
    ],
)
def test_options_that_do_not_go_together(options: dict[str, object], problem: str) -> None:
    told = [text for text, _ in CHECK.problems({"series": "seized", "value": 1} | options)]
    assert any(problem in text for text in told)


def test_a_number_is_that_of_what_was_published_however_it_may_be_restated() -> None:
    """12,752 after 15,104 is a fall by 15.6 per cent, though two per cent may yet be added."""
    values = {("2024-01/2024-06", ""): 15_104.0, ("2025-01/2025-06", ""): 12_752.0}
    made = series("h", values, period="half")
    young = replace(made.points[1], restated_percent=2.0)
    told = record(series=[replace(made, points=(made.points[0], young))])
    options = {"series": "h", "figure": "change", "before": "2024-H1", "window": "2025-H1"}
    right = CHECK(spec("value", value=-15.6, unit="per cent", **options), told)
    assert right.probability == 0.99
    assert "may yet be restated, by some 2%" in right.statement
    assert right.values["restated"] == 2.0
    assert CHECK(spec("value", value=-15.0, unit="per cent", **options), told).probability == 0.01


def test_a_share_of_what_lies_in_gaps_is_none() -> None:
    """Two months of a year that both series have say nothing of the year, six say half of it."""
    part = {(f"2023-{month:02}", ""): 100.0 for month in range(1, 13)}

    def whole(*there: int):
        months = {(f"2023-{month:02}", ""): 90.0 for month in there}
        return record(series=[series("part", part), series("whole", months)])

    share = {"series": "part", "of": "whole", "window": "2023", "unit": "per cent"}
    above = spec("share", direction="above", threshold=100, **share)
    assert CHECKS["share"](above, whole(1, 9)).probability is None
    half = CHECKS["share"](above, whole(1, 2, 3, 4, 5, 6))
    assert half.probability == 0.99
    stated = spec("value", figure="share", value=111.1, **share)
    assert CHECK(stated, whole(1, 2, 3, 4, 5, 6)).probability is None
    assert CHECK(stated, whole(*range(1, 13))).probability == 0.99


@pytest.mark.parametrize(
    ("spans", "overlap"),
    [
        (("2021-01/2021-03", "2021-01/2021-06", "2021-07/2021-12"), True),
        (("2021", *(f"2021-{month:02}" for month in range(1, 13))), True),
        (("2021-01/2021-06", "2021-06/2021-12"), True),
        (("2021-01/2021-12", "2021-04"), True),
        (("2021-01/2021-06", "2021-07/2021-12"), False),
        (("2021-Q1", "2021-Q2", "2021-H2"), False),
    ],
)
def test_spans_that_overlap_are_never_added(spans: tuple[str, ...], overlap: bool) -> None:
    points = tuple(
        Point(label, *period_bounds(label), 8.0, group=group)
        for label in spans
        for group in ("west", "east")
    )
    kind = SeriesSpec("s", "Seized", "m", "lb", group="area", period="span")
    made = record(series=[Series(kind, points, ("file",))])
    added = 16.0 * len(spans)
    share = {"group": ("west",), "window": "2021", "direction": "above", "threshold": 40}
    for found in (
        CHECK(spec("value", series="s", figure="sum", window="2021", value=added), made),
        CHECK(spec("value", series="s", figure="mean", window="2021", value=16.0), made),
        CHECKS["share"](spec("share", series="s", unit="per cent", **share), made),
    ):
        assert found.probability == (None if overlap else 0.99)
        assert ("figures over the same time are never added" in found.statement) == overlap


@pytest.mark.parametrize("unit", [*UNITS, "tablets"])
def test_no_sum_is_asked_of_averages_and_stocks(unit: str) -> None:
    kind = SeriesSpec("s", "A series", "m", unit)
    known = Known({"s": kind}, ("USA-CHN",), frozenset(), "2014-01", "2026-04", {})
    averages = {"percent", "points", "mg", "rules", "states"}
    for figure in ("sum", "mean"):
        check = spec("value", series="s", figure=figure, value=1, window="2021")
        found = [told for told, _ in spec_problems(check, known)]
        assert bool(found) == (figure == "sum" and unit in averages)
        assert all("whose figures are not added over time" in told for told in found)


def test_what_is_not_added_changes_as_its_mean() -> None:
    """From 40 to 50 per cent all the year is a change by ten, not by a hundred and twenty."""
    values = {(m, ""): 40.0 if m < "2024-10" else 50.0 for m in MONTHS}
    made = series("purity", values)
    told = record(series=[replace(made, spec=replace(made.spec, unit="percent"))])
    options = {"series": "purity", "figure": "change", "before": "FY2024", "window": "FY2025"}
    assert CHECK(spec("value", value=10, **options), told).probability == 0.99
    assert CHECK(spec("value", value=25, unit="per cent", **options), told).probability == 0.99
