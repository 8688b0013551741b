"""From the checks of a claim to its verdict, on the record of two days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.claims import words
from detente.claims.changed import change, parts_of, together, with_part
from detente.claims.check import EVENTS, SCENARIOS, CheckSpec
from detente.claims.checks import CHECKS
from detente.claims.confidence import Run, confidence, doubts
from detente.claims.curve import specification_curve
from detente.claims.operationalisation import operationalisation
from detente.claims.record import Record
from detente.claims.rivals import EVEN, favoured, weigh_rivals
from detente.claims.spec import Claim
from detente.claims.verdict import (
    Change,
    CheckFinding,
    ClaimFinding,
    Rivalry,
    RowRef,
    Verdict,
    VerdictFinding,
    turned,
)
from detente.terms.likelihood import bounded, likelihood_term, percent

SUPPORTED = 0.80
"""A check holds from here on: the lower bound of `very likely`."""
CONTRADICTED = 0.20
"""Below this a check fails: the upper bound of `very unlikely`. A reading that picks one of k must
also be less probable than 1/k: a record that cannot tell k years apart contradicts none of them."""
CLAIM_HOLDS = "As the claim says"
"""What the claim's own explanation is called among its rivals."""


def judge_claim(claim: Claim, then: Record, now: Record) -> ClaimFinding:
    """Judge a claim on the record of the day it was stated, and on that of now.

    The other readings and the rivals that are reported are those of now; each verdict's confidence
    weighs the other readings run on its own record. Rival forecasts are those of the day it was
    stated, on both. A sentence published later than anything that is known is judged on that.
    """
    now, then = replace(now, stated=then), replace(then, stated=then)
    was = judge_on(claim, then)
    judged = _judged(claim, now)
    is_now, readings = judged.verdict, judged.readings
    rivalry = judged.rivalry or _rivalry(claim, judged.runs, now)
    tested = operationalisation(claim, now.effects)
    written = claim.history[-1] if claim.history else None
    return ClaimFinding(
        id=claim.id,
        text=claim.text,
        stated_by=claim.stated_by,
        stated_on=claim.stated_on.isoformat(),
        kind=claim.kind,
        source=claim.source,
        then=was,
        now=is_now,
        alternatives=tuple(finding for _, finding in readings),
        would_change=claim.would_change,
        missing=claim.missing,
        untested=claim.untested,
        hash=tested,
        operationalised_on=written.day.isoformat() if written and written.hash == tested else "",
        earlier_hashes=tuple(
            dict.fromkeys(one.hash for one in claim.history if one.hash != tested)
        ),
        changed_by=_changes(claim, then, now, was, is_now),
        curve=specification_curve(is_now.probability, readings),
        rivals=rivalry,
        late=_late(claim, then),
        rival=favoured(rivalry),
        question=claim.question,
    )


def _late(claim: Claim, then: Record) -> str:
    if claim.stated_on <= then.as_of:
        return ""
    return (
        f"Published on {claim.stated_on}, after the newest file ({then.as_of}): then and now are "
        "both the record of that file."
    )


def judge_on(claim: Claim, record: Record) -> VerdictFinding:
    """Judge a claim on the record of one day."""
    return _judged(claim, record).verdict


@dataclass(frozen=True, slots=True)
class _Judged:
    """A verdict on one record, with what the claim's checks and its other readings found.

    The rivals are weighed only where they can lower the verdict.
    """

    verdict: VerdictFinding
    runs: tuple[Run, ...]
    readings: tuple[Run, ...]
    rivalry: Rivalry | None = None


def _judged(claim: Claim, record: Record) -> _Judged:
    readings = _run(claim.alternatives, record)
    if claim.testable == "no":
        return _Judged(_not_testable(record, claim.missing, ()), (), readings)
    runs = _run(claim.checks, record)
    findings = tuple(finding for _, finding in runs)
    probability = combined_probability(runs)
    if probability is None:
        reason = " ".join(dict.fromkeys(finding.statement for finding in findings))
        return _Judged(_not_testable(record, reason, findings), runs, readings)
    rivalry = _rivalry(claim, runs, record) if probability > EVEN else None
    rival = favoured(rivalry)
    found = (*((rival,) if rival else ()), *doubts(probability, runs, readings))
    verdict = _of_whole(verdict_of(findings, probability), claim, findings)
    if rival:
        # What a rival explains better supports the claim no more than it supports the rival.
        probability = min(probability, EVEN)
        verdict = Verdict.UNDECIDED if verdict is not Verdict.MIXED else verdict
    judged = VerdictFinding(
        as_of=record.as_of.isoformat(),
        verdict=verdict,
        probability=probability,
        likelihood=likelihood_term(probability),
        confidence=confidence(found),
        reason=_verdict_reason(findings) + (f" But {rival}." if rival else ""),
        checks=findings,
        rows=_rows(findings),
        doubts=found,
    )
    return _Judged(judged, runs, readings, rivalry)


def _rivalry(claim: Claim, runs: tuple[Run, ...], record: Record) -> Rivalry | None:
    others = [_run(rival.checks, record) for rival in claim.rivals]
    return weigh_rivals(CLAIM_HOLDS, claim.rivals, runs, others)


