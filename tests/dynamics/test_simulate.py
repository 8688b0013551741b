"""Runs: draws, parameters, inputs, gradients, and what must hold for every model."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.dynamics.compile import load
from detente.dynamics.model import Model
from detente.dynamics.simulate import make_simulator, simulate
from detente.sampling.xla import double_precision
from detente.terms.errors import InputError
from tests.dynamics.texts import model_of

EPIDEMIC = """
S = INTEG(-infection, 990) ~~|
I = INTEG(infection - recovery, 10) ~~|
R = INTEG(recovery, 0) ~~|
infection = contacts * S * I / 1000 ~~|
recovery = I / duration ~~|
contacts = 1.5 ~~|
duration = 4 ~~|
late = DELAY FIXED(infection, 2, 0) ~~|
peak = SAMPLE IF TRUE(infection > 50, infection, 0) ~~|
smooth = SMOOTH3(I, duration) ~~|
first = INITIAL(infection) ~~|
"""


@pytest.fixture(scope="module")
def epidemic(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return model_of(tmp_path_factory.mktemp("epidemic"), EPIDEMIC, step=0.25, save=0.5)


def test_each_draw_is_the_run_of_its_own_numbers(epidemic: Model) -> None:
    contacts = [0.5, 1.5, 3.0]
    together = simulate(epidemic, {"contacts": contacts, "duration": 5})
    assert together.values.shape == (3, 21, len(together.names))
    for draw, number in enumerate(contacts):
        alone = simulate(epidemic, {"contacts": number, "duration": 5})
        # The same sums, fused in another order: rounding only.
        assert together["I"][draw] == pytest.approx(alone["I"][0], rel=1e-12)


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(5)))
def test_permuted_draws_give_permuted_results(epidemic: Model, order: list[int]) -> None:
    contacts = np.linspace(0.5, 2.5, 5)
    plain = simulate(epidemic, {"contacts": contacts}, outputs=["I"])
    mixed = simulate(epidemic, {"contacts": contacts[order]}, outputs=["I"])
    # A draw at the end of a vector is summed by other instructions: rounding only.
    assert mixed.values == pytest.approx(plain.values[order], rel=1e-12)


def test_a_closed_model_conserves(epidemic: Model) -> None:
    run = simulate(epidemic, {"contacts": [0.2, 1.5, 4.0]})
    # 40 steps, each rounding a sum of about 1,000 to 1e-13.
    assert run["S"] + run["I"] + run["R"] == pytest.approx(np.full((3, 21), 1000.0), abs=1e-9)


@pytest.mark.parametrize("split", [1, 7, 19])
def test_a_run_split_at_a_save_and_continued_is_one_run(epidemic: Model, split: int) -> None:
    whole = make_simulator(epidemic, ["contacts"])
    numbers = jnp.array([2.0])
    with double_precision():
        numbers = jnp.array([2.0])
        _, all_rows, _ = whole.trajectory(numbers)
        _, before, state = whole.part(0, split).trajectory(numbers)
        _, after, _ = whole.part(split, 20).trajectory(numbers, begin=state)
    assert np.array_equal(np.concatenate([before[:-1], after]), all_rows)


@pytest.mark.parametrize("name", ["contacts", "duration", "S"])
def test_gradients_are_central_differences_away_from_kinks(epidemic: Model, name: str) -> None:
    simulator = make_simulator(epidemic, [name], outputs=["I", "smooth"])
    start = {"contacts": 1.5, "duration": 4.0, "S": 990.0}[name]

    def total(number: jax.Array) -> jax.Array:
        return jnp.sum(jnp.log(simulator.trajectory(number[None])[1]))

    with double_precision():
        slope = float(jax.grad(total)(jnp.array(start)))
        small = 1e-5 * start
        ends = [float(total(jnp.array(start + sign * small))) for sign in (1, -1)]
    # The error of a central difference is of order (1e-5)², that of its rounding 1e-16 / 1e-5.
    assert slope == pytest.approx((ends[0] - ends[1]) / (2 * small), rel=1e-6)


def test_a_gradient_stays_a_number_beside_a_branch_not_taken(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        "s = INTEG(-p * s, 1) ~~|\np = 0.1 ~~|\n"
        "x = IF THEN ELSE(Time > 20, 1 / (p - 0.1), IF THEN ELSE(p > 5, LN(-p), SQRT(s))) ~~|\n"
        "y = XIDZ(1, p - 0.1, p) ~~|\n",
    )
    simulator = make_simulator(model, ["p"], outputs=["x", "y"])
    with double_precision():
        slope = jax.grad(lambda p: simulator.trajectory(p[None])[1][:, 0].sum())(jnp.array(0.1))
    assert np.isfinite(slope)


def test_a_parameter_replaces_an_equation_and_a_stock_s_start(epidemic: Model) -> None:
    run = simulate(epidemic, {"infection": 3.0, "I": 50.0})
    assert set(run["infection"][0]) == {3.0}
    assert run["I"][0, 0] == 50
    assert run["S"][0, 4] == 990 - 3 * 2


def test_a_parameter_may_be_one_element_or_a_whole_array(tmp_path: Path) -> None:
    model = model_of(tmp_path, "d: A, B ~~|\nx[d] = 1, 2 ~~|\ny[d] = x[d] * 10 ~~|\n")
    one = simulate(model, {"x[B]": [5, 6]})
    assert one["y[B]"][:, 0].tolist() == [50, 60]
    assert one["y[A]"][:, 0].tolist() == [10, 10]
    assert simulate(model, {"x": 7})["y[A]"][0, 0] == 70


def test_the_length_of_a_delay_may_be_set_but_not_varied(tmp_path: Path) -> None:
    model = model_of(tmp_path, "d = DELAY FIXED(Time, lag, -1) ~~|\nlag = 2 ~~|\n")
    assert (simulate(model)["d"][0] == -1).sum() == 4
    assert (simulate(model, {"lag": 3})["d"][0] == -1).sum() == 6
    with pytest.raises(InputError, match="'lag' sets the length of a delay"):
        simulate(model, {"lag": [2, 3]})


def test_an_unknown_name_is_answered_with_the_nearest(epidemic: Model) -> None:
    for arguments in ({"params": {"contact": 1}}, {"outputs": ["contact"]}):
        with pytest.raises(InputError, match="did you mean 'contacts'"):
            simulate(epidemic, **arguments)


def test_draws_of_different_lengths_are_refused(epidemic: Model) -> None:
    with pytest.raises(InputError, match="different numbers of draws"):
        simulate(epidemic, {"contacts": [1, 2], "duration": [1, 2, 3]})


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("INTERPOLATE", [0, 5, 10, 15, 20]),
        ("HOLD BACKWARD", [0, 0, 10, 10, 20]),
        ("LOOK FORWARD", [0, 10, 10, 20, 20]),
    ],
)
def test_a_data_variable_is_read_by_its_keyword(
    tmp_path: Path, keyword: str, expected: list[float]
) -> None:
    model = model_of(tmp_path, f"x:{keyword}: ~~|\ny = x * 2 ~~|\n", end=2)
    run = simulate(model, inputs={"x": ([0, 1, 2], [0, 10, 20])})
    assert run["x"][0].tolist() == expected
    with pytest.raises(InputError, match="'x' has no series"):
        simulate(model)


def test_random_functions_need_a_seed_and_repeat_with_it(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        "u = RANDOM UNIFORM(2, 4, 0) ~~|\nn = RANDOM NORMAL(-9, 9, 1, 2, 0) ~~|\n"
        "e = RANDOM EXPONENTIAL(0, 100, 0, 3, 0) ~~|\n",
        end=400,
    )
    with pytest.raises(InputError, match="no seed"):
        simulate(model)
    run = simulate(model, key=1)
    assert simulate(model, key=1).values.tolist() == run.values.tolist()
    assert simulate(model, key=2).values.tolist() != run.values.tolist()
    # 801 draws: means within four standard errors of 3, 1 and 3.
    for name, mean, spread in (("u", 3, 0.58), ("n", 1, 2), ("e", 3, 3)):
        assert run[name][0].mean() == pytest.approx(mean, abs=4 * spread / 801**0.5)


def test_results_carry_named_dimensions(tmp_path: Path) -> None:
    model = model_of(
        tmp_path, "Dim: A, B ~~|\nSub: B ~~|\nx[Dim] = 1, 2 ~~|\ny[Sub] = 3 ~~|\nz = Time ~~|\n"
    )
    data = simulate(model, {"x[A]": [4, 5]}).dataset()
    assert data["x"].dims == ("draw", "time", "dim")
    assert data["x"].sel(draw=1, dim="A", time=0.5).item() == 5
    assert data["y"].sel(draw=0, sub="B", time=0).item() == 3
    assert data["z"].sel(draw=0).values.tolist() == np.arange(0, 10.5, 0.5).tolist()


def test_single_precision_is_near_for_large_ensembles(epidemic: Model) -> None:
    fine = simulate(epidemic, {"contacts": [0.5, 1.5]})
    rough = simulate(epidemic, {"contacts": [0.5, 1.5]}, double=False)
    # 40 steps of about ten operations, each rounding to 6e-8, in a model that grows by e^5; a
    # number near zero is a difference of numbers near 1,000.
    assert rough.values == pytest.approx(fine.values, rel=1e-3, abs=1e-2)
    assert rough.values.tolist() != fine.values.tolist()


def test_saving_less_often_reports_the_same_and_holds_no_step_between(tmp_path: Path) -> None:
    """A model with more scalars than are compiled with all that XLA can do."""
    text = (
        "{UTF-8}\nd: (e1-e200) ~~|\na[d]= INTEG(COS(Time) - a[d] / 50, 1) ~~|\n"
        "INITIAL TIME=0 ~~|\nFINAL TIME=600 ~~|\nTIME STEP=1 ~~|\nSAVEPER=%s ~~|\n"
    )
    found = []
    for every in (1, 200):
        path = tmp_path / f"every{every}.mdl"
        path.write_text(text % every, encoding="utf-8")
        found.append(simulate(load(path), outputs=("a[e7]",))["a[e7]"])
    often, rarely = found
    assert rarely.shape[1] == 4
    assert (rarely[0] == often[0, ::200]).all()
