"""Rows of the findings that only restate evidence: events and series."""

from collections.abc import Iterable, Mapping

from detente.case.spec import Case
from detente.evidence.counted import counted_dyad
from detente.findings import EventRow, SeriesFinding, SeriesPoint
from detente.terms.events import Event
from detente.terms.happenings import Happening
from detente.terms.left_out import LeftOut, left_out
from detente.terms.tables import Point, Series


def event_rows(case: Case, happenings: Iterable[Happening]) -> tuple[EventRow, ...]:
    """Restate the events known, with the dyad each was counted in and its mark.

    Of several rows that tell one happening the first is counted and marked; the others follow it
    and name it.
    """
    listed = tuple(happenings)
    labels = marks_of(case.marked, listed)
    dyads = tuple(case.dyads)
    return tuple(
        _event_row(row, happening.first, counted_dyad(row, dyads), labels)
        for happening in listed
        for row in happening.rows
    )


def marks_of(marked: Mapping[str, str], happenings: Iterable[Happening]) -> dict[str, str]:
    """Return the label of each happening that a case marks, by id of its first row.

    Args:
        marked: id → label; any row of a happening may be named.
    """
    return {
        happening.first.id: marked[row.id]
        for happening in happenings
        for row in reversed(happening.rows)
        if row.id in marked
    }


def marks_left_out(case: Case, rows: Iterable[EventRow], as_of: str) -> tuple[LeftOut, ...]:
    """Say which events that a case marks no figure of a side shows, and why."""
    shown = {row.id: row for row in rows}
    first = {row.id: row.same_as or row.id for row in shown.values()}

    def why(event_id: str) -> str:
        if event_id not in shown:
            return f"not known on {as_of}"
        row = shown[first[event_id]]
        if (row.dyad or row.scope) not in case.dyads:
            return "of no side"
        inside = case.index.start <= row.event_date[:7] <= case.index.end
        return "" if inside else f"outside the months {case.index.start} to {case.index.end}"

    reasons = ((why(event_id), event_id) for event_id in case.marked)
    return left_out("the figures of the sides", "mark", (one for one in reasons if one[0]))


def _event_row(event: Event, first: Event, dyad: str | None, labels: Mapping[str, str]) -> EventRow:
    return EventRow(
        id=event.id,
        event_date=event.event_date.isoformat(),
        known_date=event.known_date.isoformat(),
        date_precision=event.date_precision,
        source_actor=event.source_actor,
        target_actor=event.target_actor,
        scope=event.scope,
        dyad=dyad if event is first else None,
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
        marked=event.id in labels,
        label=labels.get(event.id, ""),
        same_as="" if event is first else first.id,
        date_end=event.date_end.isoformat() if event.date_end else "",
        episode=event.episode,
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
            SeriesPoint(p.period, p.start.isoformat(), p.end.isoformat(), p.group, _as_printed(p))
            for p in series.points
        ),
    )


def _as_printed(point: Point) -> float:
    """Return a sum without the digits of a computer that no file prints: 407.685, not 407.68…95."""
    return float(f"{point.value:.13g}") if len(point.lines) > 1 else point.value
