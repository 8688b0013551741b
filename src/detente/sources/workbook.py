"""The first sheet of an Excel workbook, as the lines of a table.

A workbook is a ZIP archive, and what it unpacks to is bounded before anything is unpacked.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

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


def sheet_records(data: bytes, resource: Resource) -> Iterator[Record]:
    """Yield the rows of a workbook's first sheet with their numbers; blank ones are passed over.

    Raises:
        InputError: the workbook is damaged, or larger than a table can be.
    """
    # Costs time that tables of text need not spend.
    import openpyxl

    _check_parts(data, resource)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        # Where a sheet states its size wrongly, rows would be cut or filled up to it.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
        width = empty = 0
        for line, values in enumerate(rows, start=1):
            empty = 0 if any(value is not None for value in values) else empty + 1
            if line > MOST_ROWS or empty > MOST_EMPTY:
                raise _refused(resource, f"is a workbook whose first sheet ends after row {line:,}")
            if not empty:
                cells = _trimmed([_cell(value) for value in values], width)
                width = width or len(cells)
                yield line, cells
    except InputError:
        raise
    except Exception as error:  # a damaged workbook fails in many ways
        reason = f"is a workbook that cannot be read: {shown(str(error) or type(error).__name__)}"
        raise _refused(resource, reason) from None


def _check_parts(data: bytes, resource: Resource) -> None:
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
    except InputError:
        raise
    except Exception as error:  # a damaged archive fails in many ways
        raise _refused(resource, f"is a damaged workbook: {shown(str(error))}") from None
    if fault:
        raise _refused(resource, f"is a workbook that {fault}")


def _trimmed(cells: list[str], width: int) -> list[str]:
    """Return the cells of a row without empty ones at its end, but as many as the header has."""
    while len(cells) > width and not cells[-1]:
        cells.pop()
    return cells + [""] * (width - len(cells))


def _refused(resource: Resource, problem: str) -> InputError:
    return InputError.at(resource.path, 0, problem, "export the sheet as CSV UTF-8")


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
