"""An effect on a side of the index with all its doubts, worked out and not drawn."""

from collections.abc import Iterator

import numpy as np

from detente.effects.evidence import EffectEvidence
from detente.effects.index_courses import acts_counted, counterfactual
from detente.effects.index_doubts import placebo_dates, placebo_sides, silent_sides
from detente.effects.index_looks import look_at
from detente.effects.index_power import sight
from detente.effects.index_question import index_question
from detente.effects.readings import Readings
from detente.effects.spec import STEP, EffectSpec
from detente.effects.words import index_estimand
from detente.sampling.threads import one_thread

LOG_POINTS = "log points"


@one_thread
def index_readings(spec: EffectSpec, evidence: EffectEvidence) -> Readings:
    """Estimate the effect and its doubts.

    Raises:
        NotAssessableError: an event was not yet known, or too few months are on record around it.
    """
    question = index_question(spec, evidence)
    looked = look_at(question)
    draws = looked.posterior.draws
    seen = sight(question.record, question.first, question.span, asks=spec.asks)
    return Readings(
        name=f"{spec.dyad}/{spec.measure}",
        unit=LOG_POINTS,
        scale=LOG_POINTS,
        estimand=index_estimand(question, dict(evidence.labels)),
        periods=question.periods,
        terms=question.terms,
        draws=draws,
        lasting=looked.lasting.draws if looked.lasting else None,
        term_draws=draws[:, None],
        looks=looked.looks,
        term_effects=(),
        total=None,
        term_correlation=None,
        dates=placebo_dates(question, looked, seen.smallest),
        placebo_series=tuple(placebo_sides(question)),
        onset=looked.onset,
        pre_trend=looked.pre_trend,
        anticipation=looked.anticipation,
        by_record=seen.truth(float(np.median(looked.step.draws))),
        large=float(np.log(2)),
        counterfactual=counterfactual(question, looked),
        aftermath=question.aftermath,
        unasked=tuple(silent_sides(question)),
        acts=acts_counted(question),
        warnings=(*question.warnings, *_warnings(spec)),
    )


def _warnings(spec: EffectSpec) -> Iterator[str]:
    if spec.shape != STEP:
        yield (
            "Placebo dates and the smallest effect that would have been seen are those of a step, "
            "and the effect as a step is held against them."
        )
