"""An effect with all its doubts: what `[[effect]]` asks → what is reported."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.effects.results import Effect, EffectFinding
from detente.effects.spec import EffectSpec
from detente.terms.events import Event
from detente.terms.tables import Series

if TYPE_CHECKING:
    from detente.evidence.panel import Panel

Progress = Callable[[float, str], None]
"""Called with how far it is, from 0 to 1, and what is being done."""


class NotAssessableError(Exception):
    """What is known by the day cannot carry the estimate; the message says why, as a sentence."""


@dataclass(frozen=True)
class EffectEvidence:
    """What an effect may be estimated from, as it was known on a day.

    Attributes:
        events: every event known by then.
        series: a named series as it stood; KeyError where the case has none of that name.
        panel: counts and scores of the index by month; None where no index can be estimated.
        names: dyad → its name in prose.
        labels: event id → its short label, for those that the case marks.
    """

    as_of: date
    events: tuple[Event, ...]
    series: Callable[[str], Series]
    panel: "Panel | None"
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def effect_of(
    spec: EffectSpec, evidence: EffectEvidence, *, seed: int, progress: Progress | None = None
) -> Effect:
    """Estimate what the events of a spec changed, beside every doubt.

    Raises:
        NotAssessableError: an event was not yet known, or too few months are on record around it.
    """
    raise NotAssessableError("Effects are not estimated yet.")


def assess_all(
    specs: Iterable[EffectSpec],
    evidence: EffectEvidence,
    *,
    seed: int,
    progress: Progress | None = None,
) -> tuple[EffectFinding, ...]:
    """Estimate every effect that what is known by the day can carry, in the order given."""
    raise NotAssessableError("Effects are not estimated yet.")
