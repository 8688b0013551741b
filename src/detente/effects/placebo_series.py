"""Doubt: does the event show the same effect where it should show none?"""

from collections.abc import Iterator

import numpy as np

from detente.effects.estimate import draw_effect
from detente.effects.question import Measured, Question
from detente.effects.results import PlaceboSeries
from detente.effects.spec import AFTER_LEAST, BEFORE_LEAST


def placebo_series(question: Question, rng: np.random.Generator) -> tuple[PlaceboSeries, ...]:
    """Estimate the events' effect on every placebo series that has months enough around them."""
    return tuple(
        _effect_on(other, question, rng) for other in question.placebos if _enough(other, question)
    )


def silent_series(question: Question) -> Iterator[str]:
    """Say which placebo series cannot be asked, and why: one that never moved says nothing."""
    for other in question.placebos:
        if not _enough(other, question):
            yield (
                f"the placebo series {other.title} has too few months around the event, or the "
                "same value in all months before it"
            )


def _enough(other: Measured, question: Question) -> bool:
    seen = other.design.with_columns(*question.seasons.T).seen
    first, last = question.onsets[0].month, question.onsets[-1].month
    if seen[:first].sum() < BEFORE_LEAST or seen[last + 1 :].sum() < AFTER_LEAST:
        return False
    before = other.values[0, :first]
    return len(np.unique(before[np.isfinite(before)])) > 1


def _effect_on(other: Measured, question: Question, rng: np.random.Generator) -> PlaceboSeries:
    design = other.design.with_columns(*question.seasons.T)
    total = draw_effect(design, question.columns(), rng).sum(axis=1)
    low95, low90, middle, high90, high95 = np.quantile(total, (0.025, 0.05, 0.5, 0.95, 0.975))
    return PlaceboSeries(
        series=other.name,
        label=other.title,
        median=float(middle),
        low90=float(low90),
        high90=float(high90),
        low95=float(low95),
        high95=float(high95),
    )
