"""The store: every tidy row of a case in one in-memory DuckDB, reached through Ibis.

Rows are never changed once in. A question about the past is a filter on `known_date` and vintage,
never another copy of the data.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from detente.evidence.listing import Listing, listing_of
from detente.terms.events import Event
from detente.terms.tables import Observation, Resource, Rows, Score

_ARROW_TYPES: Mapping[Any, pa.DataType] = {
    str: pa.string(),
    float: pa.float64(),
    int: pa.int64(),
    bool | None: pa.bool_(),
    date: pa.date32(),
    date | None: pa.date32(),
}
_RESOURCE_FIELDS = ("name", "vintage", "lag_days", "coverage_start", "coverage_end")


class Store:
    """Events, observations and scores of one case, with the resources they came from."""

    def __init__(self, resources: Iterable[Resource], rows: Mapping[str, Rows]) -> None:
        """Load rows by resource name; a resource without rows is known but empty."""
        self.resources: tuple[Resource, ...] = tuple(resources)
        self._backend: Any = ibis.duckdb.connect()
        tables = rows.values()
        self.events: ir.Table = self._table("events", Event, (e for t in tables for e in t.events))
        self.observations: ir.Table = self._table(
            "observations", Observation, (o for t in tables for o in t.observations)
        )
        self.scores: ir.Table = self._table("scores", Score, (s for t in tables for s in t.scores))
        self.files: ir.Table = self._table("files", Resource, self.resources, _RESOURCE_FIELDS)
        self._rows = rows
        self._listings: dict[str, Listing] = {}

    def resource(self, name: str) -> Resource:
        """Return a resource by name; KeyError where the case has none of that name."""
        for resource in self.resources:
            if resource.name == name:
                return resource
        raise KeyError(name)

    def listing(self, measure: str) -> Listing:
        """Return which periods and names each file lists of a measure; noted once, when asked."""
        if measure not in self._listings:
            self._listings[measure] = listing_of(self.figures(measure))
        return self._listings[measure]

    def figures(self, measure: str) -> Iterator[Observation]:
        """Yield the figures of one measure as they were read."""
        figures = (o for table in self._rows.values() for o in table.observations)
        return (o for o in figures if o.measure == measure)

    def unknown(self, measure: str) -> tuple[Observation, ...]:
        """Return the figures of one measure that files have a cell for and give no value of."""
        cells = (o for table in self._rows.values() for o in table.unknown)
        return tuple(o for o in cells if o.measure == measure)

    def _table(
        self, name: str, kind: Any, rows: Iterable[Any], only: tuple[str, ...] = ()
    ) -> ir.Table:
        fields = [f for f in dataclasses.fields(kind) if not only or f.name in only]
        kept = list(rows)
        columns = {
            f.name: pa.array([getattr(row, f.name) for row in kept], _ARROW_TYPES[f.type])
            for f in fields
        }
        # Registered on the connection itself: copying an Arrow table in, Ibis 12 has sqlglot 30
        # write a DROP VIEW without a name.
        self._backend.con.register(name, pa.table(columns))
        return self._backend.table(name)


def execute(expression: ir.Table) -> list[dict[str, Any]]:
    """Run an Ibis expression and return its rows as plain Python values."""
    rows: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return rows
