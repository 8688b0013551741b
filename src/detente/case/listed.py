"""Names that older files of a series list and newer ones do not: cut, renamed or withdrawn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from detente.evidence.listing import MANY, Listing, Name, asked_names, group_key, names_of
from detente.evidence.relays import Span
from detente.terms.errors import Problem, shown
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, SeriesSpec


@dataclass(frozen=True, slots=True)
class Silence:
    """A file that says nothing of what another says, where the case does not say why.

    Attributes:
        file: the silent file.
        problem: what it lacks that the other has.
        word: the value or column that `unlisted` would name.
    """

    file: Resource
    problem: str
    word: str


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
        silent = [*_silent(spec, listing, older, newer, wanted)]
        yield from _lacking(older, newer, silent)
        if not silent:
            yield from _cuts(spec, rows, listing, older, newer)
    for one, other in combinations(chosen, 2):
        yield from _parts_lacking(spec, listing, one, other)


def silence_problems(found: Iterable[tuple[str, Silence]]) -> Iterator[Problem]:
    """Say each silence once, with the series that ask for what is lacking."""
    asking: dict[tuple[str, str], list[str]] = {}
    # Of several older files the newest is named: it comes last.
    last: dict[tuple[str, str], Silence] = {}
    for name, silence in found:
        key = silence.file.path, silence.word
        last[key] = silence
        asking.setdefault(key, []).append(name)
    for key, silence in last.items():
        names = list(dict.fromkeys(asking[key]))
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield Problem(
            silence.file.path,
            0,
            f"{silence.problem}; asked for by series {', '.join(names[:3])}{more}",
            "put the publisher's whole file there, or say in datapackage.json, under detente of "
            f'{silence.file.name}, "unlisted": {{"{silence.word}": "silent"}} if the file is a '
            'cut, so that other files\' figures stand, or "none" if the publisher withdrew it, or '
            f'"renamed": {{"its name there": "{silence.word}"}} if it has another name there',
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
        if not _is_declared(newer, name):
            yield name


def _is_declared(file: Resource, name: Name) -> bool:
    return name[-2] in file.unlisted or any(value in file.unlisted for value in name[1::2])


def _lacking(older: Resource, newer: Resource, silent: Sequence[Name]) -> Iterator[Silence]:
    whole = [found for found in silent if len(found) == 2]
    lacking = {found[1] for found in whole}
    pairs = [found for found in silent if len(found) > 2 and not lacking & set(found[1::2])]
    for found in [*whole, *pairs]:
        column, value = found[-2:]
        label = f"{column} {shown(value)}" if value else f"row without {column}"
        if len(found) > 2:
            label += f" of {found[0]} {shown(found[1])}"
        yield Silence(newer, f"lists no {label}, and {older.path} does", value or column)


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
        yield Silence(newer, problem, "area")
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
        yield Silence(newer, problem, next(iter(spec.where.get("item", ("item",)))))


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
        and not _is_declared(newer, ("item", item, "area", area))
    )
    come = [key for key in after.keys() - before.keys() if after[key] & shared]
    if len(gone) > len(come):
        item, area = gone[0]
        label = f"area {shown(area)}{f' of item {shown(item)}' if item else ''}"
        more = f" (and {len(gone) - 1} more)" if len(gone) > 1 else ""
        yield Silence(newer, f"lists no {label}{more}, and {older.path} does", area or "area")


def _parts_lacking(
    spec: SeriesSpec, listing: Listing, one: Resource, other: Resource
) -> Iterator[Silence]:
    """Say which file lacks a part of what a series adds up by name."""
    added = {column: values for column, values in spec.where.items() if column != spec.group}
    for column, values in added.items():
        for file, holding in ((one, other), (other, one)) if len(values) > 1 else ():
            for value in values:
                part = column, value
                lists = listing.names.get(part, {}).keys()
                if file.name not in lists and holding.name in lists:
                    if file is other and file.format == holding.format:
                        continue  # told of the newer of two vintages of one table already
                    if not _is_declared(file, part):
                        problem = f"lists no {column} {shown(value)}, and {holding.path} does"
                        yield Silence(file, problem, value)
