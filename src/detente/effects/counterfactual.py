"""What the series would have been without the events, month by month."""

import numpy as np

from detente.effects.mixture import Floats
from detente.effects.question import Question
from detente.effects.results import CounterfactualRow
from detente.terms.intervals import QUANTILES


def counterfactual(question: Question, terms: Floats) -> tuple[CounterfactualRow, ...]:
    """Take the effect off what was observed.

    Args:
        terms: (DRAWS, term), draws of each term's effect.
    """
    measured = question.measured
    observed = measured.in_unit(measured.values[0])
    without = measured.values - terms @ question.columns().T
    quantiles = measured.in_unit(np.quantile(without, QUANTILES, axis=0))
    first = question.onsets[0].month
    rows = []
    for month, period in enumerate(question.periods):
        if not np.isfinite(observed[month]):
            rows.append(CounterfactualRow(period, None, None, None, None, None, None, None))
            continue
        seen = float(observed[month])
        bounds = quantiles[:, month] if month >= first else [seen] * 5
        rows.append(CounterfactualRow(period, seen, None, *(float(bound) for bound in bounds)))
    return tuple(rows)
