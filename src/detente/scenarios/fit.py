"""Posterior predictive checks: what the fitted model would give in place of each number.

Reference: Gelman, Meng & Stern (1996), Statistica Sinica 6, on posterior predictive assessment.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.calibration.likelihoods import LIKELIHOODS
from detente.dynamics.calibration.links import Link
from detente.dynamics.calibration.results import Calibration
from detente.dynamics.calibration.sample import predictive
from detente.scenarios.calibrated_rows import Fit, FitPlace, FitPoint, FitSeries, PlacePoint
from detente.scenarios.columns import ColumnSpec, Observations
from detente.terms.intervals import QUANTILES
from detente.terms.periods import month_from_number, month_number, month_of
from detente.terms.tables import Series

Floats = NDArray[np.float64]
MOST_DRAWS = 2_000
_BEFORE = 12
"""Months over which a place's share is taken, all before the month that it is applied to."""
_FEWEST = 8
"""Neighbouring pairs of residuals without which no autocorrelation is told."""


def fit_of(
    found: Calibration, observations: Observations, series: Mapping[str, Series], seed: int
) -> Fit:
    """Lay each observed number among its replicates, in all and by place.

    Args:
        series: of the case, as on the day of the calibration; for the places.
    """
    pooled = {name: values[:MOST_DRAWS] for name, values in _mixed(found, seed).items()}
    drawn = predictive(found.problem, pooled, seed + 3)
    columns = {column.name: column for column in observations.columns}
    links = {link.spec.name: link for link in found.problem.links}
    rows: list[FitPoint] = []
    summaries: list[FitSeries] = []
    places = Fit()
    for name, link in links.items():
        bands = np.quantile(drawn[name], QUANTILES, axis=0).T
        months = months_of(link, observations.origin)
        column = columns[link.spec.column]
        rows += [
            FitPoint(name, month, float(seen), *(float(edge) for edge in band))
            for month, seen, band in zip(months, link.values, bands, strict=True)
        ]
        summaries.append(_summary(link, column, bands))
        if column.split in series:
            places = by_place(link, months, bands, series[column.split])
    return Fit(
        tuple(summaries), tuple(rows), places.split, places.split_of, places.places,
        places.place_points,
    )  # fmt: skip


def months_of(link: Link, origin: str) -> tuple[str, ...]:
    """Return the month of each number; that in which its window ends."""
    first = month_number(origin)
    return tuple(month_from_number(first + round(float(time))) for time in link.times)


def _mixed(found: Calibration, seed: int) -> dict[str, Floats]:
    """Return the draws of all chains in an order that mixes them, so that any cut is fair."""
    pooled = found.pooled()
    order = np.random.default_rng(seed).permutation(len(next(iter(pooled.values()))))
    return {name: values[order] for name, values in pooled.items()}


def _summary(link: Link, column: ColumnSpec, bands: Floats) -> FitSeries:
    residuals = _residuals(link.values, bands[:, 0], link.spec.likelihood)
    return FitSeries(
        link.spec.name, column.series, max(len(link.kernel), 1), len(link.values),
        *inside(link.values, bands), autocorrelation(link.times, residuals),
    )  # fmt: skip


def inside(values: Floats, bands: Floats) -> tuple[float, float]:
    """Return the share of numbers within the 50% and within the 90% band; bands as `QUANTILES`."""
    return (
        float(np.mean((bands[:, 1] <= values) & (values <= bands[:, 2]))),
        float(np.mean((bands[:, 3] <= values) & (values <= bands[:, 4]))),
    )


def _residuals(values: Floats, medians: Floats, likelihood: str) -> Floats:
    kind = LIKELIHOODS[likelihood]
    if not kind.positive:
        return np.asarray(values - medians)
    # Counts may be zero; half a count keeps their logarithm finite.
    extra = 0.5 if kind.counts else 0.0
    return np.asarray(np.log(values + extra) - np.log(np.maximum(medians, 1e-12) + extra))


def autocorrelation(times: Floats, residuals: Floats) -> float | None:
    """Correlate residuals that lie one usual step apart; None where such pairs are few."""
    if len(times) <= _FEWEST:
        return None
    step = float(np.min(np.diff(times)))
    pairs = [(a, b) for a, b in pairwise(range(len(times))) if times[b] - times[a] == step]
    if len(pairs) < _FEWEST:
        return None
    first = residuals[[a for a, _ in pairs]]
    second = residuals[[b for _, b in pairs]]
    if first.std() == 0 or second.std() == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def by_place(link: Link, months: Sequence[str], bands: Floats, split: Series) -> Fit:
    """Split the model's total as the twelve months before were split, and compare.

    The split is observed and never modelled: the model knows no place.
    """
    seen: dict[str, dict[str, float]] = {}
    for point in split.points:
        at = seen.setdefault(month_of(point.end), {})
        at[point.group] = at.get(point.group, 0.0) + point.value
    rows: list[PlacePoint] = []
    for month, band in zip(months, bands, strict=True):
        shares = shares_before(seen, month)
        rows += [
            PlacePoint(place, month, seen[month].get(place, 0.0), share,
                       *(float(share * edge) for edge in band))
            for place, share in shares.items() if month in seen
        ]  # fmt: skip
    # The order of the alphabet, so that nothing ranks the places.
    names = sorted({row.place for row in rows})
    return Fit(
        split=split.spec.name,
        split_of=link.spec.name,
        places=tuple(_place(name, [row for row in rows if row.place == name]) for name in names),
        place_points=tuple(row for name in names for row in rows if row.place == name),
    )


def shares_before(seen: Mapping[str, Mapping[str, float]], month: str) -> dict[str, float]:
    """Return each place's share of the sum of the twelve months before; empty if one is missing.

    Args:
        seen: month → place → number.
    """
    number = month_number(month)
    before = [month_from_number(number - back) for back in range(1, _BEFORE + 1)]
    if not all(one in seen for one in before):
        return {}
    sums: dict[str, float] = {}
    for one in before:
        for place, value in seen[one].items():
            sums[place] = sums.get(place, 0.0) + value
    whole = sum(sums.values())
    return {place: value / whole for place, value in sorted(sums.items())} if whole > 0 else {}


def _place(name: str, rows: Sequence[PlacePoint]) -> FitPlace:
    values = np.array([row.observed for row in rows])
    bands = np.array([(r.median, r.low50, r.high50, r.low90, r.high90) for r in rows])
    times = np.array([month_number(row.period) for row in rows], dtype=float)
    residuals = np.log(values + 0.5) - np.log(bands[:, 0] + 0.5)
    return FitPlace(name, len(rows), *inside(values, bands), autocorrelation(times, residuals))
