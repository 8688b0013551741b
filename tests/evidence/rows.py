"""Small made-up rows for tests of the store."""

from datetime import date

from detente.terms.events import Event
from detente.terms.periods import month_end, month_start
from detente.terms.tables import Observation, Resource, SeriesSpec


def resource(
    name: str, vintage: str, lag_days: int = 20, coverage: str = "2020-01/2020-12"
) -> Resource:
    first, last = coverage.split("/")
    return Resource(
        name=name,
        path=f"series/{name}.csv",
        format="tidy_csv",
        title=name,
        publisher="A publisher",
        url="https://example.org",
        licence="public domain",
        size=1,
        sha256="0" * 64,
        vintage=date.fromisoformat(vintage),
        lag_days=lag_days,
        coverage_start=month_start(first),
        coverage_end=month_end(last),
    )


def monthly(name: str, month: str, value: float, **keys: str) -> Observation:
    return Observation(
        "seized", month_start(month), month_end(month), value, "lb", resource=name, **keys
    )  # fmt: skip


def event(id_: str, day: str, source: str, target: str, kind: str, **more: object) -> Event:
    fields: dict[str, object] = {
        "id": id_,
        "event_date": date.fromisoformat(day),
        "known_date": date.fromisoformat(day),
        "date_precision": "day",
        "source_actor": source,
        "target_actor": target,
        "scope": "USA-MEX",
        "event_type": kind,
        "topic": "security",
        "summary": "Something happened.",
        "confidence": "high",
        "source_title": "A page",
        "publisher": "A paper",
        "source_url": "https://example.org",
        "resource": "chronology",
        "line": 2,
    }
    return Event(**(fields | more))  # type: ignore[arg-type]


SEIZED = SeriesSpec(name="seized", title="Seized", measure="seized", unit="lb")
