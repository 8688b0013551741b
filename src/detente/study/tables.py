"""What a study answers, as tables: frozen rows, and a data frame where one is asked for."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from detente.claims.verdict import ClaimFinding
from detente.terms.intervals import Interval

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

T = TypeVar("T")
Column = str | float | int | bool | None
_SHOWN = 10
_WIDTH = 40
_PLAIN = (str, float, int, bool)
_CLAIM = {
    "id": ("id",),
    "text": ("text",),
    "stated_by": ("stated_by",),
    "stated_on": ("stated_on",),
    "kind": ("kind",),
    "verdict": ("now", "verdict"),
    "probability": ("now", "probability"),
    "likelihood": ("now", "likelihood"),
    "confidence": ("now", "confidence"),
    "reason": ("now", "reason"),
    "untested": ("untested",),
    "rival": ("rival",),
    "verdict_then": ("then", "verdict"),
    "probability_then": ("then", "probability"),
}
"""Column of a claim's table → the fields that lead to its cell."""


class Table(tuple[T, ...], Generic[T]):
    """Frozen rows of one kind, in order, that print as a table and become a data frame."""

    name: str
    kind: type[T]

    def __new__(cls, name: str, kind: type[T], rows: Iterable[T]) -> "Table[T]":
        """Make a table.

        Args:
            name: what it is, in words.
            kind: of the rows, a dataclass whose plain fields are the columns.
        """
        made = super().__new__(cls, rows)
        made.name, made.kind = name, kind
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.name, self.kind, tuple(self)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, whether there are rows or not."""
        kind: Any = self.kind
        return tuple(columns_of(kind))

    def to_frame(self) -> "pd.DataFrame":
        """Return a pandas data frame, a row each; days, months and years stay text."""
        import pandas as pd

        rows = [cells_of(row, self.kind) for row in self]
        return pd.DataFrame(rows, columns=list(self.columns))

    def __repr__(self) -> str:
        count = f"{len(self)} row{'' if len(self) == 1 else 's'}"
        return f"<{self.name}: {count}: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{_shown(cell)}</td>' for cell in row.values())}</tr>"
            for row in (cells_of(row, self.kind) for row in self[:_SHOWN])
        )
        more = f"<p>… and {len(self) - _SHOWN} more rows</p>" if len(self) > _SHOWN else ""
        title = f"<caption>{html.escape(self.name)}</caption>"
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


class IndexTable(Table[T]):
    """The index, a row a side and month, with the draws behind it."""

    draws: "Mapping[str, xr.DataArray]"

    def to_xarray(self) -> "xr.Dataset":
        """Return the draws of the balance: a variable a measure, over draw, dyad and period."""
        import xarray as xr

        return xr.Dataset(dict(self.draws))


def cells_of(row: Any, kind: type) -> dict[str, Column]:
    """Return the cells of a row by column."""
    cells: dict[str, Column] = {}
    for column, path in columns_of(kind).items():
        value = row
        for name in path:
            value = None if value is None else getattr(value, name)
        # An enumeration of text is shown as its text.
        cells[column] = (
            " ".join(value) if isinstance(value, tuple) else getattr(value, "value", value)
        )
    return cells


@cache
def columns_of(kind: type) -> Mapping[str, tuple[str, ...]]:
    """Return the columns of rows of a kind → the fields that lead to their cells.

    Plain fields, and lists of text, are columns. The first interval's are `median`, `lo50`, `hi50`,
    `lo90` and `hi90`; those of others, and of what has fields of its own, have the field's name
    before them.
    """
    if kind is ClaimFinding:
        return _CLAIM
    hints = get_type_hints(kind)
    columns: dict[str, tuple[str, ...]] = {}
    for field in fields(kind):
        of = _one_of(hints[field.name])
        if of in _PLAIN or of is tuple:
            columns[field.name] = (field.name,)
        elif of is Interval:
            before = f"{field.name}_" if "median" in columns else ""
            columns |= {f"{before}{part.name}": (field.name, part.name) for part in fields(of)}
        elif isinstance(of, type) and is_dataclass(of):
            inner = get_type_hints(of)
            plain = [part.name for part in fields(of) if _one_of(inner[part.name]) in _PLAIN]
            columns |= {f"{field.name}_{name}": (field.name, name) for name in plain}
    return columns


def _one_of(hint: Any) -> Any:
    """Return what a field holds beside None: `tuple` for text in order, None for other things."""
    if get_origin(hint) in (Union, UnionType):
        kinds = [part for part in get_args(hint) if part is not type(None)]
        return _one_of(kinds[0]) if len(kinds) == 1 else None
    if get_origin(hint) is tuple:
        return tuple if get_args(hint)[0] is str else None
    return hint


def _shown(cell: Column) -> str:
    text = f"{cell:,.3g}" if isinstance(cell, float) else "" if cell is None else str(cell)
    return html.escape(text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…")
