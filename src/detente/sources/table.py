"""CSV bytes to checked rows: encoding, header, row length and keys that must not repeat."""

import csv
import io
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass

from detente.sources.base import ProblemLog, check_bytes
from detente.sources.row import Row
from detente.terms.errors import Problem, nearest, shown
from detente.terms.events import Event
from detente.terms.periods import period_label
from detente.terms.tables import Observation, Resource, Rows, Score

_MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a published table, in any order.

    Attributes:
        columns: those that must be there.
        optional: those that may be; no others are understood.
        free: one of `columns` that the publisher names after the series; a single column of
            another name is read as it.
    """

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    free: str = ""

    @property
    def known(self) -> frozenset[str]:
        """All columns that are understood."""
        return frozenset(self.columns + self.optional)

    def renamed(self, header: list[str]) -> list[str]:
        """Return a header with the free column under its name here."""
        unknown = [name for name in header if name not in self.known]
        if self.free and self.free not in header and len(unknown) == 1:
            return [self.free if name == unknown[0] else name for name in header]
        return header


class Table:
    """The rows of one file, each checked as far as any table can be.

    Args:
        data: the file.
        resource: what the case says of it.
        layouts: the forms in which the publisher issues the table; the one nearest to the file's
            header is meant.
        header: False where the publisher prints none; columns are then in the layout's order.
        footer: first cell of the line that ends the data and begins the publisher's remarks.
    """

    def __init__(
        self,
        data: bytes,
        resource: Resource,
        *layouts: Layout,
        header: bool = True,
        footer: str = "",
    ) -> None:
        self.log = ProblemLog(resource.path)
        self._data, self._resource = data, resource
        self._layouts, self._has_header, self._footer = layouts, header, footer
        self._first_lines: dict[Hashable, int] = {}
        self._read = 0
        self._left_out: list[Problem] = []

    def rows(self) -> Iterator[Row]:
        """Yield the data rows; those of the wrong length are noted as problems and skipped.

        Raises:
            InputError: the bytes are no UTF-8 text of sane size, or the header is not understood.
        """
        check_bytes(self._data, self.log)
        records = self._records()
        columns = self._layouts[0].columns if not self._has_header else self._header(records)
        for line, cells in records:
            if self._footer and cells[0].strip() == self._footer and not any(cells[1:]):
                self._check_footer(records, len(columns))
                return
            self._read += 1
            if len(cells) != len(columns):
                self._complain_of_length(line, cells, len(columns))
                continue
            named = dict(zip(columns, cells, strict=True))
            yield Row(named, line, self._resource, self.log, self._left_out)

    def unique(self, row: Row, key: Hashable, label: str) -> None:
        """Note a problem where an earlier sound row had the same key."""
        if not row.sound:
            return
        first = self._first_lines.setdefault(key, row.line)
        if first != row.line:
            row.complain(
                f"repeats line {first} ({label})", "keep one of the two rows, or mend the key"
            )

    def finish(
        self,
        *,
        events: Iterable[Event] = (),
        observations: Iterable[Observation] = (),
        scores: Iterable[Score] = (),
    ) -> Rows:
        """Return the rows, once all problems have been ruled out.

        Raises:
            InputError: with every problem of the file.
        """
        if not self._read:
            self.log.add(0, "has no data rows", "download or export the file again")
        self.log.raise_any()
        return Rows(
            tuple(events), tuple(observations), tuple(scores), self._read, tuple(self._left_out)
        )

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        # utf-8-sig drops the byte-order mark that Excel writes; newline="" leaves it to csv to
        # tell line breaks from those within quotation marks.
        text = io.TextIOWrapper(io.BytesIO(self._data), encoding="utf-8-sig", newline="")
        reader = csv.reader(text, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.log.add(
                    line, f"is not CSV from here on ({error})",
                    "check the quotation marks of this row",
                )  # fmt: skip
                return
            if any(cells):
                yield line, cells

    def _header(self, records: Iterator[tuple[int, list[str]]]) -> list[str]:
        line, header = next(records, (1, []))
        self.log.raise_any()
        layout = max(self._layouts, key=lambda layout: len(layout.known.intersection(header)))
        header = layout.renamed(header)
        _check_header(line, header, layout, self.log)
        self.log.raise_any()
        return header

    def _complain_of_length(self, line: int, cells: list[str], wanted: int) -> None:
        problem = f"has {len(cells)} fields, not {wanted}, and begins {shown(cells[0])}"
        fix = (
            "download the file again: the row is cut off"
            if len(cells) < wanted
            else "put text that contains commas in quotation marks"
        )
        self.log.add(line, problem, fix)

    def _check_footer(self, records: Iterator[tuple[int, list[str]]], wanted: int) -> None:
        for line, cells in records:
            if len(cells) >= wanted and sum(map(bool, cells)) > 1:
                self.log.add(
                    line, f"a data row after the remarks that {self._footer!r} begins",
                    "move the remarks to the end of the file",
                )  # fmt: skip


Maker = Callable[[Row], Iterable[Observation]]
"""Makes the observations of one row; one that makes none says why with `Row.leave_out`."""


def read_observations(
    data: bytes,
    resource: Resource,
    *layouts: Layout,
    make: Maker,
    key: Callable[[Row, Observation], tuple[Hashable, ...]] | None = None,
    header: bool = True,
    footer: str = "",
) -> Rows:
    """Read a table of figures.

    Args:
        data: the file.
        resource: what the case says of it.
        layouts, header, footer: see `Table`.
        make: turns one row into observations.
        key: what makes a figure of this table unique; by default everything that identifies an
            observation.

    Raises:
        InputError: with every problem of the file.
    """
    table = Table(data, resource, *layouts, header=header, footer=footer)
    return table.finish(observations=observations_of(table, make, key or figure_key))


def observations_of(
    table: Table, make: Maker, key: Callable[[Row, Observation], tuple[Hashable, ...]]
) -> list[Observation]:
    """Collect the observations of all rows, noting keys that repeat."""
    kept: list[Observation] = []
    for row in table.rows():
        made = list(make(row))
        for figure in made:
            table.unique(row, key(row, figure), _label(figure))
        kept += made
        if not made and not row.left_out:
            row.leave_out("no value is printed", "nothing: the publisher gives none")
    return kept


def figure_key(row: Row, figure: Observation) -> tuple[Hashable, ...]:
    """Return what identifies a figure: two rows of a file that agree in it are duplicates."""
    return (
        figure.measure, figure.start, figure.end, figure.item, figure.component, figure.region,
        figure.land_filter, figure.area, figure.scope,
    )  # fmt: skip


def _label(figure: Observation) -> str:
    parts = (
        figure.measure, period_label("span", figure.start, figure.end), figure.component,
        figure.region, figure.land_filter, figure.area, figure.item, figure.scope,
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


def _check_header(line: int, header: list[str], layout: Layout, log: ProblemLog) -> None:
    if len(header) > _MAX_COLUMNS:
        log.add(
            line, f"the header has {len(header):,} columns", "check that this is the right file"
        )
        return
    seen = list(filter(None, dict.fromkeys(header)))
    missing = [name for name in layout.columns if name not in header]
    for name in seen:
        if name not in layout.known:
            fix = _header_advice(name, missing)
            log.add(line, f"column {shown(name)} is not known", fix)
    for name in missing:
        log.add(
            line, f"column {name!r} is missing",
            f"add it; the header of this table is {_listed(layout.columns)}",
        )  # fmt: skip
    for name in seen:
        if header.count(name) > 1:
            log.add(line, f"column {shown(name)} stands twice in the header", "remove one of them")
    if "" in header:
        log.add(line, "a column has no name", "name or remove it (look for a comma too many)")


def _header_advice(name: str, missing: Collection[str]) -> str:
    if not missing:
        return "remove it, or read the file with another format"
    return f"rename or remove it: {nearest(name, missing)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))
