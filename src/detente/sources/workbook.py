"""The first sheet of an Excel workbook, as the lines of a table.

A workbook is a ZIP archive, and what it unpacks to is bounded before anything is unpacked.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

from detente.sources.base import MAX_FILE_BYTES
from detente.sources.text import Record
from detente.terms.errors import InputError, shown
from detente.terms.tables import Resource

MOST_PARTS = 1_000
MOST_COLUMNS = 200
MOST_ROWS = 1_048_576
"""As many as a sheet of Excel has."""


def sheet_records(data: bytes, resource: Resource) -> Iterator[Record]:
    """Yield the rows of a workbook's first sheet with their numbers; blank ones are passed over.

    Raises:
        InputError: the workbook is damaged, or larger than a table can be.
    """
    # Costs time that tables of text need not spend.
    import openpyxl

    _check_parts(data, resource)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # Where a sheet states its size wrongly, rows would be cut or filled up to it.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
        for line, values in enumerate(rows, start=1):
            if line > MOST_ROWS:
                raise _refused(resource, f"has more than {MOST_ROWS:,} rows")
            cells = [_cell(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield line, cells
    except InputError:
        raise
    except Exception as error:  # a damaged workbook fails in many ways
        reason = f"is a workbook that cannot be read: {shown(str(error) or type(error).__name__)}"
        raise _refused(resource, reason) from None


def _check_parts(data: bytes, resource: Resource) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _refused(resource, f"is a damaged workbook: {shown(str(error))}") from None
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MAX_FILE_BYTES:
        raise _refused(
            resource, f"is a workbook of {len(parts):,} parts that unpacks to {unpacked:,} bytes"
        )


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
