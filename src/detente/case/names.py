"""The names that a column has in the rows of one measure, and where each stands."""

from collections.abc import Iterable
from functools import cached_property

from detente.evidence.listing import MANY
from detente.evidence.relays import Span
from detente.terms.spelling import spelling_key
from detente.terms.tables import KEY_COLUMNS, Observation

_BY_ROWS = 0.9
"""Share of the rows of a name beside which another has one, from which both are things."""

Place = tuple[str, ...]
"""What the other columns say."""
_Cell = tuple[Span, Place]


class NamesOf:
    """The names that one column has in the rows of one measure, and where each stands.

    Attributes:
        found: name → file → its rows.
        in_file: file → its names.
    """

    def __init__(self, column: str, rows: Iterable[Observation]) -> None:
        self.column = column
        self.found: dict[str, dict[str, list[Observation]]] = {}
        self.in_file: dict[str, list[str]] = {}
        self._spans: dict[tuple[str, str], frozenset[Span]] = {}
        self._by_place: dict[tuple[str, str], dict[Place, set[Span]]] = {}
        for row in rows:
            files = self.found.setdefault(getattr(row, column), {})
            if row.resource not in files:
                self.in_file.setdefault(row.resource, []).append(getattr(row, column))
            files.setdefault(row.resource, []).append(row)

    @cached_property
    def spelt(self) -> dict[tuple[str, str], str]:
        """How a name is spelt, and a file that has it → the name."""
        return {
            (spelling_key(name), file): name for name in self.found for file in self.found[name]
        }

    @cached_property
    def periods(self) -> dict[str, list[Span]]:
        """File → its periods, in order."""
        return {
            file: sorted({span for name in names for span in self.spans(name, file)})
            for file, names in self.in_file.items()
        }

    def rows(self, name: str, file: str) -> list[Observation]:
        """Return the rows of a name in a file."""
        return self.found.get(name, {}).get(file, [])

    def by_place(self, name: str, file: str) -> dict[Place, set[Span]]:
        """Return what stands beside a name in a file → in which periods."""
        key = name, file
        if key not in self._by_place:
            rest = [column for column in KEY_COLUMNS if column != self.column]
            places = self._by_place.setdefault(key, {})
            for row in self.rows(name, file):
                place = tuple(getattr(row, column) for column in rest)
                places.setdefault(place, set()).add((row.start, row.end))
        return self._by_place[key]

    def cells(self, name: str, file: str) -> set[_Cell]:
        """Return where a file lists a name."""
        places = self.by_place(name, file).items()
        return {(span, place) for place, spans in places for span in spans}

    def spans(self, name: str, file: str) -> frozenset[Span]:
        """Return the periods in which a file lists a name."""
        key = name, file
        if key not in self._spans:
            self._spans[key] = frozenset((row.start, row.end) for row in self.rows(name, file))
        return self._spans[key]

    def is_apart(self, one: str, other: str) -> bool:
        """Whether two names never stand in one place at one time of a file."""
        files = self.found[one].keys() & self.found.get(other, {}).keys()
        return not any(self.cells(one, file) & self.cells(other, file) for file in files)

    def fills(self, name: str, known: str) -> bool:
        """Whether a name stands in a file where the known one, and often met, does not."""
        return self.is_apart(name, known) and any(
            len(self.spans(known, file)) >= MANY
            and len(self.cells(known, file)) > len(self.cells(name, file))
            and self.by_place(name, file).keys() <= self.by_place(known, file).keys()
            for file in self.found[name]
        )

    def stand_together(self, one: str, other: str, file: str) -> bool:
        """Whether nearly every figure of either name in a file has one of the other beside it."""
        ones, others = self.cells(one, file), self.cells(other, file)
        most = max(len(ones), len(others))
        return most > 1 and len(ones & others) >= _BY_ROWS * most
