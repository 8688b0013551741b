"""Key judgements keep likelihood and confidence apart, in the words of ICD 203."""

import dataclasses

import pytest

from detente.claims.verdict import ClaimFinding, Verdict, VerdictFinding
from detente.cooperation.results import IndexRow, SideNow
from detente.pipeline.judgements import MOST, chances, key_judgements
from detente.sampling.diagnostics import Diagnostics
from detente.terms.intervals import Interval
from detente.terms.likelihood import LIKELIHOOD_TERMS, Confidence
from detente.terms.periods import months_between

ANY = Interval(0.2, 0.1, 0.3, -0.1, 0.5)
NAMES = {"USA-CHN": "US–China", "USA-MEX": "US–Mexico"}
SOUND = Diagnostics(1.0, 900, 900, 0, 20, 4, 500)


def side(dyad: str = "USA-CHN", p: float = 0.9) -> SideNow:
    return SideNow(dyad, "2025-05", "2026-04", ANY, ANY, ANY, ANY, p, 0.7)


def rows(acts: int, scored: int = 0, dyad: str = "USA-CHN") -> list[IndexRow]:
    months = months_between("2025-05", "2026-04")
    return [
        IndexRow(dyad, m, ANY, ANY, ANY, acts // 12, 0, 1.0 if n < scored else None)
        for n, m in enumerate(months)
    ]


def claim(id_: str, verdict: Verdict = Verdict.CONTRADICTED, p: float | None = 0.1) -> ClaimFinding:
    found = VerdictFinding(
        "2026-05-01", verdict, p, "", Confidence.MODERATE if p else None, "One source.", (), ()
    )  # fmt: skip
    return ClaimFinding(
        id_, "It peaked.", "A report", "2023-09-01", "fact", "", found, found, (), (), ""
    )


def judged(sides, index, claims=(), diagnostics=SOUND, keys=()):
    lowest = {s.dyad: 1 / len(sides) for s in sides}
    return key_judgements(sides, index, claims, NAMES, diagnostics, keys, lowest)


def test_likelihood_and_confidence_are_never_in_one_sentence() -> None:
    sides = [side(), side("USA-MEX", 0.3)]
    found = judged(sides, rows(24), [claim("peak")], keys=["peak"])
    assert [j.about for j in found] == ["side-USA-CHN", "side-USA-MEX", "sides", "claim-peak"]
    for judgement in found:
        assert "onfidence" not in judgement.likelihood
        assert not any(term in judgement.confidence for term in LIKELIHOOD_TERMS)
        assert judgement.confidence.startswith("Confidence is ")


def test_the_likelier_direction_is_judged() -> None:
    better, worse = judged([side(p=0.9)], rows(24)), judged([side(p=0.1)], rows(24))
    assert "very likely (90%)" in better[0].likelihood
    assert "better" in better[0].likelihood
    assert "very likely (90%)" in worse[0].likelihood
    assert "worse" in worse[0].likelihood


@pytest.mark.parametrize(
    ("acts", "scored", "warnings", "level"),
    [(0, 12, (), "low"), (24, 0, (), "moderate"), (24, 12, (), "high"), (24, 12, ("!",), "low")],
)
def test_confidence_follows_the_evidence(acts, scored, warnings, level) -> None:
    diagnostics = dataclasses.replace(SOUND, warnings=warnings)
    found = judged([side()], rows(acts, scored), diagnostics=diagnostics)
    assert found[0].confidence.startswith(f"Confidence is {level}:")


def test_at_most_seven_and_only_tested_claims() -> None:
    claims = [claim(f"c{n}") for n in range(9)]
    untested = claim("none", Verdict.NOT_TESTABLE, None)
    keys = ["none", *(c.id for c in claims)]
    found = judged([side()], rows(24), [*claims, untested], keys=keys)
    assert len(found) == MOST
    assert "claim-none" not in {j.about for j in found}


@pytest.mark.parametrize(
    ("p", "words"),
    [(0.0, "there is almost no chance (1%)"), (0.5, "the chances are roughly even (50%)"),
     (0.63, "it is likely (63%)"), (1.0, "it is almost certain (99%)")],
)  # fmt: skip
def test_chances_read_as_english(p, words) -> None:
    assert chances(p) == words
