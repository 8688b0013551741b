"""An effect on a published series with all its doubts, from draws."""

from collections.abc import Callable

import numpy as np

from detente.effects import placebo_dates as dates
from detente.effects.counterfactual import counterfactual
from detente.effects.estimate import draw_effect, generator
from detente.effects.evidence import EffectEvidence
from detente.effects.mixture import Floats
from detente.effects.placebo_series import placebo_series, silent_series
from detente.effects.question import Question, series_question
from detente.effects.readings import Dates, Readings, variant
from detente.effects.results import TermEffect
from detente.effects.spec import EffectSpec
from detente.effects.survival import rank_of
from detente.effects.timing import anticipation, lasting_draws, pre_trend, without_onset
from detente.effects.variants import series_looks
from detente.effects.words import event_label, series_estimand

Generators = Callable[[str], np.random.Generator]


def series_readings(spec: EffectSpec, evidence: EffectEvidence, seed: int) -> Readings:
    """Estimate the effect and its doubts.

    Raises:
        NotAssessableError: an event was not yet known, or too few months are on record around it.
    """
    question = series_question(spec, evidence)
    labels = dict(evidence.labels)

    def rng(name: str) -> np.random.Generator:
        return generator(seed, spec.id, name)

    drawn = draw_effect(question.design, question.columns(), rng("effect"))
    total: Floats = drawn.sum(axis=1)
    several = len(question.terms) > 1
    return Readings(
        name=question.measured.name,
        unit=question.measured.unit,
        scale=question.measured.scale,
        estimand=series_estimand(question, labels),
        periods=question.periods,
        terms=question.terms,
        draws=total,
        lasting=lasting_draws(question, rng("lasting")),
        term_draws=drawn,
        looks=series_looks(question, total, rng("variants")),
        term_effects=_terms(question, drawn, labels),
        total=variant("all events together", total) if several else None,
        term_correlation=float(np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1]) if several else None,
        dates=_dates(question, total, rng),
        placebo_series=placebo_series(question, rng("placebo series")),
        unasked=tuple(silent_series(question)),
        onset=without_onset(question, rng("onset")),
        pre_trend=pre_trend(question, rng("pre-trend")),
        anticipation=anticipation(question, rng("anticipation")),
        by_record=float(np.median(total)),
        large=_large(question),
        counterfactual=counterfactual(question, drawn),
        warnings=question.warnings,
    )


def _dates(question: Question, total: Floats, rng: Generators) -> Dates:
    placebos = dates.placebo_dates(question, rng("placebo dates"))
    rank = rank_of(float(np.median(total) / total.std()), placebos)
    return Dates(placebos, rank, dates.smallest_detectable(placebos, total))


def _large(question: Question) -> float:
    """Return a doubling or halving on the scale of the series."""
    if question.measured.offset is not None:
        return float(np.log(2))
    return float(np.nanmedian(np.abs(question.measured.values)) / 2)


def _terms(question: Question, drawn: Floats, labels: dict[str, str]) -> tuple[TermEffect, ...]:
    bounds = np.quantile(drawn, (0.5, 0.05, 0.95), axis=0)
    return tuple(
        TermEffect(
            events=tuple(event.id for event in term),
            date=term[0].event_date.isoformat(),
            label=event_label(term[0], labels),
            median=float(bounds[0, place]),
            low90=float(bounds[1, place]),
            high90=float(bounds[2, place]),
        )
        for place, term in enumerate(question.terms)
    )
