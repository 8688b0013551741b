"""`reciprocity`: acts of one state are answered by acts of the other within so many months."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import CheckSpec, CheckType, Option, Options, found
from detente.claims.checks.dyad_options import MEASURED, acts_read
from detente.claims.verdict import CheckFinding

if TYPE_CHECKING:
    from detente.claims.record import Record

CLASSES = ("cooperation", "conflict", "any")
OPTIONS = MappingProxyType(
    {
        "dyad": Option("dyad", required=True),
        "by": Option("text", required=True),
        "acts": Option("choice", required=True, choices=CLASSES),
        "answers": Option("choice", required=True, choices=CLASSES),
        "within_months": Option("positive", default=3),
        "window": Option("window", required=True),
        "factor": Option("positive", default=1.5),
        **MEASURED,
    }
)


def check_reciprocity(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that one state answers the other's acts; see `answers`."""
    reading = record.answers(spec)
    names = {"cooperation": "cooperative acts", "conflict": "conflictual acts", "any": "acts"}
    given, taken = names[spec.text("acts")], names[spec.text("answers")]
    months = spec.number("within_months", 3)
    low, high = (words.number(bound) for bound in (reading.low90, reading.high90))
    return found(
        spec,
        reading.probability,
        f"Within {months:g} month{'' if months == 1 else 's'} of "
        f"{words.counted(reading.acts, 'dated act')} of the other state ({given}; "
        f"{acts_read(spec)}), {taken} of "
        f"{spec.text('by')} came {words.number(reading.ratio)} times as often as at other times of "
        f"the same year (90% interval {low} to {high}); {reading.answered} of {reading.answers} "
        f"fell into such a time. Acts at random would do so {reading.p_chance:.0%} of the time."
        f"{_undated(reading.undated)}",
        {
            "points": reading.acts + reading.answers,
            "acts": reading.acts + reading.answers,
            "by_lag": 0,
            "ratio": reading.ratio,
            "p_chance": reading.p_chance,
        },
        reading.rows,
    )


def _undated(count: int) -> str:
    if not count:
        return ""
    left = "is" if count == 1 else "are"
    return f" {words.counted(count, 'act')} whose day is not known {left} left out."


def _problems(options: Options) -> list[tuple[str, str]]:
    factor = options.get("factor")
    if isinstance(factor, int | float) and factor < 1:
        fix = "give 1 or more: how many times as frequent answers must be as at other times"
        return [(f"factor = {factor} is below 1, which rarer answers reach too", fix)]
    return []


CHECK = CheckType("reciprocity", OPTIONS, check_reciprocity, _problems)
