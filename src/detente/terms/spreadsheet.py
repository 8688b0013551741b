"""CSV that a spreadsheet reads as data and never runs."""

from typing import TypeVar

from detente.terms.visible import visible

Cell = TypeVar("Cell")
FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"


def guarded(cell: Cell) -> Cell | str:
    """Put an apostrophe before a text that a spreadsheet could run; numbers stay numbers.

    Characters that cannot be seen are escaped, save for line breaks and tabs: CSV is read on
    terminals too.

    Reference: OWASP, CSV Injection.
    """
    if not isinstance(cell, str):
        return cell
    text = visible(cell, keep="\t\r\n")
    runs = text[:1] in FORMULA_STARTS or text.lstrip()[:1] in FORMULA_STARTS
    return f"'{text}" if runs and text.strip() else text
