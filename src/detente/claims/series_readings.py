"""Published series over windows: means and shares, as the figures are or as the level behind them.

An official figure is not a sample: asked about the figures, they are taken as they are, and all
that is uncertain is what printing rounds off, what the publisher may still restate, and the error
that the claim states. Asked about the level of their time, they are resampled in blocks of periods
besides, since the mean of so few and so uneven figures may lie far from it. Neither says anything
about causes.
"""

from collections.abc import Sequence
from datetime import date
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from detente.claims import words
from detente.claims.bootstrap import (
    DRAWS,
    Floats,
    block_indices,
    error_draws,
    generator,
    mean_draws,
)
from detente.claims.check import LEVEL, CheckSpec, UncoveredError
from detente.claims.readings import MIN_RESAMPLED, WindowDraws, missing_months
from detente.claims.undated import undated_error
from detente.claims.verdict import RowRef
from detente.terms.periods import (
    covers_all,
    covers_half,
    first_overlap,
    month_end,
    month_of,
    month_start,
    months_between,
    period_bounds,
    period_label,
)
from detente.terms.tables import Point, Series

if TYPE_CHECKING:
    from detente.claims.record import Record

LEVEL_ERROR = 3.0
"""Error of a published figure as a measure of a level, in per cent (one standard deviation), where
the claim states none.

The revisions between vintages of the shipped files are of this order: 0–6% for seizures of the
current year, 2–5% for provisional deaths, up to 1.5% for trade.
"""


def series_windows(
    record: "Record", spec: CheckSpec, windows: Sequence[str], *, whole: bool = False
) -> WindowDraws:
    """Draw the mean of a published series over windows.

    About the figures, the mean is theirs. About their level, they are resampled in blocks, so that
    the spread says how far a mean of so few and so uneven figures may be from it, and one error
    common to all is added.

    Args:
        whole: whether every day of each window must be covered, as a sum needs; else half of them.
    """
    series = _published(record, spec.text("series"))
    columns: list[Floats] = []
    means: list[float] = []
    sizes: list[int] = []
    rows: list[RowRef] = []
    figures: list[tuple[int, float]] = []
    young: set[float] = set()
    for place, window in enumerate(windows):
        rng = generator(f"{spec.id}/{window}")
        points = _points_in(series, window, spec.texts("group"), record.as_of, whole=whole)
        values = _by_period(points)
        if _is_of_level(spec):
            mean = np.full(1, values.mean())
            if len(values) >= MIN_RESAMPLED:
                mean = mean_draws(values, rng)
        else:
            mean = _totals(series, points, spec, rng) / len(values)
        columns.append(mean * _error(spec, rng))
        means.append(float(values.mean()))
        sizes.append(len(values))
        rows.extend(point_row(series, point) for point in points)
        figures.extend((place, point.value) for point in points)
        young.update(point.restated_percent for point in points)
    # The figures of several groups have levels of their own, so that single ones tell nothing.
    grouped = len({point.group for point in series.points}) > 1
    return WindowDraws(
        np.column_stack(columns),
        tuple(sizes),
        tuple(rows),
        by_lag=series.by_lag,
        figures=() if grouped else tuple(figures),
        missing=missing_months(windows, sizes) if series.spec.period == "month" else 0,
        published=() if _is_of_level(spec) else tuple(means),
        restated=max(young, default=0.0),
    )


def share(record: "Record", spec: CheckSpec, *, whole_window: bool = False) -> WindowDraws:
    """Draw a series' share of another over a window, in per cent, as one column.

    The whole is the series named by `of`, summed over the span of each figure of the part; without
    `of`, all groups of the same series. What both say over the same time must cover half of the
    window.

    Args:
        whole_window: whether it must cover all of it, as a number that was stated of it needs.
    """
    window = spec.text("window")
    part = _published(record, spec.text("series"))
    whole = _published(record, spec.text("of")) if spec.text("of") else part
    parts = _points_in(part, window, spec.texts("group"), record.as_of)
    pairs = _paired(parts, whole, spec.texts("of_group"))
    if not pairs:
        raise UncoveredError(
            f"No figure of {whole.spec.title} covers the same time as one of {part.spec.title} "
            f"in {words.window(window)}, as of {record.as_of}."
        )
    spans = {(own[0].start, own[0].end) for own, _ in pairs}
    start, end = period_bounds(window)
    if not (covers_all if whole_window else covers_half)(spans, start, end):
        raise UncoveredError(
            f"As of {record.as_of}, figures of {part.spec.title} and of {whole.spec.title} over "
            f"the same time cover {'not all' if whole_window else 'less than half'} of "
            f"{words.window(window)}."
        )
    sums = np.array([[sum(p.value for p in points) for points in pair] for pair in pairs])
    rng = generator(spec.id)
    used = [point for own, _ in pairs for point in own]
    if _is_of_level(spec):
        totals = sums.sum(axis=0, keepdims=True)
        if len(sums) >= MIN_RESAMPLED:
            totals = sums[block_indices(len(sums), rng)].sum(axis=1)
        own, base = totals[:, 0], totals[:, 1]
    else:
        inside = [point for _, points in pairs for point in points]
        own, base = _totals(part, used, spec, rng), _totals(whole, inside, spec, rng)
    if not base.all():
        raise UncoveredError(f"{whole.spec.title} is zero in {words.window(window)}.")
    with_error = own * _error(spec, rng)
    # The error of a part of the same series is in the whole too, so no share passes 100%.
    ratio = 100 * with_error / (base if whole is not part else base - own + with_error)
    exact = 100 * sums[:, 0].sum() / sums[:, 1].sum()
    return WindowDraws(
        ratio[:, None],
        (len(sums),),
        tuple(point_row(part, point) for point in used),
        by_lag=part.by_lag or whole.by_lag,
        missing=len({point.period for point in parts} - {point.period for point in used}),
        published=() if _is_of_level(spec) else (float(exact),),
        restated=max(point.restated_percent for pair in pairs for own in pair for point in own),
    )


