"""Small made-up records in which it is known what a check must say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.check import COMMON_OPTIONS, CheckSpec
from detente.claims.checks import CHECKS
from detente.claims.record import Record
from detente.cooperation.composition import Composition
from detente.cooperation.indices import Indices
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts, acts_of
from detente.evidence.scores import Scores
from detente.terms.events import Event
from detente.terms.measures import RELATIONS, MeasureSpec
from detente.terms.periods import month_end, month_start, months_between
from detente.terms.tables import Point, Series, SeriesSpec

DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")
AS_OF = date(2023, 12, 31)


class Known(Indices):
    """Indices whose balances are made up: the same draws for every measure and topic."""

    def __init__(
        self,
        acts: Callable[[MeasureSpec], Acts],
        measures: Mapping[str, MeasureSpec],
        balance: NDArray[np.float64] | None,
        edge: float = 0.0,
    ) -> None:
        super().__init__(acts, measures, subject=next(iter(measures)), seed=1)
        self.balance, self._edge = balance, edge

    def of(self, measure: str, topics: tuple[str, ...] = ()) -> Composition:
        assert self.balance is not None, "no index was made for this world"
        acts = self.acts(measure, topics)
        draws = self.balance.astype(np.float32)
        empty = np.zeros((3, len(acts.periods), len(acts.dyads), 5))
        return Composition(acts, IndexSettings(), draws, draws, empty, 0.0, {}, self._edge)


def spec(kind: str, **options: Any) -> CheckSpec:
    """Build a check as the parser would, defaults filled in."""
    declared = {**CHECKS[kind].options, **COMMON_OPTIONS}
    assert not CHECKS[kind].problems(options)
    filled = {n: o.default for n, o in declared.items() if o.default is not None} | options
    return CheckSpec(kind, "it holds", MappingProxyType(filled), 1, f"made-up/{kind}")


def index(
    months: Sequence[str],
    balance: Mapping[str, NDArray[np.float64]] | None = None,
    events: Sequence[Event] = (),
    *,
    spread: float = 0.1,
    edge: float = 0.0,
    draws: int = 1000,
    measures: Mapping[str, MeasureSpec] = MappingProxyType({RELATIONS.name: RELATIONS}),
) -> Known:
    """Count events by side and month, with draws about known balances where these are given.

    Each draw is shifted as a whole, so that the spread of a mean over months is that of a month.
    """
    drawn = None
    if balance is not None:
        rng = np.random.default_rng(1)
        true = np.stack([balance.get(dyad, np.zeros(len(months))) for dyad in DYADS])
        drawn = true + spread * rng.standard_normal((draws, len(DYADS), 1))

    def counted(measure: MeasureSpec) -> Acts:
        found = acts_of(events, measure, DYADS, tuple(months))
        if balance is None or events:
            return found
        # The balance is known, so acts there must be: one of each kind a month, told by no row.
        each = np.ones_like(found.total)
        return replace(found, cooperative=each, total=2 * each)

    return Known(counted, measures, drawn, edge)


def event(id_: str, day: str, kind: str = "CONSULT", **fields: Any) -> Event:
    """Make a row between the states of its scope, public on its day unless told otherwise."""
    when = date.fromisoformat(day)
    scope = fields.get("scope", "USA-MEX")
    first, second = (scope if scope in DYADS else "USA-MEX").split("-")
    given: dict[str, Any] = {
        "known_date": when,
        "date_precision": "day",
        "source_actor": f"{first}.GOV",
        "target_actor": f"{second}.GOV",
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


def scores(months: Sequence[str], given: Mapping[str, NDArray[np.float64]]) -> Scores:
    """Make scores by side and month, which cover whole months where they are not NaN."""
    made = np.full((len(months), len(DYADS)), np.nan)
    for dyad, values in given.items():
        made[:, DYADS.index(dyad)] = values
    return Scores(tuple(months), DYADS, made, np.where(np.isnan(made), 0, 30))


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
    index: Known | None = None,
    scores: Scores | None = None,
    series: Sequence[Series] = (),
    as_of: date = AS_OF,
    **more: Any,
) -> Record:
    """Make a record in which only the given things are known."""
    known = {one.spec.name: one for one in series}
    public = tuple(one for one in events if one.known_date <= as_of)
    return Record(as_of, public, index, scores, known.__getitem__, DYADS, **more)
