"""`forecast`: whether what was foreseen came true, and how well it was foreseen."""

from dataclasses import replace
from datetime import date
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.checks import CHECKS
from detente.claims.checks.forecast import scores
from tests.claims.worlds import acts, event, index, months, record, spec

CHECK = CHECKS["forecast"]
MONTHS = months("2014-01/2023-12")
YEARS = np.array([int(month[:4]) for month in MONTHS])


def world(rise: float, as_of: date = date(2023, 12, 31)):
    """Make a balance that stands still and rises in 2023."""
    made = index(MONTHS, {"USA-CHN": np.where(YEARS == 2023, rise, 0.0)}, spread=0.05)
    # Each year is drawn apart, or the spread of a whole draw would cancel out of a difference.
    noise = np.random.default_rng(3).normal(0, 0.1, (1000, 3, 10)).repeat(12, axis=2)
    made.balance = made.balance + noise
    return record(index=made, as_of=as_of)


def no_rise(**more: object):
    given = {"outcome": "shift", "dyad": "USA-CHN", "before": "2022", "after": "2023"}
    given |= {"direction": "up", "at_least": 0.5, "unit": "log points", "negate": True}
    return spec("forecast", **(given | more))


def test_yes_where_it_came_true() -> None:
    finding = CHECK(no_rise(p=0.9), world(0.0))
    assert finding.probability == 0.99
    assert finding.values["resolved_on"] == "2023-12-31"
    # 0.99 · 0.1² + 0.01 · 0.9²
    assert finding.values["brier_stated"] == pytest.approx(0.018)


def test_no_where_it_did_not() -> None:
    finding = CHECK(no_rise(p=0.9), world(2.0))
    assert finding.probability == 0.01
    assert finding.values["brier_stated"] == pytest.approx(0.01 * 0.01 + 0.99 * 0.81)


def test_undecided_where_it_is_at_the_threshold() -> None:
    """Tolerance: four standard errors of 1,000 draws, 0.063."""
    assert CHECK(no_rise(), world(0.5)).probability == pytest.approx(0.5, abs=0.063)


def test_it_waits_until_its_window_has_passed() -> None:
    finding = CHECK(no_rise(), world(0.0, date(2023, 12, 30)))
    assert finding.probability is None
    assert finding.statement == "It cannot be tested before its window ends: on 31 December 2023."


def test_base_rate_and_no_change_are_forecasts_too() -> None:
    """It held in all eight past pairs of years: (8·0.99 + ½)/9."""
    values = CHECK(no_rise(stated="unlikely"), world(2.0)).values
    assert values["base_rate"] == pytest.approx((8 * 0.99 + 0.5) / 9, abs=0.01)
    assert values["no_change"] == 0.99
    assert values["stated"] == pytest.approx(0.325)  # the middle of 20–45%
    assert values["brier_stated"] < values["brier_no_change"]


def test_the_forecasts_of_anybody_know_what_was_known_then() -> None:
    """Revised since, the record of now says that the balance rose every year."""
    then = world(0.0, date(2022, 12, 31))
    now = world(0.0)
    now.indices.balance = now.indices.balance + YEARS
    alone = CHECK(no_rise(), now).values
    beside = CHECK(no_rise(), replace(now, stated=then)).values
    # Nine past windows of now hold with probability 0.01; those of then with 0.99, but for one.
    assert alone["base_rate"] == pytest.approx((8 * 0.01 + 0.5) / 9, abs=0.05)
    assert (
        beside["base_rate"]
        == CHECK(no_rise(), replace(world(0.0), stated=then)).values["base_rate"]
    )
    assert beside["base_rate"] > 0.9


def test_a_level_stays_as_it_was() -> None:
    rows = [
        one
        for year in (2022, 2023)
        for side, count in (("USA-CHN", 2), ("USA-MEX", 60))
        for one in acts(year, count, 5, scope=side, prefix=side.lower())
    ]
    made = index(MONTHS, events=rows)
    check = spec("forecast", outcome="level", dyad="USA-CHN", than=("USA-MEX",), window="2023",
                 direction="below", factor=1.5)  # fmt: skip
    finding = CHECK(check, record(index=made, events=rows))
    assert (finding.probability, finding.values["no_change"]) == (0.99, 0.99)
    assert finding.values["stated"] is None


def test_named_events_have_no_base_rate_and_may_come_early() -> None:
    check = spec("forecast", outcome="occurred", events=("a",), window="2023/2024", p=0.3)
    rows = [event("a", "2023-06-01")]
    early = CHECK(check, record(events=rows, as_of=date(2023, 7, 1)))
    assert early.probability == pytest.approx(0.97)
    assert (early.values["base_rate"], early.values["no_change"]) == (None, 0.01)
    before = CHECK(check, record(events=rows, as_of=date(2023, 5, 1)))
    assert before.probability is None
    assert "31 December 2024" in before.statement


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_the_scores_are_proper(q: float, p: float) -> None:
    """No forecast scores better than the probability itself; 1e-9 is rounding."""
    assert all(a >= b - 1e-9 for a, b in zip(scores(q, p), scores(p, p), strict=True))
    assert scores(q, 1.0) == (pytest.approx((1 - q) ** 2), pytest.approx(-log(q)))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"outcome": "shift", "dyad": "USA-CHN"}, "outcome shift lacks option before"),
        ({"outcome": "occurred", "events": ("a",)}, "outcome occurred lacks option window"),
        ({"outcome": "level", "before": "2019"}, "outcome level has no option before"),
        ({"outcome": "shift", "direction": "below"}, "direction = 'below' is not one of down, up"),
        ({"outcome": "level", "p": 3.0}, "p = 3.0 is no probability"),
        ({"outcome": "level", "p": 0.5, "stated": "likely"}, "keep one of the two"),
    ],
)
def test_mistakes(options: dict[str, object], problem: str) -> None:
    assert problem in str(CHECK.problems(options)).replace('"', "'").replace("\\'", "'")
