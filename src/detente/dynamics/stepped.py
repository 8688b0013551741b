"""A run worked out step by step in NumPy: a large model that takes few steps need not be compiled.

Compiling takes some milliseconds for each part of an equation, and working it out a microsecond:
a chain of two thousand variables took 13 seconds, and takes a twentieth of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.grid import feeds
from detente.dynamics.limits import MOST_COMPILED, MOST_FUSED, MOST_STEPPED
from detente.dynamics.program import Tick
from detente.terms.errors import InputError

if TYPE_CHECKING:
    from detente.dynamics.simulator import Simulator

_MANY_OUTPUTS = 500


@np.errstate(all="ignore")  # what is not a number is looked for in the results
def stepped(simulator: Simulator, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Run a model once, without chance, with the same formulas as where it is compiled.

    Args:
        simulator: the model, its grid and outputs.
        numbers: one for each of its `params`.

    Returns:
        (save time, output)
    """
    program, grid = simulator.program, simulator.grid
    start, length = np.float64(grid.origin), grid.steps[:1]
    given = dict(zip(simulator.params, map(np.float64, numbers), strict=True))
    rows = feeds(program, np.array([start]), length, simulator.series)
    state, steady = program.start(given, Tick(start, length[0], 0, rows[0]))
    state = state._replace(pipes=tuple(np.array(ring) for ring in state.pipes))
    table = feeds(program, grid.times, grid.steps, simulator.series)
    saved = {int(step): place for place, step in enumerate(grid.saved)}
    found = np.empty((len(grid.saved), len(simulator.outputs)))
    for step in range(max(saved) + 1):
        tick = Tick(grid.times[step], grid.steps[step], step + grid.first, table[step])
        values = program.values(state, steady, tick, start)
        if step in saved:
            found[saved[step]] = [values[slot] for slot in simulator.outputs]
        state = program.advanced(state, values, steady, tick, start)
    return found


def is_quick(simulator: Simulator) -> bool:
    """Tell whether a run is done in steps before it would be compiled."""
    small = simulator.program.size <= MOST_FUSED and len(simulator.outputs) <= _MANY_OUTPUTS
    return not small and _evaluations(simulator) <= MOST_STEPPED


def check_compilable(simulator: Simulator) -> None:
    """Refuse a model that would take minutes to compile.

    Raises:
        InputError: its equations have more parts than that, all stages of a step together.
    """
    wanted = simulator.program.operations * _looks(simulator)
    if wanted > MOST_COMPILED:
        raise InputError.at(
            simulator.model.source.file,
            0,
            f"the equations of {simulator.program.size:,} numbers that change in time have "
            f"{wanted:,} parts; {MOST_COMPILED:,} are the most where a run has "
            f"{len(simulator.grid.times):,} steps, or is run for many draws",
            "run fewer steps, use shorter subscripts, or report fewer outputs",
        )


def _evaluations(simulator: Simulator) -> int:
    """Count the operations that a run takes."""
    return simulator.program.operations * _looks(simulator) * len(simulator.grid.times)


def _looks(simulator: Simulator) -> int:
    """Count how many times the equations are worked out in a step."""
    return 4 if simulator.model.source.method == "rk4" else 1
