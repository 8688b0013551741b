"""CSV that a spreadsheet reads as data and never runs."""

from typing import TypeVar

Cell = TypeVar("Cell")
FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"


def guarded(cell: Cell) -> Cell | str:
    """Put an apostrophe before a text that a spreadsheet could run; numbers stay numbers.

    Reference: OWASP, CSV Injection.
    """
    if isinstance(cell, str) and (
        cell[:1] in FORMULA_STARTS or cell.lstrip()[:1] in FORMULA_STARTS
    ):
        return f"'{cell}" if cell.strip() else cell
    return cell
