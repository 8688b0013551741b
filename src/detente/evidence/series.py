"""A named series as it stood on a day.

Every period is taken whole from one file: the newest that had been published by then. Where no
past state of a figure was kept, it is rebuilt from a later file with the publisher's lag, and the
series says so, because later corrections of old values are then in it.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from detente.evidence.store import Store, execute
from detente.terms.periods import PERIOD_DAYS, month_end, month_of, month_start, period_label
from detente.terms.tables import Point, Resource, Series, SeriesSpec

_LINES_KEPT = 50


def series_known(store: Store, spec: SeriesSpec, as_of: date) -> Series:
    """Cut one series out of the observations, as it stood on `as_of`.

    Returns:
        One point a period and group. With `missing = "zero"`, a month that the chosen file covers
        and that has no row is a point of value 0, because the publisher lists only what happened.
    """
    rows = execute(_chosen_rows(store, spec, as_of))
    group_of = _grouping(spec)
    sums: dict[tuple[str, date, date], list[dict[str, Any]]] = {}
    for row in rows:
        if (group := group_of(row)) is not None:
            sums.setdefault((group, row["start"], row["end"]), []).append(row)
    points = {
        key: Point(
            period=period_label(spec.period, key[1], key[2]),
            start=key[1],
            end=key[2],
            value=float(sum(row["value"] for row in members)),
            group=key[0],
            known_date=_known(store.resource(members[0]["resource"]), key[2], as_of),
            resource=members[0]["resource"],
            lines=tuple(row["line"] for row in members[:_LINES_KEPT]),
        )
        for key, members in sums.items()
    }
    if spec.missing == "zero":
        _fill_zeros(points, store, spec, as_of)
    used = {point.resource for point in points.values()}
    return Series(
        spec=spec,
        points=tuple(points[key] for key in sorted(points)),
        resources=tuple(r.name for r in store.resources if r.name in used),
        by_lag=any(store.resource(name).vintage > as_of for name in used),
    )


def known_observations(store: Store, as_of: date) -> ir.Table:
    """Return an expression of all observations that could be read on `as_of`.

    Column `dated` is True where the file itself had been published by then, False where the row
    is rebuilt from a later file by the publisher's lag.
    """
    files = store.files.rename(resource="name")
    joined = store.observations.join(files, "resource")
    lagged = joined.end + ibis.interval(days=1) * joined.lag_days
    dated = joined.vintage <= as_of
    return joined.mutate(dated=dated).filter(dated | (lagged <= as_of))


def _chosen_rows(store: Store, spec: SeriesSpec, as_of: date) -> ir.Table:
    known = known_observations(store, as_of)
    wanted = known.filter(known.measure == spec.measure, known.unit == spec.unit)
    if spec.resources:
        wanted = wanted.filter(wanted.resource.isin(spec.resources))
    if spec.period in PERIOD_DAYS:
        low, high = PERIOD_DAYS[spec.period]
        length = wanted.end.delta(wanted.start, unit="day") + 1
        wanted = wanted.filter(length.between(low, high))
    selected = wanted
    for column, admitted in spec.where.items():
        selected = selected.filter(selected[column].isin(admitted))
    # Where absence means none, a newer file that no longer lists a figure has withdrawn it, so the
    # file is chosen before the figures. Elsewhere a file that omits a figure is silent about it.
    best = _best_file(wanted if spec.missing == "zero" else selected, spec.resources)
    chosen = selected.semi_join(best, ["start", "end", "resource"])
    return chosen.order_by("start", "end", "resource", "line")


def _best_file(rows: ir.Table, preference: Sequence[str]) -> ir.Table:
    files = rows.select("start", "end", "resource", "dated", "vintage").distinct()
    rank = ibis.literal(len(preference))
    for place, name in reversed(list(enumerate(preference))):
        rank = ibis.ifelse(files.resource == name, place, rank)
    # Among files published by then the newest; among later ones the nearest to the day asked for.
    age = ibis.ifelse(files.dated, -files.vintage.epoch_seconds(), files.vintage.epoch_seconds())
    window = ibis.window(
        group_by=[files.start, files.end],
        order_by=[ibis.desc(files.dated), age, rank, files.resource],
    )
    return files.mutate(place=ibis.row_number().over(window)).filter(lambda t: t.place == 0)


def _grouping(spec: SeriesSpec) -> Callable[[dict[str, Any]], str | None]:
    if not spec.group:
        return lambda row: ""
    if spec.group == "place":
        place_of = {area: place for place, areas in spec.places.items() for area in areas}
        return lambda row: place_of.get(row["area"])
    return lambda row: row[spec.group]


def _known(resource: Resource, period_end: date, as_of: date) -> date:
    lagged = period_end + timedelta(days=resource.lag_days)
    return min(lagged, resource.vintage) if resource.vintage <= as_of else lagged


def _fill_zeros(
    points: dict[tuple[str, date, date], Point], store: Store, spec: SeriesSpec, as_of: date
) -> None:
    groups = sorted({group for group, _, _ in points}) or ([] if spec.group else [""])
    for month, resource in _covered_months(store, spec, as_of).items():
        start, end = month_start(month), month_end(month)
        for group in groups:
            if (group, start, end) not in points:
                points[group, start, end] = Point(
                    month, start, end, 0.0, group, _known(resource, end, as_of), resource.name
                )


def _covered_months(store: Store, spec: SeriesSpec, as_of: date) -> dict[str, Resource]:
    known = known_observations(store, as_of)
    rows = known.filter(known.measure == spec.measure).select(
        "start", "end", "resource", "dated", "vintage"
    )
    if spec.resources:
        rows = rows.filter(rows.resource.isin(spec.resources))
    best = execute(_best_file(rows, spec.resources))
    return {month_of(row["end"]): store.resource(row["resource"]) for row in best}
