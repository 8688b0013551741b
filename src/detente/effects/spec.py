"""What an `[[effect]]` of a case asks: which events, in what series, and against what."""

from dataclasses import dataclass
from types import MappingProxyType

STEP = "step"
SHAPES = MappingProxyType(
    {
        STEP: "a lasting step",
        "ramp": "a change that grows evenly over the horizon and then stays",
        "decay": "a jump that halves again and again",
    }
)
"""Shape of an effect in time → what it means in words."""
ASKS = MappingProxyType(
    {
        "rise": "whether the events raised it",
        "fall": "whether the events lowered it",
        "change": "whether the events changed it, either way",
    }
)
"""Direction that the question of an effect asks about → what it means in words."""

BEFORE_LEAST, AFTER_LEAST = 12, 6
"""Observed months that an event needs before and after its own."""


@dataclass(frozen=True, slots=True)
class EffectSpec:
    """One question: what did these events change in this series?

    Attributes:
        id: short name, e.g. `cienfuegos_balance`.
        label: the question in a few words, as a heading.
        events: ids of chronology rows, by term: ids of one term are one event told in several
            rows, dated by its first row; terms whose events are near by are estimated together.
        why: why this series measures what it is read for.
        series, group: a monthly series of the case, and one of its groups or empty for their sum;
            `series` is empty where the effect is on the index.
        dyad, measure: a side of the index, and the name of the measure whose balance of acts is
            read; the dyad is empty where the effect is on a series.
        asks: a key of `ASKS`: the direction that the label asks about.
        shape: a key of `SHAPES`.
        window: months used, as `first` and `last`; the data may end sooner.
        onset_months: months before the event in which the change may have begun already.
        horizon_months: months from the event on over which the effect is averaged.
        half_life_months: of an effect that decays.
        lasting_months: months after the event at which the effect is asked whether it is still
            there.
        controls: series (or dyads, for an effect on the index) that share what else happened and
            that the event does not move.
        placebo_series: series (or dyads) on which the event should show no effect.
        seasonal: whether the months of a year differ; a series only, where None means yes.
        aftermath: ids of rows that report or settle the events, for an effect on the index, which
            is shown with them and without; None: found by topic and date, see `aftermath.py`.
    """

    id: str
    label: str
    events: tuple[tuple[str, ...], ...]
    why: str
    first: str
    last: str
    series: str = ""
    group: str = ""
    dyad: str = ""
    measure: str = "relations"
    asks: str = "change"
    shape: str = "step"
    onset_months: int = 3
    horizon_months: int = 12
    half_life_months: int = 6
    lasting_months: int = 24
    controls: tuple[str, ...] = ()
    placebo_series: tuple[str, ...] = ()
    seasonal: bool | None = None
    aftermath: tuple[str, ...] | None = None

    @property
    def on_index(self) -> bool:
        """Whether the effect is on a side of the index, not on a published series."""
        return bool(self.dyad)

    @property
    def named_events(self) -> tuple[str, ...]:
        """Ids of all its events, in the order written."""
        return tuple(event_id for term in self.events for event_id in term)
