"""`association`: two monthly figures move together, one of them perhaps some months later."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import WARNING, CheckSpec, CheckType, Option, Options, found
from detente.claims.checks.dyad_options import MEASURED, SOURCES, measure_problems
from detente.claims.verdict import CheckFinding

if TYPE_CHECKING:
    from detente.claims.record import Record

OPTIONS = MappingProxyType(
    {
        "dyad": Option("dyad"),
        "series": Option("series"),
        "with_dyad": Option("dyad"),
        "with_series": Option("series"),
        "window": Option("window", required=True),
        "direction": Option("choice", required=True, choices=("together", "opposite")),
        "at_least": Option("positive", default=0.2),
        "from_lag": Option("whole", default=0),
        "to_lag": Option("whole", default=6),
        **MEASURED,
        "with_measure": Option("measure"),
        "source": Option("choice", default="index", choices=SOURCES),
        "group": Option("texts"),
        "with_group": Option("texts"),
    }
)
LONGEST_LAG = 24


def check_association(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the share of draws in which the correlation is at least so strong; see `lagged`."""
    reading = record.association(spec)
    sign = 1 if spec.text("direction") == "together" else -1
    margin = sign * reading.draws - spec.number("at_least", 0.2)
    lag = (
        "in the same month"
        if reading.lag == 0
        else f"with the second {words.counted(reading.lag, 'month')} later"
    )
    choice = f", the strongest of {reading.lags} lags looked at" if reading.lags > 1 else ""
    chance, rare = f"{reading.p_chance:.0%}", words.number(reading.by_chance)
    return found(
        spec,
        float((margin >= 0).mean()),
        f"Over {words.counted(reading.months, 'month')}, the monthly changes of {reading.first} "
        f"and {reading.second} correlate at {words.interval(reading.draws)} {lag}{choice}. "
        f"Unrelated months would reach the strongest of these correlations {chance} of the time, "
        f"and {rare} one time in 20.",
        {
            "points": reading.months,
            "acts": None,
            "by_lag": int(reading.by_lag),
            "lag": reading.lag,
            "p_chance": reading.p_chance,
        }
        | ({WARNING: " ".join(reading.warnings)} if reading.warnings else {}),
        (),
    )


def _problems(options: Options) -> list[tuple[str, str]]:
    problems = []
    for dyad, series in (("dyad", "series"), ("with_dyad", "with_series")):
        if (dyad in options) == (series in options):
            problems.append(
                (f"an association needs either {dyad} or {series}", "give one of the two")
            )
    for own, others in (
        ("dyad", ("measure", "topics", "source")),
        ("with_dyad", ("with_measure",)),
    ):
        used = own in options or (own == "dyad" and "with_dyad" in options)
        problems += [
            (f"{name} cannot be given without {own}", "leave it out")
            for name in others
            if name in options and not used
        ]
    problems += measure_problems(options)
    first, last = options.get("from_lag", 0), options.get("to_lag", 6)
    if isinstance(first, int) and isinstance(last, int) and not first <= last <= LONGEST_LAG:
        problems.append(
            (
                f"lags from {first} to {last} cannot be searched",
                f"give from_lag and to_lag in order, up to {LONGEST_LAG} months",
            )
        )
    size = options.get("at_least")
    if isinstance(size, int | float) and size >= 1:
        problems.append((f"at_least = {size} is no correlation", "write it as a number below 1"))
    return problems


CHECK = CheckType("association", OPTIONS, check_association, _problems)
