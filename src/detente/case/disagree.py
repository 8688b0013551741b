"""Figures that two files of a case give differently, where nothing says which is right.

A newer file restates an older one; of two that were issued on one day neither is newer.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from detente.case.figures import Figures, Files
from detente.case.spec import CaseFile
from detente.evidence.changes import finest_steps, is_same
from detente.evidence.listing import key_of
from detente.evidence.relays import Span
from detente.terms.errors import Problem, shown
from detente.terms.periods import PERIOD_MONTHS, is_period, period_label
from detente.terms.tables import Observation, SeriesSpec

_Cell = tuple[str, Span, tuple[str, ...]]
MOST_NOTED = 20


@dataclass(frozen=True, slots=True)
class _Disagreement:
    """The first figure that two files of one day give differently, and how many more there are."""

    one: Observation
    other: Observation
    more: int


def same_day_problems(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Say which files of one vintage give a figure of a series differently, with both lines.

    Not where the series names the files that it may come from: their order decides.
    """
    files, chosen = figures.files, figures.chosen
    asking: dict[tuple[str, str, str], list[str]] = {}
    for name, spec in casefile.series.items():
        if not spec.resources:
            fitting = [row for row in chosen[name] if _fits(spec, row)]
            used = tuple(dict.fromkeys(row.resource for row in fitting))
            for one, other in _of_one_day(used, files):
                asking.setdefault((spec.measure, one, other), []).append(name)
    for (measure, one, other), names in asking.items():
        rows = [r for name in names for r in chosen[name] if _fits(casefile.series[name], r)]
        found = _first_apart(rows, figures.of(measure), one, other)
        if found is not None:
            yield Problem(
                files[other].path,
                found.other.line,
                f"{_apart(found, files)}; asked for by series {', '.join(names[:3])}",
                "correct the vintage of one of them, or name both in resources of the series, "
                "the one to be believed first",
            )


def same_day_notes(figures: Figures, told: Collection[tuple[str, int]]) -> Iterator[str]:
    """Say which files of one vintage give a figure differently that makes no problem.

    Args:
        told: file and line of what was found wrong.
    """
    files, noted = figures.files, 0
    for measure, rows in figures.by_measure.items():
        used = tuple(dict.fromkeys(row.resource for row in rows))
        for one, other in _of_one_day(used, files):
            found = _first_apart(rows, rows, one, other)
            place = files[other].path, found.other.line if found else 0
            if found is not None and place not in told and noted < MOST_NOTED:
                noted += 1
                yield f"{place[0]}:{place[1]}: {measure}: {_apart(found, files)}"


def _fits(spec: SeriesSpec, row: Observation) -> bool:
    is_whole = spec.period not in PERIOD_MONTHS or is_period(spec.period, row.start, row.end)
    return row.unit == spec.unit and is_whole


def _of_one_day(names: Sequence[str], files: Files) -> Iterator[tuple[str, str]]:
    for one, other in combinations(sorted(names), 2):
        if files[one].vintage == files[other].vintage:
            yield one, other


def _first_apart(
    rows: Sequence[Observation], whole: Sequence[Observation], one: str, other: str
) -> _Disagreement | None:
    """Return the first figure that two files print differently.

    Args:
        rows: those compared.
        whole: all rows of the measure, by which a file shows how finely it prints.
    """
    sides: dict[str, dict[_Cell, Observation]] = {one: {}, other: {}}
    for row in rows:
        if row.resource in sides:
            sides[row.resource][_cell(row)] = row
    both = [c for c in sides[one] if c in sides[other]]
    finest = finest_steps(tuple(whole)) if both else {}
    apart = [
        (sides[one][cell], sides[other][cell])
        for cell in both
        if sides[one][cell].unit == sides[other][cell].unit
        and not is_same(sides[one][cell], sides[other][cell], finest, finest)
    ]
    return _Disagreement(*apart[0], len(apart) - 1) if apart else None


def _cell(row: Observation) -> _Cell:
    return row.measure, (row.start, row.end), key_of(row)


def _apart(found: _Disagreement, files: Files) -> str:
    one, other = found.one, found.other
    more = f" (and so {found.more:,} more figures)" if found.more else ""
    return (
        f"gives {other.value:,.10g} for {_words(other)}, and {files[one.resource].path}:{one.line} "
        f"{one.value:,.10g}{more}, and both were issued on {files[one.resource].vintage}"
    )


def _words(row: Observation) -> str:
    names = ", ".join(shown(value) for value in key_of(row) if value)
    return f"{period_label('span', row.start, row.end)}{f' {names}' if names else ''}"
