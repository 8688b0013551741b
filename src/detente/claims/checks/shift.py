"""`shift`: a mean over one window lies below or above the mean over an earlier one."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

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
from detente.terms.intervals import Interval
from detente.terms.units import UNITS

if TYPE_CHECKING:
    from detente.claims.bootstrap import Bools, Floats
    from detente.claims.record import Record

T = TypeVar("T", float, "Floats")
PER_CENT = "per cent"
OPTIONS = MappingProxyType(
    {
        "dyad": Option("dyad"),
        "series": Option("series"),
        "before": Option("window", required=True),
        "after": Option("window", required=True),
        "direction": Option("choice", required=True, choices=("down", "up")),
        "at_least": Option("positive"),
        "unit": Option("text"),
        **MEASURED,
        "source": Option("choice", default="index", choices=SOURCES),
        "group": Option("texts"),
        "about": Option("choice", choices=(FIGURES, LEVEL)),
        "error": Option("positive"),
    }
)
_ALL = (PER_CENT, "down")
"""What cannot fall by all of it and more."""
DYAD_ONLY = frozenset({"measure", "source", "topics"})


def check_shift(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the share of draws in which the mean moved in that direction by at least so much.

    The change is `after` − `before` in the measure's unit, or relative to `before` where the unit
    is per cent. It describes; it says nothing about what caused the change.
    """
    windows = (spec.text("before"), spec.text("after"))
    if spec.text("series"):
        readings = record.series_windows(spec, windows)
        what = f"figure of {record.title(spec.text('series'))}"
    else:
        readings = record.dyad_windows(spec, spec.text("dyad"), windows)
        what = measured(spec, record.name(spec.text("dyad")))
    before, after = readings.draws[:, 0], readings.draws[:, 1]
    if spec.text("unit") == PER_CENT and not before.all():
        raise UncoveredError(f"The {what} is zero over {words.window(windows[0])}.")
    change = changed(before, after, spec)
    published: tuple[float | None, ...] = (None, None, None)
    if readings.published:
        was, then = readings.published
        published = (was, then, changed(was, then, spec))
    towards = change if spec.text("direction") == "up" else -change
    margin = towards - spec.number("at_least")
    probability = float(moved(margin, spec).mean())
    unit = "%" if spec.text("unit") == PER_CENT else unit_of(spec)
    over = told_windows(windows, readings.counts)
    return found(
        spec,
        probability,
        f"The mean {what} was {words.measured(before, published[0])} over {over[0]} and "
        f"{words.measured(after, published[1])} over {over[1]}: a change of "
        f"{words.measured(change, published[2], unit)}.",
        readings.values
        | {"change": Interval.from_draws(change).median if published[2] is None else published[2]},
        readings.weighed(margin, negated=spec.negated),
    )


def moved(margin: "Floats", spec: CheckSpec) -> "Bools":
    """Return in which draws a change went that far; of no size, one that is no change did not."""
    return margin >= 0 if spec.number("at_least") else margin > 0


def changed(before: T, after: T, spec: CheckSpec) -> T:
    """Return the change, in per cent of what was before where the unit asks for that."""
    if spec.text("unit") == PER_CENT:
        return 100 * (after / before - 1)
    return after - before


def told_windows(windows: Sequence[str], counts: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Name windows in prose, each with the acts counted in it where there are any."""
    if not counts:
        return tuple(map(words.window, windows))
    return tuple(
        f"{words.window(window)} ({tally(both)})"
        for window, both in zip(windows, counts, strict=True)
    )


def unit_of(spec: CheckSpec) -> str:
    """Return the unit in which a shift is stated when it is not relative."""
    if spec.text("series"):
        return spec.text("unit")
    return "percentage points" if spec.text("source") == "scores" else "log points"


def problems(options: Options, noun: str = "a shift") -> list[tuple[str, str]]:
    """Return what is wrong with a combination of options that say what changed by how much."""
    problems = []
    if ("dyad" in options) == ("series" in options):
        problems.append(
            (f"{noun} needs either a dyad or a series", "give one of dyad and series, not both")
        )
    misplaced = sorted(DYAD_ONLY & set(options)) if "series" in options else []
    if misplaced:
        problems.append(
            (f"{misplaced[0]} cannot be given with a series", "leave it out, or name a dyad")
        )
    elif "series" not in options:
        problems += measure_problems(options)
        if "about" in options:
            fix = "leave it out, or name a series"
            problems.append(("about cannot be given with a dyad, which has no figures", fix))
    if "at_least" in options and "unit" not in options:
        problems.append(
            (
                f"at_least = {options['at_least']} has no unit",
                'add unit = "log points", "percentage points", "per cent" or the unit of the '
                "series",
            )
        )
    problems += certain(options)
    unit = options.get("unit")
    if isinstance(unit, str) and "dyad" in options:
        right = unit_of(CheckSpec("shift", "", options, 0))
        if unit != right:
            problems.append((f"unit {unit!r} does not fit a balance", f"use {right}"))
    elif isinstance(unit, str) and unit not in {PER_CENT, *UNITS}:
        problems.append((f"unit {unit!r} is not known", f"use per cent or {', '.join(UNITS)}"))
    return problems


def certain(options: Options) -> list[tuple[str, str]]:
    """Return why a change that is asked for can never be one."""
    problems = []
    if options.get("before") and options.get("before") == options.get("after"):
        problems.append(("before and after are the same: nothing changes", "name two windows"))
    size, unit = options.get("at_least"), options.get("unit")
    is_all = isinstance(size, int | float) and size >= 100
    if is_all and (unit == "percentage points" or (unit, options.get("direction")) == _ALL):
        what = "a fall" if unit == PER_CENT else "a change"
        fix = "give less than 100"
        problems.append((f"{what} of {size} {unit} cannot be, whatever the figures are", fix))
    return problems


CHECK = CheckType("shift", OPTIONS, check_shift, problems)
