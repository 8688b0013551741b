"""What was read of each file of a case."""

from collections.abc import Mapping
from datetime import date

from detente.case.load import read_all
from detente.case.notes import rows_left_out
from detente.case.spec import Case
from detente.findings import SourceFinding
from detente.terms.tables import Resource, Rows


def read_sources(case: Case) -> tuple[SourceFinding, ...]:
    """Read every file of a case and say what was read."""
    return source_rows(case.resources, read_all(case), case.last_vintage)


def source_rows(
    resources: tuple[Resource, ...], rows: Mapping[str, Rows], as_of: date
) -> tuple[SourceFinding, ...]:
    """Restate what was read of each file; a file from after `as_of` says so in its traps."""
    return tuple(
        SourceFinding(
            name=resource.name,
            file=resource.path,
            title=resource.title,
            publisher=resource.publisher,
            url=resource.url,
            licence=resource.licence,
            vintage=resource.vintage.isoformat(),
            sha256=resource.sha256,
            bytes=resource.size,
            coverage_start=resource.coverage_start.isoformat(),
            coverage_end=resource.coverage_end.isoformat(),
            rows_read=rows[resource.name].read,
            rows_kept=rows[resource.name].kept,
            rows_refused=len(rows[resource.name].refused),
            traps=(*_late(resource, as_of), *resource.traps),
            left_out=rows_left_out(resource, rows[resource.name]),
        )
        for resource in resources
    )


def _late(resource: Resource, as_of: date) -> tuple[str, ...]:
    if resource.vintage <= as_of:
        return ()
    return (
        f"Published after {as_of.isoformat()}: what could have been read on that day is rebuilt "
        f"with the publisher's lag of {resource.lag_days} days, later corrections included.",
    )
