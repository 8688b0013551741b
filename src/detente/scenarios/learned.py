"""What the record taught about each effect of cooperation, and what was only assumed."""

from __future__ import annotations

from dataclasses import dataclass

from detente.dynamics.calibration.results import Calibration
from detente.dynamics.calibration.summary import contraction

EFFECT = "effect_"
"""With this the names of parameters begin that say what cooperation does."""
LEARNED_LEAST = 0.5
"""Contraction from which an effect counts as learned: the record has halved its variance."""
ASSUMED = "assumed, not learned"
LEARNED = "learned from the record"


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect of cooperation after the record.

    Attributes:
        contraction: see `contraction`.
        verdict: `LEARNED` or `ASSUMED`. Learned means that the model and the record together say
            more than the prior, not that they are right.
    """

    parameter: str
    contraction: float
    verdict: str


def effects_learned(found: Calibration) -> tuple[Effect, ...]:
    """Say of each effect of cooperation whether the record taught anything about it."""
    pooled = found.pooled()
    taught = {
        name: contraction(pooled[name], believed)
        for name, believed in found.prior.items()
        if name.startswith(EFFECT) and believed.ndim == 1
    }
    return tuple(
        Effect(name, share, LEARNED if share >= LEARNED_LEAST else ASSUMED)
        for name, share in taught.items()
    )
