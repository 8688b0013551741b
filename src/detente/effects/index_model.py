"""One dyad's acts and scores with the effect inside: the model of every effect on the index.

    acts_t    ~ NegativeBinomial(exp(attention_t + L_t ± B_t / 2), overdispersion)
    score_t   ~ StudentT(4, intercept + slope · B_t, noise / √(share of days))
    (L, B)_t  = (level, balance)_t + Σ_c x_tc (θ_cL, θ_cB)

Acts and scores enter as in the index itself (`cooperation/model.py`). Level and balance walk with
independent Gaussian steps, and every column has a coefficient on each, N(0, 3²) log points. So a
step is told from drift by the record itself, and no imputed path stands between.

What all dyads share (attention, overdispersion, the typical step) and how scores are read comes
from posterior draws of the index, one fit a draw. The path is integrated by Laplace's approximation
in time linear in months: its precision is block-tridiagonal, bordered by the coefficients. A dyad
may take larger or smaller steps than the draw says: a multiplier is integrated on a grid, weighed
by its marginal likelihood.

References: Rue, Martino & Chopin (2009), Journal of the Royal Statistical Society B 71, 319–392;
Durbin & Koopman (2012), Time Series Analysis by State Space Methods, 2nd ed., chapter 10; Lange,
Little & Taylor (1989), Journal of the American Statistical Association 84, 881–896.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from detente.cooperation.settings import IndexSettings
from detente.effects import definite
from detente.effects.mixture import Floats

WIDE = 3.0
"""Spread of the prior of coefficients and of the first month, log points: e³ is twentyfold."""
_OCTAVES: Floats = np.linspace(-4 / 3, 4 / 3, 5)
MULTIPLIERS: Floats = np.sqrt(2) * 2.0**_OCTAVES
"""Spread of a dyad's steps over the typical step: Student-t steps of 4 degrees of freedom have a
variance of 2, hence √2; from two fifths of it to two and a half times as much."""
LOG_PRIOR: Floats = -0.5 * _OCTAVES**2
"""Log-normal, an octave wide: what 60 to 150 heavy-tailed steps show departs so far from √2."""
ROUNDS, MORE_ROUNDS = 8, 4
"""Of the search from a draw of the index, and from the mode without the terms asked about."""
_FARTHEST = 2.0
_LEVEL_MEAN = IndexSettings().level_mean[0]
_DF = IndexSettings().score_df
_HALF = np.array([0.5, -0.5])


class Record(NamedTuple):
    """What is on record of one dyad.

    Attributes:
        acts: (month, 2), of cooperation and of conflict.
        counted: (month,), 1 where acts were counted, 0 where they are not observed.
        score, weight: (month,), in the dyad's own spread, and the share of days; 0 where unseen.
    """

    acts: Array
    counted: Array
    score: Array
    weight: Array


class Reading(NamedTuple):
    """Posterior draws of what a dyad's record is read with; the first axis is the draw.

    Attributes:
        attention: (draw, month), natural logs.
        path: (draw, month, 2), level and balance, from which the search sets out.
        steps: (draw, 2), typical monthly steps of level and balance.
        overdispersion, intercept, slope, noise: (draw,); the last three of the scores.
    """

    attention: Array
    path: Array
    steps: Array
    overdispersion: Array
    intercept: Array
    slope: Array
    noise: Array


class Fit(NamedTuple):
    """Laplace's approximation at its mode.

    Attributes:
        log_weight: log marginal likelihood, up to a constant of the design.
        walk: (month, 2), the walk itself at the mode, without any column.
        theta: (2 · column,), coefficients on level and balance, column by column.
        root: (2 · column, 2 · column), Cholesky factor of the coefficients' posterior precision.
        inverse: (month, 2, 2), blocks of the eliminated precision of the walk.
        side: (month, 2, 1 + 2 · column), its eliminated right sides: what is left to climb, and
            the border to the coefficients.
    """

    log_weight: Array
    walk: Array
    theta: Array
    root: Array
    inverse: Array
    side: Array


def laplace(
    record: Record, reading: Reading, columns: Array, multiplier: Array, since: Fit | None = None
) -> Fit:
    """Find the mode for one draw, one design (month, column) and one multiplier, and its spread.

    Args:
        since: the fit of the first of the columns alone, from which to set out.
    """
    inner = 1 / (multiplier * reading.steps) ** 2
    count = 2 * columns.shape[1]

    def climb(_: int, at: tuple[Array, Array]) -> tuple[Array, Array]:
        walk, theta = at
        found = _system(record, reading, columns, inner, walk, theta, at_end=False)
        move = definite.solve(found.root, found.theta)
        right = found.side[..., 0] - found.side[..., 1:] @ move
        path = substitute(found.inverse, right[..., None], inner)[..., 0]
        return walk + _bounded(path), theta + _bounded(move)

    start, rounds = (reading.path, jnp.zeros(count)), ROUNDS
    if since is not None:
        known = jnp.zeros(count).at[: len(since.theta)].set(since.theta)
        start, rounds = (since.walk, known), MORE_ROUNDS
    walk, theta = jax.lax.fori_loop(0, rounds, climb, start)
    end = _system(record, reading, columns, inner, walk, theta, at_end=True)
    return end._replace(theta=theta + _bounded(definite.solve(end.root, end.theta)))


def _bounded(move: Array) -> Array:
    return jnp.clip(move, -_FARTHEST, _FARTHEST)


def _system(
    record: Record, reading: Reading, columns: Array, inner: Array, walk: Array, theta: Array,
    *, at_end: bool,
) -> Fit:  # fmt: skip
    """Take the walk out of the quadratic about a point; `theta` of the result is the slope left."""
    months, count = len(columns), columns.shape[1]
    coefficients = theta.reshape(count, 2)
    log_data, slope, stiff = _data(record, reading, walk + columns @ coefficients, at_end)
    log_prior, pull, held = _walk_prior(walk, inner)
    border = (stiff[:, :, None, :] * columns[:, None, :, None]).reshape(months, 2, 2 * count)
    right = jnp.concatenate([(slope + pull)[..., None], border], axis=-1)
    inverse, side, log_det = _eliminate(held + stiff, inner, right)
    lost = jnp.einsum("tia,tij,tjb->ab", side, inverse, side)
    own = jnp.einsum("tc,tiz->ciz", columns, border).reshape(2 * count, 2 * count)
    gram = own + jnp.eye(2 * count) / WIDE**2 - lost[1:, 1:]
    root = definite.root(gram)
    left = (columns.T @ slope).reshape(-1) - theta / WIDE**2 - lost[1:, 0]
    log_weight = (
        log_data + log_prior - 0.5 * (theta**2).sum() / WIDE**2
        - 0.5 * log_det - 0.5 * definite.log_det(root)
    )  # fmt: skip
    return Fit(log_weight, walk, left, root, inverse, side)


def _data(record: Record, reading: Reading, x: Array, at_end: bool) -> tuple[Array, Array, Array]:
    """Return the log density of the record, its slope in (L, B) by month, and its curvature.

    Scores have heavy tails. The search takes three quarters of the weights of iterated least
    squares, under which it climbs and soon arrives. At its end stands the curvature that there is:
    the weights would count a score for 1.4 times what it tells. Far out it is negative; 0 there
    keeps the whole definite, and adds 2% to what scores tell.
    """
    over = reading.overdispersion**2
    log_rate = reading.attention[:, None] + x[:, :1] + x[:, 1:] * _HALF
    rate, seen = jnp.exp(log_rate), record.counted[:, None]
    log_acts = record.acts * log_rate - (record.acts + 1 / over) * jnp.log1p(over * rate)
    pull = seen * (record.acts - rate) / (1 + over * rate)
    stiff = seen * rate * (1 + over * record.acts) / (1 + over * rate) ** 2
    root = jnp.sqrt(record.weight) / reading.noise
    away = root * (record.score - reading.intercept - reading.slope * x[:, 1])
    per, tail = root * reading.slope, _DF + away**2
    log_score = -(_DF + 1) / 2 * jnp.log1p(away**2 / _DF)
    weighted = (_DF + 1) * per**2 / tail
    scored = weighted * jnp.maximum(_DF - away**2, 0.0) / tail if at_end else 0.75 * weighted
    slope = jnp.stack([pull.sum(1), pull @ _HALF + (_DF + 1) * per * away / tail], axis=-1)
    whole, cross = stiff.sum(1), stiff @ _HALF
    curvature = jnp.stack([whole, cross, cross, whole / 4 + scored], axis=-1)
    return (seen * log_acts).sum() + log_score.sum(), slope, curvature.reshape(-1, 2, 2)


def _walk_prior(walk: Array, inner: Array) -> tuple[Array, Array, Array]:
    """Return the log density of a walk, its slope, and the diagonal blocks of its precision."""
    steps, none = jnp.diff(walk, axis=0) * inner, jnp.zeros((1, 2))
    start = (walk[0] - jnp.array([_LEVEL_MEAN, 0.0])) / WIDE**2
    pull = jnp.concatenate([steps, none]) - jnp.concatenate([none, steps])
    ends = jnp.full(len(walk), 2.0).at[0].set(1.0).at[-1].set(1.0)
    held = ends[:, None] * inner + (jnp.arange(len(walk)) == 0)[:, None] / WIDE**2
    log_prior = (
        -0.5 * (steps**2 / inner).sum() - 0.5 * (start**2).sum() * WIDE**2
        + 0.5 * len(steps) * jnp.log(inner).sum()
    )  # fmt: skip
    return log_prior, pull.at[0].add(-start), held[..., None] * jnp.eye(2)


def _eliminate(blocks: Array, inner: Array, right: Array) -> tuple[Array, Array, Array]:
    """Run down a block-tridiagonal system; `-inner` is the diagonal of the blocks beside.

    Args:
        blocks: (month, 2, 2); right: (month, 2, columns).

    Returns:
        Inverses of the eliminated blocks, eliminated right sides, and the log determinant.
    """

    def step(
        state: tuple[Array, Array], now: tuple[Array, Array]
    ) -> tuple[tuple[Array, Array], tuple[Array, Array, Array]]:
        before, carried = state
        block = now[0] - inner[:, None] * before * inner
        det = block[0, 0] * block[1, 1] - block[0, 1] * block[1, 0]
        turned = jnp.array([[block[1, 1], -block[0, 1]], [-block[1, 0], block[0, 0]]])
        inverse, side = turned / det, now[1] + inner[:, None] * carried
        return (inverse, _by_two(inverse, side)), (inverse, side, jnp.log(det))

    start = (jnp.zeros((2, 2)), jnp.zeros_like(right[0]))
    _, (inverse, side, logs) = jax.lax.scan(step, start, (blocks, right))
    return inverse, side, logs.sum()


def _by_two(block: Array, side: Array) -> Array:
    """Multiply (2, 2) by (2, columns), written out: thousands of small products are slow."""
    return block[:, :1] * side[0] + block[:, 1:] * side[1]


def substitute(inverse: Array, side: Array, inner: Array) -> Array:
    """Run back up after `_eliminate`; the solution is (month, 2, columns)."""

    def step(later: Array, now: tuple[Array, Array]) -> tuple[Array, Array]:
        here = _by_two(now[0], now[1] + inner[:, None] * later)
        return here, here

    solved: Array = jax.lax.scan(step, jnp.zeros_like(side[0]), (inverse, side), reverse=True)[1]
    return solved


def walk_spread(inverse: Array, inner: Array) -> Array:
    """Return the covariance of each month of the walk given the coefficients, (month, 2, 2)."""

    def step(later: Array, now: Array) -> tuple[Array, Array]:
        gain = now * inner
        here = now + gain @ later @ gain.T
        return here, here

    spread: Array = jax.lax.scan(step, jnp.zeros((2, 2)), inverse, reverse=True)[1]
    return spread
