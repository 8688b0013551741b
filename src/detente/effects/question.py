"""An effect on a series: what is fitted, the events' months, and the scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.effects.estimate import SeriesDesign
from detente.effects.evidence import EffectEvidence
from detente.effects.occasion import check_months, neighbours, terms_of
from detente.effects.results import NotAssessableError
from detente.effects.shapes import Onset, season_columns, shape_column
from detente.effects.spec import EffectSpec
from detente.terms.events import Event
from detente.terms.periods import month_end, months_between
from detente.terms.tables import Series
from detente.terms.units import UNITS

Floats = NDArray[np.float64]

SMALL_COUNT = 10.0


@dataclass(frozen=True)
class Measured:
    """One series on the scale on which its effects add.

    Attributes:
        values: (1, month); NaN in a hole.
        design: what effects on it are estimated from, without any regressor.
        unit: of the series itself.
        offset: x in log(x + value); None where values are as published.
        warnings: what the scale cannot do justice to.
    """

    name: str
    title: str
    values: Floats
    design: SeriesDesign
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
        placebos: series that should show no effect.
        warnings: in plain words.
    """

    spec: EffectSpec
    periods: tuple[str, ...]
    terms: tuple[tuple[Event, ...], ...]
    onsets: tuple[Onset, ...]
    measured: Measured
    seasons: Floats
    design: SeriesDesign
    plain: SeriesDesign
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
    seasonal = spec.seasonal is not False
    months = len(periods)
    seasons = season_columns(int(periods[0][5:]), months) if seasonal else np.zeros((months, 0))
    plain = measured.design.with_columns(*seasons.T)
    design = plain.with_columns(*(_standard(other.values) for other in controls))
    seen = design.seen
    before, after = int(seen[: onsets[0].month].sum()), int(seen[onsets[-1].month + 1 :].sum())
    check_months(before, after, measured.title)
    warnings = [*measured.warnings, *(w for other in controls for w in other.warnings)]
    if holes := int((~design.seen).sum()):
        warnings.append(f"{holes} of {months} months are holes; the level drifts across them.")
    warnings += neighbours(spec, evidence, terms)
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
