"""Statements of acts stand with acts, those of the balance with it, and none where no act is."""

from dataclasses import replace

import pytest

from detente.brief.compose import compose
from detente.brief.triangle import EVEN, card, look_of, triangle_figure
from detente.brief.words import NO_ACT, acts_words, even_words
from detente.terms.intervals import Interval
from tests.brief import samples


def test_a_cell_speaks_of_one_quantity() -> None:
    first = compose(samples.findings()).glance[0]
    assert first.acts == "13 : 2"
    assert first.acts_words == "more often cooperative than not: almost certain (99%)"
    assert "%)" not in first.balance_words
    assert "often" not in first.balance_words


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.1, 2.0, "wholly above even"),
        (-0.15, 1.95, "even is within it"),
        (-2.0, -0.1, "wholly below even"),
    ],
)
def test_the_balance_is_said_by_its_own_interval(low: float, high: float, said: str) -> None:
    middle = (low + high) / 2
    assert even_words(Interval(middle, middle, middle, low, high)) == said


def test_even_counts_say_so_whatever_the_balance_is() -> None:
    assert acts_words(0.5) == "about as often of either kind"
    assert look_of(replace(samples.sides()[0], p_outnumber=0.5)) is EVEN


def test_the_figure_says_what_its_lines_follow() -> None:
    figure = triangle_figure(samples.findings())
    assert figure is not None
    assert figure.lead.startswith("Lines follow the counts of acts alone, not the balance")
    assert "13 cooperative and 2 conflictual acts, more often cooperative than not" in figure.alt
    assert figure.alt.index("acts, more often") < figure.alt.index("balance +0.80")


def test_a_side_without_an_act_has_no_balance_to_show() -> None:
    first, *rest = samples.sides()
    silent = replace(first, acts_cooperation=0, acts_conflict=0, p_outnumber=0.5)
    findings = replace(samples.findings(), sides=(silent, *rest))
    row = compose(findings).glance[0]
    assert (row.balance, row.acts_words, row.change, row.balance_words) == ("–", NO_ACT, "–", "")
    assert card("US–China", silent) == ["US–China", NO_ACT]
    figure = triangle_figure(findings)
    assert figure is not None
    assert f"US–China: {NO_ACT}." in figure.alt


def test_a_year_without_an_act_is_a_dash() -> None:
    findings = samples.findings()
    first, *rest = findings.years
    silent = replace(first, acts_cooperation=0, acts_conflict=0, p_peak=None)
    told, other = compose(replace(findings, years=(silent, *rest))).years[0].cells[:2]
    assert told == ("–", NO_ACT, "–")
    assert other[1] == "7 : 5"
