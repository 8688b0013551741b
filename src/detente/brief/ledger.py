"""The claims ledger in words: each sentence, its verdict then and now, and every reading run."""

import dataclasses
from collections.abc import Sequence

from detente.brief.claim_views import CheckView, ClaimView, VerdictGroup, VerdictView
from detente.brief.reference import Refer, cited, claim_fragment, referrer
from detente.brief.words import day_name, likelihood, sentence
from detente.claims.confidence import agrees
from detente.claims.verdict import CheckFinding, ClaimFinding, Verdict, VerdictFinding
from detente.findings import Findings

MARKS = {
    Verdict.SUPPORTED: ("✓", "yes"),
    Verdict.CONTRADICTED: ("✗", "no"),
    Verdict.MIXED: ("◆", "mixed"),
    Verdict.UNDECIDED: ("○", "open"),
    Verdict.NOT_TESTABLE: ("□", "none"),
}
"""Sign and tone of each verdict, in the order in which the ledger lists them."""

UNTESTED = (Verdict.NOT_TESTABLE,)


def claim_views(findings: Findings) -> tuple[ClaimView, ...]:
    """Put every claim in words, in the order of the case."""
    refer = referrer(findings)
    return tuple(_claim(number, claim, refer) for number, claim in enumerate(findings.claims, 1))


def verdict_groups(claims: Sequence[ClaimView]) -> tuple[VerdictGroup, ...]:
    """Group claims by their verdict now, in the order of `MARKS`; the most probable first."""
    groups = []
    for verdict, (mark, tone) in MARKS.items():
        own = [claim for claim in claims if claim.now.verdict == str(verdict)]
        ranked = sorted(own, key=lambda claim: -(claim.now.p or 0.0))
        if ranked:
            groups.append(VerdictGroup(mark, tone, str(verdict), tuple(ranked)))
    return tuple(groups)


def verdict_counts(claims: Sequence[ClaimFinding]) -> tuple[tuple[str, str, int, int], ...]:
    """Count the verdicts: (sign, verdict, claims when stated, claims now)."""
    then = [claim.then.verdict for claim in claims]
    now = [claim.now.verdict for claim in claims]
    return tuple(
        (MARKS[v][0], str(v), then.count(v), now.count(v)) for v in MARKS if v in (*then, *now)
    )


def _claim(number: int, claim: ClaimFinding, refer: Refer) -> ClaimView:
    then, now = _verdict(claim.then, refer), _verdict(claim.now, refer)
    bare = [dataclasses.replace(verdict, as_of="", checks=()) for verdict in (then, now)]
    others = [_other(found, claim.now.probability, refer) for found in claim.alternatives]
    agreement = _agreement(others)
    return ClaimView(
        id=claim_fragment(claim.id),
        number=number,
        text=claim.text,
        stated=f"{claim.stated_by}, {day_name(claim.stated_on)}",
        kind=claim.kind,
        source=claim.source,
        then=then,
        now=now,
        steady=bare[0] == bare[1],
        readings=(*now.checks, *sorted(others, key=lambda o: -1.0 if o.p is None else -o.p)),
        agreement=agreement,
        spoken=_spoken(then, now, agreement),
        would_change=claim.would_change,
        missing=_missing(claim),
    )


def _agreement(others: Sequence[CheckView]) -> str:
    ran = [other for other in others if other.agrees is not None]
    return f"{sum(other.agrees is True for other in ran)} of {len(ran)}" if ran else ""


def _spoken(then: VerdictView, now: VerdictView, agreement: str) -> str:
    """Say in words what the dots of a claim show."""
    before, after = (f"{v.verdict} {v.likelihood}".strip() for v in (then, now))
    said = f"When stated: {before}; now: {after}."
    return f"{said} Other readings that agree: {agreement}." if agreement else said


def _missing(claim: ClaimFinding) -> tuple[str, str]:
    """Return the heading and text of what it would take, unless the reason says it already."""
    said = claim.missing in (claim.now.reason, "")
    heading = "What it would take" if claim.now.verdict in UNTESTED else "Note"
    return heading, "" if said else sentence(claim.missing)


def _verdict(verdict: VerdictFinding, refer: Refer) -> VerdictView:
    mark, tone = MARKS[verdict.verdict]
    return VerdictView(
        as_of=day_name(verdict.as_of),
        verdict=str(verdict.verdict),
        mark=mark,
        tone=tone,
        likelihood=probability_words(verdict.probability),
        p=verdict.probability,
        confidence=verdict.confidence_words,
        reason=verdict.reason,
        checks=tuple(_check(check, refer) for check in verdict.checks),
    )


def probability_words(probability: float | None) -> str:
    """Print a probability in words and number, or nothing where there is none."""
    if probability is None:
        return ""
    return likelihood(probability)


def _check(check: CheckFinding, refer: Refer) -> CheckView:
    return CheckView(
        label=check.label,
        statement=check.statement,
        probability=probability_words(check.probability),
        p=check.probability,
        main=True,
        agrees=None,
        references=tuple(map(refer, check.rows)),
        cited=cited(check.rows, refer),
    )


def _other(check: CheckFinding, claimed: float | None, refer: Refer) -> CheckView:
    """Put another reading in words, and say whether it agrees with the claim's probability."""
    p = check.probability
    agreeing = None if p is None or claimed is None else agrees(claimed, p)
    return dataclasses.replace(_check(check, refer), main=False, agrees=agreeing)
