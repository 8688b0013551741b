"""Which files speak for a series: those that list all that it asks for, and all that it adds up."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from detente.evidence.listing import Listing, Name, asked_names, speaks
from detente.terms.tables import Resource, SeriesSpec


def speakers(
    listing: Listing,
    spec: SeriesSpec,
    group: str,
    files: Sequence[Resource],
    values: Mapping[str, Collection[str]],
) -> list[Resource]:
    """Return the files that speak for one group of a series.

    Args:
        listing: of its measure.
        files: those from which the series may come.
        values: key column → what it holds in the rows of the group, of all files.
    """
    return [
        f for f in files if next(unspoken(listing, spec, group, f, files, values), None) is None
    ]


def unspoken(
    listing: Listing,
    spec: SeriesSpec,
    group: str,
    file: Resource,
    files: Sequence[Resource],
    values: Mapping[str, Collection[str]],
) -> Iterator[Name]:
    """Yield the names of one group of a series of which a file says nothing."""
    asked = asked_names(spec, group)
    columns = {name[-2] for name in asked}
    added = (
        (column, value)
        for column, of_column in values.items()
        for value in of_column
        if column != "area" and column not in columns
    )
    for name in (*asked, *_older(added, listing, file, files)):
        if not speaks(listing, file, name):
            yield name
    if "area" not in columns:
        yield from _cut_areas(listing, file, files)
    for column, of_column in values.items():
        yield from ((column, v) for v in of_column if file.unlisted.get(v) == "silent")


def _older(
    names: Iterable[Name], listing: Listing, file: Resource, files: Sequence[Resource]
) -> Iterator[Name]:
    """Yield the names that files as old or older list: what newer ones add was not yet counted."""
    old = {other.name for other in files if other.vintage <= file.vintage}
    return (name for name in names if old & listing.names.get(name, {}).keys())


def _cut_areas(listing: Listing, file: Resource, files: Sequence[Resource]) -> Iterator[Name]:
    """Yield the areas that a file lacks which lists fewer than half of those of an older one."""
    if file.unlisted.get("area") == "none":
        return
    for other in files:
        is_older = other.name in listing.periods and other.vintage <= file.vintage
        if is_older and listing.is_cut(file.name, other.name, "area"):
            lacking = listing.values(other.name, "area") - listing.values(file.name, "area")
            yield from (("area", area) for area in sorted(lacking))
