"""One sheet of an Excel workbook, as the lines of a table.

A workbook is a ZIP archive, and what it unpacks to is bounded before anything is unpacked. Which of
its sheets is meant is never guessed: the only one in sight with the columns of the table is read,
or the one that the case names, and all others are told.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from detente.sources.sheets import Columns, SheetsLeft, chosen_sheet
from detente.sources.text import Record
from detente.terms.errors import InputError, shown
from detente.terms.packed_xml import packed_fault
from detente.terms.tables import Resource

MOST_PARTS = 1_000
MOST_COLUMNS = 200
MOST_BYTES = 128 * 2**20
"""Of all parts, unpacked."""
MOST_ROWS = 1_048_576
"""As many as a sheet of Excel has."""
MOST_EMPTY = 1_000
MOST_TAGS = 12_000_000
"""Of the sheet: some three million cells."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def sheet_records(
    data: bytes, resource: Resource, columns: Columns
) -> tuple[Iterator[Record], SheetsLeft]:
    """Return the rows of a workbook's sheet with their numbers, and the sheets that are not read.

    Blank rows are passed over.

    Args:
        columns: says how many columns of the table a row lacks as its header.

    Raises:
        InputError: the workbook is damaged, or larger than a table can be, or which of its sheets
            is meant does not show; and, while rows are read, what they hold is no table.
    """
    has_formulas = _check_parts(data, resource)
    try:
        book = _opened(data)
        rows = {sheet.title: _Rows(sheet, resource) for sheet in book.worksheets}
        title, left = chosen_sheet(
            [(sheet.title, sheet.sheet_state == "visible") for sheet in book.worksheets],
            lambda title: rows[title].records(),
            columns,
            resource,
        )
        formulas = _opened(data, values=False)[title] if has_formulas else None
    except InputError:
        raise
    except Exception as error:  # a damaged workbook fails in many ways
        raise _unreadable(resource, error) from None
    return rows[title].records(formulas), left


def _opened(data: bytes, *, values: bool = True) -> Any:
    # Costs time that tables of text need not spend.
    import openpyxl

    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=values, keep_links=False
    )


class _Rows:
    """The rows of one sheet, as often as they are wanted."""

    def __init__(self, sheet: Any, resource: Resource) -> None:
        self._sheet, self._resource = sheet, resource

    def records(self, formulas: Any = None) -> Iterator[Record]:
        """Yield the rows that are not blank, from the first on.

        Args:
            formulas: the same sheet with the formulas of its cells; None where it has none.

        Raises:
            InputError: the sheet is damaged or too large, or formulas in it have no values.
        """
        try:
            yield from self._read(formulas)
        except InputError:
            raise
        except Exception as error:  # a damaged workbook fails in many ways
            raise _unreadable(self._resource, error) from None

    def _read(self, formulas: Any) -> Iterator[Record]:
        unknown = _Uncalculated()
        width = empty = 0
        for line, (values, without) in enumerate(self._lines(formulas), start=1):
            empty = 0 if without or any(value is not None for value in values) else empty + 1
            if line > MOST_ROWS or empty > MOST_EMPTY:
                raise _refused(self._resource, f"is a workbook whose sheet ends after row {line:,}")
            if not empty:
                cells = _trimmed([_cell(value) for value in values], width)
                width = width or len(cells)
                unknown.note(line, [at for at in without if not width or at < width])
                if any(cells):
                    yield line, cells
        if unknown.first:
            raise unknown.error(self._resource)

    def _lines(self, formulas: Any) -> Iterator[tuple[Sequence[object], Sequence[int]]]:
        """Yield the values of each row, and the places of formulas that have none."""
        if formulas is None:
            for values in _rows_of(self._sheet, values_only=True):
                yield values, ()
            return
        for row, beside in zip(_rows_of(self._sheet), _rows_of(formulas), strict=True):
            yield [cell.value for cell in row], _without_value(row, beside)


def _rows_of(sheet: Any, *, values_only: bool = False) -> Iterator[Any]:
    # Where a sheet states its size wrongly, rows would be cut or filled up to it.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=values_only))


def _without_value(row: Sequence[Any], formulas: Sequence[Any]) -> list[int]:
    # A formula whose value is a text may give an empty one.
    return [
        at
        for at, (cell, formula) in enumerate(zip(row, formulas, strict=True))
        if cell.value is None and formula.data_type == "f" and cell.data_type != "s"
    ]


class _Uncalculated:
    """Formulas without a value, as programs write them that cannot calculate."""

    def __init__(self) -> None:
        self.first: tuple[int, int] | None = None
        self._count = 0

    def note(self, line: int, places: list[int]) -> None:
        """Keep where they are."""
        if places:
            self.first = self.first or (line, places[0])
            self._count += len(places)

    def error(self, resource: Resource) -> InputError:
        """Return the error that tells of all of them."""
        from openpyxl.utils import get_column_letter

        line, at = self.first or (0, 0)
        more = f" (and so in {self._count - 1:,} more)" if self._count > 1 else ""
        return InputError.at(
            resource.path,
            line,
            f"cell {get_column_letter(at + 1)}{line} holds a formula and no value: the program "
            f"that wrote the workbook did not calculate it{more}",
            "open it in a spreadsheet program, save it there, and take that file",
        )


def _check_parts(data: bytes, resource: Resource) -> bool:
    """Refuse what cannot be read; else say whether any part may hold formulas."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > MOST_BYTES:
            raise _refused(
                resource,
                f"is a workbook of {len(parts):,} parts that unpacks to {unpacked:,} bytes",
            )
        fault = packed_fault(archive, MOST_TAGS, MOST_ROWS)
        if not fault:
            return any(_FORMULA.search(archive.read(part)) for part in parts)
    except InputError:
        raise
    except Exception as error:  # a damaged archive fails in many ways
        raise _refused(resource, f"is a damaged workbook: {shown(str(error))}") from None
    raise _refused(resource, f"is a workbook that {fault}")


def _trimmed(cells: list[str], width: int) -> list[str]:
    """Return the cells of a row without empty ones at its end, but as many as the header has."""
    while len(cells) > width and not cells[-1]:
        cells.pop()
    return cells + [""] * (width - len(cells))


def _refused(resource: Resource, problem: str) -> InputError:
    return InputError.at(resource.path, 0, problem, "export the sheet as CSV UTF-8")


def _unreadable(resource: Resource, error: Exception) -> InputError:
    reason = shown(str(error) or type(error).__name__)
    return _refused(resource, f"is a workbook that cannot be read: {reason}")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)
