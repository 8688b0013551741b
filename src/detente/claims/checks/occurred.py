"""`occurred`: the events are in the record, with so many sources."""

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import CheckSpec, CheckType, Option, Options, UncoveredError, found
from detente.claims.diagnostic import trusted
from detente.claims.evidence_rows import high_share, publishers, reliability
from detente.claims.happenings import Happening, known_happenings
from detente.claims.verdict import CheckFinding
from detente.terms.periods import period_bounds

if TYPE_CHECKING:
    from detente.claims.record import Record

OPTIONS = MappingProxyType(
    {
        "events": Option("events", required=True),
        "at_least": Option("whole"),
        "window": Option("window"),
    }
)


def check_occurred(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that at least n of the events happened, within the window if given.

    Each happening is right with the reliability of its rows (`evidence_rows.reliability`), one
    apart from another; the number that are right then has a Poisson-binomial distribution. One
    whose stated date lies outside the window counts as not having happened in it, with the same
    reliability. Events that were not public yet cannot be counted, whatever the claim says.
    """
    wanted = spec.happenings
    needed = int(spec.number("at_least", len(wanted)))
    happenings = known_happenings(record, wanted)
    if len(happenings) < needed:
        raise UncoveredError(
            f"As of {record.as_of}, {len(happenings)} of the {words.counted(needed, 'event')} "
            "needed were in the record."
        )
    window = spec.text("window")
    probabilities = [_probability(happening, window) for happening in happenings]
    rows = tuple(row for happening in happenings for row in happening.rows)
    within = sum(_inside(happening.day, window) for happening in happenings)
    fewest = min(publishers(happening.rows) for happening in happenings)
    return found(
        spec,
        at_least(needed, probabilities),
        _statement(happenings, within, window, fewest),
        {"events": len(happenings), "within_window": within, "needed": needed}
        | {"publishers": fewest, "high_share": high_share(rows)},
        tuple(
            trusted(
                record.row(row),
                reliability((row,)),
                speaks_for=_inside(happening.day, window) != spec.negated,
            )
            for happening in happenings
            for row in happening.rows
        ),
    )


def at_least(needed: int, probabilities: list[float]) -> float:
    """Return P(at least `needed` of independent happenings), exactly, by convolution."""
    counts = [1.0]
    for p in probabilities:
        counts = [
            before * (1 - p) + after * p
            for before, after in zip([*counts, 0.0], [0.0, *counts], strict=True)
        ]
    return min(1.0, sum(counts[needed:]))


def _probability(happening: Happening, window: str) -> float:
    trust = reliability(happening.rows)
    return trust if _inside(happening.day, window) else 1 - trust


def _inside(day: date, window: str) -> bool:
    if not window:
        return True
    start, end = period_bounds(window)
    return start <= day <= end


def _statement(happenings: list[Happening], within: int, window: str, fewest: int) -> str:
    sources = words.counted(fewest, "independent publisher")
    if len(happenings) == 1:
        inside = "inside" if within else "outside"
        where = f" and dated {inside} {words.window(window)}" if window else ""
        return (
            f"The event asked for is in the record{where}; {sources} tell{'s' * (fewest == 1)} it."
        )
    where = f", {within or 'none'} of them dated inside {words.window(window)}" if window else ""
    return (
        f"{len(happenings)} events asked for are in the record{where}; each is told by {sources} "
        "or more."
    )


def _problems(options: Options) -> list[tuple[str, str]]:
    needed, wanted = options.get("at_least"), options.get("events")
    if isinstance(needed, int) and isinstance(wanted, tuple) and not 1 <= needed <= len(wanted):
        return [
            (
                f"at_least = {needed} does not fit {words.counted(len(wanted), 'event')}",
                f"ask for 1 to {len(wanted)} of them",
            )
        ]
    return []


CHECK = CheckType("occurred", OPTIONS, check_occurred, _problems, lambda spec: ())
