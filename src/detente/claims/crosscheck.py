"""Whether what a check asks for exists in the case: names, windows and units."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from detente.claims import words
from detente.claims.certain import certain_problems, group_problems
from detente.claims.check import LEVEL, CheckSpec, Happenings, Windows, happenings_in
from detente.claims.checks import CHECKS
from detente.claims.checks.dyad_options import LEAST_MONTHS, short_windows
from detente.claims.checks.forecast import reading_of
from detente.claims.checks.lasting import later_windows
from detente.claims.checks.occurred import counts
from detente.claims.checks.peak import FIGURE
from detente.claims.directed import directed_problems
from detente.claims.kinds import kind_problems
from detente.terms.actors import nearest_dyad
from detente.terms.errors import nearest, shown
from detente.terms.events import Event
from detente.terms.measures import RELATIONS, MeasureSpec
from detente.terms.periods import (
    covers_half,
    month_end,
    month_number,
    month_of,
    month_start,
    months_between,
    period_bounds,
)
from detente.terms.tables import SeriesSpec
from detente.terms.units import adds_over_time, unit_words

Wrong = tuple[str, str]
"""A problem and its remedy."""

YEAR = 12
_COMPARED = ("before", "after", "window")
_OVER_TIME = ("shift", "lasting")
_MEASURED = (*_OVER_TIME, "peak", "share", "value")
_ONCE = ("balance", "cooperation", "conflict")
"""What `measure` named before a case could have several measures."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a case's scenarios compare.

    Attributes:
        outcomes: id → unit, and whether `lower` or `higher` is better, or `neither`.
        horizons: months over which outcomes are summed.
    """

    scenarios: tuple[str, ...] = ()
    outcomes: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    horizons: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a case knows; see `spec.check_claims`."""

    series: Mapping[str, SeriesSpec]
    dyads: tuple[str, ...]
    event_ids: frozenset[str]
    first: str
    last: str
    coverage: Mapping[str, tuple[date, date]]
    groups: Mapping[str, Collection[str]] = field(default_factory=lambda: MappingProxyType({}))
    effects: Collection[str] = ()
    firsts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    measures: Mapping[str, MeasureSpec] = field(
        default_factory=lambda: MappingProxyType({RELATIONS.name: RELATIONS})
    )
    topics: Collection[str] = ()
    cooperative: Mapping[str, bool | None] = field(default_factory=lambda: MappingProxyType({}))
    scenarios: Compared | None = None
    rows: Mapping[str, Event] = field(default_factory=lambda: MappingProxyType({}))
    apart: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def spec_problems(spec: CheckSpec, known: Known) -> Iterator[Wrong]:
    """Yield every mistake of a check that only the case can reveal."""
    for name, option in CHECKS[spec.type].options.items():
        if name in spec.options and option.kind in _NAMED:
            yield from _NAMED[option.kind](spec, name, known)
    yield from _topic_problems(spec, known)
    for series, groups in (("series", "group"), ("of", "of_group"), ("with_series", "with_group")):
        yield from _group_problems(spec, series, groups, known)
    if not spec.partial:
        yield from _whole_problems(spec, known)


def _whole_problems(spec: CheckSpec, known: Known) -> Iterator[Wrong]:
    """Yield the mistakes of a check that only all of its options together reveal."""
    read = _read_as(spec)
    yield from certain_problems(read, known.rows)
    if read.type in ("occurred", "source_says"):
        named = happenings_in(read.options.get("mirror"))
        ids = [one for own in (*read.happenings, *named) for one in own]
        yield from directed_problems(read, [known.rows[one] for one in ids if one in known.rows])
    if read.type in _MEASURED and read.text("series") in known.series:
        yield from _series_problems(read, known.series[read.text("series")], known)
    if spec.type == "effect":
        yield from _effect_problems(spec, known)
    if spec.type == "simulation":
        yield from _scenario_problems(spec, known)
    if spec.type == "association":
        yield from _monthly_problems(spec, known)
    if spec.type == "reciprocity" and spec.text("by") not in spec.text("dyad").split("-"):
        states = spec.text("dyad").split("-")
        yield (
            f"by = {shown(spec.text('by'))} is no state of {spec.text('dyad')}",
            nearest(spec.text("by"), states),
        )
    for name, window, is_open in _windows(spec):
        yield from _window_problems(read, name, window, known, is_open=is_open)


def _read_as(spec: CheckSpec) -> CheckSpec:
    """Return the check that reads the record: of a forecast, what was foreseen."""
    return reading_of(spec) if spec.type == "forecast" else spec


