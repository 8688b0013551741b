"""Whether the draws can be believed, checked in code and said in words.

Reference: Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), "Rank-normalization, folding, and
localization: an improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16(2).
"""

import math

import arviz as az
import xarray as xr

from detente.cooperation.results import ESS_LEAST, RHAT_MOST, Diagnostics


def diagnose(posterior: xr.Dataset, divergences: int, seconds: float) -> Diagnostics:
    """Check every reported quantity of a posterior with dimensions `chain` and `draw` first.

    A quantity that no chain moved has no R-hat; it counts as not converged.
    """
    rhat = _extreme(az.rhat(posterior), largest=True)
    bulk = _extreme(az.ess(posterior, method="bulk"), largest=False)
    tail = _extreme(az.ess(posterior, method="tail"), largest=False)
    return Diagnostics(
        rhat_max=rhat,
        ess_bulk_min=bulk,
        ess_tail_min=tail,
        divergences=divergences,
        seconds=round(seconds, 1),
        chains=posterior.sizes["chain"],
        draws=posterior.sizes["draw"],
        warnings=_warnings(rhat, bulk, tail, divergences),
    )


def _extreme(values: xr.Dataset, *, largest: bool) -> float:
    worst = [float(v.max() if largest else v.min()) for v in values.data_vars.values()]
    if any(bool(v.isnull().any()) for v in values.data_vars.values()):
        return 1e9 if largest else 0.0
    return max(worst) if largest else min(worst)


def _warnings(rhat: float, bulk: float, tail: float, divergences: int) -> tuple[str, ...]:
    found = []
    if not rhat <= RHAT_MOST:
        found.append(
            f"The chains disagree: R-hat reaches {rhat:.3f}, above {RHAT_MOST}; run more draws."
        )
    for name, size in (("bulk", bulk), ("tail", tail)):
        if not size >= ESS_LEAST:
            shown = math.floor(size)
            found.append(
                f"Too few effective draws: {shown} in the {name}, below {ESS_LEAST:.0f}; "
                "interval ends are rough."
            )
    if divergences:
        found.append(f"{divergences} transitions diverged; parts of the posterior may be missed.")
    return tuple(found)
