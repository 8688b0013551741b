"""The dyad-month panel: what the chronology counted and what the machine-coded scores say."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from detente.evidence.counted import counted_dyad, uncounted, unknown
from detente.evidence.events import events_known, events_later
from detente.evidence.store import Store, execute
from detente.terms.errors import InputError
from detente.terms.happenings import happenings_of
from detente.terms.left_out import LeftOut, left_out
from detente.terms.periods import (
    last_full_month,
    month_end,
    month_start,
    months_between,
    shift_month,
)

LEAST_MONTHS = 2
"""Months that an index needs: a walk has a step."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Dyad × month table of act counts and scores; time is the first axis of every array.

    Attributes:
        periods: months, ascending, without gaps (length T).
        dyads: dyads in the case's order (length D).
        cooperation, conflict: int (T, D), acts counted in the chronology.
        score: float (T, D), net machine-coded share of the month in per cent: 100 · Σ net /
            Σ gross over the covered days; NaN where no day is covered.
        score_days: int (T, D), days of the month that the score covers.
        event_ids: (dyad, month) → ids of the events counted; of several rows that tell one
            happening, the first.
        left_out: rows of the chronology and days of scores that are in no count, by reason.
    """

    periods: tuple[str, ...]
    dyads: tuple[str, ...]
    cooperation: NDArray[np.int64]
    conflict: NDArray[np.int64]
    score: NDArray[np.float64]
    score_days: NDArray[np.int64]
    event_ids: dict[tuple[str, str], tuple[str, ...]]
    left_out: tuple[LeftOut, ...] = ()

    def scored(self, dyad: str, period: str) -> bool:
        """Return whether a score covers any day of a dyad's month."""
        return bool(self.score_days[self.periods.index(period), self.dyads.index(dyad)] > 0)

    def without_scores(self) -> "Panel":
        """Return the same counts without any score."""
        return replace(
            self,
            score=np.full_like(self.score, np.nan),
            score_days=np.zeros_like(self.score_days),
        )


def months_over(start: str, end: str, as_of: date) -> tuple[str, ...]:
    """Return the months of the index that were over by a day."""
    return months_between(start, min(end, last_full_month(as_of)))


def enough_months(start: str, end: str, as_of: date) -> tuple[str, ...]:
    """Return the months of the index that were over by a day; InputError where they are too few."""
    periods = months_over(start, end, as_of)
    if len(periods) < LEAST_MONTHS:
        raise InputError.at(
            "--as-of",
            0,
            f"fewer than two months of the index ({start} to {end}) were over by {as_of}",
            f"choose {month_end(shift_month(start, 1))} or a later day",
        )
    return periods


def build_panel(
    store: Store, dyads: tuple[str, ...], *, start: str, end: str, as_of: date
) -> Panel:
    """Count acts and average scores by dyad and month, with what was known on a day.

    Args:
        store: the case's rows.
        dyads: dyads in the case's order.
        start, end: first and last month wanted; the panel stops earlier where `as_of` does.
        as_of: rows that became known later are left out, and only months over by then count.

    Raises:
        InputError: fewer than two months were over by `as_of`; a walk needs two.
    """
    periods = enough_months(start, end, as_of)
    month_row = {month: row for row, month in enumerate(periods)}
    dyad_column = {dyad: column for column, dyad in enumerate(dyads)}
    counts = np.zeros((2, len(periods), len(dyads)), dtype=np.int64)
    ids: dict[tuple[str, str], list[str]] = {}
    happenings = happenings_of(events_known(store, as_of))
    dropped = (
        *unknown(events_later(store, as_of), as_of),
        *uncounted(happenings, dyads, periods),
        *_unscored(store, periods, as_of),
    )
    for event in (happening.first for happening in happenings):
        dyad = counted_dyad(event, dyads)
        if dyad is None or event.month not in month_row or event.event_class is None:
            continue
        kind = 0 if event.event_class.is_cooperation else 1
        counts[kind, month_row[event.month], dyad_column[dyad]] += 1
        ids.setdefault((dyad, event.month), []).append(event.id)
    score, days = _monthly_scores(store, month_row, dyad_column, as_of)
    return Panel(
        periods=periods,
        dyads=dyads,
        cooperation=counts[0],
        conflict=counts[1],
        score=score,
        score_days=days,
        event_ids={key: tuple(value) for key, value in ids.items()},
        left_out=dropped,
    )


def _unscored(store: Store, periods: tuple[str, ...], as_of: date) -> tuple[LeftOut, ...]:
    """Say which days of scores enter no month, and why."""
    table = store.scores
    first, last = month_start(periods[0]), month_end(periods[-1])
    outside = table.filter((table.day < first) | (table.day > last)).select("day").distinct()
    days = [row["day"] for row in execute(outside.order_by("day"))]
    span = f"outside the months {periods[0]} to {periods[-1]}"
    reasons = ((f"after {as_of}" if day > as_of else span, str(day)) for day in days)
    return left_out("the scores of the index", "day", reasons)


def _monthly_scores(
    store: Store, month_row: dict[str, int], dyad_column: dict[str, int], as_of: date
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    shape = (len(month_row), len(dyad_column))
    score, days = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    table = store.scores
    monthly = (
        table.filter(table.day <= as_of)
        .mutate(month=table.day.strftime("%Y-%m"))
        .group_by("dyad", "month")
        # A ratio of sums: days of little news, whose own ratio is noise, weigh little.
        .aggregate(share=lambda t: 100 * t.net.sum() / t.gross.sum(), days=lambda t: t.count())
    )
    for row in execute(monthly):
        if row["month"] in month_row and row["dyad"] in dyad_column:
            place = month_row[row["month"]], dyad_column[row["dyad"]]
            score[place], days[place] = row["share"], row["days"]
    return score, days
