"""Rows of the findings that only restate evidence: events and series."""

from detente.case.spec import Case
from detente.evidence.events import counted_dyad
from detente.findings import EventRow, SeriesFinding, SeriesPoint
from detente.terms.events import Event
from detente.terms.tables import Series


def event_rows(case: Case, events: tuple[Event, ...]) -> tuple[EventRow, ...]:
    """Restate the events known, with the dyad each was counted in and its mark."""
    dyads = tuple(case.dyads)
    return tuple(
        EventRow(
            id=event.id,
            event_date=event.event_date.isoformat(),
            known_date=event.known_date.isoformat(),
            date_precision=event.date_precision,
            source_actor=event.source_actor,
            target_actor=event.target_actor,
            scope=event.scope,
            dyad=counted_dyad(event, dyads),
            event_type=event.event_type,
            event_class=str(event.event_class or ""),
            is_cooperation=event.event_class.is_cooperation if event.event_class else None,
            topic=event.topic,
            summary=event.summary,
            confidence=event.confidence,
            source_title=event.source_title,
            publisher=event.publisher,
            source_url=event.source_url,
            line=event.line,
            marked=event.id in case.marked,
            label=case.marked.get(event.id, ""),
        )
        for event in events
    )


def series_finding(series: Series) -> SeriesFinding:
    """Restate a series as of the day it was cut."""
    return SeriesFinding(
        name=series.spec.name,
        title=series.spec.title,
        unit=series.spec.unit,
        note=series.spec.note,
        resources=series.resources,
        by_lag=series.by_lag,
        points=tuple(
            SeriesPoint(p.period, p.start.isoformat(), p.end.isoformat(), p.group, p.value)
            for p in series.points
        ),
    )
