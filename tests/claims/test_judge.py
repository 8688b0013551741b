"""From checks to a verdict, a probability and a confidence, by the stated rules."""

from dataclasses import replace
from datetime import date
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.check import CheckSpec
from detente.claims.checks import CHECKS
from detente.claims.confidence import UNCONVERGED, Run, agrees, confidence, doubts
from detente.claims.judge import combined_probability, judge_claim, judge_on, verdict_of
from detente.claims.spec import Claim
from detente.claims.verdict import CheckFinding, Verdict
from detente.terms.likelihood import LIKELIHOOD_TERMS, Confidence
from tests.claims.worlds import event, index, months, record, series, spec

PROBABILITY = st.floats(0.01, 0.99)


def finding(probability: float | None, **values: float) -> CheckFinding:
    return CheckFinding("shift", "it holds", probability, "So it was.", dict(values), ())


def run(probability: float | None, series: str = "", **values: float) -> Run:
    options: dict[str, object] = {"series": series} if series else {"dyad": "USA-MEX"}
    return CheckSpec("shift", "it holds", options, 1), finding(probability, **values)


def claim(*checks: CheckSpec, alternatives: tuple[CheckSpec, ...] = (), **fields: object) -> Claim:
    given: dict[str, object] = {"id": "a", "text": "It was so.", "stated_by": "A ministry"}
    given |= {"stated_on": date(2021, 1, 1), "kind": "fact", "source": "A report"}
    return Claim(checks=checks, alternatives=alternatives, **(given | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("probabilities", "verdict"),
    [
        ((0.80,), Verdict.SUPPORTED),
        ((0.79,), Verdict.UNDECIDED),
        ((0.20,), Verdict.UNDECIDED),
        ((0.19,), Verdict.CONTRADICTED),
        ((0.95, 0.85), Verdict.SUPPORTED),
        ((0.95, 0.5), Verdict.UNDECIDED),
        ((0.5, 0.1), Verdict.CONTRADICTED),
        ((0.9, 0.1), Verdict.MIXED),
        ((0.9, 0.5, 0.1), Verdict.MIXED),
        ((0.95, None), Verdict.SUPPORTED),
    ],
)
def test_verdicts(probabilities: tuple[float | None, ...], verdict: Verdict) -> None:
    runs = [run(p) for p in probabilities]
    probability = combined_probability(runs)
    assert probability is not None
    assert verdict_of([one for _, one in runs], probability) is verdict


@pytest.mark.parametrize(
    ("probability", "even", "verdict"),
    [
        (0.19, 0.1, Verdict.UNDECIDED),
        (0.09, 0.1, Verdict.CONTRADICTED),
        (0.81, 0.9, Verdict.UNDECIDED),
        (0.91, 0.9, Verdict.SUPPORTED),
        (0.85, 0.1, Verdict.SUPPORTED),
    ],
)
def test_one_of_ten_is_contradicted_only_below_a_tenth(
    probability: float, even: float, verdict: Verdict
) -> None:
    """And its opposite supported only above nine tenths."""
    assert verdict_of([finding(probability, even=even)], probability) is verdict


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ((run(0.9), run(0.8)), 0.8),  # the same events: they stand and fall together
        ((run(0.9, "homicide"), run(0.8, "trade")), 0.72),  # apart: multiplied
        ((run(0.9, "homicide"), run(0.8, "homicide"), run(0.5)), 0.4),
        ((run(0.9), run(None)), 0.9),
        ((run(None),), None),
        ((), None),
    ],
)
def test_probability_of_all_checks(runs: tuple[Run, ...], expected: float | None) -> None:
    assert combined_probability(runs) == (None if expected is None else pytest.approx(expected))


@given(st.lists(st.tuples(PROBABILITY, st.sampled_from(["", "homicide", "trade"])), min_size=1))
def test_a_claim_is_no_likelier_than_its_weakest_check(pairs: list[tuple[float, str]]) -> None:
    """It lies between the product of all checks and the lowest; 1e-12 is rounding."""
    runs = [run(p, series) for p, series in pairs]
    probability = combined_probability(runs)
    assert probability is not None
    assert 0.01 <= probability <= min(p for p, _ in pairs) + 1e-12
    assert probability >= min(1.0, prod(p for p, _ in pairs)) - 1e-12


