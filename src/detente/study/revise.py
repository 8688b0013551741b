"""Revisions of a case's tables: between its own vintages, or against a file just published."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from detente.case.load import read_all
from detente.case.spec import Case
from detente.evidence.listing import Listing, key_of, listing_of, names_of, speaks
from detente.evidence.revisions import (
    Figure,
    Revision,
    compare_vintages,
    compared_pairs,
    figures_of,
)
from detente.sources.base import MAX_FILE_BYTES
from detente.sources.vintage import stated_vintage
from detente.study.added_file import read_as_known
from detente.terms.errors import InputError
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, Rows


def case_revisions(
    case: Case,
    add: Path | None = None,
    vintage: date | None = None,
    name: str = "",
    *,
    today: date = date.max,
) -> tuple[Revision, ...]:
    """Compare vintages of the same table.

    Args:
        case: the case; every pair of its files that carry the same figures is compared.
        add: compare this file with what the case says now instead, without changing the case:
            each figure with the newest file of the case that states it.
        vintage: the day `add` was issued; where not given, what the file or its name says.
        name: the file of the case that `add` is the next state of; where not given, what the
            file's name, items, units or figures say.
        today: no file was issued after it.

    Raises:
        InputError: no reader that the case uses understands `add`, it overlaps no file, or nothing
            says when it was issued or which file of the case it is the next state of.
    """
    rows = read_all(case)
    if add is None:
        return tuple(
            compare_vintages(older, rows[older.name], newer, rows[newer.name])
            for older, newer in compared_pairs(case.resources, rows)
        )
    # A machine may not know what day it is; the case's own files were issued by now.
    today = max(today, case.last_vintage)
    added, added_rows, note = _read_added(case, rows, add, vintage, name, today)
    ordered = sorted(case.resources, key=lambda r: (r.vintage, r.name))
    figures = {r.name: figures_of(rows[r.name]) for r in ordered if r.name in rows}
    same_table = _same_table(ordered, figures, figures_of(added_rows))
    if not same_table:
        raise InputError.at(str(add), 0, *_nothing_shared(figures, figures_of(added_rows)))
    newest = same_table[-1]
    current = replace(newest, name=" + ".join(r.name for r in same_table), unlisted={})
    listing_only_some = {s.measure for s in case.series.values() if s.missing == "zero"}
    now = _newest_statements(same_table, rows, listing_only_some)
    notes = [note] if note else []
    if added.vintage < newest.vintage:
        notes.append(f"{added.name} was issued before {newest.name} ({newest.vintage})")
    found = compare_vintages(current, now, added, added_rows)
    return (replace(found, notes=(*notes, *found.notes)),)


def _nothing_shared(
    figures: Mapping[str, Mapping[Figure, str]], wanted: dict[Figure, str]
) -> tuple[str, str]:
    """Say why a file has no figure that the case has, and what to do."""
    known = {(measure, key) for of in figures.values() for measure, _, _, key in of}
    if not known & {(measure, key) for measure, _, _, key in wanted}:
        return (
            "no file of the case has any of its figures",
            "add a file of a table that the case has",
        )
    return (
        "it covers no period that a file of the case covers, so that it restates nothing",
        "put it into the case and describe it in datapackage.json beside the others",
    )


_OF_THE_US = ("cbp.", "cbp_amo.", "cdc.", "nflis.", "census.", "fred.")
"""How measures begin whose publishers write the month of a date first."""


def _same_table(
    files: Sequence[Resource],
    figures: Mapping[str, Mapping[Figure, str]],
    wanted: dict[Figure, str],
) -> list[Resource]:
    """Return the files that have any of some figures: in the same unit, if any has."""
    shared = [r for r in files if figures.get(r.name, {}).keys() & wanted.keys()]
    alike = [r for r in shared if figures[r.name].items() & wanted.items()]
    return alike or shared


def _newest_statements(
    oldest_first: Sequence[Resource], rows: Mapping[str, Rows], zero_measures: set[str]
) -> Rows:
    """Return each figure as the newest file that states it does.

    Where a case takes what is not listed for none, a newer file that lists a figure's names, and
    not the figure, states that there is none.
    """
    newest: dict[Figure, tuple[int, Observation]] = {}
    empty: dict[Figure, Observation] = {}
    by_measure: dict[str, list[Observation]] = {}
    for place, file in enumerate(oldest_first):
        for row in rows[file.name].observations:
            newest[row.measure, row.start, row.end, key_of(row)] = place, row
            by_measure.setdefault(row.measure, []).append(row)
        for row in rows[file.name].unknown:
            empty[row.measure, row.start, row.end, key_of(row)] = row
    listings = {measure: listing_of(of) for measure, of in by_measure.items()}
    return Rows(
        observations=tuple(
            row
            for place, row in newest.values()
            if row.measure not in zero_measures
            or not _is_withdrawn(row, listings[row.measure], oldest_first[place + 1 :])
        ),
        unknown=tuple(row for figure, row in empty.items() if figure not in newest),
    )


def _is_withdrawn(row: Observation, listing: Listing, newer: Sequence[Resource]) -> bool:
    names = [*names_of(dict(zip(KEY_COLUMNS, key_of(row), strict=True)))]
    span = row.start, row.end
    return any(
        span in listing.periods.get(file.name, ())
        and all(
            speaks(listing, file, name) and listing.is_in_time(file.name, name, span)
            for name in names
        )
        for file in newer
    )


def _read_added(
    case: Case,
    rows: Mapping[str, Rows],
    path: Path,
    vintage: date | None,
    name: str,
    today: date,
) -> tuple[Resource, Rows, str]:
    if not path.is_file():
        raise InputError.at(str(path), 0, "is not a file", "name a file of the publisher")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise InputError.at(
            str(path), 0, f"has {size} bytes", f"add at most {MAX_FILE_BYTES // 2**20} MB"
        )
    data = path.read_bytes()
    known, found = read_as_known(case, rows, data, path, name)
    resource = replace(
        known,
        name=path.stem,
        path=str(path),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        unlisted={},
    )
    day, note = _vintage(data, path, found, vintage, today)
    return replace(resource, vintage=day), found, note


def _vintage(
    data: bytes, path: Path, rows: Rows, given: date | None, today: date
) -> tuple[date, str]:
    """Return the day that a file was issued, and what is to be said of how that is known."""
    last = max((row.end for row in rows.observations), default=date.min)
    if given is not None and not last <= given <= today:
        wrong = f"before the file's last day, {last}" if given < last else "to come"
        raise InputError.at("--vintage", 0, f"{given} is {wrong}", "correct the date")
    if given is not None:
        return given, ""
    month_first = any(row.measure.startswith(_OF_THE_US) for row in rows.observations[:1])
    issued = stated_vintage(data, path.stem, last, today=today, month_first=month_first)
    if issued.day is None:
        raise InputError.at(
            str(path),
            0,
            issued.said or "neither the file nor its name says when it was issued",
            "add --vintage YYYY-MM-DD: the day the publisher issued it",
        )
    return issued.day, issued.said
