"""The claims ledger and the chronology in words."""

import dataclasses
from collections.abc import Callable, Sequence

from detente.brief.content import (
    CheckView,
    ChronologyView,
    ClaimView,
    EventView,
    Reference,
    VerdictView,
)
from detente.brief.safe import slug, web_link
from detente.brief.words import MINUS, counted, day_name, likelihood, number
from detente.claims.verdict import CheckFinding, ClaimFinding, RowRef, Verdict, VerdictFinding
from detente.findings import EventRow, Findings

MARKS = {
    Verdict.SUPPORTED: ("✓", "yes"),
    Verdict.CONTRADICTED: ("✗", "no"),
    Verdict.MIXED: ("◆", "mixed"),
    Verdict.UNDECIDED: ("○", "open"),
    Verdict.NOT_TESTABLE: ("□", "none"),
    Verdict.NOT_YET_TESTED: ("–", "none"),
}
"""Sign and tone of each verdict, in the order in which the ledger's legend lists them."""

MOST_CITED = 12

Refer = Callable[[RowRef], Reference]


def event_fragment(event_id: str) -> str:
    """Return the fragment at which an event stands in the chronology."""
    return f"event-{slug(event_id)}"


def claim_fragment(claim_id: str) -> str:
    """Return the fragment at which a claim stands in the ledger."""
    return f"claim-{slug(claim_id)}"


def referrer(findings: Findings) -> Refer:
    """Return the function that turns a row into a reference to its place in this brief."""
    events = {event.id for event in findings.events}
    sources = {source.name for source in findings.sources}

    def refer(row: RowRef) -> Reference:
        place = f"{row.resource}, line {row.line}" if row.line else row.resource
        link = f"source-{slug(row.resource)}" if row.resource in sources else ""
        link = event_fragment(row.id) if row.id in events else link
        return Reference(row.id or row.resource, f"{row.label} ({place})", link)

    return refer


def claim_views(findings: Findings) -> tuple[ClaimView, ...]:
    """Put every claim in words, in the order of the case."""
    refer = referrer(findings)
    return tuple(_claim(claim, refer) for claim in findings.claims)


def verdict_counts(claims: Sequence[ClaimFinding]) -> tuple[tuple[str, str, int], ...]:
    """Count the verdicts of now: (sign, verdict, claims)."""
    now = [claim.now.verdict for claim in claims]
    return tuple((MARKS[v][0], str(v), now.count(v)) for v in MARKS if v in now)


def _claim(claim: ClaimFinding, refer: Refer) -> ClaimView:
    then, now = _verdict(claim.then, refer), _verdict(claim.now, refer)
    bare = [dataclasses.replace(verdict, as_of="", checks=()) for verdict in (then, now)]
    return ClaimView(
        id=claim_fragment(claim.id),
        text=claim.text,
        stated=f"{claim.stated_by}, {day_name(claim.stated_on)}",
        kind=claim.kind,
        source=claim.source,
        then=then,
        now=now,
        steady=bare[0] == bare[1],
        alternatives=tuple(_check(check, refer) for check in claim.alternatives),
        would_change=claim.would_change,
        missing=_missing(claim),
    )


def _missing(claim: ClaimFinding) -> tuple[str, str]:
    """Return the heading and text of what it would take, unless the reason says it already."""
    untested = claim.now.verdict in (Verdict.NOT_TESTABLE, Verdict.NOT_YET_TESTED)
    said = claim.missing in (claim.now.reason, "")
    return "What it would take" if untested else "Note", "" if said else claim.missing


def _verdict(verdict: VerdictFinding, refer: Refer) -> VerdictView:
    mark, tone = MARKS[verdict.verdict]
    return VerdictView(
        as_of=day_name(verdict.as_of),
        verdict=str(verdict.verdict),
        mark=mark,
        tone=tone,
        likelihood=probability_words(verdict.probability),
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
        references=tuple(map(refer, check.rows)),
        cited=_cited(check.rows, refer),
    )


def _cited(rows: Sequence[RowRef], refer: Refer) -> tuple[Reference, ...]:
    """Cite the first events by id, and count what is left by the file it is in."""
    events = [row for row in rows if refer(row).link == event_fragment(row.id)]
    named, left = events[:MOST_CITED], events[MOST_CITED:]
    cited = [Reference(row.id, row.label, event_fragment(row.id)) for row in named]
    if left:
        cited.append(Reference(f"{number(len(left))} more events", "", ""))
    files = [row.resource for row in rows if row not in events]
    for name in dict.fromkeys(files):
        link = refer(RowRef(name, 0, "", "")).link
        cited.append(Reference(f"{counted(files.count(name), 'row')} of {name}", "", link))
    return tuple(cited)


def chronology_views(findings: Findings) -> tuple[ChronologyView, ...]:
    """List the events of each side by date, then those that are counted in no side."""
    views = [_chronology(findings, dyad, name) for dyad, name in findings.dyads.items()]
    views.append(_chronology(findings, None, "Steps counted in no side"))
    return tuple(view for view in views if view.events)


def _chronology(findings: Findings, dyad: str | None, name: str) -> ChronologyView:
    own = (e for e in findings.events if (e.dyad if e.dyad in findings.dyads else None) == dyad)
    events = sorted(own, key=lambda e: (e.event_date, e.id))
    return ChronologyView(
        id=f"chronology-{slug(dyad or 'other')}",
        name=name,
        counts=_counts(events) if dyad else _other_counts(events),
        events=tuple(_event(event, findings) for event in events),
    )


def _counts(events: Sequence[EventRow]) -> str:
    cooperative = sum(e.is_cooperation is True for e in events)
    conflictual = sum(e.is_cooperation is False for e in events)
    return f"{counted(len(events), 'event')}: {cooperative} cooperative, {conflictual} conflictual."


def _other_counts(events: Sequence[EventRow]) -> str:
    said = counted(len(events), "event")
    return f"{said}: domestic and multilateral steps, and acts towards others than the two states."


def _event(event: EventRow, findings: Findings) -> EventView:
    ends = [event.source_actor, event.target_actor]
    actors = " → ".join(findings.actors.get(code, code) for code in ends if code)
    signs = {True: ("+", "yes"), False: (MINUS, "no"), None: ("·", "none")}
    sign, tone = signs[event.is_cooperation]
    act = event.event_type.lower() or "domestic step"
    return EventView(
        id=event.id,
        fragment=event_fragment(event.id),
        date=event.event_date,
        when=day_name(event.event_date, event.date_precision, short=True),
        sign=sign,
        actors=actors,
        act=act,
        kind=f"{act}: {event.event_class}" if event.event_class else act,
        tone=tone,
        summary=event.summary,
        source=event.source_title or event.source_url or event.publisher,
        publisher=event.publisher,
        link=web_link(event.source_url),
        marked=event.marked,
    )