def _is_of_level(spec: CheckSpec) -> bool:
    return spec.text("about") == LEVEL


def _error(spec: CheckSpec, rng: np.random.Generator) -> Floats:
    return error_draws(spec.number("error", LEVEL_ERROR if _is_of_level(spec) else 0.0), rng)


def _totals(
    series: Series, points: Sequence[Point], spec: CheckSpec, rng: np.random.Generator
) -> Floats:
    """Draw the sum of figures: what printing rounded off, and what is yet to be restated."""
    rounding = sqrt(sum(point.rounding**2 for point in points))
    total = rng.normal(0.0, rounding, DRAWS) if rounding else np.zeros(DRAWS)
    if spec.type == "value":
        # A number that was stated is that of the figures as they are, however they are restated.
        return total + sum(point.value for point in points)
    for per_cent in sorted({point.restated_percent for point in points}):
        # Young figures of a series are restated together, whatever window they lie in.
        own = generator(f"{spec.id}/{series.spec.name}/restated")
        due = sum(point.value for point in points if point.restated_percent == per_cent)
        total = total + due * error_draws(per_cent, own)
    return total


def _published(record: "Record", name: str) -> Series:
    series = record.series(name)
    if not series.points:
        if series.undated:
            raise undated_error(series, record.as_of)
        raise UncoveredError(f"No figure of {series.spec.title} was published by {record.as_of}.")
    return series


def _points_in(
    series: Series, window: str, groups: tuple[str, ...], as_of: date, *, whole: bool = False
) -> tuple[Point, ...]:
    """Return the points wholly inside a window, if they cover at least half of it, or all.

    Half is counted as everywhere in claims: in months where the figures are of whole months, and in
    days where they are not. A figure over twelve months is named by the month that it ends in.
    """
    start, end = period_bounds(window)
    points = tuple(
        point
        for point in series.points
        if _is_named(series, point, window) or (point.start >= start and point.end <= end)
        if not groups or point.group in groups
    )
    spans = {(p.start, p.end) for p in points}
    if both := first_overlap(spans):
        one, other = (period_label("span", *span) for span in both)
        raise UncoveredError(
            f"As of {as_of}, the figures of {series.spec.title} over {words.window(one)} and over "
            f"{words.window(other)} are both inside {words.window(window)} and overlap: figures "
            "over the same time are never added."
        )
    is_enough = covers_all if whole else covers_half
    undated = {span for span in series.undated if start <= span[0] and span[1] <= end}
    if not is_enough(spans, start, end) and is_enough(spans | undated, start, end):
        raise undated_error(series, as_of)
    if not covers_half(spans, start, end):
        raise UncoveredError(
            f"As of {as_of}, the figures of {series.spec.title} cover less than half of "
            f"{words.window(window)}."
        )
    if whole and not covers_all(spans, start, end):
        raise UncoveredError(
            f"As of {as_of}, the figures of {series.spec.title} do not cover all of "
            f"{words.window(window)}, so that what they come to is not that of the whole."
        )
    return points


def _is_named(series: Series, point: Point, window: str) -> bool:
    return series.spec.period == "12m" and point.period == window


def _by_period(points: Sequence[Point]) -> Floats:
    sums: dict[tuple[date, date], float] = {}
    for point in points:
        key = point.start, point.end
        sums[key] = sums.get(key, 0.0) + point.value
    return np.array([sums[key] for key in sorted(sums)])


def _paired(
    parts: Sequence[Point], whole: Series, groups: tuple[str, ...]
) -> list[tuple[list[Point], list[Point]]]:
    """Pair each period's part with the whole over the same span; incomplete spans are left out."""
    pairs = []
    for start, end in sorted({(point.start, point.end) for point in parts}):
        inside = [
            p
            for p in whole.points
            if p.start >= start and p.end <= end and (not groups or p.group in groups)
        ]
        if _complete(inside, start, end):
            pairs.append(([p for p in parts if (p.start, p.end) == (start, end)], inside))
    return pairs


def _complete(points: Sequence[Point], start: date, end: date) -> bool:
    """Whether points cover a span exactly once: either as one figure or month by month."""
    spans = {(p.start, p.end) for p in points}
    if spans == {(start, end)}:
        return True
    months = months_between(month_of(start), month_of(end))
    return spans == {(month_start(month), month_end(month)) for month in months}


def point_row(series: Series, point: Point) -> RowRef:
    """Point at a figure of a series."""
    line = point.lines[0] if point.lines else 0
    group = f" {point.group}" if point.group else ""
    value = f"{words.number(point.value)} {series.spec.unit}"
    label = f"{series.spec.title}{group}, {point.period}: {value}"
    return RowRef(point.resource, line, f"{series.spec.name}:{point.period}{group}", label)
