"""`lasting`: a change that came, and is still there so many months later."""

import numpy as np
import pytest

from detente.claims.checks import CHECKS
from tests.claims.worlds import index, months, record, series, spec

CHECK = CHECKS["lasting"]
MONTHS = months("2016-01/2023-12")
AT = MONTHS.index("2020-10")


def fell(**more: object):
    given = {"before": "2018-10/2020-09", "since": "2020-10-15", "months": 24}
    given |= {"direction": "down", "at_least": 0.3, "unit": "log points"}
    return spec("lasting", dyad="USA-MEX", **(given | more))


def world(first: float, later: float, spread: float = 0.1):
    """Make a balance that falls by `first` for 18 months after October 2020, then by `later`."""
    balance = np.zeros(len(MONTHS))
    balance[AT + 1 :] = -first
    balance[AT + 19 :] = -later
    made = index(MONTHS, {"USA-MEX": balance}, spread=spread)
    # Each window is drawn apart, or the spread of a whole draw would cancel out of a difference.
    noise = np.random.default_rng(5).normal(0, spread, (1000, 3, 8)).repeat(12, axis=2)
    made.balance = made.balance + noise
    return record(index=made)


def test_yes_where_it_fell_and_stayed_down() -> None:
    finding = CHECK(fell(), world(1.0, 1.0))
    assert finding.probability == 0.99
    assert "Oct 2022 to Sep 2023" in finding.statement


def test_no_where_it_came_back() -> None:
    assert CHECK(fell(), world(1.0, 0.0)).probability == 0.01


def test_no_where_it_only_fell_later() -> None:
    """What began after two years did not last from the date on."""
    assert CHECK(fell(), world(0.0, 1.0)).probability == 0.01


def test_undecided_where_it_came_back_half_way() -> None:
    """The later change is as far from the threshold on both sides; a first change well above it.

    Tolerance: four standard errors of 1,000 draws, 0.063.
    """
    assert CHECK(fell(), world(2.0, 0.3)).probability == pytest.approx(0.5, abs=0.063)


def test_a_series_can_be_read_too() -> None:
    values = {(m, ""): (100.0 if m <= "2020-10" else 60.0) + n % 5 for n, m in enumerate(MONTHS)}
    made = record(series=[series("seized", values)])
    check = spec("lasting", series="seized", before="2018-10/2020-09", since="2020-10", months=24,
                 direction="down", at_least=25, unit="per cent")  # fmt: skip
    finding = CHECK(check, made)
    assert finding.probability == 0.99
    assert {row.speaks for row in finding.rows} == {"for"}


def test_it_waits_for_the_later_months() -> None:
    made = world(1.0, 1.0)
    assert made.indices is not None
    short = index(months("2016-01/2022-06"), {})
    finding = CHECK(fell(), record(index=short))
    assert finding.probability is None
    assert "fewer than half" in finding.statement


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"months": 6}, "months = 6 is not longer than over = 12"),
        ({"months": 24, "over": 0}, "months = 24 is not longer than over = 0"),
        ({"months": 24, "series": "x"}, "a lasting change needs either a dyad or a series"),
    ],
)
def test_mistakes(options: dict[str, object], problem: str) -> None:
    assert problem in str(CHECK.problems({"dyad": "USA-MEX", **options}))
