"""The last numbers held out, forecast from the rest, and scored beside two simple forecasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from detente.dynamics.calibration.baselines import local_level, seasonal_naive
from detente.dynamics.calibration.calibrate import fit
from detente.dynamics.calibration.links import Link
from detente.dynamics.calibration.problem import Problem
from detente.dynamics.calibration.sample import expectations, log_densities
from detente.terms.errors import InputError
from detente.terms.progress import Progress, quiet


@dataclass(frozen=True, slots=True)
class Score:
    """Mean log density of the held-out numbers of one series; higher is better.

    A difference of 1 means that one forecast gave each number e times the density of the other.

    Attributes:
        numbers: how many were held out.
        model: of the calibrated model.
        seasonal_naive, local_level: of the baselines; None where they lack earlier data.
    """

    series: str
    numbers: int
    model: float
    seasonal_naive: float | None
    local_level: float | None


@dataclass(frozen=True, slots=True)
class HoldOut:
    """What a forecast of the last save steps was worth.

    Attributes:
        steps: save steps held out.
        approximate: whether the fit was a normal approximation.
        believed: whether the fit of the earlier data met its checks.
        warnings: of that fit.
    """

    steps: int
    scores: tuple[Score, ...]
    approximate: bool
    believed: bool
    warnings: tuple[str, ...]


def hold_out(
    problem: Problem,
    seed: int,
    *,
    quick: bool = False,
    progress: Progress = quiet,
) -> HoldOut:
    """Fit everything before the last `[run] holdout` save steps, and score the rest.

    Each number is scored by itself: log of the mean, over draws, of its density given a draw.
    Numbers of overlapping windows are not independent, so their mean says less than their count
    suggests; that holds for the baselines as well.

    Raises:
        InputError: nothing would be held out, or nothing left.
    """
    steps = problem.spec.run.holdout
    last = max(int(link.rows.max()) for link in problem.links)
    before = {link.spec.name: link.rows <= last - steps for link in problem.links}
    held = problem.seen({name: ~which for name, which in before.items()})
    earlier = problem.seen(before)
    if not held.links or len(earlier.links) < len(problem.links):
        raise InputError.at(
            problem.spec.file, problem.spec.line("run", "holdout"),
            f"holdout = {steps} leaves nothing to forecast, or a series without earlier numbers",
            "hold out fewer save steps, or leave out the series that begins so late",
        )  # fmt: skip
    found = fit(earlier, seed, quick=quick, progress=progress)
    pooled = found.pooled()
    densities = log_densities(held, pooled | expectations(held, pooled))
    known = {link.spec.name: link for link in earlier.links}
    scores = tuple(
        _score(known[link.spec.name], link, densities[link.spec.name], problem.spec.run.season)
        for link in held.links
    )
    return HoldOut(steps, scores, found.approximate, found.believed, found.warnings)


def _score(before: Link, held: Link, densities: np.ndarray, season: int) -> Score:
    each = logsumexp(densities, axis=0) - np.log(len(densities))
    kind = held.spec.likelihood
    naive = seasonal_naive(before.rows, before.values, held.rows, held.values, season, kind)
    level = local_level(before.rows, before.values, held.rows, held.values, kind)
    return Score(
        held.spec.name, len(held.values), float(each.mean()),
        None if naive is None else float(naive.mean()),
        None if level is None else float(level.mean()),
    )  # fmt: skip
