"""`source_says`: whether a statement is on record as it is cited."""

import pytest

from detente.claims.checks import CHECKS
from tests.claims.worlds import event, record, series, spec

CHECK = CHECKS["source_says"]
ROWS = [
    event("a", "2023-04-06", "REJECT", source_actor="CHN.MFA", publisher="Reuters (via X)"),
    event("b", "2023-04-07", source_actor="CHN", publisher="Xinhua", confidence="medium"),
]
FIGURES = series(
    "seized",
    {("2019-01/2019-12", "army"): 144.0, ("2019-01/2019-12", "navy"): 222.0},
    unit="kg",
    group="scope",
    period="year",
)


def says(**options: object):
    return CHECK(spec("source_says", **options), record(events=ROWS, series=[FIGURES]))


@pytest.mark.parametrize(
    ("options", "probability"),
    [
        ({"events": ("a",)}, 0.97),
        ({"events": ("a",), "by": "CHN", "publisher": "reuters", "window": "2023-04"}, 0.97),
        ({"events": (("a", "b"),)}, 0.99),  # 1 − 0.03 · 0.15 = 0.9955, kept within 0.99
        ({"events": ("a",), "by": "MEX"}, 0.03),
        ({"events": ("a",), "by": "CHN.M"}, 0.03),
        ({"events": ("a",), "publisher": "AFP"}, 0.03),
        ({"events": ("a",), "window": "2022"}, 0.03),
        ({"events": ("a",), "window": "2022", "negate": True}, 0.97),
    ],
)
def test_a_row_is_on_record_as_cited_or_not(options, probability: float) -> None:
    assert says(**options).probability == pytest.approx(probability)


@pytest.mark.parametrize(
    ("options", "probability"),
    [
        ({"value": 144, "group": ("army",)}, 0.97),
        ({"value": 150, "group": ("army",)}, 0.03),
        ({"value": 150, "group": ("army",), "within": 5.0}, 0.97),
        ({"value": 222}, 0.97),
        ({"value": 222, "group": ("army",)}, 0.03),
    ],
)
def test_a_figure_is_the_one_claimed_or_not(options, probability: float) -> None:
    finding = says(series="seized", period="2019-01/2019-12", **options)
    assert finding.probability == pytest.approx(probability)
    assert "144 (army)" in finding.statement or "222" in finding.statement


def test_quoted_figures_are_less_sure() -> None:
    """And so a claim about one alone leaves more room for doubt."""
    quoted = series("q", {("2019-01/2019-12", ""): 5.0}, unit="kg", period="year")
    made = quoted.__class__(
        quoted.spec.__class__("q", "Q", "quoted.q", "kg", period="year"),
        quoted.points, quoted.resources,
    )  # fmt: skip
    check = spec("source_says", series="q", period="2019-01/2019-12", value=5)
    assert CHECK(check, record(series=[made])).probability == pytest.approx(0.85)


def test_undecided_where_it_was_not_published_yet() -> None:
    """A record without the row, or without the figure, cannot say."""
    assert says(events=("c",)).probability is None
    assert "no figure for 2020" in says(series="seized", period="2020", value=1).statement


def test_rows_say_which_way_they_speak() -> None:
    row = says(events=("a",)).rows[0]
    assert (row.speaks, row.weight) == ("for", pytest.approx(0.97 / 0.03, abs=0.001))
    assert says(events=("a",), window="2022").rows[0].speaks == "against"


def test_mistakes() -> None:
    assert "either events or a series" in str(CHECK.problems({}))
    assert "value cannot be given" in str(CHECK.problems({"events": ("a",), "value": 3}))
    assert "a figure needs value" in str(CHECK.problems({"series": "a", "period": "2019"}))
