"""What a case is, once its folder has been read: frozen values, no files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from detente.claims.spec import Claim
from detente.effects.spec import EffectSpec
from detente.terms.figures import FigureSpec
from detente.terms.measures import MeasureSpec
from detente.terms.tables import Resource, SeriesSpec
from detente.terms.toml_lines import Place, line_of


@dataclass(frozen=True, slots=True)
class IndexSpec:
    """What the cooperation index is estimated from.

    Attributes:
        start, end: first and last month, `2014-01`.
        events: names of the resources whose events are counted.
        scores: names of the resources with machine-coded scores; may be empty.
        break_size: change of the balance that counts as a break, in log-ratio points.
        subject: name of the measure of the case's subject.
        private: actors that are no organ of their state; the index is shown without their acts and
            those towards them too.
    """

    start: str
    end: str
    events: tuple[str, ...]
    scores: tuple[str, ...]
    break_size: float
    subject: str = "relations"
    private: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefSpec:
    """What the brief shows beside the index and the claims, in this order."""

    figures: tuple[FigureSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a `case.toml` declares.

    Attributes:
        actors: actor code → plain name.
        dyads: dyad → plain name, in the case's order.
        series: name → how it is cut out of the observations.
        marked: event id → short label of the main events of each side.
        effects: what the case asks its events to have changed.
        measures: name → which acts a cooperation index of it counts.
        lines: table or key → its line in the file.
    """

    title: str
    summary: str
    actors: Mapping[str, str]
    dyads: Mapping[str, str]
    index: IndexSpec
    series: Mapping[str, SeriesSpec]
    marked: Mapping[str, str]
    brief: BriefSpec
    effects: tuple[EffectSpec, ...]
    measures: Mapping[str, MeasureSpec]
    lines: Mapping[Place, int] = field(repr=False, compare=False)

    def line(self, *place: str | int) -> int:
        """Return the line of a key, or of what stands nearest to it."""
        return nearest_line(self.lines, tuple(map(str, place)))


@dataclass(frozen=True, slots=True)
class Case(CaseFile):
    """A case folder, read and checked: what it declares, and its files.

    Attributes:
        name: of the folder.
        resources: the files that its `datapackage.json` describes, in that order.
        claims: the sentences to test; empty where the case has no `claims.toml`.
    """

    name: str
    folder: Path
    resources: tuple[Resource, ...]
    claims: tuple[Claim, ...]

    def resource(self, name: str) -> Resource:
        """Return a resource by name; KeyError where the case has none of that name."""
        for resource in self.resources:
            if resource.name == name:
                return resource
        raise KeyError(name)

    @property
    def last_vintage(self) -> date:
        """The day the newest file was published: what `now` means for this case."""
        return max(resource.vintage for resource in self.resources)


def nearest_line(lines: Mapping[Place, int], place: Place) -> int:
    """Return the line of a key; else of the first key inside it; else of the table around it."""
    # A table that is never opened by itself stands where the first of its own tables does.
    inside = (line for other, line in lines.items() if other[: len(place)] == place)
    return lines.get(place) or min(inside, default=line_of(lines, *place))
