"""`forecast`: whether what was foreseen came true, scored once its window has passed."""

from dataclasses import replace
from math import log
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import (
    COMMON_OPTIONS,
    CheckSpec,
    CheckType,
    Option,
    Options,
    UncoveredError,
    Windows,
    option_problem,
)
from detente.claims.checks import level, occurred, share, shift
from detente.claims.happenings import known_happenings
from detente.claims.verdict import CheckFinding
from detente.terms.likelihood import LIKELIHOOD_TERMS, bounded, percent
from detente.terms.periods import month_of, months_between, period_bounds, shift_month

if TYPE_CHECKING:
    from detente.claims.record import Record

OUTCOMES = MappingProxyType(
    {check.name: check for check in (shift.CHECK, level.CHECK, share.CHECK, occurred.CHECK)}
)
"""Checks that may say what was foreseen."""
OPTIONS = MappingProxyType(
    {
        "outcome": Option("choice", required=True, choices=tuple(OUTCOMES)),
        "stated": Option("choice", choices=tuple(LIKELIHOOD_TERMS)),
        "p": Option("positive"),
        **{
            # What each outcome admits is looked at once it is known which one it is.
            name: Option("text" if option.kind == "choice" else option.kind)
            for check in (occurred.CHECK, level.CHECK, share.CHECK, shift.CHECK)
            for name, option in check.options.items()
        },
        # Of what is counted the whole is a kind of events, of a series another series.
        "of": Option("whole of"),
    }
)
_OWN = ("outcome", "stated", "p")
STEP_MONTHS = 12
"""Past windows begin so many months apart, or as far as a shorter window is long."""
MIN_PAST = 2