@given(st.lists(PROBABILITY, min_size=1, max_size=5))
def test_the_verdict_agrees_with_the_probability(each: list[float]) -> None:
    runs = [run(p) for p in each]
    probability = combined_probability(runs)
    assert probability is not None
    verdict = verdict_of([one for _, one in runs], probability)
    low, high = min(each), max(each)
    if verdict is Verdict.SUPPORTED:
        assert low >= 0.80
    elif verdict is Verdict.CONTRADICTED:
        assert probability < 0.20
        assert high < 0.80
    elif verdict is Verdict.MIXED:
        assert low < 0.20
        assert high >= 0.80
    else:
        assert verdict is Verdict.UNDECIDED
        assert 0.20 <= probability < 0.80


STRONG = {"publishers": 2, "high_share": 1.0}
ENOUGH = {"points": 48, "acts": 60, "by_lag": 0}


@pytest.mark.parametrize(
    ("checks", "others", "level"),
    [
        ([run(0.97, **STRONG)], [], Confidence.HIGH),
        ([run(0.97, **{**STRONG, "publishers": 1})], [], Confidence.MODERATE),
        ([run(0.7, publishers=1, high_share=0.5)], [], Confidence.LOW),
        ([run(0.9, **ENOUGH)], [0.85, 0.95], Confidence.HIGH),
        ([run(0.9, **ENOUGH)], [], Confidence.MODERATE),
        ([run(0.9, **{**ENOUGH, "acts": 8})], [0.9], Confidence.MODERATE),
        ([run(0.9, **{**ENOUGH, "acts": 8, "by_lag": 1})], [0.9], Confidence.LOW),
        ([run(0.9, **ENOUGH)], [0.9, 0.3], Confidence.MODERATE),
        ([run(0.9, **ENOUGH)], [0.3], Confidence.MODERATE),
        ([run(0.9, **ENOUGH)], [0.9, 0.3, 0.1], Confidence.LOW),
        ([run(0.9, **ENOUGH), run(None)], [0.9], Confidence.LOW),
    ],
)
def test_confidence_falls_a_step_for_each_doubt(
    checks: list[Run], others: list[float], level: Confidence
) -> None:
    runs = [run(p) for p in others]
    assert confidence(doubts(checks[0][1].probability or 0, checks, runs)) is level


def test_an_index_that_cannot_be_believed_is_a_doubt_where_it_was_used() -> None:
    world = record(index=index(months("2018-01/2021-12"), {}, edge=0.2))
    options = {"dyad": "USA-MEX", "before": "2018", "after": "2020", "direction": "up"}
    by_index, raw = spec("shift", **options), spec("shift", source="chronology", **options)
    for check, expected in ((by_index, True), (raw, False)):
        found = doubts(0.5, [(check, CHECKS[check.type](check, world))], [run(0.5)])
        assert (UNCONVERGED in found) is expected


@given(PROBABILITY, PROBABILITY)
def test_agreement_is_mutual(one: float, other: float) -> None:
    assert agrees(one, other) == agrees(other, one)
    assert agrees(one, one)


def test_then_and_now_differ_by_what_was_known() -> None:
    early = event("a", "2020-05-01")
    late = event("b", "2020-06-01", known_date=date(2022, 1, 1))
    tested = claim(spec("occurred", events=("a",)), spec("occurred", events=("b",)))
    then = record(events=[early, late], as_of=date(2021, 1, 1))
    now = record(events=[early, late])
    judged = judge_claim(tested, then, now)
    assert (judged.then.as_of, judged.now.as_of) == ("2021-01-01", "2023-12-31")
    assert judged.then.confidence is Confidence.LOW
    assert "1 of 2 checks could not be run" in judged.then.doubts
    assert [row.id for row in judged.then.rows] == ["a"]
    assert judged.now.confidence is Confidence.MODERATE
    assert [row.id for row in judged.now.rows] == ["a", "b"]
    assert judged.now.probability == pytest.approx(0.97)


def test_where_nothing_could_be_run_the_reason_says_why() -> None:
    judged = judge_on(claim(spec("occurred", events=("a",))), record())
    assert judged.verdict is Verdict.NOT_TESTABLE
    assert judged.probability is None
    assert judged.confidence is None
    assert "0 of the 1 event needed" in judged.reason


def test_claims_that_need_other_data_are_listed_with_their_readings() -> None:
    reading = spec("occurred", events=("a",))
    made = claim(alternatives=(reading,), testable="no", missing="A series.")
    world = record(events=[event("a", "2020-05-01")])
    judged = judge_claim(made, world, world)
    assert judged.now.verdict is Verdict.NOT_TESTABLE
    assert (judged.now.probability, judged.now.likelihood) == (None, "")
    assert judged.now.reason == judged.missing == "A series."
    assert judged.alternatives[0].probability == pytest.approx(0.97)
    assert judged.curve is not None
    assert [one.agrees for one in judged.curve.readings] == [None]


