"""Numbers as files of numbers write them: `12`, `-1.5`, `2e-3`, and nothing else that Python reads.

Python's own `float` also takes `1_0` for 10, digits of any script, `nan`, and 1e999 for infinity.
"""

import math
import re

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NONE = frozenset({"nan", "na", "n/a", "#n/a", "null", "none", "-", "--", "..", "…"})


def plain_number(text: str) -> float | None:
    """Read a finite decimal number; None where the text, without its white space, is none."""
    text = text.strip()
    if not text.isascii() or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def number_fault(text: str) -> tuple[str, str]:
    """Say why a text is no number, as words that follow it, and what to do."""
    text = text.strip()
    if text.casefold() in _NONE:
        return "is not a number", "leave the cell empty where there is none"
    if _NUMBER.fullmatch(text):
        return "is larger than any number can be", "correct it"
    return "is not a number", "write it like 1234.5, with digits, a point and nothing else"
