"""Which file of a case a file just published is the next state of, and its rows as that.

A format may read several files of a case, each with a measure and unit of its own. Which of them
is meant, the file says by its name, by its items and units, or by figures that it repeats; where
none of these tells, it is asked for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path

from detente.case.spec import Case
from detente.evidence.listing import key_of
from detente.sources.readers import NAMED_AFTER_FILE, READERS, read_rows
from detente.study.file_names import SOME, WITHIN, Likeness, likeness
from detente.terms.errors import InputError, OtherTableError, Problem, nearest, shown
from detente.terms.periods import whole_months
from detente.terms.tables import Observation, Resource, Rows

OPTION = "--as"
_MOST_NAMED = 12
_REPEATED = 3
"""Figures that a file has to repeat of another, with as many values, to be known by them."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which the case reads files: a format and its options.

    Attributes:
        files: those read so, the newest last.
        rows: what the added file holds if read so; None where it cannot be.
        refusal: why it cannot be.
    """

    files: tuple[Resource, ...]
    rows: Rows | None = None
    refusal: InputError | None = None

    @property
    def newest(self) -> Resource:
        """The newest file that is read so."""
        return self.files[-1]

    def __str__(self) -> str:
        units = ", ".join(sorted({row.unit for row in _figures(self.rows or Rows())}))
        return f"{self.newest.name} ({units})" if units else self.newest.name


def read_as_known(
    case: Case, rows: Mapping[str, Rows], data: bytes, path: Path, name: str
) -> tuple[Resource, Rows]:
    """Read a file as the next state of one of the case's.

    Args:
        case, rows: the case, and the rows of its files by name.
        data: the file.
        path: where it is.
        name: the file of the case that it is the next state of; empty where it has to tell.

    Returns:
        The file of the case, and the rows of the added one.

    Raises:
        InputError: no reader that the case uses understands it, or nothing says which file of the
            case it is the next state of.
    """
    if name:
        known = next((r for r in case.resources if r.name == name and r.format in READERS), None)
        if known is None:
            names = [r.name for r in case.resources if r.format in READERS]
            problem = f"the case has no file {shown(name)}"
            raise InputError.at(OPTION, 0, problem, nearest(name, names))
        return known, read_rows(data, _as(known, path))
    tried = [_read(way, data, path) for way in _ways(case)]
    fitting = [way for way in tried if way.rows is not None and [*_figures(way.rows)]]
    if not fitting:
        raise _refusal(tried, path)
    way = _chosen(tried, fitting, rows, path)
    return way.newest, way.rows or Rows()


def _ways(case: Case) -> list[_Way]:
    files: dict[tuple[str, ...], list[Resource]] = {}
    for file in sorted(case.resources, key=lambda r: (r.vintage, r.name)):
        if file.format in READERS:
            named = "measure" not in file.options and file.format in NAMED_AFTER_FILE
            options = repr(sorted(file.options.items()))
            files.setdefault((file.format, options, file.name if named else ""), []).append(file)
    return [_Way(tuple(of)) for of in files.values()]


def _as(known: Resource, path: Path) -> Resource:
    """Describe the added file as one of the case's; its name may be what its figures are called."""
    return replace(known, path=str(path), unlisted={})


def _read(way: _Way, data: bytes, path: Path) -> _Way:
    try:
        return replace(way, rows=read_rows(data, _as(way.newest, path)))
    except InputError as refusal:
        return replace(way, refusal=refusal)


def _refusal(tried: Sequence[_Way], path: Path) -> InputError:
    """Return why no way reads the file: what the one says that understood it best."""
    refused = [way for way in tried if way.refusal is not None]
    if not refused or len(refused) < len(tried):
        return InputError.at(
            str(path), 0, "holds no figures to compare", "add a file of a table of figures"
        )
    named = _best_named(path.stem, [way for way in refused if not _is_other_table(way)])
    best = named or min(refused, key=_objections)
    assert best.refusal is not None
    return best.refusal


def _is_other_table(way: _Way) -> bool:
    return isinstance(way.refusal, OtherTableError)


def _objections(way: _Way) -> tuple[int, int]:
    # Of all readers, the one with the fewest objections understood the file best.
    refusal = way.refusal
    apart = refusal.apart if isinstance(refusal, OtherTableError) else 0
    return apart, len(refusal.problems) if refusal else 0


