"""What changed between two vintages of the same publisher's table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from detente.evidence.listing import Listing, key_of, listing_by, names_of, speaks
from detente.terms.errors import InputError
from detente.terms.left_out import LeftOut, left_out
from detente.terms.periods import period_label
from detente.terms.printed import same_figure
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, Rows

_Cell = tuple[date, date, tuple[str, ...]]
_Figures = dict[_Cell, dict[str, Observation]]
_WAS, _IS = "was", "is"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs between two vintages.

    Attributes:
        old, new: the two values; None where that vintage has no row for the figure.
        relative: (new − old) / old; None where either is missing or old is 0.
    """

    measure: str
    period: str
    key: str
    old: float | None
    new: float | None
    unit: str
    old_line: int
    new_line: int

    @property
    def relative(self) -> float | None:
        """Relative change, or None where it is undefined."""
        if self.old is None or self.new is None or self.old == 0:
            return None
        return (self.new - self.old) / self.old


@dataclass(frozen=True, slots=True)
class Revision:
    """The comparison of two vintages over the periods that both cover.

    Attributes:
        compared_cells: published rows compared: combinations of period and key for which both
            vintages speak (all measures of one combination are one cell).
        changed_cells: those in which any measure differs, or that only one vintage lists.
        changes: every differing figure, by period, key and measure.
        added_periods: periods only the newer vintage covers.
        not_compared: cells of one vintage on whose names the other is silent.
    """

    older: str
    newer: str
    older_vintage: str
    newer_vintage: str
    first_period: str
    last_period: str
    compared_cells: int
    changed_cells: int
    changes: tuple[Change, ...]
    added_periods: tuple[str, ...]
    not_compared: tuple[LeftOut, ...] = ()


def compare_vintages(older: Resource, old: Rows, newer: Resource, new: Rows) -> Revision:
    """Compare every figure of two vintages over the periods that both cover.

    Two figures are equal where they agree as far as both are printed. A figure that one vintage
    does not list is withdrawn or new where that vintage lists its names elsewhere; else the
    vintage is silent about it, and it is counted and not compared.

    Raises:
        InputError: the two have no period in common, so that there is nothing to compare.
    """
    sides = {_WAS: (replace(older, name=_WAS), old), _IS: (replace(newer, name=_IS), new)}
    listings = _listings(old, new)
    shared = {
        (measure, *span)
        for measure, listing in listings.items()
        for span in listing.periods.get(_WAS, frozenset()) & listing.periods.get(_IS, frozenset())
    }
    if not shared:
        raise InputError.at(
            newer.path,
            0,
            f"covers no period that {older.path} covers",
            "compare two files of the same table whose periods overlap",
        )
    left, right = _figures(old, shared), _figures(new, shared)
    steps = {side: _finest_steps(rows) for side, (_, rows) in sides.items()}
    changes: list[tuple[_Cell, Change]] = []
    compared: set[_Cell] = set()
    silent: list[tuple[str, str]] = []
    for cell in sorted(left.keys() | right.keys()):
        before, after = left.get(cell, {}), right.get(cell, {})
        for measure in sorted(before.keys() | after.keys()):
            one, other = before.get(measure), after.get(measure)
            lacking = next((s for s, row in ((_WAS, one), (_IS, other)) if row is None), "")
            if lacking and (word := _unspoken(cell, listings[measure], sides[lacking][0])):
                silent.append((f"{_side(lacking)} lists no {word}", _label(cell)))
                continue
            compared.add(cell)
            if not _is_same(one, other, steps):
                changes.append((cell, _change(cell, measure, one, other)))
    spans = sorted({(start, end) for _, start, end in shared})
    return Revision(
        older=older.name,
        newer=newer.name,
        older_vintage=older.vintage.isoformat(),
        newer_vintage=newer.vintage.isoformat(),
        first_period=period_label("span", *spans[0]),
        last_period=period_label("span", *spans[-1]),
        compared_cells=len(compared),
        changed_cells=len({cell for cell, _ in changes}),
        changes=tuple(change for _, change in changes),
        added_periods=tuple(_added_periods(listings, set(spans))),
        not_compared=left_out("the comparison", "figure", silent),
    )


def _listings(old: Rows, new: Rows) -> dict[str, Listing]:
    rows: dict[str, list[tuple[str, Observation]]] = defaultdict(list)
    for side, table in ((_WAS, old), (_IS, new)):
        for row in table.observations:
            rows[row.measure].append((side, row))
    return {measure: listing_by(of) for measure, of in rows.items()}


def _figures(rows: Rows, shared: set[tuple[str, date, date]]) -> _Figures:
    figures: _Figures = {}
    for row in rows.observations:
        if (row.measure, row.start, row.end) in shared:
            figures.setdefault((row.start, row.end, key_of(row)), {})[row.measure] = row
    return figures


def _finest_steps(rows: Rows) -> dict[tuple[str, str], float]:
    """Return the finest digit in which each file prints each measure."""
    finest: dict[tuple[str, str], float] = {}
    for row in rows.observations:
        if row.step:
            key = row.measure, row.resource
            finest[key] = min(row.step, finest.get(key, row.step))
    return finest


def _unspoken(cell: _Cell, listing: Listing, file: Resource) -> str:
    """Return what of a cell a vintage says nothing about; empty where it speaks for all of it."""
    for name in names_of(dict(zip(KEY_COLUMNS, cell[2], strict=True))):
        if not speaks(listing, file, name):
            label = f"{name[-2]} {name[-1]!r}" if name[-1] else f"row without {name[-2]}"
            return f"{label} of {name[0]} {name[1]!r}" if len(name) > 2 else label
    return ""


def _is_same(
    old: Observation | None,
    new: Observation | None,
    finest: dict[str, dict[tuple[str, str], float]],
) -> bool:
    if old is None or new is None:
        return False
    steps = [
        (row.step, finest[side].get((row.measure, row.resource), 0.0))
        for side, row in ((_WAS, old), (_IS, new))
    ]
    return same_figure(old.value, steps[0], new.value, steps[1])


def _change(cell: _Cell, measure: str, old: Observation | None, new: Observation | None) -> Change:
    either = old or new
    return Change(
        measure=measure,
        period=period_label("span", *cell[:2]),
        key=_key(cell),
        old=old.value if old else None,
        new=new.value if new else None,
        unit=either.unit if either else "",
        old_line=old.line if old else 0,
        new_line=new.line if new else 0,
    )


def _added_periods(listings: dict[str, Listing], shared: set[tuple[date, date]]) -> Iterator[str]:
    new: Iterable[tuple[date, date]] = {
        span for listing in listings.values() for span in listing.periods.get(_IS, ())
    }
    yield from (period_label("span", *span) for span in sorted(set(new) - shared))


def _key(cell: _Cell) -> str:
    item, *others = cell[2]
    *before, scope = others
    return " · ".join(part for part in (*before, item, scope) if part)


def _label(cell: _Cell) -> str:
    return f"{period_label('span', *cell[:2])} {_key(cell)}".strip()


def _side(side: str) -> str:
    return "the older file" if side == _WAS else "the newer file"
