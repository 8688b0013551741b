"""Which value of a column is the sum of others: a total that no word tells of.

Any figure is the sum of some others now and then. How seldom that comes about by chance is counted
in bits, from how far the figures go from period to period against the unit in which they are
given; what chance would have to do is set against how many sums were tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from detente.terms.tables import KEY_COLUMNS, Observation
from detente.terms.units import UNITS

_NEARLY_EVERY = 0.9
"""Share of a value's cells in which it has to be the sum."""
_ADDING = 1e-6
"""How far a sum may miss for the digits of a computer alone."""
_LOOSELY, _OFTEN = 0.01, 3
"""How far a total may miss the sum of all others where parts are suppressed, if so that often."""
_SURE, _LIKELY = 8.0, 3.0
"""Bits that an equality has beyond those that trying so many sums has to give: of 256 by chance
about one is taken for sure."""
_MOST_TRIED, _MOST_ROUNDED = 24, 16
"""Values of which all sums are tried; fewer where rounding lets many of them fit."""
_BLOCKS = 3
_LEAST_A_BLOCK = 3
_MOST_LOOKED_AT = 32
_MOST_VALUES = 300
Floats = NDArray[np.float64]
_MOST_KEPT = 512


@dataclass(frozen=True, slots=True)
class Sum:
    """A value of a column whose figures are the sum of those of others.

    Attributes:
        whole: the value.
        parts: the others; one alone has the same figures.
        sure: whether chance is out of the question.
    """

    whole: str
    parts: tuple[str, ...]
    sure: bool


@dataclass(frozen=True)
class _Table:
    """Figures of one column of names: a row a file, period and other keys.

    Attributes:
        names: in the order in which the files list them.
        values: (cell, name), 0 where there is none.
        given: (cell, name), whether there is one.
        grain: of each name, the power of ten of its printing that divides all its figures.
        rounded: of each name, by how much a figure may have been rounded.
    """

    names: tuple[str, ...]
    values: Floats
    given: NDArray[np.bool_]
    grain: Floats
    rounded: Floats


_FOUND: dict[tuple[object, ...], Sum | None] = {}


def find_sum(column: str, rows: Sequence[Observation]) -> Sum | None:
    """Return a value of a column that is the sum of others in nearly every cell; a sure one first.

    Tried are the sum of all others, of those listed next to it, of those that begin with its name
    and, of up to 24 values or where there are more cells than values, any others.
    """
    likely: Sum | None = None
    others = [other for other in KEY_COLUMNS if other != column]
    keys = attrgetter(*others)
    # Apart by other keys, two names with the same figures are met with by chance.
    varies = len({*map(attrgetter(column), rows)}) > 2 and len({*map(keys, rows)}) > 1
    for apart in ((), tuple(others)) if varies else ((),):
        table = _table(column, rows, apart)
        found = _best(table) if 1 < len(table.names) <= _MOST_VALUES else None
        if found and found.sure:
            return found
        likely = likely or found
    return likely


def _table(column: str, rows: Sequence[Observation], apart: Sequence[str]) -> _Table:
    named = [getattr(row, column) for row in rows]
    names = {name: at for at, name in enumerate(dict.fromkeys(named))}
    # Cells of one combination of other keys follow each other in time.
    of_row = list(map(attrgetter(*apart, "resource", "start", "end"), rows))
    cells = {cell: at for at, cell in enumerate(sorted({*of_row}))}
    name = np.array([names[of] for of in named])
    place = np.array([cells[of] for of in of_row]) * len(names) + name
    shape, size = (len(cells), len(names)), len(cells) * len(names)
    figures = np.array([row.value for row in rows], np.float64)
    values = np.bincount(place, figures, size).astype(np.float64).reshape(shape)
    given = np.bincount(place, minlength=size).reshape(shape) > 0
    steps = np.full(len(names), np.inf)
    np.minimum.at(steps, name, np.array([row.step or 1.0 for row in rows]))
    grain = np.array([_grain(values[:, n], steps[n]) for n in range(len(names))])
    unit = UNITS.get(rows[0].unit)
    exact = (grain <= steps * 1.5) & (steps >= 1.0) & (unit is not None and unit.whole)
    return _Table(tuple(names), values, given, grain, np.where(exact, 0.0, grain / 2))


def _grain(values: Floats, step: float) -> float:
    """Return the largest power of ten, times a step, of which all figures are multiples."""
    units = np.abs(np.rint(values[values != 0] / step))
    grain = step
    while units.size and units.max() < 1e15 and not np.any(units % 10):
        units, grain = units / 10, grain * 10
    return grain


def _best(table: _Table) -> Sum | None:
    """Return what is found in a table, once for all series that add the same figures."""
    arrays = (table.values, table.given, table.grain, table.rounded)
    key = (table.names, *(array.tobytes() for array in arrays))
    if key not in _FOUND:
        if len(_FOUND) >= _MOST_KEPT:
            _FOUND.clear()
        _FOUND[key] = _look(table)
    return _FOUND[key]


def _look(table: _Table) -> Sum | None:
    likely: Sum | None = None
    # A part of two wholes stays with the smaller one: regions come before the nation.
    for target in np.argsort(table.values.sum(axis=0), kind="stable"):
        found = _sum_of(table, int(target))
        if found and found.sure:
            return found
        likely = likely or found
    return likely


