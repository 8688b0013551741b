"""Functions of whole vectors: allocation among claimants, sorting, selection, inversion.

Every one takes `(at, size, *numbers)`: vectors come flattened, their length first. Formulas follow
Vensim's reference manual, "Allocation Overview" and "Vector functions".
"""

from typing import Any

import jax
import jax.numpy as jnp
from jax.scipy.special import erfc

from detente.dynamics.lookups import NOT_AVAILABLE

Value = Any
_ACTIONS = 11  # of VECTOR SELECT
_BISECTIONS = 60  # halve any bracket to the last bit of a double


def _vector(items: tuple[Value, ...]) -> jax.Array:
    return jnp.stack([jnp.asarray(item, dtype=float) for item in items])


def invert_matrix(at: Any, size: Value, *entries: Value) -> jax.Array:
    """Invert a square matrix given row by row."""
    side = int(size)
    return jnp.linalg.inv(_vector(entries).reshape(side, side)).ravel()


def sort_order(at: Any, size: Value, *numbers: Value) -> jax.Array:
    """Give the 0-based places of the elements in sorted order; the last number is the direction."""
    vector, direction = _vector(numbers[:-1]), numbers[-1]
    upwards = jnp.argsort(vector)
    return jnp.where(jnp.asarray(direction) > 0, upwards, upwards[::-1]).astype(float)


def rank(at: Any, size: Value, *numbers: Value) -> jax.Array:
    """Give the 1-based rank of each element; the last number is the direction."""
    return jnp.argsort(sort_order(at, size, *numbers)).astype(float) + 1.0


def reorder(at: Any, size: Value, *numbers: Value) -> jax.Array:
    """Put a vector into the order given by 0-based places."""
    length = int(size)
    places = jnp.round(_vector(numbers[length:])).astype(int)
    return _vector(numbers[:length])[places]


def select(at: Any, size: Value, *numbers: Value) -> Value:
    """Combine the selected elements of a vector.

    Args:
        numbers: selection weights, then the expression at the same elements, then the value
            where nothing is selected, and the action (0–10 of Vensim's manual).
    """
    length = int(size)
    weights, values = _vector(numbers[:length]), _vector(numbers[length : 2 * length])
    missing, action = numbers[2 * length], numbers[2 * length + 1]
    chosen = weights != 0

    def combined(kind: int) -> Value:
        terms = weights * values if kind < 5 else values
        match kind if kind < 6 else kind - 6:
            case 0:
                return jnp.where(chosen, terms, 0.0).sum()
            case 1:
                return jnp.where(chosen, terms, 1.0).prod()
            case 2:
                return jnp.where(chosen, terms, jnp.inf).min()
            case 3:
                return jnp.where(chosen, terms, -jnp.inf).max()
            case 4:
                return jnp.where(chosen, terms, 0.0).sum() / jnp.maximum(chosen.sum(), 1)
            case _:
                # The manual has powers (5) and products (7) the other way round from the program.
                return jnp.where(chosen, jnp.where(chosen, values, 1.0) ** weights, 1.0).prod()

    if isinstance(action, jax.Array):
        kinds = range(_ACTIONS)
        found = jnp.select([jnp.round(action) == kind for kind in kinds],
                           [combined(kind) for kind in kinds], jnp.nan)  # fmt: skip
    else:
        known = round(float(action))
        found = combined(known) if known in range(_ACTIONS) else jnp.nan
    return jnp.where(chosen.any(), found, missing)


def element_map(at: Any, size: Value, *numbers: Value) -> Value:
    """Read the element of a whole array at a 0-based place; `:NA:` beside the array."""
    length = int(size)
    place = jnp.round(jnp.asarray(numbers[length])).astype(int)
    inside = (place >= 0) & (place < length)
    return jnp.where(inside, _vector(numbers[:length])[jnp.clip(place, 0, length - 1)],
                     NOT_AVAILABLE)  # fmt: skip


