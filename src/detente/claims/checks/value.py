"""`value`: what a published series comes to is the number that was stated."""

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import (
    RESTATED,
    CheckSpec,
    CheckType,
    Option,
    Options,
    UncoveredError,
    found,
)
from detente.claims.checks.share import share_problems
from detente.claims.checks.shift import PER_CENT, changed
from detente.claims.verdict import CheckFinding
from detente.terms.units import UNITS, adds_over_time

if TYPE_CHECKING:
    from detente.claims.bootstrap import Floats
    from detente.claims.readings import WindowDraws
    from detente.claims.record import Record

FIGURES = MappingProxyType(
    {
        "sum": "The sum of {what} over {window}",
        "mean": "The mean figure of {what} over {window}",
        "share": "{what} over {window}, as a share of {whole},",
        "change": "The change of {what} from {before} to {window}",
    }
)
"""What a series may come to, and how a statement begins that tells it."""
OPTIONS = MappingProxyType(
    {
        "series": Option("series", required=True),
        "figure": Option("choice", required=True, choices=tuple(FIGURES)),
        "window": Option("window", required=True),
        "value": Option("number", required=True),
        "within": Option("positive"),
        "unit": Option("text"),
        "before": Option("window"),
        "group": Option("texts"),
        "of": Option("series"),
        "of_group": Option("texts"),
        "error": Option("positive"),
    }
)
_SLACK = 1e-9
"""Share by which a tolerance may be off, since decimals have no exact binary form."""


def check_value(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that what the figures come to is the number stated, as printed.

    The figures are taken as they are, however the publisher may yet restate them: a number is that
    of what was published. The two are equal where they differ by no more than `within`,
    by default half a unit of the last digit stated.
    """
    reading, draws, exact = _come_to(spec, record)
    claimed, within = spec.number("value"), tolerance(spec)
    holds = abs(draws - claimed) <= within * (1 + _SLACK)
    series = record.series(spec.text("series")).spec
    unit = "%" if _in_per_cent(spec) else f" {series.unit}"
    said = FIGURES[spec.text("figure")].format(
        what=_part(spec, record),
        window=words.window(spec.text("window")),
        whole=record.title(spec.text("of")) if spec.text("of") else "the whole",
        before=words.window(spec.text("before")) if spec.text("before") else "",
    )
    return found(
        spec,
        float(holds.mean()),
        f"{said} comes to {words.measured(draws, exact)}{unit}; stated is "
        f"{words.exact(claimed)}{unit}, give or take {words.exact(within)}{unit}.{_young(reading)}",
        reading.values
        | {"comes_to": exact, "stated": claimed, "within": within, RESTATED: reading.restated},
        reading.rows,
    )


def _young(reading: "WindowDraws") -> str:
    if not reading.restated:
        return ""
    return f" So young figures may yet be restated, by some {reading.restated:g}%."


def tolerance(spec: CheckSpec) -> float:
    """Return by how much the two may differ: as stated, or half a unit of the last digit."""
    if spec.number("within"):
        return spec.number("within")
    exponent = Decimal(repr(spec.options["value"])).as_tuple().exponent
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0


def _come_to(spec: CheckSpec, record: "Record") -> tuple["WindowDraws", "Floats", float]:
    if spec.text("figure") == "share":
        reading = record.share(spec, whole=True)
        return reading, reading.draws[:, 0], reading.published[0]
    before = (spec.text("before"),) if spec.text("figure") == "change" else ()
    # A number stated of a window is no more that of a part of it for a mean than for a sum.
    reading = record.series_windows(spec, (*before, spec.text("window")), whole=True)
    sizes = reading.points
    if len(set(sizes)) > 1:
        raise UncoveredError(
            f"{words.window(spec.text('before'))} has {words.counted(sizes[0], 'figure')} and "
            f"{words.window(spec.text('window'))} has {sizes[1]}: their sums do not compare."
        )
    unit = record.series(spec.text("series")).spec.unit
    # What is not added over time changes as its mean does.
    times = sizes[0] if spec.text("figure") != "mean" and adds_over_time(unit) else 1
    draws, exact = times * reading.draws, [times * mean for mean in reading.published]
    if not before:
        return reading, draws[:, 0], exact[0]
    if _in_per_cent(spec) and not draws[:, 0].all():
        raise UncoveredError(f"The series is zero over {words.window(spec.text('before'))}.")
    return reading, changed(draws[:, 0], draws[:, 1], spec), changed(exact[0], exact[1], spec)


def _in_per_cent(spec: CheckSpec) -> bool:
    return spec.text("unit") == PER_CENT


def _part(spec: CheckSpec, record: "Record") -> str:
    groups = f" ({words.listed(spec.texts('group'))})" if spec.texts("group") else ""
    return f"{record.title(spec.text('series'))}{groups}"


def _problems(options: Options) -> list[tuple[str, str]]:
    figure, unit = options["figure"], options.get("unit")
    problems = _certain(options)
    if (figure == "change") != ("before" in options):
        fix = "add before" if figure == "change" else 'leave it out, or ask for figure = "change"'
        problems.append((f'before does not go with figure = "{figure}"', fix))
    if figure == "share":
        if unit != PER_CENT:
            problems.append(("a share has no unit but per cent", 'write unit = "per cent"'))
        if not options.get("of") and not options.get("group"):
            fix = "name the whole with of, or the part with group"
            problems.append(("a share needs a part and a whole", fix))
    elif "of" in options or "of_group" in options:
        problems.append((f"a {figure} has no whole", "leave of and of_group out"))
    elif isinstance(unit, str) and unit not in {PER_CENT, *UNITS}:
        problems.append((f"unit {unit!r} is not known", f"use per cent or {', '.join(UNITS)}"))
    elif unit == PER_CENT and figure != "change":
        problems.append((f"a {figure} has the unit of its series", "leave unit out"))
    return problems


def _certain(options: Options) -> list[tuple[str, str]]:
    """Return why a check would have one answer whatever the figures are."""
    problems = []
    value, within = options.get("value"), options.get("within")
    numbers = isinstance(value, int | float) and isinstance(within, int | float)
    if numbers and value and within >= abs(value):  # type: ignore[arg-type, operator]
        fix = "give less: the figure could be nothing, or go the other way, and still be it"
        problems.append((f"within = {within} is as large as value = {value}", fix))
    if "before" in options and options["before"] == options.get("window"):
        problems.append(("before and window are the same: nothing changes", "name an earlier one"))
    if options["figure"] == "share":
        problems += share_problems(options)
        if isinstance(value, int | float) and not _may_be_share(value, options):
            fix = "a part is between 0 and 100 per cent of its whole"
            problems.append((f"value = {value} is no share of a whole", fix))
    return problems


def _may_be_share(value: float, options: Options) -> bool:
    return value >= 0 and (value <= 100 or bool(options.get("of")))


CHECK = CheckType("value", OPTIONS, check_value, _problems)
