"""What was counted, and what the balance would have been had the events changed nothing."""

import numpy as np

from detente.effects.index_looks import Looked
from detente.effects.index_question import LOADINGS, LOG_LOADINGS, IndexQuestion
from detente.effects.mixture import Floats
from detente.effects.results import ActsRow, CounterfactualRow
from detente.terms.intervals import QUANTILES

_EDGES: Floats = np.arange(-12.0, 12.0 + 1e-9, 0.05)
_SIZES = 5
"""Sizes that stand for the posterior of the effect, each for a fifth of it."""
_POINTS = 12
"""Points of the parameters that a band is drawn with, the most probable."""


def counterfactual(question: IndexQuestion, looked: Looked) -> tuple[CounterfactualRow, ...]:
    """Return the balance without the effect month by month, beside the index as it is shown.

    Worked out with the effect taken off, from the acts that the effect is estimated from, and with
    the loading of the controls that the acts favour most.
    """
    record, offset = question.record, np.zeros(len(question.periods))
    if question.control is not None:
        loading = LOADINGS[int(np.argmax(looked.loadings + LOG_LOADINGS))]
        offset = loading * question.control
    course = np.where(question.unseen, 0.0, question.course(question.spec.shape))
    acts = np.where(question.unseen, 0, record.acts)
    record = record.thinned(record.log_posterior, _POINTS)[0]
    record = record.counting(np.where(question.unseen, 0, record.cooperative), acts)
    shares = (np.arange(_SIZES) + 0.5) / _SIZES
    masses = sum(
        record.shifted(offset + size * course).balance(_EDGES)
        for size in looked.posterior.quantiles(shares)
    )
    bounds = [
        np.interp(QUANTILES, np.append(0.0, np.cumsum(row) / row.sum()), _EDGES) + moved
        for row, moved in zip(np.asarray(masses), offset, strict=True)
    ]
    return tuple(
        CounterfactualRow(period, None, float(median), *row.tolist())
        for period, median, row in zip(question.periods, question.index, bounds, strict=True)
    )


def acts_counted(question: IndexQuestion) -> tuple[ActsRow, ...]:
    """Return the acts of every month as they are, those of the events too."""
    return tuple(
        ActsRow(period, *question.shown.of(question.spec.dyad, [period]))
        for period in question.periods
    )
