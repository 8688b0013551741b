"""Prior and posterior of every quantity side by side, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.calibration.results import Calibration, labelled
from detente.dynamics.names import full_name
from detente.sampling.diagnostics import load_arviz
from detente.terms.intervals import Interval


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One number: what was believed before the data, and what after.

    Attributes:
        contraction: see `contraction`.
        method: "NUTS", or "Laplace" (approximate).
        rhat, ess_bulk, ess_tail: None for Laplace, and for what is constant.
    """

    parameter: str  # as `detente model export --means` reads it
    mean: float
    sd: float
    median: float
    lo50: float
    hi50: float
    lo90: float
    hi90: float
    prior_median: float
    prior_lo90: float
    prior_hi90: float
    contraction: float
    method: str
    rhat: float | None
    ess_bulk: float | None
    ess_tail: float | None


Floats = NDArray[np.float64]
HEADER = tuple(field.name for field in fields(SummaryRow))


def summary_rows(found: Calibration) -> Iterator[SummaryRow]:
    """Yield a row for every parameter, every element of an array, and every knot of a course."""
    posterior = found.posterior()
    prior = labelled(found.problem, found.prior, ("draw",))
    checks: dict[str, Any] = {}
    if not found.approximate:
        arviz = load_arviz()
        checks = {"rhat": arviz.rhat(posterior), "ess_bulk": arviz.ess(posterior, method="bulk"),
                  "ess_tail": arviz.ess(posterior, method="tail")}  # fmt: skip
    for name, array in posterior.data_vars.items():
        before = prior[name].to_numpy()
        after = array.to_numpy().reshape((-1, *array.shape[2:]))
        labels = [array.coords[dim].to_numpy() for dim in array.dims[2:]]
        for place in np.ndindex(after.shape[1:]):
            one, first = after[(slice(None), *place)], before[(slice(None), *place)]
            parts = [_label(label[k]) for label, k in zip(labels, place, strict=True)]
            own = {key: _finite(table[name].to_numpy()[place]) for key, table in checks.items()}
            shown, believed = Interval.from_draws(one), Interval.from_draws(first)
            yield SummaryRow(
                full_name(str(name), parts), float(one.mean()), float(one.std()), shown.median,
                shown.lo50, shown.hi50, shown.lo90, shown.hi90, believed.median, believed.lo90,
                believed.hi90, contraction(one, first), found.method,
                own.get("rhat"), own.get("ess_bulk"), own.get("ess_tail"),
            )  # fmt: skip


def contraction(posterior: Floats, prior: Floats) -> float:
    """Return 1 − variance of the posterior / variance of the prior, of draws of each.

    Near 0 the data taught nothing, near 1 the prior does not matter. Negative where the posterior
    is wider; 0 where the prior has no spread.
    """
    spread = float(prior.var())
    return 1 - float(posterior.var()) / spread if spread > 0 else 0.0


def _label(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float | np.number) else str(value)


def _finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
