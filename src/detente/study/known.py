"""What was known of a case on one day, and what can be estimated from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from detente.case.spec import Case
from detente.claims.record import Record
from detente.cooperation.composition import (
    METHOD,
    Composition,
    composition_arrays,
    estimate_composition,
    read_composition,
)
from detente.cooperation.indices import Indices
from detente.cooperation.settings import IndexSettings
from detente.effects.assess import EffectEvidence, NotAssessableError
from detente.effects.results import Effect
from detente.effects.spec import EffectSpec
from detente.evidence.events import events_known, first_rows
from detente.evidence.measures import LEAST_MONTHS, Acts, count_acts, months_over
from detente.evidence.scores import Scores, scores_known
from detente.evidence.series import series_known
from detente.scenarios.results import ScenarioFinding
from detente.study.codec import Codec
from detente.study.effect_nodes import effect_node, named_on_index
from detente.study.evidence import Evidence
from detente.study.keys import key_of, versions
from detente.study.node import Node, Worked
from detente.study.rows import marks_of
from detente.study.settings import Settings
from detente.terms.events import Event
from detente.terms.happenings import happenings_of
from detente.terms.measures import MeasureSpec
from detente.terms.on_demand import OnDemand
from detente.terms.progress import Progress, quiet
from detente.terms.tables import Series

if TYPE_CHECKING:
    import xarray as xr

_INDEX_COST = 4.0


class Known:
    """A case as it was known on a day: nothing that became known later is in it.

    Everything is worked out when first asked for, or taken from where it is stored.
    """

    def __init__(self, evidence: Evidence, day: date, settings: Settings, worked: Worked) -> None:
        self.evidence, self.day, self.settings = evidence, day, settings
        self._worked = worked

    @property
    def case(self) -> Case:
        """The case."""
        return self.evidence.case

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every event known by the day."""
        return events_known(self.evidence.store, self.day)

    @cached_property
    def firsts(self) -> Mapping[str, str]:
        """Id of a row → id of the row that stands first for what both tell, public or not."""
        return first_rows(self.evidence.store)

    @cached_property
    def series(self) -> Mapping[str, Series]:
        """Every series of the case as it stood; each is cut when first asked for."""
        case, store = self.case, self.evidence.store
        return OnDemand(case.series, lambda name: series_known(store, case.series[name], self.day))

    @property
    def has_index(self) -> bool:
        """Whether enough months of the index were over by the day to estimate it at all."""
        months = self.case.index
        return len(months_over(months.start, months.end, self.day)) >= LEAST_MONTHS

    @cached_property
    def indices(self) -> Indices:
        """The index of every measure.

        Raises:
            InputError: too few months were over by the day.
        """
        return Indices(
            self._count,
            self.case.measures,
            subject=self.case.index.subject,
            seed=self.settings.seed,
            estimate=lambda acts, seed: self._worked.value(self.index_node(acts), quiet),
        )

    def _count(self, measure: MeasureSpec) -> Acts:
        months = self.case.index
        return count_acts(
            self.evidence.store,
            measure,
            tuple(self.case.dyads),
            start=months.start,
            end=months.end,
            as_of=self.day,
        )

    def index_node(self, acts: Acts) -> Node[Composition]:
        """Return the index of some acts."""
        settings, seed = IndexSettings(), self.settings.seed
        counted = (acts.periods, acts.dyads, acts.cooperative, acts.total)
        return Node(
            name=f"the index of {acts.measure.label}",
            key=key_of("index", METHOD, versions(), settings, seed, counted),
            make=lambda progress: estimate_composition(acts, seed=seed, settings=settings),
            codec=Codec(
                composition_arrays, lambda arrays: read_composition(arrays, acts, settings)
            ),
            cost=_INDEX_COST,
            about=key_of(acts),
        )

    @cached_property
    def scores(self) -> Scores | None:
        """Machine-coded scores by dyad and month; None where too few months were over."""
        if not self.has_index:
            return None
        return scores_known(
            self.evidence.store, tuple(self.case.dyads), self.indices.periods, self.day
        )

    @cached_property
    def key(self) -> str:
        """Key of everything that a claim's checks may look at, simulations apart."""
        case = self.case
        return key_of(
            self.day,
            self.settings.seed,
            self.events_key,
            [self.series_keys[name] for name in case.series],
            [case.resource(name) for name in case.index.scores],
            (case.dyads, case.measures, case.index, case.effects, case.marked),
        )

    @cached_property
    def events_key(self) -> str:
        """Key of the events known."""
        return key_of(self.events, sorted(self.firsts.items()))

    @cached_property
    def series_keys(self) -> Mapping[str, str]:
        """Key of each series as it stood."""
        return OnDemand(self.case.series, lambda name: _series_key(self.series[name]))

    @cached_property
    def effect_evidence(self) -> EffectEvidence:
        """What effects may be estimated from."""
        case = self.case
        return EffectEvidence(
            as_of=self.day,
            events=self.events,
            series=self.series.__getitem__,
            indices=self.indices if self.has_index else None,
            names=case.dyads,
            labels=marks_of(case.marked, happenings_of(self.events)),
            left_out=named_on_index(case.effects),
            firsts=self.firsts,
        )

    def effect_node(self, spec: EffectSpec) -> Node[Effect | str]:
        """Return what the events of a spec changed, or a sentence on why that cannot be told."""
        return effect_node(
            spec,
            self.effect_evidence,
            seed=self.settings.seed,
            events_key=self.events_key,
            series_keys=self.series_keys,
            index_keys=self.index_keys,
        )

    @cached_property
    def index_keys(self) -> Mapping[str, str]:
        """Key of the index of each measure of the case; none where there is no index."""
        measures = self.case.measures if self.has_index else ()
        return OnDemand(measures, lambda name: self.index_node(self.indices.acts(name)).key)

    def effect(self, spec: EffectSpec, progress: Progress = quiet) -> Effect:
        """Return what the events of a spec changed.

        Raises:
            NotAssessableError: what was known on the day cannot carry it.
        """
        found = self._worked.value(self.effect_node(spec), progress)
        if isinstance(found, str):
            raise NotAssessableError(found)
        return found

    @cached_property
    def record(self) -> Record:
        """Everything that a claim's checks may look at, without simulations."""
        case = self.case
        return Record(
            as_of=self.day,
            events=self.events,
            indices=self.indices if self.has_index else None,
            scores=self.scores,
            series=self.series.__getitem__,
            dyads=tuple(case.dyads),
            names=case.dyads,
            effects={spec.id: spec for spec in case.effects},
            effect=self.effect,
            firsts=self.firsts,
        )

    def record_with(self, scenarios: tuple[ScenarioFinding, ...] | None, reason: str) -> Record:
        """Return the record with what simulations found, or why there are none."""
        return replace(self.record, scenarios=scenarios, no_scenarios=reason)


def _series_key(series: Series) -> str:
    # As text: a series of tens of thousands of points is hashed in one piece.
    points = "\n".join(map(repr, series.points))
    return key_of(series.spec, series.resources, series.by_lag, points)


def index_draws(index: Composition) -> "xr.DataArray":
    """Return the draws of the balance of an index, over draw, dyad and period."""
    import xarray as xr

    return xr.DataArray(
        index.balance,
        dims=("draw", "dyad", "period"),
        coords={"dyad": list(index.acts.dyads), "period": list(index.acts.periods)},
    )
