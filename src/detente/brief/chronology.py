"""The chronology in words: every event by side, with its source."""

from collections import defaultdict
from collections.abc import Sequence

from detente.brief.content import ChronologyView, EventView, TellerView
from detente.brief.reference import event_fragment
from detente.brief.safe import slug, web_link
from detente.brief.words import MINUS, counted, day_name
from detente.findings import EventRow, Findings

Tellers = defaultdict[str, list[EventRow]]
"""Id of the row that stands for an event → the rows that tell it too."""


def chronology_views(findings: Findings) -> tuple[ChronologyView, ...]:
    """List the events of each side by date, then those that are counted in no side."""
    told_again: Tellers = defaultdict(list)
    for event in findings.events:
        if event.same_as:
            told_again[event.same_as].append(event)
    sides = (*findings.dyads.items(), (None, "Steps counted in no side"))
    views = [_chronology(findings, dyad, name, told_again) for dyad, name in sides]
    return tuple(view for view in views if view.events)


def _chronology(
    findings: Findings, dyad: str | None, name: str, told_again: Tellers
) -> ChronologyView:
    first = (e for e in findings.events if not e.same_as)
    own = (e for e in first if (e.dyad if e.dyad in findings.dyads else None) == dyad)
    events = sorted(own, key=lambda e: (e.event_date, e.id))
    return ChronologyView(
        id=f"chronology-{slug(dyad or 'other')}",
        name=name,
        counts=_counts(events) if dyad else _other_counts(events),
        events=tuple(_event(event, findings, told_again[event.id]) for event in events),
    )


def _counts(events: Sequence[EventRow]) -> str:
    cooperative = sum(e.is_cooperation is True for e in events)
    conflictual = sum(e.is_cooperation is False for e in events)
    return f"{counted(len(events), 'event')}: {cooperative} cooperative, {conflictual} conflictual."


def _other_counts(events: Sequence[EventRow]) -> str:
    said = counted(len(events), "event")
    return f"{said}: domestic and multilateral steps, and acts towards others than the two states."


def _when(event: EventRow) -> str:
    first = day_name(event.event_date, event.date_precision, short=True)
    if event.date_end in ("", event.event_date):
        return first
    return f"{first} to {day_name(event.date_end, event.date_precision, short=True)}"


def _event(event: EventRow, findings: Findings, others: Sequence[EventRow]) -> EventView:
    ends = [event.source_actor, event.target_actor]
    actors = " → ".join(findings.actors.get(code, code) for code in ends if code)
    signs = {True: ("+", "yes"), False: (MINUS, "no"), None: ("·", "none")}
    sign, tone = signs[event.is_cooperation]
    act = event.event_type.lower() or "domestic step"
    return EventView(
        id=event.id,
        fragment=event_fragment(event.id),
        date=event.event_date,
        when=_when(event),
        sign=sign,
        actors=actors,
        act=act,
        kind=f"{act}: {event.event_class}" if event.event_class else act,
        tone=tone,
        summary=event.summary,
        tellers=tuple(map(_teller, (event, *others))),
        marked=event.marked,
    )


def _teller(row: EventRow) -> TellerView:
    return TellerView(
        id=row.id,
        fragment=event_fragment(row.id),
        source=row.source_title or row.source_url or row.publisher,
        publisher=row.publisher,
        link=web_link(row.source_url),
    )
