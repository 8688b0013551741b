"""Whether the draws can be believed, checked in code and said in words.

Reference: Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), "Rank-normalization, folding, and
localization: an improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16(2).
"""

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.terms.settings import nothing_set_by

if TYPE_CHECKING:
    import xarray as xr

RHAT_MOST = 1.01
ESS_LEAST = 400.0
"""Thresholds of Vehtari et al. (2021): beyond them the draws are not to be believed."""
UNKNOWN_RHAT = 1e9
"""Stands for the R-hat of a quantity that has none; JSON has no infinity."""


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Whether the sampler can be believed; `warnings` says in words where it cannot.

    Attributes:
        rhat_max: largest rank-normalised split R-hat of anything reported.
        ess_bulk_min, ess_tail_min: smallest effective sample sizes, over all chains.
        divergences: transitions that left the trajectory.
        seconds: of sampling, compilation included, when the draws were made.
    """

    rhat_max: float
    ess_bulk_min: float
    ess_tail_min: float
    divergences: int
    seconds: float
    chains: int
    draws: int
    warnings: tuple[str, ...] = ()


def load_arviz() -> Any:
    """Import ArviZ without the settings of the folder that somebody happens to stand in.

    And without its notice of a coming major version, which no user can act on.
    """
    with nothing_set_by("arvizrc", "matplotlibrc"), warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        import arviz
    return arviz


def diagnose(posterior: "xr.Dataset", divergences: int, seconds: float) -> Diagnostics:
    """Check every quantity of a posterior with dimensions `chain` and `draw`.

    A quantity that no chain moved, or that is not finite, has no R-hat: it counts as not
    converged, with no effective draws.
    """
    # ArviZ gives a constant as many effective draws as there are draws, and divides nothing by
    # nothing for its R-hat, so it is not asked.
    rhat, bulk, tail = UNKNOWN_RHAT, 0.0, 0.0
    if not any(_stuck(values) for values in posterior.data_vars.values()):
        arviz = load_arviz()
        rhat = _worst(arviz.rhat(posterior), max, UNKNOWN_RHAT)
        bulk = _worst(arviz.ess(posterior, method="bulk"), min, 0.0)
        tail = _worst(arviz.ess(posterior, method="tail"), min, 0.0)
    return diagnostics_of(
        rhat_max=rhat,
        ess_bulk_min=bulk,
        ess_tail_min=tail,
        divergences=divergences,
        seconds=round(seconds, 1),
        chains=posterior.sizes["chain"],
        draws=posterior.sizes["draw"],
    )


def diagnostics_of(
    *,
    rhat_max: float,
    ess_bulk_min: float,
    ess_tail_min: float,
    divergences: int,
    seconds: float,
    chains: int,
    draws: int,
) -> Diagnostics:
    """Say of measured checks which were not met."""
    told = warnings_of(rhat_max, ess_bulk_min, ess_tail_min, divergences)
    return Diagnostics(
        rhat_max, ess_bulk_min, ess_tail_min, divergences, seconds, chains, draws, told
    )


def warnings_of(rhat: float, bulk: float, tail: float, divergences: int) -> tuple[str, ...]:
    """Say in a sentence each which thresholds are not met; a NaN meets none."""
    found = []
    if not rhat <= RHAT_MOST:
        shown = f"R-hat reaches {rhat:.3f}" if rhat < UNKNOWN_RHAT else "a quantity never moved"
        found.append(f"The chains disagree: {shown}, and {RHAT_MOST} is the most to be trusted.")
    for name, size in (("bulk", bulk), ("tail", tail)):
        if not size >= ESS_LEAST:
            shown = f"{math.floor(size) if math.isfinite(size) else 0}"
            found.append(
                f"Too few effective draws: {shown} in the {name}, where {ESS_LEAST:.0f} are "
                "needed; interval ends are rough."
            )
    if divergences:
        found.append(f"{divergences} transitions diverged; parts of the posterior may be missed.")
    return tuple(found)


def _worst(values: "xr.Dataset", worst: Any, unknown: float) -> float:
    found = [value for array in values.data_vars.values() for value in array.to_numpy().ravel()]
    return float(worst(found)) if all(map(math.isfinite, found)) else unknown


def _stuck(values: "xr.DataArray") -> bool:
    spread = values.max("draw") - values.min("draw")
    return bool((spread == 0).any())
