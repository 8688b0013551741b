"""What changed between two vintages of the same publisher's table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations

from detente.evidence.changes import (
    EMPTIED,
    FILLED,
    LISTED,
    WITHDRAWN,
    Cell,
    Change,
    Pair,
    cell_label,
    change_of,
    finest_steps,
    is_same,
)
from detente.evidence.common_change import common_changes
from detente.evidence.listing import Listing, key_of, listing_by, name_label, names_of, speaks
from detente.terms.errors import InputError
from detente.terms.left_out import LeftOut, left_out
from detente.terms.periods import period_label
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, Rows

Figure = tuple[str, date, date, tuple[str, ...]]
"""Measure, first and last day and keys: what makes a figure the same one in two files."""
_Figures = dict[Cell, dict[str, Observation]]
_WAS, _IS = "was", "is"


@dataclass(frozen=True, slots=True)
class Revision:
    """The comparison of two vintages over the periods that both cover.

    Attributes:
        compared_cells: published rows compared: combinations of period and key for which both
            vintages speak (all measures of one combination are one cell).
        changed_cells: those in which any measure differs, or of which one vintage has no figure.
        changes: every differing figure, by period, key and measure.
        added_periods: periods only the newer vintage covers.
        lacking_periods: periods only the older one covers, of the measures that both have.
        not_compared: figures of one vintage on whose names the other is silent, and figures that
            the two give in different units.
        other_unit: how many figures the two give in different units.
        alike: sentences on what most changes have in common, which speaks for a slip.
        notes: what else a reader should know, e.g. how the day of issue was read.
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
    other_unit: int = 0
    alike: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lacking_periods: tuple[str, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether it may be said that nothing changed: nothing did, and something was compared."""
        changed = self.changed_cells or self.other_unit or self.alike
        return not changed and bool(self.compared_cells)


def figures_of(rows: Rows) -> dict[Figure, str]:
    """Return which figures a file has a cell for, with a value or without, and their units."""
    every = (*rows.unknown, *rows.observations)
    return {(row.measure, row.start, row.end, key_of(row)): row.unit for row in every}


def compared_pairs(
    resources: Iterable[Resource], rows: Mapping[str, Rows]
) -> Iterator[tuple[Resource, Resource]]:
    """Yield the pairs of files that carry the same figures, the older of a pair first."""
    ordered = sorted(resources, key=lambda r: (r.vintage, r.name))
    figures = {r.name: figures_of(rows[r.name]) for r in ordered if r.name in rows}
    for older, newer in combinations(ordered, 2):
        if figures.get(older.name, {}).keys() & figures.get(newer.name, {}).keys():
            yield older, newer


def compare_vintages(older: Resource, old: Rows, newer: Resource, new: Rows) -> Revision:
    """Compare every figure of two vintages over the periods that both cover.

    Two figures are equal where they agree as far as both are printed. A figure that one vintage
    does not list is withdrawn or new where that vintage lists its names elsewhere; else the
    vintage is silent about it, and it is counted and not compared. Neither is one that the two
    give in different units.

    Raises:
        InputError: the two have no period in common, so that there is nothing to compare.
    """
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
    found = _Comparison((replace(older, name=_WAS), old), (replace(newer, name=_IS), new), listings)
    found.compare(shared)
    spans = sorted({(start, end) for _, start, end in shared})
    measures = {measure for measure, _, _ in shared}
    return Revision(
        older=older.name,
        newer=newer.name,
        older_vintage=older.vintage.isoformat(),
        newer_vintage=newer.vintage.isoformat(),
        first_period=period_label("span", *spans[0]),
        last_period=period_label("span", *spans[-1]),
        compared_cells=len(found.compared),
        changed_cells=len({cell for cell, _ in found.changes}),
        changes=tuple(change for _, change in found.changes),
        added_periods=tuple(_only_in(new.observations, set(spans))),
        lacking_periods=tuple(
            _only_in((r for r in old.observations if r.measure in measures), set(spans))
        ),
        notes=tuple(_ends_earlier(older, old, newer, new)),
        not_compared=left_out("the comparison", "figure", [*found.other_unit, *found.silent]),
        other_unit=len(found.other_unit),
        alike=common_changes(found.pairs, old.observations, new.observations, shared),
    )


@dataclass
class _Comparison:
    """Two vintages, and what comparing them has found so far.

    Attributes:
        older, newer: the two and their rows.
        listings: what either lists, by measure.
        pairs: the figures that both give.
        silent, other_unit: reason and label of each figure that is not compared.
    """

    older: tuple[Resource, Rows]
    newer: tuple[Resource, Rows]
    listings: Mapping[str, Listing]
    changes: list[tuple[Cell, Change]] = field(default_factory=list)
    compared: set[Cell] = field(default_factory=set)
    pairs: list[Pair] = field(default_factory=list)
    silent: list[tuple[str, str]] = field(default_factory=list)
    other_unit: list[tuple[str, str]] = field(default_factory=list)

    def compare(self, shared: set[tuple[str, date, date]]) -> None:
        """Compare the figures of the measures and periods that both vintages cover."""
        (_, old), (_, new) = self.older, self.newer
        left, right = _figures(old.observations, shared), _figures(new.observations, shared)
        empty = _figures(old.unknown, shared), _figures(new.unknown, shared)
        finest = finest_steps(old.observations), finest_steps(new.observations)
        for cell in sorted(left.keys() | right.keys()):
            before, after = left.get(cell, {}), right.get(cell, {})
            for measure in sorted(before.keys() | after.keys()):
                one, other = before.get(measure), after.get(measure)
                if one is None or other is None:
                    blank = empty[other is None].get(cell, {}).get(measure)
                    self._one_sided(cell, one, other, blank)
                    continue
                same = one.unit == other.unit and is_same(one, other, *finest)
                self.pairs.append(Pair(cell, one, other, same))
                if one.unit != other.unit:
                    reason = f"in {one.unit} in the older file, and in {other.unit} in the newer"
                    self.other_unit.append((reason, cell_label(cell)))
                    continue
                self.compared.add(cell)
                if not same:
                    self.changes.append((cell, change_of(cell, one, other)))

    def _one_sided(
        self,
        cell: Cell,
        old: Observation | None,
        new: Observation | None,
        blank: Observation | None,
    ) -> None:
        """Note a figure of which one vintage alone gives a value.

        Args:
            cell: its period and keys.
            old, new: the two rows, one of them None.
            blank: the empty cell of the vintage that gives none; None where it has no cell.
        """
        given = old or new
        if given is None:
            return
        side, file = ("older", self.older[0]) if old is None else ("newer", self.newer[0])
        if blank is not None:
            what = EMPTIED if new is None else FILLED
        elif word := _unspoken(cell, self.listings[given.measure], file):
            self.silent.append((f"the {side} file lists no {word}", cell_label(cell)))
            return
        else:
            what = WITHDRAWN if new is None else LISTED
        self.compared.add(cell)
        self.changes.append((cell, change_of(cell, old or blank, new or blank, what)))


def _listings(old: Rows, new: Rows) -> dict[str, Listing]:
    rows: dict[str, list[tuple[str, Observation]]] = defaultdict(list)
    for side, table in ((_WAS, old), (_IS, new)):
        # An empty cell is listed too: what is not known is only its value.
        for row in (*table.observations, *table.unknown):
            rows[row.measure].append((side, row))
    return {measure: listing_by(of) for measure, of in rows.items()}


def _figures(rows: Sequence[Observation], shared: set[tuple[str, date, date]]) -> _Figures:
    figures: _Figures = {}
    for row in rows:
        if (row.measure, row.start, row.end) in shared:
            figures.setdefault((row.start, row.end, key_of(row)), {})[row.measure] = row
    return figures


def _unspoken(cell: Cell, listing: Listing, file: Resource) -> str:
    """Return what of a cell a vintage says nothing about; empty where it speaks for all of it."""
    for name in names_of(dict(zip(KEY_COLUMNS, cell[2], strict=True))):
        if not speaks(listing, file, name):
            return name_label(name)
    return ""


def _only_in(rows: Iterable[Observation], shared: set[tuple[date, date]]) -> Iterator[str]:
    """Yield the periods of some rows that are not shared."""
    given = {(row.start, row.end) for row in rows}
    yield from (period_label("span", *span) for span in sorted(given - shared))


def _ends_earlier(older: Resource, old: Rows, newer: Resource, new: Rows) -> Iterator[str]:
    """Say whether a file that is called the newer one ends before the other does."""
    of_old, of_new = ((*rows.observations, *rows.unknown) for rows in (old, new))
    measures = {row.measure for row in of_old} & {row.measure for row in of_new}
    ends = [
        max((row.end, row.start) for row in rows if row.measure in measures)
        for rows in (of_old, of_new)
    ]
    if ends[1] < ends[0] and newer.vintage > older.vintage:
        last, own = (period_label("span", start, end) for end, start in ends)
        yield (
            f"{newer.name} is of {newer.vintage} and ends with {own}, and {older.name} "
            f"({older.vintage}) with {last}: a part, a cut, or an older file under a newer day?"
        )
