"""Numbers that a model keeps in other files: csv and Excel cells beside it.

Layouts follow Vensim's GET DIRECT functions: a cell such as 'B4' (or a name defined in the
workbook) is the first one; a series runs along the row or column of its times, and the elements of
a subscript lie side by side across it; `*` after the cell turns a block of constants.
"""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.data_files import TEXTS, SheetError, data_path, files_of
from detente.terms.errors import InputError, shown
from detente.terms.plain_numbers import plain_number

# As far as sheets go: column XFD, row 1,048,576.
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(\*?)")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
Found = TypeVar("Found")


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
        self._files = files_of(model)
        self._cells = self._guarded(lambda: self._files.cells(self._path, tab))

    def _guarded(self, read: Callable[[], Found]) -> Found:
        try:
            return read()
        except KeyError:
            raise self._error(f"has no sheet {shown(self._tab)}") from None
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
        kind = self._path.suffix.lower()
        names = {} if kind in TEXTS else self._guarded(lambda: self._files.names(self._path))
        area: Any = names.get(name.lower())
        if kind == ".xls" and area is not None:
            _, top, bottom, left, right = area[0].area2d()
            return int(top), int(left), int(bottom) - 1, int(right) - 1
        if corners := _CELL.findall((area or "").rpartition("!")[2]):
            (left, top, _), (right, bottom, _) = corners[0], corners[-1]
            return (
                self._row(top, area),
                self._column(left, area),
                self._row(bottom, area),
                self._column(right, area),
            )
        raise self._error(f"has no cell or name {shown(name)}")

    def number(self, row: int, column: int, *, strict: bool = True) -> float:
        """Read one cell; an empty one is NaN, and so is text unless numbers are asked for."""
        try:
            value = self._cells.rows[row][column]
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
            bottom, right = self._row(last.strip(), last), self._cells.width
        else:
            bottom, right = len(self._cells.rows), self._column(last.strip(), last)
        if bottom < top or right < left:
            raise self._error(
                f"has nothing from {shown(first)} to {shown(last)}, which lies before it"
            )
        cells = [
            value for row in self._cells.rows[top : bottom + 1] for value in row[left : right + 1]
        ]
        return tuple(_text(cell) for cell in cells if cell is not None and _text(cell))

    def constants(self, cell: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """Read a block of constants: the last subscript goes along the row, the one before down."""
        key = (cell, shape)
        if key not in self._cells.found:
            self._guarded(lambda: self._files.spend(math.prod(shape)))
            self._cells.found[key] = self._block(cell, shape)
        return self._cells.found[key]

    def _block(self, cell: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
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
        key = (along, cell, position)
        if key not in self._cells.found:
            self._cells.found[key] = self._points(along, cell, position)
        return self._cells.found[key]

    def _points(
        self, along: str, cell: str, position: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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
        length = self._cells.width - column if in_row else len(self._cells.rows) - row
        self._guarded(lambda: self._files.spend(max(length, 0)))
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
