"""Names that two files of a case spell in two ways, so that neither speaks for the other's."""

from collections.abc import Iterable, Iterator, Mapping

from detente.terms.errors import Problem, shown
from detente.terms.spelling import spelling_key
from detente.terms.tables import KEY_COLUMNS, Resource, Rows


def check_spellings(resources: Iterable[Resource], rows: Mapping[str, Rows]) -> Iterator[Problem]:
    """Say which names of a measure differ from an older file's only in case, accents or dashes.

    Within a file its reader says so.
    """
    first: dict[tuple[str, str, str], tuple[str, Resource]] = {}
    for resource in sorted(resources, key=lambda resource: (resource.vintage, resource.name)):
        for (measure, column, name), line in _names(rows.get(resource.name, Rows())).items():
            key = measure, column, spelling_key(name)
            known, older = first.setdefault(key, (name, resource))
            if known != name:
                yield Problem(
                    resource.path, line,
                    f"{column} {shown(name)} of {measure} differs from {shown(known)} in "
                    f"{older.path} only in case, accents or dashes",
                    "write it alike in both",
                )  # fmt: skip


def _names(table: Rows) -> dict[tuple[str, str, str], int]:
    """Return the names of each measure and column of a file, with the line of the first."""
    lines: dict[tuple[str, str, str], int] = {}
    for row in table.observations:
        for column in KEY_COLUMNS:
            if name := getattr(row, column):
                lines.setdefault((row.measure, column, name), row.line)
    return lines
