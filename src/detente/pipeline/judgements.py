"""Key judgements: what the findings come to, in the words of ICD 203.

Likelihood and confidence are never in one sentence, because they answer different questions: how
probable something is, and how far the evidence can be trusted to say so.

Reference: Office of the Director of National Intelligence (2015), Intelligence Community Directive
203, section D.6.e(2).
"""

from collections.abc import Mapping, Sequence

from detente.claims.verdict import ClaimFinding, Verdict
from detente.cooperation.results import IndexRow, SideNow
from detente.findings import Judgement
from detente.sampling.diagnostics import Diagnostics
from detente.terms.likelihood import Confidence, likelihood_term, percent
from detente.terms.periods import spoken_month

MOST = 7
"""Judgements on the first page, at most."""
_THIN_ACTS = 12
"""Fewer counted acts than this in the year judged, and confidence is low."""


def key_judgements(
    sides: Sequence[SideNow],
    index: Sequence[IndexRow],
    claims: Sequence[ClaimFinding],
    names: Mapping[str, str],
    diagnostics: Diagnostics,
    key_claims: Sequence[str],
    p_lowest: Mapping[str, float],
) -> tuple[Judgement, ...]:
    """Judge each side's last year, which side is least friendly, and the case's main claims.

    Args:
        sides: one a dyad, in the case's order.
        index: rows of the index, for how much each judgement rests on.
        claims: every claim with its verdicts.
        names: dyad → name in words.
        diagnostics: of the fit; a warning lowers confidence everywhere.
        key_claims: ids of the claims that the case puts first.
        p_lowest: dyad → probability that its 12-month balance is the lowest of all.
    """
    judged = [_side(side, index, names, diagnostics) for side in sides]
    if len(sides) > 1:
        judged.append(_lowest(sides, index, names, diagnostics, p_lowest))
    by_id = {claim.id: claim for claim in claims}
    tested = [by_id[key] for key in key_claims if key in by_id and by_id[key].now.probability]
    judged.extend(_claim(claim) for claim in tested[: MOST - len(judged)])
    return tuple(judged)


def chances(probability: float) -> str:
    """Open a sentence with a likelihood, up to its `that`: `it is likely (63%)`."""
    term = likelihood_term(probability)
    opening = {
        "almost no chance": "there is almost no chance",
        "roughly even": "the chances are roughly even",
    }.get(term, f"it is {term}")
    return f"{opening} ({percent(probability)})"


def _side(
    side: SideNow, index: Sequence[IndexRow], names: Mapping[str, str], diagnostics: Diagnostics
) -> Judgement:
    rose = side.p_improved >= 0.5
    p = side.p_improved if rose else 1 - side.p_improved
    likelihood = (
        f"On the {names[side.dyad]} side {chances(p)} that the "
        f"balance of cooperative over conflictual acts was {'better' if rose else 'worse'} in the "
        f"twelve months to {spoken_month(side.last)} than in the twelve before."
    )
    return Judgement(likelihood, _index_confidence(side, index, diagnostics), f"side-{side.dyad}")


def _lowest(
    sides: Sequence[SideNow],
    index: Sequence[IndexRow],
    names: Mapping[str, str],
    diagnostics: Diagnostics,
    p_lowest: Mapping[str, float],
) -> Judgement:
    side = max(sides, key=lambda s: p_lowest[s.dyad])
    p = p_lowest[side.dyad]
    likelihood = (
        f"Over the same twelve months {chances(p)} that "
        f"{names[side.dyad]} had the least friendly balance of the {len(sides)} sides."
    )
    return Judgement(likelihood, _index_confidence(side, index, diagnostics), "sides")


def _index_confidence(side: SideNow, index: Sequence[IndexRow], diagnostics: Diagnostics) -> str:
    year = [row for row in index if row.dyad == side.dyad and side.first <= row.period <= side.last]
    acts = sum(row.events_cooperation + row.events_conflict for row in year)
    scored = sum(row.score is not None for row in year)
    if diagnostics.warnings or acts < _THIN_ACTS:
        level = Confidence.LOW
    elif scored >= len(year) / 2 and acts >= 2 * _THIN_ACTS:
        level = Confidence.HIGH
    else:
        level = Confidence.MODERATE
    second = (
        f"machine-coded scores cover {scored} of the {len(year)} months"
        if scored
        else "no machine-coded score covers these months, so one source stands alone"
    )
    trouble = "; the sampler's diagnostics are not met" if diagnostics.warnings else ""
    return f"Confidence is {level}: {acts} dated acts in those months, and {second}{trouble}."


def _claim(claim: ClaimFinding) -> Judgement:
    p = claim.now.probability or 0.5
    verdict = {
        Verdict.SUPPORTED: "The record supports",
        Verdict.CONTRADICTED: "The record contradicts",
        Verdict.MIXED: "The record is mixed on",
    }.get(claim.now.verdict, "The record leaves undecided")
    likelihood = (
        f"{verdict} the claim “{claim.text.rstrip('.')}”: as tested here, "
        f"{chances(p)} that it holds."
    )
    confidence = f"Confidence is {claim.now.confidence_words}."
    return Judgement(likelihood, confidence, f"claim-{claim.id}")
