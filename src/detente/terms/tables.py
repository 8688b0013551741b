"""Row types that the readers produce and the store keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from detente.terms.errors import Problem
from detente.terms.events import Event

KEY_COLUMNS = ("item", "component", "region", "land_filter", "area", "scope")
"""Columns of an observation that say which figure of a measure it is."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One dated official figure, as one publisher's file states it.

    A figure is the same figure in two files when everything but `value` and the file agrees:
    the two are then vintages of it.

    Attributes:
        measure: what is counted, e.g. `cbp.seized_lb`; unique to a publisher's table.
        start, end: first and last day of the period the figure covers, both included.
        value: the figure; NaN, in `Rows.unknown` alone, where the file's cell is empty.
        unit: a key of `detente.terms.units.UNITS`.
        item: the drug, indicator or partner the figure is about; empty where there is only one.
        component, region, land_filter: CBP's own keys; empty elsewhere.
        area: place as the publisher names it; empty for the whole country.
        scope: whose count it is, where several official counts of one thing exist.
        note: what the publisher says about this row alone.
        resource: name of the data resource the row was read from.
        line: 1-based line in that file.
        step: one unit of the last digit in which the file prints the figure, by which vintages
            are compared; 0 where it was not printed but counted or computed.
    """

    measure: str
    start: date
    end: date
    value: float
    unit: str
    item: str = ""
    component: str = ""
    region: str = ""
    land_filter: str = ""
    area: str = ""
    scope: str = ""
    note: str = ""
    resource: str = ""
    line: int = 0
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """One day's machine-coded balance of a dyad.

    Attributes:
        day: the day scored.
        dyad: the dyad.
        net: signed sum of event scores between the two states.
        gross: sum of absolute scores over all pairs of states that day; the exposure that makes
            days of different news volume comparable.
    """

    day: date
    dyad: str
    net: float
    gross: float
    resource: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of a case, as its `datapackage.json` describes it.

    Attributes:
        name: unique name, e.g. `cbp_fy23_fy26_apr`.
        path: POSIX path relative to the case folder.
        format: key of `detente.sources.READERS`, or empty for a file no reader takes.
        vintage: the day the file was published or last changed.
        lag_days: days after the end of a period until the publisher releases its figure; stands
            in for the vintage where a past state of the file was not kept.
        traps: what a user of the numbers must know.
        options: settings of the reader, e.g. column names.
        unlisted: value, column or period that this file does not list, or not whole → `silent`
            where it is a cut, so that other files' figures stand, or `none` where there is none.
        wholes: values that are totals of others; None where the usual words are to be taken so.
        renamed: value of a key column as this file has it → the name by which the case knows it.
    """

    name: str
    path: str
    format: str
    title: str
    publisher: str
    url: str
    licence: str
    size: int
    sha256: str
    vintage: date
    lag_days: int
    coverage_start: date
    coverage_end: date
    traps: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    unlisted: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    wholes: tuple[str, ...] | None = None
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def known_date(self, period_end: date) -> date:
        """Return the day a figure for a period became known, by the publisher's lag."""
        return min(period_end + timedelta(days=self.lag_days), self.vintage)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a reader made of one file.

    Attributes:
        read: data rows in the file.
        refused: rows left out, each with its reason; a reader that cannot understand the file at
            all raises `InputError` instead.
        unknown: figures that the file has a cell for and gives no value of, each with the value
            NaN: a sum of which one is a part is not known from that file.
        unended: line of the last row where no line end closes it, as in a file that is cut off; 0
            where one does.
        doubts: what may be wrong with the file, and cannot be known from it.
        sheets_left: reason and name of each sheet of a workbook that was not read.
    """

    events: tuple[Event, ...] = ()
    observations: tuple[Observation, ...] = ()
    scores: tuple[Score, ...] = ()
    read: int = 0
    refused: tuple[Problem, ...] = ()
    unknown: tuple[Observation, ...] = ()
    unended: int = field(default=0, compare=False)
    doubts: tuple[Problem, ...] = field(default=(), compare=False)
    sheets_left: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def kept(self) -> int:
        """Data rows of the file that were kept."""
        return self.read - len(self.refused)


@dataclass(frozen=True, slots=True)
class Restated:
    """How a publisher is known to restate the young figures of a series.

    Attributes:
        months: figures whose period ended fewer months before their file was published are young.
        percent: size of the restatements, one standard deviation of the figure, in per cent.
    """

    months: int
    percent: float


@dataclass(frozen=True, slots=True)
class SeriesSpec:
    """How a case cuts one named series out of the observations.

    Attributes:
        name: what claims and figures call it, e.g. `border_fentanyl_lb`.
        measure: the observations' measure.
        where: column of `Observation` → admitted values; all must hold.
        unit: unit of the series, equal to that of its observations.
        group: column of `Observation` to split the series by, or empty; `place` pools areas.
        period: `month`, `quarter`, `half`, `year`, `12m` (twelve months, written as the month they
            end in) or `span` (any); only observations over such a period belong to the series.
        resources: names of the resources it may come from, in order of preference for equal
            vintages; empty admits all.
        missing: `none` where a period without rows is unknown, and so is a sum that lacks a part;
            `zero` where it means none in a file that lists the figure's names, from the first to
            the last period in which it does; `partial` where a sum is of what is listed, be it
            short of the whole.
        places: place → areas, when areas are pooled into places (only with `group = "place"`).
        restated: how young figures are restated; None where they are not.
    """

    name: str
    title: str
    measure: str
    unit: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    group: str = ""
    period: str = "month"
    resources: tuple[str, ...] = ()
    missing: str = "none"
    places: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    note: str = ""
    restated: Restated | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series: its period, value, group and where it was read.

    Attributes:
        lines: lines of the file that the value is the sum of (first 50).
        rounding: standard deviation of what the printing of its rows rounds off; 0 where they
            were not printed.
        restated_percent: standard deviation of what the publisher may still restate, in per cent;
            0 where it is settled.
    """

    period: str
    start: date
    end: date
    value: float
    group: str = ""
    known_date: date = date.min
    resource: str = ""
    lines: tuple[int, ...] = ()
    rounding: float = 0.0
    restated_percent: float = 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """A dated official figure as it stood on a day: one value a period and group.

    Attributes:
        points: sorted by group, then period.
        resources: the files the values came from.
        by_lag: True where a past state was rebuilt from a later file with the publisher's lag, so
            that later corrections of old values are in it.
        undated: periods that were over, whose figures are only in files of later days that kept
            the day of none: whether any was out on the day is not known.
        undated_until: the day of the oldest of these files; None where there is none.
    """

    spec: SeriesSpec
    points: tuple[Point, ...]
    resources: tuple[str, ...]
    by_lag: bool = False
    undated: tuple[tuple[date, date], ...] = ()
    undated_until: date | None = None

    def monthly(self, group: str = "") -> dict[str, float]:
        """Return month → value for one group (all groups summed where `group` is empty)."""
        values: dict[str, float] = {}
        for point in self.points:
            if not group or point.group == group:
                values[point.period] = values.get(point.period, 0.0) + point.value
        return values
