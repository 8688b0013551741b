"""`detente simulate` runs a model file and says clearly what it cannot."""

import csv
import io
import math

import pytest

DECAY = """{UTF-8}
level = INTEG(-rate * level, 100)
~ lb
~ What is left.|
rate = 0.1
~ 1/Month
~ Share that goes.|
FINAL TIME = 10
~ Month
~|
INITIAL TIME = 0
~ Month
~|
TIME STEP = 0.125
~ Month
~|
SAVEPER = 1
~ Month
~|
"""


@pytest.fixture
def decay(tmp_path):
    path = tmp_path / "decay.mdl"
    path.write_text(DECAY, encoding="utf-8")
    return path


def test_one_row_a_save_step_named_as_in_the_file(decay, detente) -> None:
    ran = detente("simulate", decay, "--param", "rate=0.2")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [float(row["time"]) for row in rows] == list(range(11))
    assert next(csv.reader(io.StringIO(ran.out)))[0] == "time"
    # Euler's own closed form: eight steps of an eighth of a month to each month.
    expected = 100 * (1 - 0.2 / 8) ** (8 * 10)
    assert float(rows[-1]["level"]) == pytest.approx(expected, rel=1e-12)


def test_draws_go_to_a_file(decay, detente, tmp_path) -> None:
    vary = tmp_path / "vary.toml"
    vary.write_text('[rate]\ndistribution = "uniform"\nlow = 0.1\nhigh = 0.2\n', encoding="utf-8")
    out = tmp_path / "runs.nc"
    ran = detente("simulate", decay, "--draws", 16, "--vary", vary, "--out", out)
    assert (ran.code, ran.out) == (0, f"{out}\n"), ran.err
    import xarray as xr

    with xr.open_dataset(out) as runs:
        last = runs["level"].isel(time=-1)
        assert last.sizes == {"draw": 16}
        assert 100 * math.exp(-2.1) < float(last.min()) < float(last.max()) < 100 * math.exp(-1)
    assert {p.name for p in tmp_path.iterdir()} == {"decay.mdl", "vary.toml", "runs.nc"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--param", "rate"], "NAME=VALUE"),
        (["--param", "rate=soon"], "NAME=VALUE"),
        (["--param", "rate=1", "--param", "rate=2"], "twice"),
        (["--param", "rote=1"], "rate"),
        (["--draws", "5"], "--out"),
        (["--out", "runs.doc"], ".parquet"),
    ],
)
def test_what_does_not_fit_is_said(words, said, decay, detente) -> None:
    ran = detente("simulate", decay, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_an_unsupported_function_is_named(decay, detente) -> None:
    decay.write_text(DECAY.replace("rate = 0.1", "rate = FIND ZERO(level)"), encoding="utf-8")
    ran = detente("simulate", decay)
    assert (ran.code, ran.out) == (2, "")
    assert "FIND ZERO" in ran.err.upper()
