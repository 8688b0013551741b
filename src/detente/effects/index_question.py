"""An effect on a side of the index: the acts it is read from, and what is left out of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.cooperation.changes import SideRecord, side_record
from detente.cooperation.indices import Indices
from detente.effects.aftermath import aftermath_of
from detente.effects.evidence import EffectEvidence
from detente.effects.mixture import Floats
from detente.effects.occasion import check_months, neighbours, terms_of
from detente.effects.results import NotAssessableError
from detente.effects.shapes import Onset, shape_column
from detente.effects.sizes import FINE, PRIOR
from detente.effects.spec import STEP, EffectSpec
from detente.evidence.measures import Acts
from detente.terms.events import Event
from detente.terms.periods import month_number

CONTROL_SPREAD = 0.5
"""Prior of what a control that is one spread higher adds to the balance: normal around 0."""
_PLACES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
LOADINGS: Floats = CONTROL_SPREAD * _PLACES
"""Points that stand for the prior (Gauss–Hermite); the middle one is 0, no control."""
LOG_LOADINGS: Floats = np.log(_WEIGHTS / _WEIGHTS.sum())
FEW_ACTS = 5
"""Fewer acts than this in the year before or after, and a warning says so."""
Ask = Callable[[SideRecord], Floats]


@dataclass(frozen=True)
class IndexQuestion:
    """Everything that an effect on the index and its doubts need.

    Attributes:
        periods: months used; T of them.
        terms: the events of each term, in order of their dates.
        months: place of the month of each term.
        shown: every act of the measure, by month and side.
        acts: without those that any effect of the case on the index names.
        aftermath: acts that report or settle the events.
        control: (T,), what the controls share, standardised; None without any.
        index: (T,), median of the index as it is shown.
        names: dyad → its name in prose.
    """

    spec: EffectSpec
    periods: tuple[str, ...]
    terms: tuple[tuple[Event, ...], ...]
    months: tuple[int, ...]
    shown: Acts
    acts: Acts
    aftermath: tuple[Event, ...]
    control: Floats | None
    index: Floats
    names: dict[str, str]
    warnings: tuple[str, ...]

    @property
    def first(self) -> int:
        """Month of the first event."""
        return self.months[0]

    @property
    def last(self) -> int:
        """Month of the last event."""
        return self.months[-1]

    @property
    def span(self) -> int:
        """Months after the first event's up to the last event's: one turn."""
        return self.last - self.first

    @property
    def unseen(self) -> NDArray[np.bool_]:
        """(T,), months from the first event to the last, neither before nor after."""
        at = np.arange(len(self.periods))
        unseen: NDArray[np.bool_] = (at >= self.first) & (at <= self.last)
        return unseen

    @property
    def title(self) -> str:
        """What the effect is on."""
        side = self.names.get(self.spec.dyad, self.spec.dyad)
        label = self.acts.measure.label
        return f"the balance of cooperative over conflictual acts, {side} ({label})"

    @cached_property
    def record(self) -> SideRecord:
        """The record of the side."""
        return self.record_of(self.spec.dyad)

    @cached_property
    def bare(self) -> SideRecord:
        """The record without the aftermath."""
        acts = self.acts.without([event.id for event in self.aftermath])
        side = self.acts.dyads.index(self.spec.dyad)
        return self.record.counting(acts.cooperative[:, side], acts.total[:, side])

    def record_of(self, dyad: str) -> SideRecord:
        """Return the record of any side."""
        acts = self.acts
        side = acts.dyads.index(dyad)
        return side_record(acts.cooperative, acts.total, side, also=self.turning)

    def counted_around(self, dyad: str) -> tuple[int, int]:
        """Return how many acts of a side there are before the events, and after them."""
        before, after = self.periods[: self.first], self.periods[self.last + 1 :]
        return sum(self.acts.of(dyad, before)), sum(self.acts.of(dyad, after))

    def course(self, shape: str) -> Floats:
        """Return the course of an effect, (T,), from the last event on, with mean 1."""
        spec = self.spec
        return shape_column(
            shape,
            Onset(self.last, 0.0),
            len(self.periods),
            spec.horizon_months,
            spec.half_life_months,
        )

    def turning(self, record: SideRecord) -> SideRecord:
        """Return a record with a step at the events in its model, its size summed out."""
        return self._blind(record).turning(self.first, FINE, PRIOR)

    def holding(self, record: SideRecord, size: float) -> SideRecord:
        """Return a record with the effect in its model, in the shape that is asked.

        Exact for a step. A ramp or decay is taken at one size, since every other one would be a
        pass over the record of its own.
        """
        if self.spec.shape == STEP:
            return self.turning(record)
        course = self.course(self.spec.shape)
        return self._blind(record).shifted(record.offset + size * course)

    def _blind(self, record: SideRecord) -> SideRecord:
        seen = ~self.unseen
        return record.counting(record.cooperative * seen, record.acts * seen)

    def asked(self, record: SideRecord, asks: Sequence[Ask]) -> list[Floats]:
        """Return the log evidence of several changes by loading of the control: (loading, …).

        One loading after another, so that the passes over the record of only one are held.
        """
        if self.control is None:
            return [ask(record)[None] for ask in asks]
        found = []
        for loading in LOADINGS:
            shifted = record.shifted(loading * self.control)
            found.append([ask(shifted) for ask in asks])
        return [np.stack(part) for part in zip(*found, strict=True)]


def with_controls(logs: Floats) -> Floats:
    """Sum the loadings of the controls out of (loading, …)."""
    if len(logs) == 1:
        return logs[0]
    shape = (-1, *[1] * (logs.ndim - 1))
    result: Floats = np.logaddexp.reduce(logs + LOG_LOADINGS.reshape(shape), axis=0)
    return result


def without_controls(logs: Floats) -> Floats:
    """Return what is so if the controls explain nothing."""
    result: Floats = logs[len(logs) // 2]
    return result


def index_question(spec: EffectSpec, evidence: EffectEvidence) -> IndexQuestion:
    """Prepare the question of an effect on the index.

    Raises:
        NotAssessableError: an event was not known, or too few months are on record around it.
    """
    terms = terms_of(spec, evidence)
    indices = evidence.indices
    if indices is None:
        raise NotAssessableError("No cooperation index can be estimated from what was known.")
    if spec.measure not in indices.measures:
        raise NotAssessableError(f"The case has no measure {spec.measure}.")
    shown = _within(indices.acts(spec.measure), spec)
    own = evidence.rows_of(sorted(evidence.left_out.union(spec.named_events)))
    acts = shown.without([row.id for row in own])
    months = _months(terms, shown.periods)
    title = f"The index of {evidence.names.get(spec.dyad, spec.dyad)}"
    check_months(months[0], len(shown.periods) - months[-1] - 1, title)
    counted = acts.ids(spec.dyad, acts.periods)
    return IndexQuestion(
        spec=spec,
        periods=shown.periods,
        terms=terms,
        months=months,
        shown=shown,
        acts=acts,
        aftermath=aftermath_of(spec, evidence, terms, counted),
        control=_control(spec, indices, shown.periods),
        index=_medians(indices, spec, spec.dyad, shown.periods),
        names=dict(evidence.names),
        warnings=(
            *_few_acts(spec, acts, months),
            *neighbours(spec, evidence, terms),
            *(f"The index: {w}" for w in indices.of(spec.measure).warnings),
        ),
    )


def _within(acts: Acts, spec: EffectSpec) -> Acts:
    """Return the acts of the window."""
    kept = [n for n, period in enumerate(acts.periods) if spec.first <= period <= spec.last]
    periods = tuple(acts.periods[n] for n in kept)
    ids = {place: found for place, found in acts.event_ids.items() if place[1] in set(periods)}
    return replace(
        acts,
        periods=periods,
        cooperative=acts.cooperative[kept],
        total=acts.total[kept],
        event_ids=ids,
    )


def _months(terms: Iterable[tuple[Event, ...]], periods: tuple[str, ...]) -> tuple[int, ...]:
    months = tuple(term[0].month for term in terms)
    for month in months:
        if month not in periods:
            raise NotAssessableError(f"The index does not cover {month} in the window by then.")
    return tuple(month_number(month) - month_number(periods[0]) for month in months)


def _medians(indices: Indices, spec: EffectSpec, dyad: str, periods: tuple[str, ...]) -> Floats:
    rows = {r.period: r.balance.median for r in indices.of(spec.measure).rows if r.dyad == dyad}
    return np.array([rows[period] for period in periods])


def _control(spec: EffectSpec, indices: Indices, periods: tuple[str, ...]) -> Floats | None:
    """Return the mean path of the control sides, standardised."""
    if not spec.controls:
        return None
    paths = [_medians(indices, spec, dyad, periods) for dyad in spec.controls]
    path = np.mean(paths, axis=0)
    spread = float(path.std())
    result: Floats = (path - path.mean()) / (spread if spread > 0 else 1.0)
    return result


def _few_acts(spec: EffectSpec, acts: Acts, months: tuple[int, ...]) -> list[str]:
    before = acts.periods[max(months[0] - spec.horizon_months, 0) : months[0]]
    after = acts.periods[months[-1] + 1 : months[-1] + 1 + spec.horizon_months]
    counts = [sum(acts.of(spec.dyad, part)) for part in (before, after)]
    if min(counts) >= FEW_ACTS:
        return []
    return [
        f"Few acts tell of it: {counts[0]} in the {len(before)} months before and {counts[1]} in "
        f"the {len(after)} after, its own not counted."
    ]
