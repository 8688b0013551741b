"""How two monthly figures move together at lags, with the uncertainty of both.

Two figures that both trend, or both follow the seasons, correlate without having anything to do
with one another. Each is therefore reduced to its month-to-month changes, an official series less
the mean change of its calendar month, and both are filtered by the autoregression that whitens the
first. Reference: Box & Jenkins (1976), Time Series Analysis, section 11.2 (prewhitening).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.claims import words
from detente.claims.bootstrap import DRAWS, Floats, block_indices, generator
from detente.claims.check import CheckSpec, UncoveredError
from detente.claims.checks.dyad_options import acts_read
from detente.claims.readings import acts_of, index_of, scored, scores_of, window_months
from detente.terms.periods import month_number

if TYPE_CHECKING:
    from detente.claims.record import Record

MIN_MONTHS = 36
"""Fewer months in common than this and the check cannot tell."""
MIN_SIGNAL = 0.5
"""Share of the variance of an index's monthly changes that is not posterior noise, at the least:
below it, noise would pull any correlation to 0 and pass for its absence."""
AR_ORDER = 2


@dataclass(frozen=True, slots=True)
class Association:
    """A correlation at the lag at which it is strongest in the direction claimed.

    Attributes:
        first, second: what is compared, in prose.
        lag: months by which the second comes later.
        lags: how many lags were looked at.
        draws: (draw,), the correlation, less what the best of so many lags reaches by chance.
        p_chance: share of unrelated resamples whose best lag is as strong.
        by_chance: strength that one in 20 of these reach.
        months: months behind the correlation.
    """

    first: str
    second: str
    lag: int
    lags: int
    draws: Floats
    p_chance: float
    by_chance: float
    months: int
    by_lag: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Paths:
    """Draws of monthly values, (draw, month); a published series has one."""

    name: str
    months: tuple[str, ...]
    values: Floats
    seasonal: bool
    by_lag: bool = False
    warnings: tuple[str, ...] = ()


def association(record: "Record", spec: CheckSpec) -> Association:
    """Correlate two monthly figures at every lag asked for.

    Months are resampled in circular blocks, each time with another posterior draw of an index, so
    that the spread holds the uncertainty of both. Under no relation the two are resampled apart:
    what the best of all lags reaches then, on average, is taken off the estimate at the best lag.
    """
    first, second = _paths(record, spec, ""), _paths(record, spec, "with_")
    wanted = set(window_months(spec.text("window")))
    months = sorted(wanted & set(first.months) & set(second.months))
    gaps = np.diff([month_number(month) for month in months])
    last_lag = int(spec.number("to_lag", 6))
    if len(months) - last_lag < MIN_MONTHS or (gaps > 1).any():
        what = "there are gaps between them" if (gaps > 1).any() else f"{MIN_MONTHS} are needed"
        raise UncoveredError(
            f"As of {record.as_of}, {first.name} and {second.name} share "
            f"{words.counted(len(months), 'month')} of {words.window(spec.text('window'))}, less "
            f"{last_lag} for the longest lag; {what}."
        )
    x, y = (_changes(paths, months) for paths in (first, second))
    _require_signal(first, x)
    _require_signal(second, y)
    x, y = _prewhitened(x, y)
    lags = range(int(spec.number("from_lag")), last_lag + 1)
    sign = 1 if spec.text("direction") == "together" else -1
    n = x.shape[1] - last_lag
    rng = generator(spec.id)
    pick_x, pick_y = (rng.integers(len(paths), size=DRAWS) for paths in (x, y))
    lead = x[:, :n]
    observed = np.array([_correlation(lead.mean(0), y[:, g : g + n].mean(0)) for g in lags])
    best = int(np.argmax(sign * observed))
    at, other = block_indices(n, rng), block_indices(n, rng)
    xs = np.take_along_axis(lead[pick_x], at, axis=1)
    null = []
    for place, lag in enumerate(lags):
        followed = y[:, lag : lag + n][pick_y]
        null.append(_correlation(xs, np.take_along_axis(followed, other, axis=1)))
        if place == best:
            draws = _correlation(xs, np.take_along_axis(followed, at, axis=1))
    strongest = (sign * np.array(null)).max(axis=0)
    picked_by_chance = float(strongest.mean()) if len(lags) > 1 else 0.0
    return Association(
        first.name,
        second.name,
        lags[best],
        len(lags),
        draws - sign * picked_by_chance,
        float((strongest >= sign * observed[best]).mean()),
        float(np.quantile(strongest, 0.95)),
        n,
        first.by_lag or second.by_lag,
        tuple(dict.fromkeys((*first.warnings, *second.warnings))),
    )


def _paths(record: "Record", spec: CheckSpec, prefix: str) -> _Paths:
    if name := spec.text(f"{prefix}series"):
        series = record.series(name)
        groups = spec.texts(f"{prefix}group")
        values: dict[str, float] = {}
        for point in series.points:
            if not groups or point.group in groups:
                values[point.period] = values.get(point.period, 0.0) + point.value
        months = tuple(sorted(values))
        row = np.array([[values[month] for month in months]])
        # Changes of a positive figure are relative: a fall from 20 to 10 is one from 200 to 100.
        row = np.log(row) if row.size and (row > 0).all() else row
        return _Paths(series.spec.title, months, row, seasonal=True, by_lag=series.by_lag)
    return _side_paths(record, spec, prefix)


def _side_paths(record: "Record", spec: CheckSpec, prefix: str) -> _Paths:
    dyad, source, measure = spec.text(f"{prefix}dyad"), spec.text("source"), "measure"
    # Where the second measure is not named it is the first.
    if prefix and spec.text(f"{prefix}measure"):
        measure = f"{prefix}measure"
    if source == "scores":
        own, values = scored(scores_of(record, dyad), dyad)
        title = f"the machine-coded score of {record.name(dyad)}"
        return _Paths(title, own, values[None, :], seasonal=False)
    title = f"the balance of {record.name(dyad)} ({acts_read(spec, measure)})"
    acts = acts_of(record, spec, dyad, measure)
    if source == "index":
        index = index_of(record, spec, dyad, measure)
        return _Paths(
            title, acts.periods, index.paths(dyad), seasonal=False, warnings=index.warnings
        )
    column = acts.dyads.index(dyad)
    friendly, total = acts.cooperative[:, column], acts.total[:, column]
    balance = np.log((friendly + 0.5) / (total - friendly + 0.5))[None, :]
    return _Paths(f"{title} in raw counts", acts.periods, balance, seasonal=False)


def _changes(paths: _Paths, months: list[str]) -> Floats:
    at = [paths.months.index(month) for month in months]
    changes = np.diff(paths.values[:, at], axis=1)
    if paths.seasonal:
        calendar = np.array([month[5:] for month in months[1:]])
        for name in np.unique(calendar):
            own = calendar == name
            changes[:, own] -= changes[:, own].mean(axis=1, keepdims=True)
    return changes


def _require_signal(paths: _Paths, changes: Floats) -> None:
    if len(changes) == 1:
        return
    signal = float(changes.mean(axis=0).var() / changes.var(axis=1).mean())
    if signal < MIN_SIGNAL:
        raise UncoveredError(
            f"{signal:.0%} of the variance of the monthly changes of {paths.name} are known, and "
            "the rest is noise of the estimate: it cannot be seen month by month whether they go "
            'with anything. Raw counts (source = "chronology") or scores can be compared.'
        )


def _prewhitened(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    centre = x.mean(axis=0) - x.mean()
    past = np.column_stack([centre[AR_ORDER - k : len(centre) - k] for k in range(1, AR_ORDER + 1)])
    weights = np.linalg.lstsq(past, centre[AR_ORDER:], rcond=None)[0]

    def filtered(values: Floats) -> Floats:
        length = values.shape[1]
        out = values[:, AR_ORDER:].copy()
        for k, weight in enumerate(weights, start=1):
            out -= weight * values[:, AR_ORDER - k : length - k]
        return out

    return filtered(x), filtered(y)


def _correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> Floats:
    x = x - x.mean(axis=-1, keepdims=True)
    y = y - y.mean(axis=-1, keepdims=True)
    scale = np.sqrt((x**2).sum(axis=-1) * (y**2).sum(axis=-1))
    result: Floats = (x * y).sum(axis=-1) / np.where(scale > 0, scale, np.inf)
    return result
