"""Variables that follow an uncertain course: a walk over knots, or draws of another estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np
import numpyro
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from detente.dynamics.calibration.priors import STANDARD, Prior
from detente.dynamics.calibration.spec import InputSpec, PathSpec

Sites = dict[str, tuple[Prior, int | None]]
"""Name of what is drawn → its prior, and how many numbers; None for a single one."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """A path at the times of a run: (the exponential of) a basis times the knots of a walk.

    Attributes:
        spec: what was asked for.
        slots: the variable's slots; every element follows the same course.
        knots: times of the knots.
        times: of the steps of the whole run.
        basis: (step, stage, knot).
        steps: how many steps are simulated to meet the data.
        captured: share of the variance that is modelled; all of it.
    """

    spec: PathSpec
    slots: tuple[int, ...]
    knots: Floats
    times: Floats
    basis: Floats
    steps: int
    captured: float = 1.0

    def sites(self) -> Sites:
        """Return what is drawn."""
        name = self.spec.name
        return {
            f"{name}.start": (self.spec.start, None),
            f"{name}.step": (self.spec.step, None),
            f"{name}.steps": (STANDARD, len(self.knots) - 1),
        }

    def labels(self) -> dict[str, Any]:
        """Return the coordinates of each quantity that is an array."""
        return {self.spec.name: self.knots, f"{self.spec.name}.steps": self.knots[1:]}

    def sample(self) -> Any:
        """Draw the course inside a NumPyro model: (step, stage)."""
        level = self._level(_sampled(self.sites()))
        numpyro.deterministic(self.spec.name, jnp.exp(level) if self.spec.log else level)
        course = jnp.asarray(self.basis[: self.steps]) @ level
        return jnp.exp(course) if self.spec.log else course

    def knotted(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """Return the course at its knots (draw, knot), by name, of draws of `sites`."""
        level = self._level(drawn)
        return {self.spec.name: np.asarray(jnp.exp(level) if self.spec.log else level)}

    def _level(self, drawn: Mapping[str, Any]) -> Any:
        """Return the walk at its knots: (…, knot), of the logarithm where `log`."""
        start, step, raw = (drawn[site] for site in self.sites())
        rises = jnp.cumsum(raw, axis=-1) if self.spec.smooth else raw
        away = jnp.cumsum(rises, axis=-1)
        away = jnp.concatenate([jnp.zeros_like(away[..., :1]), away], axis=-1)
        start, step = jnp.asarray(start)[..., None], jnp.asarray(step)[..., None]
        return (jnp.log(start) if self.spec.log else start) + step * away

    def drawn(self, draws: Mapping[str, Floats]) -> Floats:
        """Return the course of the whole run, step by step: (draw, step)."""
        level = draws[self.spec.name]
        if self.spec.log:
            return np.asarray(np.exp(np.log(level) @ self.basis[:, 0].T))
        return np.asarray(level @ self.basis[:, 0].T)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A course among given draws: their mean plus a few principal components.

    Attributes:
        spec: what was asked for.
        slots: the variable's slots.
        times: of the steps of the whole run.
        base: (step, stage), the mean of the draws.
        basis: (step, stage, component), each component at one standard deviation.
        steps: how many steps are simulated to meet the data.
        captured: share of the draws' variance that the components carry.
    """

    spec: InputSpec
    slots: tuple[int, ...]
    times: Floats
    base: Floats
    basis: Floats
    steps: int
    captured: float

    def sites(self) -> Sites:
        """Return what is drawn."""
        return {f"{self.spec.name}.components": (STANDARD, self.basis.shape[-1])}

    def labels(self) -> dict[str, Any]:
        """Return the coordinates of each quantity that is an array."""
        return {f"{self.spec.name}.components": np.arange(1, self.basis.shape[-1] + 1)}

    def sample(self) -> Any:
        """Draw the course inside a NumPyro model: (step, stage)."""
        (raw,) = _sampled(self.sites()).values()
        course = jnp.asarray(self.base[: self.steps]) + jnp.asarray(self.basis[: self.steps]) @ raw
        return jnp.exp(course) if self.spec.log else course

    def knotted(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """Return nothing: this course has no knots."""
        return {}

    def drawn(self, draws: Mapping[str, Floats]) -> Floats:
        """Return the course of the whole run, step by step: (draw, step)."""
        raw = draws[f"{self.spec.name}.components"]
        course = self.base[:, 0] + raw @ self.basis[:, 0].T
        return np.asarray(np.exp(course) if self.spec.log else course)


def _sampled(sites: Sites) -> dict[str, Any]:
    return {
        name: numpyro.sample(name, prior.distribution(size))
        for name, (prior, size) in sites.items()
    }


def make_walk(spec: PathSpec, slots: tuple[int, ...], moments: Floats, steps: int) -> Walk:
    """Lay a walk over the moments of a run (step, stage), the last step being its end."""
    if isinstance(spec.knots, int):
        knots = np.linspace(moments[0, 0], moments[-1, 0], spec.knots)
    else:
        knots = np.array(spec.knots)
    if spec.smooth and len(knots) > 2:
        spline = CubicSpline(knots, np.eye(len(knots)), bc_type="natural")
        # Held beyond the knots: a cubic would run away there.
        basis = spline(np.clip(moments, knots[0], knots[-1]))
    else:
        basis = hats(knots, moments)
    return Walk(spec, slots, knots, moments[:, 0], np.asarray(basis), steps)


def make_drawn(
    spec: InputSpec, slots: tuple[int, ...], times: Floats, draws: Floats, moments: Floats,
    steps: int,
) -> Drawn:  # fmt: skip
    """Summarise draws (draw, time) by their principal components, at the moments of a run.

    Reference: Jolliffe (2002), Principal Component Analysis, chapter 2.
    """
    values = np.log(draws) if spec.log else draws
    centre = values.mean(axis=0)
    _, sizes, shapes = np.linalg.svd(values - centre, full_matrices=False)
    sd = sizes / np.sqrt(max(len(draws) - 1, 1))
    count = min(spec.components, int((sd > 0).sum())) or 1
    total = float((sd**2).sum())
    captured = float((sd[:count] ** 2).sum()) / total if total > 0 else 1.0
    weights = hats(times, moments)
    components = sd[:count, None] * shapes[:count] if total > 0 else np.zeros((1, len(centre)))
    return Drawn(
        spec, slots, moments[:, 0], weights @ centre, weights @ components.T, steps, captured
    )


def hats(knots: Floats, moments: Floats) -> Floats:
    """Return the weights (…, knot) that draw straight lines between knots, held beyond them."""
    columns = [np.interp(moments, knots, one) for one in np.eye(len(knots))]
    return np.stack(columns, axis=-1)
