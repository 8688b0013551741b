"""The words of a TOML text with their lines, in one pass whatever the text holds."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_WORD = re.compile(r"[^\s\"'#\[\]{},=.]+")
_BLANK = re.compile(r"[ \t\r]+")
_COMMENT = re.compile(r"#[^\n]*")
_END = {
    '"': re.compile(r'\\.|["\n]'),
    "'": re.compile(r"['\n]"),
    '"""': re.compile(r'\\[\s\S]|"{3,5}'),
    "'''": re.compile(r"'{3,5}"),
}
"""Opening quotes → what may end the text, or must be stepped over in it."""
_MARKS = "[]{},=."


class Token(NamedTuple):
    """A word, quoted text, mark (one of `[]{},=.`) or line break, and the line it begins on."""

    text: str
    line: int

    @property
    def is_text(self) -> bool:
        """Whether it is a quoted text."""
        return self.text[:1] in ('"', "'")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a TOML text; comments and blanks are left out.

    What is no TOML ends them early: the parser itself says why.
    """
    at, line = 0, 1
    while at < len(text):
        end = _end_of(text, at)
        if end is None:
            return
        found = text[at:end]
        if found == "\n" or not (found.isspace() or found.startswith("#")):
            yield Token(found, line)
        line += found.count("\n")
        at = end


def _end_of(text: str, at: int) -> int | None:
    char = text[at]
    if char == "\n" or char in _MARKS:
        return at + 1
    if char in "\"'":
        quote = char * 3 if text.startswith(char * 3, at) else char
        return _end_of_text(text, at + len(quote), quote)
    pattern = _COMMENT if char == "#" else _BLANK if char in " \t\r" else _WORD
    match = pattern.match(text, at)
    return match.end() if match else None


def _end_of_text(text: str, at: int, quote: str) -> int | None:
    for match in _END[quote].finditer(text, at):
        if match[0] == "\n":
            return None
        if not match[0].startswith("\\"):
            return match.end()
    return None
