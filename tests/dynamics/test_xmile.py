"""What XMILE files may hold beyond plain variables: modules, macros, elements, graphs."""

from pathlib import Path

import numpy as np
import pytest

from detente.dynamics.compile import load
from detente.dynamics.results import Results
from detente.dynamics.simulate import simulate
from detente.terms.errors import InputError
from tests.dynamics.texts import written, xmile

TIMES = np.arange(0, 10.25, 0.25)
REGION = '<dim name="region"><elem name="a"/><elem name="b"/></dim>'
AXIS = '<dimensions><dim name="region"/></dimensions>'
# A tank that another part of the model fills; `inlet` is a sketch until it is connected.
TANK = (
    '<model name="tank"><variables><stock name="level"><eqn>start</eqn><inflow>gain</inflow>'
    '</stock><flow name="gain"><eqn>inlet - level / 4 {litres}</eqn></flow>'
    '<aux name="start"><eqn>2</eqn></aux><aux name="inlet"/></variables></model>'
)


def ran(folder: Path, variables: str, *, after: str = "", dimensions: str = "") -> Results:
    text = xmile(variables, dimensions=dimensions).replace("</xmile>", f"{after}</xmile>")
    return simulate(load(written(folder, text, ".xmile")))


def refusal(folder: Path, variables: str, **parts: str) -> str:
    with pytest.raises(InputError) as caught:
        ran(folder, variables, **parts)
    return str(caught.value)


def test_a_module_runs_under_its_own_names_with_what_it_is_connected_to(tmp_path: Path) -> None:
    run = ran(
        tmp_path,
        '<aux name="supply"><eqn>3</eqn></aux><aux name="seen"><eqn>tank.level * 10</eqn></aux>'
        '<module name="tank"><connect to="inlet" from=".supply"/></module>',
        after=TANK,
    )
    # Euler on x' = 3 − x/4 from 2, in steps of 1/4.
    level = 12 - 10 * (1 - 1 / 16) ** np.arange(41)
    assert run["tank.level"][0] == pytest.approx(level, rel=1e-12)
    assert run["seen"][0] == pytest.approx(10 * level, rel=1e-12)
    assert run["tank.inlet"][0, 0] == 3


def test_modules_may_lie_in_one_another_and_feed_one_another(tmp_path: Path) -> None:
    plant = (
        '<model name="plant"><variables><aux name="source"><eqn>4</eqn></aux>'
        '<module name="tank"><connect to="tank.inlet" from="source"/></module>'
        "</variables></model>"
    )
    sink = (
        '<model name="sink"><variables><aux name="taken"/><aux name="twice">'
        "<eqn>taken * 2</eqn></aux></variables></model>"
    )
    run = ran(
        tmp_path,
        '<module name="plant"/><module name="sink">'
        '<connect to="taken" from="plant.tank.level"/></module>',
        after=plant + sink + TANK,
    )
    level = 16 - 14 * (1 - 1 / 16) ** np.arange(41)
    assert run["sink.twice"][0] == pytest.approx(2 * level, rel=1e-12)


@pytest.mark.parametrize(
    ("module", "problem"),
    [
        ('<module name="gone"/>', "no <model> in this file"),
        ('<module name="tank" resource="tank.xmile"/>', "no <model> in this file"),
        ('<module name="tank"><connect to="inlet" from="none"/></module>', "no variable"),
        ('<module name="tank"/>', "has no equation"),
    ],
)
def test_a_module_that_is_not_whole_is_refused(tmp_path: Path, module: str, problem: str) -> None:
    assert problem in refusal(tmp_path, '<aux name="x"><eqn>1</eqn></aux>' + module, after=TANK)


def test_a_module_within_itself_or_by_its_own_clock_is_refused(tmp_path: Path) -> None:
    inner = '<model name="m"><variables><module name="m"/></variables></model>'
    assert "within itself" in refusal(tmp_path, '<module name="m"/>', after=inner)
    clock = TANK.replace("<variables>", "<sim_specs><dt>1</dt></sim_specs><variables>")
    link = '<aux name="x"><eqn>1</eqn></aux><module name="tank"><connect to="inlet" from="x"/>'
    assert "specs of its own" in refusal(tmp_path, f"{link}</module>", after=clock)


def test_modules_that_multiply_are_refused_in_time(tmp_path: Path) -> None:
    """Ten parts in each of ten, eight levels deep, would be a hundred million variables."""
    inside = '<aux name="x"><eqn>1</eqn></aux>'
    levels = "".join(
        f'<model name="m{level}{place}"><variables>{inside}'
        + "".join(f'<module name="m{level + 1}{other}"/>' for other in range(10) if level < 7)
        + "</variables></model>"
        for level in range(8)
        for place in range(10)
    )
    assert "5,000 modules" in refusal(tmp_path, '<module name="m00"/>', after=levels)


