"""A case's chronology: hand-coded, cited events.

Columns: `id, date, date_precision, source_actor, target_actor, scope, event_type, topic, summary,
confidence, source_title, publisher, source_url` and, where they are known, `date_end` and
`known_date`; where another row tells the same happening, `same_as`; what several acts of one side
are parts or steps of, `episode`; whether the page ties it to the case's subject, `on_subject`; what
a request asks for, `appeal`; and the day on which somebody who did not code the row checked it
against its page, `checked_on`.
"""

import re
from datetime import date

from detente.sources.base import MAX_EVENTS_BYTES
from detente.sources.header import Layout
from detente.sources.row import Row
from detente.sources.table import Table
from detente.sources.text import Form
from detente.terms.actors import ACTOR_PATTERN
from detente.terms.errors import shown
from detente.terms.events import APPEALS, DATE_PRECISIONS, DISTINCT, EVENT_CLASSES, Event
from detente.terms.periods import period_bounds
from detente.terms.tables import Resource, Rows

CONFIDENCE = ("high", "medium", "low")
"""How directly the cited page supports the date and the content."""

_LAYOUT = Layout(
    columns=(
        "id", "date", "date_precision", "source_actor", "target_actor", "scope", "event_type",
        "topic", "summary", "confidence", "source_title", "publisher", "source_url",
    ),
    optional=(
        "date_end", "known_date", "same_as", "episode", "on_subject", "appeal", "checked_on",
    ),
)  # fmt: skip
_YES_NO = ("yes", "no")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_EPISODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_TOPIC = re.compile(r"[a-z][a-z -]{0,39}")
_SCOPE = re.compile(r"domestic|multilateral|[A-Z]{2,5}-[A-Z]{2,5}")


def read_chronology(data: bytes, resource: Resource) -> Rows:
    """Read the events of a chronology.

    An event of which only the month or year is known is dated on the first day of it, and may be
    written as `2023-10` or `2023`. `date_end` is the last day of what took longer than one. Where
    `known_date` is missing or empty, an event counts as public on its last day, or on the last
    day of its month or year. Whether actors and dyads are declared, and whether `same_as` names
    a row, is for the case to check.

    Raises:
        InputError: an id repeats, or a cell is not what its column holds; with every problem.
    """
    table = Table(data, resource, _LAYOUT, form=Form(most_bytes=MAX_EVENTS_BYTES))
    events = [_event(row, table, resource.name) for row in table.rows()]
    return table.finish(events=events)


def _event(row: Row, table: Table, resource: str) -> Event:
    event_date, last_day, precision = _days(row)
    event = Event(
        id=row.word("id", _ID, "us-cn-001"),
        event_date=event_date,
        known_date=_known_date(row, event_date, last_day),
        date_precision=precision,
        source_actor=row.word("source_actor", ACTOR_PATTERN, "USA or USA.JUD"),
        target_actor=_optional(row, "target_actor", ACTOR_PATTERN, "USA or USA.JUD"),
        scope=row.word("scope", _SCOPE, "USA-CHN, domestic or multilateral"),
        event_type=row.choice("event_type", EVENT_CLASSES) if row.cell("event_type") else "",
        topic=row.word("topic", _TOPIC, "narcotics"),
        summary=row.text("summary", limit=500),
        confidence=row.choice("confidence", CONFIDENCE),
        source_title=row.text("source_title", limit=400),
        publisher=row.text("publisher", limit=200),
        source_url=row.url("source_url"),
        resource=resource,
        line=row.line,
        same_as=_same_as(row),
        date_end=last_day if row.cell("date_end") else None,
        on_subject=row.choice("on_subject", _YES_NO) == "yes" if row.cell("on_subject") else None,
        appeal=row.choice("appeal", APPEALS) if row.cell("appeal") else "",
        episode=_optional(row, "episode", _EPISODE, "tariffs-2025: small letters, digits, hyphens"),
    )
    if row.cell("checked_on"):
        row.day("checked_on")
    _check_act(row, event)
    table.unique(row, event.id, f"id {event.id!r}")
    return event


def _days(row: Row) -> tuple[date, date, str]:
    """Return the first day of an event, the last on which it can have ended, and the precision."""
    (first, last), written = row.day_or_period("date")
    if written in ("month", "year") and not row.cell("date_precision"):
        precision = written
    else:
        precision = row.choice("date_precision", DATE_PRECISIONS)
    if written == "day" and precision in ("month", "year"):
        begins = first.replace(day=1) if precision == "month" else first.replace(month=1, day=1)
        if first != begins:
            row.complain(
                f"date {first} is not the first day of its {precision}, and only that is known",
                f"write {begins}, or set date_precision to 'day'",
            )
        last = period_bounds(str(first)[: len("2023-10" if precision == "month" else "2023")])[1]
    elif written and written != precision and precision in DATE_PRECISIONS:
        row.complain(
            f"date {shown(row.cell('date'))} is a {written}, and date_precision is "
            f"{shown(precision)}",
            f"set date_precision to {written!r}, or write the day",
        )
    if not row.cell("date_end"):
        return first, last, precision
    (_, last), _ = row.day_or_period("date_end", optional=True)
    if row.sound and last < first:
        row.complain(f"date_end {last} is before date {first}", "give the last day of the event")
    return first, last, precision


def _known_date(row: Row, event_date: date, last_day: date) -> date:
    if not row.cell("known_date"):
        return last_day
    known = row.day("known_date", optional=True)
    if row.sound and known < event_date:
        row.complain(
            f"known_date {known} is before date {event_date}",
            "give the first day on which the event was public",
        )
    return known


def _same_as(row: Row) -> str:
    if row.cell("same_as") in ("", DISTINCT):
        return row.cell("same_as")
    return row.word("same_as", _ID, f"us-cn-001, the id of the first row, or {DISTINCT}")


def _optional(row: Row, column: str, pattern: re.Pattern[str], like: str) -> str:
    return row.word(column, pattern, like) if row.cell(column) else ""


def _check_act(row: Row, event: Event) -> None:
    is_between_states = event.scope not in ("domestic", "multilateral")
    if event.event_type and is_between_states and not event.target_actor:
        row.complain(
            f"{event.event_type} in {shown(event.scope)} has no target_actor",
            "say towards whom, or set scope to 'domestic' or 'multilateral'",
        )
    if not event.event_type and event.target_actor and event.scope != "domestic":
        row.complain(
            f"event_type is empty though {shown(event.target_actor)} is the target",
            f"use one of {', '.join(EVENT_CLASSES)}",
        )
    if event.appeal and event.event_type != "REQUEST":
        row.complain(
            f"appeal is {shown(event.appeal)}, and the row is no REQUEST",
            "leave it empty: it says what a request asks for",
        )