def _chosen(
    tried: Sequence[_Way],
    fitting: Sequence[_Way],
    rows: Mapping[str, Rows],
    path: Path,
) -> _Way:
    """Return the way that is meant, among those that read the file.

    Raises:
        InputError: its name is that of a file as which it cannot be read, or nothing decides.
    """
    objecting = [way for way in tried if way.refusal and not _is_other_table(way)]
    possible = _possible(fitting, rows)
    named = _best_named(path.stem, [*fitting, *objecting])
    if named is not None and named.refusal is not None:
        names = ", ".join(way.newest.name for way in possible or fitting)
        told = f"was read as {named.newest.name}, which its name is like"
        hint = Problem(str(path), 0, told, f"{OPTION} NAME reads it as another: {names}")
        raise InputError([*named.refusal.problems, hint])
    repeating = [way for way in possible if _repeats(way, rows)]
    pointed = [named] if named else []
    if named not in repeating:
        pointed += repeating
    if not pointed and len(possible) > 1:
        partly = _best_named(path.stem, possible, least=SOME)
        pointed = [partly] if partly else []
    if len(pointed) == 1 and (pointed[0] in possible or not possible):
        return pointed[0]
    if not pointed and len(possible) <= 1:
        return possible[0] if possible else fitting[0]
    others = [way for way in possible if way not in pointed] if len(pointed) < 2 else []
    raise _question(str(path), [*pointed, *others])


def _possible(fitting: Sequence[_Way], rows: Mapping[str, Rows]) -> list[_Way]:
    """Return the ways in which a file holds what the case's own hold, in their units if any do."""
    alike = [way for way in fitting if _may_continue(way, rows, by_unit=True)]
    return alike or [way for way in fitting if _may_continue(way, rows, by_unit=False)]


def _question(path: str, ways: Sequence[_Way]) -> InputError:
    some = ", ".join(map(str, ways[:_MOST_NAMED]))
    more = f" and {len(ways) - _MOST_NAMED} more" if len(ways) > _MOST_NAMED else ""
    return InputError.at(
        path,
        0,
        "may be the next state of more than one file of the case, and its name and what it holds "
        f"do not decide: {some}{more}",
        f"say which with {OPTION} NAME, e.g. {OPTION} {ways[0].newest.name}",
    )


def _best_named(stem: str, ways: Sequence[_Way], least: int = WITHIN) -> _Way | None:
    """Return the one way to whose files the name is most alike; None where it is to no single."""
    found: list[tuple[Likeness, _Way]] = []
    for way in ways:
        names = (n for file in way.files for n in (file.name, Path(file.path).stem))
        found.append((max(likeness(stem, name) for name in names), way))
    best = max((alike for alike, _ in found), default=(0, 0))
    named = [way for alike, way in found if alike == best]
    return named[0] if best >= (least, 0) and len(named) == 1 else None


def _figures(rows: Rows) -> Iterable[Observation]:
    return (*rows.observations, *rows.unknown)


_Cell = tuple[object, ...]


def _cells(rows: Iterable[Observation]) -> Iterator[tuple[_Cell, float]]:
    for row in rows:
        yield (row.measure, row.unit, row.start, row.end, key_of(row)), row.value


def _may_continue(way: _Way, rows: Mapping[str, Rows], *, by_unit: bool) -> bool:
    """Whether a file holds figures of names, units and kinds of period that the case's hold."""
    old = [row for file in way.files for row in _figures(rows.get(file.name, Rows()))]
    kinds = [
        {
            (
                row.measure,
                row.unit if by_unit else "",
                key_of(row),
                whole_months(row.start, row.end),
            )
            for row in of
        }
        for of in (_figures(way.rows or Rows()), old)
    ]
    return bool(kinds[0] & kinds[1])


def _repeats(way: _Way, rows: Mapping[str, Rows]) -> bool:
    """Whether at least half of the figures that both give are equal, and enough of them."""
    new = dict(_cells((way.rows or Rows()).observations))
    old: dict[_Cell, set[float]] = {}
    for file in way.files:
        for cell, value in _cells(rows.get(file.name, Rows()).observations):
            old.setdefault(cell, set()).add(value)
    both = [cell for cell in new if cell in old]
    equal = {new[cell] for cell in both if new[cell] in old[cell] and not isnan(new[cell])}
    count = sum(1 for cell in both if new[cell] in old[cell])
    return len(equal) >= _REPEATED and 2 * count >= len(both)
