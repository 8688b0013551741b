"""Files of cells beside a model: which file is meant, and what it holds."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.dynamics.limits import (
    MOST_CELLS,
    MOST_PART,
    MOST_READ,
    MOST_ROWS,
    MOST_TAGS,
    MOST_UNPACKED,
)
from detente.terms.errors import InputError, shown
from detente.terms.packed_xml import packed_fault
from detente.terms.plain_numbers import plain_number

_MOST_PARTS = 10_000
MOST_BYTES = 50_000_000
_MOST_XLS = 5_000_000
TEXTS = (".csv", ".tab", ".txt")

Rows = tuple[tuple[Any, ...], ...]


class SheetError(Exception):
    """Why a sheet is not read, to be told with the name of its file."""


@dataclass(eq=False, repr=False)
class Cells:
    """The cells of one sheet.

    Attributes:
        rows: its rows, each as long as the file has it.
        width: of the longest row.
        found: what was read out of them, by the call that asked for it.
    """

    rows: Rows
    width: int
    found: dict[Any, Any] = field(default_factory=dict)


class DataFiles:
    """The data files of one model, each read once, and how much of them was asked for."""

    def __init__(self, model: str) -> None:
        self.model = model
        self._sheets: dict[tuple[Path, str, int], Cells] = {}
        self._refused: dict[tuple[Path, str, int], Exception] = {}
        self._names: dict[tuple[Path, int], dict[str, Any]] = {}
        self._cells = self._read = 0

    def cells(self, path: Path, tab: str) -> Cells:
        """Read one sheet (or a csv file, whose separator stands in for the sheet's name).

        Raises:
            SheetError: it is too large, alone or with the others.
            KeyError: the workbook has no such sheet.
            Exception: a damaged workbook fails in many ways.
        """
        key = (path, tab.lower(), path.stat().st_mtime_ns)
        if key in self._refused:
            raise self._refused[key]
        if key not in self._sheets:
            try:
                self._sheets[key], count = _sheet(path, tab, MOST_CELLS - self._cells)
            except Exception as error:
                self._refused[key] = error  # what is too large is not read again for each call
                raise
            self._cells += count
        return self._sheets[key]

    def spend(self, cells: int) -> None:
        """Count cells that are read for a variable.

        Raises:
            SheetError: they are too many, with those of all other variables.
        """
        self._read += cells
        if self._read > MOST_READ:
            raise SheetError(f"is read too often: {MOST_READ:,} cells in all are the most")

    def names(self, path: Path) -> dict[str, Any]:
        """List the names that a workbook defines, folded: name → its area as the file gives it."""
        key = (path, path.stat().st_mtime_ns)
        if key not in self._names:
            self._names[key] = _defined(path)
        return self._names[key]


_last = DataFiles("")


def files_of(model: str) -> DataFiles:
    """Return the data files of a model; those of the model before are let go."""
    global _last
    if _last.model != model:
        _last = DataFiles(model)
    return _last


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


def _sheet(path: Path, tab: str, most: int) -> tuple[Cells, int]:
    kind = path.suffix.lower()
    if kind in TEXTS:
        separator = {"": ",", "\\t": "\t", "tab": "\t"}.get(tab.strip(" ").lower(), tab)
        with path.open(newline="", encoding="utf-8-sig") as file:
            text = file.read(MOST_BYTES)
        # One row may hold them all, and is laid out at once.
        if text.count(separator) > most:
            raise _too_many_cells()
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return _bounded((tuple(map(_number, row)) for row in rows), most)
    if kind == ".xls":
        import xlrd

        _check_old(path)
        book = xlrd.open_workbook(path, on_demand=True, ragged_rows=True)
        names = {name.lower(): name for name in book.sheet_names()}
        sheet = book.sheet_by_name(names[tab.lower()])
        return _bounded((tuple(sheet.row_values(row)) for row in range(sheet.nrows)), most)
    import openpyxl

    _check_packed(path)
    workbook = openpyxl.load_workbook(path, data_only=True, read_only=True, keep_links=False)
    names = {name.lower(): name for name in workbook.sheetnames}
    sheet = workbook[names[tab.lower()]]
    # What the file says of its size would have rows filled up to it.
    sheet.reset_dimensions()
    return _bounded((tuple(row) for row in sheet.iter_rows(values_only=True)), most)


def _bounded(rows: Iterable[tuple[Any, ...]], most: int) -> tuple[Cells, int]:
    """Collect rows as long as their cells can be held; an empty row counts as one cell."""
    kept = []
    cells = width = 0
    for row in rows:
        cells += max(1, len(row))
        width = max(width, len(row))
        if cells > most:
            raise _too_many_cells()
        kept.append(row)
    return Cells(tuple(kept), width), cells


def _too_many_cells() -> SheetError:
    return SheetError(
        f"has more than {MOST_CELLS:,} cells, empty ones and those of the model's other files "
        "included"
    )


def _number(text: str) -> Any:
    number = plain_number(text)
    return text if number is None else number


def _check_old(path: Path) -> None:
    """Refuse a workbook of the old format, read whole, that is larger than such files were."""
    if path.stat().st_size > _MOST_XLS:
        raise SheetError(f"is larger than {_MOST_XLS // 1_000_000} MB; save it as .xlsx or .csv")


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
        if fault := packed_fault(parts, MOST_TAGS, MOST_ROWS):
            raise SheetError(fault)


def _defined(path: Path) -> dict[str, Any]:
    if path.suffix.lower() == ".xls":
        import xlrd

        book = xlrd.open_workbook(path, on_demand=True)
        return dict(book.name_map)
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    found: dict[str, Any] = {}
    for scope in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name, defined in scope.items():
            found.setdefault(name.lower(), defined.attr_text)
    return found
