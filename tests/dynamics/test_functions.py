"""Functions, against closed forms and against two other programs on the same file."""

from pathlib import Path

import numpy as np
import pytest

from detente.dynamics.compile import load
from detente.dynamics.expressions import supported
from detente.dynamics.functions import FUNCTIONS
from detente.dynamics.names import split_name
from detente.dynamics.results import Results
from detente.dynamics.simulate import simulate
from detente.terms.errors import InputError
from tests.dynamics.oracles import Columns, pysd_run, same, simlin_run
from tests.dynamics.texts import model_of, vensim, written, xmile

INPUTS = """
pt = PULSE TRAIN(1, 1, 3, 9) ~~|
r = RAMP(2, 1.5, 4) ~~|
s = STEP(3, 2.5) ~~|
i1 = INTEGER(Time*1.5) ~~|
i2 = INTEGER(-Time*1.5) ~~|
q = QUANTUM(Time*1.7, 0.4) ~~|
m = MODULO(Time, 3) ~~|
m2 = MODULO(-Time, 3) ~~|
x = XIDZ(1, Time-2, 7) ~~|
z = ZIDZ(1, Time-2) ~~|
a = MAX(MIN(Time,4),2) ~~|
l = LOG(Time+2, 10) ~~|
sq = SQRT(Time) ~~|
ai = ACTIVE INITIAL(Time+st, 5) ~~|
st = INTEG(1, ai*2) ~~|
"""
MEMORIES = """
in = 5 + STEP(3, 2) ~~|
tau = 3 ~~|
sm = SMOOTH(in, tau) ~~|
sm3 = SMOOTH3I(in, tau, 1) ~~|
d1 = DELAY1(in, tau) ~~|
d3 = DELAY3I(in, tau, 2) ~~|
tr = TREND(in, tau, 0.1) ~~|
fo = FORECAST(in, tau, 2) ~~|
df = DELAY FIXED(in, 2, 1) ~~|
si = SAMPLE IF TRUE(MODULO(Time, 2) < 0.4, in * Time, 3) ~~|
ini = INITIAL(in * 2) ~~|
"""
VECTORS = """
dim: A, B, C, D ~~|
sub: B, C ~~|
d2: X1, X2 ~~|
v[dim] = 3, 1, 4, 2 ~~|
up[dim] = VECTOR SORT ORDER(v[dim], 1) ~~|
down[dim] = VECTOR SORT ORDER(v[dim], -1) ~~|
rk[dim] = VECTOR RANK(v[dim], 1) ~~|
re[dim] = VECTOR REORDER(v[dim], up[dim]) ~~|
sel[dim] = 0, 1, 1, 0 ~~|
vs0 = VECTOR SELECT(sel[dim!], v[dim!], 0, 0, 0) ~~|
vs3 = VECTOR SELECT(sel[dim!], v[dim!], 0, 3, 0) ~~|
vs6 = VECTOR SELECT(sel[dim!], v[dim!] + Time, 0, 6, 0) ~~|
w[dim, d2] = 1,2;3,4;5,6;7,8; ~~|
so3[dim, d2] = VECTOR SORT ORDER(w[dim, d2], -1) ~~|
n = ELMCOUNT(dim) ~~|
ss = SUM(v[sub!]) ~~|
ex[dim] :EXCEPT: [sub] = 5 ~~|
ex[sub] = 6 ~~|
st[dim] = INTEG(v[dim]*0.1, v[dim]) ~~|
"""
ALIKE = {"inputs": INPUTS, "memories": MEMORIES, "vectors": VECTORS}


def agree(results: Results, other: Columns) -> int:
    compared = 0
    for name in results.names:
        column = other.get(split_name(name))
        if column is not None and len(column) == len(results.times):
            assert same(results[name][0], column), name
            compared += 1
    return compared


@pytest.mark.parametrize("name", ALIKE)
def test_runs_agree_with_pysd_at_every_step(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, vensim(ALIKE[name]))
    results = simulate(load(path))
    assert agree(results, pysd_run(path, tmp_path)) == len(results.names)


@pytest.mark.parametrize("name", ["inputs", "memories"])
def test_runs_agree_with_simlin_at_every_step(tmp_path: Path, name: str) -> None:
    # Simlin rounds INTEGER down, which MODULO and QUANTUM follow, has neither Vensim's FORECAST
    # nor ACTIVE INITIAL, and makes DELAY FIXED a lag; Vensim's manual and PySD decide those.
    left_out = {"i2 =", "m2 =", "fo =", "q =", "ai =", "st =", "df ="}
    lines = [line for line in ALIKE[name].splitlines() if not line.startswith(tuple(left_out))]
    path = written(tmp_path, vensim("\n".join(lines)))
    results = simulate(load(path))
    assert agree(results, simlin_run(path)) >= 8