def allocate_by_priority(at: Any, size: Value, *numbers: Value) -> jax.Array:
    """Share a supply by priority: the higher claims fill first, near ones side by side.

    With the marginal priority x, claimant i gets request_i · clip((priority_i − x) / width, 0, 1);
    x is where the shares add up to the supply. The total is piecewise linear in x, so x is exact.

    Args:
        numbers: requests, priorities, width, supply.
    """
    length = int(size)
    requests, priorities = _vector(numbers[:length]), _vector(numbers[length : 2 * length])
    width, supply = numbers[-2], jnp.asarray(numbers[-1], dtype=float)

    def shares(margin: Value) -> jax.Array:
        return requests * jnp.clip((priorities - margin) / width, 0.0, 1.0)

    corners = jnp.sort(jnp.concatenate([priorities, priorities - width]))[::-1]
    totals = jax.vmap(lambda corner: shares(corner).sum())(corners)
    # Over a gap in which nobody's share grows, the margin may be anywhere.
    place = jnp.clip(jnp.searchsorted(totals, supply, side="left"), 1, 2 * length - 1)
    low, high = totals[place - 1], totals[place]
    rise = jnp.where(high > low, high - low, 1.0)
    part = jnp.where(high > low, (supply - low) / rise, 0.0)
    margin = corners[place - 1] + part * (corners[place] - corners[place - 1])
    return jnp.where(
        supply >= requests.sum(), requests, jnp.where(supply <= 0, 0.0, shares(margin))
    )


def _demand(kind: Value, margin: Value, request: Value, middle: Value, width: Value) -> Value:
    """What a claimant still asks for at a marginal priority, for the profiles 1 to 4.

    Rectangular, triangular, normal and exponential densities of priority around `middle`.
    """
    distance = (margin - middle) / width
    rectangular = jnp.clip(0.5 - distance, 0.0, 1.0)
    lower = 1.0 - 2.0 * jnp.clip(distance + 0.5, 0.0, 0.5) ** 2
    upper = 2.0 * jnp.clip(0.5 - distance, 0.0, 0.5) ** 2
    triangular = jnp.where(distance < 0, lower, upper)
    normal = 0.5 * erfc(distance / jnp.sqrt(2.0))
    tail = 0.5 * jnp.exp(-jnp.abs(distance))
    exponential = jnp.where(distance < 0, 1.0 - tail, tail)
    return request * jnp.select(
        [kind == 1, kind == 2, kind == 3, kind == 4],
        [rectangular, triangular, normal, exponential],
        jnp.nan,
    )


def allocate_available(at: Any, size: Value, *numbers: Value) -> jax.Array:
    """Share a supply by priority profiles: where the demand curves add up to the supply.

    The marginal priority is found by bisection; one Newton step after it carries the gradient.

    Args:
        numbers: requests, then type, priority, width and extra of each claimant, then the supply.
    """
    length = int(size)
    requests = _vector(numbers[:length])
    kind, middle, width, _ = _vector(numbers[length:-1]).reshape(length, 4).T
    supply = jnp.asarray(numbers[-1], dtype=float)

    def shares(margin: Value) -> jax.Array:
        return _demand(kind, margin, requests, middle, width)

    asks = requests > 0
    reach = 40.0 * width  # beyond it even the exponential tails are nil
    bracket = (
        jnp.min(jnp.where(asks, middle - reach, jnp.inf)),
        jnp.max(jnp.where(asks, middle + reach, -jnp.inf)),
    )

    def halve(_: int, ends: tuple[Value, Value]) -> tuple[Value, Value]:
        low, high = ends
        mid = 0.5 * (low + high)
        too_much = shares(mid).sum() > supply
        return jnp.where(too_much, mid, low), jnp.where(too_much, high, mid)

    low, high = jax.lax.fori_loop(0, _BISECTIONS, halve, jax.lax.stop_gradient(bracket))
    margin = jax.lax.stop_gradient(0.5 * (low + high))
    slope = jax.lax.stop_gradient(jax.grad(lambda x: shares(x).sum())(margin))
    steep = jnp.abs(slope) > 1e-12
    correction = (supply - shares(margin).sum()) / jnp.where(steep, slope, 1.0)
    margin = margin + jnp.where(steep, correction, 0.0)
    # Claims of fixed quantity (type 0) know no priority: all get the same share.
    fixed = (kind == 0).all()
    same = requests * supply / jnp.where(fixed & (requests.sum() > 0), requests.sum(), 1.0)
    found = jnp.where(fixed, same, shares(margin))
    full = supply >= requests.sum()
    return jnp.where(full, requests, jnp.where(supply <= 0, 0.0, found))
