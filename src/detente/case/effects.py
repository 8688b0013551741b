"""`[[effect]]` of a `case.toml`: read into specs, and checked against what the case holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from detente.case.shape import Names, Strict
from detente.case.spec import CaseFile
from detente.effects.spec import AFTER_LEAST, ASKS, BEFORE_LEAST, SHAPES, EffectSpec
from detente.terms.actors import dyad_between, nearest_dyad
from detente.terms.errors import Problem, nearest, shown
from detente.terms.events import Event
from detente.terms.measures import RELATIONS
from detente.terms.periods import (
    MOST_MONTHS,
    month_number,
    month_of,
    months_between,
    period_bounds,
    shift_month,
)

CASE_FILE = "case.toml"
NEAR_MONTHS = 24
"""Events further apart than this are questions of their own."""


def _terms(value: object) -> object:
    """Let one id, or a list of ids, stand for terms of one row each."""
    if isinstance(value, str):
        return [[value]]
    if isinstance(value, list):
        return [[term] if isinstance(term, str) else term for term in value]
    return value


def _window(text: str) -> str:
    period_bounds(text)
    return text


Terms = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_terms)]


class EffectTable(Strict):
    """One `[[effect]]` as it is written."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    label: Annotated[str, Field(min_length=1, max_length=200)]
    events: Terms = Field(min_length=1)
    why: Annotated[str, Field(min_length=1, max_length=2_000)]
    window: Annotated[str, AfterValidator(_window)]
    series: str = ""
    group: str = ""
    dyad: str = ""
    measure: str = ""
    asks: str = "change"
    shape: str = "step"
    onset_months: int = Field(default=3, ge=0, le=12)
    horizon_months: int = Field(default=12, ge=1, le=60)
    half_life_months: int = Field(default=6, ge=1, le=60)
    lasting_months: int = Field(default=24, ge=1, le=120)
    controls: Names = ()
    placebo_series: Names = ()
    seasonal: bool | None = None
    aftermath: Names | None = None


def effect_spec(table: EffectTable) -> EffectSpec:
    """Build the spec of a table."""
    fields: dict[str, Any] = table.model_dump()
    fields["measure"] = table.measure or (RELATIONS.name if table.dyad else "")
    first, last = map(month_of, period_bounds(fields.pop("window")))
    return EffectSpec(**fields, first=first, last=last)


def check_effects(casefile: CaseFile) -> Iterator[Problem]:
    """Say where effects name series, dyads or shapes that the case does not declare."""
    seen: set[str] = set()
    for number, spec in enumerate(casefile.effects):
        at = _reporter(casefile, number, spec)
        if spec.id in seen:
            yield at("id", f"two effects have the id {shown(spec.id)}", "give each its own id")
        seen.add(spec.id)
        yield from _choices(casefile, spec, at)
        yield from _others(casefile, spec, at)
        if (months := month_number(spec.last) - month_number(spec.first) + 1) > MOST_MONTHS:
            problem = f"the window has {months:,} months, more than {MOST_MONTHS:,}"
            yield at("window", problem, "cut it to the time around the events")
        repeated = len(spec.named_events) - len(set(spec.named_events))
        if repeated or not all(spec.events):
            yield at("events", "events names a row twice, or a term of none", "name each row once")


def _reporter(
    casefile: CaseFile, number: int, spec: EffectSpec
) -> Callable[[str, str, str], Problem]:
    def report(key: str, problem: str, fix: str) -> Problem:
        line = casefile.line("effect", number, key)
        return Problem(CASE_FILE, line, f"effect {spec.id}: {problem}", fix)

    return report


def _choices(
    casefile: CaseFile, spec: EffectSpec, at: Callable[[str, str, str], Problem]
) -> Iterator[Problem]:
    if bool(spec.series) == bool(spec.dyad):
        key = "dyad" if spec.dyad else "id"
        yield at(key, "it is on a series or on a dyad of the index, one of both", "name one")
    if spec.series and spec.series not in casefile.series:
        problem = f"the series {shown(spec.series)} is unknown"
        yield at("series", problem, nearest(spec.series, casefile.series))
    elif spec.series:
        series = casefile.series[spec.series]
        if series.period != "month":
            problem = f"the series {spec.series} has a value a {series.period}, not a month"
            yield at("series", problem, "name a monthly series")
        if spec.group and not series.group:
            yield at("group", f"the series {spec.series} has no groups", "take out the group")
        elif spec.group and series.places and spec.group not in series.places:
            problem = f"the series {spec.series} has no group {shown(spec.group)}"
            yield at("group", problem, nearest(spec.group, series.places))
    if spec.dyad and spec.dyad not in casefile.dyads:
        problem = f"the dyad {shown(spec.dyad)} is unknown"
        yield at("dyad", problem, nearest_dyad(spec.dyad, casefile.dyads))
    if spec.dyad and spec.measure not in casefile.measures:
        problem = f"the measure {shown(spec.measure)} is unknown"
        yield at("measure", problem, nearest(spec.measure, casefile.measures))
    if spec.shape not in SHAPES:
        problem = f"the shape {shown(spec.shape)} is unknown"
        yield at("shape", problem, nearest(spec.shape, SHAPES))
    if spec.asks not in ASKS:
        problem = f"it asks about {shown(spec.asks)}, which is no direction"
        yield at("asks", problem, nearest(spec.asks, ASKS))
    yield from _of_index_alone(spec, at)


