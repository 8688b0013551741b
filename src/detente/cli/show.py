"""Tables on a terminal, and CSV on standard output."""

import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from detente.terms.intervals import Interval
from detente.terms.left_out import LeftOut
from detente.terms.spreadsheet import guarded
from detente.terms.visible import json_text, visible


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on standard output; columns of numbers align right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    listed = [[cell_text(cell) for cell in row] for row in rows]
    drawn = Table(title=Text(visible(title)), title_justify="left")
    for place, column in enumerate(columns):
        numeric = bool(listed) and all(_numeric(row[place]) for row in listed)
        drawn.add_column(Text(visible(column)), justify="right" if numeric else "left")
    for row in listed:
        drawn.add_row(*(Text(visible(cell)) for cell in row))
    # Piped output is not squeezed into 80 columns: a reader cuts it with tools of their own.
    width = None if sys.stdout.isatty() else 200
    Console(width=width).print(drawn)


def line(text: str) -> None:
    """Print a line on standard output."""
    sys.stdout.write(f"{visible(text)}\n")


def print_json(value: Any) -> None:
    """Write a value as JSON on standard output."""
    sys.stdout.write(json_text(value))


def aside(text: str) -> None:
    """Print a line on standard error: what a reader should know, and a program need not parse."""
    sys.stderr.write(f"{visible(text)}\n")


def tell(dropped: Iterable[LeftOut], say: Callable[[str], None] = line) -> None:
    """Say what a result leaves out, a line a reason.

    Args:
        say: `aside` where standard output is for a machine.
    """
    for one in dropped:
        say(f"{one}.")


def cell_text(cell: object) -> str:
    """Write one cell: an interval as median with its 90% bounds, a float short, None as a dash."""
    if cell is None:
        return "–"
    if isinstance(cell, Interval):
        return f"{cell.median:.2f} [{cell.lo90:.2f}, {cell.hi90:.2f}]"
    if isinstance(cell, float):
        return f"{cell:.3g}" if abs(cell) < 1000 else f"{cell:,.0f}"
    return str(cell)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write CSV to standard output, text cells guarded against being read as formulas."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([guarded(column) for column in columns])
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])


def _numeric(text: str) -> bool:
    return text == "–" or text[:1].isdigit() or (text[:1] == "-" and text[1:2].isdigit())
