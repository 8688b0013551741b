"""What effects may be estimated from. Loads nothing heavy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.terms.events import Event
from detente.terms.tables import Series

if TYPE_CHECKING:
    from detente.evidence.panel import Panel


@dataclass(frozen=True)
class EffectEvidence:
    """What an effect may be estimated from, as it was known on a day.

    Attributes:
        events: every event known by then.
        series: a named series as it stood; KeyError where the case has none of that name.
        panel: counts and scores of the index by month; None where no index can be estimated.
        names: dyad → its name in prose.
        labels: event id → its short label, for those that the case marks.
        left_out: ids of events that no estimate of the index sees: those that any effect of the
            case on the index names. So one estimate serves all of these effects.
    """

    as_of: date
    events: tuple[Event, ...]
    series: Callable[[str], Series]
    panel: "Panel | None"
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    left_out: frozenset[str] = frozenset()
