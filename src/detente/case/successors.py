"""Names that take the place of another: a relabelling would end a series in silence, or in zeros.

Where a publisher calls `Heroin` from some month on `Heroin (T40.1)`, a series that selects `Heroin`
would stand at nothing from there. Two names that are never listed together, or for a month or two,
one of which goes on where the other stops, may be one thing.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations

from detente.case.figures import Figures
from detente.case.names import NamesOf
from detente.case.near_names import renaming
from detente.case.slips import bare_name, is_near
from detente.case.spec import CaseFile
from detente.evidence.relays import Span, is_steady, takes_over
from detente.terms.beside import NO_OTHERS
from detente.terms.errors import Problem, shown
from detente.terms.spelling import spelling_key
from detente.terms.wholes import is_part, is_rest, is_whole

COLUMNS = ("item", "area", "region", "component")
"""Columns that hold names of things; a scope is a sentence."""
MOST_NAMES = 300
_FEWEST = 2
"""Periods of either name from which one after the other says anything."""


def renamed(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Say which names that no series selects go on where a related one that a series selects stops.

    Related are a name and a longer one with all its words, a word and its beginning, and short
    words in which two letters are exchanged.
    """
    for measure, column, asked in _asked(casefile):
        names = figures.names(measure, column)
        for name, series in asked.items():
            for file, other in _successors(name, names, _admitted(names, series), asked.keys()):
                if figures.files[file].renamed.get(other) != other:
                    yield _refused(figures, names, name, next(iter(series)), file, other)


def _refused(
    figures: Figures, names: NamesOf, name: str, series: str, file: str, other: str
) -> Problem:
    rows = names.rows(other, file)
    is_apart = names.is_apart(name, other)
    where = "stands where" if is_apart else "takes over from"
    does_not = ", does not" if is_apart else ""
    # Where both have a figure of one cell, renaming would make two of one.
    both = "select both in where (a list)"
    either = f"{renaming(file, other, name)}, or {both}" if is_apart else both
    return Problem(
        figures.files[file].path,
        rows[0].line,
        f"{names.column} {shown(other)} ({len(rows)} rows) {where} {shown(name)}, which series "
        f"{series} selects{does_not}: it may be the same under another name",
        f"if it is, {either}; if not, select {shown(other)} in a series of its own, or "
        "rename it to itself",
    )


