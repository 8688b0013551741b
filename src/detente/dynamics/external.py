"""Numbers that a model keeps in other files: csv and Excel cells beside it.

Layouts follow Vensim's GET DIRECT functions: a cell such as 'B4' (or a name defined in the
workbook) is the first one; a series runs along the row or column of its times, and the elements of
a subscript lie side by side across it; `*` after the cell turns a block of constants.
"""

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.limits import MOST_CELLS, MOST_PART, MOST_UNPACKED
from detente.terms.errors import InputError, shown
from detente.terms.plain_numbers import plain_number

# As far as sheets go: column XFD, row 1,048,576.
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(\*?)")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_MOST_PARTS = 10_000
MOST_BYTES = 50_000_000
TEXTS = (".csv", ".tab", ".txt")

Rows = tuple[tuple[Any, ...], ...]


def data_path(folder: Path, name: str, model: str) -> Path:
    """Find a data file in the model's folder.

    Raises:
        InputError: the file is missing, outside of the folder, or too large.
    """
    if name.startswith("?"):
        raise InputError.at(
            model,
            0,
            f"the data file {shown(name)} is a tag, which Vensim keeps outside the model",
            "write the name of the file",
        )
    plain = name.replace("\\", "/")
    if "\x00" in plain or re.match(r"/|[A-Za-z]:|[A-Za-z][A-Za-z0-9+.-]*://", plain):
        raise InputError.at(
            model,
            0,
            f"the data file {shown(name)} is no file of the model's folder",
            "put it beside the model and name it without a path",
        )
    path = (folder / plain).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InputError.at(
            model,
            0,
            f"the data file {shown(name)} lies outside of the model's folder",
            "put it beside the model and name it without a path",
        )
    if not path.is_file():
        there = path.exists()
        raise InputError.at(
            model,
            0,
            f"the data file {shown(name)} is {'no plain file' if there else 'not there'}",
            "name a file" if there else f"put it into {folder}",
        )
    if path.stat().st_size > MOST_BYTES:
        raise InputError.at(
            model,
            0,
            f"the data file {shown(name)} is too large",
            f"keep it under {MOST_BYTES // 1_000_000} MB",
        )
    return path


@lru_cache(maxsize=16)
def _sheet(path: Path, tab: str, changed: float) -> Rows:
    """Read one sheet (or a csv file, whose separator stands in for the sheet's name)."""
    kind = path.suffix.lower()
    if kind in TEXTS:
        separator = {"": ",", "\\t": "\t", "tab": "\t"}.get(tab.strip(" ").lower(), tab)
        with path.open(newline="", encoding="utf-8-sig") as file:
            text = file.read(MOST_BYTES)
        # One row may hold them all, and is laid out at once.
        if text.count(separator) > MOST_CELLS:
            raise _too_many_cells()
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return _bounded(tuple(map(_number, row)) for row in rows)
    if kind == ".xls":
        import xlrd

        book = xlrd.open_workbook(path, on_demand=True)
        names = {name.lower(): name for name in book.sheet_names()}
        sheet = book.sheet_by_name(names[tab.lower()])
        return _bounded(tuple(sheet.row_values(row)) for row in range(sheet.nrows))
    import openpyxl

    _check_packed(path)
    workbook = openpyxl.load_workbook(path, data_only=True, read_only=True)
    names = {name.lower(): name for name in workbook.sheetnames}
    sheet = workbook[names[tab.lower()]]
    # What the file says of its size would have rows filled up to it.
    sheet.reset_dimensions()
    return _bounded(tuple(row) for row in sheet.iter_rows(values_only=True))


def _bounded(rows: Iterable[tuple[Any, ...]]) -> Rows:
    """Collect rows as long as their cells can be held; an empty row counts as one cell."""
    kept = []
    cells = 0
    for row in rows:
        cells += max(1, len(row))
        if cells > MOST_CELLS:
            raise _too_many_cells()
        kept.append(row)
    return tuple(kept)


def _too_many_cells() -> "SheetError":
    return SheetError(f"has more than {MOST_CELLS:,} cells, empty ones included")


