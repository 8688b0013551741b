"""Whether what a check asks for exists in the case: names, windows and units."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from detente.claims import words
from detente.claims.check import CheckSpec
from detente.claims.checks import CHECKS
from detente.terms.errors import nearest, shown
from detente.terms.periods import month_end, month_start, period_bounds
from detente.terms.tables import SeriesSpec

Wrong = tuple[str, str]
"""A problem and its remedy."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a case knows; see `spec.check_claims`."""

    series: Mapping[str, SeriesSpec]
    dyads: tuple[str, ...]
    event_ids: frozenset[str]
    first: str
    last: str
    coverage: Mapping[str, tuple[date, date]]


def spec_problems(spec: CheckSpec, known: Known) -> Iterator[Wrong]:
    """Yield every mistake of a check that only the case can reveal."""
    for name, option in CHECKS[spec.type].options.items():
        if name in spec.options and option.kind in _NAMED:
            yield from _NAMED[option.kind](spec, name, known)
    if spec.type in ("shift", "share") and spec.text("series") in known.series:
        yield from _series_problems(spec, known.series[spec.text("series")], known)
    for name in _window_options(spec):
        yield from _window_problems(spec, name, known)


def _dyads(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    for dyad in spec.texts(name):
        if dyad not in known.dyads:
            yield f"dyad {shown(dyad)} is not declared in the case", nearest(dyad, known.dyads)


def _series(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    series = spec.text(name)
    if series not in known.series:
        yield f"the case has no series {shown(series)}", nearest(series, known.series)


def _events(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    for event_id in (event_id for ids in spec.happenings for event_id in ids):
        if event_id not in known.event_ids:
            yield f"the case has no event {shown(event_id)}", nearest(event_id, known.event_ids)


_NAMED: Mapping[str, Callable[[CheckSpec, str, Known], Iterator[Wrong]]] = MappingProxyType(
    {"dyad": _dyads, "dyads": _dyads, "series": _series, "events": _events}
)


def _series_problems(spec: CheckSpec, series: SeriesSpec, known: Known) -> Iterator[Wrong]:
    if series.period == "12m":
        yield (
            f"series {series.name} has figures over twelve months, of which neighbours share "
            "eleven: they are no independent months",
            "choose a monthly series",
        )
    if spec.type == "shift" and series.period == "span":
        yield (
            f"series {series.name} has figures over spans of any length, which have no mean",
            "choose a series with figures over equal periods",
        )
    unit = spec.text("unit")
    if spec.type == "shift" and unit not in ("", "per cent", series.unit):
        yield (
            f"unit {shown(unit)} is not that of series {series.name}",
            f"use {series.unit} or per cent",
        )
    if spec.texts("group") and not series.group:
        yield f"series {series.name} has no groups", "leave group out"
    whole = known.series.get(spec.text("of"))
    if whole is not None and whole.unit != series.unit:
        yield (
            f"series {series.name} is in {series.unit} and {whole.name} in {whole.unit}",
            "choose a whole in the unit of the part",
        )
    if series.group == "place":
        for group in (group for group in spec.texts("group") if group not in series.places):
            yield f"series {series.name} has no group {shown(group)}", nearest(group, series.places)


def _window_options(spec: CheckSpec) -> Iterator[str]:
    """Yield the options that say which months are read; an event may be dated at any time."""
    if spec.type != "occurred":
        for name, option in CHECKS[spec.type].options.items():
            if option.kind == "window" and name in spec.options:
                yield name


def _window_problems(spec: CheckSpec, name: str, known: Known) -> Iterator[Wrong]:
    start, end = period_bounds(spec.text(name))
    first, last = month_start(known.first), month_end(known.last)
    what = "the index"
    if series := spec.text("series"):
        if series not in known.coverage:
            return
        first, last = known.coverage[series]
        what = f"series {series}"
    if start < first or end > last:
        covered = words.window(f"{first:%Y-%m}/{last:%Y-%m}")
        yield (
            f"{name} = {shown(spec.text(name))} reaches outside {what}, which covers {covered}",
            "choose a window inside it",
        )
