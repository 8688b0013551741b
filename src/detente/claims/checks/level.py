"""`level`: one dyad lies below or above others by a factor, over one window."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import CheckSpec, CheckType, Option, Options, found
from detente.claims.checks.dyad_options import MEASURED, acts_read
from detente.claims.verdict import CheckFinding
from detente.terms.intervals import Interval

if TYPE_CHECKING:
    from detente.claims.record import Record

CLASSES = ("cooperation", "conflict")
OPTIONS = MappingProxyType(
    {
        "dyad": Option("dyad", required=True),
        "than": Option("dyads", required=True),
        "window": Option("window", required=True),
        "direction": Option("choice", required=True, choices=("below", "above")),
        "factor": Option("positive", default=1.0),
        "acts": Option("choice", default="cooperation", choices=CLASSES),
        **MEASURED,
        "source": Option("choice", default="chronology", choices=("chronology",)),
    }
)

_NOUNS = MappingProxyType({"cooperation": "Cooperative acts", "conflict": "Conflictual acts"})


def check_level(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the share of draws in which the side has fewer (more) acts than each other.

    Below by a factor of 2 means: at most half of the least of the others. Acts are counted as they
    are. Only such ratios between sides are compared, over one window, because how much was
    documented differs from time to time.
    """
    dyads = (spec.text("dyad"), *spec.texts("than"))
    window = spec.text("window")
    readings = [record.dyad_level(spec, dyad, window) for dyad in dyads]
    own, others = readings[0].draws[:, 0], [reading.draws[:, 0] for reading in readings[1:]]
    is_below = spec.text("direction") == "below"
    nearest = others[0]
    for other in others[1:]:
        nearest = nearest.clip(max=other) if is_below else nearest.clip(min=other)
    ratio = own / nearest
    factor = spec.number("factor", 1.0)
    holds = ratio <= 1 / factor if is_below else ratio >= factor
    levels = words.listed(
        [
            f"{record.name(dyad)} {reading.acts} (a rate of {words.interval(reading.draws[:, 0])})"
            for dyad, reading in zip(dyads, readings, strict=True)
        ]
    )
    edge = "lowest" if is_below else "highest"
    margin = (-1 if is_below else 1) * ratio
    rows = tuple(
        row for reading in readings for row in reading.weighed(margin, negated=spec.negated)
    )
    return found(
        spec,
        float(holds.mean()),
        f"{_NOUNS[spec.text('acts')]} over {words.window(window)} ({acts_read(spec)}), with acts a "
        f"month: {levels}. "
        f"The ratio to the {edge} of the others is {words.interval(ratio)}.",
        readings[0].values
        | {
            "acts": sum(reading.acts or 0 for reading in readings),
            "ratio": Interval.from_draws(ratio).median,
            "factor": factor,
        },
        rows,
    )


def _problems(options: Options) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    than = options.get("than")
    if options.get("dyad") in ((than,) if isinstance(than, str) else than or ()):  # type: ignore[operator]
        problems.append((f"{options.get('dyad')} is compared with itself", "leave it out of than"))
    factor = options.get("factor")
    if isinstance(factor, int | float) and factor < 1:
        problems.append(
            (f"factor = {factor} is below 1", "give the factor as 1 or more and choose a direction")
        )
    return problems


CHECK = CheckType("level", OPTIONS, check_level, _problems)
