"""What the record taught about each effect of cooperation, and what was only assumed."""

from __future__ import annotations

from dataclasses import dataclass

from detente.dynamics.calibration.results import Calibration
from detente.dynamics.calibration.summary import SummaryRow, summary_rows

EFFECT = "effect_"
"""With this the names of parameters begin that say what cooperation does."""
LEARNED_LEAST = 0.5
"""Contraction from which an effect counts as learned: the record has halved its variance."""
ASSUMED = "assumed, not learned"
LEARNED = "learned from the record"


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect of cooperation before and after the record.

    Attributes:
        row: prior, posterior and contraction.
        verdict: `LEARNED` or `ASSUMED`. Learned means that the model and the record together say
            more than the prior, not that they are right.
    """

    row: SummaryRow
    verdict: str


def effects_learned(found: Calibration) -> tuple[Effect, ...]:
    """Say of each effect of cooperation whether the record taught anything about it."""
    return tuple(
        Effect(row, LEARNED if row.contraction >= LEARNED_LEAST else ASSUMED)
        for row in summary_rows(found)
        if row.parameter.startswith(EFFECT)
    )
