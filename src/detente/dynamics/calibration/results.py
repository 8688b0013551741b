"""What a calibration found, and whether it may be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.calibration.problem import Problem, expected_site
from detente.dynamics.names import full_name
from detente.dynamics.simulate import Series
from detente.sampling.diagnostics import Diagnostics, load_arviz
from detente.sampling.draw_store import Arrays

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Calibration:
    """The posterior of a model's parameters and courses.

    Attributes:
        problem: what was calibrated; `problem.model` has its uncertain courses driven.
        method: "NUTS", or "Laplace" (approximate).
        draws: by quantity (chain, draw, …): parameters, courses at their knots, what is expected
            of each series.
        prior: parameters and courses by quantity (draw, …).
        statistics: of the sampler, by chain and draw; empty for Laplace.
        diagnostics: of NUTS; None for Laplace.
        khat: of Laplace, see `Approximation`; None for NUTS.
        failures: in words, which checks of the draws were not met.
        notes: in words, what else limits the results; that they are approximate among it.
        seconds: the fit took, compilation included.
    """

    problem: Problem
    method: str
    draws: Arrays
    prior: Arrays
    statistics: Arrays
    diagnostics: Diagnostics | None
    khat: float | None
    failures: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float
    seed: int

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return everything that a reader of the results must be told."""
        return (*self.notes, *self.failures)

    @property
    def approximate(self) -> bool:
        """Tell whether the draws are of a normal approximation, not of the posterior itself."""
        return self.method != "NUTS"

    @property
    def believed(self) -> bool:
        """Tell whether the draws met their checks; see `warnings` for those they did not.

        NUTS: R-hat, effective draws and divergences. Laplace: a mode that is one, reached by more
        than one search, and a Pareto k below its limit; that it is approximate is no failure.
        """
        return not self.failures

    def pooled(self) -> Arrays:
        """Return the draws with the chains put together: (draw, …)."""
        return {name: values.reshape((-1, *values.shape[2:]))
                for name, values in self.draws.items()}  # fmt: skip

    def params(self) -> dict[str, Floats]:
        """Return the model's parameters as `simulate` takes them: full name → (draw,)."""
        pooled, found = self.pooled(), {}
        for item in self.problem.parameters:
            values = pooled[item.spec.name]
            if item.places and item.size is None:
                found[item.spec.name] = values
            for place, element in enumerate(item.elements):
                found[full_name(item.spec.name, (element,))] = values[:, place]
        return found

    def courses(self) -> dict[str, Series]:
        """Return every uncertain course over the whole run, as `simulate_driven` takes inputs.

        Returns:
            variable → times of the steps, and values (draw, step).
        """
        pooled = self.pooled()
        return {
            course.spec.name: (course.times, course.drawn(pooled))
            for course in self.problem.courses
        }

    def posterior(self) -> xr.Dataset:
        """Return parameters and courses with dimensions chain, draw and their own."""
        return labelled(self.problem, self.draws, ("chain", "draw"))

    def inference_data(self, predictive: Mapping[str, Arrays] | None = None) -> Any:
        """Return everything as ArviZ InferenceData.

        Args:
            predictive: group ("prior_predictive", "posterior_predictive", "log_likelihood") →
                series → draws.
        """
        groups = {
            "posterior": self.posterior(),
            "prior": labelled(self.problem, {n: v[None] for n, v in self.prior.items()},
                              ("chain", "draw")),
            "observed_data": series_dataset(self.problem, self.problem.observed, ()),
        }  # fmt: skip
        expected = {link.spec.name: self.draws[expected_site(link.spec.name)]
                    for link in self.problem.links}  # fmt: skip
        groups["predictions"] = series_dataset(self.problem, expected, ("chain", "draw"))
        if self.statistics:
            import xarray as xr

            groups["sample_stats"] = xr.Dataset(
                {name: (("chain", "draw"), values) for name, values in self.statistics.items()}
            )
        for group, found in (predictive or {}).items():
            groups[group] = series_dataset(self.problem, found, ("chain", "draw"))
        data = load_arviz().InferenceData(**groups)
        for group in data.groups():
            data[group].attrs |= {
                "method": self.method, "approximate": int(self.approximate),
                "warnings": "\n".join(self.warnings),
            }  # fmt: skip
        return data


def labelled(problem: Problem, draws: Arrays, first: tuple[str, ...]) -> xr.Dataset:
    """Name the dimensions of parameters and courses; what is expected of series is left out."""
    import xarray as xr

    series = {expected_site(link.spec.name) for link in problem.links}
    coords: dict[str, Any] = {}
    for item in problem.parameters:
        if item.elements:
            coords[f"{item.spec.name} element"] = list(item.elements)
    own = {item.spec.name: f"{item.spec.name} element"
           for item in problem.parameters if item.elements}  # fmt: skip
    for course in problem.courses:
        for name, coordinate in course.labels().items():
            own[name] = f"{name} at"
            coords[own[name]] = coordinate
    arrays = {
        name: ((*first, own[name]) if name in own else first, values)
        for name, values in draws.items() if name not in series
    }  # fmt: skip
    return xr.Dataset(arrays, coords)


def series_dataset(problem: Problem, values: Arrays, first: tuple[str, ...]) -> xr.Dataset:
    """Name the dimensions of numbers of each series: first ones, then its own times."""
    import xarray as xr

    return xr.Dataset(
        {link.spec.name: ((*first, f"{link.spec.name} time"), values[link.spec.name])
         for link in problem.links},
        {f"{link.spec.name} time": link.times for link in problem.links},
    )  # fmt: skip
