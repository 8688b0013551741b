"""`effect`: what dated events changed in a series, against what it would have done without."""

from math import log1p
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import (
    CheckSpec,
    CheckType,
    Option,
    Options,
    UncoveredError,
    found,
    happenings_in,
)
from detente.claims.verdict import CheckFinding
from detente.effects.assess import NotAssessableError
from detente.effects.results import Effect, EffectFinding
from detente.effects.spec import SHAPES, EffectSpec
from detente.terms.likelihood import percent
from detente.terms.periods import month_of, period_bounds
from detente.terms.units import UNITS

if TYPE_CHECKING:
    from detente.claims.bootstrap import Floats
    from detente.claims.record import Record

MISSING_DOUBTS = "missing_doubts"
"""Key of a finding's values: doubts about the effect that were not asked."""
PER_CENT, LOG_POINTS = "per cent", "log points"
NOT_MORE = 0.5
"""Probability that an effect which does not survive its doubts can give a claim, at most."""
NOT_LESS = 0.2
"""The same at the least, where the claim asks for no size."""
OPTIONS = MappingProxyType(
    {
        "effect": Option("effect"),
        "events": Option("events"),
        "series": Option("series"),
        "group": Option("text"),
        "dyad": Option("dyad"),
        "measure": Option("measure"),
        "window": Option("window"),
        "why": Option("text"),
        "shape": Option("choice", choices=tuple(SHAPES)),
        "onset_months": Option("whole"),
        "horizon_months": Option("whole"),
        "controls": Option("texts"),
        "placebo_series": Option("texts"),
        "aftermath": Option("events"),
        "direction": Option("choice", required=True, choices=("down", "up")),
        "at_least": Option("positive"),
        "unit": Option("text"),
    }
)
_ASKED = ("direction", "at_least", "unit", "negate")
_TAKEN = ("measure", "shape", "onset_months", "horizon_months", "controls", "placebo_series")


