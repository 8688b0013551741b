"""Notes on series whose level jumps where one file takes over from another: another unit?"""

from collections.abc import Iterator
from itertools import islice

from detente.case.figures import Figures, admitted, rows_by_group
from detente.case.package import PACKAGE_FILE
from detente.case.spec import CaseFile
from detente.evidence.factors import fits_unit
from detente.evidence.relays import Span
from detente.evidence.seams import Levels, Seam, seams
from detente.terms.errors import Problem, shown
from detente.terms.periods import period_label
from detente.terms.tables import Observation, SeriesSpec

MOST_TOLD = 20
"""Notes; a file of others' making may give rise to any number."""


def seam_notes(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Point at files that go on with a series at another level, by a factor between units."""
    told: set[tuple[str, str, str]] = set()
    for spec in casefile.series.values():
        found = (
            (group, seam, rows)
            for group, rows in rows_by_group(spec, figures).items()
            for seam in seams(_levels(spec, figures, rows))
        )
        for group, seam, rows in islice(found, MOST_TOLD):
            # Of groups and series that go on from one file to the next alike, the first is told.
            key = spec.measure, seam.before, seam.after
            if key not in told:
                told.add(key)
                yield _note(spec, figures, group, seam, rows)


def _levels(spec: SeriesSpec, figures: Figures, rows: list[Observation]) -> Levels:
    place = {name: number for number, name in enumerate(spec.resources)}
    ranked = sorted(
        admitted(spec, figures),
        key=lambda file: (-file.vintage.toordinal(), place.get(file.name, 0), file.name),
    )
    order = {file.name: number for number, file in enumerate(ranked)}
    levels: dict[Span, dict[str, float]] = {}
    for row in sorted(rows, key=lambda row: order[row.resource]):
        of_file = levels.setdefault((row.start, row.end), {})
        of_file[row.resource] = of_file.get(row.resource, 0.0) + row.value
    return levels


def _note(
    spec: SeriesSpec, figures: Figures, group: str, seam: Seam, rows: list[Observation]
) -> Problem:
    file = figures.files[seam.after]
    line = min(r.line for r in rows if (r.resource, (r.start, r.end)) == (seam.after, seam.span))
    other = figures.files[seam.before].path
    past = "in the periods before" if seam.before == seam.after else f"in {other}"
    of_group = f" ({shown(group)})" if group else ""
    size = f"{seam.high / seam.low:,.3g} times as high" if seam.high * seam.low > 0 else "below 0"
    why = ", another unit or base?"
    if seam.words:
        fits = fits_unit(seam.words, spec.unit)
        why = f" ({seam.words if fits else 'another unit, or a part of a period'}?)"
    return Problem(
        file.path,
        line,
        f"series {spec.name}{of_group} stands at about {seam.high:,.4g} from "
        f"{period_label(spec.period, *seam.span)} on and at {seam.low:,.4g} {past}: {size}{why}",
        f"if it is in another unit than {spec.unit}, correct the unit of {file.name} in "
        f"{PACKAGE_FILE}, or convert the file; if the change is real, leave it",
    )
