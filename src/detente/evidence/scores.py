"""Machine-coded scores by side and month: a second look at relations, apart from any act."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from detente.evidence.store import Store, execute
from detente.terms.left_out import LeftOut, left_out
from detente.terms.periods import month_end, month_start


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by month and dyad; time is the first axis.

    Attributes:
        score: float (T, D), net machine-coded share of the month in per cent: 100 · Σ net /
            Σ gross over the covered days; NaN where no day is covered.
        days: int (T, D), days of the month that the score covers.
        left_out: days that are in no month, by reason.
    """

    periods: tuple[str, ...]
    dyads: tuple[str, ...]
    score: NDArray[np.float64]
    days: NDArray[np.int64]
    left_out: tuple[LeftOut, ...] = ()


def scores_known(
    store: Store, dyads: tuple[str, ...], periods: tuple[str, ...], as_of: date
) -> Scores:
    """Average scores by dyad and month, with what was known on a day."""
    row = {month: place for place, month in enumerate(periods)}
    column = {dyad: place for place, dyad in enumerate(dyads)}
    score = np.full((len(periods), len(dyads)), np.nan)
    days = np.zeros(score.shape, dtype=np.int64)
    table = store.scores
    monthly = (
        table.filter(table.day <= as_of)
        .mutate(month=table.day.strftime("%Y-%m"))
        .group_by("dyad", "month")
        # A ratio of sums: days of little news, whose own ratio is noise, weigh little.
        .aggregate(share=lambda t: 100 * t.net.sum() / t.gross.sum(), days=lambda t: t.count())
    )
    for found in execute(monthly):
        if found["month"] in row and found["dyad"] in column:
            place = row[found["month"]], column[found["dyad"]]
            score[place], days[place] = found["share"], found["days"]
    return Scores(periods, dyads, score, days, _left_out(store, periods, as_of))


def _left_out(store: Store, periods: tuple[str, ...], as_of: date) -> tuple[LeftOut, ...]:
    table = store.scores
    first, last = month_start(periods[0]), month_end(periods[-1])
    outside = table.filter((table.day < first) | (table.day > last)).select("day").distinct()
    days = [found["day"] for found in execute(outside.order_by("day"))]
    span = f"outside the months {periods[0]} to {periods[-1]}"
    reasons = ((f"after {as_of}" if day > as_of else span, str(day)) for day in days)
    return left_out("the scores of the index", "day", reasons)
