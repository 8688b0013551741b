"""Files that give in another unit what a series takes in its own.

A series leaves out what is in another unit, so that it goes on with the figures of older files: a
newer file that has changed its unit would be read as if it had never come.
"""

from collections.abc import Iterator, Mapping, Sequence

from detente.case.figures import Figures
from detente.case.package import PACKAGE_FILE
from detente.case.spec import CaseFile
from detente.evidence.changes import cell_label
from detente.evidence.listing import key_of
from detente.terms.errors import Problem
from detente.terms.tables import Observation, Resource, SeriesSpec


def other_unit_problems(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Say which files give figures of a series in another unit than older files do."""
    files = figures.files
    told: set[str] = set()
    for name, rows in figures.chosen.items():
        spec = casefile.series[name]
        own = [row for row in rows if row.unit == spec.unit]
        kept = {row.resource for row in own}
        newest = max((files[file].vintage for file in kept), default=None)
        for file in dict.fromkeys(row.resource for row in rows):
            # One that gives both units is told of by what the series leaves out; so is one that
            # another series takes, or that is no newer: it does not take the place of any.
            if file in told | kept or newest is None or files[file].vintage <= newest:
                continue
            here = [row for row in rows if row.resource == file]
            if not _is_taken(casefile, spec, here):
                told.add(file)
                yield _problem(spec, files, here, own)


def _is_taken(casefile: CaseFile, spec: SeriesSpec, here: Sequence[Observation]) -> bool:
    others = (one for one in casefile.series.values() if one.measure == spec.measure)
    return any(one.unit == here[0].unit for one in others)


def _problem(
    spec: SeriesSpec,
    files: Mapping[str, Resource],
    here: Sequence[Observation],
    own: Sequence[Observation],
) -> Problem:
    file = files[here[0].resource]
    taken = {(row.start, row.end, key_of(row)): row for row in own}
    both = [row for row in here if (row.start, row.end, key_of(row)) in taken]
    first = (both or here)[0]
    cell = first.start, first.end, key_of(first)
    older = taken.get(cell, own[0])
    rest = len(here) - 1
    more = f" and {rest:,} more figure{'' if rest == 1 else 's'}" if rest else ""
    kept = ", and keep the older figures" if both else ""
    named = ", ".join(dict.fromkeys(row.resource for row in own))
    return Problem(
        file.path,
        first.line,
        f"gives {cell_label(cell)}{more} in {first.unit}, and {files[older.resource].path} "
        f"(line {older.line}) in {older.unit}: series {spec.name} would leave them out{kept}",
        f"correct the unit of {file.name} in {PACKAGE_FILE} or in the file; if it did change, "
        f"convert the file, or name in resources of series {spec.name} the files that it is to "
        f"come from ({named})",
    )
