"""`level`: one dyad lies below or above others by a factor, over one window."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import CheckSpec, CheckType, Option, Options, found
from detente.claims.checks.dyad_options import measure_problems, measured
from detente.claims.verdict import CheckFinding
from detente.terms.intervals import Interval

if TYPE_CHECKING:
    from detente.claims.record import Record

OPTIONS = MappingProxyType(
    {
        "dyad": Option("dyad", required=True),
        "than": Option("dyads", required=True),
        "window": Option("window", required=True),
        "direction": Option("choice", required=True, choices=("below", "above")),
        "factor": Option("positive", default=1.0),
        "measure": Option("choice", default="cooperation", choices=("cooperation", "conflict")),
        "source": Option("choice", default="index", choices=("index", "chronology")),
        "topics": Option("texts"),
    }
)


def check_level(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the share of draws in which the dyad lies below (above) each other by the factor.

    Below by a factor of 2 means: at most half of the least of the others. Only such ratios between
    dyads are compared, because the level itself depends on how much was documented.
    """
    dyads = (spec.text("dyad"), *spec.texts("than"))
    window = spec.text("window")
    readings = [record.dyad_windows(spec, dyad, (window,)) for dyad in dyads]
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
            f"{record.name(dyad)} {words.interval(reading.draws[:, 0])}"
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
        f"Mean {measured(spec)} over {words.window(window)}, in acts a month: {levels}. "
        f"The ratio to the {edge} of the others is {words.interval(ratio)}.",
        readings[0].values
        | {"acts": len(rows), "ratio": Interval.from_draws(ratio).median, "factor": factor},
        rows,
    )


def _problems(options: Options) -> list[tuple[str, str]]:
    problems = measure_problems(options)
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
