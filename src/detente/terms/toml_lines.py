"""Where in a TOML text a key stands: the standard library's reader keeps no positions."""

import re
from collections.abc import Iterator, Mapping

Place = tuple[str, ...]
"""Path to a key: table names, each array of tables followed by its index, then the key."""

_NAME = re.compile(r"\"[^\"]*\"|'[^']*'|[\w\-]+")
_HEADER = re.compile(r"\s*(\[\[?)\s*((?:[\w\-.\s]|\"[^\"]*\"|'[^']*')+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"\s*([\w\-]+|\"[^\"]*\"|'[^']*')\s*(?:\.\s*[\w\-.\"']+\s*)?=")
_TOKEN = re.compile(r"\"\"\"|'''|\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*|[\[\]{}]")


def key_lines(text: str) -> dict[Place, int]:
    """Map every table and key of a valid TOML text to its 1-based line.

    `[[claim]]` is numbered from 0, so the text of the second claim is at `("claim", "1", "text")`
    and the type of its first check at `("claim", "1", "check", "0", "type")`. Keys inside inline
    tables are not listed; the line of the key that holds them stands for them.
    """
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in _logical_lines(text):
        if header := _HEADER.fullmatch(line):
            names = tuple(part.strip("\"'") for part in _NAME.findall(header[2]))
            table = _table_path(names, header[1] == "[[", counts)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1].strip("\"'")), number)
    return lines


def line_of(lines: Mapping[Place, int], *path: str | int) -> int:
    """Return the line of a key, or of the nearest table above it; 1 where there is none."""
    place = tuple(str(part) for part in path)
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return 1


def _table_path(names: tuple[str, ...], is_array: bool, counts: dict[Place, int]) -> Place:
    path: Place = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, str(counts[path] - 1))
    path = (*path, names[-1])
    if not is_array:
        return path
    counts[path] = counts.get(path, 0) + 1
    return (*path, str(counts[path] - 1))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines on which a header or a key can begin: none inside an array or long text."""
    depth, quote = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not depth and not quote:
            yield number, line
            if _HEADER.fullmatch(line):
                continue
        depth, quote = _state_after(line, depth, quote)


def _state_after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Return how deep in brackets, and inside which long text, the next line begins."""
    at = 0
    while True:
        if quote:
            end = line.find(quote, at)
            if end < 0:
                return depth, quote
            at, quote = end + len(quote), ""
        token = _TOKEN.search(line, at)
        if token is None or token[0].startswith("#"):
            return depth, ""
        at = token.end()
        if token[0] in ('"""', "'''"):
            quote = token[0]
        else:
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