def _sum_of(table: _Table, target: int) -> Sum | None:
    held = table.given[:, target] & (table.values[:, target] > 0)
    values, whole = table.values[held], table.values[held, target]
    if not whole.size or (values < 0).any():
        return None
    often = np.ceil(_NEARLY_EVERY * whole.size)
    slack = _ADDING * whole[:, None] + table.rounded[target] + table.rounded
    fits = (values <= whole[:, None] + slack).sum(axis=0) >= often
    fits &= values.any(axis=0)
    fits[target] = False
    tried = np.flatnonzero(fits)
    reach = values[:, tried].sum(axis=1) + _LOOSELY * whole + slack[:, tried].sum(axis=1)
    if not tried.size or (reach >= whole).sum() < often:
        return None
    likely: Sum | None = None
    for parts, choices in _candidates(table, target, tried, values, whole):
        bits = _bits(table, target, parts, values, whole)
        if bits <= 0 or not parts:
            continue
        beyond = bits - choices
        # Two names may have the same figures for a reason; whether they are one is asked.
        sure = beyond >= _SURE and whole.size > 1 and len(parts) > 1
        is_all = len(parts) == len(table.names) - 1
        if sure or beyond >= _LIKELY or (is_all and whole.size >= _OFTEN and len(parts) > 1):
            found = Sum(table.names[target], tuple(table.names[n] for n in parts), sure)
            if sure:
                return found
            likely = likely or found
    return likely


def _candidates(
    table: _Table, target: int, tried: NDArray[np.intp], values: Floats, whole: Floats
) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield values that may add up to one, with the bits that so many choices give."""
    count = len(table.names)
    others = [n for n in range(count) if n != target]
    listed = [n for n in others if values[:, n].any()]
    yield tuple(listed), log2(count)
    name = table.names[target]
    beginning = [
        n
        for n in others
        if name
        and table.names[n].startswith(name)
        and not table.names[n][len(name) :][:1].isalnum()
    ]
    if len(beginning) > 1:
        yield tuple(beginning), log2(count)
    for beside in (others[target:], others[:target][::-1]):
        sums = values[:, beside].cumsum(axis=1)
        miss = np.abs(sums - whole[:, None]) / whole[:, None]
        for length in np.flatnonzero(np.median(miss, axis=0) <= _LOOSELY) + 1 if beside else ():
            yield tuple(n for n in beside[:length] if values[:, n].any()), 2 * log2(count) + 1
    choices = log2(count) + tried.size
    if tried.size <= _MOST_TRIED:
        for parts in _all_sums(table, target, tried, values, whole):
            # Few of many are fewer choices than any of them.
            yield parts, min(choices, log2(count) * (1 + len(parts)))
    elif whole.size >= tried.size + 2:
        weights = np.linalg.lstsq(values[:, tried], whole, rcond=None)[0]
        if np.abs(weights - np.rint(weights)).max() < 0.2:
            yield tuple(int(n) for n in tried[np.rint(weights) == 1]), choices


def _all_sums(
    table: _Table, target: int, tried: NDArray[np.intp], values: Floats, whole: Floats
) -> Iterator[tuple[int, ...]]:
    """Yield the sets of values whose sums fit, found from the sums of either half of them.

    All cells are put into one number by weights, so that one equality stands for all; where there
    are many cells, those of a third at a time, so that a misprint does not hide a total.
    """
    rng = np.random.default_rng(7)
    cells = np.arange(whole.size)
    parted = whole.size >= _BLOCKS * _LEAST_A_BLOCK
    blocks = [cells, *(cells[n::_BLOCKS] for n in range(_BLOCKS if parted else 0))]
    rounded = tried.size <= _MOST_ROUNDED
    half = tried.size // 2
    left, right = _subsets(half), _subsets(tried.size - half)
    told: set[tuple[int, ...]] = set()
    for block in blocks:
        weights = rng.uniform(1.0, 2.0, block.size)
        sizes, sought = weights @ values[np.ix_(block, tried)], float(weights @ whole[block])
        miss = _ADDING * sought
        if rounded:
            miss += float(weights.sum()) * float(table.rounded[target] + table.rounded[tried].sum())
        # Sums in the order of their size, for those of each other half to be looked up.
        one, two = left @ sizes[:half], right @ sizes[half:]
        order = np.argsort(two, kind="stable")
        first = np.searchsorted(two[order], sought - miss - one)
        last = np.searchsorted(two[order], sought + miss - one, side="right")
        looked = 0
        for at in np.flatnonzero(last > first):
            for other in order[first[at] : last[at]]:
                chosen = np.concatenate([left[at], right[other]]).astype(bool)
                parts = tuple(int(n) for n in tried[chosen])
                looked += 1
                if parts and parts not in told:
                    told.add(parts)
                    yield parts
                if looked >= _MOST_LOOKED_AT:
                    break
            if looked >= _MOST_LOOKED_AT:
                break


def _subsets(count: int) -> Floats:
    """Return all subsets of some things: (subset, thing), 1 where it is in."""
    return ((np.arange(2**count)[:, None] >> np.arange(count)) & 1).astype(np.float64)


def _bits(
    table: _Table, target: int, parts: tuple[int, ...], values: Floats, whole: Floats
) -> float:
    """Return how seldom chance makes these figures add up, in bits; 0 where they do not."""
    apart = np.abs(values[:, list(parts)].sum(axis=1) - whole)
    rounded = float(table.rounded[target] + table.rounded[list(parts)].sum())
    ways = [_ADDING * whole, _ADDING * whole + rounded]
    if len(parts) == len(table.names) - 1 and len(parts) > 1 and whole.size >= _OFTEN:
        ways.append(_LOOSELY * whole)
    best = 0.0
    for miss in ways:
        fits = apart <= miss
        if fits.sum() < np.ceil(_NEARLY_EVERY * whole.size):
            continue
        unit = (2 * miss + table.grain[target])[fits]
        level = whole[fits]
        moved = np.abs(np.diff(level))
        bits = log2(1 + level[0] / unit[0]) + float(np.log2(1 + 2 * moved / unit[1:]).sum())
        best = max(best, bits)
    return best
