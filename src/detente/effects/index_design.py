"""A side of the index as a design: its record, how it is read, and the effects drawn from it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from detente.effects import definite
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
from detente.sampling.xla import double_precision

_MONTHS_STEP, _COLUMNS_STEP, _DESIGNS_STEP = 32, 2, 64
# Every run is padded to a multiple of these, so that nearly all share a few compiled programs.
_OF_DATES, _OF_COURSES = 8, 4
"""Every so manyth draw is used for placebo dates, which are judged by their number, and for what
would have been, which is drawn; there the time goes."""
_TOGETHER = 32
"""Draws fitted side by side where there is one design."""
Parts = tuple[Array, Array, Array, Array]


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
        """Fit each of `columns`, (design, month, term), to the draws, on a grid of steps.

        Of many designs, each is fitted to every eighth draw.
        """
        designs = 1 if len(columns) == 1 else rounded(len(columns), _DESIGNS_STEP)
        bare, weight, mean, scale = self._run(
            _fits, columns, designs, 1 if designs == 1 else _OF_DATES
        )
        terms = columns.shape[2]
        return _mixture(
            bare,
            weight[..., : len(columns)],
            mean[..., : len(columns), :terms],
            scale[..., : len(columns), :terms, :terms],
        )

    def halves(self) -> tuple["IndexDesign", ...]:
        """Return the design on every other draw of the index, and on the rest."""
        return tuple(
            replace(self, reading=Reading(*(part[k::2] for part in self.reading)), z=self.z[k::2])
            for k in range(2)
        )

    def courses(
        self, columns: Floats, terms: Floats, rng: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Return the measure as it was and as it would have been, drawn month by month.

        Both come from the model that holds the effect, and not from the index as it is shown,
        which expects no step and draws one out into a slope; `terms` has no part in it.
        """
        bare, weight, means, spreads = self._run(_courses, columns[None], 1, _OF_COURSES)
        months = len(columns)
        by_month = np.broadcast_to(weight[..., None], (*weight.shape, months))
        seed = rng.integers(2**63)
        was, would = (
            sample(
                _mixture(
                    bare,
                    by_month,
                    means[:, :, place, :months, None],
                    spreads[:, :, place, :months, None, None],
                ),
                # Of the same random numbers, so that the two differ by the effect alone.
                np.random.default_rng(seed),
            )
            for place in range(2)
        )
        return was[..., 0].T, would[..., 0].T

    def _run(
        self, of: Callable[..., tuple[Array, ...]], columns: Floats, designs: int, every: int
    ) -> tuple[Floats, ...]:
        months = rounded(columns.shape[1], _MONTHS_STEP)
        reading = Reading(*(part[::every] for part in self.reading))
        reading = reading._replace(
            attention=_longer(reading.attention, 1, months),
            path=_longer(reading.path, 1, months),
        )
        record = Record(*(_longer(part, 0, months) for part in self.record))
        z = padded(self.z[::every], (None, months, rounded(self.z.shape[2], _COLUMNS_STEP)))
        s = padded(columns, (designs, months, rounded(columns.shape[2], _COLUMNS_STEP)))
        with double_precision():
            given = jax.tree.map(jnp.asarray, (record, reading, z, s, self.weights))
            return tuple(np.asarray(part) for part in of(*given))


def _longer(part: Floats, axis: int, months: int) -> Floats:
    """Go on with zeros along the axis of months: unseen months, which change nothing."""
    shape = [months if place == axis else None for place in range(part.ndim)]
    return padded(part, tuple(shape))


