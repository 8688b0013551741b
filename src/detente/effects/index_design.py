"""A side of the index as a design: its record, how it is read, and the effects drawn from it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
from jax import Array
from numpy.typing import NDArray

from detente.cooperation.settings import IndexSettings
from detente.effects.estimate import widened
from detente.effects.index_model import (
    LOG_PRIOR,
    MULTIPLIERS,
    Reading,
    Record,
    laplace,
    substitute,
    walk_spread,
)
from detente.effects.mixture import Floats, Mixture, sample
from detente.effects.padding import padded, rounded

_MONTHS_STEP, _COLUMNS_STEP, _DESIGNS_STEP = 32, 2, 64
# Every run is padded to a multiple of these, so that nearly all share a few compiled programs.


@dataclass(frozen=True)
class IndexDesign:
    """One side of the index, and which measure of it is asked about.

    Attributes:
        record: what is on record, by month.
        reading: posterior draws of what it is read with.
        z: (draw, month, column), controls and other terms; finite.
        weights: (2,), of level and balance in the measure: (0, 1) is the balance.
    """

    record: Record
    reading: Reading
    z: Floats
    weights: Floats

    def with_columns(self, *columns: Floats) -> "IndexDesign":
        """Return the design with more regressors, each (month,) or (draw, month)."""
        return replace(self, z=widened(self.z, *columns))

    def without(self, months: NDArray[np.bool_]) -> "IndexDesign":
        """Return the design with the acts and scores of some months taken as not observed."""
        kept = ~months
        record = self.record._replace(
            counted=self.record.counted * kept, weight=self.record.weight * kept
        )
        return replace(self, record=record)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which months are observed, (month,)."""
        seen: NDArray[np.bool_] = np.asarray(self.record.counted) > 0
        return seen

    def fit(self, columns: Floats) -> Mixture:
        """Fit each of `columns`, (design, month, term), to every draw, on a grid of steps."""
        designs = 1 if len(columns) == 1 else rounded(len(columns), _DESIGNS_STEP)
        weight, mean, scale = self._run(_fits, columns, designs)
        terms = columns.shape[2]
        return _sound(
            weight[:, : len(columns)],
            mean[:, : len(columns), :, :terms],
            scale[:, : len(columns), :, :terms, :terms],
        )

    def courses(
        self, columns: Floats, terms: Floats, rng: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Return the measure as it was and as it would have been, drawn month by month.

        Both come from the model that holds the effect, and not from the index as it is shown,
        which expects no step and draws one out into a slope; `terms` has no part in it.
        """
        weight, means, spreads = self._run(_courses, columns[None], 1)
        was, would = (
            sample(_by_month(weight, means[:, :, place], spreads[:, :, place]), rng)
            for place in range(2)
        )
        months = len(columns)
        return was[:months, :, 0].T, would[:months, :, 0].T

    def _run(
        self, of: Callable[..., tuple[Array, ...]], columns: Floats, designs: int
    ) -> tuple[Floats, ...]:
        months = rounded(columns.shape[1], _MONTHS_STEP)
        reading = self.reading._replace(
            attention=_longer(self.reading.attention, 1, months),
            path=_longer(self.reading.path, 1, months),
        )
        record = Record(*(_longer(part, 0, months) for part in self.record))
        z = padded(self.z, (None, months, rounded(self.z.shape[2], _COLUMNS_STEP)))
        s = padded(columns, (designs, months, rounded(columns.shape[2], _COLUMNS_STEP)))
        # Asked for before JAX starts, so that an index fitted later draws as it does alone.
        numpyro.set_host_device_count(IndexSettings().chains)
        with jax.enable_x64(True):
            given = jax.tree.map(jnp.asarray, (record, reading, z, s, self.weights))
            return tuple(np.asarray(part) for part in of(*given))


def _longer(part: Floats, axis: int, months: int) -> Floats:
    """Go on with zeros along the axis of months: unseen months, which change nothing."""
    shape = [months if place == axis else None for place in range(part.ndim)]
    return padded(part, tuple(shape))


def _sound(weight: Floats, mean: Floats, scale: Floats) -> Mixture:
    """Leave out what has no mode on the grid; where nothing has one, that is our own fault."""
    sound = np.isfinite(weight) & np.isfinite(mean).all(-1) & np.isfinite(scale).all((-2, -1))
    assert sound.any(axis=2).all(), "no multiplier of the steps has a mode"
    return Mixture(
        np.where(sound, weight + LOG_PRIOR, -np.inf),
        np.where(sound[..., None], mean, 0.0),
        np.where(sound[..., None, None], scale, 0.0),
        np.inf,
    )


def _by_month(weight: Floats, mean: Floats, spread: Floats) -> Mixture:
    """Take each month for a design of its own, from (draw, multiplier, month)."""
    months = mean.shape[2]
    return _sound(
        np.repeat(weight[:, None], months, axis=1),
        np.moveaxis(mean, 2, 1)[..., None],
        np.moveaxis(spread, 2, 1)[..., None, None],
    )


@jax.jit  # type: ignore[untyped-decorator]
def _fits(
    record: Record, reading: Reading, z: Array, s: Array, weights: Array
) -> tuple[Array, Array, Array]:
    """Return log weight, mean and root of the covariance, (draw, design, multiplier, …)."""

    def by_design(reading: Reading, z: Array, multiplier: Array) -> tuple[Array, Array, Array]:
        since = laplace(record, reading, z, multiplier)
        which = jnp.kron(jnp.eye(z.shape[1] + s.shape[2])[z.shape[1] :], weights)

        def one(s: Array) -> tuple[Array, Array, Array]:
            columns = jnp.concatenate([z, s], axis=1)
            fit = laplace(record, reading, columns, multiplier, since)
            spread = which @ jnp.linalg.solve(fit.gram, which.T)
            return fit.log_weight, which @ fit.theta, jnp.linalg.cholesky(spread)

        return jax.vmap(one)(s)

    found = _by_draw_and_multiplier(by_design, reading, z)
    return tuple(jnp.moveaxis(part, 1, 2) for part in found)


@jax.jit  # type: ignore[untyped-decorator]
def _courses(
    record: Record, reading: Reading, z: Array, s: Array, weights: Array
) -> tuple[Array, Array, Array]:
    """Return log weight, and mean and spread of the measure by month, with and without effects.

    (draw, multiplier), and twice (draw, multiplier, 2, month).
    """

    def one(reading: Reading, z: Array, multiplier: Array) -> tuple[Array, Array, Array]:
        columns = jnp.concatenate([z, s[0]], axis=1)
        fit = laplace(record, reading, columns, multiplier)
        inner = 1 / (multiplier * reading.steps) ** 2
        given = jnp.einsum("i,tij,j->t", weights, walk_spread(fit.inverse, inner), weights)
        solved = substitute(fit.inverse, fit.side, inner)
        # How the walk hangs on the coefficients: what they take, it gives.
        moved = jnp.einsum("tiz,i->tz", solved[..., 1:], weights)
        means, spreads = [], []
        for kept in (columns, columns.at[:, z.shape[1] :].set(0.0)):
            hangs = jnp.kron(kept, weights) - moved
            means.append(fit.walk @ weights + jnp.kron(kept, weights) @ fit.theta)
            bordered = jnp.einsum("tz,zt->t", hangs, jnp.linalg.solve(fit.gram, hangs.T))
            spreads.append(jnp.sqrt(given + bordered))
        return fit.log_weight, jnp.stack(means), jnp.stack(spreads)

    return _by_draw_and_multiplier(one, reading, z)


def _by_draw_and_multiplier(
    one: Callable[[Reading, Array, Array], tuple[Array, Array, Array]], reading: Reading, z: Array
) -> tuple[Array, Array, Array]:
    """Run one after another, so that what is worked on at a time stays in the processor."""

    def of_draw(drawn: tuple[Reading, Array]) -> tuple[Array, Array, Array]:
        found: tuple[Array, Array, Array] = jax.lax.map(
            lambda multiplier: one(*drawn, multiplier), jnp.asarray(MULTIPLIERS)
        )
        return found

    found: tuple[Array, Array, Array] = jax.lax.map(of_draw, (reading, z))
    return found
