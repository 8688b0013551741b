"""The end of a table of text: whether its last row, which no line end closes, may be cut.

Many programs save tables without a line end at the end, so that by itself says nothing. Where the
row is whole but for its last cell, only the other cells of the column can tell.
"""

import re
from collections.abc import Sequence

from detente.terms.errors import shown

MIN_ALIKE = 3
"""Other cells of the column from which they say what its cells look like."""
MEND = (
    "download the file again if it is cut off; if it is whole, end its last line with a line break"
)
_BEGUN = re.compile(r"[-+]?[\d,' ]*\d\.|.*\d[eE][-+]?\d?")
"""A number that stops at its point, or within its power of ten."""
_NUMBER = re.compile(r"[-+]?[\d,' ]*\d(?:\.(\d*))?")


def is_begun(last: str, others: Sequence[str]) -> bool:
    """Whether a cell is a number that stops short, as none of the others of its column does."""
    return bool(_BEGUN.fullmatch(last)) and not any(map(_BEGUN.fullmatch, others))


def cut_doubt(last: str, others: Sequence[str]) -> str:
    """Return why the last cell of a table may be cut; empty where nothing speaks for it.

    Args:
        last: the cell.
        others: those of the same column above it.
    """
    filled = [cell for cell in others if cell]
    if len(filled) < MIN_ALIKE or last in filled:
        return ""
    if not last:
        return "is empty, as no other of its column is" if len(filled) == len(others) else ""
    digits = [len(re.findall(r"\d", cell)) for cell in filled if _NUMBER.fullmatch(cell)]
    if _NUMBER.fullmatch(last):
        is_short = digits and len(re.findall(r"\d", last)) < min(digits)
        is_alike = len(digits) == len(filled) and is_short
        return f"({shown(last)}) has fewer digits than any other of its column" if is_alike else ""
    begun = next((cell for cell in filled if cell.startswith(last)), "")
    return (
        f"({shown(last)}) is the beginning of {shown(begun)}, which stands above" if begun else ""
    )
