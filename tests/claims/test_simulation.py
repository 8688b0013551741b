"""`simulation`: what scenarios of the case's model say."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from detente.claims.checks import CHECKS
from detente.claims.checks.simulation import share_below
from detente.claims.judge import CONTRADICTED, SUPPORTED, judge_claim, judge_on
from detente.claims.spec import Claim
from detente.claims.verdict import Verdict
from detente.terms.likelihood import Confidence
from tests.claims.worlds import record, spec

CHECK = CHECKS["simulation"]


@dataclass(frozen=True)
class Scenario:
    median: float
    p_improvement: float
    name: str = "all_sides_closer"
    outcome: str = "deaths"
    horizon_months: int = 60
    spread: float = 100.0
    unit: str = "deaths"
    better: str = "lower"
    basis: str = "learned"

    @property
    def low50(self) -> float:
        return self.median - 0.6745 * self.spread

    @property
    def high50(self) -> float:
        return self.median + 0.6745 * self.spread

    @property
    def low90(self) -> float:
        return self.median - 1.645 * self.spread

    @property
    def high90(self) -> float:
        return self.median + 1.645 * self.spread


def asked(**more: object):
    given = {"scenario": "all_sides_closer", "outcome": "deaths", "direction": "improves"}
    return spec("simulation", **(given | more))


@pytest.mark.parametrize(("p", "expected"), [(0.97, 0.97), (0.02, 0.02), (0.5, 0.5)])
def test_yes_no_and_undecided_as_the_draws_say(p: float, expected: float) -> None:
    made = record(scenarios=[Scenario(-100.0, p)])
    assert CHECK(asked(), made).probability == pytest.approx(expected)


@pytest.mark.parametrize(
    ("median", "expected"), [(-500.0, 0.99), (-200.0, 0.5), (0.0, 0.023), (500.0, 0.01)]
)
def test_a_size_is_read_off_the_bounds(median: float, expected: float) -> None:
    """Of normal draws with spread 100: at least 200 fewer; 0.002 is rounding of the bounds."""
    made = record(scenarios=[Scenario(median, 0.5)])
    check = asked(direction="down", at_least=200, unit="deaths")
    assert CHECK(check, made).probability == pytest.approx(expected, abs=0.002)


def test_bounds_of_any_shape_give_back_their_own_quantiles() -> None:
    draws = np.random.default_rng(1).gamma(2.0, 1.0, 20_000)
    bounds = [float(q) for q in np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95))]
    for q, bound in zip((0.05, 0.25, 0.5, 0.75, 0.95), bounds, strict=True):
        assert share_below(bounds, bound) == pytest.approx(q)
    assert share_below([0, 0, 0, 0, 0], 1.0) == 1.0
    assert share_below([0, 0, 0, 0, 0], 0.0) == 0.5


@pytest.mark.parametrize(
    ("scenarios", "options", "reason"),
    [
        (None, {}, "The case has no scenario findings."),
        ([Scenario(0, 0.5)], {"scenario": "other"}, "there is all_sides_closer"),
        ([Scenario(0, 0.5)], {"outcome": "purity"}, "it has deaths (60 months)"),
        ([Scenario(0, 0.5)], {"horizon_months": 12}, "it has deaths (60 months)"),
        ([Scenario(0, 0.5)], {"direction": "up", "unit": "kg"}, "in deaths"),
    ],
)
def test_what_is_not_there_is_not_tested(scenarios, options, reason: str) -> None:
    finding = CHECK(asked(**options), record(scenarios=scenarios))
    assert finding.probability is None
    assert reason in finding.statement


@pytest.mark.parametrize("p", [0.97, 0.6, 0.02])
def test_what_was_assumed_neither_supports_nor_contradicts(p: float) -> None:
    """A prior can be as sure of itself as it likes: the record has said nothing."""
    finding = CHECK(asked(), record(scenarios=[Scenario(-900.0, p, basis="assumed")]))
    against = CHECK(asked(negate=True), record(scenarios=[Scenario(-900.0, p, basis="assumed")]))
    for one in (finding, against):
        assert one.probability is not None
        assert CONTRADICTED <= one.probability < SUPPORTED
        assert "assumed, not learned" in one.statement
    size = CHECK(
        asked(direction="down", at_least=1, unit="deaths"),
        record(scenarios=[Scenario(-900.0, p, basis="assumed")]),
    )
    # -900 with a spread of 100 would be almost certain
    assert size.probability == pytest.approx(0.79)


@pytest.mark.parametrize(
    ("basis", "p", "verdict", "confidence"),
    [
        ("learned", 0.97, Verdict.SUPPORTED, Confidence.MODERATE),
        ("learned", 0.03, Verdict.CONTRADICTED, Confidence.MODERATE),
        ("learned", 0.5, Verdict.UNDECIDED, Confidence.MODERATE),
        ("partly learned", 0.97, Verdict.SUPPORTED, Confidence.LOW),
        ("assumed", 0.97, Verdict.UNDECIDED, Confidence.LOW),
        ("assumed", 0.03, Verdict.UNDECIDED, Confidence.LOW),
        # Levers alone: what they do was built in, either way.
        ("", 0.97, Verdict.UNDECIDED, Confidence.LOW),
        ("", 0.03, Verdict.UNDECIDED, Confidence.LOW),
    ],
)
def test_worlds_in_which_the_claim_holds_fails_and_is_open(basis, p, verdict, confidence) -> None:
    claim = Claim("closer", "It helps.", "A report", date(2023, 9, 1), "causal", "", (asked(),))
    found = judge_on(claim, record(scenarios=[Scenario(-500.0, p, basis=basis)]))
    assert (found.verdict, found.confidence) == (verdict, confidence)


def test_a_calibration_that_is_not_believed_tests_nothing() -> None:
    """The record then holds no scenarios, and the reason in their place."""
    why = "The calibration of the case's model did not meet its checks. Pareto k is 1.76."
    finding = CHECK(asked(), record(no_scenarios=why))
    assert (finding.probability, finding.statement) == (None, why)


def test_neither_way_of_a_seizure_is_an_improvement() -> None:
    made = record(scenarios=[Scenario(-100.0, 0.9, better="neither")])
    finding = CHECK(asked(), made)
    assert finding.probability is None
    assert "ask for down or up" in finding.statement
    down = CHECK(asked(direction="down"), made)
    assert down.probability == pytest.approx(0.84, abs=0.01)  # one spread below nothing
    assert "improves" not in down.statement


def test_mistakes() -> None:
    assert "has no unit" in str(CHECK.problems({"direction": "up", "at_least": 5}))
    assert "improves" in str(CHECK.problems({"direction": "improves", "at_least": 5}))


def test_what_changed_a_verdict_is_not_told_as_rows_where_none_was_run_then() -> None:
    given: dict[str, object] = {"id": "a", "text": "It helps.", "stated_by": "A ministry"}
    given |= {"stated_on": date(2021, 1, 1), "kind": "causal", "source": "A report"}
    claim = Claim(checks=(asked(),), **given)  # type: ignore[arg-type]
    then = record(as_of=date(2021, 1, 1))
    found = judge_claim(claim, then, record(scenarios=[Scenario(-100.0, 0.97)]))
    assert (found.then.verdict, found.now.verdict) == (Verdict.NOT_TESTABLE, Verdict.SUPPORTED)
    (change,) = found.changed_by
    assert change.statement == (
        "Simulations: only those of now can be run; this gives “supported” (97%)."
    )
