"""Revisions of a case's tables: between its own vintages, or against a file just published."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

from detente.case.load import read_all
from detente.case.spec import Case
from detente.evidence.revisions import Revision, compare_vintages
from detente.sources.base import MAX_FILE_BYTES
from detente.sources.readers import read_rows
from detente.terms.errors import InputError, OtherTableError
from detente.terms.tables import Observation, Resource, Rows


def case_revisions(case: Case, add: Path | None = None) -> tuple[Revision, ...]:
    """Compare vintages of the same table.

    Args:
        case: the case; every pair of its files that carry the same figures is compared.
        add: compare this file with what the case says now instead, without changing the case:
            each period with the newest file of the case that covers it.

    Raises:
        InputError: no reader that the case uses understands `add`, or it overlaps no file.
    """
    rows = read_all(case)
    ordered = sorted(case.resources, key=lambda r: (r.vintage, r.name))
    if add is None:
        figures = {r.name: _figures(rows[r.name]) for r in ordered}
        return tuple(
            compare_vintages(older, rows[older.name], newer, rows[newer.name])
            for older, newer in combinations(ordered, 2)
            if figures[older.name] & figures[newer.name]
        )
    added, added_rows = _read_added(case, add)
    wanted = _figures(added_rows)
    same_table = [r for r in ordered if _figures(rows[r.name]) & wanted]
    if not same_table:
        raise InputError.at(
            str(add), 0, "no file of the case has any of its figures",
            "add a file of a table that the case has",
        )  # fmt: skip
    current = replace(same_table[-1], name=" + ".join(r.name for r in same_table))
    now = _newest_by_period([rows[r.name] for r in same_table])
    return (compare_vintages(current, now, added, added_rows),)


def _figures(rows: Rows) -> set[tuple[object, ...]]:
    return {
        (o.measure, o.start, o.end, o.item, o.component, o.region, o.land_filter, o.area, o.scope)
        for o in rows.observations
    }


def _newest_by_period(oldest_first: Sequence[Rows]) -> Rows:
    kept: dict[tuple[str, str, date, date], list[Observation]] = {}
    for rows in oldest_first:
        found: dict[tuple[str, str, date, date], list[Observation]] = {}
        for row in rows.observations:
            found.setdefault((row.measure, row.item, row.start, row.end), []).append(row)
        # A file that covers a period at all replaces what older files said of all its items.
        periods = {(measure, start, end) for measure, _, start, end in found}
        kept = {k: v for k, v in kept.items() if (k[0], k[2], k[3]) not in periods} | found
    return Rows(observations=tuple(row for group in kept.values() for row in group))


def _read_added(case: Case, path: Path) -> tuple[Resource, Rows]:
    if not path.is_file():
        raise InputError.at(str(path), 0, "is not a file", "name a file of the publisher")
    status = path.stat()
    if status.st_size > MAX_FILE_BYTES:
        raise InputError.at(str(path), 0, f"has {status.st_size} bytes", "add at most 256 MB")
    data = path.read_bytes()
    refusals: list[InputError] = []
    for known in _one_per_format(case):
        resource = replace(
            known,
            name=path.stem,
            path=str(path),
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            vintage=datetime.fromtimestamp(status.st_mtime, tz=UTC).date(),
        )
        try:
            return resource, read_rows(data, resource)
        except InputError as refusal:
            refusals.append(refusal)
    # Of all readers, the one with the fewest objections understood the file best.
    raise min(refusals, key=_objections)


def _objections(refusal: InputError) -> tuple[int, int]:
    apart = refusal.apart if isinstance(refusal, OtherTableError) else 0
    return apart, len(refusal.problems)


def _one_per_format(case: Case) -> list[Resource]:
    newest: dict[str, Resource] = {}
    for resource in sorted(case.resources, key=lambda r: r.vintage):
        newest[resource.format] = resource
    return list(newest.values())