def _mixture(bare: Floats, weight: Floats, mean: Floats, scale: Floats) -> Mixture:
    """Weigh the draws and multipliers against one another, as parts of one path.

    The draws come from an index without the effect. Each counts by how much likelier the dyad's
    record is with the terms than without: that is what turns them into draws of the model that
    holds the effect (importance sampling, both likelihoods by Laplace's approximation). No draw
    counts for more than √n of them (Ionides 2008, Journal of Computational and Graphical Statistics
    17, 295–311). Controls stand on both sides: they are given, and what they fit by chance must not
    choose among draws.

    Args:
        bare: (draw, multiplier), log marginal likelihood without the terms.
        weight: (draw, multiplier, design), with them; mean and scale have the axes of terms after.
    """
    without, within = _summed(bare + LOG_PRIOR), weight + LOG_PRIOR[:, None]
    ratio = _summed(within) - without[:, None]
    assert np.isfinite(ratio).all(), "a draw of the index has no mode"
    most = _summed(ratio.T) - 0.5 * np.log(len(ratio))
    against = within + (np.minimum(ratio, most) - _summed(within))[:, None]
    parts = (-1, *weight.shape[2:])
    return Mixture(
        np.moveaxis(against.reshape(parts), 0, 1)[None],
        np.moveaxis(mean.reshape((*parts, mean.shape[-1])), 0, 1)[None],
        np.moveaxis(scale.reshape((*parts, *scale.shape[-2:])), 0, 1)[None],
        np.inf,
    )


def _summed(logs: Floats) -> Floats:
    """Return the log of the sum of what has these logs along axis 1."""
    most = logs.max(axis=1, keepdims=True)
    result: Floats = (most + np.log(np.exp(logs - most).sum(axis=1, keepdims=True))).squeeze(1)
    return result


@jax.jit  # type: ignore[untyped-decorator]
def _fits(record: Record, reading: Reading, z: Array, s: Array, weights: Array) -> Parts:
    """Return log weights without and with the terms, and mean and root of their covariance.

    (draw, multiplier), and thrice (draw, multiplier, design, …).
    """

    def of(reading: Reading, z: Array, multiplier: Array) -> Parts:
        since = laplace(record, reading, z, multiplier)
        which = jnp.kron(jnp.eye(z.shape[1] + s.shape[2])[z.shape[1] :], weights)

        def one(s: Array) -> tuple[Array, Array, Array]:
            fit = laplace(record, reading, jnp.concatenate([z, s], axis=1), multiplier, since)
            half = definite.forward(fit.root, which.T)
            return fit.log_weight, which @ fit.theta, definite.root(half.T @ half)

        return since.log_weight, *jax.vmap(one)(s)

    together = _TOGETHER if len(s) == 1 else 1
    return _by_draw_and_multiplier(of, reading, z, together)


@jax.jit  # type: ignore[untyped-decorator]
def _courses(record: Record, reading: Reading, z: Array, s: Array, weights: Array) -> Parts:
    """Return log weights as `_fits`, and mean and spread of the measure, with effects and without.

    Twice (draw, multiplier), and twice (draw, multiplier, 2, month).
    """

    def of(reading: Reading, z: Array, multiplier: Array) -> Parts:
        columns = jnp.concatenate([z, s[0]], axis=1)
        since = laplace(record, reading, z, multiplier)
        fit = laplace(record, reading, columns, multiplier, since)
        inner = 1 / (multiplier * reading.steps) ** 2
        given = jnp.einsum("i,tij,j->t", weights, walk_spread(fit.inverse, inner), weights)
        # How the walk hangs on the coefficients: what they take, it gives.
        border = substitute(fit.inverse, fit.side, inner)[..., 1:]
        moved = jnp.einsum("tiz,i->tz", border, weights)
        means, spreads = [], []
        for kept in (columns, columns.at[:, z.shape[1] :].set(0.0)):
            own = jnp.kron(kept, weights)
            hangs = own - moved
            bordered = (definite.forward(fit.root, hangs.T) ** 2).sum(axis=0)
            means.append(fit.walk @ weights + own @ fit.theta)
            spreads.append(jnp.sqrt(given + bordered))
        return since.log_weight, fit.log_weight, jnp.stack(means), jnp.stack(spreads)

    return _by_draw_and_multiplier(of, reading, z, _TOGETHER)


def _by_draw_and_multiplier(
    of: Callable[[Reading, Array, Array], Parts], reading: Reading, z: Array, together: int
) -> Parts:
    """Run one multiplier after another, so that what is worked on at a time stays small."""

    def of_draw(drawn: tuple[Reading, Array]) -> Parts:
        found: Parts = jax.lax.map(lambda step: of(*drawn, step), jnp.asarray(MULTIPLIERS))
        return found

    found: Parts = jax.lax.map(of_draw, (reading, z), batch_size=together)
    return found
