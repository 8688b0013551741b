"""The index of a case as it is reported: months, half-years, years, last year, breaks."""

from dataclasses import dataclass

import numpy as np

from detente.cooperation.half_years import half_years
from detente.cooperation.indices import Indices
from detente.cooperation.readings import readings_of
from detente.cooperation.results import (
    Break,
    HalfYear,
    IndexReading,
    IndexRow,
    MeasureRow,
    ScoreRow,
    SideNow,
    YearRow,
)
from detente.cooperation.summaries import probable_breaks, sides_now, summarise_years
from detente.evidence.scores import Scores
from detente.terms.left_out import LeftOut

INDEX_NOTE = (
    "The balance is the log odds that an act on record is cooperative: 0 is as many of each kind, "
    "0.7 twice as many cooperative as conflictual. How many acts there are says how much was "
    "documented, not how much was done, so that no level is given; the acts stand beside."
)


@dataclass(frozen=True)
class Estimate:
    """The cooperation indices of one case as of one day, summarised.

    Attributes:
        subject: name of the measure of the case's subject.
        readings: of the measures shown, by other rules of counting.
        left_out: what enters no count of any measure shown, or no month of scores, by reason.
    """

    subject: str
    measures: tuple[MeasureRow, ...]
    rows: tuple[IndexRow, ...]
    half_years: tuple[HalfYear, ...]
    years: tuple[YearRow, ...]
    sides: tuple[SideNow, ...]
    breaks: tuple[Break, ...]
    readings: tuple[IndexReading, ...]
    scores: tuple[ScoreRow, ...]
    left_out: tuple[LeftOut, ...]
    index_note: str = INDEX_NOTE


def summarise(
    indices: Indices, scores: Scores, break_size: float, measures: tuple[str, ...] = ()
) -> Estimate:
    """Summarise the indices of some measures, the subject's first, in every way that is reported.

    Args:
        measures: names; all of the case where none is given.
    """
    others = (name for name in indices.measures if name != indices.subject)
    found = [indices.of(name) for name in measures or (indices.subject, *others)]
    left_out = dict.fromkeys(one for index in found for one in index.acts.left_out)
    return Estimate(
        subject=indices.subject,
        measures=tuple(
            MeasureRow(
                name=index.acts.measure.name,
                label=index.acts.measure.label,
                rule=index.acts.measure.rule,
                subject=index.acts.measure.name == indices.subject,
                acts_cooperation=int(index.acts.cooperative.sum()),
                acts_conflict=int((index.acts.total - index.acts.cooperative).sum()),
                warnings=index.warnings,
            )
            for index in found
        ),
        rows=tuple(row for index in found for row in index.rows),
        half_years=tuple(row for index in found for row in half_years(index)),
        years=tuple(row for index in found for row in summarise_years(index)),
        sides=tuple(row for index in found for row in sides_now(index)),
        breaks=tuple(row for index in found for row in probable_breaks(index, break_size)),
        readings=tuple(
            reading
            for index in found
            for reading in readings_of(indices, index.acts.measure.name, break_size)
        ),
        scores=_score_rows(scores),
        left_out=(*left_out, *scores.left_out),
    )


def _score_rows(scores: Scores) -> tuple[ScoreRow, ...]:
    return tuple(
        ScoreRow(dyad, period, float(scores.score[row, column]), int(scores.days[row, column]))
        for column, dyad in enumerate(scores.dyads)
        for row, period in enumerate(scores.periods)
        if np.isfinite(scores.score[row, column])
    )
