"""The claims ledger in words: each sentence, its verdict then and now, and every reading run."""

import dataclasses
from collections.abc import Mapping, Sequence

from detente.brief.claim_views import (
    CheckView,
    ClaimView,
    QuestionView,
    RivalryView,
    VerdictGroup,
    VerdictView,
)
from detente.brief.reference import (
    Refer,
    Reference,
    cited,
    claim_fragment,
    effect_fragment,
    referrer,
)
from detente.brief.words import day_name, likelihood, listed, number, sentence
from detente.claims.operationalisation import SHORT
from detente.claims.questions import question_groups
from detente.claims.verdict import (
    CheckFinding,
    ClaimFinding,
    Curve,
    Rivalry,
    Verdict,
    VerdictFinding,
)
from detente.findings import Findings
from detente.terms.likelihood import percent

MARKS = {
    Verdict.SUPPORTED: ("✓", "yes"),
    Verdict.SUPPORTED_IN_PART: ("◉", "yes"),
    Verdict.CONTRADICTED: ("✗", "no"),
    Verdict.MIXED: ("◆", "mixed"),
    Verdict.UNDECIDED: ("○", "open"),
    Verdict.NOT_TESTABLE: ("□", "none"),
}
"""Sign and tone of each verdict, in the order in which the ledger lists them."""


def claim_views(findings: Findings) -> tuple[ClaimView, ...]:
    """Put every claim in words, in the order of the case."""
    refer = referrer(findings)
    labels = {effect.id: effect.label for effect in findings.effects}
    return tuple(
        _claim(place, claim, refer, labels) for place, claim in enumerate(findings.claims, 1)
    )


def question_views(claims: Sequence[ClaimFinding]) -> tuple[QuestionView, ...]:
    """Put together the claims that answer one question."""
    return tuple(
        QuestionView(
            group.question,
            group.statement,
            tuple(Reference(one.id, one.text, claim_fragment(one.id)) for one in group.claims),
        )
        for group in question_groups(claims)
    )


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


def _claim(place: int, claim: ClaimFinding, refer: Refer, labels: Mapping[str, str]) -> ClaimView:
    then, now = _verdict(claim.then, refer), _verdict(claim.now, refer)
    bare = [dataclasses.replace(verdict, as_of="", checks=()) for verdict in (then, now)]
    agreeing = {r.label: r.agrees for r in claim.curve.readings} if claim.curve else {}
    others = [
        dataclasses.replace(_check(found, refer), main=False, agrees=agreeing.get(found.label))
        for found in claim.alternatives
    ]
    agreement = _agreement(claim.curve)
    return ClaimView(
        id=claim_fragment(claim.id),
        number=place,
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
        changed=tuple(change.statement for change in claim.changed_by),
        rivals=None if claim.rivals is None else _rivalry(claim.rivals),
        effects=tuple(
            Reference(name, labels[name], effect_fragment(name))
            for name in effects_of(claim)
            if name in labels
        ),
        tested=_tested(claim),
        late=claim.late,
        would_change=claim.would_change,
        untested=claim.untested,
        missing=_missing(claim),
        rival=sentence(claim.rival) if claim.rival else "",
    )


def effects_of(claim: ClaimFinding) -> tuple[str, ...]:
    """Return the ids of the effects that a claim's checks and other readings rest on."""
    found = (check.values.get("effect") for check in (*claim.now.checks, *claim.alternatives))
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str)))


def _agreement(curve: Curve | None) -> str:
    judged = [r for r in curve.readings if r.agrees is not None and not r.main] if curve else []
    return f"{sum(r.agrees is True for r in judged)} of {len(judged)}" if judged else ""


def _rivalry(rivals: Rivalry) -> RivalryView:
    return RivalryView(
        statement=sentence(rivals.statement),
        explanations=rivals.explanations,
        rows=tuple(
            (
                line.label,
                likelihood(line.probability),
                tuple(map(percent, line.likelihoods)),
                f"× {number(line.ratio)}",
            )
            for line in rivals.evidence
        ),
        shares=tuple(map(percent, rivals.weights)),
    )


def _tested(claim: ClaimFinding) -> str:
    """Say since when a claim is tested in this way, so that a later change of the test shows."""
    if not claim.hash:
        return ""
    short = claim.hash[:SHORT]
    since = claim.operationalised_on and f", written down on {day_name(claim.operationalised_on)}"
    said = f"test {short}{since}"
    if not claim.earlier_hashes:
        return said
    earlier = listed([one[:SHORT] for one in claim.earlier_hashes])
    return f"{said}; tested in another way before ({earlier})"


def _spoken(then: VerdictView, now: VerdictView, agreement: str) -> str:
    """Say in words what the dots of a claim show."""
    before, after = (f"{v.verdict} {v.likelihood}".strip() for v in (then, now))
    said = f"When stated: {before}; now: {after}."
    return f"{said} Other readings that agree: {agreement}." if agreement else said


def _missing(claim: ClaimFinding) -> tuple[str, str]:
    """Return the heading and text of what it would take, unless the reason says it already."""
    said = claim.missing in (claim.now.reason, "")
    heading = "What it would take" if claim.now.verdict is Verdict.NOT_TESTABLE else "Note"
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
