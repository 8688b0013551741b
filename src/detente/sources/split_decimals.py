"""Decimal commas outside quotation marks: `2020-01,12,823` fills one column more than it should.

Where the header has a column of words after the value, the digits behind the comma stand there, and
each row has its right length. That they are no names shows only in the whole column.
"""

from collections import defaultdict
from collections.abc import Iterator

from detente.sources.row import Row
from detente.terms.errors import shown

_DIGITS = 3
"""Digits behind a decimal comma at most: codes of places and goods may have more."""
_FEWEST = 2
"""Names a period from which the same ones in every period are codes and no fractions."""


class SplitDecimals:
    """Whether the column that follows the value of a table holds what stands behind its decimals.

    Args:
        value: the column of the figures.
        names: columns of names, of which one may follow it.
    """

    def __init__(self, value: str, names: tuple[str, ...]) -> None:
        self._value, self._names = value, names
        self._first: tuple[int, str, str, str] | None = None
        self._by_period: dict[str, set[str]] = defaultdict(set)
        self._is_open = True

    def note(self, row: Row, period: str) -> None:
        """Note one more row; `period` is what it writes of when its figure is."""
        column = row.column_after(self._value) if self._is_open else ""
        if not column or column not in self._names:
            self._is_open = False
            return
        value, cell = row.cell(self._value), row.cell(column)
        if not cell and not value:
            return
        if not (_is_short(cell) and value.lstrip("+-").isdecimal() and value.isascii()):
            self._is_open = False
            self._by_period.clear()
            return
        self._first = self._first or (row.line, column, value, cell)
        self._by_period[period].add(cell)

    def problems(self) -> Iterator[tuple[int, str, str]]:
        """Yield line, problem and remedy, once all rows were noted."""
        if not self._is_open or self._first is None or self._are_codes():
            return
        line, column, value, cell = self._first
        yield (
            line,
            f"{column} {shown(cell)} is a number, as all of the column are, as if {value},{cell} "
            "were one number with a comma",
            f"write decimals with a point and no commas between thousands; if they are codes, let "
            f"{column} stand before {self._value}",
        )

    def _are_codes(self) -> bool:
        found = [*self._by_period.values()]
        return len(found) > 1 and len(found[0]) >= _FEWEST and all(one == found[0] for one in found)


def _is_short(cell: str) -> bool:
    return cell.isascii() and cell.isdecimal() and len(cell) <= _DIGITS
