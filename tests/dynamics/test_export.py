"""A model written again with other constants runs alike here and in two other programs."""

from pathlib import Path

import pytest

from detente.dynamics.compile import load
from detente.dynamics.export import export_model
from detente.dynamics.simulate import simulate
from detente.dynamics.vensim_text import split_entries
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


def test_the_format_stays(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"would become \.xmile"):
        export_model(written(tmp_path, vensim(MODEL)), {}, tmp_path / "out.xmile")