def _check_packed(path: Path) -> None:
    """Refuse a workbook that unpacks into far more than it is."""
    with zipfile.ZipFile(path) as parts:
        size = sum(part.file_size for part in parts.infolist())
        if size > MOST_UNPACKED or len(parts.infolist()) > _MOST_PARTS:
            raise SheetError(
                f"unpacks to {size / 1e6:,.0f} MB in {len(parts.infolist()):,} parts; "
                f"{MOST_UNPACKED // 1_000_000} MB are the most"
            )
        for part in parts.infolist():
            # Sheets are read cell by cell; all else is laid out at once, at ten times its size.
            sheet = part.filename.startswith("xl/worksheets/")
            if part.file_size > MOST_PART and not sheet:
                raise SheetError(
                    f"has a part {shown(part.filename, 40)} that unpacks to "
                    f"{part.file_size / 1e6:,.0f} MB; {MOST_PART // 1_000_000} MB are the most"
                )


class SheetError(Exception):
    """Why a sheet is not read, to be told with the name of its file."""


def _number(text: str) -> Any:
    number = plain_number(text)
    return text if number is None else number


def _only_python(text: str) -> bool:
    """Tell whether a text is a number to Python alone: `1_0`, digits of other scripts, 1e999."""
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False


class Sheet:
    """One sheet of numbers, addressed as Vensim does.

    Raises:
        InputError: the file, the sheet or a cell is missing or no number.
    """

    def __init__(self, folder: Path, name: str, tab: str, model: str) -> None:
        self._model, self._name, self._tab = model, name, tab
        self._path = data_path(folder, name, model)
        try:
            self._rows = _sheet(self._path, tab, self._path.stat().st_mtime)
        except KeyError:
            raise self._error(f"has no sheet {shown(tab)}") from None
        except InputError:
            raise
        except SheetError as error:
            raise self._error(str(error)) from None
        except Exception as error:  # a damaged workbook fails in many ways
            raise self._error(f"cannot be read: {shown(str(error))}") from error

    def _error(self, problem: str) -> InputError:
        return InputError.at(
            self._model,
            0,
            f"the data file {shown(self._name)} {problem}",
            "mend the file or the call that names it",
        )

    def place(self, cell: str) -> tuple[int, int, bool]:
        """Turn 'B4', 'B4*' or a name defined in the workbook into row, column (from 0), turned."""
        match = _CELL.fullmatch(cell.strip())
        if match:
            row, column = self._row(match.group(2), cell), self._column(match.group(1), cell)
            return row, column, bool(match.group(3))
        turned = cell.strip().endswith("*")
        return *self._named(cell.strip().rstrip("*")), turned

    def _row(self, text: str, cell: str) -> int:
        if not (re.fullmatch("[0-9]{1,7}", text) and 1 <= int(text) <= _LAST_ROW):
            raise self._error(
                f"has no row {shown(text)}, asked for by {shown(cell)}; the first "
                f"is 1 and the last {_LAST_ROW:,}"
            )
        return int(text) - 1

    def _column(self, letters: str, cell: str) -> int:
        if not re.fullmatch("[A-Za-z]{1,3}", letters) or column_number(letters) >= _LAST_COLUMN:
            raise self._error(
                f"has no column {shown(letters)}, asked for by {shown(cell)}; the last is XFD"
            )
        return column_number(letters)

    def _named(self, name: str) -> tuple[int, int]:
        row, column, _, _ = self._area(name)
        return row, column

    def _area(self, name: str) -> tuple[int, int, int, int]:
        """Find a name defined in the workbook: first row and column, last row and column."""
        if self._path.suffix.lower() == ".xls":
            import xlrd

            book = xlrd.open_workbook(self._path)
            if name.lower() in book.name_map:
                _, top, bottom, left, right = book.name_map[name.lower()][0].area2d()
                return int(top), int(left), int(bottom) - 1, int(right) - 1
        elif self._path.suffix.lower() not in TEXTS:
            import openpyxl

            book = openpyxl.load_workbook(self._path, read_only=True)
            scopes = [book.defined_names, *(sheet.defined_names for sheet in book.worksheets)]
            text = next(
                (
                    scope[key].attr_text
                    for scope in scopes
                    for key in scope
                    if key.lower() == name.lower()
                ),
                "",
            )
            corners = _CELL.findall(text.rpartition("!")[2])
            if corners:
                (left, top, _), (right, bottom, _) = corners[0], corners[-1]
                return (
                    self._row(top, text),
                    self._column(left, text),
                    self._row(bottom, text),
                    self._column(right, text),
                )
        raise self._error(f"has no cell or name {shown(name)}")

    def number(self, row: int, column: int, *, strict: bool = True) -> float:
        """Read one cell; an empty one is NaN, and so is text unless numbers are asked for."""
        try:
            value = self._rows[row][column]
        except IndexError:
            return float("nan")
        if value is None or (isinstance(value, str) and not value.strip()):
            return math.nan
        if isinstance(value, str):
            number = plain_number(value)
            wrong = number is None and (strict or _only_python(value))
        else:
            number = float(value) if isinstance(value, int | float) else None
            wrong = strict if number is None else math.isinf(number)
        if wrong:
            raise self._error(
                f"has {shown(value)} in row {row + 1}, column {column + 1}, not a number"
            )
        return math.nan if number is None else number

    def texts(self, first: str, last: str) -> tuple[str, ...]:
        """Read the names between two cells; a last cell without row or column goes to the end."""
        top, left, _ = self.place(first)
        if _CELL.fullmatch(last.strip()):
            bottom, right, _ = self.place(last)
        elif last.strip().isdigit():
            bottom, right = self._row(last.strip(), last), max(map(len, self._rows), default=0)
        else:
            bottom, right = len(self._rows), self._column(last.strip(), last)
        if bottom < top or right < left:
            raise self._error(
                f"has nothing from {shown(first)} to {shown(last)}, which lies before it"
            )
        cells = [value for row in self._rows[top : bottom + 1] for value in row[left : right + 1]]
        return tuple(_text(cell) for cell in cells if cell is not None and _text(cell))

    def constants(self, cell: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """Read a block of constants: the last subscript goes along the row, the one before down."""
        row, column, turned = self.place(cell)
        if len(shape) > 2:
            raise self._error(f"is asked for {len(shape)} subscripts at once from {shown(cell)}")
        across = shape[-1] if shape else 1
        down = shape[-2] if len(shape) > 1 else 1
        block = np.array(
            [
                [
                    self.number(row + (j if turned else i), column + (i if turned else j))
                    for j in range(across)
                ]
                for i in range(down)
            ]
        )
        if np.isnan(block).any():
            raise self._error(f"has empty cells in the block that starts at {shown(cell)}")
        return block.reshape(shape)

    def series(
        self, along: str, cell: str, position: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Read a series and the times (or x values) beside it; cells without a number are left out.

        Args:
            along: the row number or column letters of the times, or the name of their first cell.
            cell: the first value of the first element.
            position: which element, from 0.
        """
        row, column, _ = self.place(cell)
        text = along.strip()
        if text.isdigit():
            in_row, time_place = True, self._row(text, text)
        elif re.fullmatch(r"[A-Za-z]{1,3}", text):
            in_row, time_place = False, self._column(text, text)
        else:
            top, left, bottom, right = self._area(text)
            in_row = right - left > bottom - top
            time_place = top if in_row else left
        length = max(map(len, self._rows), default=0) - column if in_row else len(self._rows) - row
        points = []
        for step in range(length):
            if in_row:
                x = self.number(time_place, column + step, strict=False)
                y = self.number(row + position, column + step, strict=False)
            else:
                x = self.number(row + step, time_place, strict=False)
                y = self.number(row + step, column + position, strict=False)
            if not np.isnan(x) and not np.isnan(y):
                points.append((x, y))
        if not points:
            raise self._error(f"has no numbers from {shown(cell)} on")
        x, y = np.array(sorted(points)).T
        return x, y


def column_number(letters: str) -> int:
    """Count a column from 0: A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""
