"""`peak`: a dyad's measure is highest in the stated period."""

from collections.abc import Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import (
    FIGURES,
    LEVEL,
    CheckSpec,
    CheckType,
    Option,
    Options,
    UncoveredError,
    found,
)
from detente.claims.checks.dyad_options import (
    MEASURED,
    SOURCES,
    measure_problems,
    measured,
    tally,
)
from detente.claims.verdict import CheckFinding
from detente.terms.errors import shown
from detente.terms.likelihood import FLOOR, percent
from detente.terms.periods import (
    month_from_number,
    month_number,
    month_of,
    months_between,
    period_bounds,
    shift_month,
)

if TYPE_CHECKING:
    from detente.claims.bootstrap import Floats
    from detente.claims.readings import WindowDraws
    from detente.claims.record import Record

FIGURE = "figure"
"""By which each published figure is a candidate, named as its series names it."""
OPTIONS = MappingProxyType(
    {
        "dyad": Option("dyad"),
        "series": Option("series"),
        "at": Option("window", required=True),
        "window": Option("window", required=True),
        **MEASURED,
        "source": Option("choice", default="index", choices=SOURCES),
        "by": Option("choice", default="year", choices=("year", "12 months", FIGURE)),
        "group": Option("texts"),
        "about": Option("choice", choices=(FIGURES, LEVEL)),
        "error": Option("positive"),
    }
)
_SIDE_ONLY, _SERIES_ONLY = ("measure", "source", "topics"), ("group", "about", "error")
MIN_MONTHS = 6
"""A calendar year with fewer months inside the window is no candidate."""


