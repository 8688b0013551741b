"""Reverse gradients of many draws, in blocks that stay within a processor's own memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from detente.dynamics.ensemble import block_size
from detente.dynamics.simulator import Simulator, compiler_options
from detente.sampling.spread import in_threads
from detente.sampling.xla import double_precision

# A reverse pass keeps every step of its draws; beyond some hundred draws that no longer fits into
# a processor's caches, and costs several times as much a draw.
_MOST = 1024
# Numbers kept for each scalar that changes, about: what its derivative needs.
_KEPT = 2


Numbers = NDArray[np.float64]


def gradients(
    simulator: Simulator,
    objective: Callable[[Any], Any],
    key: NDArray[np.uint32] | None = None,
) -> Callable[[Numbers], tuple[Numbers, Numbers]]:
    """Make the function that differentiates one number of a run in its parameters.

    It takes (draw, parameter), in the order of the simulator's `params`, and returns the number
    of each draw and its derivatives (draw, parameter). It is compiled once for each size of block.

    Args:
        objective: pure; (save time, output) → one number. Outputs in the simulator's order.
        key: words of a JAX key where the model draws random numbers; draws get their own.
    """

    def reached(row: Any, draw: Any) -> Any:
        own = None if key is None else jax.random.fold_in(jax.random.wrap_key_data(key), draw)
        still, moving, _ = simulator.trajectory(row, own)
        return objective(_table(simulator, still, moving))

    compiled = jax.jit(
        jax.vmap(jax.value_and_grad(reached)), compiler_options=compiler_options(simulator)
    )

    def differentiated(numbers: Numbers) -> tuple[Numbers, Numbers]:
        steps, draws = len(simulator.grid.times), len(numbers)
        size = block_size(draws, 8 * _KEPT * steps * simulator.program.size, _MOST)

        def block(start: int) -> tuple[Numbers, Numbers]:
            rows = np.arange(start, start + size) % draws
            kept = min(size, draws - start)
            with double_precision():
                found = compiled(jnp.asarray(numbers[rows], dtype=float), jnp.asarray(rows))
                return np.asarray(found[0])[:kept], np.asarray(found[1])[:kept]

        found = list(in_threads(block, range(0, draws, size)))
        return np.concatenate([each for each, _ in found]), np.concatenate(
            [each for _, each in found]
        )

    return differentiated


def _table(simulator: Simulator, still: Any, moving: Any) -> Any:
    """Put the outputs of one run together in their order: (save time, output)."""
    times = len(simulator.grid.saved)
    columns = {slot: moving[:, place] for place, slot in enumerate(simulator.moving)}
    for slot, value in zip(simulator.still, still, strict=True):
        columns[slot] = jnp.broadcast_to(value, (times,))
    return jnp.stack([columns[slot] for slot in simulator.outputs], axis=1)
