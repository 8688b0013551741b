"""Doubt: does the effect hang on how it was estimated, or on one event of several?"""

from collections.abc import Iterator

import numpy as np

from detente.effects.estimate import draw_effect
from detente.effects.mixture import Floats
from detente.effects.question import Question
from detente.effects.results import EffectVariant
from detente.effects.spec import SHAPES
from detente.effects.timing import variant


def variants(question: Question, rng: np.random.Generator) -> tuple[EffectVariant, ...]:
    """Estimate the effect with other shapes, without controls, and of each event alone."""
    return tuple(_variants(question, rng))


def _variants(question: Question, rng: np.random.Generator) -> Iterator[EffectVariant]:
    for shape, words in SHAPES.items():
        if shape != question.spec.shape:
            columns = question.columns(shape)
            yield variant(f"as {words}", draw_effect(question.design, columns, rng).sum(axis=1))
    if question.controls:
        draws = draw_effect(question.plain, question.columns(), rng).sum(axis=1)
        yield variant("without controls", draws)
    if len(question.terms) > 1:
        columns = question.columns()
        for place, term in enumerate(question.terms):
            alone: Floats = draw_effect(question.design, columns[:, [place]], rng)[:, 0]
            yield variant(f"{term[0].event_date} alone", alone)
    outlying = outlying_months(question)
    if outlying.any():
        design = question.design.without(outlying)
        draws = draw_effect(design, question.columns(), rng).sum(axis=1)
        yield variant(f"without {int(outlying.sum())} outlying months", draws)


OUTLYING = 3.5


def outlying_months(question: Question) -> np.ndarray:
    """Return the months whose value departs from both neighbours by over 3.5 robust deviations.

    Months within three of an event stay: its effect must not be called an outlier.
    """
    y = np.median(question.measured.values, axis=0)
    months = len(y)
    departure = np.full(months, np.nan)
    departure[1:-1] = y[1:-1] - (y[:-2] + y[2:]) / 2
    centre = np.nanmedian(departure)
    spread = 1.4826 * np.nanmedian(np.abs(departure - centre))
    outlying: np.ndarray = np.abs(np.nan_to_num(departure - centre)) > OUTLYING * spread
    for onset in question.onsets:
        outlying[max(onset.month - 3, 0) : onset.month + 4] = False
    return outlying
