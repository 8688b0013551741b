"""What changed between two vintages of the same publisher's table."""

from dataclasses import dataclass
from datetime import date

from detente.terms.errors import InputError
from detente.terms.periods import period_label
from detente.terms.tables import Observation, Resource, Rows


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
        compared_cells: published rows compared: combinations of period and key that either
            vintage lists (all measures of one combination are one cell).
        changed_cells: those in which any measure differs, or that only one vintage lists.
        changes: every differing figure, by period, key and measure.
        added_periods: periods only the newer vintage covers.
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


def compare_vintages(older: Resource, old: Rows, newer: Resource, new: Rows) -> Revision:
    """Compare every figure of two vintages over the periods that both cover.

    Values are compared as published, without tolerance: a publisher that restates a third decimal
    has restated the figure.

    Raises:
        InputError: the two have no period in common, so that there is nothing to compare.
    """
    common = _tables(old) & _tables(new)
    left, right = _figures(old, common), _figures(new, common)
    shared = {key[:2] for key in left} & {key[:2] for key in right}
    if not shared:
        raise InputError.at(
            newer.path, 0, f"covers no period that {older.path} covers",
            "compare two files of the same table whose periods overlap",
        )  # fmt: skip
    keys = sorted(key for key in left.keys() | right.keys() if key[:2] in shared)
    changes = [
        (key, change)
        for key in keys
        for change in _changes(key, left.get(key, {}), right.get(key, {}))
    ]
    labels = {bounds: _label(bounds) for bounds in sorted({key[:2] for key in right} - shared)}
    ordered = sorted(shared)
    return Revision(
        older=older.name,
        newer=newer.name,
        older_vintage=older.vintage.isoformat(),
        newer_vintage=newer.vintage.isoformat(),
        first_period=_label(ordered[0]),
        last_period=_label(ordered[-1]),
        compared_cells=len(keys),
        changed_cells=len({key for key, _ in changes}),
        changes=tuple(change for _, change in changes),
        added_periods=tuple(labels.values()),
    )


_Key = tuple[date, date, str]


def _tables(rows: Rows) -> set[tuple[str, str]]:
    return {(row.measure, row.item) for row in rows.observations}


def _figures(rows: Rows, common: set[tuple[str, str]]) -> dict[_Key, dict[str, Observation]]:
    figures: dict[_Key, dict[str, Observation]] = {}
    for row in rows.observations:
        # A file that never carries an indicator is silent about it; it has not withdrawn it.
        if (row.measure, row.item) in common:
            parts = (row.component, row.region, row.land_filter, row.area, row.item, row.scope)
            key = row.start, row.end, " · ".join(part for part in parts if part)
            figures.setdefault(key, {})[row.measure] = row
    return figures


def _changes(key: _Key, old: dict[str, Observation], new: dict[str, Observation]) -> list[Change]:
    found = []
    for measure in sorted(old.keys() | new.keys()):
        before, after = old.get(measure), new.get(measure)
        if before is not None and after is not None and before.value == after.value:
            continue
        either = before or after
        found.append(
            Change(
                measure=measure,
                period=_label(key[:2]),
                key=key[2],
                old=before.value if before else None,
                new=after.value if after else None,
                unit=either.unit if either else "",
                old_line=before.line if before else 0,
                new_line=after.line if after else 0,
            )
        )
    return found


def _label(bounds: tuple[date, date]) -> str:
    return period_label("span", *bounds)
