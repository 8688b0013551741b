"""What effects may be estimated from. Loads nothing heavy."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.terms.events import Event
from detente.terms.happenings import Happening, by_row, happenings_of
from detente.terms.tables import Series

if TYPE_CHECKING:
    from detente.cooperation.indices import Indices


@dataclass(frozen=True)
class EffectEvidence:
    """What an effect may be estimated from, as it was known on a day.

    Attributes:
        events: every event known by then.
        series: a named series as it stood; KeyError where the case has none of that name.
        indices: acts and index of every measure; None where no index can be estimated.
        names: dyad → its name in prose.
        labels: event id → its short label, for those that the case marks; of several rows that
            tell one happening, the first.
        left_out: ids of events that no effect on the index counts as acts: those that any effect
            of the case on the index names.
        firsts: id of a row → id of the row that stands first for what both tell, public or not.
    """

    as_of: date
    events: tuple[Event, ...]
    series: Callable[[str], Series]
    indices: "Indices | None"
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    left_out: frozenset[str] = frozenset()
    firsts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def _by_row(self) -> dict[str, Happening]:
        return by_row(happenings_of(self.events), self.firsts)

    def happening(self, event_id: str) -> Happening | None:
        """Return what a row tells, with all rows of it that were known; None where none was."""
        return self._by_row.get(event_id)

    def rows_of(self, event_ids: Iterable[str]) -> tuple[Event, ...]:
        """Return every row known that tells what some rows tell, each once."""
        told = filter(None, map(self.happening, event_ids))
        return tuple(dict.fromkeys(row for happening in told for row in happening.rows))
