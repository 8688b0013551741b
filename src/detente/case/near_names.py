"""Names that are nearly one that a series selects, or splits its rows by: a slip, a mark, a code.

The rows of such a name would be missing from the series, and stand there as nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from detente.case.figures import Figures, Files
from detente.case.names import NamesOf
from detente.case.slips import bare_name, is_near, is_worded, slip_keys, stems
from detente.case.spec import CaseFile
from detente.terms.errors import Problem, shown
from detente.terms.spelling import spelling_key
from detente.terms.tables import KEY_COLUMNS

_SHORT = 5
"""Letters below which a name that ever stands beside another is no slip of it: drugs have such."""
_FREE = "scope"
"""A column of free descriptions, in which more words are another count by design."""
_MOST_NAMES = 5_000
"""Names of a column that are compared with each other, and not with selected ones alone."""
_MOST_ALIKE = 20
"""Names of one key that are compared with each other: a file of others' making may hold any."""


def near_names(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Say which names of the files are nearly one that a series of the case selects or splits by.

    A name that a series selects itself is another thing; so is one that stands beside the selected
    one, and a slip that another file has too, unless it always stands where the other does not. A
    name with a mark always is the other.
    """
    asked, split = asked_in(casefile), _split_by(casefile)
    told: set[tuple[str, int, str]] = set()
    # A row of two measures is told of once, with what a series selects where one does.
    for measure in sorted(figures.by_measure, key=lambda m: not any(of == m for of, _ in asked)):
        for column in KEY_COLUMNS:
            names = figures.names(measure, column)
            selected = asked.get((measure, column), {})
            found = [*_near(names, selected, figures.files)]
            if series := split.get((measure, column)):
                found += _in_groups(names, selected, series, figures.files)
            for problem in found:
                if (place := (problem.file, problem.line, column)) not in told:
                    told.add(place)
                    yield problem


def asked_in(casefile: CaseFile) -> dict[tuple[str, str], dict[str, str]]:
    """Return the names that series select: measure and column → name → series."""
    asked: dict[tuple[str, str], dict[str, str]] = {}
    for series, spec in casefile.series.items():
        columns = {**spec.where, "area": (*spec.where.get("area", ()), *_pooled(spec.places))}
        for column, names in columns.items():
            for name in names:
                asked.setdefault((spec.measure, column), {}).setdefault(name, series)
    return asked


def _pooled(places: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    return (area for areas in places.values() for area in areas)


def _split_by(casefile: CaseFile) -> dict[tuple[str, str], str]:
    """Return the series that are split by a column: measure and column → series."""
    return {(spec.measure, spec.group): name for name, spec in casefile.series.items()}


def _near(names: NamesOf, asked: Mapping[str, str], files: Files) -> Iterator[Problem]:
    for name, of_file in names.found.items():
        if not name or name in asked:
            continue
        for file in of_file:
            if files[file].renamed.get(name) == name:
                continue
            if said := _is_marked(name, asked, names, file) or _is_slip(name, asked, names, file):
                known, what = said
                selects = f", which series {asked[known]} selects" if known in asked else ""
                yield _problem(names, file, name, f"{what} {shown(known)}{selects}", known, files)


def _problem(names: NamesOf, file: str, name: str, what: str, known: str, files: Files) -> Problem:
    here = names.found[name][file]
    return Problem(
        files[file].path,
        here[0].line,
        f"{names.column} {shown(name)} ({len(here)} rows) {what}",
        f"write {shown(known)} there too, or {renaming(file, name, known)}; where it is "
        "another thing, select it in a series of its own, or rename it to itself",
    )


def renaming(file: str, name: str, known: str) -> str:
    """Say how a case reads a name of a file as another."""
    return (
        f"say in datapackage.json, under detente of {file}, "
        f'"renamed": {{{_quoted(name)}: {_quoted(known)}}}'
    )


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _is_marked(
    name: str, asked: Iterable[str], names: NamesOf, file: str
) -> tuple[str, str] | None:
    """Return the name that this one is but for marks around it, and how it is so."""
    key = bare_name(name)
    for known in asked:
        if known != name and bare_name(known) == key and spelling_key(known) != spelling_key(name):
            return known, "is, but for a mark,"
    if key == spelling_key(name):
        return None
    beside = names.spelt.get((key, file))
    return (beside, "is, but for a mark,") if beside is not None else None


def _is_slip(name: str, asked: Iterable[str], names: NamesOf, file: str) -> tuple[str, str] | None:
    """Return the selected name of which this one is a slip."""
    for known in asked:
        if is_near(name, known) and (
            _is_lone(names, name, known, file) or names.fills(name, known)
        ):
            return known, "is nearly"
    return None


def _is_lone(names: NamesOf, name: str, known: str, file: str) -> bool:
    """Whether one file alone has a name, and not beside the known one."""
    if len(names.found[name]) > 1:
        return False
    if max(len(name), len(known)) < _SHORT:
        return names.is_apart(name, known)
    return not names.stand_together(name, known, file)


def _in_groups(
    names: NamesOf, asked: Mapping[str, str], series: str, files: Files
) -> Iterator[Problem]:
    """Say which names of a column by which a series is split would be groups of their own."""
    for name, known in like_names(names):
        if name not in asked and known not in asked:
            how = "nearly" if is_near(name, known) else "but for a code or more words"
            what = f"is, {how}, {shown(known)}, and series {series} is split by {names.column}"
            for file in names.found[name]:
                if files[file].renamed.get(name) != name:
                    yield _problem(names, file, name, what, known, files)


def like_names(names: NamesOf) -> Iterator[tuple[str, str]]:
    """Yield names that fill the place of another which they are like, and the other."""
    by_key: dict[str, list[str]] = {}
    for name in filter(None, names.found if len(names.found) <= _MOST_NAMES else ()):
        keys = {*slip_keys(name)}
        if names.column != _FREE:
            keys |= {*stems(name), spelling_key(name)}
        for key in keys:
            by_key.setdefault(key, []).append(name)
    told: set[tuple[str, str]] = set()
    for alike in by_key.values():
        for name in alike[:_MOST_ALIKE]:
            for known in alike[:_MOST_ALIKE]:
                if name == known or (name, known) in told:
                    continue
                if _like(name, known, names.column) and names.fills(name, known):
                    told.add((name, known))
                    yield name, known


def _like(name: str, known: str, column: str) -> bool:
    return is_near(name, known) or (column != _FREE and is_worded(name, known))
