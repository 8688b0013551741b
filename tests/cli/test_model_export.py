"""`detente model export` writes a model with other numbers, in either format."""

import pytest

from detente.dynamics.compile import load
from detente.dynamics.simulate import simulate
from tests.cli.test_simulate import DECAY


@pytest.fixture
def decay(tmp_path):
    path = tmp_path / "decay.mdl"
    path.write_text(DECAY, encoding="utf-8")
    return path


def test_a_model_in_the_other_format_with_another_constant(decay, detente, tmp_path) -> None:
    out = tmp_path / "out.xmile"
    ran = detente("model", "export", decay, "--to", "xmile", "--out", out, "--param", "rate=0.3")
    assert (ran.code, ran.out) == (0, f"{out}\n"), ran.err
    expected = simulate(load(decay), {"rate": 0.3})["level"][0]
    assert simulate(load(out))["level"][0] == pytest.approx(expected, rel=1e-12)


def test_means_of_a_calibration_become_constants(decay, detente, tmp_path) -> None:
    summary = tmp_path / "summary.csv"
    summary.write_text("parameter,mean,sd\nrate,0.25,0.1\nspread,3,1\n", encoding="utf-8")
    out = tmp_path / "out.mdl"
    ran = detente("model", "export", decay, "--to", "mdl", "--out", out, "--means", summary)
    assert (ran.code, ran.err) == (0, "not in the model: spread\n")
    assert "rate=\n\t0.25" in out.read_text()


def test_means_of_draws_become_constants(decay, detente, tmp_path) -> None:
    import numpy as np
    import xarray as xr

    draws = tmp_path / "draws.nc"
    rate = xr.DataArray(np.array([[0.1, 0.3], [0.2, 0.6]]), dims=("chain", "draw"))
    xr.Dataset({"rate": rate}).to_netcdf(draws, group="posterior")
    out = tmp_path / "out.mdl"
    ran = detente("model", "export", decay, "--to", "mdl", "--out", out, "--means", draws)
    assert ran.code == 0, ran.err
    assert simulate(load(out))["rate"][0][0] == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "xmile", "--out", "out.mdl"], "let it end in .xmile"),
        (["--to", "mdl", "--out", "no/such/folder/out.mdl"], "cannot be written"),
        (["--to", "mdl", "--out", "out.mdl", "--param", "rote=1"], "did you mean 'rate'"),
        (["--to", "mdl", "--out", "out.mdl", "--param", "level=1"], "no constant"),
        (
            ["--to", "mdl", "--out", "out.mdl", "--means", "none.csv"],
            "none.csv: the file is missing",
        ),
        (["--to", "mdl", "--out", "out.mdl", "--means", "decay.mdl"], "parameter and mean"),
    ],
)
def test_bad_input_leaves_nothing_behind(
    decay, detente, tmp_path, monkeypatch, words, said
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = detente("model", "export", decay, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["decay.mdl"]
