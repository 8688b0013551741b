"""Doubts about time: did it begin before the event, and was it still there long after?"""

import numpy as np

from detente.effects.estimate import draw_effect
from detente.effects.mixture import Floats
from detente.effects.question import Question
from detente.effects.readings import variant
from detente.effects.results import EffectVariant
from detente.effects.shapes import YEAR, anticipation_column, late_step, pre_trend_column
from detente.effects.spec import AFTER_LEAST


def without_onset(question: Question, rng: np.random.Generator) -> EffectVariant | None:
    """Leave the months just before the event out, so that a change that began early counts."""
    early, onset = question.spec.onset_months, question.onsets[0]
    if not early:
        return None
    columns = anticipation_column(onset, len(question.periods), early)
    design = question.design.without(columns > 0)
    label = f"the {early} months before the event left out"
    return variant(label, draw_effect(design, question.columns(), rng).sum(axis=1))


def anticipation(question: Question, rng: np.random.Generator) -> EffectVariant | None:
    """Estimate how far the months just before the event depart from those before them."""
    early, onset = question.spec.onset_months, question.onsets[0]
    if not early:
        return None
    column = anticipation_column(onset, len(question.periods), early)
    if not question.design.seen[column > 0].any():
        return None
    columns = np.column_stack([question.columns(), column])
    label = f"mean of the {early} months before the event, beyond the ordinary drift"
    return variant(label, draw_effect(question.design, columns, rng)[:, -1])


def pre_trend(question: Question, rng: np.random.Generator) -> EffectVariant | None:
    """Estimate the change over the year before the event, beyond the ordinary drift."""
    onset = question.onsets[0]
    if question.design.seen[max(onset.month - YEAR, 0) : onset.month].sum() < YEAR / 2:
        return None
    column = pre_trend_column(onset, len(question.periods))
    columns = np.column_stack([question.columns(), column])
    label = "change over the year before the event, beyond the ordinary drift"
    return variant(label, draw_effect(question.design, columns, rng)[:, -1])


def lasting_draws(question: Question, rng: np.random.Generator) -> Floats | None:
    """Draw the effect that is still there `lasting_months` after the last event.

    From that month on a further step is allowed for: the effect is what is left of its course
    then, and the further step. None where too few months follow.
    """
    month = question.onsets[-1].month + question.spec.lasting_months
    months = len(question.periods)
    if month >= months or question.design.seen[month:].sum() < AFTER_LEAST:
        return None
    courses = question.columns()
    columns = np.column_stack([courses, late_step(month, months)])
    drawn = draw_effect(question.design, columns, rng)
    result: Floats = drawn @ np.append(courses[month], 1.0)
    return result