def replaced(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Point at names that stand from about the period on from which another is gone for good.

    Of those that a series selects, where the two fill a file; of those that it is split by, where
    they look alike as well.
    """
    for measure, column, asked in _asked(casefile):
        names = figures.names(measure, column)
        for name, series in asked.items():
            for file in _admitted(names, series):
                for other in _beside(name, names, file, asked.keys()):
                    if not is_related(name, other) and _fill(names, file, name, other):
                        yield _pointed(figures, names, file, name, other)
    for measure, column in sorted({(s.measure, s.group) for s in casefile.series.values()}):
        if column not in COLUMNS:
            continue
        names = figures.names(measure, column)
        for file, of_file in names.in_file.items():
            for one, other in combinations(sorted(of_file)[:MOST_NAMES], 2):
                is_alike = is_near(one, other) or is_related(one, other)
                if is_alike and _go_on(names, file, one, other):
                    # Neither is the case's own: the later one is the other name of the earlier.
                    yield _pointed(figures, names, file, *_in_time(names, file, one, other))


def _pointed(figures: Figures, names: NamesOf, file: str, known: str, other: str) -> Problem:
    """Point at a name that may be the known one, whichever of the two is the earlier."""
    first, then = _in_time(names, file, known, other)
    is_apart = names.is_apart(known, other)
    fix = renaming(file, other, known) if is_apart else "select both in where (a list)"
    return Problem(
        figures.files[file].path,
        names.rows(then, file)[0].line,
        f"{names.column} {shown(then)} begins {'' if is_apart else 'near '}where {shown(first)} "
        "stops",
        f"if the two are one, {fix}",
    )


def _in_time(names: NamesOf, file: str, one: str, other: str) -> tuple[str, str]:
    """Return two names of a file, the one that stands first in it first."""
    first, then = sorted((one, other), key=lambda name: min(names.spans(name, file)))
    return first, then


_Asking = dict[str, tuple[str, ...]]
"""Series that select a name → the files that each comes from; none where from all."""


def _asked(casefile: CaseFile) -> Iterator[tuple[str, str, dict[str, _Asking]]]:
    """Yield measure, column, and the names selected there, each with the series that do."""
    found: dict[tuple[str, str], dict[str, _Asking]] = defaultdict(lambda: defaultdict(dict))
    for series, spec in casefile.series.items():
        areas = tuple(area for pooled in spec.places.values() for area in pooled)
        for column, names in (*spec.where.items(), ("area", areas)):
            for name in names if column in COLUMNS else ():
                found[spec.measure, column][name][series] = spec.resources
    for (measure, column), asked in found.items():
        yield measure, column, asked


def _admitted(names: NamesOf, asking: _Asking) -> list[str]:
    """Return the files from which a series that selects a name may come."""
    if not all(asking.values()):
        return list(names.in_file)
    named = {file for files in asking.values() for file in files}
    return [file for file in names.in_file if file in named]


def _beside(name: str, names: NamesOf, file: str, asked: Collection[str]) -> Iterator[str]:
    """Yield the names of a file that lists a name which no series asks for."""
    if names.rows(name, file):
        yield from (other for other in names.in_file[file] if other and other not in asked)


def _successors(
    name: str, names: NamesOf, files: Collection[str], asked: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield file and name of what may be a name in its place, in its file or in another's."""
    holding = [file for file in files if names.rows(name, file)]
    known = {other for file in holding for other in names.in_file[file]}
    for file in files:
        for other in names.in_file[file] if holding else ():
            if not other or other in asked or not is_related(name, other) or _is_told(name, other):
                continue
            if _takes_place(names, file, name, other) if file in holding else other not in known:
                yield file, other


def _takes_place(names: NamesOf, file: str, name: str, other: str) -> bool:
    """Whether of two related names one stands where, or from when on, the other does not."""
    ones, others = names.by_place(name, file), names.by_place(other, file)
    places = ones.keys() & others.keys()
    every = names.periods[file]
    return (
        not places
        or _go_on(names, file, name, other)
        or _fill(names, file, name, other)
        or any(_relieve(ones[place], others[place], every) for place in places)
    )


def _go_on(names: NamesOf, file: str, one: str, other: str) -> bool:
    """Whether one of two names begins after or shortly before the other stops."""
    ones, others = names.spans(one, file), names.spans(other, file)
    if min(len(ones), len(others)) < _FEWEST:
        return False
    apart = max(ones) < min(others) or max(others) < min(ones)
    every = names.periods[file]
    return apart or takes_over(ones, others, every) or takes_over(others, ones, every)


def _fill(names: NamesOf, file: str, name: str, other: str) -> bool:
    """Whether two names share the periods of a file: each has one of them, or one takes over."""
    ones, others, every = names.spans(name, file), names.spans(other, file), names.periods[file]
    if not ones & others and len(every) > _FEWEST and len(ones | others) == len(every):
        return True
    return _relieve(ones, others, every)


def _relieve(ones: Collection[Span], others: Collection[Span], every: list[Span]) -> bool:
    """Whether of two names without holes one stops near where the other begins."""
    if min(len(ones), len(others)) < _FEWEST:
        return False
    first, then = sorted((ones, others), key=min)
    return takes_over(first, then, every) and is_steady(first, every) and is_steady(then, every)


def is_related(one: str, other: str) -> bool:
    """Whether two names may be of one thing, by their words."""
    if any(is_rest(name) or is_part(name) or is_whole(name, NO_OTHERS) for name in (one, other)):
        return False
    ones, others = (re.findall(r"[^\W_]+", spelling_key(name)) for name in (one, other))
    if set(ones) != set(others) and (set(ones) <= set(others) or set(others) <= set(ones)):
        return bool(ones and others)
    if len(ones) != 1 or len(others) != 1:
        return False
    short, long = sorted((ones[0], others[0]), key=len)
    if len(short) == len(long):
        return len(short) in (3, 4) and sorted(short) == sorted(long) and _is_exchange(short, long)
    return len(short) >= 4 and long.startswith(short)


def _is_told(name: str, other: str) -> bool:
    """Whether one is the other but for a mark or a slip, which `near_names` tells."""
    return is_near(name, other) or bare_name(name) == bare_name(other)


def _is_exchange(one: str, other: str) -> bool:
    apart = [place for place in range(len(one)) if one[place] != other[place]]
    return len(apart) == 2 and apart[1] == apart[0] + 1
