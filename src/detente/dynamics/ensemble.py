"""Many draws of one model, cut into blocks that give the same numbers wherever they run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from detente.dynamics.limits import MOST_PIPED_AT_ONCE
from detente.dynamics.results import Results
from detente.dynamics.simulator import Simulator, compiler_options
from detente.dynamics.stepped import check_compilable, is_quick, stepped
from detente.sampling.spread import in_threads, spread
from detente.sampling.xla import double_precision
from detente.terms.errors import InputError

# Every block but a single run is a multiple of the longest vector of a processor, so that each
# draw is computed by the same instructions, whatever its place and the size of the block.
_LEAST, _MOST = 64, 2048
_BLOCK_BYTES = 64_000_000
_PIECE_BLOCKS = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """Draws that one worker runs.

    Attributes:
        first: number of the first draw, counted from 0 in the whole ensemble.
        numbers: (draw, parameter).
    """

    first: int
    numbers: NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class BlockRun:
    """Runs pieces; compiles once in each process.

    Attributes:
        simulator: the model.
        size: draws that are computed together.
        key: words of the JAX key of the random functions, or None.
        double: whether in 64-bit numbers.
        in_steps: whether the only draw is worked out in NumPy, without compiling.
    """

    simulator: Simulator
    size: int
    key: NDArray[np.uint32] | None
    double: bool
    in_steps: bool = False

    def __call__(self, piece: Piece) -> NDArray[np.float64]:
        """Return the outputs of a piece: (draw, save time, output)."""
        starts = range(0, len(piece.numbers), self.size)
        with double_precision(self.double):
            if self.in_steps:
                return stepped(self.simulator, piece.numbers[0])[None]
            found = [self._block(piece, start) for start in starts]
        # A copy of many draws takes as long as computing some.
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _block(self, piece: Piece, start: int) -> NDArray[np.float64]:
        # The last block is filled up, so that one compiled function serves them all.
        rows = np.arange(start, start + self.size) % len(piece.numbers)
        still, moving = self._compiled(
            jnp.asarray(piece.numbers[rows], dtype=float), jnp.asarray(rows + piece.first)
        )
        kept = min(self.size, len(piece.numbers) - start)
        return self.simulator.assembled(still, np.asarray(moving))[:kept]

    @cached_property
    def _compiled(self) -> Any:
        def one(numbers: Any, draw: Any) -> Any:
            key = None if self.key is None else jax.random.wrap_key_data(self.key)
            own = None if key is None else jax.random.fold_in(key, draw)
            return self.simulator.trajectory(numbers, own)[:2]

        return jax.jit(
            jax.vmap(one, axis_size=self.size),
            compiler_options=compiler_options(self.simulator, once=self.size == 1),
        )

    def __getstate__(self) -> dict[str, Any]:
        # What is compiled stays where it was compiled.
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ensemble:
    """The draws of a model, laid out and not yet run.

    Attributes:
        simulator: the model with its outputs.
        numbers: (draw, parameter).
        key: words of the JAX key of the random functions, or None.
        double: whether in 64-bit numbers.
    """

    simulator: Simulator
    numbers: NDArray[np.float64]
    key: NDArray[np.uint32] | None = None
    double: bool = True

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return the shape of all results: (draw, save time, output)."""
        return (len(self.numbers), len(self.simulator.grid.saved), len(self.simulator.outputs))

    @property
    def dtype(self) -> Any:
        """Return the type of the results' numbers."""
        return np.float64 if self.double else np.float32

    @property
    def block(self) -> int:
        """Count the draws computed together: the same for every way to run the ensemble."""
        draws, times, width = self.shape
        if draws == 1:
            return 1
        return block_size(draws, 8 * times * max(1, width))

    def blocks(
        self,
        *,
        workers: int = 1,
        cluster: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Iterator[NDArray[np.float64]]:
        """Run all draws and yield their results in order, some at a time; see `simulate`."""
        size, draws = self.block, len(self.numbers)
        away = workers > 1 or cluster is not None
        step = size * _PIECE_BLOCKS if away else size
        pieces = [Piece(at, self.numbers[at : at + step]) for at in range(0, draws, step)]
        simulator = self.simulator.portable() if away else self.simulator
        run = BlockRun(simulator, size, self.key, self.double, self.in_steps)
        found = spread(run, pieces, workers=workers, cluster=cluster) if away else (
            in_threads(run, pieces)
        )  # fmt: skip
        done = 0
        for values in found:
            for start in range(0, len(values), size):
                block = values[start : start + size]
                done += len(block)
                if progress is not None:
                    progress(done, draws)
                yield block

    def results(self, values: NDArray[np.float64]) -> Results:
        """Name the numbers of some or all draws."""
        simulator = self.simulator
        times = simulator.grid.times[simulator.grid.saved]
        return Results(simulator.model, times, simulator.outputs, values)

    @property
    def in_steps(self) -> bool:
        """Tell whether the run is done in NumPy before it would be compiled."""
        by_chance = self.key is not None and self.simulator.model.uses_chance()
        return len(self.numbers) == 1 and self.double and not by_chance and is_quick(self.simulator)

    def check_effort(self) -> None:
        """Refuse a model that would take minutes to compile, or more memory than any run needs.

        Raises:
            InputError: it is too large for so many steps, or its fixed delays for so many draws.
        """
        if not self.in_steps:
            check_compilable(self.simulator)
        held = self.block * self.simulator.program.piped
        if held > MOST_PIPED_AT_ONCE:
            raise InputError.at(
                self.simulator.model.source.file,
                0,
                f"the fixed delays of {self.block:,} draws at once hold {held:,} numbers; "
                f"{MOST_PIPED_AT_ONCE:,} are the most",
                "use a longer TIME STEP or shorter delays, or run one draw",
            )

    def check_memory(self) -> None:
        """Refuse results that this machine cannot hold at once.

        Raises:
            InputError: they take more than half of the machine's memory.
        """
        wanted = int(np.prod(self.shape)) * np.dtype(self.dtype).itemsize
        if wanted > machine_bytes() / 2:
            draws, times, width = self.shape
            raise InputError.at(
                self.simulator.model.source.file, 0,
                f"{draws:,} draws of {width} outputs at {times:,} times are "
                f"{wanted / 1e9:.1f} GB, more than half of this machine's memory",
                "ask for the outputs that you need, or write to .parquet, which takes draws "
                "as they come",
            )  # fmt: skip


def block_size(draws: int, width: int, most: int = _MOST) -> int:
    """Choose how many draws are computed together: a power of two, bounded by memory.

    Args:
        draws: how many there are.
        width: bytes that one of them takes.
        most: what no block exceeds.
    """
    size = _LEAST
    while size < min(draws, most) and 2 * size * width <= _BLOCK_BYTES:
        size *= 2
    return size


def machine_bytes() -> int:
    """Return the memory of this machine."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not told on every system
        return 16 * 2**30
