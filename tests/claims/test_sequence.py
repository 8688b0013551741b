"""`sequence`: order and span, with dates that are not all exact."""

import pytest

from detente.claims.checks import CHECKS
from tests.claims.worlds import event, record, spec

CHECK = CHECKS["sequence"]
TRUST = 0.97**2


def world(first: str, second: str, **fields: object):
    return record(events=[event("a", first, **fields), event("b", second)])


def test_in_order_and_in_time() -> None:
    """Where both rows are right the order holds; where one is wrong it is even: r + (1 − r)/2."""
    finding = CHECK(
        spec("sequence", events=("a", "b"), within_days=10), world("2020-01-05", "2020-01-12")
    )
    assert finding.probability == pytest.approx(TRUST + (1 - TRUST) / 2)
    assert finding.values["days"] == 7


@pytest.mark.parametrize(
    "options",
    [
        {"events": ("b", "a")},
        {"events": ("a", "b"), "within_days": 6},
        {"events": ("a", "b"), "at_least_days": 8},
    ],
)
def test_out_of_order_or_out_of_time(options: dict[str, object]) -> None:
    finding = CHECK(spec("sequence", **options), world("2020-01-05", "2020-01-12"))
    assert finding.probability == pytest.approx((1 - TRUST) / 2)


def test_events_of_one_day_are_in_order() -> None:
    finding = CHECK(spec("sequence", events=("b", "a")), world("2020-01-05", "2020-01-05"))
    assert finding.probability is not None
    assert finding.probability > 0.9


def test_a_month_is_spread_over_its_days() -> None:
    """Some day of June, then 15 June: 15 of 30 days do. Undecided, as it must be.

    Tolerance: four standard errors of 2,000 draws, 4·√(¼/2000) = 0.045.
    """
    finding = CHECK(
        spec("sequence", events=("a", "b")),
        world("2020-06-01", "2020-06-15", date_precision="month"),
    )
    assert finding.values["share_of_draws"] == pytest.approx(0.5, abs=0.045)
    assert finding.probability == pytest.approx(0.5, abs=0.045)


def test_the_same_check_draws_the_same_days() -> None:
    check = spec("sequence", events=("a", "b"))
    made = world("2020-06-01", "2020-06-15", date_precision="month")
    assert CHECK(check, made) == CHECK(check, made)


def test_an_event_that_is_not_public_leaves_it_open() -> None:
    finding = CHECK(spec("sequence", events=("a", "b")), record(events=[event("a", "2020-01-05")]))
    assert finding.probability is None
    assert "1 of the 2 events" in finding.statement
