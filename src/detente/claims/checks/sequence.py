"""`sequence`: the events happened in this order, within or over a span of days."""

import random
from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import CheckSpec, CheckType, Option, Options, UncoveredError, found
from detente.claims.diagnostic import trusted
from detente.claims.directed import directed_words
from detente.claims.evidence_rows import high_share, publishers, reliability
from detente.claims.happenings import Happening, known_happenings
from detente.claims.verdict import CheckFinding

if TYPE_CHECKING:
    from detente.claims.record import Record

OPTIONS = MappingProxyType(
    {
        "events": Option("events", required=True),
        "within_days": Option("whole"),
        "at_least_days": Option("whole"),
    }
)
DRAWS = 2000
"""Draws of days for events whose day is not known; Monte Carlo error of a probability ≤ 0.011."""


def check_sequence(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that the events happened in the given order and span.

    The span runs from the first event to the last. A date known only to the month or year is drawn
    evenly over it; events of one day are in order. With reliability r of all rows together
    and share s of draws in which the order and span hold, the probability is r·s + (1 − r)/2: where
    a row is wrong, nothing is known of the order.
    """
    wanted = spec.happenings
    happenings = known_happenings(record, wanted)
    if len(happenings) < len(wanted):
        raise UncoveredError(
            f"As of {record.as_of}, {len(happenings)} of the {len(wanted)} events of the sequence "
            "were in the record."
        )
    trust = 1.0
    for happening in happenings:
        trust *= reliability(happening.rows)
    share = _share_holding(spec, happenings)
    rows = tuple(row for happening in happenings for row in happening.rows)
    days = (happenings[-1].day - happenings[0].day).days
    return found(
        spec,
        trust * share + (1 - trust) / 2,
        _statement(happenings, days)
        + directed_words(spec, [happening.first for happening in happenings]),
        {"days": days, "share_of_draws": share, "reliability": trust}
        | {
            "publishers": min(publishers(happening.rows) for happening in happenings),
            "high_share": high_share(rows),
        },
        tuple(
            trusted(record.row(row), reliability((row,)), speaks_for=(share >= 0.5) != spec.negated)
            for row in rows
        ),
    )


def _share_holding(spec: CheckSpec, happenings: Sequence[Happening]) -> float:
    days = [[day.toordinal() for day in happening.days] for happening in happenings]
    if all(len(choices) == 1 for choices in days):
        return float(_holds(spec, [choices[0] for choices in days]))
    rng = random.Random(spec.id)  # noqa: S311 - a reproducible draw, not a secret
    held = sum(_holds(spec, [rng.choice(choices) for choices in days]) for _ in range(DRAWS))
    return held / DRAWS


def _holds(spec: CheckSpec, days: Sequence[int]) -> bool:
    in_order = all(before <= after for before, after in pairwise(days))
    span = days[-1] - days[0]
    longest = spec.number("within_days", float("inf"))
    return in_order and spec.number("at_least_days") <= span <= longest


def _statement(happenings: Sequence[Happening], days: int) -> str:
    dates = words.listed([_date(happening) for happening in happenings])
    return (
        f"The events are dated {dates}; the last is {words.counted(days, 'day')} after the first."
    )


def _date(happening: Happening) -> str:
    day = happening.day
    forms = {"month": f"{day:%b %Y}", "year": f"{day.year}"}
    return forms.get(happening.rows[0].date_precision, f"{day.day} {day:%b %Y}")


def _problems(options: Options) -> list[tuple[str, str]]:
    problems = []
    wanted = options.get("events")
    if isinstance(wanted, tuple) and len(wanted) < 2:
        problems.append(("a sequence of one event has no order", "name two events or more"))
    if options.get("at_least_days") == 0:
        problems.append(("at_least_days = 0 always holds", "leave it out, or ask for 1 or more"))
    shortest, longest = options.get("at_least_days"), options.get("within_days")
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        problems.append(
            (f"at_least_days = {shortest} is longer than within_days = {longest}", "swap them")
        )
    return problems


CHECK = CheckType("sequence", OPTIONS, check_sequence, _problems)