def values(tmp_path: Path, equations: str, name: str, **control: object) -> np.ndarray:
    return simulate(model_of(tmp_path, equations, **control))[name][0]


def test_a_pulse_lasts_one_step_where_its_width_is_nil(tmp_path: Path) -> None:
    """Vensim's manual: a width of 0 is one TIME STEP; PySD returns no pulse at all."""
    assert values(tmp_path, "p = PULSE(2, 0) ~~|\n", "p").nonzero()[0].tolist() == [4]


def test_rk4_follows_the_exponential_to_its_order(tmp_path: Path) -> None:
    """One step of RK4 on x' = −x is the Taylor polynomial of order four."""
    run = values(tmp_path, "s = INTEG(-s, 1) ~~|\n", "s", code=1)
    h = 0.5
    factor = 1 - h + h**2 / 2 - h**3 / 6 + h**4 / 24
    assert run == pytest.approx(factor ** np.arange(21), rel=1e-12)  # rounding only


def test_rk4_reads_the_time_at_its_stages(tmp_path: Path) -> None:
    """∫ t³ dt is exact for Simpson's weights; reading the time once a step would not be."""
    run = values(tmp_path, "s = INTEG(Time^3, 0) ~~|\n", "s", code=1)
    assert run[-1] == pytest.approx(10**4 / 4, rel=1e-12)


def test_a_save_step_picks_rows_of_the_same_run(tmp_path: Path) -> None:
    every = values(tmp_path, "s = INTEG(-s, 1) ~~|\n", "s", step=0.25)
    some = values(tmp_path, "s = INTEG(-s, 1) ~~|\n", "s", step=0.25, save=2.5)
    assert some.tolist() == every[::10].tolist()


def test_a_subscript_may_be_compared_by_name_and_counted(tmp_path: Path) -> None:
    run = simulate(model_of(
        tmp_path,
        "d: A, B, C ~~|\ne: C, A ~~|\ni[d] = d ~~|\nx[d] = IF THEN ELSE(d = B, 1, 0) ~~|\n"
        "y[d, e] = IF THEN ELSE(d = e, 1, 0) ~~|\n",
    ))  # fmt: skip
    assert [run[f"i[{name}]"][0, 0] for name in "ABC"] == [1, 2, 3]
    assert [run[f"x[{name}]"][0, 0] for name in "ABC"] == [0, 1, 0]
    assert [run[f"y[{name},A]"][0, 0] for name in "ABC"] == [1, 0, 0]


def test_mappings_follow_position_or_their_own_list(tmp_path: Path) -> None:
    run = simulate(model_of(
        tmp_path,
        "A: a1, a2 -> (B: low, b3), C ~~|\nB: b1, b2, b3 ~~|\nlow: b1, b2 ~~|\nC: c1, c2 ~~|\n"
        "x[A] = 5, 6 ~~|\ny[B] = x[A] ~~|\nz[C] = x[A] ~~|\n",
    ))  # fmt: skip
    assert [run[f"y[{name}]"][0, 0] for name in ("b1", "b2", "b3")] == [5, 5, 6]
    assert [run[f"z[{name}]"][0, 0] for name in ("c1", "c2")] == [5, 6]


def test_elements_may_build_on_one_another(tmp_path: Path) -> None:
    run = simulate(model_of(
        tmp_path, "d: A, B, C ~~|\nx[A] = 1 ~~|\nx[B] = x[A]*2 ~~|\nx[C] = x[B]*2 ~~|\n"
    ))  # fmt: skip
    assert [run[f"x[{name}]"][0, 0] for name in "ABC"] == [1, 2, 4]


def test_each_use_of_a_macro_has_its_own_stock(tmp_path: Path) -> None:
    run = simulate(model_of(
        tmp_path,
        ":MACRO: LAG(in, tau)\nLAG = INTEG((in - LAG)/tau, 3) ~~|\n:END OF MACRO:\n"
        ":MACRO: BOTH(in)\nBOTH = LAG(in, 2) + own ~~|\nown = in * TIME STEP$ ~~|\n:END OF MACRO:\n"
        "a = LAG(6, 4) ~~|\nb = BOTH(8) ~~|\n",
    ))  # fmt: skip
    steps = np.arange(21)
    # Each is a first-order lag by Euler: gap · (1 − h/τ)^n.
    assert run["a"][0] == pytest.approx(6 - 3 * (1 - 0.5 / 4) ** steps, rel=1e-12)
    assert run["b"][0] == pytest.approx(8 - 5 * (1 - 0.5 / 2) ** steps + 4, rel=1e-12)


