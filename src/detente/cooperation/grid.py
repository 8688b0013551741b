"""The states of the index on a grid: values of trend and episode, and how they move in a month.

With two states a side and a handful of parameters, every integral of the posterior is a sum over
cells: no sampler, no chains, nothing to converge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from detente.cooperation.settings import IndexSettings

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """One point of the grid of parameters.

    Attributes:
        trend_step: scale of the trend's monthly steps, log points.
        episode_sd: stationary spread of the episode, log points.
        episode_memory: share of an episode that is left a month later.
        log_weight: log of its prior probability.
    """

    trend_step: float
    episode_sd: float
    episode_memory: float
    log_weight: float


@dataclass(frozen=True)
class Grid:
    """Values of the two states and of the parameters.

    Attributes:
        trend: (C,), values of the trend, log odds, evenly spaced.
        episode: (U,), values of the episode in units of its own spread, evenly spaced.
        cells: the points of the grid of parameters.
    """

    trend: Array
    episode: Array
    cells: tuple[Cell, ...]
    settings: IndexSettings

    @cached_property
    def start(self) -> Array:
        """Prior of trend and episode in the first month, (C, U)."""
        trend = _masses(stats.norm(0.0, self.settings.trend_start).cdf, self.trend)
        return np.outer(trend, _masses(stats.norm.cdf, self.episode))

    @cached_property
    def trend_kernels(self) -> Array:
        """(K, C, C): from the trend of one month (axis 1) to that of the next (axis 2)."""
        values, which = _few([cell.trend_step for cell in self.cells])
        return np.stack([self._trend_kernel(step) for step in values])[which]

    def _trend_kernel(self, step: float) -> Array:
        spacing = self.trend[1] - self.trend[0]
        hops = np.arange(-len(self.trend) + 1, len(self.trend)) * spacing
        places = np.arange(len(self.trend))
        among = places[None, :] - places[:, None] + len(self.trend) - 1
        kernel = _masses(stats.t(self.settings.trend_df, scale=step).cdf, hops)[among]
        result: Array = kernel / kernel.sum(axis=1, keepdims=True)
        return result

    @cached_property
    def episode_kernels(self) -> Array:
        """(K, U, U): the same of the episode, in units of its own spread."""
        values, which = _few([cell.episode_memory for cell in self.cells])
        return np.stack([self._episode_kernel(memory) for memory in values])[which]

    def _episode_kernel(self, memory: float) -> Array:
        spread = np.sqrt(1 - memory**2)
        return np.stack(
            [_masses(stats.norm(memory * here, spread).cdf, self.episode) for here in self.episode]
        )

    @cached_property
    def states(self) -> Array:
        """(K, C, U): log odds that an act is cooperative, in each cell of the grid."""
        return self.few_states[self.spreads[1]]

    @cached_property
    def spreads(self) -> tuple[Array, NDArray[np.int64]]:
        """Return the spreads of episodes, (S,), and which of them each point has, (K,)."""
        return _few([cell.episode_sd for cell in self.cells])

    @cached_property
    def few_states(self) -> Array:
        """(S, C, U): the states of each spread of episodes; many points share theirs."""
        return self.trend[None, :, None] + self.spreads[0][:, None, None] * self.episode

    @cached_property
    def log_weights(self) -> Array:
        """(K,), log prior probability of each point of the parameters."""
        return np.array([cell.log_weight for cell in self.cells])


def make_grid(settings: IndexSettings) -> Grid:
    """Lay the grid that some settings ask for.

    Parameters stand at the middles of equally probable slices of their priors, so that their prior
    is the same at every point.
    """
    gamma = stats.gamma(2.0, scale=settings.trend_step / 2.0)
    memory = stats.beta(*settings.episode_memory)
    steps = gamma.ppf(_middles(settings.trend_steps))
    spreads = stats.halfnorm(scale=settings.episode_sd).ppf(_middles(settings.episode_sds))
    memories = memory.ppf(_middles(settings.episode_memories))
    weight = -np.log(len(steps) * len(spreads) * len(memories))
    return Grid(
        trend=_even(settings.trend_reach, settings.trend_spacing),
        episode=_even(settings.episode_reach, settings.episode_spacing),
        cells=tuple(
            Cell(float(step), float(spread), float(kept), float(weight))
            for step in steps
            for spread in spreads
            for kept in memories
        ),
        settings=settings,
    )


def log_likelihood(states: Array, cooperative: Array, acts: Array) -> Array:
    """Return the binomial log likelihood of `cooperative` of `acts`, without its constant.

    Args:
        states: log odds, of any shape that goes with the counts.
    """
    result: Array = cooperative * states - acts * np.logaddexp(0, states)
    return result


def _few(values: list[float]) -> tuple[Array, NDArray[np.int64]]:
    """Return the values that occur, and which of them each is: many points share theirs."""
    found, which = np.unique(values, return_inverse=True)
    return found, which


def _middles(number: int) -> Array:
    return (np.arange(number) + 0.5) / number


def _even(reach: float, spacing: float) -> Array:
    cells = round(reach / spacing)
    return np.arange(-cells, cells + 1, dtype=np.float64) * spacing


def _masses(cdf: Callable[[Array], Array], values: Array) -> Array:
    """Return the probability of each cell; the outermost take the tails."""
    half = (values[1] - values[0]) / 2
    edges = np.concatenate([[-np.inf], values[:-1] + half, [np.inf]])
    result: Array = np.diff(cdf(edges))
    return result
