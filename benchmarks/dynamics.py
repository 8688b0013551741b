"""Measure the dynamics engine beside its peers: `python -m benchmarks.dynamics`.

One epidemic model, 400 steps, the same file for every program; medians of seven; compile time
apart. A draw differs in two parameters. PySD, Simlin and SDEverywhere's C run one draw at a time,
on one core; ours uses all of them.
"""

import tempfile
import time
import warnings
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.clock import Seconds, interleaved
from benchmarks.sdeverywhere import MissingError, seconds_a_draw
from detente.dynamics.compile import load
from detente.dynamics.ensemble import BlockRun, Piece
from detente.dynamics.gradient import gradients
from detente.dynamics.simulate import make_ensemble
from detente.dynamics.simulator import compiler_options
from detente.sampling.spread import in_threads
from detente.sampling.xla import double_precision

DRAWS = 10_000
REPEATS = 7
INPUTS, OUTPUT = ["contacts", "duration"], "I"
MODEL = """{UTF-8}
S = INTEG(-infection, 990) ~~|
I = INTEG(infection - recovery, 10) ~~|
R = INTEG(recovery, 0) ~~|
infection = contacts * S * I / 1000 ~~|
recovery = I / duration ~~|
contacts = 0.6 ~~|
duration = 4 ~~|
FINAL TIME = 100 ~~|
INITIAL TIME = 0 ~~|
SAVEPER = 1 ~~|
TIME STEP = 0.25 ~~|
"""


def by_hand(numbers: jax.Array) -> jax.Array:
    """The same model as one would write it in JAX."""
    contacts, duration = numbers

    def step(state: tuple[jax.Array, ...], _: None) -> tuple[tuple[jax.Array, ...], None]:
        s, i, r = state
        infection, recovery = contacts * s * i / 1000, i / duration
        return (s - 0.25 * infection, i + 0.25 * (infection - recovery), r + 0.25 * recovery), None

    def save(state: tuple[jax.Array, ...], _: None) -> tuple[tuple[jax.Array, ...], jax.Array]:
        return jax.lax.scan(step, state, None, length=4)[0], state[1]

    start = (jnp.array(990.0), jnp.array(10.0), jnp.array(0.0))
    last, saved = jax.lax.scan(save, start, None, length=100)
    return jnp.concatenate([saved, last[1][None]])


def peers(path: Path) -> dict[str, Seconds]:
    """Seconds a run of PySD and of Simlin."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pysd
        import simlin

        model = pysd.read_vensim(str(path))
        simulation = simlin.load(path)
        slow, quick = interleaved(REPEATS, lambda: model.run(progress=False), simulation.run)
        return {"PySD": slow, "Simlin": quick}


def ours(path: Path, numbers: np.ndarray) -> tuple[dict[str, Seconds], float]:
    """Seconds a draw forward, with gradient, and by hand; the last output."""
    model = load(path)
    arrays = dict(zip(INPUTS, numbers.T, strict=True))
    ensemble = make_ensemble(model, arrays, outputs=[OUTPUT])
    simulator = ensemble.simulator
    with double_precision():
        size = ensemble.block
        rows = jnp.asarray(numbers)
        parts = [rows[at : at + size] for at in range(0, len(rows) - size + 1, size)]
        options = compiler_options(simulator)
        hand = jax.jit(jax.vmap(by_hand), compiler_options=options)
        mapped = jax.jit(jax.vmap(lambda row: simulator.trajectory(row)[1]),
                         compiler_options=options)  # fmt: skip
        begin = time.perf_counter()
        jax.block_until_ready(mapped(parts[0]))
        print(f"compile {time.perf_counter() - begin:.2f} s; {DRAWS:,} draws, double precision")
        forward, by_hand_ = interleaved(
            REPEATS,
            lambda: [jax.block_until_ready(mapped(part)) for part in parts],
            lambda: [jax.block_until_ready(hand(part)) for part in parts],
        )
    run = BlockRun(simulator, size, None, True)
    pieces = [Piece(at, numbers[at : at + size]) for at in range(0, len(numbers), size)]
    differentiate = gradients(simulator, lambda table: table[:, 0].sum())
    whole, slopes = interleaved(
        REPEATS, lambda: list(in_threads(run, pieces)), lambda: differentiate(numbers)
    )
    counted = size * len(parts)
    found = {
        "detente": whole.each(len(numbers)),
        "detente, gradient": slopes.each(len(numbers)),
        "detente, kernel on one thread": forward.each(counted),
        "JAX by hand, one thread": by_hand_.each(counted),
    }
    return found, float(np.concatenate([run(piece) for piece in pieces])[:, -1, 0].mean())


def main() -> None:
    """Print one line a program: microseconds a draw, and how many times that of ours."""
    numbers = np.random.default_rng(1).uniform(0.8, 1.2, (DRAWS, 2)) * [0.6, 4]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "epidemic.mdl"
        path.write_text(MODEL, encoding="utf-8")
        own, last = ours(path, numbers)
        others = peers(path)
        try:
            seconds, theirs = seconds_a_draw(path, INPUTS, OUTPUT, numbers, 101, REPEATS + 1)
        except MissingError as reason:
            print(f"SDEverywhere is left out: {reason}")
        else:
            # Six digits: both sum 400 steps in double precision.
            assert abs(last - theirs) < 1e-6 * abs(theirs), (last, theirs)
            others["SDEverywhere C, one core"] = seconds
    print(f"{'':30} {'µs a draw':>12} {'ratio':>9} {'CPU':>12} {'ratio':>9}")
    for name, seconds in {**own, **others}.items():
        wall, cpu = seconds
        base = own["detente"]
        print(f"{name:30} {wall * 1e6:12.2f} {wall / base.wall:8.2f}× "
              f"{cpu * 1e6:12.2f} {cpu / base.cpu:8.2f}×")  # fmt: skip


if __name__ == "__main__":
    main()
