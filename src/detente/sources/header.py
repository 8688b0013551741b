"""The header of a table: which layout it is, or in one line why it is none."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from detente.sources.base import ProblemLog
from detente.sources.dates import readings
from detente.sources.shapes import in_full, other_shape
from detente.sources.text import SEPARATORS, Record, separated_by
from detente.terms.errors import OtherTableError, near_name, shown
from detente.terms.spelling import column_key, folded_space

_MAX_COLUMNS = 200
_MOST_APART = 4
"""Problems of a header that are told one by one; more are one."""
_GDELT_COLUMNS = (57, 58, 61)
_UNIT_SIGN = re.compile(r"[%‰$€£¥](?=\W*$)")
LOOKED_AT = 30
"""Lines below the first among which a header is looked for."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a published table, in any order and however their names are spelled.

    Attributes:
        columns: those that must be there.
        optional: those that may be; no others are understood.
        free: one of `columns` that the publisher names after the series; a single column of
            another name is read as it.
        aliases: other names of a column → its name here.
        row_names: whether the first column may be the nameless row numbers that R writes.
    """

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    free: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
    row_names: bool = False

    @property
    def known(self) -> frozenset[str]:
        """All columns that are understood."""
        return frozenset(self.columns + self.optional)

    def named(self, header: Sequence[str]) -> list[str]:
        """Return a header with each column under its name here, where it has one."""
        by_key = {column_key(name): name for name in (*self.optional, *self.columns)}
        by_key |= {column_key(alias): name for alias, name in self.aliases}
        names = [name if name in self.known else _known_as(name, by_key) for name in header]
        unknown = [name for name in names if name not in self.known]
        if self.free and self.free not in names and len(unknown) == 1:
            names = [self.free if name == unknown[0] else name for name in names]
        if self.row_names and names[:1] == [""]:
            names[0] = ROW_NAMES
        return names


@dataclass(frozen=True, slots=True)
class _Cause:
    """Why a header is none, what to do, and how many columns of the table it lacks even so."""

    problem: str
    fix: str
    apart: int


def _known_as(name: str, by_key: Mapping[str, str]) -> str:
    """Return the name that a column has here, where it is spelled otherwise; else as it is."""
    known = by_key.get(column_key(name) or name, name)
    # `value [%]` is no `value`: the sign says what the figures are.
    return known if set(_UNIT_SIGN.findall(name)) <= set(known) else name


ROW_NAMES = "(row names)"
"""Stands for the nameless column of row numbers."""


def read_header(
    line: int,
    cells: list[str],
    layouts: Sequence[Layout],
    below: Iterator[Record],
    log: ProblemLog,
    *,
    option: str,
) -> list[str]:
    """Return the names of a table's columns; what is wrong with them goes to the log.

    Args:
        line, cells: the header and where it stands.
        layouts: the forms in which the publisher issues the table; the nearest is meant.
        below: what follows; looked into only where the header is none.
        option: where the case can state how the file is written, for remedies.

    Raises:
        OtherTableError: most of it is of no layout.
    """
    text = ",".join(cells)
    cells = [" ".join(folded_space(cell).split()) for cell in cells]
    layout = max(layouts, key=lambda one: _score(one, cells))
    header = layout.named(cells)
    if len(cells) > _MAX_COLUMNS:
        problem = f"the header has {len(cells):,} columns"
        log.add(line, problem, "check that this is the right file")
        return header
    if _is_amiss(header, layout):
        first = list(islice(below, LOOKED_AT))
        if cause := _cause(text, cells, header, layout, layouts, first, option):
            raise _other_table(log.file, line, cause)
    _check(line, header, layout, log)
    return header


def lacking(cells: Sequence[str], layouts: Sequence[Layout]) -> int:
    """Return how many columns the nearest layout has that are not among the cells of a row."""
    names = [" ".join(folded_space(cell).split()) for cell in cells]
    return min(len(set(layout.columns) - set(layout.named(names))) for layout in layouts)


def _is_amiss(header: Sequence[str], layout: Layout) -> bool:
    """Whether a header has columns that its layout does not know, twice, or lacks some."""
    named = [name for name in header if name != ROW_NAMES]
    return len(set(named)) < len(named) or not (set(layout.columns) <= set(named) <= layout.known)


def _score(layout: Layout, cells: Sequence[str]) -> tuple[int, int]:
    known = layout.known.intersection(layout.named(cells))
    return len(known), -len(set(layout.columns) - known)


def _other_table(file: str, line: int, cause: _Cause) -> OtherTableError:
    error = OtherTableError.at(file, line, cause.problem, cause.fix)
    error.apart = max(cause.apart, 0)
    return error


def _cause(
    text: str,
    cells: list[str],
    header: list[str],
    layout: Layout,
    layouts: Sequence[Layout],
    below: Sequence[Record],
    option: str,
) -> _Cause | None:
    """Return the one reason why a header is not that of the table, where there is one."""
    known = [name for name in header if name in layout.known]
    found, lacks = len(set(known)), len(known) < len(layout.columns)
    if lacks and (cause := _misread(text, cells, found, layouts, below, option)):
        return cause
    if shape := other_shape(header, layout.known, below):
        return _Cause(*shape, len(set(layout.columns) - set(known)))
    return _foreign(text, cells, layouts[0], option) if lacks and not found else None


def _misread(
    text: str,
    cells: list[str],
    found: int,
    layouts: Sequence[Layout],
    below: Sequence[Record],
    option: str,
) -> _Cause | None:
    """Return the one reason why a header names (almost) no column of the table."""
    fewest = min(len(layout.columns) for layout in layouts)
    raw = text.split("\t")
    if len(raw) in _GDELT_COLUMNS and re.fullmatch(r"[0-9]{5,}", raw[0]):
        return _Cause(
            f"holds raw GDELT event rows ({len(raw)} columns between tabs, and no header)",
            "no reader takes them: reduce them to one row a day and dyad",
            fewest,
        )
    if len(cells) == 1 and (known := _known(next(csv.reader([cells[0]]), []), layouts)) > found:
        return _Cause(
            "each line stands in quotation marks as a whole",
            "export the table again, with quotation marks around cells only",
            fewest - known,
        )
    for separator in SEPARATORS:
        if separator in text and (known := _known(_split(text, separator), layouts)) > max(
            found, 1
        ):
            return _Cause(*separated_by(separator, option), fewest - known)
    for at, other in below:
        if found <= 1 and (known := _known(other, layouts)) >= 2:
            return _Cause(
                f"the header stands on line {at}",
                "remove the lines above it" + in_full(text),
                fewest - known,
            )
    is_narrow = len(cells) == 1 and len(below) > 1 and all(len(line) > 1 for _, line in below)
    if is_narrow or (len(cells) > 1 and sum(map(bool, cells)) == 1):
        title = next(filter(None, cells))
        return _Cause(
            f"the first line is a title, {shown(title)}, and no header",
            "remove the lines above the header" + in_full(title),
            fewest,
        )
    return None


def _foreign(text: str, cells: list[str], layout: Layout, option: str) -> _Cause | None:
    """Return what a first line is of which nothing is a column of the table."""
    columns, apart = _listed(layout.columns), len(layout.columns)
    if all(_is_value(cell) for cell in cells):
        return _Cause(
            f"has no header: it begins with the values {', '.join(map(shown, cells[:3]))}",
            f"put a first line with the columns {columns}",
            apart,
        )
    if len(cells) > 1:
        return None
    for separator in SEPARATORS:
        if len(names := _split(text, separator)) > 2:
            problem, _ = separated_by(separator, option)
            return _Cause(
                f"{problem}, and are not those of this table: {_listed(names)}",
                f"correct the format in datapackage.json, or put {columns} there",
                apart,
            )
    return _Cause(
        f"the first line is one column, {shown(cells[0])}, and no header",
        "check that the file is a table, saved as CSV with commas",
        apart,
    )


def _known(cells: Iterable[str], layouts: Sequence[Layout]) -> int:
    names = [folded_space(cell) for cell in cells]
    return max(len(layout.known.intersection(layout.named(names))) for layout in layouts)


def _split(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return []


def _is_value(cell: str) -> bool:
    return bool(re.fullmatch(r"[-+0-9.,eE %$]*", cell)) or bool(readings(cell))


def _check(line: int, header: list[str], layout: Layout, log: ProblemLog) -> None:
    seen = [name for name in dict.fromkeys(header) if name and name != ROW_NAMES]
    missing = [name for name in layout.columns if name not in header]
    unknown = [name for name in seen if name not in layout.known]
    if len(missing) + len(unknown) > _MOST_APART:
        raise _other_table(log.file, line, _not_this_table(missing, unknown, layout))
    for name in unknown:
        log.add(line, f"column {shown(name)} is not known", _advice(name, missing))
    for name in missing:
        log.add(
            line, f"column {name!r} is missing",
            f"use a file that has it; the header of this table is {_listed(layout.columns)}",
        )  # fmt: skip
    for name in seen:
        if header.count(name) > 1:
            log.add(line, f"column {shown(name)} stands twice in the header", "remove one of them")
    if "" in header:
        log.add(line, "a column has no name", "name or remove it (look for a comma too many)")


def _not_this_table(missing: list[str], unknown: list[str], layout: Layout) -> _Cause:
    parts = []
    if missing:
        some = f"{len(missing)} of the columns" if len(missing) > 1 else "the column"
        parts.append(f"{some} of this table {'are' if len(missing) > 1 else 'is'} missing "
                     f"({_listed(missing)})")  # fmt: skip
    if unknown:
        parts.append(f"{len(unknown)} are not known ({_listed(unknown)})")
    return _Cause(
        "this is another table, or another layout of it: " + ", and ".join(parts),
        f"correct the format in datapackage.json; this one's columns are {_listed(layout.columns)}",
        len(missing) + len(unknown),
    )


def _advice(name: str, missing: Sequence[str]) -> str:
    if not missing:
        return "leave it out of the export, or read the file with another format"
    if near := near_name(name, missing):
        return f"rename or remove it: did you mean {shown(near)}?"
    return f"remove it: its name says another thing than {_listed(missing)}"


def _listed(names: Sequence[str], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(shown(name, 40) for name in names[:most]) + more
