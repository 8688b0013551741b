"""What an effect's estimate is, beside everything that speaks against it. Loads nothing heavy."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.terms.rows import RowRef

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class NotAssessableError(Exception):
    """What is known by the day cannot carry the estimate; the message says why, as a sentence."""


@dataclass(frozen=True, slots=True)
class EffectVariant:
    """The effect estimated in another way, on the scale of the main estimate.

    Attributes:
        label: what was done otherwise.
        low90, high90, low95, high95: bounds of central credible intervals.
    """

    label: str
    median: float
    low90: float
    high90: float
    low95: float
    high95: float


@dataclass(frozen=True, slots=True)
class Look:
    """One honest look at an effect: the same question, asked in another way.

    Attributes:
        label: what was done otherwise; `as asked` for the main estimate.
        shape: how the effect runs in time.
        controls: whether what the controls share is taken off.
        aftermath: `kept` or `left out`: whether rows that report or settle the events count; empty
            where there are none, and for an effect on a series.
        low90, high90, low95, high95: bounds of central credible intervals, on the finding's scale.
    """

    label: str
    shape: str
    controls: bool
    aftermath: str
    median: float
    low90: float
    high90: float
    low95: float
    high95: float


@dataclass(frozen=True, slots=True)
class ActsRow:
    """Acts counted in one month, raw: every act of the measure, those of the events too."""

    period: str
    cooperation: int
    conflict: int


@dataclass(frozen=True, slots=True)
class TermEffect:
    """The effect of one of several events estimated together.

    Attributes:
        events: ids of its rows; the first dates it.
        date: day of its first row.
    """

    events: tuple[str, ...]
    date: str
    label: str
    median: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True)
class Placebo:
    """An effect estimated in a month in which nothing of the kind happened.

    Attributes:
        period: the month pretended to be that of the (first) event.
        low95, high95: bounds of the central 95% credible interval.
        z: median over posterior standard deviation.
        excluded: True near the event itself, where a placebo would see its effect.
    """

    period: str
    median: float
    low95: float
    high95: float
    z: float
    excluded: bool


@dataclass(frozen=True, slots=True)
class PlaceboSeries:
    """The same event's effect on a series (or dyad) that it should not have moved."""

    series: str
    label: str
    median: float
    low90: float
    high90: float
    low95: float
    high95: float


@dataclass(frozen=True, slots=True)
class CounterfactualRow:
    """One month of what was observed beside what would have been without the events.

    Attributes:
        observed: in the series' unit; None in a hole, and for an effect on the index, where acts
            are what is observed.
        index: median of the index as it is shown, for an effect on it; else None.
        median, low50, high50, low90, high90: the counterfactual, in the same unit: of a series,
            what was observed before the first event. None in a hole.
    """

    period: str
    observed: float | None
    index: float | None
    median: float | None
    low50: float | None
    high50: float | None
    low90: float | None
    high90: float | None


@dataclass(frozen=True, slots=True)
class EffectFinding:
    """What dated events changed in one series, with a credible interval and its doubts.

    Attributes:
        events: ids of the rows, in the order written; dates and labels in the same order.
        series: name of the series (with its group), or `dyad/measure` for the index.
        dyad, measure: of the index, whose balance of acts the effect is on; None for an effect on a
            published series.
        unit: of the rows of `counterfactual`.
        estimand: what is estimated, as a sentence.
        why: why this series measures what it is read for.
        window: months used, `first/last`.
        median … high95: the effect on `scale`: of all events together, averaged over the horizon.
        p_negative: probability that it is below 0.
        scale: `log points` (100 × the natural log is about per cent), or the unit of the series.
        onset: the effect where the months before the event are left out, so that a change that
            began early is not missed; None where no such months are asked for.
        lasting: the effect still there `lasting_months` after the last event; None where the data
            end before.
        agreement: the main estimate first, then every other look at it.
        terms: each event's own effect, of those on a series; events near by are one turn of the
            index. `total` is their sum, None where there is one event.
        term_correlation: posterior correlation of the first two terms; near -1 means that the data
            tell their sum and not which of them it was.
        placebo_rank: place of the effect among the eligible placebo dates by size against its own
            spread, 1 = most extreme; `placebo_count` of them were eligible.
        placebo_false_alarms: share of eligible placebo dates whose 95% interval excludes 0.
        pre_trend: change over the twelve months before the event beyond the ordinary drift.
        anticipation: mean departure in the onset months from before them.
        smallest_detectable: size at which an effect would have been seen (95% interval excludes 0)
            four times in five: of a series at placebo dates, were as much on record about them as
            about the events; of the index in worlds drawn from its model.
        own_events_dropped: True for an effect on the index: the rows of the events that any effect
            of the case on the index names are not among the acts counted.
        asks: the direction that the label asks about: `rise`, `fall` or `change`.
        answer: `yes`, `no` or `cannot tell`, to the question that the label asks.
        aftermath: rows that report or settle the events, as the looks without them leave out.
        missing_doubts: doubts that were not asked, a phrase each; a claim that rests on the effect
            is held with less confidence for them.
        acts: what was counted month by month, for an effect on the index.
        survives: see `survives_why`.
    """

    id: str
    label: str
    events: tuple[str, ...]
    event_dates: tuple[str, ...]
    event_labels: tuple[str, ...]
    series: str
    dyad: str | None
    measure: str | None
    unit: str
    shape: str
    estimand: str
    why: str
    window: str
    as_of: str
    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    low95: float
    high95: float
    p_negative: float
    scale: str
    horizon_months: int
    onset: EffectVariant | None
    lasting: EffectVariant | None
    agreement: tuple[Look, ...]
    terms: tuple[TermEffect, ...]
    total: EffectVariant | None
    term_correlation: float | None
    placebo_dates: tuple[Placebo, ...]
    placebo_rank: int
    placebo_count: int
    placebo_false_alarms: float
    placebo_series: tuple[PlaceboSeries, ...]
    pre_trend: EffectVariant | None
    anticipation: EffectVariant | None
    smallest_detectable: float
    counterfactual: tuple[CounterfactualRow, ...]
    rows: tuple[RowRef, ...]
    own_events_dropped: bool
    survives: bool
    survives_why: str
    asks: str = "change"
    answer: str = "cannot tell"
    aftermath: tuple[RowRef, ...] = ()
    missing_doubts: tuple[str, ...] = ()
    acts: tuple[ActsRow, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """A finding with its posterior draws, for whoever asks other questions of them.

    Attributes:
        draws: (n,) of the effect, on the finding's scale.
        lasting: (n,) of the effect still there after `lasting_months`; None where not estimated.
        terms: (n, terms) of each event's own effect, in the finding's order; (n, 1) on the index.
    """

    finding: EffectFinding
    draws: "NDArray[np.float64]"
    lasting: "NDArray[np.float64] | None"
    terms: "NDArray[np.float64]"
