"""What a series may not add up: a whole and its parts, counts that overlap, averages."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter

from detente.evidence.listing import group_key
from detente.evidence.relays import Span
from detente.evidence.sums import find_sum
from detente.sources.readers import OVERLAPPING
from detente.terms.beside import Beside
from detente.terms.errors import shown
from detente.terms.groups import one_name
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, SeriesSpec
from detente.terms.tellings import two_tellings
from detente.terms.units import AVERAGES
from detente.terms.wholes import is_part, is_vague, is_whole, parts_of

_MARKS = re.compile(r"[\s*†‡§:]+$")
_OF_PLACES = ("area", "region")
"""Columns in which a code and a name may be of one place."""

_Cell = tuple[str, Span]
"""File and time."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """Figures that a series would add and that may not be.

    Attributes:
        column: the column in which they differ.
        problem: what would be added.
        fix: how to tell them apart.
        sure: whether it is so, or only likely enough to be asked.
    """

    column: str
    problem: str
    fix: str
    sure: bool = True


def mixed_figures(
    spec: SeriesSpec, rows: Sequence[Observation], files: Mapping[str, Resource]
) -> Iterator[Mixed]:
    """Say what a series adds in one group although it may not; once for each column.

    Args:
        rows: those that the series selects, of all its files: one file may give the whole and the
            next its parts.
        files: by name.
    """
    told: set[str] = set()
    for members in _by_group(spec, rows).values():
        if spec.unit in AVERAGES and (found := _averages(spec, members)):
            # What is never added needs no wholes and parts to say so.
            if "" not in told:
                told.add("")
                yield found
            continue
        for column in KEY_COLUMNS:
            if column == spec.group or column in told:
                continue
            if found := _mixed_in(column, members, files):
                told.add(column)
                yield found


def mixed_groups(
    spec: SeriesSpec, rows: Sequence[Observation], files: Mapping[str, Resource]
) -> Mixed | None:
    """Say why the groups of a series may not be added to each other; None where they may.

    Groups that never have a figure of the same period are not added.
    """
    if spec.group not in KEY_COLUMNS:
        return None
    if spec.unit in AVERAGES:
        return Mixed(spec.group, f"figures in {spec.unit} are not added", "name one group")
    groups: dict[Span, set[str]] = defaultdict(set)
    for row in rows:
        groups[row.start, row.end].add(getattr(row, spec.group))
    together = [row for row in rows if len(groups[row.start, row.end]) > 1]
    found = _mixed_in(spec.group, together, files)
    return found if found and found.sure else None


def _by_group(spec: SeriesSpec, rows: Sequence[Observation]) -> dict[str, list[Observation]]:
    column, named = group_key(spec)
    groups: dict[str, list[Observation]] = defaultdict(list)
    for row in rows:
        if (group := named(getattr(row, column, ""))) is not None:
            groups[group].append(row)
    return groups


def _mixed_in(
    column: str, rows: Sequence[Observation], files: Mapping[str, Resource]
) -> Mixed | None:
    of_value = {getattr(row, column): row.resource for row in rows}
    if len(of_value) < 2:
        return None
    apart = f'select in where = {{ {column} = … }}, or keep them apart with group = "{column}"'
    measure = rows[0].measure
    if any(of == column and measure.startswith(start) for start, of in OVERLAPPING.items()):
        one, other, *_ = sorted(of_value)
        problem = f"adds {shown(one)} and {shown(other)} in the column {column}, which overlap"
        return Mixed(column, problem, apart)
    remedy = f'{apart}; "wholes" of the file in datapackage.json settles it else'
    if twice := _told_twice(column, rows):
        both = f"{shown(twice[0])} and {shown(twice[1])}"
        problem = f"adds {both} in the column {column}, which are one under two names"
        return Mixed(column, problem, apart)
    by_words = {v for v in of_value if files[of_value[v]].wholes is None}
    beside = Beside(of_value)
    wholes = [v for v in sorted(of_value) if _is_total(v, beside, files[of_value[v]])]
    if ways := _told_in_two_ways(column, by_words, rows):
        both = f"{shown(ways[0])} and {shown(ways[1])}"
        problem = f"adds {both} in the column {column}, which tell one figure in two ways"
        return Mixed(column, problem, remedy)
    sizes = _Sizes(column, rows)
    wholes = [
        value
        for value in wholes
        if value not in by_words or not is_vague(value) or not sizes.is_below_another(value)
    ]
    if wholes:
        parts = [value for value in sorted(of_value) if value not in wholes] or wholes[1:]
        return _added(column, wholes[0], parts, remedy)
    for part in sorted(filter(is_part, by_words)):
        others = ", ".join(map(shown, sorted(of_value.keys() - {part})[:3]))
        problem = f"adds {shown(part)} and {others} in the column {column}: it is a part of another"
        return Mixed(column, problem, apart)
    for value in sorted(by_words):
        parts = sorted(parts_of(value, beside))
        if parts and not sizes.is_below(value, parts):
            return _added(column, value, parts, remedy)
    if all(files[of_value[v]].wholes == () for v in of_value) or not (
        total := find_sum(column, rows)
    ):
        return None
    sure = total.sure and len(by_words) == len(of_value)
    if len(total.parts) == 1:
        problem = (
            f"adds {shown(total.whole)} and {shown(total.parts[0])} in the column {column}, "
            "whose figures are the same"
        )
        return Mixed(column, problem, remedy, sure)
    return _added(column, total.whole, total.parts, remedy, sure=sure)


def _added(
    column: str, whole: str, parts: Sequence[str], remedy: str, *, sure: bool = True
) -> Mixed:
    named = ", ".join(map(shown, parts[:3])) + (", …" if len(parts) > 3 else "")
    name = shown(whole) if whole else "the whole (empty)"
    problem = f"adds {name} and {'its parts' if sure else 'what may be its parts'} ({named})"
    return Mixed(
        column,
        f"{problem} in the column {column}",
        f'where = {{ {column} = "{whole}" }} takes the whole; {remedy}',
        sure,
    )


def _is_total(value: str, beside: Beside, file: Resource) -> bool:
    if file.wholes is not None:
        return not value or value in file.wholes
    return is_whole(value, beside)


def _told_twice(column: str, rows: Sequence[Observation]) -> tuple[str, str] | None:
    """Return two names of one thing that one file lists in one period: `OH` and `Ohio`."""
    keys: dict[str, str] = {}
    for name in {getattr(row, column) for row in rows}:
        key = _MARKS.sub("", name).casefold() or name
        keys[name] = one_name(key) if column in _OF_PLACES else key
    if len({*keys.values()}) == len(keys):
        return None
    first: dict[tuple[str, Span, str], str] = {}
    for row in rows:
        name = getattr(row, column)
        other = first.setdefault((row.resource, (row.start, row.end), keys[name]), name)
        if other != name:
            return min(name, other), max(name, other)
    return None


def _told_in_two_ways(
    column: str, names: Collection[str], rows: Sequence[Observation]
) -> tuple[str, str] | None:
    """Return two names that tell one figure in two ways, and ever stand beside each other."""
    pairs = sorted(two_tellings(names))
    paired = {name for pair in pairs for name in pair}
    others = [key for key in KEY_COLUMNS if key != column]
    cells: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows if pairs else ():
        if (name := getattr(row, column)) in paired:
            at = row.resource, f"{row.start}/{row.end}", *(getattr(row, key) for key in others)
            cells[name].add(at)
    return next((pair for pair in pairs if cells[pair[0]] & cells[pair[1]]), None)


class _Sizes:
    """How large the figures of a column's names are against each other, file by file in time."""

    def __init__(self, column: str, rows: Sequence[Observation]) -> None:
        sums: dict[_Cell, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for row in rows:
            sums[row.resource, (row.start, row.end)][getattr(row, column)] += row.value
        self._of: dict[str, dict[_Cell, float]] = defaultdict(dict)
        for cell, figures in sums.items():
            for name, figure in figures.items():
                self._of[name][cell] = figure
        self._largest = {cell: nlargest(2, of.items(), itemgetter(1)) for cell, of in sums.items()}

    def is_below(self, value: str, parts: Collection[str]) -> bool:
        """Whether a value is below one of others in half of its cells, and no sum of them."""
        return self._is_below(
            value, lambda cell: max((self._of[part].get(cell, 0) for part in parts), default=0)
        )

    def is_below_another(self, value: str) -> bool:
        """Whether a value is below any other in half of its cells."""
        return self._is_below(
            value, lambda cell: next((of for name, of in self._largest[cell] if name != value), 0)
        )

    def _is_below(self, value: str, other: Callable[[_Cell], float]) -> bool:
        cells = self._of[value]
        return 2 * sum(1 for cell, own in cells.items() if own < other(cell)) >= len(cells)


def _averages(spec: SeriesSpec, rows: Sequence[Observation]) -> Mixed | None:
    cells = Counter((row.resource, row.start, row.end) for row in rows)
    if not cells or max(cells.values()) < 2:
        return None
    differing = [c for c in KEY_COLUMNS if len({getattr(row, c) for row in rows}) > 1]
    column = differing[0] if differing else "item"
    return Mixed(
        column,
        f"adds several figures in {spec.unit} of one period, and {spec.unit} are not added",
        f'select one in where = {{ {column} = … }}, or keep them apart with group = "{column}"',
    )
