"""Large models that take few steps run in NumPy: the same numbers as compiled, long before."""

from pathlib import Path

import numpy as np
import pytest

from detente.dynamics import ensemble, stepped
from detente.dynamics.compile import load
from detente.dynamics.model import Model
from detente.dynamics.simulate import make_ensemble, simulate
from detente.terms.errors import InputError
from tests.dynamics.texts import model_of

MIXED = """
d: (e1-e24) ~~|
stock[d] = INTEG(inflow[d] - loss[d], 10) ~~|
inflow[d] = IF THEN ELSE(Time > 3, 2, 1) * rate ~~|
loss[d] = SMOOTH(stock[d], 2) / life ~~|
late[d] = DELAY FIXED(stock[d], 2, 0) ~~|
table([(0,0)-(9,9)], (0,0), (5,3), (9,9)) ~~|
read[d] = table(stock[d] / 3) + SIN(Time) ~~|
total = SUM(stock[d!]) ~~|
ratio[d] = ZIDZ(stock[d], total) ^ 0.5 ~~|
rate = 1.5 ~~|
life = 4 ~~|
"""


@pytest.mark.parametrize("code", [0, 1])
def test_the_numbers_are_those_of_the_compiled_model(
    tmp_path: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of(tmp_path, MIXED, end=8, save=1, code=code)
    assert make_ensemble(model, {"rate": 2.5}).in_steps
    found = simulate(model, {"rate": 2.5})
    monkeypatch.setattr(ensemble, "is_quick", lambda simulator: False)
    compiled = simulate(model, {"rate": 2.5})
    # Each step may round otherwise.
    np.testing.assert_allclose(found.values, compiled.values, rtol=1e-12, atol=1e-12)


def chain(folder: Path, count: int, **control: object) -> Model:
    links = "".join(f"a{i + 1} = a{i} + 1 ~~|\n" for i in range(count))
    return model_of(folder, "a0 = Time ~~|\n" + links, **control)


def test_a_chain_of_thousands_counts_to_its_end(tmp_path: Path) -> None:
    found = simulate(chain(tmp_path, 3000, end=3, step=1))
    assert found["a3000"].tolist() == [[3000.0, 3001.0, 3002.0, 3003.0]]


def test_a_large_model_for_many_steps_is_refused_by_its_size(tmp_path: Path) -> None:
    stocks = "d: (e1-e8000) ~~|\na[d] = INTEG(a[d], 0) ~~|\n"
    model = model_of(tmp_path, stocks, end=20_000, step=1, save=10_000)
    with pytest.raises(InputError, match=r"parts; 30,000 are the most .* 20,001 steps"):
        simulate(model)


def test_a_small_model_is_compiled(tmp_path: Path) -> None:
    assert not make_ensemble(chain(tmp_path, 20)).in_steps


def test_chance_is_compiled(tmp_path: Path) -> None:
    model = model_of(tmp_path, MIXED + "noise[d] = RANDOM UNIFORM(0, 1, 1) ~~|\n", end=2)
    assert not make_ensemble(model, key=1).in_steps


def test_pipes_of_many_draws_are_bounded_together(tmp_path: Path) -> None:
    model = model_of(tmp_path, "x = 1 ~~|\np = DELAY FIXED(x, 300000, 0) ~~|\n", end=2, step=1)
    assert simulate(model)["p"].tolist() == [[0.0, 0.0, 0.0]]
    with pytest.raises(InputError, match="fixed delays of 64 draws at once hold 19,200,000"):
        simulate(model, {"x": np.arange(64.0)})


def test_a_run_is_counted_at_every_stage(tmp_path: Path) -> None:
    euler, rk4 = (
        make_ensemble(model_of(tmp_path, MIXED, end=8, code=code)).simulator for code in (0, 1)
    )
    assert stepped._evaluations(rk4) == 4 * stepped._evaluations(euler)


def test_a_public_model_of_a_thousand_numbers_takes_this_way(shared: Path) -> None:
    # Its expected output is compared in the conformance tests.
    model = load(shared / "sd-test-models/tests/subscripted_delays/test_subscripted_delays.mdl")
    assert make_ensemble(model).in_steps
