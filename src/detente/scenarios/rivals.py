"""Rival explanations of the fall after 2023, each held against the months it has not seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.dynamics.calibration.holdout import HoldOut
from detente.scenarios.posterior import RIVALS, Progress, System, held_out_system

EVERY, NONE = "all of them", "none of them"


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant of the model and how it forecast.

    Attributes:
        name: the rival that it keeps, or `EVERY` or `NONE`.
        held_out: scores of the months it has not seen, beside the baselines.
    """

    name: str
    held_out: HoldOut


def without(name: str) -> tuple[str, ...]:
    """List the parameters that a variant leaves at nothing."""
    if name == EVERY:
        return ()
    return tuple(rival for rival in RIVALS if rival != name)


def compare_rivals(
    system: System,
    seed: int,
    *,
    quick: bool = False,
    progress: Progress = lambda text, fraction: None,
) -> Iterator[Variant]:
    """Yield each variant's held-out scores: a comparison to be reported, not a choice.

    The slow drivers of demand and supply are free in every variant, so that a low score of one
    does not mean that its explanation is wrong, only that it forecasts no better.
    """
    for name in (EVERY, NONE, *RIVALS):
        held_out = held_out_system(
            system, seed, quick=quick, without=without(name), progress=progress
        )
        yield Variant(name, held_out)
