"""Doubts of an effect on the index: months and sides on which nothing of the kind happened."""

from collections.abc import Iterator

import numpy as np

from detente.cooperation.changes import SideRecord
from detente.effects.index_looks import Looked
from detente.effects.index_question import FEW_ACTS, IndexQuestion, with_controls
from detente.effects.mixture import Floats
from detente.effects.readings import Dates, look
from detente.effects.results import Placebo, PlaceboSeries
from detente.effects.sizes import NODES, SizePosterior
from detente.effects.spec import AFTER_LEAST, BEFORE_LEAST, STEP
from detente.effects.survival import NEAR_MONTHS, rank_of


def placebo_dates(question: IndexQuestion, looked: Looked, smallest: float) -> Dates:
    """Move the turn to every other month that has enough months on either side.

    The effect itself stays in the model, so that its turn is not read as the placebo's.
    Months about which the acts say next to nothing are no placebos: none could show an effect. For
    an effect that ramps up or decays the dates are those of a step, and the effect as a step is
    ranked among them.

    Args:
        smallest: size that would have been seen at the events.
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
    return Dates(
        placebos=placebos,
        rank=rank_of(step.quantiles(np.array([0.5]))[0] / step.spread, placebos),
        smallest=smallest,
    )


def _placebo(question: IndexQuestion, month: int, one: SizePosterior) -> Placebo:
    low, median, high = one.quantiles(np.array([0.025, 0.5, 0.975])).tolist()
    before, after = question.first - NEAR_MONTHS, question.last + NEAR_MONTHS
    near = before <= month + question.span and month <= after
    period = question.periods[month]
    return Placebo(period, median, low, high, median / one.spread, near)


def placebo_sides(question: IndexQuestion) -> Iterator[PlaceboSeries]:
    """Estimate the same turn on sides that it should not have moved, where acts can tell of it."""
    for dyad in question.spec.placebo_series:
        if min(question.counted_around(dyad)) < FEW_ACTS:
            continue
        name = question.names.get(dyad, dyad)
        record = question.record_of(dyad)
        logs = record.log_evidence_of_steps(NODES, span=question.span, months=[question.first])
        draws = SizePosterior.of(NODES, logs[question.first]).draws
        of = look(name, draws, STEP, controls=False)
        place = f"{dyad}/{question.spec.measure}"
        yield PlaceboSeries(place, name, of.median, of.low90, of.high90, of.low95, of.high95)


def silent_sides(question: IndexQuestion) -> Iterator[str]:
    """Say which sides that are named to compare with have next to no acts to compare.

    What the index says of them before or after the events is what the model expects of any side.
    """
    spec = question.spec
    for kind, dyads in (("placebo side", spec.placebo_series), ("control", spec.controls)):
        for dyad in dyads:
            before, after = question.counted_around(dyad)
            if min(before, after) < FEW_ACTS:
                name = question.names.get(dyad, dyad)
                yield (
                    f"the {kind} {name} has {_acts(before)} before the event and {_acts(after)} "
                    "after it, too few to say anything"
                )


def _acts(count: int) -> str:
    return "no act" if not count else f"{count} act{'' if count == 1 else 's'}"
