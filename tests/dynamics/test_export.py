"""A model written again with other constants runs alike here and in two other programs."""

from pathlib import Path

import pytest

from detente.dynamics.compile import load
from detente.dynamics.export import export_model
from detente.dynamics.names import split_name
from detente.dynamics.simulate import simulate
from detente.dynamics.vensim_entries import split_entries
from detente.terms.errors import InputError
from tests.dynamics.test_functions import agree, pysd_run, simlin_run
from tests.dynamics.texts import vensim, written, xmile

MODEL = """
d: A, B, C ~~|
rate[d] = 0.1, 0.2, 0.3 ~ 1/Month ~ A comment. |
s[d] = INTEG(-rate[d] * s[d] + extra, start) ~~|
start = 10 ~~|
"an odd (name)" = 2 ~~|
extra = "an odd (name)" / 4 ~~|
"""
VALUES = {"rate[B]": -0.05, "start": 7, "an odd (name)": 1 / 3}
VARIABLES = """
<stock name="S"><eqn>start</eqn><outflow>drain</outflow></stock>
<flow name="drain"><eqn>S * rate + SUM(w[*])</eqn></flow>
<aux name="rate"><eqn>0.2</eqn><units>1/Month</units></aux>
<aux name="start"><eqn>10</eqn></aux>
<aux name="w"><dimensions><dim name="d"/></dimensions><eqn>0.5</eqn></aux>
"""
DIMENSIONS = '<dim name="d"><elem name="a"/><elem name="b"/></dim>'


def test_a_vensim_model_keeps_all_but_the_constants(tmp_path: Path) -> None:
    path, out = written(tmp_path, vensim(MODEL)), tmp_path / "out.mdl"
    export_model(path, VALUES, out)
    results = simulate(load(out))
    assert results.values.tolist() == simulate(load(path), VALUES).values.tolist()
    assert "A comment." in out.read_text()
    assert agree(results, pysd_run(out, tmp_path)) == len(results.names)
    assert agree(results, simlin_run(out)) >= 5


def test_an_xmile_model_keeps_all_but_the_constants(tmp_path: Path) -> None:
    path = written(tmp_path, xmile(VARIABLES, dimensions=DIMENSIONS), ".xmile")
    out = tmp_path / "out.xmile"
    values = {"rate": 1e-5, "w[b]": -2.0}
    export_model(path, values, out)
    results = simulate(load(out))
    assert results.values.tolist() == simulate(load(path), values).values.tolist()
    assert "<units>1/Month</units>" in out.read_text()
    assert agree(results, simlin_run(out)) >= 3


def test_nothing_changed_is_nothing_lost(tmp_path: Path) -> None:
    path, out = written(tmp_path, vensim(MODEL)), tmp_path / "out.mdl"
    export_model(path, {}, out)
    assert out.read_text() == path.read_text()
    head, entries, tail = split_entries(path.read_text())
    assert head + "".join(a + b for a, b in entries) + tail == path.read_text()


@pytest.mark.parametrize(("name", "problem"), [("s", "is no constant"), ("strat", "did you mean")])
def test_only_constants_are_changed(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        export_model(written(tmp_path, vensim(MODEL)), {name: 1}, tmp_path / "out.mdl")


def test_the_model_itself_is_never_replaced(tmp_path: Path) -> None:
    """Not even once a copy of it was written, which has its hash."""
    path = written(tmp_path, vensim("demand = 3 ~~|\n"))
    text = path.read_bytes()
    export_model(path, {}, tmp_path / "copy.mdl")
    assert (tmp_path / "copy.mdl").read_bytes() == text
    with pytest.raises(InputError, match="the model itself"):
        export_model(path, {"demand": 9}, path)
    assert path.read_bytes() == text


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the ending of a model file"):
        export_model(written(tmp_path, vensim(MODEL)), {}, tmp_path / "out.txt")


# Public model → whether Simlin simulates the result; it lacks DELAYN, which it calls not simulable.
PUBLIC = {
    "chained_initialization/test_chained_initialization.mdl": True,
    "delays/test_delays.mdl": False,
    "exponentiation/exponentiation.mdl": True,
    "fully_invalid_names/test_fully_invalid_names.mdl": True,
    "get_constants_incomplete_subscript/test_get_constants_incomplete_subscript.mdl": True,
    "lookups_with_expr/test_lookups_with_expr.mdl": True,
    "power/power.mdl": True,
    "subscript_aggregation/test_subscript_aggregation.mdl": True,
    "subscript_individually_defined_stocks/test_subscript_individually_defined_stocks.mdl": True,
    "subscript_switching/subscript_switching.mdl": True,
    "subscripted_ramp_step/test_subscripted_ramp_step.mdl": True,
    "subscripted_trend/test_subscripted_trend.mdl": True,
    "with_lookup/test_with_lookup.mdl": True,
    "chained_initialization/test_chained_initialization.xmile": True,
    "comparisons/comparisons.xmile": True,
    "exponentiation/exponentiation.xmile": True,
    "initial_function/test_initial.xmile": True,
    "lookups/test_lookups_xscale.xmile": True,
    "min_max_1arg/test_min_max_1arg.xmile": True,
    "model_doc/model_doc.xmile": True,
    "non_negative_flows/test_non_negative_flows.xmile": True,
    "number_handling/test_number_handling.xmile": True,
    "special_characters_xmile/test_special_variable_names.xmile": True,
    "subscript_individually_defined_1d_arrays/subscript_individually_defined_1d_arrays.xmile": True,
    "trig/test_trig.xmile": True,
}
# What a format keeps among its settings is no variable of the other one.
_CLOCK = 4


# Those with hundreds of scalars, which take the three programs ten seconds each.
LARGE = ("subscript_aggregation", "subscript_switching", "subscripted_ramp_step",
         "subscripted_trend", "subscript_individually_defined_stocks")  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if name.startswith(LARGE) else [])
     for name in PUBLIC],
)  # fmt: skip
def test_a_public_model_runs_alike_in_the_other_format(tmp_path, shared, name) -> None:
    path = shared / "sd-test-models" / "tests" / name
    out = tmp_path / ("out.xmile" if path.suffix == ".mdl" else "out.mdl")
    export_model(path, {}, out)
    results = simulate(load(path))
    again = simulate(load(out))
    ours = {split_name(each): again[each][0] for each in again.names}
    assert agree(results, ours) == len(results.names)
    assert agree(results, pysd_run(out, tmp_path)) >= len(results.names) - _CLOCK
    if PUBLIC[name]:
        assert agree(results, simlin_run(out)) >= len(results.names) - _CLOCK