def _of_index_alone(spec: EffectSpec, at: Callable[[str, str, str], Problem]) -> Iterator[Problem]:
    """Say where a key is given that only effects on the index have, or only those on a series."""
    if spec.series and not spec.dyad:
        if spec.measure:
            fix = "take it out, or name a dyad in place of the series"
            yield at("measure", "a measure is of the index, and the effect is on a series", fix)
        if spec.aftermath is not None:
            problem = "aftermath is of acts, which the index counts, and the effect is on a series"
            yield at("aftermath", problem, "take it out")
    elif spec.seasonal:
        problem = "seasonal is of series: the index knows no seasons"
        yield at("seasonal", problem, "take it out")


def _others(
    casefile: CaseFile, spec: EffectSpec, at: Callable[[str, str, str], Problem]
) -> Iterator[Problem]:
    known: Mapping[str, object] = casefile.dyads if spec.on_index else casefile.series
    for key in ("controls", "placebo_series"):
        for name in getattr(spec, key):
            if name not in known:
                yield at(key, f"{key} names {shown(name)}, which is unknown", nearest(name, known))
            elif name == (spec.dyad or spec.series):
                fix = "name series that the event does not move"
                yield at(key, f"{key} names {name}, on which the effect is estimated", fix)
            elif not spec.on_index and casefile.series[name].period != "month":
                yield at(key, f"{key} names {name}, which is not monthly", "name a monthly series")
    for name in sorted(set(spec.controls) & set(spec.placebo_series)):
        problem = f"{name} is a control and a placebo; a control takes the effect up"
        yield at("placebo_series", problem, "keep it in one of the two")


def check_effect_rows(
    casefile: CaseFile,
    events: Iterable[Event],
    coverage: Mapping[str, tuple[date, date]],
) -> Iterator[Problem]:
    """Say where effects name events that no row is of, or windows that nothing covers.

    Args:
        coverage: series → first and last day that it has rows for.
    """
    by_id = {event.id: event for event in events}
    for number, spec in enumerate(casefile.effects):
        at = _reporter(casefile, number, spec)
        for event_id in spec.named_events:
            if event_id not in by_id:
                problem = f"{shown(event_id)} is the id of no event"
                yield at("events", problem, nearest(event_id, by_id))
        yield from _timing(spec, by_id, at)
        yield from _aftermath(spec, by_id, at)
        span = _coverage(casefile, spec, coverage)
        if span and (spec.first < span[0] or spec.last > span[1]):
            what = spec.series or "the index"
            problem = f"{what} covers {span[0]} to {span[1]}, not all of the window"
            yield at("window", problem, f"write {span[0]}/{span[1]}, or a part of it")


def _timing(
    spec: EffectSpec, by_id: Mapping[str, Event], at: Callable[[str, str, str], Problem]
) -> Iterator[Problem]:
    if not all(spec.events) or not all(event_id in by_id for event_id in spec.named_events):
        return
    first = (by_id[term[0]] for term in spec.events)
    months = sorted(by_id.get(event.happening, event).month for event in first)
    earliest, latest = shift_month(spec.first, BEFORE_LEAST), shift_month(spec.last, -AFTER_LEAST)
    for month in months:
        if not earliest <= month <= latest:
            problem = (
                f"an event of {month} needs {BEFORE_LEAST} months of the window before it "
                f"and {AFTER_LEAST} after"
            )
            yield at("window", problem, f"events may lie in {earliest} to {latest}")
    if len(set(months)) < len(months):
        problem = "two of its terms lie in one month, and monthly data cannot tell them apart"
        yield at("events", problem, "make them one term: a list inside the list")
    if len(months_between(months[0], months[-1])) > NEAR_MONTHS:
        problem = f"its events lie more than {NEAR_MONTHS} months apart"
        yield at("events", problem, "make them effects of their own")


def _aftermath(
    spec: EffectSpec, by_id: Mapping[str, Event], at: Callable[[str, str, str], Problem]
) -> Iterator[Problem]:
    days = [by_id[term[0]].event_date for term in spec.events if term and term[0] in by_id]
    for name in spec.aftermath or ():
        if name not in by_id:
            problem = f"aftermath names {shown(name)}, which is the id of no event"
            yield at("aftermath", problem, nearest(name, by_id))
        elif name in spec.named_events:
            problem = f"aftermath names {name}, which is one of its events"
            yield at("aftermath", problem, "keep it in one of the two")
        elif days and by_id[name].event_date < min(days):
            problem = f"aftermath names {name} of {by_id[name].event_date}, before the first event"
            yield at("aftermath", problem, "name rows that report or settle the events")
        elif spec.dyad and not _is_act_of(by_id[name], spec.dyad):
            problem = f"aftermath names {name}, which is no act of {spec.dyad}"
            yield at("aftermath", problem, "name acts that the side's index counts")
    repeated = sorted({n for n in spec.aftermath or () if (spec.aftermath or ()).count(n) > 1})
    for name in repeated:
        yield at("aftermath", f"aftermath names {name} twice", "name each row once")


def _is_act_of(event: Event, dyad: str) -> bool:
    return dyad_between(event.source_actor, event.target_actor, (dyad,)) == dyad


def _coverage(
    casefile: CaseFile, spec: EffectSpec, coverage: Mapping[str, tuple[date, date]]
) -> tuple[str, str] | None:
    if spec.on_index:
        return casefile.index.start, casefile.index.end
    if spec.series not in coverage:
        return None
    first, last = coverage[spec.series]
    return month_of(first), month_of(last)
