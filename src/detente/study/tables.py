"""What a study answers, as tables: frozen rows, and a data frame where one is asked for."""

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from detente.claims.verdict import ClaimFinding
from detente.terms.intervals import Interval

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

T = TypeVar("T")
Column = str | float | int | bool | None
_SHOWN = 10
_WIDTH = 40


class Table(tuple[T, ...], Generic[T]):
    """Frozen rows of one kind, in order, that print as a table and become a data frame."""

    name: str
    _cells: Callable[[Any], Mapping[str, Column]]

    def __new__(
        cls,
        name: str,
        rows: Iterable[T],
        cells: Callable[[T], Mapping[str, Column]] | None = None,
    ) -> "Table[T]":
        """Make a table.

        Args:
            name: what it is, in words.
            cells: row → its cells by column; every plain field of the row where None.
        """
        made = super().__new__(cls, rows)
        made.name = name
        made._cells = cells or plain_cells
        return made

    def to_frame(self) -> "pd.DataFrame":
        """Return a pandas data frame, a row each; months, quarters and years stay text."""
        import pandas as pd

        return pd.DataFrame([dict(self._cells(row)) for row in self])

    def __repr__(self) -> str:
        count = f"{len(self)} row{'' if len(self) == 1 else 's'}"
        columns = list(self._cells(self[0])) if self else []
        return f"<{self.name}: {count}{': ' if columns else ''}{', '.join(columns)}>"

    def _repr_html_(self) -> str:
        cells = [self._cells(row) for row in self[:_SHOWN]]
        head = "".join(f"<th>{html.escape(name)}</th>" for name in (cells[0] if cells else ()))
        body = "".join(
            f"<tr>{''.join(f'<td>{_shown(cell)}</td>' for cell in row.values())}</tr>"
            for row in cells
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


def plain_cells(row: Any) -> dict[str, Column]:
    """Return the plain fields of a row as cells; an interval is five of them.

    The first interval's columns are `median`, `lo50`, `hi50`, `lo90`, `hi90`; those of others have
    the field's name before them.
    """
    cells: dict[str, Column] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, Interval):
            before = f"{field.name}_" if "median" in cells else ""
            cells |= {f"{before}{part.name}": getattr(value, part.name) for part in fields(value)}
        elif value is None or isinstance(value, (str, float, int)):
            cells[field.name] = value
        elif isinstance(value, tuple) and all(isinstance(part, str) for part in value):
            cells[field.name] = " ".join(value)
        elif is_dataclass(value) and not isinstance(value, type):
            inner = {f.name: getattr(value, f.name) for f in fields(value)}
            plain = {
                n: v for n, v in inner.items() if v is None or isinstance(v, (str, float, int))
            }
            cells |= {f"{field.name}_{name}": part for name, part in plain.items()}
    return cells


def claim_cells(claim: ClaimFinding) -> dict[str, Column]:
    """Return a claim's row: the sentence, its verdict now, and that of when it was stated."""
    now, then = claim.now, claim.then
    return {
        "id": claim.id,
        "text": claim.text,
        "stated_by": claim.stated_by,
        "stated_on": claim.stated_on,
        "kind": claim.kind,
        "verdict": now.verdict.value,
        "probability": now.probability,
        "likelihood": now.likelihood,
        "confidence": now.confidence.value if now.confidence else None,
        "reason": now.reason,
        "untested": claim.untested,
        "rival": claim.rival,
        "verdict_then": then.verdict.value,
        "probability_then": then.probability,
    }


def _shown(cell: Column) -> str:
    text = f"{cell:,.3g}" if isinstance(cell, float) else "" if cell is None else str(cell)
    return html.escape(text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…")
