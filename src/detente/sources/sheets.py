"""Which sheet of a workbook holds the table, and why the others do not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from detente.sources.header import LOOKED_AT
from detente.sources.text import Record, where_options
from detente.terms.errors import InputError, nearest, shown
from detente.terms.tables import Resource

Columns = Callable[[list[str]], int]
"""Says how many columns of the table a row lacks as its header; 0 where it is one."""
SheetsLeft = tuple[tuple[str, str], ...]
"""Reason and name of each sheet that is not read."""
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the first rows of a sheet show.

    Attributes:
        lacks: columns of the table that its first row lacks; 0 where that is the header.
        nearest: the same of the row among the first that is most like the header.
        rows: rows that were looked at.
    """

    title: str
    is_shown: bool
    lacks: int
    nearest: int
    rows: int

    @property
    def fits(self) -> bool:
        """Whether it is the table, with rows."""
        return self.lacks == 0 and self.rows > 1


def chosen_sheet(
    sheets: Sequence[tuple[str, bool]],
    records: Callable[[str], Iterator[Record]],
    columns: Columns,
    resource: Resource,
) -> tuple[str, SheetsLeft]:
    """Choose the sheet that the case names, or else the only one in sight that has the table.

    Args:
        sheets: the name of each, and whether it is shown; hidden ones are read by name alone.
        records: reads a sheet.
        columns: tells its header.

    Returns:
        The name of the sheet, and what is to be told of the others. Where none has the table, the
        one in sight that is nearest to it, so that what is wrong with it is told.

    Raises:
        InputError: several have the table, or only hidden ones do, or the named one is not there.
    """
    titles = [title for title, _ in sheets]
    if "sheet" in resource.options:
        return _named(resource, titles)
    if len(sheets) == 1 and sheets[0][1]:
        return titles[0], ()
    found = [_looked_at(*sheet, records, columns) for sheet in sheets]
    in_sight = [sheet for sheet in found if sheet.is_shown]
    fitting = [sheet.title for sheet in in_sight if sheet.fits]
    hidden = [sheet.title for sheet in found if sheet.fits and not sheet.is_shown]
    if len(fitting) > 1:
        raise _unclear(
            resource, fitting, f"{_named_all(fitting)} all have the columns of the table"
        )
    if not fitting and (hidden or not in_sight):
        problem = "the sheet with the table is hidden" if hidden else "every sheet is hidden"
        raise _unclear(resource, hidden or titles, f"{problem}: {_named_all(hidden or titles)}")
    title = fitting[0] if fitting else _likeliest(in_sight).title
    return title, tuple(
        (_reason(sheet), shown(sheet.title)) for sheet in found if sheet.title != title
    )


def _named(resource: Resource, titles: Sequence[str]) -> tuple[str, SheetsLeft]:
    name = resource.options["sheet"]
    if name not in titles:
        raise InputError.at(
            resource.path,
            0,
            f"the workbook has no sheet {shown(name)}, which the option 'sheet' names",
            f"{nearest(str(name), titles)} (the option stands {where_options(resource)})",
        )
    reason = f"the option 'sheet' names {shown(name)}"
    return str(name), tuple((reason, shown(title)) for title in titles if title != name)


def _looked_at(
    title: str, is_shown: bool, records: Callable[[str], Iterator[Record]], columns: Columns
) -> _Sheet:
    lacks = [columns(cells) for _, cells in islice(records(title), LOOKED_AT)]
    if not lacks:
        return _Sheet(title, is_shown, columns([]), columns([]), 0)
    return _Sheet(title, is_shown, lacks[0], min(lacks), len(lacks))


def _likeliest(in_sight: Sequence[_Sheet]) -> _Sheet:
    return min(in_sight, key=lambda sheet: (sheet.nearest, sheet.rows == 0))


def _reason(sheet: _Sheet) -> str:
    if not sheet.is_shown:
        return "hidden"
    if not sheet.rows:
        return "empty"
    return "no rows below the header" if sheet.lacks == 0 else "not the table"


def _unclear(resource: Resource, titles: Sequence[str], problem: str) -> InputError:
    return InputError.at(
        resource.path,
        0,
        f"is a workbook in which {problem}",
        f'name the one that is meant, like "sheet": "{titles[0]}", {where_options(resource)}; '
        "what stands on others is read from a CSV file of its own",
    )


def _named_all(titles: Sequence[str]) -> str:
    more = f" and {len(titles) - _MOST_NAMED} more" if len(titles) > _MOST_NAMED else ""
    return "the sheets " * (len(titles) > 1) + ", ".join(map(shown, titles[:_MOST_NAMED])) + more
