"""Files of data series: a column of times, and one for each series beside it."""

import csv
import io
import math
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

from detente.dynamics.data_files import MOST_BYTES
from detente.dynamics.limits import MOST_CELLS, MOST_PROBLEMS
from detente.dynamics.names import canonical
from detente.terms.errors import InputError, Problem, shown
from detente.terms.plain_files import decoded, read_plain
from detente.terms.plain_numbers import number_fault, plain_number

Columns = list[list[float]]
Record = tuple[int, list[str]]
_TIMES = ("time", "times", "year", "years", "date", "month", "months", "day", "days", "week", "t")


def load_series(
    path: Path | str, variables: Collection[str] = ()
) -> dict[str, tuple[list[float], list[float]]]:
    """Read data series: the first column holds the times, each other one a variable.

    Args:
        path: comma- or tab-separated, with a header. Times rise from row to row; an empty cell, or
            one left out at the end of a row, is a number that is not known.
        variables: names that stand for series, none of which can be the column of times.

    Returns:
        name → its times and values, NaN where not known.

    Raises:
        InputError: the file is missing, too large, or not of this form: every problem, with its
            line.
    """
    path = Path(path)
    file = str(path)
    text = decoded(read_plain(path, file, MOST_BYTES), file)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    records = _records(text, file)
    line, header = next(records, (1, []))
    reader = _Reader(file, line, header, {canonical(name) for name in variables})
    for line, cells in records:
        reader.take(line, cells)
    return reader.series()


def _records(text: str, file: str) -> Iterator[Record]:
    """Yield the rows that are not blank, with their lines."""
    first = text.lstrip("\n").split("\n", 1)[0]
    separator = "\t" if first.count("\t") > first.count(",") else ","
    # Counted before anything is laid out: a cell takes a hundred times its comma.
    if text.count(separator) + text.count("\n") > MOST_CELLS:
        raise InputError.at(
            file,
            0,
            f"has more than {MOST_CELLS:,} cells",
            "keep the columns and times that are needed",
        )
    if first.count(";") > first.count(separator):
        raise InputError.at(
            file, 1, "the columns are separated by semicolons", "save it as CSV with commas"
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError.at(
                file,
                line,
                f"is not CSV from here on ({error})",
                "check the quotation marks of this row",
            ) from None
        if any(map(str.strip, cells)):
            yield line, cells


class _Reader:
    """Takes the rows of one file, and notes what is wrong with each."""

    def __init__(self, file: str, line: int, header: list[str], variables: set[str]) -> None:
        self._file, self._line = file, line
        self._problems: list[Problem] = []
        while header and not header[-1].strip():
            header = header[:-1]  # spreadsheets leave separators at the end of each line
        self._names = [name.strip() for name in header]
        self._columns: Columns = [[] for _ in header]
        self._check_header(variables)

    def _note(self, line: int, problem: str, fix: str) -> None:
        self._problems.append(Problem(self._file, line, problem, fix))
        if len(self._problems) >= MOST_PROBLEMS:
            raise InputError(self._problems)

    def _check_header(self, variables: set[str]) -> None:
        note = partial(self._note, self._line)
        if len(self._names) < 2:
            raise InputError.at(
                self._file, 1, "has no data", "write a header (time, then the series) and rows"
            )
        if any(plain_number(name) is not None for name in self._names):
            note("the header is a number", "write the names of the columns in the first row")
        seen: dict[str, str] = {}
        for place, name in enumerate(self._names, start=1):
            key = canonical(name)
            if not key:
                note(f"column {place} has no name", "name it, or take it out")
            elif key in seen:
                same = f"{shown(seen[key])} and {shown(name)} name one series"
                twice = f"the column {shown(name)} stands twice"
                note(twice if seen[key] == name else same, "leave one of them out")
            elif place > 1 and key == "time":
                note("the times are not in the first column", "put them there")
            seen.setdefault(key, name)
        first = self._names[0]
        if canonical(first) in variables and canonical(first) not in _TIMES:
            note(
                f"the first column is {shown(first)}, a variable of the model",
                "put a column of times before it",
            )
        if self._problems:
            raise InputError(self._problems)

    def take(self, line: int, cells: list[str]) -> None:
        """Read one row."""
        width = len(self._columns)
        if extra := [cell for cell in cells[width:] if cell.strip()]:
            self._note(
                line,
                f"the row has {len(cells)} cells, and the header {width}: {shown(extra[0])} is "
                "under none",
                "give each cell a column, and put cells with a comma into quotation marks",
            )
            return
        if list(map(str.strip, cells[:width])) == self._names:
            self._note(line, "the header stands here again", "take this row out")
            return
        read = [self._number(line, cell) for cell in cells[:width]]
        read += [math.nan] * (width - len(read))
        if None in read:
            return
        self._check_time(line, cells[0], read[0])
        for column, number in zip(self._columns, read, strict=True):
            column.append(math.nan if number is None else number)

    def _number(self, line: int, cell: str) -> float | None:
        number = plain_number(cell) if cell.strip() else math.nan
        if number is None:
            problem, fix = number_fault(cell)
            self._note(line, f"{shown(cell)} {problem}", fix)
        return number

    def _check_time(self, line: int, cell: str, time: float | None) -> None:
        if time is None or math.isnan(time):
            self._note(line, "the row has no time", "write one in the first column")
            return
        last = next(filter(_known, reversed(self._columns[0])), -math.inf)
        if time <= last:
            how = "stands twice" if time == last else f"comes after {last:.12g}"
            self._note(
                line, f"the time {shown(cell.strip())} {how}", "sort the rows by their times"
            )

    def series(self) -> dict[str, tuple[list[float], list[float]]]:
        """Name the columns.

        Raises:
            InputError: what was wrong with the rows, or a column without any number.
        """
        if self._problems:
            raise InputError(self._problems)
        times, *others = self._columns
        empty = [
            name
            for name, column in zip(self._names[1:], others, strict=True)
            if not any(map(_known, column))
        ]
        if empty:
            raise InputError.at(
                self._file,
                0,
                f"has no number under {', '.join(map(shown, empty[:5]))}",
                "write numbers there, or take the column out",
            )
        return {name: (times, column) for name, column in zip(self._names[1:], others, strict=True)}


_known: Callable[[float], bool] = math.isfinite
