"""Local level with regressors, marginalised: the model of every effect on a series.

    y_t = level_t + z_t'γ + s_t'β + σ ε_t,    level_{t+1} = level_t + σ √q η_t,

with ε, η standard normal. β holds the effects, γ seasons, controls and other terms. For one ratio q
everything else is integrated exactly: flat priors on the first level, β, γ and log σ give β a
multivariate t distribution. q is integrated on a grid, with a half-Cauchy(0, 1) prior on √q.

A flat prior on β makes the spread of its posterior the same whatever the effect is: how often a
true zero is called an effect is how often any true effect lies outside its interval.

References: Durbin & Koopman (2012), Time Series Analysis by State Space Methods, 2nd ed., sections
2.2, 2.9 (diffuse start) and 6.2 (regression by the augmented filter); Gelman (2006), Bayesian
Analysis 1, 515–534, on the half-Cauchy prior.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from detente.effects import definite
from detente.effects.mixture import Floats, Mixture
from detente.effects.padding import padded, rounded
from detente.sampling.xla import double_precision

RATIOS: Floats = np.exp(np.linspace(np.log(3e-3), np.log(30.0), 36))
"""Grid of √q: from a level that all but stands still to months without noise."""
_LOG_PRIOR: Floats = np.log(RATIOS) - np.log1p(RATIOS**2)
_MONTHS_STEP, _COLUMNS_STEP, _DESIGNS_STEP, _TERMS_STEP = 192, 16, 128, 3
# Every run is padded to a multiple of these, so that nearly all share two compiled programs.


def fit(y: Floats, z: Floats, s: Floats) -> Mixture:
    """Fit every design to every path.

    Args:
        y: (path, month); NaN in the same months of all paths where nothing was observed.
        z: (path, month, column), regressors shared by all designs; finite where y is.
        s: (design, month, term), the terms whose effects are asked for.

    Raises:
        ValueError: fewer months are observed than the model has unknowns.
    """
    seen: NDArray[np.bool_] = np.all(np.isfinite(y), axis=0) & np.all(np.isfinite(z), axis=(0, 2))
    freedom = int(seen.sum()) - 1 - z.shape[2] - s.shape[2]
    if freedom < 3:
        raise ValueError(f"{int(seen.sum())} months are too few for {z.shape[2]} regressors")
    months = rounded(y.shape[1], _MONTHS_STEP)
    designs = 1 if len(s) == 1 else rounded(len(s), _DESIGNS_STEP)
    # A month that is not seen and a column of zeros change nothing.
    wide = padded(
        np.where(seen[:, None], z, 0.0), (None, months, rounded(z.shape[2], _COLUMNS_STEP))
    )
    asked = padded(
        np.where(seen[:, None], s, 0.0), (designs, months, rounded(s.shape[2], _TERMS_STEP))
    )
    paths = padded(np.where(seen, y, 0.0), (None, months))
    with double_precision():
        weight, mean, scale = _fit(
            jnp.asarray(paths),
            jnp.asarray(wide),
            jnp.asarray(asked),
            jnp.asarray(padded(seen, (months,))),
            jnp.asarray(float(freedom)),
        )
    kept, terms = slice(len(s)), s.shape[2]
    return Mixture(
        np.asarray(weight)[:, kept] + _LOG_PRIOR,
        np.asarray(mean)[:, kept, :, :terms],
        np.asarray(scale)[:, kept, :, :terms, :terms],
        freedom,
    )


@jax.jit  # type: ignore[untyped-decorator]
def _fit(y: Array, z: Array, s: Array, seen: Array, freedom: Array) -> tuple[Array, Array, Array]:
    designs, months, terms = s.shape
    flat = jnp.moveaxis(s, 0, 1).reshape(months, designs * terms)

    def at_ratio(ratio: Array) -> tuple[Array, Array, Array]:
        white_s, log_det = whiten(flat, seen, ratio**2)
        of_path = partial(_regress, white_s, log_det, seen, ratio**2, freedom, designs)
        return jax.vmap(of_path)(y, z)

    weight, mean, scale = jax.lax.map(at_ratio, jnp.asarray(RATIOS))
    return tuple(jnp.moveaxis(part, 0, 2) for part in (weight, mean, scale))


def _regress(
    white_s: Array, log_det: Array, seen: Array, q: Array, freedom: Array, designs: int,
    y: Array, z: Array,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Integrate γ out for all designs at once, then β and σ for each."""
    white, _ = whiten(jnp.column_stack([z, y]), seen, q)
    white_z, white_y = white[:, :-1], white[:, -1]
    gram = white_z.T @ white_z
    size = jnp.diag(gram)
    unused = size <= 1e-12
    # A column of padding has no size: a 1 on the diagonal keeps it apart from everything.
    root = definite.root(gram + jnp.diag(jnp.where(unused, 1.0, 1e-10 * size)))
    by_both = definite.forward(root, white_z.T @ jnp.column_stack([white_s, white_y]))
    by_s, by_y = by_both[:, :-1], by_both[:, -1]
    terms = white_s.shape[1] // designs
    blocks = white_s.reshape(-1, designs, terms)
    lost = by_s.reshape(-1, designs, terms)
    left = jnp.einsum("tdi,tdj->dij", blocks, blocks) - jnp.einsum("tdi,tdj->dij", lost, lost)
    within = jnp.einsum("tdi,tdi->di", blocks, blocks)
    left = left + jnp.eye(terms) * jnp.where(within > 1e-12, 1e-10 * within, 1.0)[..., None]
    right = jnp.einsum("tdi,t->di", blocks, white_y) - jnp.einsum("tdi,t->di", lost, by_y)
    roots = jax.vmap(definite.root)(left)
    inverse = jax.vmap(definite.solve, (0, None))(roots, jnp.eye(terms))
    mean = jnp.einsum("dij,dj->di", inverse, right)
    rss = white_y @ white_y - by_y @ by_y - jnp.einsum("di,di->d", mean, right)
    rss = jnp.maximum(rss, 1e-12)
    scale = jax.vmap(definite.root)(inverse * (rss / freedom)[:, None, None])
    log_det_x = definite.log_det(root) + jax.vmap(definite.log_det)(roots)
    return -0.5 * (log_det + log_det_x + freedom * jnp.log(rss)), mean, scale


def whiten(columns: Array, seen: Array, q: Array) -> tuple[Array, Array]:
    """Filter the level out of every column; return standardised innovations and Σ log F.

    The first month seen sets the level (diffuse start) and has no innovation; months not seen
    only let the level drift.
    """

    def step(
        state: tuple[Array, Array, Array], now: tuple[Array, Array]
    ) -> tuple[tuple[Array, Array, Array], tuple[Array, Array]]:
        level, variance, started = state
        values, there = now
        forecast = variance + q
        total = forecast + 1.0
        gain = forecast / total
        innovation = values - level
        used = there & started
        level = jnp.where(used, level + gain * innovation, jnp.where(there, values, level))
        variance = jnp.where(used, gain, jnp.where(there, 1.0, forecast))
        out = jnp.where(used, innovation / jnp.sqrt(total), 0.0)
        return (level, variance, started | there), (out, jnp.where(used, jnp.log(total), 0.0))

    start = (jnp.zeros(columns.shape[1]), jnp.zeros(()), jnp.array(False))
    _, (white, logs) = jax.lax.scan(step, start, (columns, seen))
    return white, logs.sum()
