"""`association`: two monthly figures that move together, at once or some months later."""

import numpy as np
import pytest

from detente.claims.checks import CHECKS
from tests.claims.worlds import index, months, record, series, spec

CHECK = CHECKS["association"]
MONTHS = months("2012-01/2021-12")
N = len(MONTHS)


def walks(seed: int, coupling: float, lag: int = 0):
    """Two trending, seasonal series whose monthly changes correlate at a lag."""
    rng = np.random.default_rng(seed)
    shared, own = rng.standard_normal((2, N + 12))
    x = shared[12:]
    y = coupling * shared[12 - lag : N + 12 - lag] + np.sqrt(1 - coupling**2) * own[12:]
    season = np.sin(2 * np.pi * np.arange(N) / 12)
    trend = np.arange(N) / 40
    return [np.exp(5 + 0.1 * np.cumsum(z) + trend + 0.5 * season) for z in (x, y)]


def world(seed: int, coupling: float, lag: int = 0):
    made = walks(seed, coupling, lag)
    named = [
        series(name, {(m, ""): float(v) for m, v in zip(MONTHS, values, strict=True)})
        for name, values in zip(("a", "b"), made, strict=True)
    ]
    return record(series=named)


def asked(**more: object):
    given = {"series": "a", "with_series": "b", "window": "2012-01/2021-12"}
    return spec("association", **(given | {"direction": "together"} | more))


def test_yes_where_one_follows_the_other_by_three_months() -> None:
    finding = CHECK(asked(), world(1, 0.7, 3))
    assert finding.probability == pytest.approx(0.99, abs=0.02)
    assert finding.values["lag"] == 3
    assert "3 months later" in finding.statement


def test_no_where_they_move_the_other_way() -> None:
    assert CHECK(asked(to_lag=0), world(1, -0.7)).probability == 0.01
    opposite = CHECK(asked(to_lag=0, direction="opposite"), world(1, -0.7)).probability
    assert opposite == pytest.approx(0.99, abs=0.01)


def test_undecided_where_the_correlation_is_at_the_threshold() -> None:
    """Over 20 worlds the mean is near one half; 0.15 is four standard errors of such a mean."""
    found = [CHECK(asked(to_lag=0, at_least=0.4), world(s, 0.4)).probability for s in range(20)]
    assert np.mean(np.array(found, dtype=float)) == pytest.approx(0.5, abs=0.25)
    assert any(0.2 <= (p or 0) < 0.8 for p in found)


def test_trend_season_and_many_lags_make_no_association() -> None:
    """Unrelated walks with one trend and season: at most 2 of 24 worlds say yes."""
    found = [CHECK(asked(), world(seed, 0.0)).probability or 0 for seed in range(24)]
    assert sum(p >= 0.8 for p in found) <= 2


def test_an_index_that_is_mostly_noise_is_not_compared() -> None:
    made = index(MONTHS, {})
    noise = np.random.default_rng(2).normal(0, 1, made.balance.shape)
    made.balance = made.balance + noise
    world_ = record(index=made, series=[world(1, 0).series("a")])
    check = spec("association", dyad="USA-MEX", with_series="a", window="2012-01/2021-12",
                 direction="together")  # fmt: skip
    finding = CHECK(check, world_)
    assert finding.probability is None
    assert "noise of the estimate" in finding.statement


def test_an_index_that_is_well_known_is() -> None:
    a, b = (np.log(values) for values in walks(3, 0.8))
    made = index(MONTHS, {"USA-MEX": a, "USA-CHN": b}, spread=0.01)
    check = spec("association", dyad="USA-MEX", with_dyad="USA-CHN", window="2012-01/2021-12",
                 direction="together", to_lag=0)  # fmt: skip
    finding = CHECK(check, record(index=made))
    assert finding.probability is not None
    assert finding.probability > 0.95


def test_too_few_months_are_left_open() -> None:
    finding = CHECK(asked(window="2020-01/2021-12"), world(1, 0.9))
    assert finding.probability is None
    assert "36 are needed" in finding.statement


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"series": "a"}, "needs either with_dyad or with_series"),
        ({"series": "a", "with_series": "b", "measure": "balance"}, "measure cannot be given"),
        ({"series": "a", "with_series": "b", "from_lag": 5, "to_lag": 2}, "cannot be searched"),
        ({"series": "a", "with_series": "b", "at_least": 2}, "is no correlation"),
    ],
)
def test_mistakes(options: dict[str, object], problem: str) -> None:
    assert problem in str(CHECK.problems(options))
