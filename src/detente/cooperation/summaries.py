"""From an index to the rows that are reported. Every number is a quantile, a share or a count."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from detente.cooperation.composition import Composition
from detente.cooperation.results import LEAST_BREAK, Break, SideNow, YearRow
from detente.terms.intervals import Interval

LEAST_MONTHS = 6
"""A year with fewer covered months is no candidate for a peak, nor is one without any act."""
BREAK_MONTHS = 6
"""Months on either side of a break that are compared: fewer hold too few acts."""

Draws = NDArray[np.float64]
K = TypeVar("K", int, str)


def summarise_years(index: Composition) -> tuple[YearRow, ...]:
    """Return a row a dyad and calendar year, with the probability that it is the peak."""
    acts = index.acts
    by_year: dict[int, list[str]] = {}
    for period in acts.periods:
        by_year.setdefault(int(period[:4]), []).append(period)
    rows = []
    for dyad in acts.dyads:
        draws = {year: index.mean(dyad, periods) for year, periods in by_year.items()}
        full = [
            year
            for year, periods in by_year.items()
            if len(periods) >= LEAST_MONTHS and acts.of(dyad, periods) != (0, 0)
        ]
        peak = share_highest({year: draws[year] for year in full})
        rows += [
            YearRow(
                acts.measure.name,
                dyad,
                year,
                len(periods),
                Interval.from_draws(draws[year]),
                *acts.of(dyad, periods),
                peak.get(year),
            )
            for year, periods in by_year.items()
        ]
    return tuple(rows)


def sides_now(index: Composition) -> tuple[SideNow, ...]:
    """Compare the last 12 months of each dyad with the 12 before.

    With fewer than 24 months, the first half of what there is stands in for the year before.
    """
    acts = index.acts
    year = min(12, max(len(acts.periods) // 2, 1))
    last = acts.periods[-year:]
    before = acts.periods[-2 * year : -year] or last
    means = {dyad: index.mean(dyad, last) for dyad in acts.dyads}
    lowest = share_highest({dyad: -mean for dyad, mean in means.items()})
    rows = []
    for dyad in acts.dyads:
        change = means[dyad] - index.mean(dyad, before)
        cooperative, conflictual = acts.of(dyad, last)
        then = acts.of(dyad, before)
        rows.append(
            SideNow(
                measure=acts.measure.name,
                dyad=dyad,
                first=last[0],
                last=last[-1],
                balance=Interval.from_draws(means[dyad]),
                change=Interval.from_draws(change),
                acts_cooperation=cooperative,
                acts_conflict=conflictual,
                before_cooperation=then[0],
                before_conflict=then[1],
                p_improved=float((change > 0).mean()),
                p_outnumber=p_outnumber(cooperative, conflictual),
                p_lowest=lowest[dyad],
            )
        )
    return tuple(rows)


def p_outnumber(cooperative: int, conflictual: int) -> float:
    """Return the probability that acts are more often cooperative than not, from their counts.

    Their share has Jeffreys' prior, beta(½, ½).
    """
    return 1 - float(betainc(cooperative + 0.5, conflictual + 0.5, 0.5))


def probable_breaks(index: Composition, size: float) -> tuple[Break, ...]:
    """Return the months about which the balance very likely changed by `size` or more.

    The six months from a month on are compared with the six before. Of neighbouring months that
    see one change, the most probable is returned.
    """
    found = []
    for dyad in index.acts.dyads:
        changes = _changes(index.paths(dyad))
        for direction, sign in (("up", 1), ("down", -1)):
            shares = (sign * changes >= size).mean(axis=0)
            for place in _peaks(shares, sign * np.median(changes, axis=0)):
                found.append(_break(index, dyad, place, direction, size, changes[:, place]))
    order = {dyad: place for place, dyad in enumerate(index.acts.dyads)}
    return tuple(sorted(found, key=lambda one: (order[one.dyad], one.period)))


def _changes(paths: Draws) -> Draws:
    """Return, for each month with six on either side, the change of the mean: (draw, month)."""
    sums = np.cumsum(np.pad(paths, ((0, 0), (1, 0))), axis=1)
    means = (sums[:, BREAK_MONTHS:] - sums[:, :-BREAK_MONTHS]) / BREAK_MONTHS
    result: Draws = means[:, BREAK_MONTHS:] - means[:, :-BREAK_MONTHS]
    return result


def _peaks(shares: Draws, sizes: Draws) -> Sequence[int]:
    """Return the most probable month of each run of probable ones, as places in `shares`.

    Of months that are equally probable, the one with the largest change is taken.
    """
    places: list[int] = []
    for place in np.flatnonzero(shares >= LEAST_BREAK).tolist():
        if places and place - places[-1] <= BREAK_MONTHS:
            last = places[-1]
            if (shares[place], sizes[place]) > (shares[last], sizes[last]):
                places[-1] = place
        else:
            places.append(place)
    return places


def _break(
    index: Composition, dyad: str, place: int, direction: str, size: float, change: Draws
) -> Break:
    acts, at = index.acts, place + BREAK_MONTHS
    before, after = acts.periods[place:at], acts.periods[at : at + BREAK_MONTHS]
    held = change >= size if direction == "up" else change <= -size
    return Break(
        measure=acts.measure.name,
        dyad=dyad,
        period=after[0],
        before=f"{before[0]}/{before[-1]}",
        after=f"{after[0]}/{after[-1]}",
        direction=direction,
        size=size,
        probability=float(held.mean()),
        change=Interval.from_draws(change),
        acts_before=acts.of(dyad, before),
        acts_after=acts.of(dyad, after),
        events=acts.ids(dyad, after[:1]),
    )


def share_highest(draws: dict[K, Draws]) -> dict[K, float]:
    """Return how often each of some draws is the highest of all."""
    if not draws:
        return {}
    winners = np.argmax(np.stack(list(draws.values())), axis=0)
    return {key: float((winners == place).mean()) for place, key in enumerate(draws)}
