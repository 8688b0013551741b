"""What a series may not add up: a whole and its parts, counts that overlap, averages."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.evidence.listing import group_key
from detente.evidence.relays import Span
from detente.sources.readers import OVERLAPPING
from detente.terms.errors import shown
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, SeriesSpec
from detente.terms.units import AVERAGES
from detente.terms.wholes import is_part, is_whole

_NEARLY_EVERY = 0.9
"""Share of the periods in which one value is the sum of the others, for it to be their total."""
_ROUNDING = 1e-6
"""How far a total may miss the sum of figures printed with six digits or more."""
_LOOSELY, _OFTEN = 0.01, 3
"""How far it may miss it where parts are suppressed or rounded, if so in this many periods."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """Figures that a series would add and that may not be.

    Attributes:
        column: the column in which they differ.
        problem: what would be added.
        fix: how to tell them apart.
    """

    column: str
    problem: str
    fix: str


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
        for column in KEY_COLUMNS:
            if column == spec.group or column in told:
                continue
            if found := _mixed_in(column, members, files):
                told.add(column)
                yield found
        if spec.unit in AVERAGES and "" not in told and (found := _averages(spec, members)):
            told.add("")
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
    return _mixed_in(spec.group, together, files)


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
    wholes = [v for v in sorted(of_value) if _is_total(v, of_value, files[of_value[v]])]
    if not wholes and (total := _sum_of_others(column, rows)):
        wholes = [total]
    if not wholes and (part := next(filter(is_part, sorted(of_value)), "")):
        others = ", ".join(map(shown, sorted(of_value.keys() - {part})[:3]))
        problem = f"adds {shown(part)} and {others} in the column {column}: it is a part of another"
        return Mixed(column, problem, apart)
    if not wholes and (total := _sum_of_group(column, rows)):
        wholes = [total]
    if not wholes:
        return None
    parts = [value for value in sorted(of_value) if value not in wholes] or wholes[1:]
    named = ", ".join(map(shown, parts[:3])) + (", …" if len(parts) > 3 else "")
    whole = shown(wholes[0]) if wholes[0] else "the whole (empty)"
    problem = f"adds {whole} and its parts ({named}) in the column {column}"
    return Mixed(
        column, problem, f'where = {{ {column} = "{wholes[0]}" }} takes the whole; {apart}'
    )


def _is_total(value: str, beside: Mapping[str, str], file: Resource) -> bool:
    if file.wholes is not None:
        return not value or value in file.wholes
    return is_whole(value, beside.keys() - {value})


def _sum_of_others(column: str, rows: Sequence[Observation]) -> str:
    """Return the value of a column that is the sum of the others in nearly every period."""
    sums: dict[tuple[str, Span], Counter[str]] = defaultdict(Counter)
    for row in rows:
        sums[row.resource, (row.start, row.end)][getattr(row, column)] += row.value  # type: ignore[assignment]
    # Of figures of 0 or more only the largest can be the sum of two or more others.
    tried = [(of, max(of, key=of.__getitem__)) for of in sums.values()]
    tried = [(of, top) for of, top in tried if sum(1 for v in of.values() if v > 0) > 2]
    for within, least in ((_ROUNDING, 2), (_LOOSELY, _OFTEN)):
        found = Counter(
            top for of, top in tried if abs(2 * of[top] - of.total()) <= within * abs(of[top])
        )
        total, times = found.most_common(1)[0] if found else ("", 0)
        often = sum(1 for of, _ in tried if total in of)
        if times >= least and times >= _NEARLY_EVERY * often:
            return total
    return ""


def _sum_of_group(column: str, rows: Sequence[Observation]) -> str:
    """Return the value that is the sum of those which begin with its name and go on."""
    values = sorted({getattr(row, column) for row in rows} - {""})
    for value in values:
        parts = [v for v in values if v.startswith(value) and not v[len(value) :][:1].isalnum()]
        if (
            len(parts) > 2
            and _sum_of_others(column, [row for row in rows if getattr(row, column) in parts])
            == value
        ):
            return value
    return ""


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
