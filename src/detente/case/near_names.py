"""Names that are nearly one that a series selects: a footnote mark, a full stop, a slip of a key.

The rows of such a name would be missing from the series, and stand there as nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from detente.case.spec import CaseFile
from detente.terms.errors import Problem, shown
from detente.terms.spelling import folded_space, spelling_key
from detente.terms.tables import KEY_COLUMNS, Observation, Resource

_MARK = (
    r"[\s*†‡§¶#^.,:;¹²³⁰⁴-⁹ᵃ-ᶜ~_-]|[\[(](?:\d{1,2}|[a-z]|[*†‡§]+|(?:foot)?note ?\w{0,2}"
    r"|prelim\w*\.?|provisional|revised)[\])]"
)
_BEFORE = re.compile(rf"^(?:{_MARK})+", re.IGNORECASE)
_AFTER = re.compile(rf"(?:{_MARK})+$|(?<=[^\W\d_]{{3}})\d$", re.IGNORECASE)
_LONG, _SHORT = 8, 5
"""Letters of a word in which two slips are likelier than another word, and in which one is."""
_LONGEST = 200
_BY_ROWS = 0.9
"""Share of the rows of a name beside which another has one, from which both are things."""


def near_names(
    casefile: CaseFile,
    files: Mapping[str, Resource],
    by_measure: Mapping[str, Sequence[Observation]],
) -> Iterator[Problem]:
    """Say which names of the files are nearly one that a series of the case selects.

    A name that a series selects itself, or that another file has too, is another thing; so is one
    that stands beside the selected one throughout. A name with a mark always is the other.
    """
    asked: dict[tuple[str, str], dict[str, str]] = {}
    for series, spec in casefile.series.items():
        columns = {**spec.where, "area": (*spec.where.get("area", ()), *_pooled(spec.places))}
        for column, names in columns.items():
            for name in names:
                asked.setdefault((spec.measure, column), {}).setdefault(name, series)
    told: set[tuple[str, int, str]] = set()
    # A row of two measures is told of once, with what a series selects where one does.
    for measure in sorted(by_measure, key=lambda m: not any(of == m for of, _ in asked)):
        for column in KEY_COLUMNS:
            selected = asked.get((measure, column), {})
            for found in _near(column, selected, by_measure[measure], files):
                if (place := (found.file, found.line, column)) not in told:
                    told.add(place)
                    yield found


def _pooled(places: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    return (area for areas in places.values() for area in areas)


def _near(
    column: str,
    asked: Mapping[str, str],
    rows: Sequence[Observation],
    files: Mapping[str, Resource],
) -> Iterator[Problem]:
    found: dict[str, dict[str, list[Observation]]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), {}).setdefault(row.resource, []).append(row)
    for name, of_file in found.items():
        if not name or name in asked:
            continue
        for file, here in of_file.items():
            beside = {other: at[file] for other, at in found.items() if file in at}
            if said := _is_marked(name, asked, beside) or (
                len(of_file) == 1 and _is_slip(name, here, column, asked, beside)
            ):
                known, what = said
                selects = f", which series {asked[known]} selects" if known in asked else ""
                yield Problem(
                    files[file].path,
                    here[0].line,
                    f"{column} {shown(name)} ({len(here)} rows) {what} {shown(known)}{selects}",
                    f"write {shown(known)} there too, or, where it is another thing, select it in "
                    "a series of its own",
                )


def _is_marked(name: str, asked: Iterable[str], beside: Iterable[str]) -> tuple[str, str] | None:
    """Return the name that this one is but for marks around it, and how it is so."""
    key = bare_name(name)
    for known in asked:
        if known != name and bare_name(known) == key and spelling_key(known) != spelling_key(name):
            return known, "is, but for a mark,"
    if key == spelling_key(name):
        return None
    return next(((o, "is, but for a mark,") for o in beside if spelling_key(o) == key), None)


def _is_slip(
    name: str,
    here: Sequence[Observation],
    column: str,
    asked: Iterable[str],
    beside: Mapping[str, Sequence[Observation]],
) -> tuple[str, str] | None:
    for known in asked:
        if is_near(name, known) and not _stand_together(here, beside.get(known, ()), column):
            return known, "is nearly"
    return None


def _stand_together(one: Sequence[Observation], other: Sequence[Observation], column: str) -> bool:
    """Whether nearly every figure of either name has one of the other beside it."""
    rest = [c for c in KEY_COLUMNS if c != column]

    def places(rows: Sequence[Observation]) -> set[object]:
        return {(row.start, row.end, *(getattr(row, c) for c in rest)) for row in rows}

    ones, others = places(one), places(other)
    most = max(len(ones), len(others))
    return most > 1 and len(ones & others) >= _BY_ROWS * most


def bare_name(name: str) -> str:
    """Return what is left of a name without marks of footnotes and punctuation around it."""
    bare = _AFTER.sub("", _BEFORE.sub("", folded_space(name)))
    return spelling_key(bare or name)


def is_near(name: str, known: str) -> bool:
    """Whether one name is likely to be a slip of the other.

    One slip in a word of 5 letters or more, two in one of 8 or more that begins alike, or a space
    too many. Names that differ in a digit or in a short word are two: regions and codes do.
    """
    one, other = spelling_key(name[:_LONGEST]), spelling_key(known[:_LONGEST])
    if one == other or re.findall(r"\d", one) != re.findall(r"\d", other):
        return False
    ones, others = re.findall(r"[^\W_]+", one), re.findall(r"[^\W_]+", other)
    if "".join(ones) == "".join(others):
        return True
    if len(ones) != len(others):
        return False
    differing = [pair for pair in zip(ones, others, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and _is_near_word(*differing[0])


def _is_near_word(one: str, other: str) -> bool:
    slips = _slips(one, other)
    if min(len(one), len(other)) >= _LONG and one[0] == other[0]:
        return slips <= 2
    return max(len(one), len(other)) >= _SHORT and slips <= 1


def _slips(one: str, other: str) -> int:
    """Count letters wrong, missing, too many or changed for their neighbour; 3 for more than 2."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return min(last[-1], 3)
