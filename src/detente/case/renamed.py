"""Names that look like another where no series selects either or is split by them: notes."""

from collections.abc import Iterator
from itertools import islice

from detente.case.figures import Figures
from detente.case.near_names import asked_in, like_names, renaming
from detente.case.spec import CaseFile
from detente.terms.errors import Problem, shown
from detente.terms.tables import KEY_COLUMNS

MOST_TOLD = 20
"""Notes; a file of others' making may give rise to any number."""


def likely_names(casefile: CaseFile, figures: Figures) -> Iterator[str]:
    """Point at names that stand only where another, which they are like, does not."""
    notes = dict.fromkeys(map(str, _likely(casefile, figures)))
    yield from islice(notes, MOST_TOLD)


def _likely(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    asked, files = asked_in(casefile), figures.files
    split = {(spec.measure, spec.group) for spec in casefile.series.values()}
    for measure in figures.by_measure:
        for column in KEY_COLUMNS:
            # There they are problems, and told as such.
            if (measure, column) in split:
                continue
            names, selected = figures.names(measure, column), asked.get((measure, column), {})
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