def test_macros_may_stand_behind_the_model(tmp_path: Path) -> None:
    """PySD's grammar takes the first of them for equations of the model."""
    run = simulate(model_of(
        tmp_path,
        "y = TAIL(2) * OTHER(3, 4) ~~|\n"
        ":MACRO: TAIL(a)\nTAIL = INTEG(a, 1) ~~|\n:END OF MACRO:\n"
        ":MACRO: OTHER(a, b)\nOTHER = a + b ~~|\n:END OF MACRO:\n",
    ))  # fmt: skip
    assert run["y"][0].tolist() == (7 * (1 + np.arange(21.0))).tolist()


def test_a_lookup_holds_its_ends_jumps_and_may_go_on(tmp_path: Path) -> None:
    run = simulate(model_of(
        tmp_path,
        "look((1,1),(2,3),(2,4),(5,0)) ~~|\nheld = look(Time) ~~|\n"
        "on = LOOKUP EXTRAPOLATE(look, Time) ~~|\n", step=1,
    ))  # fmt: skip
    # The slopes, 2 and −4/3, are not exact in binary.
    assert run["held"][0] == pytest.approx(
        [1, 1, 3, 8 / 3, 4 / 3, 0, 0, 0, 0, 0, 0], rel=1e-15, abs=1e-15
    )
    assert run["held"][0, 6:].tolist() == [0] * 5
    assert run["on"][0, [0, 6]] == pytest.approx([-1, -4 / 3], rel=1e-12)


def test_long_lookups_are_read_alike(tmp_path: Path) -> None:
    """Tables beyond a length are searched instead of summed."""
    points = ",".join(f"({x},{x * x % 7})" for x in range(60))
    run = simulate(model_of(tmp_path, f"look({points}) ~~|\nx = look(Time * 7 - 2) ~~|\n"))
    times = np.arange(0, 10.5, 0.5) * 7 - 2
    known = np.interp(times, np.arange(60), np.arange(60) ** 2 % 7)
    assert run["x"][0] == pytest.approx(known, rel=1e-12)


def test_not_available_is_a_number_that_equals_itself(tmp_path: Path) -> None:
    run = simulate(model_of(tmp_path, "n = :NA: ~~|\nx = IF THEN ELSE(n = :NA:, 1, 0) ~~|\n"))
    assert run["x"][0, 0] == 1


def test_an_array_of_xmile_needs_no_subscripts_where_they_are_plain(tmp_path: Path) -> None:
    text = xmile(
        '<aux name="x"><dimensions><dim name="d"/></dimensions><element subscript="a"><eqn>1</eqn>'
        '</element><element subscript="b"><eqn>2</eqn></element></aux>'
        '<aux name="y"><dimensions><dim name="d"/></dimensions><eqn>x * 10</eqn></aux>'
        '<aux name="t"><eqn>SUM(x[*]) + SUM(x) + MEAN(x[*])</eqn></aux>',
        dimensions='<dim name="d"><elem name="a"/><elem name="b"/></dim>',
    )
    run = simulate(load(written(tmp_path, text, ".xmile")))
    assert [run["y[a]"][0, 0], run["y[b]"][0, 0], run["t"][0, 0]] == [10, 20, 7.5]


def test_nested_conditions_of_xmile_in_any_case(tmp_path: Path) -> None:
    equation = "1 + (if time &gt; 5 then 1 Else If TIME &gt;= 2 THEN 2 else 3) * 10"
    text = xmile(f'<aux name="a"><eqn>{equation}</eqn></aux>')
    run = simulate(load(written(tmp_path, text, ".xmile")))["a"][0]
    times = np.arange(0, 10.25, 0.25)
    assert run.tolist() == np.select([times > 5, times >= 2], [11, 21], 31).tolist()


def test_times_are_compared_as_meant_where_the_step_is_not_exact_in_binary(tmp_path: Path) -> None:
    """0.1 is no binary number: 0.1 · 3 > 0.3. A condition on the time must not notice."""
    run = simulate(model_of(
        tmp_path,
        "at = IF THEN ELSE(Time = 0.3, 1, 0) ~~|\nby = IF THEN ELSE(Time <= 0.3, 1, 0) ~~|\n"
        "k = INTEGER(Time / 0.1) ~~|\n", end=1, step=0.1,
    ))  # fmt: skip
    assert run["at"][0].nonzero()[0].tolist() == [3]
    assert run["by"][0].sum() == 4
    assert run["k"][0].tolist() == list(range(11))


def test_every_function_of_the_table_is_offered_or_internal() -> None:
    operators = {"add", "subtract", "multiply", "divide", "negative"}
    readers = {"xpulse", "xpulse_train"}
    assert set(FUNCTIONS) - supported() == operators | readers


@pytest.mark.parametrize("call", ["A FUNCTION OF(1)", "FIND ZERO(1)", "TASSE BASED PV(1)"])
def test_an_unsupported_function_is_refused_by_name(tmp_path: Path, call: str) -> None:
    with pytest.raises(InputError, match=call.split("(")[0]):
        model_of(tmp_path, f"x = {call} ~~|\n")
