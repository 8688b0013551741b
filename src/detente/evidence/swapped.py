"""Values of a column whose figures another value has in a later vintage: swapped or renamed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from detente.evidence.listing import key_of
from detente.terms.errors import shown
from detente.terms.tables import KEY_COLUMNS, Observation

_MANY = 3
"""Different figures that have to agree."""
_NEARLY_ALL = 0.9
_MOST_VALUES = 300
"""Values of a column that are compared with each other."""
_MOST_NAMED = 3

_Place = tuple[date, date, tuple[str, ...]]
_Vectors = dict[str, dict[_Place, float]]
"""Value of a column → the figures that stand under it, by all else that names them."""


def swaps(old: Sequence[Observation], new: Sequence[Observation]) -> Iterator[str]:
    """Say which values of a column, or measures, have the figures that others had before."""
    for number, column in enumerate(("measure", *KEY_COLUMNS)):
        before, after = _vectors(old, number), _vectors(new, number)
        if max(len(before), len(after)) > _MOST_VALUES:
            continue
        taken = {
            value: other
            for value, figures in after.items()
            if figures != before.get(value) and (other := _source(value, figures, before))
        }
        yield from _sentences(column, taken, before)


def _sentences(column: str, taken: dict[str, str], before: _Vectors) -> Iterator[str]:
    named = 0
    for value, other in taken.items():
        mutual = taken.get(other) == value
        if mutual and other < value:
            continue
        named += 1
        if named > _MOST_NAMED:
            yield f"and {len(taken) - _MOST_NAMED:,} more values of {column} have others' figures"
            return
        if mutual:
            yield f"{column} {shown(value)} and {shown(other)} have each other's figures: swapped?"
        else:
            what = "moved along" if value in before else "renamed"
            yield (
                f"{column} {shown(value)} has the figures that {shown(other)} has in the older "
                f"file: {what}?"
            )


def _vectors(rows: Sequence[Observation], number: int) -> _Vectors:
    vectors: _Vectors = defaultdict(dict)
    for row in rows:
        names = [row.measure, *key_of(row)]
        value = names.pop(number)
        vectors[value][row.start, row.end, tuple(names)] = row.value
    return vectors


def _source(value: str, figures: dict[_Place, float], before: _Vectors) -> str:
    """Return the other value that had these figures; empty where none or several had."""
    own = before.get(value, {})
    for other, had in before.items():
        if other == value:
            continue
        both = figures.keys() & had.keys()
        if len(both) < _NEARLY_ALL * max(len(figures), len(had)):
            continue
        moved = [place for place in both if own.get(place) != had[place]]
        same = [place for place in moved if figures[place] == had[place]]
        # A name that the older file does not have may well be another's: two figures show it.
        whole = not own and len(same) == len(figures) == len(had)
        if len({had[place] for place in same}) >= (_MANY - 1 if whole else _MANY) and len(
            same
        ) >= _NEARLY_ALL * len(moved):
            return other
    return ""
