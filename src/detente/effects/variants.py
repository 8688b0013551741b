"""Every honest look at an effect on a series: other shapes, no controls, one event of several."""

from collections.abc import Iterator

import numpy as np

from detente.effects.estimate import SeriesDesign, draw_effect
from detente.effects.mixture import Floats
from detente.effects.question import Question
from detente.effects.readings import Looks, look
from detente.effects.results import Look
from detente.effects.spec import SHAPES


def series_looks(question: Question, drawn: Floats, rng: np.random.Generator) -> Looks:
    """Estimate the effect with other shapes, without controls, and of each event alone.

    Args:
        drawn: (DRAWS,) of the effect as it is asked.
    """
    shape, controls = question.spec.shape, bool(question.controls)

    def of(design: SeriesDesign, columns: Floats) -> Floats:
        total: Floats = draw_effect(design, columns, rng).sum(axis=1)
        return total

    def as_other(other: str, words: str) -> Look:
        draws = of(question.design, question.columns(other))
        return look(f"as {words}", draws, other, controls=controls)

    plain = (of(question.plain, question.columns()),) if controls else ()
    return Looks(
        main=look("as asked", drawn, shape, controls=controls),
        agreeing=tuple(look("without controls", d, shape, controls=False) for d in plain),
        shapes=tuple(as_other(*other) for other in SHAPES.items() if other[0] != shape),
        others=tuple(_others(question, rng)),
    )


def _others(question: Question, rng: np.random.Generator) -> Iterator[Look]:
    shape, controls = question.spec.shape, bool(question.controls)
    if len(question.terms) > 1:
        columns = question.columns()
        for place, term in enumerate(question.terms):
            alone: Floats = draw_effect(question.design, columns[:, [place]], rng)[:, 0]
            yield look(f"{term[0].event_date} alone", alone, shape, controls=controls)
    outlying = outlying_months(question)
    if outlying.any():
        design = question.design.without(outlying)
        draws = draw_effect(design, question.columns(), rng).sum(axis=1)
        label = f"without {int(outlying.sum())} outlying months"
        yield look(label, draws, shape, controls=controls)


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
