"""`occurred`: the events are in the record, with so many sources."""

from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import (
    COUNTED,
    CheckSpec,
    CheckType,
    Option,
    Options,
    UncoveredError,
    found,
)
from detente.claims.diagnostic import trusted
from detente.claims.directed import directed_words, is_between
from detente.claims.evidence_rows import high_share, publishers, reliability
from detente.claims.happenings import Happening, known_happenings
from detente.claims.mirrors import (
    in_window,
    mirror_words,
    mirrored,
    rest_of,
    share_inside,
)
from detente.claims.verdict import CheckFinding

if TYPE_CHECKING:
    from detente.claims.record import Record

OPTIONS = MappingProxyType(
    {
        "events": Option("events", required=True),
        "at_least": Option("whole"),
        "window": Option("window"),
        "by": Option("text"),
        "towards": Option("text"),
        "mirror": Option("events"),
        "of": Option("filter"),
    }
)


def check_occurred(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that at least n of the events happened, within the window if given.

    Each happening is right with the reliability of its rows (`evidence_rows.reliability`), one
    apart from another; the number that are right then has a Poisson-binomial distribution. One
    whose stated date lies outside the window counts as not having happened in it, with the same
    reliability, and so does one that is by or towards somebody else than is asked. Events that were
    not public yet cannot be counted, whatever the claim says. More than one event is a count of
    chosen ones, and must outnumber its mirror, or the rest of its kind (see `mirrors`): both are
    compared as they are counted, each event as sure as its rows. One event that is to bear out a
    sentence about how things are leaves even odds where the opposite has an instance too.
    """
    least = needed(spec)
    happenings = known_happenings(record, spec.happenings)
    if len(happenings) < least:
        raise UncoveredError(
            f"As of {record.as_of}, {len(happenings)} of the {words.counted(least, 'event')} "
            "needed were in the record."
        )
    window = spec.text("window")
    shares = [
        share_inside(one, window) if is_between(spec, one.first) else 0.0 for one in happenings
    ]
    inside = [share >= 0.5 for share in shares]
    probabilities = [
        share * reliability(one.rows) + (1 - share) * (1 - reliability(one.rows))
        for one, share in zip(happenings, shares, strict=True)
    ]
    rows = tuple(row for happening in happenings for row in happening.rows)
    within = sum(inside)
    fewest = min(publishers(happening.rows) for happening in happenings)
    probability, said = at_least(least, probabilities), ""
    values: dict[str, float | int | str | None] = {
        "events": len(happenings),
        "within_window": within,
        "needed": least,
        "publishers": fewest,
        "high_share": high_share(rows),
    }
    if rest := rest_of(spec, record):
        probability = most(least, probabilities, [reliability(one.rows) for one in rest.others])
        said = rest.words
        values |= {"of_events": rest.count, "mirror_events": len(rest.others), COUNTED: 1}
    elif counts(spec):
        found_mirror = mirrored(spec, record, happenings)
        opposite, named = found_mirror.opposite, "mirror" in spec.options
        values |= {"mirror_events": len(opposite), "mirror_named": int(named), COUNTED: 1}
        values |= {"kind_events": found_mirror.alike} if found_mirror.alike else {}
        others = [reliability(one.rows) for one in opposite]
        # One instance is no count: where the opposite has one too, it tells neither way.
        is_count = len(spec.happenings) > 1
        probability = (
            most(least, probabilities, others)
            if is_count
            else probability * (1 - at_least(1, others) / 2)
        )
        said = mirror_words(found_mirror, within, named=named, is_count=is_count)
    return found(
        spec,
        probability,
        _statement(spec, happenings, within, fewest) + said,
        values,
        tuple(
            trusted(
                record.row(row),
                reliability((row,)),
                speaks_for=is_in != spec.negated,
            )
            for happening, is_in in zip(happenings, inside, strict=True)
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


def most(least: int, chosen: list[float], others: list[float]) -> float:
    """Return P(at least so many of the chosen happened, and more of them than of the others)."""
    return sum(
        share * (at_least(max(least, count + 1), chosen))
        for count, share in enumerate(_shares(others))
    )


def _shares(probabilities: list[float]) -> list[float]:
    """Return the probability of each number of independent happenings, 0 and up."""
    tails = [at_least(count, probabilities) for count in range(len(probabilities) + 2)]
    return [now - later for now, later in pairwise(tails)]


def needed(spec: CheckSpec) -> int:
    """Return how many of its events a check needs."""
    return int(spec.number("at_least", len(spec.happenings)))


def counts(spec: CheckSpec) -> bool:
    """Return whether a check counts events that somebody chose.

    More than one is a count, whether some of them are needed or all; one event is the fact that it
    tells, unless it is to bear out a sentence about how things are. What speaks against a sentence
    (`negate`) does so by itself: that so many of it happened is what the sentence denies.
    """
    return not spec.negated and (len(spec.happenings) > 1 or spec.general)


def _statement(spec: CheckSpec, happenings: list[Happening], within: int, fewest: int) -> str:
    window = words.window(spec.text("window")) if spec.text("window") else ""
    sources = words.counted(fewest, "independent publisher")
    aside = directed_words(spec, [one.first for one in happenings])
    if len(happenings) == 1:
        inside = "inside" if in_window(happenings[0], spec.text("window")) else "outside"
        where = f" and dated {inside} {window}" if window else ""
        tells = f"tell{'s' * (fewest == 1)}"
        return f"The event asked for is in the record{where}; {sources} {tells} it.{aside}"
    where = f", {within or 'none'} of them as asked and inside {window}" if window else ""
    return (
        f"{len(happenings)} events asked for are in the record{where}; each is told by {sources} "
        f"or more.{aside}"
    )


def _problems(options: Options) -> list[tuple[str, str]]:
    least, wanted = options.get("at_least"), options.get("events")
    problems = []
    if "mirror" in options and "of" in options:
        problems.append(("mirror and of both say what a count is set against", "keep one of them"))
    if "mirror" in options and options.get("negate"):
        fix = "leave mirror out: that fewer happened needs no opposite"
        problems.append(("negate asks for fewer events, which no mirror is set against", fix))
    if isinstance(least, int) and isinstance(wanted, tuple) and not 1 <= least <= len(wanted):
        problems.append(
            (
                f"at_least = {least} does not fit {words.counted(len(wanted), 'event')}",
                f"ask for 1 to {len(wanted)} of them",
            )
        )
    return problems


CHECK = CheckType("occurred", OPTIONS, check_occurred, _problems, lambda spec: ())
