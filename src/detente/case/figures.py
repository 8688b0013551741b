"""The figures of a case: by measure, by the series that select them, and by their names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from detente.case.names import NamesOf
from detente.case.spec import CaseFile
from detente.evidence.listing import Listing, group_key, listing_of
from detente.terms.periods import PERIOD_MONTHS, is_period
from detente.terms.tables import Observation, Resource, Rows, SeriesSpec

Files = Mapping[str, Resource]
"""The files of a case by name."""
ByMeasure = Mapping[str, list[Observation]]
Selected = Mapping[str, list[Observation]]
"""Name of a series → the rows that it selects by column and file, whatever their unit and time."""


class Figures:
    """The figures of all files of a case, sorted once for all that is asked of them.

    Attributes:
        files: by name.
        by_measure: all figures.
        unknown: cells that files give no value of.
        chosen: the figures that each series selects.
    """

    def __init__(
        self, casefile: CaseFile, files: Iterable[Resource], rows: Mapping[str, Rows]
    ) -> None:
        self.files: Files = {file.name: file for file in files}
        found: dict[str, list[Observation]] = defaultdict(list)
        for row in (row for table in rows.values() for row in table.observations):
            found[row.measure].append(row)
        self.by_measure: ByMeasure = dict(found)
        self.unknown = [cell for table in rows.values() for cell in table.unknown]
        self.chosen: Selected = {
            name: _selected(spec, self.of(spec.measure)) for name, spec in casefile.series.items()
        }
        self._names: dict[tuple[str, str], NamesOf] = {}
        self._listings: dict[str, Listing] = {}

    def of(self, measure: str) -> list[Observation]:
        """Return the figures of a measure; none where no file has any."""
        return self.by_measure.get(measure, [])

    def names(self, measure: str, column: str) -> NamesOf:
        """Return the names that a column has among the figures of a measure."""
        key = measure, column
        if key not in self._names:
            self._names[key] = NamesOf(column, self.of(measure))
        return self._names[key]

    def listing(self, measure: str) -> Listing:
        """Return which periods and names of a measure each file lists."""
        if measure not in self._listings:
            self._listings[measure] = listing_of(self.of(measure))
        return self._listings[measure]


def _selected(spec: SeriesSpec, rows: Sequence[Observation]) -> list[Observation]:
    for column, admitted in spec.where.items():
        rows = [row for row in rows if getattr(row, column, "") in admitted]
    return [row for row in rows if not spec.resources or row.resource in spec.resources]


def why_left_out(spec: SeriesSpec, row: Observation) -> str | None:
    """Return why a selected row is no part of a series; None where it is."""
    if row.unit != spec.unit:
        return f"in {row.unit}, not in {spec.unit}"
    if spec.period in PERIOD_MONTHS and not is_period(spec.period, row.start, row.end):
        return f"over another time than a {spec.period}"
    column, named = group_key(spec)
    if named(getattr(row, column, "")) is None:
        return "in no place"
    return None


def admitted(spec: SeriesSpec, figures: Figures) -> list[Resource]:
    """Return the files with figures of its measure from which a series may come."""
    files = (f for f in figures.files.values() if f.name in figures.listing(spec.measure).periods)
    return [file for file in files if not spec.resources or file.name in spec.resources]


def rows_by_group(spec: SeriesSpec, figures: Figures) -> dict[str, list[Observation]]:
    """Return the rows that belong to a series, by group."""
    column, named = group_key(spec)
    found: dict[str, list[Observation]] = {}
    for row in figures.chosen[spec.name]:
        if why_left_out(spec, row) is None:
            found.setdefault(named(getattr(row, column, "")) or "", []).append(row)
    return found
