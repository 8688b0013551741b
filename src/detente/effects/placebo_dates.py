"""Doubt: would the method have found such an effect in months in which nothing happened?"""

import numpy as np
from numpy.typing import NDArray

from detente.effects.estimate import draw_effects
from detente.effects.mixture import Floats
from detente.effects.question import Question
from detente.effects.results import Placebo
from detente.effects.spec import AFTER_LEAST, BEFORE_LEAST
from detente.effects.survival import NEAR_MONTHS, POWER, counting


def placebo_dates(question: Question, rng: np.random.Generator) -> tuple[Placebo, ...]:
    """Move the whole pattern of events to every month that has enough months on either side.

    The events' own terms stay in the model, so that their effect is not read as the placebo's.
    """
    seen, onsets = question.design.seen, question.onsets
    reach = onsets[-1].month - onsets[0].month
    months = [
        month
        for month in range(len(seen) - reach)
        if seen[:month].sum() >= BEFORE_LEAST and seen[month + reach + 1 :].sum() >= AFTER_LEAST
        and month != onsets[0].month
    ]  # fmt: skip
    if not months:
        return ()
    own = question.columns()
    design = question.design.with_columns(*own.T)
    moved = np.stack([question.columns(move=month - onsets[0].month) for month in months])
    # A placebo that repeats one of the events' own terms leaves nothing to estimate.
    apart = [not _repeats(columns, own) for columns in moved]
    months = [month for month, kept in zip(months, apart, strict=True) if kept]
    if not months:
        return ()
    totals = draw_effects(design, moved[apart], rng).sum(axis=2)
    low, middle, high = np.quantile(totals, (0.025, 0.5, 0.975), axis=1)
    return tuple(
        Placebo(
            period=question.periods[month],
            median=float(middle[row]),
            low95=float(low[row]),
            high95=float(high[row]),
            z=float(middle[row] / totals[row].std()),
            excluded=_is_near(month, question),
        )
        for row, month in enumerate(months)
    )


def _repeats(columns: Floats, own: Floats) -> bool:
    return any(np.allclose(a, b) for a in columns.T for b in own.T)


def _is_near(month: int, question: Question) -> bool:
    first, last = question.onsets[0].month, question.onsets[-1].month
    # The whole pattern lies from this month on over as many as the events' own.
    return first - NEAR_MONTHS <= month + last - first and month <= last + NEAR_MONTHS


def smallest_detectable(placebos: tuple[Placebo, ...], draws: Floats) -> float:
    """Return the size at which 80% of placebo dates would have shown an effect, up or down.

    Under a flat prior an effect that is added at a date moves its interval by that much and
    changes nothing else, so that the bounds of the placebos say it. Each is taken in widths of its
    own interval and turned into that of the effect: dates differ in how much is on record about
    them, most of all on the index. With fewer than ten placebos the spread of the effect itself
    stands in: (z_0.975 + z_0.8) standard deviations.
    """
    counted = counting(placebos)
    if len(counted) < 10:
        return float(2.802 * draws.std())
    low, high = np.quantile(draws, (0.025, 0.975))
    needed: NDArray[np.float64] = np.array(
        [[bound / (p.high95 - p.low95) for bound in (-p.low95, p.high95)] for p in counted]
    )
    return float((high - low) * np.quantile(needed, POWER))