def test_each_use_of_a_macro_has_its_own_stock(tmp_path: Path) -> None:
    macro = (
        '<macro name="LAG"><parm>signal</parm><parm>tau</parm><eqn>held</eqn><variables>'
        '<aux name="signal" access="input"><eqn>7</eqn></aux>'
        '<stock name="held"><eqn>0</eqn><inflow>rise</inflow></stock>'
        '<flow name="rise"><eqn>(signal - held) / tau</eqn></flow></variables></macro>'
    )
    run = ran(
        tmp_path,
        '<aux name="fast"><eqn>LAG(6, 1)</eqn></aux><aux name="slow"><eqn>LAG(6, 4)</eqn></aux>',
        after=macro,
    )
    steps = np.arange(41)
    assert run["fast"][0] == pytest.approx(6 - 6 * (1 - 0.25) ** steps, rel=1e-12)
    assert run["slow"][0] == pytest.approx(6 - 6 * (1 - 0.0625) ** steps, rel=1e-12)


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<parm>x</parm>", "has no result"),
        ('<parm default="2">x</parm><eqn>x</eqn>', "has default arguments"),
        ("<eqn>1</eqn><sim_specs><dt>1</dt></sim_specs>", "specs of its own"),
    ],
)
def test_a_macro_that_cannot_run_is_refused(tmp_path: Path, inside: str, problem: str) -> None:
    macro = f'<macro name="M">{inside}</macro>'
    assert problem in refusal(tmp_path, '<aux name="y"><eqn>1</eqn></aux>', after=macro)


def test_elements_have_initial_values_and_graphs_of_their_own(tmp_path: Path) -> None:
    def graph(top: int) -> str:
        return f'<gf><xscale min="0" max="10"/><ypts>0,{top}</ypts></gf>'

    run = ran(
        tmp_path,
        f'<stock name="s">{AXIS}<element subscript="a"><eqn>1</eqn></element>'
        '<element subscript="b"><eqn>2</eqn></element><inflow>f</inflow></stock>'
        f'<flow name="f">{AXIS}<eqn>s</eqn></flow>'
        f'<aux name="g">{AXIS}<eqn>TIME</eqn><element subscript="a">{graph(10)}</element>'
        f'<element subscript="b">{graph(30)}</element></aux>'
        f'<aux name="curves">{AXIS}<element subscript="a">{graph(10)}</element>'
        f'<element subscript="b">{graph(50)}</element></aux>'
        '<aux name="read"><eqn>LOOKUP(curves[b], TIME)</eqn></aux>',
        dimensions=REGION,
    )
    growth = 1.25 ** np.arange(41)
    assert run["s[a]"][0] == pytest.approx(growth, rel=1e-12)
    assert run["s[b]"][0] == pytest.approx(2 * growth, rel=1e-12)
    assert run["g[b]"][0] == pytest.approx(3 * TIMES, rel=1e-12)
    assert run["read"][0] == pytest.approx(5 * TIMES, rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "values"),
    [("continuous", [0, 0, 5, 10, 10]), ("extrapolate", [-5, 0, 5, 10, 15]),
     ("discrete", [0, 0, 0, 10, 10])],
)  # fmt: skip
def test_a_graph_goes_on_as_its_type_says(tmp_path: Path, kind: str, values: list[float]) -> None:
    run = ran(tmp_path, f'<aux name="g"><eqn>TIME - 2.5</eqn><gf type="{kind}">'
              '<xpts>0,5</xpts><xscale min="0" max="0"/><ypts>0,10</ypts></gf></aux>')  # fmt: skip
    # XMILE 1.0, 3.1.4: beyond its points a graph holds, goes on, or steps; xpts outweigh xscale.
    assert run["g"][0, [0, 10, 20, 30, 40]].tolist() == values


def test_a_range_may_be_summed_by_name_and_a_variable_may_read_itself(tmp_path: Path) -> None:
    run = ran(
        tmp_path,
        f'<aux name="x">{AXIS}<element subscript="a"><eqn>1</eqn></element>'
        '<element subscript="b"><eqn>2</eqn></element></aux>'
        '<aux name="part"><eqn>SUM(x[*:some])</eqn></aux>'
        '<aux name="n"><eqn>PREVIOUS(SELF, 5) + 1</eqn></aux>',
        dimensions=REGION + '<dim name="some"><elem name="b"/></dim>',
    )
    assert run["part"][0, 0] == 2
    assert run["n"][0, :3].tolist() == [6, 7, 8]


def test_stocks_and_flows_that_may_not_be_negative_stop_at_zero(tmp_path: Path) -> None:
    run = ran(
        tmp_path,
        '<stock name="S"><eqn>1</eqn><outflow>out</outflow><non_negative/></stock>'
        '<flow name="out"><eqn>1</eqn></flow>'
        '<flow name="cut"><eqn>TIME - 5</eqn><non_negative/></flow>',
    )
    assert run["S"][0] == pytest.approx(np.maximum(1 - TIMES, 0))
    assert run["cut"][0] == pytest.approx(np.maximum(TIMES - 5, 0))


def test_the_save_step_is_reported_as_it_is(tmp_path: Path) -> None:
    text = xmile('<aux name="x"><eqn>TIME</eqn></aux>', specs='method="Euler" save_interval="2.5"')
    run = simulate(load(written(tmp_path, text, ".xmile")))
    assert run["SAVEPER"][0, 0] == 2.5
    assert run["x"][0].tolist() == [0, 2.5, 5, 7.5, 10]


def test_waves_follow_their_formula(tmp_path: Path) -> None:
    run = ran(tmp_path, '<aux name="w"><eqn>SINWAVE(3, 4)</eqn></aux>'
              '<aux name="c"><eqn>COSWAVE(3, 4)</eqn></aux>')  # fmt: skip
    assert run["w"][0] == pytest.approx(3 * np.sin(np.pi * TIMES / 2), abs=1e-12)
    assert run["c"][0] == pytest.approx(3 * np.cos(np.pi * TIMES / 2), abs=1e-12)
