"""Names that older files of a series list and newer ones do not: cut, renamed or withdrawn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from detente.evidence.listing import (
    MANY,
    Listing,
    Name,
    asked_names,
    group_key,
    name_label,
    names_of,
)
from detente.evidence.relays import Span
from detente.terms.errors import Problem, shown
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, SeriesSpec


@dataclass(frozen=True, slots=True)
class Silence:
    """A file that says nothing of what another says, where the case does not say why.

    Attributes:
        file: the silent file.
        problem: what it lacks that the other has.
        name: what `unlisted` would name: a column and a value of it, which may be empty.
        split: how to tell apart what the two files hold; empty where either may stand alone.
    """

    file: Resource
    problem: str
    name: Name
    split: str = ""

    @property
    def word(self) -> str:
        """The value, or for rows without one the column, that `unlisted` would name."""
        return self.name[-1] or self.name[-2]

    @property
    def remedy(self) -> str:
        """What to do about it; each way leads to figures of both files or of the right one."""
        said = f'"unlisted": {{"{self.word}": '
        ways = [f'{said}"none"}} if the publisher withdrew it']
        if not self.split:
            # Else either file leaves out what the other holds: neither may be silent.
            ways.insert(
                0,
                f'{said}"silent"}} if the file is a cut, so that other files\' figures stand',
            )
        if self.name[-1]:
            ways.append(f'"renamed": {{"its name there": "{self.word}"}} if it is renamed there')
        whole = "put the publisher's whole file there"
        if self.split:
            whole = f"put the rows of both into one file, {self.split}"
        where = f"say in datapackage.json, under detente of {self.file.name}"
        return f"{whole}, or {where}, {', or '.join(ways)}"


def silences(
    spec: SeriesSpec, rows: Sequence[Observation], listing: Listing, files: Mapping[str, Resource]
) -> Iterator[Silence]:
    """Say which files of a series are silent on what others say.

    Args:
        rows: those of the series.
        listing: of its measure.
        files: by name.
    """
    used = {row.resource for row in rows} if not spec.where else listing.periods.keys()
    chosen = [f for f in files.values() if f.name in used and f.name in listing.periods]
    chosen = [f for f in chosen if not spec.resources or f.name in spec.resources]
    chosen.sort(key=lambda file: (file.vintage, file.name))
    wanted = _wanted(spec, rows)
    for older, newer in combinations(chosen, 2):
        silent = [n for n in _silent(spec, listing, older, newer, wanted) if not _said(newer, n)]
        lost = [*_silent(spec, listing, newer, older, wanted)]
        is_split = _is_split(spec, (*silent, *lost))
        # Each group then comes from the file that has it; of one vintage neither takes a place.
        if not (lost and is_split and older.vintage == newer.vintage):
            split = _apart(spec, (*silent, *lost)) if lost and not is_split else ""
            yield from _lacking(older, newer, silent, split)
        if not silent:
            yield from _cuts(spec, rows, listing, older, newer)
    for one, other in combinations(chosen, 2):
        yield from _parts_lacking(spec, listing, one, other)


def _is_split(spec: SeriesSpec, names: Sequence[Name]) -> bool:
    """Whether a series never adds two of some names to each other."""
    return bool(spec.group) and all(spec.group in name[::2] for name in names)


def _apart(spec: SeriesSpec, names: Sequence[Name]) -> str:
    """Say how a series is to tell apart what two files hold of which neither is the whole."""
    columns = {name[-2] for name in names}
    if spec.group or len(columns) > 1:
        return "or make a series of each"
    return f'or keep them apart with group = "{min(columns)}", or make a series of each'


def silence_problems(found: Iterable[tuple[str, Silence]]) -> Iterator[Problem]:
    """Say each silence once, with the series that ask for what is lacking."""
    asking: dict[tuple[str, ...], list[str]] = {}
    # Of several older files the newest is named: it comes last.
    last: dict[tuple[str, ...], Silence] = {}
    for name, silence in found:
        key: tuple[str, ...] = silence.file.path, silence.word, silence.split
        last[key] = silence
        asking.setdefault(key, []).append(name)
    for key, silence in last.items():
        names = list(dict.fromkeys(asking[key]))
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield Problem(
            silence.file.path,
            0,
            f"{silence.problem}; asked for by series {', '.join(names[:3])}{more}",
            silence.remedy,
        )


_Wanted = tuple[frozenset[Name], frozenset[Name]]
"""Names that the series asks for, and names that it takes as they come."""


def _wanted(spec: SeriesSpec, rows: Sequence[Observation]) -> _Wanted:
    column, named = group_key(spec)
    groups = {named(getattr(row, column, "")) for row in rows} if column else {""}
    groups |= set(spec.places)
    asked = {name for group in groups - {None} for name in asked_names(spec, str(group))}
    columns = {name[0] for name in asked if len(name) == 2}
    taken = {
        name
        for row in rows
        for name in names_of({c: getattr(row, c) for c in KEY_COLUMNS if c not in columns})
        if len(name) == 2 and name[0] != "area"
    }
    return frozenset(asked), frozenset(taken)


def _silent(
    spec: SeriesSpec, listing: Listing, older: Resource, newer: Resource, wanted: _Wanted
) -> Iterator[Name]:
    asked, taken = wanted
    # Another format is another table, which may hold less by design; what is asked of it by name
    # is then read from the older file, but a sum over all that it holds would shrink.
    names = asked | taken if older.format == newer.format else taken
    for name in sorted(names):
        if older.name not in listing.names.get(name, {}) or not listing.silent(newer.name, name):
            continue
        by_area = spec.group == "area" and name[-2] == "area"
        if by_area and listing.missed(older.name, newer.name, name) < MANY:
            continue
        yield name


def _said(file: Resource, name: Name) -> bool:
    """Whether the case says why a file does not list a name."""
    words = (value or column for column, value in zip(name[::2], name[1::2], strict=True))
    return name[-2] in file.unlisted or any(word in file.unlisted for word in words)


def _lacking(
    older: Resource, newer: Resource, silent: Sequence[Name], split: str = ""
) -> Iterator[Silence]:
    whole = [found for found in silent if len(found) == 2]
    lacking = {found[1] for found in whole}
    pairs = [found for found in silent if len(found) > 2 and not lacking & set(found[1::2])]
    for found in [*whole, *pairs]:
        yield Silence(
            newer, f"lists no {name_label(found)}, and {older.path} does", found[-2:], split
        )


def _cuts(
    spec: SeriesSpec,
    rows: Iterable[Observation],
    listing: Listing,
    older: Resource,
    newer: Resource,
) -> Iterator[Silence]:
    areas = "area" not in spec.where and spec.group not in ("area", "place")
    said = "area" in newer.unlisted
    if areas and not said and listing.is_cut(newer.name, older.name, "area"):
        whole = listing.values(older.name, "area")
        both = len(whole & listing.values(newer.name, "area"))
        problem = f"lists only {both} of the {len(whole)} areas that {older.path} lists"
        is_part = listing.is_cut(older.name, newer.name, "area")
        split = _apart(spec, [("area", "")]) if is_part else ""
        yield Silence(newer, problem, ("area", ""), split)
    elif areas and not said:
        yield from _areas_gone(rows, listing, older, newer)
    if spec.missing != "zero" or newer.unlisted:
        return
    shared = listing.periods[older.name] & listing.periods[newer.name]
    found = {
        file.name: {(r.start, r.end) for r in rows if r.resource == file.name} & shared
        for file in (older, newer)
    }
    before, after = found[older.name], found[older.name] & found[newer.name]
    if len(before) - len(after) >= MANY and 2 * len(after) < len(before):
        part = f"{len(after)} of the {len(before)} periods"
        problem = f"lists rows of it in {part} in which {older.path} does"
        yield Silence(newer, problem, ("item", next(iter(spec.where.get("item", ("",))))))


def _areas_gone(
    rows: Iterable[Observation], listing: Listing, older: Resource, newer: Resource
) -> Iterator[Silence]:
    """Say which places of a drug a newer file has dropped from periods that both cover.

    As many new places as old ones are gone are taken for new names of the same.
    """
    shared = listing.periods[older.name] & listing.periods[newer.name]
    found: dict[str, dict[tuple[str, str], set[Span]]] = {older.name: {}, newer.name: {}}
    for row in rows:
        if row.resource in found:
            spans = found[row.resource].setdefault((row.item, row.area), set())
            spans.add((row.start, row.end))
    before, after = found[older.name], found[newer.name]
    gone = sorted(
        (item, area)
        for item, area in before.keys() - after.keys()
        if len(before[item, area] & shared) >= MANY
        and not _said(newer, ("item", item, "area", area))
    )
    come = [key for key in after.keys() - before.keys() if after[key] & shared]
    if len(gone) > len(come):
        item, area = gone[0]
        label = name_label(("item", item, "area", area))
        more = f" (and {len(gone) - 1} more)" if len(gone) > 1 else ""
        yield Silence(newer, f"lists no {label}{more}, and {older.path} does", ("area", area))


def _parts_lacking(
    spec: SeriesSpec, listing: Listing, one: Resource, other: Resource
) -> Iterator[Silence]:
    """Say which file lacks a part of what a series adds up by name."""
    added = {column: values for column, values in spec.where.items() if column != spec.group}
    for column, values in added.items():
        lacks = {
            file.name: [v for v in values if file.name not in listing.names.get((column, v), {})]
            for file in (one, other)
        }
        for file, holding in ((one, other), (other, one)) if len(values) > 1 else ():
            split = _apart(spec, [(column, "")]) if lacks[one.name] and lacks[other.name] else ""
            for value in lacks[file.name]:
                if value in lacks[holding.name] or _said(file, (column, value)):
                    continue
                if file is other and file.format == holding.format:
                    continue  # told of the newer of two vintages of one table already
                problem = f"lists no {column} {shown(value)}, and {holding.path} does"
                yield Silence(file, problem, (column, value), split)
