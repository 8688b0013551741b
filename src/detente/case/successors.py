"""Names that take the place of another: a relabelling would end a series in silence, or in zeros.

Where a publisher calls `Heroin` from some month on `Heroin (T40.1)`, a series that selects `Heroin`
would stand at nothing from there. Two names that are never listed together, one of which goes on
where the other stops, may be one thing.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from detente.case.near_names import renaming
from detente.case.slips import bare_name, is_near
from detente.case.spec import CaseFile
from detente.evidence.listing import Span
from detente.terms.errors import Problem, shown
from detente.terms.spelling import spelling_key
from detente.terms.tables import KEY_COLUMNS, Observation, Resource
from detente.terms.wholes import is_part, is_rest, is_whole

COLUMNS = ("item", "area", "region", "component")
"""Columns that hold names of things; a scope is a sentence."""
MOST_NAMES = 300
_FEWEST = 2
"""Periods of either name from which one after the other says anything."""


@dataclass
class _Name:
    """Where one file lists a name.

    Attributes:
        line: its first line.
        spans: its periods.
        beside: the values of the other columns with which it stands.
        rows: how many rows it has.
    """

    line: int
    spans: set[Span] = field(default_factory=set)
    beside: set[tuple[str, ...]] = field(default_factory=set)
    rows: int = 0

    @cached_property
    def first(self) -> Span:
        """The earliest of its periods."""
        return min(self.spans)

    @cached_property
    def last(self) -> Span:
        """The latest of its periods."""
        return max(self.spans)


_Listed = dict[str, dict[str, _Name]]
"""File → name → where."""


def renamed(
    casefile: CaseFile, files: Mapping[str, Resource], by_measure: Mapping[str, list[Observation]]
) -> Iterator[Problem]:
    """Say which names that no series selects go on where a related one that a series selects stops.

    Related are a name and a longer one with all its words, a word and its beginning, and short
    words in which two letters are exchanged.
    """
    for measure, column, asked in _asked(casefile):
        listed = _listed(column, by_measure.get(measure, ()))
        for name, series in asked.items():
            for file, other in _followers(name, _admitted(listed, series), asked.keys()):
                is_settled = files[file].renamed.get(other) == other
                if is_related(name, other) and not is_settled and not _is_told(name, other):
                    where = listed[file][other]
                    yield Problem(
                        files[file].path,
                        where.line,
                        f"{column} {shown(other)} ({where.rows} rows) stands where "
                        f"{shown(name)}, which series {next(iter(series))} selects, "
                        "does not: it may be the same under another name",
                        f"if it is, {renaming(file, other, name)}, or select both in where (a "
                        f"list); if not, select {shown(other)} in a series of its own, or rename "
                        "it to itself",
                    )


def replaced(
    casefile: CaseFile, files: Mapping[str, Resource], by_measure: Mapping[str, list[Observation]]
) -> Iterator[Problem]:
    """Point at names that stand from the period on from which another is gone for good.

    Of those that a series selects, where the two fill all periods of a file; of those that it is
    split by, where they look alike as well.
    """
    fix = "if the two are one, give them one name"
    known: dict[tuple[str, str], _Listed] = {}
    for measure, column, asked in _asked(casefile):
        listed = known[measure, column] = _listed(column, by_measure.get(measure, ()))
        for name, series in asked.items():
            for file, other in _followers(name, _admitted(listed, series), asked.keys()):
                if not is_related(name, other) and _fill(listed[file], name, other):
                    yield _pointed(files[file], column, name, other, listed[file][other], fix)
    for measure, column in sorted({(s.measure, s.group) for s in casefile.series.values()}):
        if column not in COLUMNS:
            continue
        listed = known.get((measure, column)) or _listed(column, by_measure.get(measure, ()))
        for file, names in listed.items():
            ordered = sorted(names)[:MOST_NAMES]
            for name in ordered:
                for other in ordered:
                    if _goes_on(names, name, other) and (
                        is_near(name, other) or is_related(name, other)
                    ):
                        yield _pointed(files[file], column, name, other, names[other], fix)


def _pointed(file: Resource, column: str, name: str, other: str, where: _Name, fix: str) -> Problem:
    return Problem(
        file.path,
        where.line,
        f"{column} {shown(other)} begins where {shown(name)} stops",
        fix,
    )


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


def _admitted(listed: _Listed, asking: _Asking) -> _Listed:
    """Return the files from which a series that selects a name may come."""
    if not all(asking.values()):
        return listed
    named = {file for files in asking.values() for file in files}
    return {file: names for file, names in listed.items() if file in named}


def _listed(column: str, rows: Sequence[Observation]) -> _Listed:
    found: _Listed = defaultdict(dict)
    named, beside = attrgetter(column), attrgetter(*(o for o in KEY_COLUMNS if o != column))
    for row in rows:
        names, text = found[row.resource], named(row)
        if (name := names.get(text)) is None:
            name = names[text] = _Name(row.line)
        name.spans.add((row.start, row.end))
        name.beside.add(beside(row))
        name.rows += 1
    return found


def _followers(name: str, listed: _Listed, asked: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield file and name of what may have taken a name's place, in its file or in another's."""
    holding = [file for file, names in listed.items() if name in names]
    beside = {other for file in holding for other in listed[file]}
    for file, names in listed.items():
        for other in names:
            if not other or other in asked:
                continue
            if file in holding:
                takes_place = _goes_on(names, name, other) or _goes_on(names, other, name)
                is_elsewhere = not names[name].beside & names[other].beside
                if takes_place or is_elsewhere or _fill(names, name, other):
                    yield file, other
            elif holding and other not in beside:
                yield file, other


def _goes_on(names: Mapping[str, _Name], name: str, other: str) -> bool:
    """Whether a name begins after another has stopped, each with some periods."""
    one, two = names[name], names[other]
    return one.last < two.first and min(len(one.spans), len(two.spans)) >= _FEWEST


def _fill(names: Mapping[str, _Name], name: str, other: str) -> bool:
    """Whether two names are never listed together, and one of them in each period of a file."""
    if name not in names:
        return False
    one, two = names[name].spans, names[other].spans
    every = {span for where in names.values() for span in where.spans}
    return not one & two and len(every) > _FEWEST and one | two == every


def is_related(one: str, other: str) -> bool:
    """Whether two names may be of one thing, by their words."""
    if any(is_rest(name) or is_part(name) or is_whole(name, ()) for name in (one, other)):
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