def _changes(
    claim: Claim, then: Record, now: Record, was: VerdictFinding, is_now: VerdictFinding
) -> tuple[Change, ...]:
    if not turned(was, is_now):
        return ()
    specs = [now.resolved(spec) for spec in claim.checks]
    titles = {EVENTS: "events and scores", SCENARIOS: "simulations"}
    parts = parts_of(specs)
    changes = [
        change(
            part,
            titles.get(part) or now.title(part),
            was,
            judge_on(claim, with_part(then, now, part)),
            is_now,
        )
        for part in parts
    ]
    did = [c for c in changes if c.explains or c.new_rows or c.restated or c.withdrawn]
    if len(parts) > 1 and not any(one.explains for one in did):
        did.append(together(is_now))
    return tuple(did)


def _rows(findings: Sequence[CheckFinding]) -> tuple[RowRef, ...]:
    """Return every row once, as the check tells of it to which it matters most."""
    rows: dict[tuple[str, int, str], RowRef] = {}
    for row in (row for finding in findings for row in finding.rows):
        key = row.resource, row.line, row.id
        if key not in rows or (row.weight or 0) > (rows[key].weight or 0):
            rows[key] = row
    return tuple(rows.values())


def combined_probability(runs: Sequence[Run]) -> float | None:
    """Return the probability that all checks hold together; None where none could be run.

    Checks on the same evidence share its errors and stand or fall together, so the lowest counts;
    checks on different evidence (the events, or each series) are multiplied. With perfect
    dependence the lowest alone would be right, with none the product of all: the result lies
    between them.
    """
    lowest: dict[str, float] = {}
    for spec, finding in runs:
        if finding.probability is not None:
            known = lowest.get(spec.evidence, 1.0)
            lowest[spec.evidence] = min(known, finding.probability)
    if not lowest:
        return None
    product = 1.0
    for probability in lowest.values():
        product *= probability
    return bounded(product)


def verdict_of(findings: Sequence[CheckFinding], probability: float) -> Verdict:
    """Return the verdict: mixed where one check holds and another fails, else by probability."""
    if any(map(_holds, findings)) and any(map(_fails, findings)):
        return Verdict.MIXED
    if probability >= max(SUPPORTED, *map(_even, findings)):
        return Verdict.SUPPORTED
    if probability < min(CONTRADICTED, *map(_even, findings)):
        return Verdict.CONTRADICTED
    return Verdict.UNDECIDED


def _of_whole(verdict: Verdict, claim: Claim, findings: Sequence[CheckFinding]) -> Verdict:
    """Return the verdict on the sentence, of which the checks that ran may test some words only.

    A part that fails contradicts the whole; one that holds does not carry it.
    """
    is_part = bool(claim.untested) or any(one.probability is None for one in findings)
    if is_part and verdict is Verdict.SUPPORTED:
        return Verdict.SUPPORTED_IN_PART
    return verdict


def _even(finding: CheckFinding) -> float:
    """Return the probability that the check would have if the record told nothing."""
    even = finding.values.get("even")
    return even if isinstance(even, float) else 0.5


def _holds(finding: CheckFinding) -> bool:
    p = finding.probability
    return p is not None and p >= max(SUPPORTED, _even(finding))


def _fails(finding: CheckFinding) -> bool:
    p = finding.probability
    return p is not None and p < min(CONTRADICTED, _even(finding))


def _run(specs: Sequence[CheckSpec], record: Record) -> tuple[Run, ...]:
    resolved = map(record.resolved, specs)
    return tuple((spec, CHECKS[spec.type](spec, record)) for spec in resolved)


def _not_testable(record: Record, reason: str, checks: tuple[CheckFinding, ...]) -> VerdictFinding:
    verdict = Verdict.NOT_TESTABLE
    return VerdictFinding(record.as_of.isoformat(), verdict, None, "", None, reason, checks, ())


def _verdict_reason(findings: Sequence[CheckFinding]) -> str:
    ran = [finding for finding in findings if finding.probability is not None]
    holding, failing = sum(map(_holds, ran)), sum(map(_fails, ran))
    open_ = len(ran) - holding - failing
    parts = [
        f"{count} {verb}{'s' if count == 1 else ''}"
        for count, verb in ((holding, "hold"), (failing, "fail"))
        if count
    ]
    if open_:
        parts.append(f"{open_} {'is' if open_ == 1 else 'are'} open")
    skipped = len(findings) - len(ran)
    if skipped:
        parts.append(f"{skipped} could not be run")
    count = words.counted(len(findings), "check")
    spread = [f for f in ran if (f.probability or 1) < CONTRADICTED and not _fails(f)]
    unable = "".join(
        f" “{finding.label}” is no less probable than if the record told nothing "
        f"({percent(_even(finding))})."
        for finding in spread
    )
    unrun = "".join(
        f" Not tested: “{finding.label}”. {finding.statement}"
        for finding in findings
        if finding.probability is None
    )
    return f"Of {count}, {words.listed(parts)}.{unable}{unrun}"
