"""The names of one file: two spellings of one name are one name, and are refused as two."""

from collections.abc import Collection

from detente.terms.errors import shown
from detente.terms.spelling import spelling_key


class Spellings:
    """Remembers how each name of a column was spelled first, and by which line."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], tuple[str, int]] = {}
        self._told: set[tuple[str, str]] = set()

    def differs(
        self, column: str, name: str, line: int, known: Collection[str] = ()
    ) -> tuple[str, str] | None:
        """Return problem and remedy where a name is another one in all but case, accents or dashes.

        Each spelling is told of once, however many rows have it.

        Args:
            column, name, line: where it stands.
            known: names that the publisher is known to use; a new one is no problem.
        """
        if not name or (column, name) in self._told:
            return None
        key = column, spelling_key(name)
        if name in known:
            self._first.setdefault(key, (name, line))
        first, at = self._first.get(key) or (next(
            (other for other in known if spelling_key(other) == key[1]), name), line)  # fmt: skip
        self._first.setdefault(key, (first, at))
        if first == name:
            return None
        self._told.add((column, name))
        place = f" on line {at}" if at != line else ""
        return (
            f"{column} {shown(name)} differs from {shown(first)}{place} only in case, accents or "
            "dashes",
            f"write {shown(first)} in all rows",
        )
