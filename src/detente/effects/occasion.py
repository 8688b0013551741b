"""The occasion of an effect: its events, what else happened near them, and months enough."""

from collections.abc import Iterable

from detente.effects.evidence import EffectEvidence
from detente.effects.results import NotAssessableError
from detente.effects.spec import AFTER_LEAST, BEFORE_LEAST, EffectSpec
from detente.terms.events import Event


def terms_of(spec: EffectSpec, evidence: EffectEvidence) -> tuple[tuple[Event, ...], ...]:
    """Return the events of each term by date; NotAssessableError where one was not yet known."""
    for event_id in spec.named_events:
        if evidence.happening(event_id) is None:
            raise NotAssessableError(f"Event {event_id} was not known on {evidence.as_of}.")
    terms = [evidence.rows_of(term) for term in spec.events]
    return tuple(sorted(terms, key=lambda term: term[0].event_date))


def check_months(before: int, after: int, title: str) -> None:
    """Say that too few months are on record around the events, where they are."""
    if before < BEFORE_LEAST or after < AFTER_LEAST:
        raise NotAssessableError(
            f"{title} has {before} months before the event and {after} after it by then; "
            f"{BEFORE_LEAST} and {AFTER_LEAST} are needed."
        )


def neighbours(
    spec: EffectSpec, evidence: EffectEvidence, terms: Iterable[tuple[Event, ...]]
) -> list[str]:
    """Name marked events near by: what they changed cannot be told from the effect."""
    named = {event.id for event in evidence.rows_of(spec.named_events)}
    days = [term[0].event_date for term in terms]
    near = [
        f"{evidence.labels[event.id]} ({event.event_date})"
        for event in evidence.events
        if event.id in evidence.labels
        and event.id not in named
        and (not spec.dyad or event.scope == spec.dyad)
        and any(abs((event.event_date - day).days) <= 92 for day in days)
    ]
    return [f"Within three months of it also: {'; '.join(near)}."] if near else []
