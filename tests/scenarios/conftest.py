"""A small case with a model: one side, one series, and a known effect."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from detente.scenarios.posterior import System, load_system
from detente.terms.periods import month_end, month_start, months_between
from detente.terms.tables import Point, Series, SeriesSpec

MODEL = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
  <header><vendor>d</vendor><product version="1.0">d</product><name>toy</name></header>
  <sim_specs method="Euler" time_units="Month" save_interval="1">
    <start>0</start><stop>47</stop><dt>1</dt>
  </sim_specs>
  <model><variables>
    {tables}
    <aux name="effect"><eqn>0.0</eqn></aux>
    <aux name="other"><eqn>0.0</eqn></aux>
    <aux name="level"><eqn>20.0</eqn></aux>
    <aux name="balance">
      <eqn>us_china_balance_mean + score * us_china_balance_mode_1 + 0.0 * us_china_balance_mode_2
      </eqn>
    </aux>
    <aux name="score"><eqn>0.0</eqn></aux>
    <stock name="market"><eqn>level</eqn><inflow>supply</inflow><outflow>use</outflow></stock>
    <flow name="supply"><eqn>level * EXP(0.0 - effect * balance - other)</eqn></flow>
    <flow name="use"><eqn>market</eqn></flow>
  </variables></model>
</xmile>
"""
TABLE = """<aux name="us_china_balance_{part}"><eqn>TIME</eqn>
  <gf><xscale min="0" max="1"/><ypts>0,0</ypts></gf></aux>"""
CALIBRATION = """
[parameter.effect]
distribution = "normal"
mean = 0.0
sd = 1.0
[parameter.other]
distribution = "halfnormal"
sd = 0.05
[parameter.score]
distribution = "normal"
mean = 0.0
sd = 1.0
[[observe]]
name = "seen"
variable = "market"
column = "seen"
likelihood = "lognormal"
spread = 0.1
[run]
chains = 2
warmup = 200
samples = 200
"""
OBSERVATIONS = """
origin = "2020-01"
[sides]
us_china = "USA-CHN"
[column.seen]
series = "weight"
"""
MONTHS = months_between("2020-01", "2023-12")
EFFECT = 0.8


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = "".join(TABLE.format(part=part) for part in ("mean", "mode_1", "mode_2"))
    (tmp_path / "model.xmile").write_text(MODEL.format(tables=tables), encoding="utf-8")
    (tmp_path / "calibration.toml").write_text(CALIBRATION, encoding="utf-8")
    (tmp_path / "observations.toml").write_text(OBSERVATIONS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def system(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> System:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "kept"))
    rng = np.random.default_rng(2)
    course = np.sin(np.arange(48) / 7)
    noise = 0.02 * rng.standard_normal((2, 50, 1, 48))
    balance = xr.DataArray(
        course + noise, dims=("chain", "draw", "dyad", "period"),
        coords={"dyad": ["USA-CHN"], "period": list(MONTHS)},
    )  # fmt: skip
    market = 20 * np.exp(-EFFECT * np.concatenate([[0.0], course[:-1]]))
    weights = market * np.exp(0.1 * rng.standard_normal(48))
    points = tuple(
        Point(m, month_start(m), month_end(m), float(w))
        for m, w in zip(MONTHS, weights, strict=True)
    )
    seen = Series(SeriesSpec("weight", "Weight", "m", "lb"), points, ())
    return load_system(folder, {"weight": seen}, balance)
