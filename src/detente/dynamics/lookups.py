"""Lookups and data series: values between, before and after their points."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.nodes import Exogenous, Table
from detente.dynamics.problems import ModelError

# Vensim's :NA:, -2^109: a number that no model produces, standing for "no value".
NOT_AVAILABLE = -(2.0**109)
_MOST_SEGMENTS = 32


def make_table(x: Any, y: Any, kind: str = "interpolate") -> Table:
    """Build a lookup from its points, sorted by x (equal x keep their order: a jump)."""
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    order = np.argsort(xs, kind="stable")
    return Table(xs[order], ys[order], kind)


def inverted(table: Table) -> Table:
    """Swap the axes of a lookup that only rises or only falls (LOOKUP INVERT).

    Raises:
        ModelError: it does neither, so that a value has more than one place or none.
    """
    steps = np.diff(table.y)
    if not ((steps > 0).all() or (steps < 0).all()):
        raise ModelError("LOOKUP INVERT of a lookup that does not rise or fall all the way",
                         "leave the flat parts out")  # fmt: skip
    return make_table(table.y, table.x)


def looked_up(xp: Any, table: Table, argument: Any) -> Any:
    """Evaluate a lookup at a scalar argument.

    Args:
        xp: `numpy` or `jax.numpy`.
    """
    x, y = table.x, table.y
    if len(x) == 1:
        return y[0] + 0.0 * argument
    if table.kind in ("hold_backward", "look_forward"):
        side = "right" if table.kind == "hold_backward" else "left"
        place = xp.searchsorted(xp.asarray(x), argument, side=side)
        place = place - 1 if table.kind == "hold_backward" else place
        return xp.asarray(y)[xp.clip(place, 0, len(x) - 1)]
    widths, rises = np.diff(x), np.diff(y)
    slopes = np.divide(rises, widths, out=np.zeros_like(rises), where=widths > 0)
    if len(x) <= _MOST_SEGMENTS or xp is np:
        value = y[0] + xp.sum(slopes * xp.clip(argument - x[:-1], 0.0, widths))
        jumps = widths == 0
        if jumps.any():
            value = value + xp.sum(xp.where(argument > x[:-1][jumps], rises[jumps], 0.0))
        # Many small roundings must not keep it from the last value.
        value = xp.where(argument > x[-1], y[-1], value)
    else:
        # Long tables: one search instead of a term for each segment.
        place = xp.clip(xp.searchsorted(xp.asarray(x), argument, side="left") - 1, 0, len(x) - 2)
        inside = xp.clip(argument - xp.asarray(x)[place], 0.0, xp.asarray(widths)[place])
        value = xp.asarray(y)[place] + xp.asarray(slopes)[place] * inside
    if table.kind == "extrapolate":
        value = value + slopes[0] * xp.minimum(argument - x[0], 0.0)
        value = value + slopes[-1] * xp.maximum(argument - x[-1], 0.0)
    return value


def on_grid(series: Exogenous, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Read a data series at the times of a run.

    Between points the keyword decides: `interpolate` draws a line, `look_forward` takes the next
    point, `hold_backward` the last one, and `raw` has a value only at a point. Outside of the
    points the nearest one holds, except for `raw`.
    """
    x, y = series.times, series.values
    if series.keyword == "interpolate":
        return np.interp(times, x, y)
    # A point a hair away from a time of the grid is at that time.
    hair = 1e-9 * max(1.0, float(np.abs(x).max()))
    if series.keyword == "look_forward":
        return y[np.clip(np.searchsorted(x, times - hair, side="left"), 0, len(x) - 1)]
    place = np.clip(np.searchsorted(x, times + hair, side="right") - 1, 0, len(x) - 1)
    if series.keyword == "raw":
        return np.where(np.abs(times - x[place]) <= hair, y[place], NOT_AVAILABLE)
    return y[place]
