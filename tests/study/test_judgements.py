"""Key judgements keep likelihood and confidence apart, in the words of ICD 203."""

import dataclasses

import pytest

from detente.claims.confidence import UNCONVERGED
from detente.claims.verdict import ClaimFinding, Verdict, VerdictFinding
from detente.cooperation.results import MeasureRow, SideNow
from detente.scenarios.results import ScenarioFindings
from detente.study.judgements import MOST, chances, chosen, key_judgements
from detente.terms.intervals import Interval
from detente.terms.likelihood import LIKELIHOOD_TERMS, Confidence
from tests.brief import scenario_samples

ANY = Interval(0.2, 0.1, 0.3, -0.1, 0.5)
NAMES = {"USA-CHN": "US–China", "USA-MEX": "US–Mexico"}
MEASURES = (
    MeasureRow("trade", "Cooperation against the trade", "Acts on it.", True, 40, 30),
    MeasureRow("relations", "Relations overall", "All acts.", False, 80, 90),
)


def side(dyad: str = "USA-CHN", p: float = 0.9, acts: int = 24, measure: str = "trade") -> SideNow:
    return SideNow(
        *(measure, dyad, "2025-05", "2026-04", ANY, ANY),
        *(acts // 2, acts - acts // 2, 5, 7, p, 0.7, 0.5),
    )


def claim(
    id_: str,
    verdict: Verdict = Verdict.CONTRADICTED,
    p: float | None = 0.1,
    *,
    kind: str = "assessment",
    confidence: Confidence = Confidence.MODERATE,
    then: Verdict | None = None,
    doubts: tuple[str, ...] = (),
) -> ClaimFinding:
    now = VerdictFinding(
        "2026-05-01", verdict, p, "", confidence if p else None, "One source.", (), (), doubts
    )
    before = dataclasses.replace(now, verdict=then or verdict)
    return ClaimFinding(
        id_, "It peaked.", "A report", "2023-09-01", kind, "", before, now, (), (), ""
    )


def judged(sides, claims=(), measures=MEASURES):
    return key_judgements(sides, measures, claims, NAMES)


def test_likelihood_and_confidence_are_never_in_one_sentence() -> None:
    sides = [side(), side("USA-MEX", 0.3)]
    found = judged(sides, [claim("peak")])
    assert [j.about for j in found] == ["side-USA-CHN", "side-USA-MEX", "sides", "claim-peak"]
    for judgement in found:
        assert "onfidence" not in judgement.likelihood
        assert not any(term in judgement.confidence for term in LIKELIHOOD_TERMS)
        assert judgement.confidence.startswith("Confidence is ")


def test_the_likelier_direction_is_judged() -> None:
    better, worse = judged([side(p=0.9)]), judged([side(p=0.1)])
    assert "very likely (90%)" in better[0].likelihood
    assert "better" in better[0].likelihood
    assert "very likely (90%)" in worse[0].likelihood
    assert "worse" in worse[0].likelihood


def test_only_the_subject_is_judged_and_its_acts_are_said() -> None:
    (found,) = judged([side(), side(measure="relations", p=0.1)])
    assert "cooperation against the trade" in found.likelihood
    assert "with 12 cooperative and 12 conflictual acts" in found.likelihood
    assert "with 5 and 7" in found.likelihood


@pytest.mark.parametrize(("acts", "level"), [(0, "low"), (11, "low"), (12, "moderate")])
def test_confidence_follows_the_evidence(acts, level) -> None:
    found = judged([side(acts=acts)])
    assert found[0].confidence.startswith(f"Confidence is {level}: {acts} dated acts")


def test_a_comparison_is_as_sure_as_its_part_with_the_fewest_acts() -> None:
    few = dataclasses.replace(side(), before_cooperation=2, before_conflict=0)
    (found,) = judged([few])
    assert found.confidence == (
        "Confidence is low: 24 dated acts in those months and 2 in the twelve before, from one "
        "chronology of public acts; a comparison hangs on its part with the fewest."
    )
    one = dataclasses.replace(
        side("USA-MEX", acts=1), before_cooperation=9, before_conflict=9, p_lowest=0.1
    )
    *_, sides = judged([dataclasses.replace(side(acts=40), p_lowest=0.9), one])
    assert "very likely (90%) that US–China had the least friendly balance" in sides.likelihood
    assert "with 20 cooperative and 20 conflictual acts; US–Mexico had 0 and 1." in sides.likelihood
    assert sides.confidence.startswith(
        "Confidence is low: 40 dated acts on the US–China side and 1 on the US–Mexico side,"
    )
    *_, both = judged([side(acts=40), side("USA-MEX", acts=12)])
    assert both.confidence.startswith("Confidence is moderate: 40 dated acts")


def test_an_answer_that_another_measure_turns_says_so() -> None:
    lowest = dataclasses.replace
    own = [lowest(side(p=0.9), p_lowest=0.8), lowest(side("USA-MEX", 0.9), p_lowest=0.2)]
    other = [
        lowest(side(p=0.15, measure="relations"), p_lowest=0.3),
        lowest(side("USA-MEX", 0.8, measure="relations"), p_lowest=0.7),
    ]
    china, mexico, sides = judged([*own, *other])
    assert china.likelihood.endswith(
        "By relations overall it is very likely (85%) that it was worse."
    )
    assert "relations" not in mexico.likelihood
    assert sides.likelihood.endswith(
        "By relations overall it is likely (70%) that US–Mexico had it."
    )
    even = [lowest(one, p_improved=0.5, p_lowest=0.5) for one in other]
    assert not any("relations" in one.likelihood for one in judged([*own, *even])[:2])
    warned = (MEASURES[0], lowest(MEASURES[1], warnings=("The grid ends.",)))
    assert not any("relations" in one.likelihood for one in judged([*own, *other], (), warned))


def test_nothing_is_judged_from_an_index_that_cannot_be_believed() -> None:
    warned = (dataclasses.replace(MEASURES[0], warnings=("The grid ends.",)), MEASURES[1])
    claims = [claim("on-the-index", doubts=(UNCONVERGED,)), claim("on-a-series")]
    found = judged([side(), side("USA-MEX")], claims, warned)
    assert [judgement.about for judgement in found] == ["claim-on-a-series"]


def test_at_most_seven_and_only_tested_claims() -> None:
    claims = [claim("none", Verdict.NOT_TESTABLE, None), *(claim(f"c{n}") for n in range(9))]
    found = judged([side()], claims)
    assert len(found) == MOST
    assert "claim-none" not in {j.about for j in found}


@pytest.mark.parametrize(
    ("one", "enters"),
    [
        (claim("a", Verdict.SUPPORTED, 0.9), True),
        (claim("a", Verdict.MIXED, 0.5), True),
        (claim("a", Verdict.UNDECIDED, 0.5), False),
        (claim("a", Verdict.UNDECIDED, 0.5, kind="causal"), True),
        (claim("a", Verdict.UNDECIDED, 0.5, kind="forecast"), True),
        (claim("a", Verdict.SUPPORTED, 0.9, kind="fact"), False),
        (claim("a", Verdict.SUPPORTED, 0.9, kind="sequence"), False),
        (claim("a", Verdict.SUPPORTED, 0.9, confidence=Confidence.LOW), False),
        (claim("a", Verdict.SUPPORTED, 0.9, kind="causal", confidence=Confidence.LOW), False),
    ],
)
def test_which_claims_enter(one, enters) -> None:
    assert chosen([one]) == ([one] if enters else [])


def test_the_order_of_claims() -> None:
    """What changed, then causes and forecasts, then confidence, then how far from even."""
    ranked = [
        claim("changed", Verdict.CONTRADICTED, 0.15, then=Verdict.SUPPORTED),
        claim("cause", Verdict.UNDECIDED, 0.5, kind="causal"),
        claim("sure", Verdict.SUPPORTED, 0.85, confidence=Confidence.HIGH),
        claim("far", Verdict.CONTRADICTED, 0.02),
        claim("first", Verdict.SUPPORTED, 0.9),
        claim("second", Verdict.SUPPORTED, 0.9),
    ]
    jumbled = [ranked[i] for i in (3, 4, 0, 5, 2, 1)]
    assert [one.id for one in chosen(jumbled)] == [one.id for one in ranked]


def simulated(basis: str = "learned", *, believed: bool = True, loses: bool = False):
    made = scenario_samples.parts()
    told = dataclasses.replace(
        made["calibration"], believed=believed,
        heldout_logscore=scenario_samples.held_out(loses=loses),
    )  # fmt: skip
    rows = tuple(dataclasses.replace(s, basis=basis) for s in made["scenarios"])
    return ScenarioFindings(rows, (), (), (), (), (), "all", 2000, told)


def judged_with(scenarios):
    return key_judgements([side()], MEASURES, (), NAMES, scenarios)


@pytest.mark.parametrize(
    ("basis", "loses", "level"),
    [("learned", False, "moderate"), ("learned", True, "low"), ("assumed", False, "low"),
     ("partly learned", False, "low")],
)  # fmt: skip
def test_what_closer_cooperation_would_change_is_judged(basis, loses, level) -> None:
    found = judged_with(simulated(basis, loses=loses))
    assert [one.about for one in found] == ["side-USA-CHN", "scenarios"]
    joint = found[-1]
    # The outcome listed last among those with a better way, over the longest horizon.
    assert "would lower Deaths over 36 months" in joint.likelihood
    assert "likely (72%)" in joint.likelihood
    assert joint.confidence.startswith(f"Confidence is {level}")
    assert "onfidence" not in joint.likelihood
    assert ("assumed" in joint.confidence) == (basis != "learned")


def test_an_approximation_that_met_its_checks_is_held_with_low_confidence() -> None:
    made = simulated()
    told = dataclasses.replace(made.calibration, approximate=True)
    found = judged_with(dataclasses.replace(made, calibration=told))
    assert found[-1].confidence.startswith("Confidence is low")


def test_nothing_is_judged_from_a_calibration_that_is_not_believed() -> None:
    assert [one.about for one in judged_with(simulated(believed=False))] == ["side-USA-CHN"]
    assert [one.about for one in judged_with(None)] == ["side-USA-CHN"]


@pytest.mark.parametrize(
    ("p", "words"),
    [(0.0, "there is almost no chance (1%)"), (0.5, "the chances are roughly even (50%)"),
     (0.63, "it is likely (63%)"), (1.0, "it is almost certain (99%)")],
)  # fmt: skip
def test_chances_read_as_english(p, words) -> None:
    assert chances(p) == words
