"""A spec and the evidence → what is fitted: the design, the events' months, and the scale."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.effects.estimate import Design, SeriesDesign
from detente.effects.evidence import EffectEvidence
from detente.effects.results import NotAssessableError
from detente.effects.shapes import Onset, season_columns, shape_column
from detente.effects.spec import AFTER_LEAST, BEFORE_LEAST, EffectSpec
from detente.terms.events import Event
from detente.terms.periods import last_full_month, month_end, months_between
from detente.terms.tables import Series
from detente.terms.units import UNITS

if TYPE_CHECKING:
    from detente.effects.index_draws import IndexDraws

Floats = NDArray[np.float64]

SMALL_COUNT = 10.0


@dataclass(frozen=True)
class Measured:
    """One series (or side of the index) on the scale on which its effects add.

    Attributes:
        values: (path, month), one path of a series, draws of the index; NaN in a hole.
        design: what effects on it are estimated from, without any regressor.
        unit: of the series itself.
        offset: x in log(x + value); None where values are as published.
        warnings: what the scale cannot do justice to.
    """

    name: str
    title: str
    values: Floats
    design: Design
    unit: str
    offset: float | None
    warnings: tuple[str, ...] = ()

    @property
    def scale(self) -> str:
        """Scale of the effects, in words."""
        if self.offset is None:
            return self.unit
        return "log points" if not self.offset else "log points of one more"

    def in_unit(self, values: Floats) -> Floats:
        """Turn values of the scale back into the unit."""
        return values if self.offset is None else np.exp(values) - self.offset


@dataclass(frozen=True)
class Question:
    """Everything an estimate of one effect and its doubts need.

    Attributes:
        terms: the events of each term, in order of their dates.
        onsets: month of the window and share of it after the event, by term.
        measured: what the effect is on.
        seasons: (month, column), harmonics of the year where months differ.
        design: with seasons and controls; `plain` without the controls.
        placebos: series (or dyads) that should show no effect.
        warnings: in plain words.
    """

    spec: EffectSpec
    periods: tuple[str, ...]
    terms: tuple[tuple[Event, ...], ...]
    onsets: tuple[Onset, ...]
    measured: Measured
    seasons: Floats
    design: Design
    plain: Design
    controls: tuple[Measured, ...]
    placebos: tuple[Measured, ...]
    warnings: tuple[str, ...]

    def columns(self, shape: str = "", move: int = 0) -> Floats:
        """Return the terms' courses, (month, term), all moved by some months."""
        spec = self.spec
        return np.column_stack(
            [
                shape_column(
                    shape or spec.shape,
                    onset.moved(move),
                    len(self.periods),
                    spec.horizon_months,
                    spec.half_life_months,
                )
                for onset in self.onsets
            ]
        )


def terms_of(spec: EffectSpec, evidence: EffectEvidence) -> tuple[tuple[Event, ...], ...]:
    """Return the events of each term by date; NotAssessableError where one was not yet known."""
    for event_id in spec.named_events:
        if evidence.happening(event_id) is None:
            raise NotAssessableError(f"Event {event_id} was not known on {evidence.as_of}.")
    terms = [evidence.rows_of(term) for term in spec.events]
    return tuple(sorted(terms, key=lambda term: term[0].event_date))


def series_question(spec: EffectSpec, evidence: EffectEvidence) -> Question:
    """Prepare the question of an effect on a published series."""
    series = evidence.series(spec.series)
    values = _window_values(series, spec.group, spec)
    if not values:
        raise NotAssessableError(f"{series.spec.title} has no value in the window by then.")
    periods = months_between(spec.first, max(values))

    def measured(name: str, group: str = "") -> Measured:
        return measure_series(evidence.series(name), group, spec, periods)

    return _question(
        spec,
        evidence,
        periods,
        measured(spec.series, spec.group),
        [measured(name) for name in spec.controls],
        [measured(name) for name in spec.placebo_series],
    )


def index_question(spec: EffectSpec, evidence: EffectEvidence, draws: "IndexDraws") -> Question:
    """Prepare the question of an effect on the index, from draws that have not seen its events."""
    last = min(spec.last, last_full_month(evidence.as_of), draws.periods[-1])
    periods = months_between(max(spec.first, draws.periods[0]), last)
    kept = [draws.periods.index(period) for period in periods]
    unit = "log points" if spec.measure == "balance" else "acts a month"

    def measured(dyad: str) -> Measured:
        return Measured(
            name=f"{dyad}/{spec.measure}",
            title=f"{evidence.names.get(dyad, dyad)}, {spec.measure} of the index",
            values=draws.paths(dyad, spec.measure, kept),
            design=draws.design(dyad, spec.measure, kept),
            unit=unit,
            offset=None if spec.measure == "balance" else 0.0,
        )

    question = _question(
        spec,
        evidence,
        periods,
        measured(spec.dyad),
        [measured(dyad) for dyad in spec.controls],
        [measured(dyad) for dyad in spec.placebo_series],
    )
    more = (*question.warnings, *(f"Index without its events: {w}" for w in draws.warnings))
    return replace(question, warnings=more)


