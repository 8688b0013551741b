"""Simulated worlds with known effects, and interval bounds worked out apart from the sampler."""

import sys

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from detente.case.load import load_case, read_resource
from detente.effects.mixture import Mixture
from detente.effects.model import fit
from detente.effects.shapes import Onset, season_columns, shape_column
from detente.effects.spec import AFTER_LEAST, BEFORE_LEAST
from detente.evidence.measures import Acts, acts_of
from detente.terms.happenings import happenings_of
from detente.terms.periods import months_between

Floats = NDArray[np.float64]

MONTHS = 96
ONSET = Onset(60, 1.0)
HORIZON, HALF_LIFE = 12, 6


def show(line: str) -> None:
    """Show a result of a study for docs/methods/effects.md; seen with `pytest -s`."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def shipped_acts(measure: str) -> Acts:
    """Return the acts of a measure of the shipped case, those of its effects left out."""
    case = load_case("fentanyl")
    events = [
        event
        for name in case.index.events
        for event in read_resource(case, case.resource(name)).events
    ]
    named = {name for spec in case.effects if spec.on_index for name in spec.named_events}
    firsts = [told.first for told in happenings_of(events)]
    periods = months_between(case.index.start, case.index.end)
    return acts_of(firsts, case.measures[measure], tuple(case.dyads), periods).without(named)


def bounds(mixture: Mixture, levels: tuple[float, ...] = (0.025, 0.5, 0.975)) -> Floats:
    """Quantiles of the first term by path and design, (level, path, design), by bisection."""
    weight = np.exp(mixture.log_weight - mixture.log_weight.max(axis=2, keepdims=True))
    weight /= weight.sum(axis=2, keepdims=True)
    mean, scale = mixture.mean[..., 0], mixture.scale[..., 0, 0]
    found = []
    for level in levels:
        low = (mean - 60 * scale).min(axis=2)
        high = (mean + 60 * scale).max(axis=2)
        for _ in range(45):
            middle = (low + high) / 2
            z = (middle[..., None] - mean) / scale
            below = (weight * stats.t.cdf(z, mixture.freedom)).sum(axis=2) < level
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        found.append((low + high) / 2)
    return np.stack(found)


def walks(
    rng: np.random.Generator, paths: int, drift: float, noise: float, df: float = 0.0
) -> Floats:
    """Local levels with noise, (path, month); heavy-tailed steps of the level where df is given."""
    steps = rng.standard_normal((paths, MONTHS)) if not df else rng.standard_t(df, (paths, MONTHS))
    if df:
        steps /= np.sqrt(df / (df - 2))
    return np.cumsum(drift * steps, axis=1) + noise * rng.standard_normal((paths, MONTHS))


def course(shape: str) -> Floats:
    """The course of an effect of size 1 at `ONSET`, (month,)."""
    return shape_column(shape, ONSET, MONTHS, HORIZON, HALF_LIFE)


def effect_bounds(y: Floats, columns: Floats, seasonal: bool = False) -> Floats:
    """Bounds of the effect of one column in each path by itself, (level, path)."""
    z = season_columns(1, MONTHS) if seasonal else np.zeros((MONTHS, 0))
    shared = np.broadcast_to(z, (len(y), *z.shape))
    return bounds(fit(y, shared, columns[None, :, None]))[:, :, 0]


def placebo_bounds(y: Floats, z: Floats, share: float = 0.5) -> Floats:
    """Bounds of a step at each month with months enough around it, (level, month)."""
    seen = np.isfinite(y) & np.isfinite(z).all(axis=1)
    months = [
        month
        for month in range(len(y))
        if seen[:month].sum() >= BEFORE_LEAST and seen[month + 1 :].sum() >= AFTER_LEAST
    ]
    steps = [
        shape_column("step", Onset(month, share), len(y), HORIZON, HALF_LIFE) for month in months
    ]
    return bounds(fit(y[None], z[None], np.stack(steps)[..., None]))[:, 0]
