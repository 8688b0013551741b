"""Text of others made visible: no character of it drives a terminal or reorders a line.

Reference: Unicode Technical Report 36, Unicode Security Considerations, on bidirectional text.
"""

import json
import re
from typing import Any

_HIDDEN = (
    "\x00-\x1f\x7f-\x9f"  # controls, of which U+009B begins a terminal's commands
    "\xad\u061c\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f"  # line breaks of Unicode; overrides of direction
    "\ud800-\udfff\ufeff\ufff9-\ufffc\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_IN_TEXT = re.compile(f"[{_HIDDEN}]")
# In written JSON a line break stands between values only; within them it is escaped already.
_IN_JSON = re.compile(f"(?!\n)[{_HIDDEN}<]")


def visible(text: str, keep: str = "") -> str:
    r"""Write characters that cannot be seen, and could drive the reader's terminal, as `\u009b`.

    Args:
        keep: characters to leave, such as a line break inside a cell.
    """
    if text.isprintable():
        return text
    return _IN_TEXT.sub(lambda found: found[0] if found[0] in keep else _escaped(found[0]), text)


def json_text(value: Any, indent: int | None = 1) -> str:
    """Write a value as JSON that is safe on a terminal and inside a page's `<script>`.

    Letters of every language stay readable.

    Raises:
        ValueError: a number is not finite.
    """
    return json_safe(json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)) + "\n"


def json_safe(text: str) -> str:
    r"""Escape, in written JSON, what cannot be seen and each `<`; it says the same as before."""
    return _IN_JSON.sub(lambda found: _json_escaped(found[0]), text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _json_escaped(char: str) -> str:
    return json.dumps(char)[1:-1] if char != "<" else "\\u003c"
