"""Doubts of an effect on the index: months and sides on which nothing of the kind happened."""

from collections.abc import Iterator

import numpy as np
from scipy.stats import norm

from detente.cooperation.changes import SideRecord
from detente.effects.index_looks import Looked
from detente.effects.index_question import IndexQuestion, with_controls
from detente.effects.mixture import Floats
from detente.effects.readings import Dates, look
from detente.effects.results import Placebo, PlaceboSeries
from detente.effects.sizes import NODES, SizePosterior, needed
from detente.effects.spec import AFTER_LEAST, BEFORE_LEAST, STEP
from detente.effects.survival import NEAR_MONTHS, POWER, rank_of

FEW_DATES = 10
"""With fewer placebo dates, a normal distribution stands in for them."""


def placebo_dates(question: IndexQuestion, looked: Looked) -> Dates:
    """Move the turn to every other month that has enough months on either side.

    The effect itself stays in the model, so that its turn is not read as the placebo's.
    Months about which the acts say next to nothing are no placebos: none could show an effect. For
    an effect that ramps up or decays the dates are those of a step, and the effect as a step is
    ranked among them.
    """
    at = range(BEFORE_LEAST, len(question.periods) - question.span - AFTER_LEAST)
    months = [month for month in at if month != question.first]
    size = float(np.median(looked.posterior.draws))

    def ask(record: SideRecord) -> Floats:
        held = question.holding(record, size)
        return held.log_evidence_of_steps(NODES, span=question.span, months=months)

    logs = with_controls(question.asked(question.record, [ask])[0])
    found = {month: SizePosterior.of(NODES, logs[month]) for month in months}
    told = {month: one for month, one in found.items() if not one.silent}
    placebos = tuple(_placebo(question, month, one) for month, one in told.items())
    step = looked.step
    counted = [one for one, p in zip(told.values(), placebos, strict=True) if not p.excluded]
    return Dates(
        placebos=placebos,
        rank=rank_of(step.quantiles(np.array([0.5]))[0] / step.spread, placebos),
        smallest=smallest_detectable(counted, looked.posterior),
    )


def _placebo(question: IndexQuestion, month: int, one: SizePosterior) -> Placebo:
    low, median, high = one.quantiles(np.array([0.025, 0.5, 0.975])).tolist()
    before, after = question.first - NEAR_MONTHS, question.last + NEAR_MONTHS
    near = before <= month + question.span and month <= after
    period = question.periods[month]
    return Placebo(period, median, low, high, median / one.spread, near)


def smallest_detectable(placebos: list[SizePosterior], own: SizePosterior) -> float:
    """Return the size at which 80% of placebo dates would have shown an effect, up or down.

    Each date is taken in standard errors of its own and turned into those of the effect, because
    dates differ in how much is on record about them. An effect that is added at a date moves what
    the record alone shows by that much.
    """
    error = own.by_record[1]
    if len(placebos) < FEW_DATES:
        return needed(error) + float(norm.ppf(POWER)) * error
    moved: Floats = np.array([size / by for size, by in (one.by_record for one in placebos)])
    return needed(error) + float(np.quantile([*moved, *-moved], POWER)) * error


def placebo_sides(question: IndexQuestion) -> Iterator[PlaceboSeries]:
    """Estimate the same turn on sides that it should not have moved."""
    for dyad in question.spec.placebo_series:
        name = question.names.get(dyad, dyad)
        record = question.record_of(dyad)
        logs = record.log_evidence_of_steps(NODES, span=question.span, months=[question.first])
        draws = SizePosterior.of(NODES, logs[question.first]).draws
        of = look(name, draws, STEP, controls=False)
        place = f"{dyad}/{question.spec.measure}"
        yield PlaceboSeries(place, name, of.median, of.low90, of.high90, of.low95, of.high95)