def _dyads(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    for dyad in spec.texts(name):
        if dyad not in known.dyads:
            yield f"dyad {shown(dyad)} is not declared in the case", nearest_dyad(dyad, known.dyads)


def _series(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    series = spec.text(name)
    if series not in known.series:
        yield f"the case has no series {shown(series)}", nearest(series, known.series)


def _events(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    happenings = happenings_in(spec.options.get(name))
    for event_id in (event_id for ids in happenings for event_id in ids):
        if event_id not in known.event_ids:
            yield f"the case has no event {shown(event_id)}", nearest(event_id, known.event_ids)
    if spec.type != "effect":
        yield from _apart(happenings, name, known)
    if name == "mirror":
        happenings = (*spec.happenings, *happenings)
        name = "events and mirror"
    yield from _asked_twice(happenings, name, known)
    if name == "events" and not spec.partial and _read_as(spec).type == "occurred":
        yield from _without_mirror(spec, known)


def _apart(happenings: Happenings, name: str, known: Known) -> Iterator[Wrong]:
    """Say which rows stand together as one happening that the chronology keeps apart."""
    for ids in happenings:
        told = {known.firsts.get(event_id, event_id): event_id for event_id in ids}
        if len(told) > 1 and known.event_ids.issuperset(ids):
            both = words.listed([shown(event_id) for event_id in told.values()])
            yield (
                f"{name} puts {both} together, which tell different happenings",
                "name the row that tells what is meant; rows of one happening say so in same_as",
            )


def _without_mirror(spec: CheckSpec, known: Known) -> Iterator[Wrong]:
    """Say where a count of chosen events has no mirror: it could not fail."""
    read = _read_as(spec)
    has_other = "mirror" in read.options or "of" in read.options
    if not counts(read) or has_other or not known.cooperative:
        return
    kinds = {known.cooperative.get(ids[0]) for ids in read.happenings}
    if len(kinds) > 1 or None in kinds:
        yield (
            "it counts chosen events that are not all cooperative or all conflictual acts, so that "
            "nothing is opposite to them",
            "name the events that would say the opposite in mirror = […], or draw every event of "
            'the kind with of = { by = "…", side = "…", topics = ["…"] }',
        )


def _asked_twice(happenings: Happenings, name: str, known: Known) -> Iterator[Wrong]:
    """Say which happening is asked for twice: it would be counted as two."""
    seen: dict[str, str] = {}
    for ids in happenings:
        for first, event_id in {known.firsts.get(name, name): name for name in ids}.items():
            if (other := seen.get(first)) is None:
                seen[first] = event_id
            elif other == event_id:
                yield f"{name} names {shown(event_id)} twice", "name it once"
            else:
                both = f"{shown(other)} and {shown(event_id)}"
                yield (
                    f"{name} names {both}, which tell one happening (same_as)",
                    "name one of the two: the other row comes with it",
                )


def _measure(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    measure = spec.text(name)
    if measure in known.measures or not (spec.text("dyad") or spec.text("with_dyad")):
        return
    there = words.listed(sorted(known.measures))
    if measure in _ONCE:
        fix = f"an index is of the balance; measure names a measure of the case: {there}"
        if measure != "balance":
            fix += '; acts = "…" of a level compares acts a month of sides'
        yield f"{name} = {shown(measure)} is no measure of the case", fix
        return
    yield f"the case has no measure {shown(measure)}", nearest(measure, known.measures)


def _kind(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    if spec.text(name):
        yield from _series(spec, name, known)
    else:
        yield from kind_problems(spec, known.dyads, known.topics)


def _topic_problems(spec: CheckSpec, known: Known) -> Iterator[Wrong]:
    topics = spec.texts("topics")
    for topic in topics if known.topics else ():
        if topic not in known.topics:
            yield f"no row has the topic {shown(topic)}", nearest(topic, known.topics)
    for name in ("measure", "with_measure"):
        measure = known.measures.get(spec.text(name))
        if topics and measure and measure.topics and not set(topics) & set(measure.topics):
            counted = words.listed(measure.topics)
            yield f"measure {measure.name} counts no act of these topics", f"it counts {counted}"


def short_problems(spec: CheckSpec) -> Iterator[Wrong]:
    """Yield the windows over which a claim is not judged by the index, being too short."""
    if spec.partial:
        return
    read = _read_as(spec)
    if (read.type, read.text("about")) == ("level", LEVEL) or _is_share_of_acts(read):
        yield from _short_level(read)
    if read.type == "effect" and read.text("dyad"):
        yield from _short_effect(read)
    if read.type not in _OVER_TIME:
        return
    windows = [(name, read.text(name)) for name in ("before", "after") if read.text(name)]
    if read.type == "lasting" and not read.text("effect"):
        windows.append(("over", later_windows(read)[0]))
    for name in short_windows(read, windows):
        yield (
            f"{name} is shorter than {LEAST_MONTHS} months, which the index blurs",
            'a claim about so short a time is judged on the acts: use source = "chronology"; the '
            "index may be another reading of it (an alternative)",
        )


def _is_share_of_acts(read: CheckSpec) -> bool:
    return read.type == "share" and bool(read.text("dyad")) and read.text("about") == LEVEL


def _short_level(read: CheckSpec) -> Iterator[Wrong]:
    start, end = period_bounds(read.text("window"))
    if len(months_between(month_of(start), month_of(end))) < LEAST_MONTHS:
        yield (
            f"window is shorter than {LEAST_MONTHS} months, which tell of no level",
            "a claim about so short a time is judged on the acts: leave about out",
        )


def _short_effect(read: CheckSpec) -> Iterator[Wrong]:
    if 0 < read.number("horizon_months") < LEAST_MONTHS:
        yield (
            f"horizon_months is shorter than {LEAST_MONTHS} months, which the index blurs",
            "a claim about so short a time is judged on the acts: use share or shift of the acts",
        )


def _effect(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    effect = spec.text(name)
    if effect not in known.effects:
        yield f"the case has no effect {shown(effect)}", nearest(effect, known.effects)


_NAMED: Mapping[str, Callable[[CheckSpec, str, Known], Iterator[Wrong]]] = MappingProxyType(
    {
        "dyad": _dyads,
        "dyads": _dyads,
        "series": _series,
        "events": _events,
        "effect": _effect,
        "measure": _measure,
        "filter": _kind,
        "whole of": _kind,
    }
)


def _series_problems(spec: CheckSpec, series: SeriesSpec, known: Known) -> Iterator[Wrong]:
    # The highest of figures that overlap is the highest still.
    if series.period == "12m" and spec.text("by") != FIGURE:
        yield from _twelve_month_problems(spec, series)
    if spec.type in (*_OVER_TIME, "peak") and series.period == "span":
        yield (
            f"series {series.name} has figures over spans of any length, which have no mean",
            "choose a series with figures over equal periods",
        )
    if spec.text("figure") == "sum" and not adds_over_time(series.unit):
        yield (
            f"series {series.name} is in {unit_words(series.unit)}, whose figures are not added "
            "over time",
            'ask for figure = "mean", which of one figure is that figure',
        )
    unit = spec.text("unit")
    if spec.type in _OVER_TIME and unit not in ("", "per cent", series.unit):
        yield (
            f"unit {shown(unit)} is not that of series {series.name}",
            f"use {series.unit} or per cent",
        )
    whole = known.series.get(spec.text("of"))
    if whole is not None and whole.unit != series.unit:
        yield (
            f"series {series.name} is in {series.unit} and {whole.name} in {whole.unit}",
            "choose a whole in the unit of the part",
        )


def _twelve_month_problems(spec: CheckSpec, series: SeriesSpec) -> Iterator[Wrong]:
    """Yield what makes twelve-month sums overlap: neighbours share eleven months."""
    bounds = [period_bounds(spec.text(name)) for name in _COMPARED if spec.text(name)]
    months = [months_between(month_of(start), month_of(end)) for start, end in bounds]
    what = f"series {series.name} has figures over twelve months, of which neighbours share eleven"
    if any(len(own) not in (1, YEAR) for own in months) or "since" in spec.options:
        yield (
            f"{what}: they are no independent months",
            'name single figures by the month they end in, e.g. "2024-12", or choose a monthly '
            "series",
        )
    elif len(months) == 2 and abs(month_number(months[0][-1]) - month_number(months[1][-1])) < YEAR:
        yield f"{what}: those compared overlap", "compare figures a year or more apart"


def _scenario_problems(spec: CheckSpec, known: Known) -> Iterator[Wrong]:
    """Yield what a simulation asks of scenarios that the case does not compare."""
    compared = known.scenarios
    if compared is None:
        return
    for what, there in (("scenario", compared.scenarios), ("outcome", tuple(compared.outcomes))):
        if (name := spec.text(what)) not in there:
            fix = nearest(name, there) if there else "declare it in scenarios.toml"
            yield f"the case has no {what} {shown(name)}", fix
    horizon = spec.number("horizon_months")
    if horizon and compared.horizons and horizon not in compared.horizons:
        months = words.listed([str(one) for one in compared.horizons])
        yield f"no scenario is summed over {horizon:g} months", f"ask for {months}"
    name = spec.text("outcome")
    unit, better = compared.outcomes.get(name, ("", ""))
    if unit and spec.text("unit") not in ("", unit):
        yield f"unit {shown(spec.text('unit'))} is not that of {name}", f"use {unit}"
    if better == "neither" and spec.text("direction") == "improves":
        yield f"neither way of {name} is an improvement", "ask for down or up"


def _effect_problems(spec: CheckSpec, known: Known) -> Iterator[Wrong]:
    others: Collection[str] = known.dyads if spec.text("dyad") else known.series
    for key in ("controls", "placebo_series"):
        for name in spec.texts(key):
            if name not in others:
                yield f"{key} names {shown(name)}, which the case has not", nearest(name, others)
    series = known.series.get(spec.text("series"))
    if series is not None and series.period != "month":
        yield (
            f"series {series.name} has no figures of single months",
            "an effect needs a monthly series",
        )


def _monthly_problems(spec: CheckSpec, known: Known) -> Iterator[Wrong]:
    for name in ("series", "with_series"):
        series = known.series.get(spec.text(name))
        if series is not None and series.period != "month":
            yield (
                f"series {series.name} has no figures of single months",
                "an association needs monthly series",
            )


def _group_problems(spec: CheckSpec, key: str, groups: str, known: Known) -> Iterator[Wrong]:
    series = known.series.get(spec.text(key))
    if series is None:
        return
    if series.name in known.apart and _adds(spec, groups):
        problem = f"the check adds groups of series {series.name}: it {known.apart[series.name]}"
        whole = ", and the whole in of" if spec.type == "share" and groups == "group" else ""
        yield problem, f"name one {groups}{whole}"
    named = series.places if series.group == "place" else known.groups.get(series.name, ())
    if groups == "group":
        yield from group_problems(spec, tuple(named))
    if not spec.texts(groups):
        return
    if not series.group:
        yield f"series {series.name} has no groups", f"leave {groups} out"
        return
    for group in spec.texts(groups) if named else ():
        if group not in named:
            yield f"series {series.name} has no group {shown(group)}", nearest(group, named)


def _adds(spec: CheckSpec, groups: str) -> bool:
    """Whether a check adds up groups of a series, those named in `groups` or all."""
    if spec.type == "source_says" or groups not in CHECKS[spec.type].options:
        return False
    is_part = spec.type == "share" and groups == "group"
    return len(spec.texts(groups)) != 1 or (is_part and not spec.text("of"))


def _windows(spec: CheckSpec) -> Windows:
    """Return the windows that say which months are read."""
    check = CHECKS[spec.type]
    own = check.windows(spec)
    if own is not None:
        return own
    names = (name for name, option in check.options.items() if option.kind == "window")
    return tuple((name, spec.text(name), False) for name in names if name in spec.options)


def _window_problems(
    spec: CheckSpec, name: str, window: str, known: Known, *, is_open: bool
) -> Iterator[Wrong]:
    start, end = period_bounds(window)
    days = (end - start).days + 1
    for what, first, last in _read(spec, known):
        inside = max(start, first), min(end, end if is_open else last)
        length = (inside[1] - inside[0]).days + 1
        if length >= days or (
            not _needs_whole(spec) and length > 0 and covers_half([inside], start, end)
        ):
            continue
        covered = words.window(f"{first}/{last}")
        if _needs_whole(spec):
            problem = f"{name} = {shown(window)} reaches outside {what}, which covers {covered}"
            yield problem, "choose a window inside it: a sum needs every figure"
        else:
            problem = f"{name} = {shown(window)} lies mostly outside {what}, which covers {covered}"
            yield problem, "choose a window of which it covers half or more"


def _needs_whole(spec: CheckSpec) -> bool:
    """Whether a check adds up figures, which half of a window cannot stand for."""
    return spec.type == "value" and spec.text("figure") in ("sum", "change")


def _read(spec: CheckSpec, known: Known) -> Iterator[tuple[str, date, date]]:
    """Yield what a check reads over its windows, with the first and last day covered."""
    names = [name for key in ("series", "with_series") if (name := spec.text(key))]
    for name in names:
        if name in known.coverage:
            yield (f"series {name}", *known.coverage[name])
    if not names or spec.text("dyad") or spec.text("with_dyad"):
        yield "the index", month_start(known.first), month_end(known.last)
