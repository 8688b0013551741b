"""Model, priors and data put together: one joint density, as one NumPyro model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp
import numpy as np
import numpyro
from numpy.typing import NDArray

from detente.dynamics.calibration.courses import Drawn, Walk
from detente.dynamics.calibration.links import Link
from detente.dynamics.calibration.spec import CalibrationSpec, ParameterSpec
from detente.dynamics.model import Model
from detente.dynamics.simulate import Series, Simulator

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A parameter and where it enters the model.

    Attributes:
        size: how many numbers; None for a scalar.
        places: their places among the simulator's parameters; empty for one of observation.
        elements: names of the numbers of an array.
    """

    spec: ParameterSpec
    size: int | None
    places: tuple[int, ...]
    elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything that the posterior depends on.

    Attributes:
        model: the model, its uncertain courses driven from outside.
        simulator: of the run up to the last save time that any series looks at.
        parameters: in the order of the file.
        courses: walks and drawn inputs.
        links: one for each series.
        inputs: fixed series of data variables.
    """

    model: Model
    spec: CalibrationSpec
    simulator: Simulator
    parameters: tuple[Parameter, ...]
    courses: tuple[Walk | Drawn, ...]
    links: tuple[Link, ...]
    inputs: Mapping[str, Series]

    @property
    def observed(self) -> dict[str, Floats]:
        """Return the numbers of each series."""
        return {link.spec.name: link.values for link in self.links}

    def seen(self, which: Mapping[str, NDArray[np.bool_]]) -> Problem:
        """Return the problem with only some numbers of each series; empty ones are left out."""
        links = [link.kept(which[link.spec.name]) for link in self.links]
        return replace(self, links=tuple(link for link in links if len(link.values)))


def expected_site(name: str) -> str:
    """Name the site that holds what is expected of a series."""
    return f"{name} expected"


def joint(problem: Problem, observed: Mapping[str, Any] | None = None) -> None:
    """State the joint density of parameters and data; NumPyro calls this.

    Args:
        observed: name of a series → its numbers; they are drawn where None.
    """
    parameters, numbers, courses = sample_priors(problem)
    simulator = problem.simulator
    still, moving, _ = simulator.trajectory(numbers, courses=courses)
    steady = dict(zip(simulator.still, still, strict=True))
    column = {slot: place for place, slot in enumerate(simulator.moving)}
    saves = len(simulator.grid.saved)
    for link in problem.links:
        course = (
            moving[:, column[link.slot]] if link.slot in column
            else jnp.broadcast_to(steady[link.slot], (saves,))
        )  # fmt: skip
        expected = link.expected(course, parameters)
        numpyro.deterministic(expected_site(link.spec.name), expected)
        own = None if observed is None else observed[link.spec.name]
        numpyro.sample(link.spec.name, link.scatter(expected, parameters), obs=own)


def sample_priors(problem: Problem) -> tuple[dict[str, Any], list[Any], dict[int, Any]]:
    """Draw parameters and courses inside a NumPyro model.

    Returns:
        parameters by name, numbers in the order of the simulator, and courses by slot.
    """
    parameters: dict[str, Any] = {}
    numbers: list[Any] = [None] * len(problem.simulator.params)
    for item in problem.parameters:
        value = numpyro.sample(item.spec.name, item.spec.prior.distribution(item.size))
        parameters[item.spec.name] = value
        for element, place in enumerate(item.places):
            numbers[place] = value if item.size is None else value[element]
    courses: dict[int, Any] = {}
    for course in problem.courses:
        values = course.sample()
        courses.update(dict.fromkeys(course.slots, values))
    return parameters, numbers, courses
