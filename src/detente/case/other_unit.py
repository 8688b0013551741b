"""Files that give in another unit what a series takes in its own.

A series leaves out what is in another unit, so that it goes on with the figures of older files: a
newer file that has changed its unit would be read as if it had never come.
"""

from collections.abc import Iterator, Mapping, Sequence

from detente.case.package import PACKAGE_FILE
from detente.case.spec import CaseFile
from detente.evidence.changes import cell_label
from detente.evidence.listing import key_of
from detente.terms.errors import Problem
from detente.terms.tables import Observation, Resource, SeriesSpec


def other_unit_problems(
    casefile: CaseFile, files: Mapping[str, Resource], chosen: Mapping[str, Sequence[Observation]]
) -> Iterator[Problem]:
    """Say which files give figures of a series in another unit than older files do.

    Args:
        files: by name.
        chosen: the rows that each series selects, whatever their unit.
    """
    told: set[str] = set()
    for name, rows in chosen.items():
        spec = casefile.series[name]
        own = [row for row in rows if row.unit == spec.unit]
        for file in dict.fromkeys(row.resource for row in rows if row.unit != spec.unit):
            here = [row for row in rows if row.resource == file and row.unit != spec.unit]
            if file in told or not own:
                continue
            problem = _of_cells(spec, files, here, own)
            if problem is None and not _is_taken(casefile, spec, file, here, own):
                problem = _of_file(spec, files, here, own)
            if problem is not None:
                told.add(file)
                yield problem


def _of_cells(
    spec: SeriesSpec,
    files: Mapping[str, Resource],
    here: Sequence[Observation],
    own: Sequence[Observation],
) -> Problem | None:
    """Say which figures of older files a file gives in another unit."""
    newer = files[here[0].resource]
    taken = {
        (row.start, row.end, key_of(row)): row
        for row in own
        if files[row.resource].vintage <= newer.vintage
    }
    both = [row for row in here if (row.start, row.end, key_of(row)) in taken]
    if not both:
        return None
    first = both[0]
    cell = first.start, first.end, key_of(first)
    older = taken[cell]
    return _problem(
        spec,
        newer,
        both,
        f", and {files[older.resource].path} (line {older.line}) in {older.unit}: series "
        f"{spec.name} would leave it out and keep the older figure",
        own,
    )


def _of_file(
    spec: SeriesSpec,
    files: Mapping[str, Resource],
    here: Sequence[Observation],
    own: Sequence[Observation],
) -> Problem | None:
    """Say that all a file gives of a series is in another unit."""
    other = files[own[0].resource].path
    rest = f", and {other} in {spec.unit}: series {spec.name} would leave it out"
    return _problem(spec, files[here[0].resource], here, rest, own)


def _is_taken(
    casefile: CaseFile,
    spec: SeriesSpec,
    file: str,
    here: Sequence[Observation],
    own: Sequence[Observation],
) -> bool:
    """Whether a file has figures in the unit of the series too, or another series takes them."""
    if any(row.resource == file for row in own):
        return True
    others = (one for one in casefile.series.values() if one.measure == spec.measure)
    return any(one.unit == here[0].unit for one in others)


def _problem(
    spec: SeriesSpec,
    file: Resource,
    rows: Sequence[Observation],
    rest: str,
    own: Sequence[Observation],
) -> Problem:
    first = rows[0]
    more = f" and {len(rows) - 1:,} more figures" if len(rows) > 1 else ""
    label = cell_label((first.start, first.end, key_of(first)))
    named = ", ".join(dict.fromkeys(row.resource for row in own))
    return Problem(
        file.path,
        first.line,
        f"gives {label}{more} in {first.unit}{rest}",
        f"correct the unit of {file.name} in {PACKAGE_FILE} or in the file; if it did change, "
        f"convert the file, or name in resources of series {spec.name} the files that it is to "
        f"come from ({named})",
    )
