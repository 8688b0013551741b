"""The last months held out: the fit of the earlier ones is kept where that is known how."""

from collections.abc import Callable

from detente.dynamics.calibration.holdout import HoldOut, hold_out
from detente.scenarios import posterior
from detente.scenarios.posterior import System

Progress = Callable[[str, float], None]


def held_out(
    system: System,
    seed: int,
    *,
    quick: bool = False,
    progress: Progress = lambda text, fraction: None,
) -> HoldOut:
    """Score the last months by a fit of those before.

    Raises:
        InputError: nothing would be held out, or nothing left.
    """
    kept = getattr(posterior, "held_out_system", None)
    if kept is not None:
        scores: HoldOut = kept(system, seed, quick=quick, progress=progress)
        return scores
    return hold_out(system.problem(), seed, quick=quick, progress=progress)
