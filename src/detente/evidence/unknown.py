"""Figures that a file has a cell for and does not know: a sum of which one is a part is unknown."""

from collections.abc import Iterable, Iterator
from datetime import date

from detente.evidence.listing import group_key, key_of
from detente.terms.periods import is_period
from detente.terms.tables import Observation, SeriesSpec

SumCell = tuple[str, date, date]
"""Group, start and end of one figure of a series."""
_MASSES = frozenset({"lb", "kg"})


def unknown_cells(
    spec: SeriesSpec, rows: Iterable[Observation], unknown: Iterable[Observation]
) -> Iterator[tuple[SumCell, str, Observation]]:
    """Yield the figures of a series that a file does not know whole, with the part that it lacks.

    Args:
        rows: figures of the measure; one in another unit of the same thing cannot be added, so
            that the sum which it is a part of is not known either.
        unknown: cells of the measure without a value.

    Yields:
        The figure, the name of the file, and the part.
    """
    fitting = list(_selected(spec, rows))
    own = {key_of(row) for row in fitting if row.unit == spec.unit}
    foreign = (
        row
        for row in fitting
        if row.unit != spec.unit and (key_of(row) in own or {row.unit, spec.unit} == _MASSES)
    )
    column, named = group_key(spec)
    for row in (*foreign, *_selected(spec, unknown)):
        group = named(getattr(row, column, ""))
        if group is not None and is_period(spec.period, row.start, row.end):
            yield (group, row.start, row.end), row.resource, row


def _selected(spec: SeriesSpec, rows: Iterable[Observation]) -> Iterator[Observation]:
    for row in rows:
        if spec.resources and row.resource not in spec.resources:
            continue
        if all(getattr(row, column, "") in values for column, values in spec.where.items()):
            yield row
