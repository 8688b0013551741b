"""Small made-up records in which it is known what a check must say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from detente.claims.check import COMMON_OPTIONS, CheckSpec
from detente.claims.checks import CHECKS
from detente.claims.record import Record
from detente.evidence.panel import Panel
from detente.terms.events import Event
from detente.terms.periods import month_end, month_start, months_between
from detente.terms.tables import Point, Series, SeriesSpec

DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")
AS_OF = date(2023, 12, 31)


@dataclass(frozen=True)
class Diagnostics:
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Index:
    posterior: xr.Dataset
    diagnostics: Diagnostics = Diagnostics()


def spec(kind: str, **options: Any) -> CheckSpec:
    """Build a check as the parser would, defaults filled in."""
    declared = {**CHECKS[kind].options, **COMMON_OPTIONS}
    assert not CHECKS[kind].problems(options)
    filled = {n: o.default for n, o in declared.items() if o.default is not None} | options
    return CheckSpec(kind, "it holds", MappingProxyType(filled), 1, f"made-up/{kind}")


def index(
    months: Sequence[str],
    balance: Mapping[str, NDArray[np.float64]],
    *,
    spread: float = 0.1,
    warnings: tuple[str, ...] = (),
    draws: int = 500,
) -> Index:
    """Make a posterior around known balances: rates are exp(±balance/2), draws normal about them.

    Each draw is shifted as a whole, so that the spread of a mean over months is that of a month.
    """
    rng = np.random.default_rng(1)
    true = np.stack([balance.get(dyad, np.zeros(len(months))) for dyad in DYADS])
    drawn = true + spread * rng.standard_normal((2, draws, len(DYADS), 1))
    dims = ("chain", "draw", "dyad", "period")
    coords = {"dyad": list(DYADS), "period": list(months)}
    data = {
        "balance": (dims, drawn),
        "cooperation": (dims, np.exp(drawn / 2)),
        "conflict": (dims, np.exp(-drawn / 2)),
    }
    return Index(xr.Dataset(data, coords=coords), Diagnostics(warnings))


def event(id_: str, day: str, kind: str = "CONSULT", **fields: Any) -> Event:
    """Make a row between the United States and Mexico, public on its day unless told otherwise."""
    when = date.fromisoformat(day)
    given: dict[str, Any] = {
        "known_date": when,
        "date_precision": "day",
        "source_actor": "USA.GOV",
        "target_actor": "MEX.GOV",
        "scope": "USA-MEX",
        "topic": "security",
        "summary": "Something happened.",
        "confidence": "high",
        "source_title": "A page",
        "publisher": f"Paper of {id_}",
        "source_url": "https://example.org",
        "resource": "chronology",
        "line": 2,
    }
    return Event(id=id_, event_date=when, event_type=kind, **(given | fields))


def acts(year: int, cooperative: int, conflictual: int, **fields: Any) -> list[Event]:
    """Make so many acts of each class, spread over one year."""
    kinds = ["CONSULT"] * cooperative + ["ACCUSE"] * conflictual
    days = np.linspace(0, 364, max(1, len(kinds))).astype(int)
    made = (
        (kind, date(year, 1, 1) + timedelta(days=int(day)), place)
        for place, (kind, day) in enumerate(zip(kinds, days, strict=False))
    )
    prefix = fields.pop("prefix", "e")
    return [event(f"{prefix}-{year}-{n}", day.isoformat(), k, **fields) for k, day, n in made]


def panel(
    months: Sequence[str],
    events: Sequence[Event] = (),
    score: Mapping[str, NDArray[np.float64]] | None = None,
    *,
    dyads: Mapping[str, str] | None = None,
) -> Panel:
    """Count events by dyad (`scope` names it here) and month; scores cover whole months."""
    shape = len(months), len(DYADS)
    counts = np.zeros((2, *shape), dtype=np.int64)
    ids: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in events:
        if one.scope in DYADS and one.month in months and one.event_class is not None:
            place = months.index(one.month), DYADS.index(one.scope)
            counts[(0 if one.event_class.is_cooperation else 1, *place)] += 1
            key = one.scope, one.month
            ids[key] = (*ids.get(key, ()), one.id)
    scores = np.full(shape, np.nan)
    for dyad, values in (score or {}).items():
        scores[:, DYADS.index(dyad)] = values
    days = np.where(np.isnan(scores), 0, 30)
    return Panel(tuple(months), DYADS, counts[0], counts[1], scores, days, ids)


def series(
    name: str, values: Mapping[tuple[str, str], float], *, unit: str = "lb", **fields: Any
) -> Series:
    """Make a series from (period, group) → value; a period is a month or `first/last`."""
    points = []
    for (period, group), value in sorted(values.items(), key=lambda item: item[0][::-1]):
        first, _, last = period.partition("/")
        start, end = month_start(first), month_end(last or first)
        points.append(Point(period, start, end, value, group, end, f"{name}_file", (3,)))
    by_lag = fields.pop("by_lag", False)
    made = SeriesSpec(name=name, title=name, measure=name, unit=unit, **fields)
    return Series(made, tuple(points), (f"{name}_file",), by_lag)


def months(window: str) -> tuple[str, ...]:
    first, last = window.split("/")
    return months_between(first, last)


def record(
    *,
    events: Sequence[Event] = (),
    index: Index | None = None,
    panel: Panel | None = None,
    series: Sequence[Series] = (),
    as_of: date = AS_OF,
    **more: Any,
) -> Record:
    """Make a record in which only the given things are known."""
    known = {one.spec.name: one for one in series}
    public = tuple(one for one in events if one.known_date <= as_of)
    return Record(as_of, public, index, panel, known.__getitem__, DYADS, **more)
