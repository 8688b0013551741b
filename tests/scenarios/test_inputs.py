"""From the record and the index to what the model is given."""

import xml.etree.ElementTree as ET
from datetime import date

import numpy as np
import pytest
import xarray as xr

from detente.case.load import built_in_cases
from detente.scenarios.columns import ColumnSpec, Observations, cut_columns, read_observations
from detente.scenarios.sides import modes_of, side_courses
from detente.terms.errors import InputError
from detente.terms.periods import month_end, month_start, months_between
from detente.terms.tables import Point, Series, SeriesSpec

FOLDER = built_in_cases()["fentanyl"]
MONTHS = months_between("2016-01", "2019-12")


def series(name: str, periods: list[tuple[date, date, float, str]]) -> Series:
    spec = SeriesSpec(name, name, "m", "lb")
    points = tuple(Point("", start, end, value, group) for start, end, value, group in periods)
    return Series(spec, points, ())


def spec(**column: str) -> Observations:
    return Observations("2017-01", (ColumnSpec("c", "s", **column),), {"us_china": "USA-CHN"})


def test_a_period_stands_at_its_last_month() -> None:
    half = series("s", [(date(2017, 1, 1), date(2017, 6, 30), 5.0, ""),
                        (date(2017, 7, 1), date(2017, 12, 31), 7.0, "")])  # fmt: skip
    times, values = cut_columns(spec(), {"s": half})["c"]
    assert times.tolist() == [5.0, 11.0]
    assert values.tolist() == [5.0, 7.0]


def test_months_outside_and_other_groups_are_left_out() -> None:
    months = [(month_start(m), month_end(m), float(i), g)
              for i, m in enumerate(MONTHS) for g in ("army", "all")]  # fmt: skip
    times, values = cut_columns(
        spec(group="army", first="2017-03", last="2017-04"), {"s": series("s", months)}
    )["c"]
    assert times.tolist() == [2.0, 3.0]
    assert values.tolist() == [14.0, 15.0]
    with pytest.raises(InputError, match="has no group 'navy'"):
        cut_columns(spec(group="navy"), {"s": series("s", months)})


def test_an_unknown_series_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'st'"):
        cut_columns(spec(), {"st": series("st", [])})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("origin = 3", "origin is 3"),
        ('origin = "2017-01"', "no column is declared"),
        ('origin = "2017-01"\n[column.a]\nlast = "2017-01"', "names no series"),
        ('origin = "2017-01"\n[column.a]\nseries = "s"\nlast = "2017"', "last of"),
        ('origin = "2017-01"\n[column.a]\nseries = "s"\nuntil = "2017-01"', "has the key 'until'"),
        ("origin", "not valid TOML"),
    ],
)
def test_a_faulty_file_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_observations(text)


def test_a_split_is_a_series_of_the_case() -> None:
    month = (month_start("2017-01"), month_end("2017-01"), 1.0, "")
    known = {"s": series("s", [month]), "s_by_place": series("s_by_place", [])}
    assert cut_columns(spec(split="s_by_place"), known)["c"][1] == pytest.approx([1.0])
    with pytest.raises(InputError, match="did you mean 's_by_place'"):
        cut_columns(spec(split="s_by_plac"), known)


def draws(count: int = 400) -> xr.DataArray:
    """Courses made of one slow mode and white noise, so that the mode is known."""
    rng = np.random.default_rng(1)
    slow = np.sin(np.arange(len(MONTHS)) / 8) + 1.2
    scores = rng.standard_normal((2, count // 2, 1, 1))
    noise = 0.1 * rng.standard_normal((2, count // 2, 1, len(MONTHS)))
    return xr.DataArray(
        0.3 + scores * slow + noise,
        dims=("chain", "draw", "dyad", "period"),
        coords={"dyad": ["USA-CHN"], "period": list(MONTHS)},
    )


def test_the_leading_mode_is_the_one_put_in() -> None:
    rng = np.random.default_rng(0)
    slow = np.linspace(0.5, 1.5, 60)
    courses = rng.standard_normal((2000, 1)) * slow + 0.1 * rng.standard_normal((2000, 60))
    mode = modes_of(courses)[0]
    # 2,000 draws know a standard deviation of one to about 2%.
    assert mode == pytest.approx(slow, rel=0.06)


def test_sides_begin_at_the_origin_and_keep_mean_and_spread() -> None:
    balance = draws()
    found = side_courses(spec(), balance)
    times, mean = found["us_china_balance_mean"]
    assert times[0] == 0.0
    assert len(times) == 36
    late = balance.sel(period=[m for m in MONTHS if m >= "2017-01"])
    assert mean == pytest.approx(late.mean(("chain", "draw")).to_numpy()[0])
    modes = np.stack([found[f"us_china_balance_mode_{n}"][1] for n in (1, 2)])
    kept = (modes**2).sum(axis=0)
    # The white noise, of variance 0.01, is in no mode; 400 draws know it to some 20%.
    assert kept == pytest.approx(late.var(("chain", "draw")).to_numpy()[0], abs=0.013)


def test_the_shipped_model_has_a_table_for_every_side() -> None:
    observations = read_observations((FOLDER / "observations.toml").read_text(encoding="utf-8"))
    root = ET.parse(FOLDER / "model.xmile").getroot()
    space = root.tag.removesuffix("xmile")
    tables = {
        str(node.get("name")).replace(" ", "_")
        for node in root.iter(f"{space}aux")
        if node.find(f"{space}gf") is not None
    }
    wanted = {f"{side}_balance_{part}" for side in observations.sides
              for part in ("mean", "mode_1", "mode_2")}  # fmt: skip
    assert tables == wanted