def check_peak(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the share of draws in which the highest mean is that of the stated period.

    Candidates are the calendar years of the window with at least six months in it, or all runs of
    twelve months in it; a candidate is the stated period if its middle lies inside `at`. A record
    that told nothing would give each candidate the same share.
    """
    candidates = _covered(spec, record, _candidates(spec, record))
    readings = _read(spec, record, candidates)
    inside = [_inside(candidate, spec.text("at"), spec.text("by")) for candidate in candidates]
    if not any(inside):
        raise UncoveredError(
            f"As of {record.as_of}, {words.window(spec.text('at'))} is not among the periods that "
            "can be compared."
        )
    highest = readings.draws == readings.draws.max(axis=1, keepdims=True)
    # Figures that are equal share the place.
    shares = (highest / highest.sum(axis=1, keepdims=True)).mean(axis=0).tolist()
    probability = sum(share for share, is_in in zip(shares, inside, strict=True) if is_in)
    return found(
        spec,
        probability,
        _statement(spec, record, candidates, shares, readings),
        readings.values | _top(candidates, shares),
        readings.weighed(_margin(readings.draws, inside), negated=spec.negated),
        # No reading is less probable than what may be printed, so that one of many may still fail.
        even=max(sum(inside) / len(candidates), 2 * FLOOR),
    )


def _read(spec: CheckSpec, record: "Record", windows: Sequence[str]) -> "WindowDraws":
    if spec.text("series"):
        return record.series_windows(spec, windows)
    return record.dyad_windows(spec, spec.text("dyad"), windows)


def _last_month(spec: CheckSpec, record: "Record") -> str:
    """Return the last month that the record may cover; empty where it has none."""
    if spec.text("series"):
        points = record.series(spec.text("series")).points
        return month_of(max(point.end for point in points)) if points else ""
    held = record.scores if spec.text("source") == "scores" else record.indices
    return held.periods[-1] if held else ""


def _margin(draws: "Floats", inside: Sequence[bool]) -> "Floats":
    """Return by how much the best of the stated periods is above the best of the others."""
    stated = [place for place, is_in in enumerate(inside) if is_in]
    others = [place for place, is_in in enumerate(inside) if not is_in]
    best: Floats = draws[:, stated].max(axis=1)
    if others:
        best = best - draws[:, others].max(axis=1)
    return best


def _candidates(spec: CheckSpec, record: "Record") -> list[str]:
    if spec.text("by") == FIGURE:
        return _figures(spec, record)
    start, end = period_bounds(spec.text("window"))
    last = _last_month(spec, record) or month_of(end)
    months = months_between(month_of(start), min(month_of(end), last))
    return _candidates_in(months, spec.text("by"))


def _figures(spec: CheckSpec, record: "Record") -> list[str]:
    """Return the periods of the figures inside the window, a year's sum being of its last month."""
    start, end = period_bounds(spec.text("window"))
    series = record.series(spec.text("series"))
    is_sum = series.spec.period == "12m"
    inside = (
        point for point in series.points if (point.start >= start or is_sum) and point.end <= end
    )
    periods = {point.period: point.end for point in inside if point.end >= start}
    return sorted(periods, key=lambda period: periods[period])


def _candidates_in(months: Sequence[str], by: str) -> list[str]:
    if by == "12 months":
        return [f"{first}/{shift_month(first, 11)}" for first in months[: max(0, len(months) - 11)]]
    years = {year: [m for m in months if m[:4] == year] for year in sorted({m[:4] for m in months})}
    return [f"{own[0]}/{own[-1]}" for own in years.values() if len(own) >= MIN_MONTHS]


def _covered(spec: CheckSpec, record: "Record", candidates: Sequence[str]) -> list[str]:
    covered = []
    for candidate in candidates:
        with suppress(UncoveredError):
            _read(spec, record, (candidate,))
            covered.append(candidate)
    if len(covered) < 2:
        raise UncoveredError(
            f"As of {record.as_of}, {words.window(spec.text('window'))} holds too few months to "
            "compare periods."
        )
    return covered


def _inside(candidate: str, at: str, by: str) -> bool:
    if by != FIGURE:
        return _middle_inside(candidate, at)
    (first, last), (start, end) = period_bounds(candidate), period_bounds(at)
    return start <= first and last <= end


def _middle_inside(candidate: str, at: str) -> bool:
    first, last = candidate.split("/")
    middle = month_from_number((month_number(first) + month_number(last) + 1) // 2)
    start, end = period_bounds(at)
    return month_of(start) <= middle <= month_of(end)


def _ranked(candidates: Sequence[str], shares: Sequence[float]) -> list[tuple[float, str]]:
    return sorted(zip(shares, candidates, strict=True), key=lambda pair: -pair[0])


def _named(candidate: str) -> str:
    first, _, last = candidate.partition("/")
    return first[:4] if first[:4] == last[:4] else words.window(candidate)


def _statement(
    spec: CheckSpec,
    record: "Record",
    candidates: Sequence[str],
    shares: Sequence[float],
    readings: "WindowDraws",
) -> str:
    best = [pair for pair in _ranked(candidates, shares)[:3] if pair[0] >= FLOOR]
    each = [*map(tally, readings.counts)] or [*map(words.exact, readings.published)]
    told = {name: f"; {one}" for name, one in zip(candidates, each, strict=False)}
    places = words.listed(
        [f"{_named(name)} ({percent(share)} of draws{told.get(name, '')})" for share, name in best]
    )
    if spec.text("series"):
        mean = "" if spec.text("by") == FIGURE else "mean "
        what = f"{mean}figure of {record.title(spec.text('series'))}"
    else:
        what = f"mean {measured(spec, record.name(spec.text('dyad')))}"
    first, last = candidates[0].split("/")[0], candidates[-1].split("/")[-1]
    span = words.window(first if first == last else f"{first}/{last}")
    return (
        f"Among {len(candidates)} periods of {span}, the {what} is most often highest in {places}."
    )


def _top(candidates: Sequence[str], shares: Sequence[float]) -> dict[str, float | int | str | None]:
    return {f"highest_{_named(name)}": share for share, name in _ranked(candidates, shares)[:5]}


def _problems(options: Options) -> list[tuple[str, str]]:
    if ("dyad" in options) == ("series" in options):
        return [("a peak needs either a dyad or a series", "give one of dyad and series, not both")]
    kind, wrong = ("a series", _SIDE_ONLY) if "series" in options else ("a dyad", _SERIES_ONLY)
    problems = [
        (f"{name} cannot be given with {kind}", "leave it out") for name in wrong if name in options
    ]
    problems += measure_problems(options)
    problems += _certain(str(options["window"]), str(options["at"]), str(options.get("by", "year")))
    if options.get("by") == FIGURE and ("dyad" in options or options.get("about") == LEVEL):
        fix = "name a series, and leave about out: a figure is compared as it is"
        problems.append((f'by = "{FIGURE}" is of the figures of a series', fix))
    if options.get("by") == "12 months" and options.get("source", "index") != "index":
        problems.append(('by = "12 months" needs source = "index"', 'use by = "year" or the index'))
    return problems


def _certain(window: str, at: str, by: str) -> list[tuple[str, str]]:
    """Return why the highest period can only be, or never be, where it is claimed to be."""
    if by == FIGURE:
        return _certain_figure(window, at)
    start, end = map(month_of, period_bounds(window))
    candidates = _candidates_in(months_between(start, end), by)
    inside = [_middle_inside(candidate, at) for candidate in candidates]
    fix = "name periods to compare it with in window: years of six months or more, or 12 months"
    if len(candidates) < 2 or all(inside):
        return [(f"window = {shown(window)} holds no period but those of at", fix)]
    if not any(inside):
        return [(f"at = {shown(at)} is none of the periods of window = {shown(window)}", fix)]
    return []


def _certain_figure(window: str, at: str) -> list[tuple[str, str]]:
    (start, end), (first, last) = period_bounds(window), period_bounds(at)
    if first <= start and last >= end:
        fix = "name a window with other figures to compare it with"
        return [(f"window = {shown(window)} holds no period but those of at", fix)]
    if first < start or last > end:
        fix = "choose a window that holds it"
        return [(f"at = {shown(at)} is none of the periods of window = {shown(window)}", fix)]
    return []


CHECK = CheckType("peak", OPTIONS, check_peak, _problems)
