"""Measure the dynamics engine beside its peers: `python -m benchmarks.dynamics`.

One epidemic model, 400 steps, the same file for every program; medians of five; compile time
apart. A draw differs in two parameters. PySD and Simlin run one draw at a time.
"""

import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from detente.dynamics.compile import load
from detente.dynamics.simulate import compiler_options, double_precision, make_simulator

DRAWS = 10_000
REPEATS = 5
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


def median_seconds(run: Callable[[], object]) -> float:
    """Time a call after one to warm up."""
    run()
    taken = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


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


def peers(path: Path) -> dict[str, float]:
    """Seconds a run of PySD and of Simlin."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pysd
        import simlin

        model = pysd.read_vensim(str(path))
        simulation = simlin.load(path)
        return {
            "PySD": median_seconds(lambda: model.run(progress=False)),
            "Simlin": median_seconds(simulation.run),
        }


def ours(path: Path) -> dict[str, float]:
    """Seconds to compile, and a draw forward, with gradient, and by hand."""
    simulator = make_simulator(load(path), ["contacts", "duration"], outputs=["I"])
    numbers = np.random.default_rng(1).uniform(0.8, 1.2, (DRAWS, 2)) * [0.6, 4]
    with double_precision():
        rows = jnp.asarray(numbers)

        def forward(row: jax.Array) -> jax.Array:
            return simulator.trajectory(row)[1][:, 0]

        def seconds(function: Callable[[jax.Array], jax.Array]) -> float:
            compiled = jax.jit(jax.vmap(function), compiler_options=compiler_options(simulator))
            return median_seconds(lambda: jax.block_until_ready(compiled(rows))) / DRAWS

        begin = time.perf_counter()
        jax.jit(jax.vmap(forward)).lower(rows).compile()
        return {
            "compile": time.perf_counter() - begin,
            "detente": seconds(forward),
            "detente, gradient": seconds(jax.grad(lambda row: forward(row).sum())),
            "JAX by hand": seconds(by_hand),
        }


def main() -> None:
    """Print one line a program: microseconds a draw, and how many times that of ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "epidemic.mdl"
        path.write_text(MODEL, encoding="utf-8")
        own = ours(path)
        others = peers(path)
    print(f"compile {own.pop('compile'):.2f} s; {DRAWS:,} draws, double precision")
    for name, seconds in {**own, **others}.items():
        print(f"{name:20} {seconds * 1e6:12.2f} µs a draw {seconds / own['detente']:10.2f} ×")


if __name__ == "__main__":
    main()
