"""What each file lists of a measure: a file speaks for that alone, and is silent on the rest.

Where a publisher lists only what happened, a combination that a file does not list means none. But
a file that lists no row of a drug at all has not found none of it: it is a cut, or calls the drug
otherwise. So a file speaks for a name only where it lists the name somewhere.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from detente.evidence.relays import Span
from detente.terms.errors import shown
from detente.terms.periods import period_label
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, SeriesSpec

Name = tuple[str, ...]
"""A column and one of its values; or an item and such a pair: `("item", "Heroin", "region", …)`."""
MANY = 3
"""Periods in which a file would have to list a pair before its silence on it says that it is a cut
and not that the pair is rare."""
FEWEST = 4
"""Figures that a file has to list of a period elsewhere, and periods that it has to list, before
fewer than half as many, or none, say that it is cut: of three, two may well be withdrawn."""


@dataclass(frozen=True)
class Listing:
    """Which periods and names of one measure each file lists.

    Attributes:
        periods: file → the periods of which it lists any row.
        names: name → file → the periods in which the file lists it.
    """

    periods: Mapping[str, frozenset[Span]]
    names: Mapping[Name, Mapping[str, frozenset[Span]]]

    def silent(self, file: str, name: Name) -> bool:
        """Whether another file lists a name, and this one says nothing of it."""
        listed = self.names.get(name, {})
        if not listed or file in listed or file not in self.periods:
            return False
        return len(name) == 2 or any(self.missed(other, file, name) >= MANY for other in listed)

    def missed(self, other: str, file: str, name: Name) -> int:
        """Return in how many of its periods a file would list a name as another file does.

        Counted over the periods that both cover; where there are none, expected from how often the
        other file lists the name.
        """
        listed, covered = self.names.get(name, {}).get(other, frozenset()), self.periods[other]
        if shared := covered & self.periods[file]:
            return len(listed & shared)
        # Without a period in common, what was listed most of the time is expected as often after;
        # but a place may well stop to see a drug.
        often = name[-2] != "area" and 2 * len(listed) >= len(covered)
        return len(self.periods[file]) if often else 0

    def is_in_time(self, file: str, name: Name, span: Span) -> bool:
        """Whether a period lies between the first and last in which a file lists a name.

        So does every one where it lists the name nowhere, or where the name is of two columns.
        """
        spans = self.names.get(name, {}).get(file) if len(name) == 2 else None
        return not spans or min(spans) <= span <= max(spans)

    def values(self, file: str, column: str) -> frozenset[str]:
        """Return the values of a column that a file lists."""
        return frozenset(
            name[1]
            for name, files in self.names.items()
            if len(name) == 2 and name[0] == column and file in files
        )

    def is_cut(self, file: str, other: str, column: str) -> bool:
        """Whether a file lists fewer than half of the values of a column that another lists."""
        whole = self.values(other, column)
        return 2 * len(whole & self.values(file, column)) < len(whole)


def listing_of(rows: Iterable[Observation]) -> Listing:
    """Note what each file lists among the rows of one measure."""
    return listing_by((row.resource, row) for row in rows)


def listing_by(rows: Iterable[tuple[str, Observation]]) -> Listing:
    """Note what is listed under each of some names, of a file or of what takes its place."""
    periods: dict[str, set[Span]] = defaultdict(set)
    listed: dict[tuple[str, ...], dict[str, set[Span]]] = defaultdict(lambda: defaultdict(set))
    for file, row in rows:
        periods[file].add((row.start, row.end))
        listed[key_of(row)][file].add((row.start, row.end))
    names: dict[Name, dict[str, set[Span]]] = defaultdict(lambda: defaultdict(set))
    for key, files in listed.items():
        for name in names_of(dict(zip(KEY_COLUMNS, key, strict=True))):
            for file, spans in files.items():
                names[name][file] |= spans
    return Listing(
        {file: frozenset(spans) for file, spans in periods.items()},
        {
            name: {file: frozenset(spans) for file, spans in files.items()}
            for name, files in names.items()
        },
    )


def key_of(row: Observation) -> tuple[str, ...]:
    """Return the values of a figure's keys, in the order of `KEY_COLUMNS`."""
    return row.item, row.component, row.region, row.land_filter, row.area, row.scope


def names_of(values: Mapping[str, str]) -> Iterator[Name]:
    """Yield the names under which a figure is listed: each of its keys, and its item with each."""
    yield from values.items()
    item = values.get("item")
    if item is not None:
        yield from (
            ("item", item, column, value) for column, value in values.items() if column != "item"
        )


def name_label(name: Name) -> str:
    """Write a name as prose does: `item 'Heroin'`, `area 'Ohio' of item 'Heroin'`."""
    column, value = name[-2:]
    label = f"{column} {shown(value)}" if value else f"row without {column}"
    return f"{label} of {name[0]} {shown(name[1])}" if len(name) > 2 and name[1] else label


def group_key(spec: SeriesSpec) -> tuple[str, Callable[[str], str | None]]:
    """Return the column that a series is split by, and what names the group of its value.

    The column is empty where the series has no groups; an area of no place has no group.
    """
    if spec.group == "place":
        place_of = {area: place for place, areas in spec.places.items() for area in areas}
        return "area", place_of.get
    return spec.group, str


def asked_values(spec: SeriesSpec, group: str) -> dict[str, tuple[str, ...]]:
    """Return the values that a series asks for in one of its groups, by column."""
    asked = dict(spec.where)
    if spec.group == "place":
        asked["area"] = spec.places.get(group, ())
    elif spec.group:
        asked[spec.group] = (group,)
    return {column: asked[column] for column in KEY_COLUMNS if column in asked}


def asked_names(spec: SeriesSpec, group: str) -> tuple[Name, ...]:
    """Return the names that a series asks for in one of its groups, by `where` and its places."""
    asked = asked_values(spec, group)
    singles = [(column, value) for column, values in asked.items() for value in values]
    pairs = [
        ("item", item, *single)
        for item in asked.get("item", ())
        for single in singles
        if single[0] != "item"
    ]
    return (*singles, *pairs)


def speaks(listing: Listing, resource: Resource, name: Name) -> bool:
    """Whether what a file holds of a name is all there is: where it lists none, there was none.

    What the case says of a value that the file does not list, or lists in part, goes first; then
    whether the file lists the name; then what the case says of the whole column.
    """
    for value in reversed(name[1::2]):
        if said := resource.unlisted.get(value):
            return said == "none"
    if not listing.silent(resource.name, name):
        return True
    return resource.unlisted.get(name[-2]) == "none"


def said_of_period(file: Resource, kind: str, span: Span) -> str:
    """Return what the case says of all that a file does not list of a period; empty where none.

    Args:
        kind: of the period, by which a series writes it.
    """
    labels = period_label(kind, *span), period_label("span", *span)
    return next((file.unlisted[label] for label in labels if label in file.unlisted), "")
