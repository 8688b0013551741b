"""A named series as it stood on a day.

Every figure is taken whole from one file: the newest that had been published by then and that
speaks for it. Where no past state of a figure was kept, it is rebuilt from a later file with the
publisher's lag, and the series says so, because later corrections of old values are then in it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import sqrt
from typing import Any

from detente.evidence.gaps import lacking
from detente.evidence.listing import (
    Listing,
    group_key,
    said_of_period,
)
from detente.evidence.reach import Reach
from detente.evidence.relays import Span
from detente.evidence.speaking import speakers
from detente.evidence.store import Store, execute
from detente.evidence.unknown import SumCell, unknown_cells
from detente.terms.periods import is_period, month_of, period_label, shift_month
from detente.terms.tables import KEY_COLUMNS, Point, Resource, Series, SeriesSpec
from detente.terms.units import UNITS

UNKEPT_LAG_DAYS = 3 * 365
"""No publisher takes longer to release a figure: a longer lag stands for a day that was not kept,
as that of figures which later pages quote, so that what was out on a past day is not known."""
_LINES_KEPT = 50
_Row = dict[str, Any]
_Cells = dict[tuple[str, date, date], dict[str, list[_Row]]]
"""Group, start and end → file → its rows."""


def series_known(store: Store, spec: SeriesSpec, as_of: date) -> Series:
    """Cut one series out of the observations, as it stood on `as_of`.

    Returns:
        One point a period and group. With `missing = "zero"`, a period of which the chosen file
        lists anything, and has no row of the figure, is a point of value 0: the publisher lists
        only what happened. That holds from the first to the last period in which the file lists
        the figure's names; outside of them an older file may know, else there is no point. A sum
        of which a file leaves a part's cell empty is not known from that file: an older one that
        knows it is taken, else there is no point. A file that does not list the figure's names at
        all is never chosen.
    """
    files = _ranked(store, spec, as_of)
    rows = _selected(store, spec)
    cells = _cells(rows, spec, {file.name: file for file in files}, as_of)
    listing = store.listing(spec.measure)
    if spec.missing == "zero":
        _add_empty(cells, listing, spec, files, as_of)
    lost = _unknown(store, spec)
    spoken = {
        group: speakers(listing, spec, group, files, values)
        for group, values in _values(cells).items()
    }
    _drop_incomplete(cells, spec, {file.name: file for file in files})
    reach = Reach(spec, listing)
    points = {
        key: point
        for key, found in cells.items()
        for point in _points(
            key,
            found,
            spec,
            [file for file in spoken[key[0]] if file.name not in lost.get(key, ())],
            reach,
            as_of,
        )
    }
    used = {point.resource for point in points.values()}
    undated = _undated(rows, spec, files, as_of)
    undated = {span: day for span, day in undated.items() if span not in {k[1:] for k in points}}
    return Series(
        spec=spec,
        points=tuple(points[key] for key in sorted(points)),
        resources=tuple(r.name for r in store.resources if r.name in used),
        by_lag=any(store.resource(name).vintage > as_of for name in used),
        undated=tuple(sorted(undated)),
        undated_until=min(undated.values(), default=None),
    )


def _ranked(store: Store, spec: SeriesSpec, as_of: date) -> list[Resource]:
    """Return the files that a series may come from, the one to be believed first.

    Among files published by then the newest; among later ones the nearest to the day asked for.
    """
    preferred = {name: place for place, name in enumerate(spec.resources)}

    def rank(file: Resource) -> tuple[bool, int, int, str]:
        late = file.vintage > as_of
        age = file.vintage.toordinal() if late else -file.vintage.toordinal()
        return late, age, preferred.get(file.name, len(preferred)), file.name

    files = (file for file in store.resources if not preferred or file.name in preferred)
    return sorted(files, key=rank)


def _selected(store: Store, spec: SeriesSpec) -> list[_Row]:
    rows = store.observations
    wanted = rows.filter(rows.measure == spec.measure, rows.unit == spec.unit)
    for column, admitted in spec.where.items():
        wanted = wanted.filter(wanted[column].isin(admitted))
    columns = dict.fromkeys((*KEY_COLUMNS, *([spec.group] if spec.group != "place" else [])))
    shown = ("start", "end", "value", "step", "resource", "line")
    wanted = wanted.select(*shown, *filter(None, columns))
    return execute(wanted.order_by("start", "end", "resource", "line"))


def _cells(
    rows: list[_Row], spec: SeriesSpec, files: Mapping[str, Resource], as_of: date
) -> _Cells:
    cells: _Cells = {}
    column, named = group_key(spec)
    for row in rows:
        span = row["start"], row["end"]
        file = files.get(row["resource"])
        if file is None or not _is_known(file, row["end"], as_of):
            continue
        group = named(row.get(column, "")) if is_period(spec.period, *span) else None
        if group is not None:
            cells.setdefault((group, *span), {}).setdefault(file.name, []).append(row)
    return cells


def _undated(
    rows: list[_Row], spec: SeriesSpec, files: list[Resource], as_of: date
) -> dict[Span, date]:
    """Return each period that was over by a day and of whose figures no day was kept.

    Each with the day of the oldest file that holds it; see `UNKEPT_LAG_DAYS`.
    """
    late = {
        file.name: file.vintage
        for file in files
        if file.vintage > as_of and file.lag_days > UNKEPT_LAG_DAYS
    }
    found: dict[Span, date] = {}
    for row in rows:
        span, day = (row["start"], row["end"]), late.get(row["resource"])
        if day and span[1] <= as_of and is_period(spec.period, *span):
            found[span] = min(day, found.get(span, day))
    return found


def _add_empty(
    cells: _Cells, listing: Listing, spec: SeriesSpec, files: list[Resource], as_of: date
) -> None:
    groups = {group for group, _, _ in cells} or (set() if spec.group else {""})
    covered = {
        span
        for file in files
        for span in listing.periods.get(file.name, ())
        if is_period(spec.period, *span) and _is_known(file, span[1], as_of)
    }
    for group in groups:
        for span in covered:
            cells.setdefault((group, *span), {})


def _unknown(store: Store, spec: SeriesSpec) -> dict[SumCell, set[str]]:
    """Return the files that do not know a figure whole, by figure."""
    lost: dict[SumCell, set[str]] = {}
    # Where a part of a sum will do, a cell without a value is one that is left out of it.
    empty = () if spec.missing == "partial" else store.unknown(spec.measure)
    found = unknown_cells(spec, store.figures(spec.measure), empty)
    for cell, file, _ in found:
        lost.setdefault(cell, set()).add(file)
    return lost


def _drop_incomplete(cells: _Cells, spec: SeriesSpec, files: Mapping[str, Resource]) -> None:
    """Drop what a file says of a period in which it lacks a part of the sum.

    The sum of the others is no figure of the whole, since what is not listed is not known; but
    where the case says that there was none, it is.
    """
    listed: dict[tuple[str, str], dict[Span, set[tuple[str, ...]]]] = {}
    for (group, start, end), found in cells.items():
        for file, rows in found.items():
            keys = {tuple(row[column] for column in KEY_COLUMNS) for row in rows}
            listed.setdefault((group, file), {})[start, end] = keys
    for (group, file), of_span in listed.items():
        for start, end in lacking(spec, of_span):
            if said_of_period(files[file], spec.period, (start, end)) == "none":
                continue
            del cells[group, start, end][file]


def _values(cells: _Cells) -> dict[str, dict[str, set[str]]]:
    """Return what each key column holds in the rows of a group: group → column → values."""
    found: dict[str, dict[str, set[str]]] = {}
    for (group, _, _), of_file in cells.items():
        columns = found.setdefault(group, {column: set() for column in KEY_COLUMNS})
        for row in (row for rows in of_file.values() for row in rows):
            for column, values in columns.items():
                values.add(row[column])
    return found


def _points(
    key: tuple[str, date, date],
    found: dict[str, list[_Row]],
    spec: SeriesSpec,
    files: list[Resource],
    reach: Reach,
    as_of: date,
) -> Iterator[Point]:
    group, start, end = key
    for file in files:
        rows = found.get(file.name, [])
        if _is_known(file, end, as_of) and reach.knows(file, group, (start, end), bool(rows)):
            yield Point(
                period=period_label(spec.period, start, end),
                start=start,
                end=end,
                value=float(sum(row["value"] for row in rows)),
                group=group,
                known_date=_known(file, end, as_of),
                resource=file.name,
                lines=tuple(row["line"] for row in rows[:_LINES_KEPT]),
                rounding=_rounding(spec, rows),
                restated_percent=_restated(spec, file, end),
            )
            return


def _rounding(spec: SeriesSpec, rows: list[_Row]) -> float:
    """Return the standard deviation of what the printing of a sum's figures rounded off.

    It is even over one step of the last digit, so its variance is step² / 12. Counts are whole.
    """
    if spec.unit in UNITS and UNITS[spec.unit].whole:
        return 0.0
    return sqrt(sum(row["step"] ** 2 for row in rows) / 12)


def _restated(spec: SeriesSpec, file: Resource, end: date) -> float:
    """Return by how much a figure may still be restated, in per cent."""
    if spec.restated is None:
        return 0.0
    settled = shift_month(month_of(end), spec.restated.months)
    return spec.restated.percent if month_of(file.vintage) < settled else 0.0


def _is_known(file: Resource, period_end: date, as_of: date) -> bool:
    return file.vintage <= as_of or _lagged(file, period_end) <= as_of


def _known(file: Resource, period_end: date, as_of: date) -> date:
    lagged = _lagged(file, period_end)
    return min(lagged, file.vintage) if file.vintage <= as_of else lagged


def _lagged(file: Resource, period_end: date) -> date:
    return period_end + timedelta(days=file.lag_days)
