"""What is worked out before and after the steps is what the steps would have given."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from detente.dynamics.simulator import Simulator, make_simulator
from detente.sampling.xla import double_precision
from tests.dynamics.texts import model_of

MODEL = """
rate = base * (1 + 0.3 * SIN(Time)) + PULSE(3, 2) ~~|
base = 0.2 ~~|
given ~~|
noise = RANDOM UNIFORM(0, 1, 0) ~~|
push = rate * given + 0.1 * noise ~~|
fill = push * (10 - level) ~~|
level = INTEG(fill - leak, 1) ~~|
leak = 0.1 * level + 0.2 * DELAY FIXED(fill, 1, 0) ~~|
late = SMOOTH(rate, 2) ~~|
shown = level * rate + LN(1 + late) ~~|
told = shown ^ 2 + noise ~~|
idle = 3 * base ~~|
"""
OUTPUTS = ("told", "rate", "level", "given", "idle", "leak", "push")
GIVEN = (np.arange(0.0, 11.0), np.cos(np.arange(0.0, 11.0)) ** 2)


def pair(folder: Path, code: int, save: object) -> tuple[Simulator, Simulator]:
    """Make the same simulator twice: in stages, and all of it in the steps."""

    model = model_of(folder, MODEL, step=0.25, save=save, code=code)
    staged, whole = (
        make_simulator(model, ["base"], outputs=OUTPUTS, inputs={"given": GIVEN}, staged=staged)
        for staged in (True, False)
    )
    return staged, whole


@pytest.mark.parametrize("code", [0, 1], ids=["Euler", "RK4"])
@pytest.mark.parametrize("save", ["TIME STEP", 1.0, "IF THEN ELSE(Time < 5, 0.25, 1)"])
def test_stages_change_nothing(tmp_path: Path, code: int, save: object) -> None:
    staged, whole = pair(tmp_path, code, save)
    named = staged.model.names
    # No state is needed for these, and no step needs the others.
    assert {named[slot] for slot in staged.program.ready} >= {"rate", "push"}
    assert {"shown", "told"} <= {named[slot] for slot in staged.program._after}
    assert not whole.program.ready

    def run(simulator: Simulator, base: jax.Array) -> tuple[jax.Array, jax.Array]:
        fixed, moving, _ = simulator.trajectory(base[None], jax.random.key(3))
        return fixed[0], moving

    with double_precision():
        base = jnp.array(0.3)
        (still, one), (fixed, other) = (
            jax.jit(run, static_argnums=0)(s, base) for s in (staged, whole)
        )
        slopes = [
            jax.grad(lambda at, s=s: jnp.sum(jnp.log(1 + run(s, at)[1] ** 2)))(base)
            for s in (staged, whole)
        ]
    assert float(still) == float(fixed)
    # The same operations, some of them on all steps at once: rounding only.
    np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-12)
    assert float(slopes[0]) == pytest.approx(float(slopes[1]), rel=1e-9)


def test_a_long_run_is_not_held_in_memory(tmp_path: Path) -> None:
    model = model_of(tmp_path, MODEL, end=8_000, step=0.25, save=4_000)
    simulator = make_simulator(
        model, ["base"], outputs=OUTPUTS, inputs={"given": GIVEN}, staged=True
    )
    assert not simulator.program.ready
