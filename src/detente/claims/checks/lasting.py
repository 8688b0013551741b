"""`lasting`: a change that came after a date is still there so many months later."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import (
    CheckSpec,
    CheckType,
    Option,
    Options,
    UncoveredError,
    Windows,
    found,
)
from detente.claims.checks import effect, shift
from detente.claims.checks.dyad_options import measured
from detente.claims.verdict import CheckFinding
from detente.terms.intervals import Interval
from detente.terms.periods import month_of, period_bounds, shift_month

if TYPE_CHECKING:
    from detente.claims.record import Record

OPTIONS = MappingProxyType(
    {
        **{name: option for name, option in shift.OPTIONS.items() if name != "after"},
        "before": Option("window"),
        "since": Option("window"),
        "months": Option("whole"),
        "effect": Option("effect"),
        "over": Option("whole", default=12),
    }
)


def check_lasting(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the share of draws in which a change was there at once, and is still there later.

    Of an effect, the share in which what is left of it after its `lasting_months` still goes as
    far; one that does not survive its doubts has not lasted either (see `effect`). Otherwise the
    mean of the `over` months that follow the month of `since`, and that of the `over` months
    that begin `months` later, must both differ from the mean of `before` by as much. That the two
    are compared with one another would not do: a change that never came has not faded either.
    """
    if spec.text("effect"):
        return _effect_lasting(spec, record)
    windows = (spec.text("before"), *later_windows(spec))
    if spec.text("series"):
        readings = record.series_windows(spec, windows)
        what = f"figure of {record.title(spec.text('series'))}"
    else:
        readings = record.dyad_windows(spec, spec.text("dyad"), windows)
        what = measured(spec, record.name(spec.text("dyad")))
    over = shift.told_windows(windows, readings.counts)
    changes = shift.changed(readings.draws[:, :1], readings.draws[:, 1:], spec)
    published: tuple[float | None, ...] = (None, None)
    if readings.published:
        was = readings.published[0]
        published = tuple(shift.changed(was, one, spec) for one in readings.published[1:])
    unit = "%" if spec.text("unit") == shift.PER_CENT else shift.unit_of(spec)
    towards = changes if spec.text("direction") == "up" else -changes
    margin = towards.min(axis=1) - spec.number("at_least")
    first, last = (words.measured(changes[:, place], published[place], unit) for place in (0, 1))
    return found(
        spec,
        float(shift.moved(margin, spec).mean()),
        f"Against {over[0]}, the mean {what} changed by {first} over {over[1]}, and by {last} over "
        f"{over[2]}.",
        readings.values
        | {"change_first": Interval.from_draws(changes[:, 0]).median}
        | {"change_later": Interval.from_draws(changes[:, 1]).median},
        readings.weighed(margin, negated=spec.negated),
    )


def _effect_lasting(spec: CheckSpec, record: "Record") -> CheckFinding:
    estimated = effect.estimate(spec, record)
    finding = estimated.finding
    if estimated.lasting is None or finding.lasting is None:
        raise UncoveredError("The record of that day ends before the effect can have lasted.")
    p = effect.share(spec, estimated.lasting, finding.scale)
    held = effect.weighed(p, finding, sized=True)
    low, high = words.number(finding.lasting.low90), words.number(finding.lasting.high90)
    return found(
        spec,
        held,
        f"{finding.lasting.label[:1].upper()}{finding.lasting.label[1:]}, what is left of the "
        f"effect is {words.number(finding.lasting.median)} {finding.scale} (90% interval {low} to "
        f"{high}). {finding.survives_why.rstrip('.')}.",
        {
            "lasting": finding.lasting.median,
            "share_of_draws": p,
            "survives": int(finding.survives),
            "effect": finding.id,
            **effect.behind(finding),
        },
        finding.rows,
    )


def later_windows(spec: CheckSpec) -> tuple[str, str]:
    """Return the months that follow the date at once, and those that begin so much later."""
    month = month_of(period_bounds(spec.text("since"))[0])
    over = int(spec.number("over", 12))
    first, later = shift_month(month, 1), shift_month(month, int(spec.number("months")))
    return (
        f"{first}/{shift_month(first, over - 1)}",
        f"{later}/{shift_month(later, over - 1)}",
    )


def _windows(spec: CheckSpec) -> Windows:
    if spec.text("effect") or not spec.number("over"):
        return ()
    return (
        ("before", spec.text("before"), False),
        ("since", spec.text("since"), False),
        ("since with months and over", later_windows(spec)[1], False),
    )


def _problems(options: Options) -> list[tuple[str, str]]:
    if "effect" in options:
        asked = ("effect", "direction", "at_least", "unit", "negate")
        wrong = [name for name in options if name not in asked]
        fix = "it stands in case.toml: leave it out"
        return [
            *effect.size_problems(options),
            *((f"{name} cannot be given with effect", fix) for name in wrong),
        ]
    problems = shift.problems(options, "a lasting change")
    problems += [
        (f"a lasting change needs {name}", f"add {name}, or name an effect of the case")
        for name in ("before", "since", "months")
        if name not in options
    ]
    months, over = options.get("months"), options.get("over", 12)
    if isinstance(months, int) and isinstance(over, int) and (over < 1 or months <= over):
        problems.append(
            (
                f"months = {months} is not longer than over = {over}",
                "the two windows may not overlap: give more months, or a shorter over",
            )
        )
    return problems


CHECK = CheckType("lasting", OPTIONS, check_lasting, _problems, _windows)