def measure_series(
    series: Series, group: str, spec: EffectSpec, periods: tuple[str, ...]
) -> Measured:
    """Put a series on the scale of its effects: logs, or as published where it is a share."""
    values = _window_values(series, group, spec)
    y = np.array([[values.get(period, np.nan) for period in periods]])
    title = f"{series.spec.title}{f', {group}' if group else ''}"
    name = f"{series.spec.name}{f'/{group}' if group else ''}"
    seen = y[np.isfinite(y)]
    if not len(seen):
        raise NotAssessableError(f"{title} has no value in the window by then.")
    unit = UNITS.get(series.spec.unit)
    if (unit is not None and unit.as_published) or (seen < 0).any():
        return Measured(name, title, y, SeriesDesign.of(y), series.spec.unit, None)
    warnings = []
    if zeros := int((seen == 0).sum()):
        warnings.append(
            f"{title} is zero in {zeros} of {len(seen)} months: log(1 + value) is used, which "
            "weighs small months less."
        )
    if np.median(seen) < SMALL_COUNT:
        warnings.append(f"{title} is small (median {np.median(seen):.3g}): logs describe it badly.")
    offset = 1.0 if zeros else 0.0
    y = np.log(y + offset)
    design = SeriesDesign.of(y)
    return Measured(name, title, y, design, series.spec.unit, offset, tuple(warnings))


def _window_values(series: Series, group: str, spec: EffectSpec) -> dict[str, float]:
    monthly = series.monthly(group)
    return {p: value for p, value in monthly.items() if spec.first <= p <= spec.last}


def _question(
    spec: EffectSpec,
    evidence: EffectEvidence,
    periods: tuple[str, ...],
    measured: Measured,
    controls: list[Measured],
    placebos: list[Measured],
) -> Question:
    terms = terms_of(spec, evidence)
    for term in terms:
        if term[0].month not in periods:
            raise NotAssessableError(f"{measured.title} ends before {term[0].month} by then.")
    onsets = tuple(_onset(term[0], periods) for term in terms)
    seasonal = not spec.on_index if spec.seasonal is None else spec.seasonal
    months = len(periods)
    seasons = season_columns(int(periods[0][5:]), months) if seasonal else np.zeros((months, 0))
    plain = measured.design.with_columns(*seasons.T)
    design = plain.with_columns(*(_standard(other.values) for other in controls))
    _check_months(design.seen, onsets, measured.title)
    warnings = [*measured.warnings, *(w for other in controls for w in other.warnings)]
    if holes := int((~design.seen).sum()):
        warnings.append(f"{holes} of {months} months are holes; the level drifts across them.")
    warnings += _neighbours(spec, evidence, terms)
    return Question(
        spec, periods, terms, onsets, measured, seasons, design, plain,
        tuple(controls), tuple(placebos), tuple(warnings),
    )  # fmt: skip


def _onset(event: Event, periods: tuple[str, ...]) -> Onset:
    days = month_end(event.month).day
    return Onset(periods.index(event.month), (days - event.event_date.day + 1) / days)


def _standard(values: Floats) -> Floats:
    centre = np.nanmean(values, axis=1, keepdims=True)
    spread = np.nanstd(values, axis=1, keepdims=True)
    return (values - centre) / np.where(spread > 0, spread, 1.0)


def _check_months(seen: NDArray[np.bool_], onsets: tuple[Onset, ...], title: str) -> None:
    before, after = int(seen[: onsets[0].month].sum()), int(seen[onsets[-1].month + 1 :].sum())
    if before < BEFORE_LEAST or after < AFTER_LEAST:
        raise NotAssessableError(
            f"{title} has {before} months before the event and {after} after it by then; "
            f"{BEFORE_LEAST} and {AFTER_LEAST} are needed."
        )


def _neighbours(
    spec: EffectSpec, evidence: EffectEvidence, terms: Iterable[tuple[Event, ...]]
) -> list[str]:
    """Name marked events near by: what they changed cannot be told from the effect."""
    named = {event.id for event in evidence.rows_of(spec.named_events)}
    days = [term[0].event_date for term in terms]
    near = [
        f"{evidence.labels[event.id]} ({event.event_date})"
        for event in evidence.events
        if event.id in evidence.labels
        and event.id not in named
        and (not spec.dyad or event.scope == spec.dyad)
        and any(abs((event.event_date - day).days) <= 92 for day in days)
    ]
    return [f"Within three months of it also: {'; '.join(near)}."] if near else []
