"""`occurred`: the events are in the record, with so many sources."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import CheckSpec, CheckType, Option, Options, UncoveredError, found
from detente.claims.diagnostic import trusted
from detente.claims.evidence_rows import high_share, publishers, reliability
from detente.claims.happenings import Happening, known_happenings
from detente.claims.mirrors import in_window, mirror_words, mirrored, tells_apart
from detente.claims.verdict import CheckFinding
from detente.terms.likelihood import bounded

if TYPE_CHECKING:
    from detente.claims.record import Record

OPTIONS = MappingProxyType(
    {
        "events": Option("events", required=True),
        "at_least": Option("whole"),
        "window": Option("window"),
        "mirror": Option("events"),
    }
)


def check_occurred(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that at least n of the events happened, within the window if given.

    Each happening is right with the reliability of its rows (`evidence_rows.reliability`), one
    apart from another; the number that are right then has a Poisson-binomial distribution. One
    whose stated date lies outside the window counts as not having happened in it, with the same
    reliability. Events that were not public yet cannot be counted, whatever the claim says. A count
    of fewer than all of them is set against its mirror (see `mirrors`): where that holds as well,
    the count leaves even odds.
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
    within = sum(in_window(happening, window) for happening in happenings)
    fewest = min(publishers(happening.rows) for happening in happenings)
    probability, said = at_least(needed, probabilities), ""
    values: dict[str, float | int | str | None] = {
        "events": len(happenings),
        "within_window": within,
        "needed": needed,
        "publishers": fewest,
        "high_share": high_share(rows),
    }
    if counts(spec):
        opposite = mirrored(spec, record, happenings)
        mirror = at_least(needed, [reliability(one.rows) for one in opposite])
        values |= {"mirror_events": len(opposite), "mirror_probability": bounded(mirror)}
        probability, said = tells_apart(probability, mirror), mirror_words(opposite, needed, mirror)
    return found(
        spec,
        probability,
        _statement(happenings, within, window, fewest) + said,
        values,
        tuple(
            trusted(
                record.row(row),
                reliability((row,)),
                speaks_for=in_window(happening, window) != spec.negated,
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
    return trust if in_window(happening, window) else 1 - trust


def counts(spec: CheckSpec) -> bool:
    """Return whether a check counts some of the events that it names, and does not need all."""
    return 0 < spec.number("at_least") < len(spec.happenings)


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
    if "mirror" in options and not counts(CheckSpec("occurred", "", options, 0)):
        fix = "leave it out, or ask for at_least fewer than all"
        return [("mirror is of a check that counts some of its events, and this needs all", fix)]
    if isinstance(needed, int) and isinstance(wanted, tuple) and not 1 <= needed <= len(wanted):
        return [
            (
                f"at_least = {needed} does not fit {words.counted(len(wanted), 'event')}",
                f"ask for 1 to {len(wanted)} of them",
            )
        ]
    return []


CHECK = CheckType("occurred", OPTIONS, check_occurred, _problems, lambda spec: ())
