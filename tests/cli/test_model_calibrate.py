"""`detente model calibrate` writes a posterior, and says when it may not be believed."""

import csv
import json

import numpy as np
import pytest
import xarray as xr

from tests.dynamics.texts import vensim, written

CALIBRATION = """
[run]
chains = 2
warmup = 50
samples = 100
[parameter.stay]
distribution = "lognormal"
median = 4
sigma = 0.4
source = "made up for a test"
[[observe]]
variable = "left"
column = "seen"
likelihood = "lognormal"
spread = 0.1
"""


@pytest.fixture
def files(tmp_path):
    equations = "left = INTEG(-left / stay, 100) ~~|\nstay = 4 ~~|\n"
    model = written(tmp_path, vensim(equations, end=12, step=0.5, save=1))
    (tmp_path / "calibration.toml").write_text(CALIBRATION, encoding="utf-8")
    rng = np.random.default_rng(2)
    rows = [f"{t},{100 * (1 - 0.5 / 5) ** (2 * t) * np.exp(0.1 * rng.standard_normal())}"
            for t in range(13)]  # fmt: skip
    rows[6] = "6,"
    (tmp_path / "data.csv").write_text("\n".join(["time,seen", *rows]) + "\n", encoding="utf-8")
    return model, tmp_path / "calibration.toml", tmp_path / "data.csv", tmp_path / "fit"


def test_an_approximate_posterior_is_written_and_marked(files, detente) -> None:
    model, calibration, data, out = files
    ran = detente("model", "calibrate", model, calibration, "--data", data, "--out", out, "--quick")
    assert ran.code == 0, ran.out
    assert "Approximate" in ran.out
    assert sorted(p.name for p in out.iterdir()) == ["calibration.json", "posterior.nc",
                                                     "summary.csv"]  # fmt: skip
    (row,) = csv.DictReader((out / "summary.csv").read_text(encoding="utf-8").splitlines())
    assert (row["parameter"], row["method"], row["rhat"]) == ("stay", "Laplace", "")
    # Truth 5, twelve numbers with errors of 10%: the posterior is about 2% wide.
    assert float(row["lo90"]) < 5.2
    assert float(row["hi90"]) > 4.8
    assert float(row["contraction"]) > 0.9
    record = json.loads((out / "calibration.json").read_text(encoding="utf-8"))
    assert (record["approximate"], record["believed"], record["seed"]) == (True, True, 0)
    for group in ("posterior", "posterior_predictive", "prior_predictive", "log_likelihood"):
        with xr.open_dataset(out / "posterior.nc", group=group) as kept:
            assert kept.attrs["approximate"] == 1
    with xr.open_dataset(out / "posterior.nc", group="observed_data") as kept:
        assert kept["seen"].sizes == {"seen time": 12}


def test_what_does_not_fit_writes_nothing(files, detente) -> None:
    model, calibration, data, out = files
    calibration.write_text(CALIBRATION.replace("parameter.stay", "parameter.stey"), "utf-8")
    ran = detente("model", "calibrate", model, calibration, "--data", data, "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean 'stay'" in ran.err
    assert not out.exists() or not list(out.iterdir())
