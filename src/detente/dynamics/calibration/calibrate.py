"""Calibrate a stock-and-flow model: priors and observed series in, posterior draws out."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from detente.dynamics.calibration.build import build_problem
from detente.dynamics.calibration.nuts import sample_posterior
from detente.dynamics.calibration.problem import Problem
from detente.dynamics.calibration.quick import KHAT_MOST, Approximation, approximate
from detente.dynamics.calibration.results import Calibration, labelled
from detente.dynamics.calibration.sample import (
    expectations,
    log_densities,
    predictive,
    prior_draws,
)
from detente.dynamics.calibration.spec import CalibrationSpec
from detente.dynamics.model import Model
from detente.dynamics.simulate import Series
from detente.sampling.diagnostics import diagnose
from detente.sampling.draw_store import Arrays
from detente.sampling.memory import within_memory
from detente.terms.progress import Progress, quiet

METHOD = 1
"""Raised whenever an equal model, record and seed come to other draws."""
_PRIOR_DRAWS = 2000
_PREDICTED = 500
_APPROXIMATE = "Approximate: a normal distribution at the mode of the posterior, not draws from it."


def calibrate(
    model: Model,
    spec: CalibrationSpec,
    data: Mapping[str, Series],
    seed: int,
    *,
    inputs: Mapping[str, Series] | None = None,
    draws: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
    quick: bool = False,
    progress: Progress = quiet,
) -> Calibration:
    """Draw from the posterior of a model's parameters and courses.

    Args:
        model: a compiled model.
        data: column → times in the model's time unit, and values; NaN where one is missing.
        seed: equal inputs, seed and versions give equal draws on one kind of processor.
        inputs: variable → fixed series that takes the place of its equation.
        draws: variable of an `[input.NAME]` → times, and draws (draw, time).
        quick: approximate the posterior by a normal distribution at its mode.
        progress: told how far the fit is.

    Raises:
        InputError: everything about the calibration that does not fit model or data.
    """
    problem = build_problem(model, spec, data, inputs=inputs, draws=draws)
    return fit(problem, seed, quick=quick, progress=progress)


@within_memory(
    "the calibration",
    "take fewer samples or chains under [run], a larger TIME STEP, or fewer observed series",
)
def fit(
    problem: Problem,
    seed: int,
    *,
    quick: bool = False,
    progress: Progress = quiet,
) -> Calibration:
    """Draw from the posterior of a problem; see `calibrate`."""
    progress("compiling the model", 0.0)
    prior = prior_draws(problem, seed, _PRIOR_DRAWS)
    run = problem.spec.run
    notes = [
        f"The {item.basis.shape[-1]} components of input {item.spec.name!r} carry "
        f"{item.captured:.0%} of its variance; its uncertainty is understated."
        for item in problem.courses
        if item.captured < 0.9
    ]
    if quick:
        found = approximate(
            problem, prior, seed, run.chains * run.samples,
            lambda at: progress("finding the mode (approximate)", at),
        )  # fmt: skip
        return Calibration(
            problem, "Laplace", found.draws, prior, {}, None, found.khat,
            _doubts(found), (_APPROXIMATE, *notes), found.seconds, seed,
        )  # fmt: skip
    sampled, statistics, seconds = sample_posterior(
        problem, prior, seed, lambda at: progress("sampling", at)
    )
    checked = {name: sampled[name] for name in problem.learnt}
    posterior = labelled(problem, checked, ("chain", "draw"))
    diagnostics = diagnose(posterior, int(statistics["diverging"].sum()), seconds)
    return Calibration(
        problem, "NUTS", sampled, prior, statistics, diagnostics, None,
        diagnostics.warnings, tuple(notes), seconds, seed,
    )  # fmt: skip


def predict(calibration: Calibration) -> dict[str, Arrays]:
    """Draw each series anew from prior and posterior, and weigh the observed numbers.

    Returns:
        groups of ArviZ ("prior_predictive", "posterior_predictive", "log_likelihood") → series
        → (chain, draw, number).
    """
    problem, seed = calibration.problem, calibration.seed
    some = {name: values[:_PREDICTED] for name, values in calibration.prior.items()}
    prior = {name: v[None] for name, v in (some | expectations(problem, some)).items()}
    return {
        "prior_predictive": predictive(problem, prior, seed + 1),
        "posterior_predictive": predictive(problem, calibration.draws, seed + 2),
        "log_likelihood": log_densities(problem, calibration.draws),
    }


def _doubts(found: Approximation) -> tuple[str, ...]:
    """Say which checks a normal approximation did not meet."""
    doubts = []
    if not found.khat <= KHAT_MOST:
        doubts.append(
            f"Pareto k is {found.khat:.2f}, and {KHAT_MOST} is the most to be trusted: the "
            "posterior is not near normal, and its intervals may be far off."
        )
    if found.modes == 1:
        doubts.append(
            f"Only one of {found.starts} searches ended at the best mode; there may be others."
        )
    if found.bent:
        doubts.append(
            f"In {found.bent} directions the mode is no maximum; the prior's width stands in."
        )
    return tuple(doubts)
