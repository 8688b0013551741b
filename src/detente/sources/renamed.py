"""Names of a file that the case knows otherwise: a publisher renames, codes and misspells."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

from detente.sources.base import ProblemLog
from detente.terms.errors import shown
from detente.terms.periods import period_label
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, Rows


def renamed(rows: Rows, resource: Resource) -> Rows:
    """Return the rows of a file under the names by which the case knows them.

    Raises:
        InputError: two figures of the file would be one.
    """
    if not resource.renamed:
        return rows
    figures = [_under(row, resource.renamed) for row in rows.observations]
    first: dict[Hashable, Observation] = {}
    log = ProblemLog(resource.path)
    for row in figures:
        other = first.setdefault(_identity(row), row)
        if other is not row:
            log.add(row.line, *_twice(other, row, resource))
    log.raise_any()
    unknown = (_under(row, resource.renamed) for row in rows.unknown)
    # An empty cell under one name says nothing where the other name has the figure.
    lacking = tuple(row for row in unknown if _identity(row) not in first)
    return replace(rows, observations=tuple(figures), unknown=lacking)


def _under(row: Observation, names: Mapping[str, str]) -> Observation:
    changed: dict[str, Any] = {
        column: names[value] for column in KEY_COLUMNS if (value := getattr(row, column)) in names
    }
    return replace(row, **changed) if changed else row


def _identity(row: Observation) -> tuple[Hashable, ...]:
    return row.measure, row.start, row.end, *(getattr(row, column) for column in KEY_COLUMNS)


def _twice(first: Observation, row: Observation, resource: Resource) -> tuple[str, str]:
    names = ", ".join(filter(None, (getattr(row, column) for column in KEY_COLUMNS)))
    when = period_label("span", row.start, row.end)
    return (
        f"is the figure of line {first.line} ({shown(names)}, {when}), as renamed has it",
        f"take the name out of renamed of {resource.name} in datapackage.json: the file has both, "
        "so that they are two things",
    )
