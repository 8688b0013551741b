"""From a model file to a file of results."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from detente.dynamics.compile import load
from detente.dynamics.run_file import run_file, write_csv
from detente.dynamics.simulate import simulate
from detente.dynamics.vary import DISTRIBUTIONS, SAMPLERS, Vary, draw, load_vary
from detente.terms.errors import InputError
from tests.dynamics.texts import vensim, written

MODEL = "d: A, B ~~|\nx[d] = 1, 2 ~~|\ns = INTEG(-s/life, 10) ~~|\nlife = 4 ~~|\n"
VARY = "[life]\ndistribution = 'uniform'\nlow = 2\nhigh = 8\n"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return written(tmp_path, vensim(MODEL))


def test_a_run_is_a_row_a_save_time_under_the_file_s_names(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.csv"
    results = run_file(model, {"life": 5.0}, out)
    assert results is not None
    rows = list(csv.reader(out.read_text().splitlines()))
    assert rows[0][:5] == ["time", "x[A]", "x[B]", "s", "life"]
    assert len(rows) == 22
    # `repr` keeps every digit.
    assert [float(row[3]) for row in rows[1:]] == results["s"][0].tolist()
    printed = io.StringIO()
    write_csv(results, printed)
    assert out.read_text() == printed.getvalue()


def test_draws_are_written_as_parquet(model: Path, tmp_path: Path) -> None:
    (tmp_path / "vary.toml").write_text(VARY)
    out = tmp_path / "runs.parquet"
    vary = tmp_path / "vary.toml"
    assert run_file(model, out=out, draws=6, vary=vary, seed=3) is None
    results = simulate(load(model), draw(load_vary(vary), 6, seed=3))
    frame = pd.read_parquet(out)
    assert len(frame) == 6 * 21
    chosen = frame[frame.draw == 4]
    assert chosen["s"].tolist() == results["s"][4].tolist()
    assert chosen["time"].tolist() == results.times.tolist()


def test_draws_are_written_as_netcdf_with_their_dimensions(model: Path, tmp_path: Path) -> None:
    (tmp_path / "vary.toml").write_text(VARY)
    out = tmp_path / "runs.nc"
    results = run_file(model, out=out, draws=3, vary=tmp_path / "vary.toml")
    with xr.open_dataset(out) as data:
        assert data["x"].dims == ("draw", "time", "d")
        assert data["s"].sel(draw=2).values.tolist() == results["s"][2].tolist()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"draws": 3}, "draws need distributions"),
        ({"draws": 0, "vary": "v.toml"}, "0 draws"),
        ({"out": "run.xls"}, "not an ending"),
        ({"draws": 3, "vary": "v.toml", "out": "run.csv"}, "do not fit"),
        ({"draws": 3, "vary": "none.toml"}, "missing"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(
    model: Path, arguments: dict[str, object], problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        run_file(model, **arguments)  # type: ignore[arg-type]


def test_every_problem_of_a_file_of_distributions_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "vary.toml"
    path.write_text(
        "sampler = 'dice'\n[a]\ndistribution = 'uniform'\nlow = 3\nhigh = 2\n"
        "[b]\ndistribution = 'cauchy'\n[c]\ndistribution = 'normal'\nmean = true\nsd = 1\n"
    )
    with pytest.raises(InputError) as caught:
        load_vary(path)
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize("sampler", ["latin", "sobol", "random"])
@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_draws_follow_their_distribution_and_repeat(kind: str, sampler: str) -> None:
    numbers = {"low": 1.0, "high": 5.0, "mode": 2.0, "mean": 1.0, "sd": 2.0,
               "median": 3.0, "sigma": 0.5}  # fmt: skip
    known = DISTRIBUTIONS[kind]
    vary = Vary({"x": (kind, {name: numbers[name] for name in known.numbers})}, sampler)
    values = draw(vary, 512, seed=1)["x"]
    assert values.tolist() == draw(vary, 512, seed=1)["x"].tolist()
    shares = np.array([0.1, 0.5, 0.9])
    below = [(values <= known.quantile(np.array(share), vary.variables["x"][1])).mean()
             for share in shares]  # fmt: skip
    # Four standard errors of a share among 512 independent draws; the others lie closer.
    assert below == pytest.approx(shares, abs=4 * 0.5 / 512**0.5)


def test_data_variables_are_given_as_a_file(tmp_path: Path) -> None:
    path = written(tmp_path, vensim("x:INTERPOLATE: ~~|\ny = x * 2 ~~|\n", end=2))
    (tmp_path / "data.csv").write_text("Time,x\n0,0\n1,\n2,20\n")
    assert run_file(path, data=tmp_path / "data.csv")["y"][0].tolist() == [0, 10, 20, 30, 40]
    (tmp_path / "data.csv").write_text("Time,x\n0,zero\n")
    with pytest.raises(InputError, match=r"data.csv:2: 'zero' is not a number"):
        run_file(path, data=tmp_path / "data.csv")


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("uniform", {"low": -1e308, "high": 1e308}),
        ("normal", {"mean": 0.0, "sd": 1e308}),
        ("normal", {"mean": 1.7e308, "sd": 1e307}),
        ("lognormal", {"median": 1.0, "sigma": 1000.0}),
        ("triangular", {"low": -1e308, "mode": 0.0, "high": 1e308}),
        ("loguniform", {"low": 1e-308, "high": 1e308}),
    ],
)
def test_numbers_larger_than_a_computer_holds_are_refused(
    kind: str, numbers: dict[str, float], sampler: str, recwarn: pytest.WarningsRecorder
) -> None:
    vary = Vary({"rate": (kind, numbers)}, sampler, "wide.toml")
    with pytest.raises(InputError, match=r"wide\.toml: \[rate\] draws numbers larger"):
        draw(vary, 256, 0)
    assert not recwarn.list


def test_lookups_of_too_many_points_are_refused_unread(tmp_path: Path) -> None:
    points = ", ".join(f"({n}, {n % 7}.5e0)" for n in range(5_001))
    text = "".join(f"t{n}({points}) ~~|\n" for n in range(10))
    with pytest.raises(InputError, match="the equations have 50,010 points of lookups"):
        load(written(tmp_path, vensim(text)))
