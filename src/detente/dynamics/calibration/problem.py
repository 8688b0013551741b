"""Model, priors and data put together: one joint density, as one NumPyro model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
from numpy.typing import NDArray

from detente.dynamics.calibration.courses import Drawn, Sites, Walk
from detente.dynamics.calibration.links import Link, scatter_of
from detente.dynamics.calibration.priors import Prior, joined
from detente.dynamics.calibration.spec import CalibrationSpec, ParameterSpec
from detente.dynamics.model import Model
from detente.dynamics.simulate import Series, Simulator

Floats = NDArray[np.float64]
Item = TypeVar("Item")


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

    @property
    def name(self) -> str:
        """Return the name of the quantity."""
        return self.spec.name


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Parameters whose priors are of one kind, drawn as one array.

    One operation on an array is compiled in a fraction of the time of one on each number.

    Attributes:
        site: where the sampler draws them.
        prior: with a number for each of `size`.
        members: parameters and their places in the array.
    """

    site: str
    prior: Prior
    size: int
    members: tuple[tuple[Parameter, int | slice], ...]


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

    @property
    def families(self) -> tuple[Family, ...]:
        """Return the parameters by the kind of their priors."""
        by_kind = _by(self.parameters, lambda item: item.spec.prior.kind)
        return tuple(_family(kind, members) for kind, members in by_kind)

    def sites(self) -> Sites:
        """Return everything that the sampler draws, families of parameters first."""
        found: Sites = {one.site: (one.prior, one.size) for one in self.families}
        for course in self.courses:
            found |= course.sites()
        return found

    @property
    def learnt(self) -> tuple[str, ...]:
        """Return the names of all that is drawn: parameters, then what courses are made of."""
        courses = (name for course in self.courses for name in course.sites())
        return (*(item.name for item in self.parameters), *courses)

    def packed(self, draws: Mapping[str, Any]) -> dict[str, Any]:
        """Return draws of `learnt` (draw, …) by the sampler's own sites."""
        found = {name: draws[name] for course in self.courses for name in course.sites()}
        for family in self.families:
            columns = [
                np.reshape(draws[item.name], (len(draws[item.name]), -1))
                for item, _ in family.members
            ]
            found[family.site] = np.concatenate(columns, axis=1)
        return found

    def named(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Name the parameters in arrays of families (…, parameter); all else is kept as it is."""
        arrays = {family.site: family for family in self.families}
        named = {name: values for name, values in found.items() if name not in arrays}
        for site, family in arrays.items():
            for item, where in family.members:
                named[item.name] = found[site][..., where]
        return named

    def seen(self, which: Mapping[str, NDArray[np.bool_]]) -> Problem:
        """Return the problem with only some numbers of each series; empty ones are left out."""
        links = [link.kept(which[link.spec.name]) for link in self.links]
        return replace(self, links=tuple(link for link in links if len(link.values)))


def _by(items: Iterable[Item], kind: Callable[[Item], str]) -> list[tuple[str, tuple[Item, ...]]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(kind(item), []).append(item)
    return [(name, tuple(members)) for name, members in found.items()]


def _family(kind: str, items: tuple[Parameter, ...]) -> Family:
    members: list[tuple[Parameter, int | slice]] = []
    size = 0
    for item in items:
        members.append((item, size if item.size is None else slice(size, size + item.size)))
        size += item.size or 1
    prior = joined([(item.spec.prior, item.size or 1) for item in items])
    return Family(f"priors: {kind}", prior, size, tuple(members))


def expected_site(name: str) -> str:
    """Name the site that holds what is expected of a series."""
    return f"{name} expected"


def joint(problem: Problem, observed: Mapping[str, Any]) -> None:
    """State the joint density of parameters and data; NumPyro calls this.

    Args:
        observed: name of a series → its numbers.
    """
    parameters, numbers, courses = sample_priors(problem)
    simulator = problem.simulator
    still, moving, _ = simulator.trajectory(numbers, courses=courses)
    steady = dict(zip(simulator.still, still, strict=True))
    column = {slot: place for place, slot in enumerate(simulator.moving)}
    saves = len(simulator.grid.saved)
    expected: dict[str, Any] = {}
    for link in problem.links:
        course = (
            moving[:, column[link.slot]] if link.slot in column
            else jnp.broadcast_to(steady[link.slot], (saves,))
        )  # fmt: skip
        name = link.spec.name
        expected[name] = numpyro.deterministic(
            expected_site(name), link.expected(course, parameters)
        )
    for kind, scatter, numbers in _scatters(problem, observed, expected, parameters):
        numpyro.sample(f"seen: {kind}", scatter, obs=numbers)


def log_likelihood(problem: Problem, found: Mapping[str, Any]) -> Any:
    """Return the log density of the data, given what `joint` found of sites and expectations."""
    named = problem.named(found)
    expected = {link.spec.name: found[expected_site(link.spec.name)] for link in problem.links}
    parts = _scatters(problem, problem.observed, expected, named)
    return sum(scatter.log_prob(numbers).sum() for _, scatter, numbers in parts)


def _scatters(
    problem: Problem, observed: Mapping[str, Any], expected: Mapping[str, Any],
    parameters: Mapping[str, Any],
) -> Iterator[tuple[str, Any, Any]]:  # fmt: skip
    """Yield kind, distribution and numbers of all series of a kind, as one array like a family."""
    for kind, links in _by(problem.links, lambda link: link.spec.likelihood):
        numbers = jnp.concatenate([jnp.asarray(observed[link.spec.name]) for link in links])
        yield kind, scatter_of(links, expected, parameters), numbers


def sample_priors(problem: Problem) -> tuple[dict[str, Any], list[Any], dict[int, Any]]:
    """Draw parameters and courses inside a NumPyro model.

    Returns:
        parameters by name, numbers in the order of the simulator, and courses by slot.
    """
    parameters: dict[str, Any] = {}
    numbers: list[Any] = [None] * len(problem.simulator.params)
    for family in problem.families:
        drawn = numpyro.sample(family.site, family.prior.distribution(family.size))
        parts = jax.lax.split(drawn, [item.size or 1 for item, _ in family.members])
        for (item, _), part in zip(family.members, parts, strict=True):
            value = part[0] if item.size is None else part
            parameters[item.name] = value
            for element, place in enumerate(item.places):
                numbers[place] = value if item.size is None else value[element]
    courses: dict[int, Any] = {}
    for course in problem.courses:
        values = course.sample()
        courses.update(dict.fromkeys(course.slots, values))
    return parameters, numbers, courses