def test_a_conjunction_with_a_check_that_could_not_be_run_holds_in_part() -> None:
    """One part that holds does not carry the other; one that fails brings both down."""
    seen = [event("a", "2020-01-05"), event("b", "2020-02-05", known_date=date(2022, 6, 1))]
    both = spec("occurred", events=("a",)), spec("occurred", events=("b",))
    then = record(events=seen, as_of=date(2021, 1, 1))
    found = judge_on(claim(*both), then)
    assert found.verdict is Verdict.SUPPORTED_IN_PART
    assert found.unrun == ("it holds",)
    assert "Of 2 checks, 1 holds and 1 could not be run. Not tested: “it holds”." in found.reason
    assert judge_on(claim(*both), record(events=seen)).verdict is Verdict.SUPPORTED
    wrong = spec("occurred", events=("a",), window="2019")
    assert judge_on(claim(wrong, both[1]), then).verdict is Verdict.CONTRADICTED


@pytest.mark.parametrize("kind", ["share", "shift", "value", "source_says"])
def test_what_was_out_then_is_not_known_where_no_day_was_kept(kind: str) -> None:
    """No verdict changes by it, and nobody says that nothing had been published."""
    figures = series("quoted", {("2020-01", ""): 5.0, ("2020-02", ""): 4.0, ("2020-03", ""): 4.0})
    spans = tuple((point.start, point.end) for point in figures.points)
    bare = replace(figures, points=(), undated=spans, undated_until=date(2026, 5, 13))
    options: dict[str, dict[str, object]] = {
        "share": {
            "of": "whole",
            "window": "2020-01/2020-03",
            "direction": "below",
            "threshold": 90.0,
            "unit": "per cent",
        },
        "shift": {"before": "2020-01", "after": "2020-02", "direction": "down"},
        "value": {"figure": "sum", "window": "2020-01/2020-03", "value": 13},
        "source_says": {"period": "2020-01", "value": 5},
    }
    whole = series("whole", {(month, ""): 20.0 for month in ("2020-01", "2020-02", "2020-03")})
    asked = claim(spec(kind, series="quoted", **options[kind]))
    now = record(series=[figures, whole])
    for points in ((), figures.points[2:]):
        old = replace(bare, points=points, undated=spans[:2] if points else spans)
        found = judge_claim(asked, record(series=[old, whole], as_of=date(2021, 1, 1)), now)
        assert found.then.verdict is Verdict.NOT_TESTABLE
        assert "the day on which each was published or quoted was not kept" in found.then.reason
        assert "No figure" not in found.then.reason
        assert (found.turned, found.changed_by) == (False, ())


def test_likelihood_and_confidence_are_never_in_one_sentence() -> None:
    spans = months("2018-01/2021-12")
    made = index(spans, {}, edge=0.2)
    world = record(index=made)
    check = spec("shift", dyad="USA-MEX", before="2018", after="2020", direction="up")
    judged = judge_on(claim(check), world)
    assert "onfidence" not in judged.reason
    assert not any(term in judged.confidence_words for term in LIKELIHOOD_TERMS)
    assert UNCONVERGED in judged.doubts
    assert judged.confidence_words.startswith("low: ")


@pytest.mark.parametrize(
    ("window", "verdict", "of_whole"),
    [
        ("2020-05", Verdict.SUPPORTED_IN_PART, Verdict.SUPPORTED),
        ("2021", Verdict.CONTRADICTED, Verdict.CONTRADICTED),
    ],
)
def test_a_part_that_holds_does_not_carry_the_sentence(
    window: str, verdict: Verdict, of_whole: Verdict
) -> None:
    """And one that fails contradicts it, whatever else it says."""
    check = spec("occurred", events=("a",), window=window)
    world = record(events=[event("a", "2020-05-01")])
    in_part = judge_claim(claim(check, untested="that it was meant"), world, world)
    whole = judge_claim(claim(check), world, world)
    assert (in_part.now.verdict, whole.now.verdict) == (verdict, of_whole)
    assert in_part.untested == "that it was meant"
    assert in_part.now.probability == whole.now.probability
    assert in_part.hash != whole.hash