def check_effect(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that events changed a series in that direction, and so far.

    The share of posterior draws of the effect, unless the effect does not survive its doubts: then
    it supports nothing, so that the probability is at most one half, and it only contradicts a
    claim of a size, so that without one the probability is at least 0.2.
    """
    estimated = estimate(spec, record)
    finding = estimated.finding
    p = share(spec, estimated.draws, finding.scale)
    held = weighed(p, finding, sized="at_least" in spec.options)
    kept = "" if held == p else f" Of the draws, {percent(p)} go so far, which does not count."
    low, high = words.number(finding.low90), words.number(finding.high90)
    return found(
        spec,
        held,
        f"{finding.estimand.rstrip('.')}: {words.number(finding.median)} {finding.scale} (90% "
        f"interval {low} to {high}). {finding.survives_why.rstrip('.')}. "
        f"An effect of {words.number(finding.smallest_detectable)} would have been seen four times "
        f"in five.{kept}",
        {
            "median": finding.median,
            "share_of_draws": p,
            "survives": int(finding.survives),
            "placebo_rank": finding.placebo_rank,
            "placebo_count": finding.placebo_count,
            "smallest_detectable": finding.smallest_detectable,
            "effect": finding.id,
            **behind(finding),
        },
        finding.rows,
    )


def weighed(p: float, finding: EffectFinding, *, sized: bool) -> float:
    """Return the probability that an effect can give a claim, by whether it survives its doubts.

    Args:
        sized: whether the claim asks for a size.
    """
    if finding.survives:
        return p
    return min(p if sized else max(p, NOT_LESS), NOT_MORE)


def behind(finding: EffectFinding) -> dict[str, float | int | str | None]:
    """Return how much stands behind an effect, for the confidence in it."""
    return {
        "points": len(finding.counterfactual),
        "acts": None,
        "by_lag": 0,
        "measure": finding.measure,
        MISSING_DOUBTS: "; ".join(finding.missing_doubts) or None,
    }


def estimate(spec: CheckSpec, record: "Record") -> Effect:
    """Estimate the effect that a check names by id, or writes out.

    Raises:
        UncoveredError: the record of that day cannot carry it, or states it on another scale.
    """
    name = spec.text("effect")
    if name and name not in record.effects:
        raise UncoveredError(f"The case declares no effect {name}.")
    wanted = record.effects[name] if name else written_out(spec)
    try:
        estimated = record.effect(wanted)
    except NotAssessableError as reason:
        raise UncoveredError(str(reason)) from None
    scale, unit = estimated.finding.scale, spec.text("unit")
    if unit not in ("", scale) and not (unit == PER_CENT and scale == LOG_POINTS):
        raise UncoveredError(f"The effect is estimated in {scale}, and not in {unit}.")
    return estimated


def share(spec: CheckSpec, draws: "Floats", scale: str) -> float:
    """Return the share of draws of an effect that go in the direction asked for, so far."""
    size, down = spec.number("at_least"), spec.text("direction") == "down"
    if spec.text("unit") == PER_CENT and scale == LOG_POINTS:
        # A fall by half is ln ½, a rise by half ln 1½: log points are not alike both ways.
        size = -log1p(-min(size, 99.9) / 100) if down else log1p(size / 100)
    return float(((-draws if down else draws) >= size).mean())


def written_out(spec: CheckSpec) -> EffectSpec:
    """Build the question from the options of a check."""
    first, last = map(month_of, period_bounds(spec.text("window")))
    taken = {name: spec.options[name] for name in _TAKEN if name in spec.options}
    return EffectSpec(
        id=spec.id,
        label=spec.label,
        events=spec.happenings,
        why=spec.text("why"),
        first=first,
        last=last,
        series=spec.text("series"),
        group=spec.text("group"),
        dyad=spec.text("dyad"),
        asks="fall" if spec.text("direction") == "down" else "rise",
        aftermath=_aftermath(spec),
        **{n: (v,) if n in _TAKEN[-2:] and isinstance(v, str) else v for n, v in taken.items()},  # type: ignore[arg-type]
    )


def _aftermath(spec: CheckSpec) -> tuple[str, ...] | None:
    if "aftermath" not in spec.options:
        return None
    return tuple(row for ids in happenings_in(spec.options["aftermath"]) for row in ids)


def _problems(options: Options) -> list[tuple[str, str]]:
    problems = size_problems(options)
    if "effect" in options:
        return problems + [
            (f"{name} cannot be given with effect", "it stands in case.toml: leave it out")
            for name in options
            if name not in ("effect", *_ASKED)
        ]
    problems += [
        (f"an effect that case.toml does not declare needs {name}", f"add {name}, or effect")
        for name in ("events", "window", "why")
        if name not in options
    ]
    if ("dyad" in options) == ("series" in options):
        problems.append(
            ("an effect needs either a dyad or a series", "give one of dyad and series, not both")
        )
    if "dyad" not in options:
        problems += [
            (f"{name} cannot be given with a series", "leave it out, or name a dyad")
            for name in ("measure", "aftermath")
            if name in options
        ]
    return problems


def size_problems(options: Options) -> list[tuple[str, str]]:
    """Return what is wrong with the size that an effect is asked for."""
    if "at_least" in options and "unit" not in options:
        fix = 'add unit = "log points", "per cent" or the unit of the series'
        return [(f"at_least = {options['at_least']} has no unit", fix)]
    unit, size = options.get("unit"), options.get("at_least")
    is_all = isinstance(size, int | float) and size >= 100 and unit == PER_CENT
    if is_all and options.get("direction") == "down":
        return [(f"a fall of {size} per cent cannot be", "give less than 100")]
    if isinstance(unit, str) and unit not in {PER_CENT, LOG_POINTS, *UNITS}:
        return [(f"unit {unit!r} is not known", f"use log points, per cent or {', '.join(UNITS)}")]
    return []


CHECK = CheckType("effect", OPTIONS, check_effect, _problems)