ODD = """
in = STEP(5, 2) + PULSE(1, 2)*3 + PULSE TRAIN(1, 0.5, 3, 9) + RAMP(0.5, 1.2, 6) ~ kg ~ A <note>. |
m = MODULO(-Time, 3) + QUANTUM(-Time*1.7, 0.4) + INTEGER(-Time*1.5) + XIDZ(1, Time - 2, 7) ~~|
p = (-2)^2 + -2^2 + (1 - Time)^2 - (3 - 4) - LOG(Time + 2, 3) ~~|
df = DELAY1I(in, 3, 2) + SMOOTH3I(in, 2, 1) + DELAY3(in, 4) ~~|
v = table(in / 5) ~~|
w = LOOKUP EXTRAPOLATE(table, 20) ~~|
table((0, 0), (1, 2), (4, 5)) ~~|
s = INTEG(in*2 - m, INITIAL(in + 3)) ~~|
c = IF THEN ELSE(in > 2 :AND: :NOT: (m < 0 :OR: s = 3), TANH(0.3), -0.5) ~~|
"""


def test_functions_that_the_other_format_has_not_are_spelled_out(tmp_path: Path) -> None:
    path = written(tmp_path, vensim(ODD, save=0.5))
    out = tmp_path / "out.xmile"
    export_model(path, {}, out)
    results = simulate(load(path))
    assert agree(results, pysd_run(out, tmp_path)) >= 8
    assert agree(results, simlin_run(out)) >= 8
    assert simulate(load(out)).values.shape[1] == len(results.times)
    assert "<doc>A &lt;note&gt;.</doc>" in out.read_text()
    assert "<units>kg</units>" in out.read_text()


def test_there_and_back_again_is_the_same_model(tmp_path: Path) -> None:
    path = written(tmp_path, vensim(MODEL))
    there, back = tmp_path / "there.xmile", tmp_path / "back.mdl"
    export_model(path, VALUES, there)
    export_model(there, {}, back)
    once, twice = simulate(load(path), VALUES), simulate(load(back))
    assert agree(once, {split_name(name): twice[name][0] for name in twice.names}) == 13
    assert load(back).variables["rate"].units == "1/Month"
    assert load(back).variables["rate"].documentation == "A comment."


def test_a_stock_that_stops_at_zero_does_so_in_vensim(tmp_path: Path) -> None:
    text = VARIABLES.replace("</stock>", "<non_negative/></stock>")
    path = written(tmp_path, xmile(text, dimensions=DIMENSIONS), ".xmile")
    out = tmp_path / "out.mdl"
    export_model(path, {"rate": 1.5}, out)
    results = simulate(load(path), {"rate": 1.5})
    assert results["S"][0].min() == 0.0
    assert agree(results, pysd_run(out, tmp_path)) >= 4
    assert agree(results, simlin_run(out)) >= 4


def test_what_the_other_format_cannot_say_is_refused_by_name(tmp_path: Path) -> None:
    text = "a = SAMPLE IF TRUE(Time > 3, Time, 0) ~~|\nb = RANDOM UNIFORM(0, 1, 3) ~~|\n"
    out = tmp_path / "out.xmile"
    with pytest.raises(InputError) as refused:
        export_model(written(tmp_path, vensim(text)), {}, out)
    assert [problem.problem for problem in refused.value.problems] == [
        "a: XMILE has no SAMPLE IF TRUE", "b: XMILE has no RANDOM UNIFORM"
    ]  # fmt: skip
    assert [problem.line for problem in refused.value.problems] == [2, 3]
    assert not out.exists()