def check_forecast(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that what was foreseen came true, with the scores of the forecast.

    With P the probability that the outcome's reading holds, and q the probability that a forecast
    gave it, the Brier score is P(1 − q)² + (1 − P)q² and the log score −P ln q − (1 − P) ln(1 − q):
    lower is better. Two forecasts that anybody could have made are scored beside it: the base rate
    (how often the same reading held over past windows of the same length) and no change. They know
    only what was known on the day of the statement: later figures, and an index that has seen what
    came, would make them better than anybody's.

    References: Brier (1950), Monthly Weather Review 78, 1–3; Good (1952), JRSS B 14, 107–114.
    """
    inner = reading_of(spec)
    resolved_on = period_bounds(resolving_window(inner))[1]
    if record.as_of < resolved_on and not _is_early(inner, record):
        raise UncoveredError(f"It cannot be tested before its window ends: on {_day(resolved_on)}.")
    result = OUTCOMES[inner.type](inner, record)
    if result.probability is None:
        raise UncoveredError(result.statement)
    happened = result.probability
    rivals = {
        "stated": stated_probability(spec),
        "base_rate": base_rate(inner, record.stated or record),
        "no_change": no_change(inner, record.stated or record),
    }
    values: dict[str, float | int | str | None] = dict(result.values)
    values["resolved_on"] = resolved_on.isoformat()
    said = []
    for name, q in rivals.items():
        values[name] = q
        if q is not None:
            values[f"brier_{name}"], values[f"log_{name}"] = scores(q, happened)
            called = (
                "the forecast" if name == "stated" else f"the {name.replace('_', '-')} forecast"
            )
            brier = words.number(scores(q, happened)[0])
            said.append(f"{called} gave it {percent(q)}: Brier score {brier}")
    scored = f" {'; '.join(said)[:1].upper()}{'; '.join(said)[1:]}." if said else ""
    return CheckFinding(
        spec.type,
        spec.label,
        happened,
        f"The window ended on {_day(resolved_on)}. {result.statement}{scored}",
        values,
        result.rows,
    )


def scores(q: float, happened: float) -> tuple[float, float]:
    """Return the expected Brier and log scores of a forecast of q, given P that it came true."""
    brier = happened * (1 - q) ** 2 + (1 - happened) * q**2
    return brier, -happened * log(q) - (1 - happened) * log(1 - q)


def stated_probability(spec: CheckSpec) -> float | None:
    """Return the probability that the statement gave: its number, or the middle of its word."""
    if spec.number("p"):
        return bounded(spec.number("p"))
    term = LIKELIHOOD_TERMS.get(spec.text("stated"))
    return sum(term) / 2 if term else None


def base_rate(inner: CheckSpec, record: "Record") -> float | None:
    """Return how often the reading held over past windows, (ΣP + ½)/(n + 1).

    All windows of the reading are moved back together, so far that what resolves it lies before
    the time that was foreseen. None where named events are the outcome, which have no past, or
    fewer than two past windows are covered.
    """
    if inner.type == "occurred":
        return None
    length = _months(resolving_window(inner))
    step = min(STEP_MONTHS, length)
    past: list[float] = []
    back = -(-length // step) * step
    while (result := _moved(inner, record, back)) is not None:
        past.append(result)
        back += step
    return (sum(past) + 0.5) / (len(past) + 1) if len(past) >= MIN_PAST else None


def no_change(inner: CheckSpec, record: "Record") -> float | None:
    """Return the probability that a forecast of no change gives the reading.

    A shift does not come, so that one of a size is not there and one of any size is even odds; a
    level or share stays as over the window before; named events do not happen.
    """
    if inner.type == "occurred":
        return bounded(float(inner.negated))
    if inner.type == "shift":
        return bounded(float(inner.negated)) if inner.number("at_least") else 0.5
    return _moved(inner, record, _months(resolving_window(inner)))


def reading_of(spec: CheckSpec) -> CheckSpec:
    """Return the check that says what was foreseen, its defaults filled in."""
    check = OUTCOMES[spec.text("outcome")]
    declared = {**check.options, **COMMON_OPTIONS}
    given = {name: value for name, value in spec.options.items() if name in declared}
    filled = {n: o.default for n, o in declared.items() if o.default is not None} | given
    return replace(spec, type=check.name, options=MappingProxyType(filled))


def resolving_window(inner: CheckSpec) -> str:
    """Return the window at whose end it is known whether the forecast came true."""
    return inner.text("after") if inner.type == "shift" else inner.text("window")


def _is_early(inner: CheckSpec, record: "Record") -> bool:
    """Whether enough of the events foreseen are on record before the window has passed."""
    needed = int(inner.number("at_least", len(inner.happenings)))
    known = known_happenings(record, inner.happenings)
    return inner.type == "occurred" and len(known) >= needed


def _moved(inner: CheckSpec, record: "Record", back: int) -> float | None:
    moved = {
        name: _earlier(inner.text(name), back)
        for name in ("before", "after", "window")
        if name in inner.options
    }
    options = MappingProxyType({**inner.options, **moved})
    past = CheckSpec(inner.type, inner.label, options, inner.line, inner.id)
    return OUTCOMES[inner.type](past, record).probability


def _earlier(window: str, months: int) -> str:
    first, last = map(month_of, period_bounds(window))
    return f"{shift_month(first, -months)}/{shift_month(last, -months)}"


def _months(window: str) -> int:
    start, end = period_bounds(window)
    return len(months_between(month_of(start), month_of(end)))


def _day(day: object) -> str:
    return f"{day:%d %B %Y}".lstrip("0")


def _windows(spec: CheckSpec) -> Windows:
    inner = reading_of(spec)
    if inner.type == "occurred":
        return ()
    names = [name for name in ("before", "after", "window") if name in inner.options]
    ends = "after" if inner.type == "shift" else "window"
    return tuple((name, inner.text(name), name == ends) for name in names)


def _problems(options: Options) -> list[tuple[str, str]]:
    check = OUTCOMES[str(options["outcome"])]
    declared = {**check.options, **COMMON_OPTIONS}
    own = {name: value for name, value in options.items() if name not in _OWN}
    problems = [
        (f"outcome {check.name} has no option {name}", f"leave {name} out")
        for name in own
        if name not in declared
    ]
    required = [name for name, option in declared.items() if option.required]
    if check.name == "occurred":
        required.append("window")
    problems += [
        (f"outcome {check.name} lacks option {name}", f"add {name}")
        for name in required
        if name not in own
    ]
    problems += [
        wrong
        for name, value in own.items()
        if name in declared and (wrong := option_problem(name, declared[name], value))
    ]
    p = options.get("p")
    if isinstance(p, int | float) and not 0 < p < 1:
        problems.append((f"p = {p} is no probability", "write it as a number between 0 and 1"))
    if "p" in options and "stated" in options:
        problems.append(("p and stated both say how probable it was", "keep one of the two"))
    return problems or check.problems(own)


CHECK = CheckType("forecast", OPTIONS, check_forecast, _problems, _windows)
