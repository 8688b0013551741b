"""Reading JSON of people we do not know: each key is said once, and each number is finite.

Every JSON file that detente reads is read here.
"""

import json
import math
from typing import Any

from detente.terms.errors import InputError, shown

_LARGEST = 2**63


class _OddError(ValueError):
    """A value that JSON admits, and that programs read in different ways."""


def parse_json(text: str, file: str) -> Any:
    """Parse a JSON text.

    Raises:
        InputError: it is no JSON, says a key twice, or holds a number or text that is none.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_number, parse_float=_number,
            parse_int=_whole,
        )  # fmt: skip
        json.dumps(value, ensure_ascii=False).encode()  # refuses half a surrogate pair
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        reason = getattr(error, "msg", "a value is too large, too deep or no text")
        if isinstance(error, _OddError):
            reason = str(error)
        raise InputError.at(file, line, f"not valid JSON: {reason}", "correct the syntax") from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _OddError(f"the key {shown(name)} stands twice in one object")
        found[name] = value
    return found


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _OddError(f"{shown(text)} is no finite number")
    return number


def _whole(text: str) -> int:
    number = int(text) if len(text) <= len(str(_LARGEST)) + 1 else _LARGEST
    if not -_LARGEST <= number < _LARGEST:
        raise _OddError(f"{shown(text)} is too large a number")
    return number
