"""`level`: one dyad lies below or above others by a factor, over one window."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import (
    COUNTED,
    FIGURES,
    LEVEL,
    CheckSpec,
    CheckType,
    Option,
    Options,
    UncoveredError,
    found,
)
from detente.claims.checks.dyad_options import MEASURED, acts_read, both_words
from detente.claims.verdict import CheckFinding

if TYPE_CHECKING:
    from detente.claims.bootstrap import Bools, Floats
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
        "about": Option("choice", default=FIGURES, choices=(FIGURES, LEVEL)),
        "source": Option("choice", default="chronology", choices=("chronology",)),
    }
)

_NOUNS = MappingProxyType({"cooperation": "Cooperative acts", "conflict": "Conflictual acts"})


def check_level(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the share of draws in which the side has fewer (more) acts than each other.

    Below by a factor of 2 means: at most half of the least of the others, and never as many. The
    acts on record are counted as they are, so that what is uncertain is whether their rows are
    right; `about = "level"` asks for the rates behind so few acts. The statement gives both. Only
    such ratios between sides are compared, over one window, because how much was documented differs
    from time to time.
    """
    dyads = (spec.text("dyad"), *spec.texts("than"))
    window, factor = spec.text("window"), spec.number("factor", 1.0)
    place = CLASSES.index(spec.text("acts"))
    readings = [record.dyad_level(spec, dyad, window).of_class(place) for dyad in dyads]
    counts = [reading.acts or 0 for reading in readings]
    if not any(counts):
        raise UncoveredError(
            f"As of {record.as_of}, no such act of any of these sides ({acts_read(spec)}) is on "
            f"record in {words.window(window)}."
        )
    own, nearest = _sides(spec, [reading.draws[:, 0] for reading in readings])
    below = spec.text("direction") == "below"
    margin = (nearest - factor * own) if below else (own - factor * nearest)
    level = float(_holds(spec, own, nearest).mean())
    thinned = [one.counted[:, 0] for one in readings if one.counted is not None]
    counted = float(_holds(spec, *_sides(spec, thinned)).mean())
    is_level = spec.text("about") == LEVEL
    rows = tuple(
        row for reading in readings for row in reading.weighed(margin, negated=spec.negated)
    )
    levels = words.listed(
        [f"{record.name(dyad)} {count}" for dyad, count in zip(dyads, counts, strict=True)]
    )
    edge = min(counts[1:]) if below else max(counts[1:])
    bound = 1 / factor if below else factor
    ratio, needed = words.told_apart(counts[0] / edge, bound) if edge else ("", f"{bound:.3g}")
    asked = f"at {'most' if below else 'least'} {needed} times"
    asked = asked if factor > 1 else ("fewer" if below else "more")
    return found(
        spec,
        level if is_level else counted,
        f"{_NOUNS[spec.text('acts')]} on record over {words.window(window)} ({acts_read(spec)}): "
        f"{levels}. The ratio to the {'lowest' if below else 'highest'} of the others is "
        f"{ratio or f'{counts[0]} to none'} as counted, and {asked} is asked for. "
        f"{both_words(counted, level, is_level=is_level)}",
        readings[0].values
        | {
            COUNTED: 1,
            "acts": sum(counts),
            "ratio": counts[0] / edge if edge else None,
            "factor": factor,
        }
        | {f"acts_{dyad}": count for dyad, count in zip(dyads, counts, strict=True)},
        rows,
    )


def _sides(spec: CheckSpec, draws: Sequence["Floats"]) -> tuple["Floats", "Floats"]:
    """Return the draws of the side, and of the lowest (highest) of the others in each."""
    nearest = draws[1]
    for other in draws[2:]:
        below = spec.text("direction") == "below"
        nearest = nearest.clip(max=other) if below else nearest.clip(min=other)
    return draws[0], nearest


def _holds(spec: CheckSpec, own: "Floats", nearest: "Floats") -> "Bools":
    factor = spec.number("factor", 1.0)
    result: Bools
    if spec.text("direction") == "below":
        result = (factor * own <= nearest) & (own < nearest)
    else:
        result = (own >= factor * nearest) & (own > nearest)
    return result


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
