"""Where in a TOML text a key stands: the standard library's reader keeps no positions."""

import tomllib
from collections.abc import Iterable, Mapping

from detente.terms.toml_tokens import Token, tokens

Place = tuple[str, ...]
"""Path to a key: table names, each array of tables followed by its index, then the key."""

_DEPTH = {"[": 1, "{": 1, "]": -1, "}": -1}


def key_lines(text: str) -> dict[Place, int]:
    """Map every table and key of a valid TOML text to its 1-based line.

    `[[claim]]` is numbered from 0, so the text of the second claim is at `("claim", "1", "text")`
    and the type of its first check at `("claim", "1", "check", "0", "type")`. Keys inside inline
    tables are not listed; the line of the key that holds them stands for them.
    """
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for statement in _statements(tokens(text)):
        first = statement[0]
        if first.text == "[":
            is_array = statement[1].text == "[" if len(statement) > 1 else False
            names = _names(token for token in statement if token.text not in "[]")
            if names:
                table = _table_path(names, is_array, counts)
                lines.setdefault(table, first.line)
        else:
            names = _names(statement)
            for length in range(1, len(names) + 1):
                lines.setdefault((*table, *names[:length]), first.line)
    return lines


def line_of(lines: Mapping[Place, int], *path: str | int) -> int:
    """Return the line of a key, or of the nearest table above it; 1 where there is none."""
    place = tuple(str(part) for part in path)
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return 1


def _statements(found: Iterable[Token]) -> Iterable[list[Token]]:
    """Yield the tokens of each header whole, and of each key up to its equals sign."""
    statement: list[Token] = []
    depth, in_value = 0, False
    for token in found:
        if token.text == "\n" and not (in_value and depth > 0):
            if statement:
                yield statement
            statement, depth, in_value = [], 0, False
        elif in_value:
            depth += _DEPTH.get(token.text, 0)
        elif token.text == "=":
            in_value = True
        else:
            statement.append(token)
    if statement:
        yield statement


def _names(found: Iterable[Token]) -> Place:
    return tuple(_name(token) for token in found if token.text != ".")


def _name(token: Token) -> str:
    if not token.is_text:
        return token.text
    if "\\" not in token.text:
        return token.text[1:-1]
    try:
        (name,) = tomllib.loads(f"{token.text} = 1")
    except ValueError:
        return token.text[1:-1]
    return name


def _table_path(names: Place, is_array: bool, counts: dict[Place, int]) -> Place:
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
