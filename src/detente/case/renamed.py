"""Names that look like another where no series selects either or is split by them: notes."""

from collections.abc import Iterator
from itertools import islice

from detente.case.near_names import ByMeasure, Files, NamesOf, asked_in, like_names, renaming
from detente.case.spec import CaseFile
from detente.terms.errors import Problem, shown
from detente.terms.tables import KEY_COLUMNS

MOST_TOLD = 20
"""Notes; a file of others' making may give rise to any number."""


def likely_names(casefile: CaseFile, files: Files, by_measure: ByMeasure) -> Iterator[str]:
    """Point at names that stand only where another, which they are like, does not."""
    notes = dict.fromkeys(map(str, _likely(casefile, files, by_measure)))
    yield from islice(notes, MOST_TOLD)


def _likely(casefile: CaseFile, files: Files, by_measure: ByMeasure) -> Iterator[Problem]:
    asked = asked_in(casefile)
    split = {(spec.measure, spec.group) for spec in casefile.series.values()}
    for measure, rows in by_measure.items():
        for column in KEY_COLUMNS:
            # There they are problems, and told as such.
            if (measure, column) in split:
                continue
            names, selected = NamesOf(column, rows), asked.get((measure, column), {})
            for name, known in like_names(names):
                file = next(iter(names.found[name]))
                if name in selected or known in selected or files[file].renamed.get(name) == name:
                    continue
                here = names.found[name][file]
                yield Problem(
                    files[file].path,
                    here[0].line,
                    f"{column} {shown(name)} ({len(here)} rows) stands only where {shown(known)} "
                    "does not",
                    f"if it is the same thing, {renaming(file, name, known)}; if not, rename it "
                    "to itself",
                )
