"""From posterior draws to the rows that are reported. Every number is a quantile or a share."""

from dataclasses import replace
from typing import TypeVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from detente.cooperation.index import CooperationIndex
from detente.cooperation.results import LEAST_BREAK, Break, IndexRow, SideNow, YearRow
from detente.terms.intervals import QUANTILES, Interval

MEASURES = ("cooperation", "conflict", "balance")
LEAST_MONTHS = 6
"""A year with fewer covered months is no candidate for a peak."""

Draws = NDArray[np.float64]
K = TypeVar("K", int, str)


def window_mean(index: CooperationIndex, dyad: str, measure: str, periods: list[str]) -> Draws:
    """Return the draws (chains pooled) of a measure's mean over some months of one dyad."""
    chosen = index.posterior[measure].sel(dyad=dyad, period=periods)
    return np.asarray(chosen.mean("period")).ravel()


def summarise_months(index: CooperationIndex) -> tuple[IndexRow, ...]:
    """Return a row a dyad and month, in the panel's order."""
    panel = index.panel
    quantiles = {
        measure: np.quantile(np.asarray(index.posterior[measure]), QUANTILES, axis=(0, 1))
        for measure in MEASURES
    }

    def interval(measure: str, column: int, row: int) -> Interval:
        return Interval.from_quantiles(quantiles[measure][:, column, row])

    return tuple(
        IndexRow(
            dyad=dyad,
            period=period,
            cooperation=interval("cooperation", column, row),
            conflict=interval("conflict", column, row),
            balance=interval("balance", column, row),
            events_cooperation=int(panel.cooperation[row, column]),
            events_conflict=int(panel.conflict[row, column]),
            score=float(score) if np.isfinite(score := panel.score[row, column]) else None,
        )
        for column, dyad in enumerate(panel.dyads)
        for row, period in enumerate(panel.periods)
    )


def summarise_years(index: CooperationIndex) -> tuple[YearRow, ...]:
    """Return a row a dyad and calendar year, with the probability that it is the peak."""
    by_year: dict[int, list[str]] = {}
    for period in index.panel.periods:
        by_year.setdefault(int(period[:4]), []).append(period)
    rows = []
    for dyad in index.panel.dyads:
        draws = {
            (year, measure): window_mean(index, dyad, measure, periods)
            for year, periods in by_year.items()
            for measure in MEASURES
        }
        full = [year for year, periods in by_year.items() if len(periods) >= LEAST_MONTHS]
        peak = {
            measure: _share_highest({year: draws[year, measure] for year in full})
            for measure in ("cooperation", "balance")
        }
        rows += [
            YearRow(
                dyad=dyad,
                year=year,
                months=len(periods),
                cooperation=Interval.from_draws(draws[year, "cooperation"]),
                conflict=Interval.from_draws(draws[year, "conflict"]),
                balance=Interval.from_draws(draws[year, "balance"]),
                p_peak_cooperation=peak["cooperation"].get(year),
                p_peak_balance=peak["balance"].get(year),
            )
            for year, periods in by_year.items()
        ]
    return tuple(rows)


def sides_now(index: CooperationIndex) -> tuple[SideNow, ...]:
    """Compare the last 12 months of each dyad with the 12 before.

    With fewer than 24 months, the first half of what there is stands in for the year before.
    """
    periods = list(index.panel.periods)
    year = min(12, max(len(periods) // 2, 1))
    last, before = periods[-year:], periods[-2 * year : -year] or periods[-year:]
    rows = []
    for dyad in index.panel.dyads:
        now = window_mean(index, dyad, "balance", last)
        change = now - window_mean(index, dyad, "balance", before)
        rows.append(
            SideNow(
                dyad=dyad,
                first=last[0],
                last=last[-1],
                balance=Interval.from_draws(now),
                change=Interval.from_draws(change),
                cooperation=Interval.from_draws(window_mean(index, dyad, "cooperation", last)),
                conflict=Interval.from_draws(window_mean(index, dyad, "conflict", last)),
                p_improved=float((change > 0).mean()),
                p_more_cooperation=float((now > 0).mean()),
            )
        )
    return tuple(rows)


def lowest_probability(index: CooperationIndex) -> dict[str, float]:
    """Return dyad → probability that its mean balance of the last 12 months is the lowest."""
    last = list(index.panel.periods[-12:])
    draws = {dyad: -window_mean(index, dyad, "balance", last) for dyad in index.panel.dyads}
    return _share_highest(draws)


def break_probabilities(index: CooperationIndex, size: float) -> xr.Dataset:
    """Return how likely the balance stepped by `size` or more at each month, `up` and `down`.

    A step is the difference of the balance from the month before, so the first month has none.
    """
    steps = index.posterior["balance"].diff("period")
    draws = ("chain", "draw")
    return xr.Dataset({"up": (steps >= size).mean(draws), "down": (steps <= -size).mean(draws)})


def probable_breaks(index: CooperationIndex, size: float) -> tuple[Break, ...]:
    """Return the months in which the balance more probably than not stepped by `size` or more.

    A rupture that the data date only to within a few months splits its probability among them,
    and none of them may then pass `LEAST_BREAK`.
    """
    shares = break_probabilities(index, size)
    steps = index.posterior["balance"].diff("period")
    return tuple(
        Break(
            dyad=dyad,
            period=period,
            direction=direction,
            size=size,
            probability=probability,
            step=Interval.from_draws(steps.sel(dyad=dyad, period=period)),
            events=index.panel.event_ids.get((dyad, period), ()),
        )
        for dyad in index.panel.dyads
        for period in index.panel.periods[1:]
        for direction in ("up", "down")
        if (probability := float(shares[direction].sel(dyad=dyad, period=period))) >= LEAST_BREAK
    )


def breaks_without_scores(
    breaks: tuple[Break, ...], without: CooperationIndex
) -> tuple[Break, ...]:
    """Say of each break how probable it is in an index that uses no machine-coded scores.

    Args:
        without: estimated from the counts alone, over the same months and dyads.
    """
    return tuple(
        replace(
            one,
            without_scores=float(
                break_probabilities(without, one.size)[one.direction].sel(
                    dyad=one.dyad, period=one.period
                )
            ),
        )
        for one in breaks
    )


def _share_highest(draws: dict[K, Draws]) -> dict[K, float]:
    if not draws:
        return {}
    winners = np.argmax(np.stack(list(draws.values())), axis=0)
    return {key: float((winners == place).mean()) for place, key in enumerate(draws)}
