"""CSV bytes to checked rows: encoding, header, row length and keys that must not repeat."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial
from math import isnan

from detente.sources.base import MAX_ROWS, ProblemLog
from detente.sources.ends import MEND, cut_doubt, is_begun
from detente.sources.file_kinds import is_workbook
from detente.sources.fiscal import FiscalYears
from detente.sources.header import Layout, lacking, read_header
from detente.sources.numbers import NumberColumns
from detente.sources.row import Reading, Row
from detente.sources.shapes import in_full
from detente.sources.sheets import SheetsLeft
from detente.sources.text import (
    DECIMALS,
    Form,
    Record,
    Text,
    read_text,
    records,
    separator_of,
    stated,
    where_options,
)
from detente.sources.workbook import sheet_records
from detente.terms.errors import InputError, OtherTableError, Problem, shown
from detente.terms.events import Event
from detente.terms.periods import period_label
from detente.terms.spelling import column_key
from detente.terms.tables import Observation, Resource, Rows, Score

_REMARK = re.compile(
    r"(?:sources?|notes?|footnotes?|fuentes?|notas?|quelle|anmerkung|remarks?|prepared by|"
    r"elaborad[oa] por|data source|last updated?)\s*[:.-]|[*†‡§]+ *\w{3}",
    re.IGNORECASE,
)
"""How a line that publishers print below a table begins."""
_WORDS = re.compile(r"(?![12][0-9]{3})\S+\s+\S.*", re.DOTALL)
"""Words that alone in a line are a remark; what begins with a year may be a row that is cut."""
_DIGIT = re.compile(r"\d")


class Table:
    """The rows of one file, each checked as far as any table can be.

    Args:
        data: the file.
        resource: what the case says of it.
        layouts: the forms in which the publisher issues the table; the one nearest to the file's
            header is meant.
        header: False where the publisher prints none; columns are then in the layout's order.
        form: how the publisher writes the table.
    """

    def __init__(
        self,
        data: bytes,
        resource: Resource,
        *layouts: Layout,
        header: bool = True,
        form: Form | None = None,
    ) -> None:
        self.log = ProblemLog(resource.path)
        self._data, self._resource, self._form = data, resource, form or Form()
        self._layouts, self._has_header = layouts, header
        decimal, option = stated(resource, "decimal", DECIMALS), where_options(resource)
        self._reading = Reading(
            resource, self.log, NumberColumns(decimal, option), FiscalYears(resource)
        )
        self._first_lines: dict[Hashable, int] = {}
        self._read = self._fitting = 0
        self._odd: tuple[int, int] | None = None
        self._text: Text | None = None
        self._separator = ","
        self._sheets_left: SheetsLeft = ()
        self._last: tuple[int, list[str]] = (0, [])

    def rows(self) -> Iterator[Row]:
        """Yield the data rows; those of the wrong length are noted as problems and skipped.

        Raises:
            InputError: the file is no table of sane size, or its header is not understood.
        """
        found = self._records()
        columns = list(self._layouts[0].columns)
        if self._has_header:
            columns = self._header(found)
        footer = self._form.footer
        for line, cells in found:
            if footer and cells[0].strip() == footer and not any(cells[1:]):
                self._check_footer(found, len(columns))
                # The publisher's own line ends the data, so that the last row is whole.
                self._text = None
                return
            self._read += 1
            if self._read > MAX_ROWS:
                self._refuse_the_rest(line)
            self._last = line, cells
            if len(cells) != len(columns) or (no_data := self._no_data(cells, columns)):
                self._odd = self._odd or (line, len(cells))
                if len(cells) == len(columns):
                    self.log.add(line, no_data, "take the line out" + in_full(" ".join(cells)))
                else:
                    self._complain_of_length(line, cells, len(columns))
                continue
            self._fitting += 1
            yield Row(dict(zip(columns, cells, strict=True)), line, self._reading)

    def unique(self, row: Row, key: Hashable, label: str | Callable[[], str]) -> None:
        """Note a problem where an earlier sound row had the same key.

        Args:
            row, key: the row, and what identifies it.
            label: the key in words, or what makes them.
        """
        if not row.sound:
            return
        first = self._first_lines.setdefault(key, row.line)
        if first != row.line:
            words = label if isinstance(label, str) else label()
            row.complain(
                f"repeats line {first} ({words})", "keep one of the two rows, or mend the key"
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
        for line, problem, fix in (
            *self._reading.numbers.problems(),
            *self._reading.fiscal.problems(),
        ):
            self.log.add(line, problem, fix)
        if self._odd is not None and not (self._fitting or self._has_header):
            raise self._of_another_width(*self._odd)
        self.log.raise_any()
        made = list(observations)
        known = tuple(figure for figure in made if not isnan(figure.value))
        return Rows(
            tuple(events),
            known,
            tuple(scores),
            self._read,
            tuple(self._reading.left_out),
            tuple(_never_given(made, known)),
            *self._end(),
            self._sheets_left,
        )

    def _end(self) -> tuple[int, tuple[Problem, ...]]:
        """Return the line of the last row where no line end closes it, and what speaks for a cut.

        Raises:
            InputError: it ends within a number.
        """
        line, cells = self._last
        if not cells or self._text is None or self._text.is_ended:
            return 0, ()
        rows = records(self._text, self._separator, self._resource, self.log)
        column = [row[-1].strip() for at, row in rows if len(row) == len(cells) and at < line]
        others, last = column[int(self._has_header) :], cells[-1].strip()
        if is_begun(last, others):
            self.log.add(line, f"the file ends within a number, {shown(last)}", MEND)
            self.log.raise_any()
        doubt = cut_doubt(last, others)
        if not doubt:
            return line, ()
        problem = f"the file ends without a line end, and its last cell {doubt}"
        return line, (Problem(self._resource.path, line, problem, MEND),)

    def _of_another_width(self, line: int, width: int) -> OtherTableError:
        # A table without a header is told from others by its width alone.
        columns = self._layouts[0].columns
        error = OtherTableError.at(
            self._resource.path, line,
            f"no row has the {len(columns)} columns of this table; this one has {width}",
            f"correct the format in datapackage.json; the columns are {', '.join(columns)}",
        )  # fmt: skip
        error.apart = len(columns) + width
        return error

    def _records(self) -> Iterator[Record]:
        if self._form.workbook and is_workbook(self._data):
            self._reading.numbers.has_numbers = True
            found, self._sheets_left = sheet_records(
                self._data, self._resource, lambda cells: lacking(cells, self._layouts)
            )
            return found
        self._text = read_text(self._data, self._resource, self._form, self.log)
        self._separator = separator_of(self._text, self._resource, self._form)
        self._reading.numbers.is_foreign = (
            self._separator in ";\t" and self._separator not in self._form.separators
        )
        return records(self._text, self._separator, self._resource, self.log)

    def _header(self, found: Iterator[Record]) -> list[str]:
        line, cells = next(found, (1, []))
        self.log.raise_any()
        if not cells:
            self.log.add(0, "is empty", "download or export the file again")
        self.log.raise_any()
        option = where_options(self._resource)
        header = read_header(line, cells, self._layouts, found, self.log, option=option)
        self.log.raise_any()
        return header

    def _refuse_the_rest(self, line: int) -> None:
        problem = f"the table has more than {MAX_ROWS:,} rows"
        raise InputError.at(
            self._resource.path, line, problem, "split it, or keep the rows you need"
        )

    def _no_data(self, cells: list[str], columns: Sequence[str]) -> str:
        """Return what a line is that holds nothing to read; empty where it may be a row."""
        if _is_remark(cells):
            return f"is a remark below or in the table: {shown(cells[0].strip())}"
        if _DIGIT.search("".join(cells)):
            return ""
        if list(map(column_key, cells)) == list(map(column_key, columns)):
            return "repeats the header"
        begins = f"{shown(next(filter(None, cells)))}"
        if self._read == 1 and self._has_header:
            return f"is a second line of the header, which begins {begins}"
        return f"holds no number and no date, and begins {begins}"

    def _complain_of_length(self, line: int, cells: list[str], wanted: int) -> None:
        if _is_remark(cells):
            remark = shown(cells[0].strip())
            self.log.add(line, f"is a remark below or in the table: {remark}", "take the line out")
            return
        problem = f"has {len(cells)} fields, not {wanted}, and begins {shown(cells[0])}"
        fix = (
            "download the file again: the row is cut off"
            if len(cells) < wanted
            else "put cells that contain commas in quotation marks, and write decimals with a point"
        )
        self.log.add(line, problem, fix)

    def _check_footer(self, found: Iterator[Record], wanted: int) -> None:
        for line, cells in found:
            if len(cells) >= wanted and sum(map(bool, cells)) > 1:
                self.log.add(
                    line, f"a data row after the remarks that {self._form.footer!r} begins",
                    "move the remarks to the end of the file",
                )  # fmt: skip


def _is_remark(cells: list[str]) -> bool:
    """Whether a line is one that publishers print below a table."""
    first = cells[0].strip()
    return bool(_REMARK.match(first)) or (not any(cells[1:]) and bool(_WORDS.fullmatch(first)))


Maker = Callable[[Row], Iterable[Observation]]
"""Makes the observations of one row; one that makes none says why with `Row.leave_out`."""


def read_observations(
    data: bytes,
    resource: Resource,
    *layouts: Layout,
    make: Maker,
    key: Callable[[Row, Observation], tuple[Hashable, ...]] | None = None,
    header: bool = True,
    form: Form | None = None,
) -> Rows:
    """Read a table of figures.

    Args:
        data: the file.
        resource: what the case says of it.
        layouts, header, form: see `Table`.
        make: turns one row into observations.
        key: what makes a figure of this table unique; by default everything that identifies an
            observation.

    Raises:
        InputError: with every problem of the file.
    """
    table = Table(data, resource, *layouts, header=header, form=form)
    return table.finish(observations=observations_of(table, make, key or figure_key))


def observations_of(
    table: Table, make: Maker, key: Callable[[Row, Observation], tuple[Hashable, ...]]
) -> list[Observation]:
    """Collect the observations of all rows, noting keys that repeat."""
    kept: list[Observation] = []
    for row in table.rows():
        made = list(make(row))
        known = [figure for figure in made if not isnan(figure.value)]
        for figure in known:
            table.unique(row, key(row, figure), partial(_label, figure))
        kept += made
        if not known and not row.left_out:
            row.leave_out("no value is printed", "nothing: the publisher gives none")
    return kept


def _never_given(made: list[Observation], known: Iterable[Observation]) -> Iterator[Observation]:
    """Yield the figures of empty cells that no other row of the file gives."""
    if any(isnan(figure.value) for figure in made):
        given = {_identity(figure) for figure in known}
        yield from (f for f in made if isnan(f.value) and _identity(f) not in given)


def figure_key(row: Row, figure: Observation) -> tuple[Hashable, ...]:
    """Return what identifies a figure: two rows of a file that agree in it are duplicates."""
    return _identity(figure)


def _identity(figure: Observation) -> tuple[Hashable, ...]:
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
