"""The record: everything a check may look at, as it was known on one day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from detente.claims import answers, lagged, readings, series_readings
from detente.claims.check import CheckSpec
from detente.claims.verdict import RowRef
from detente.effects.assess import NotAssessableError
from detente.effects.results import Effect
from detente.effects.spec import EffectSpec
from detente.terms.events import Event
from detente.terms.happenings import Happening, by_row, happenings_of
from detente.terms.rows import event_row
from detente.terms.tables import Point, Series

if TYPE_CHECKING:
    from detente.cooperation.indices import Indices
    from detente.evidence.scores import Scores


NO_SCENARIOS = "The case has no scenario findings."


class Simulated(Protocol):
    """What checks need of one scenario's finding: an outcome against the baseline.

    The median and bounds are of the difference from the baseline, in the unit of the outcome.
    """

    @property
    def name(self) -> str:
        """Id of the scenario."""
        ...

    @property
    def outcome(self) -> str:
        """Id of the outcome."""
        ...

    @property
    def unit(self) -> str:
        """Unit of the median and the bounds."""
        ...

    @property
    def horizon_months(self) -> int:
        """Months over which the outcome is summed."""
        ...

    @property
    def median(self) -> float:
        """The middle of the draws."""
        ...

    @property
    def low50(self) -> float:
        """Lower bound of the 50% interval."""
        ...

    @property
    def high50(self) -> float:
        """Upper bound of the 50% interval."""
        ...

    @property
    def low90(self) -> float:
        """Lower bound of the 90% interval."""
        ...

    @property
    def high90(self) -> float:
        """Upper bound of the 90% interval."""
        ...

    @property
    def better(self) -> str:
        """`lower`, `higher` or `neither`."""
        ...

    @property
    def p_improvement(self) -> float:
        """Probability of any improvement."""
        ...

    @property
    def basis(self) -> str:
        """Whether what cooperation does in it was `learned`, `partly learned` or `assumed`.

        Empty where it changes no cooperation.
        """
        ...


def _no_effect(spec: EffectSpec) -> Effect:
    raise NotAssessableError("No effect can be estimated on this record.")


def _no_series(name: str) -> Series:
    raise KeyError(name)


@dataclass(frozen=True)
class Record:
    """Events, indices, scores and series as they were known on a day.

    Attributes:
        as_of: nothing that became known later is in it.
        indices: acts counted, and the index, of each measure; None where too few months were over.
        scores: machine-coded scores by side and month; None where there are none.
        series: named series as it stood; KeyError where the case has no such series.
        names: dyad → its name in prose.
        effects: id → effect that the case declares.
        effect: estimates an effect on this record; raises NotAssessableError where it cannot be.
        scenarios: what simulations of the case's model found; None where there are none.
        no_scenarios: why there are none, as a sentence.
        stated: what was known when the claim was stated, from which forecasts are made that anybody
            could have made then; None where that is this record itself.
        firsts: id of a row → id of the row that stands first for what both tell, public or not.
    """

    as_of: date
    events: tuple[Event, ...]
    indices: "Indices | None"
    scores: "Scores | None"
    series: Callable[[str], Series] = _no_series
    dyads: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    effects: Mapping[str, EffectSpec] = field(default_factory=lambda: MappingProxyType({}))
    effect: Callable[[EffectSpec], Effect] = _no_effect
    scenarios: Sequence[Simulated] | None = None
    no_scenarios: str = NO_SCENARIOS
    stated: "Record | None" = None
    firsts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def _by_id(self) -> dict[str, Event]:
        return {event.id: event for event in self.events}

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """What had happened by the day as far as known, each with every row that tells it."""
        return happenings_of(self.events)

    @cached_property
    def _by_row(self) -> dict[str, Happening]:
        return by_row(self.happenings, self.firsts)

    def event(self, event_id: str) -> Event | None:
        """Return an event that was public by the day, or None."""
        return self._by_id.get(event_id)

    def happening(self, event_id: str) -> Happening | None:
        """Return what a row tells, with all rows of it that were public; None where none was."""
        return self._by_row.get(event_id)

    def told(self, counted: Iterable[Event]) -> list[tuple[Event, Event]]:
        """Return every row that tells one of some acts, each with the act that it tells.

        Args:
            counted: the rows that stand for the acts; each is the first of its own rows.
        """
        rows = []
        for event in counted:
            happening = self.happening(event.id)
            rows += [(row, event) for row in (happening.rows if happening else (event,))]
        return rows

    def name(self, dyad: str) -> str:
        """Return the name of a dyad in prose."""
        return self.names.get(dyad, dyad)

    def title(self, series: str) -> str:
        """Return the title of a series; KeyError where the case has no such series."""
        return self.series(series).spec.title

    def resolved(self, spec: CheckSpec) -> CheckSpec:
        """Return a check with the evidence of the effect that it names by id filled in."""
        effect = self.effects.get(spec.text("effect"))
        if effect is None:
            return spec
        on = {"series": effect.series} if effect.series else {"dyad": effect.dyad}
        return replace(spec, options=MappingProxyType({**spec.options, **on}))

    def dyad_windows(
        self, spec: CheckSpec, dyad: str, windows: Sequence[str]
    ) -> readings.WindowDraws:
        """Draw the mean balance of a side over each window; see `readings`."""
        return readings.dyad_windows(self, spec, dyad, windows)

    def dyad_level(self, spec: CheckSpec, dyad: str, window: str) -> readings.WindowDraws:
        """Draw the acts a month of a side over a window; see `readings`."""
        return readings.dyad_level(self, spec, dyad, window)

    def series_windows(
        self, spec: CheckSpec, windows: Sequence[str], *, whole: bool = False
    ) -> readings.WindowDraws:
        """Draw the mean of the check's series over each window; see `series_readings`."""
        return series_readings.series_windows(self, spec, windows, whole=whole)

    def share(self, spec: CheckSpec, *, whole: bool = False) -> readings.WindowDraws:
        """Draw the share, in per cent, that the check is about; see `series_readings`."""
        return series_readings.share(self, spec, whole_window=whole)

    def association(self, spec: CheckSpec) -> lagged.Association:
        """Correlate the two monthly figures that the check is about; see `lagged`."""
        return lagged.association(self, spec)

    def answers(self, spec: CheckSpec) -> answers.Answers:
        """Compare how often one state acts after the other did; see `answers`."""
        return answers.answers(self, spec)

    def figure(self, series: Series, point: Point) -> RowRef:
        """Point at a figure of a series."""
        return series_readings.point_row(series, point)

    def row(self, event: Event) -> RowRef:
        """Point at a row of the chronology."""
        return event_row(event)
