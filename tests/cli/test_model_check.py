"""`detente model check` says what is wrong with a model, and where."""

import json

import pytest

TANK = """{{UTF-8}}
tank = INTEG(inflow - use, 10) ~ l [0,?] ~ |
inflow = 1 ~ l/Month ~|
use = {use} ~ l/Month ~|
demand = 1 ~ l/Month ~|
lost = INTEG({lost}, 0) ~ l ~|
FINAL TIME = 10 ~ Month ~|
INITIAL TIME = 0 ~ Month ~|
TIME STEP = 1 ~ Month ~|
SAVEPER = 1 ~ Month ~|
"""


@pytest.fixture
def tank(tmp_path):
    def write(use: str, lost: str = "use - inflow"):
        path = tmp_path / "tank.mdl"
        path.write_text(TANK.format(use=use, lost=lost), encoding="utf-8")
        return path

    return write


def test_a_stock_that_is_drained_below_zero_is_named_with_line_and_remedy(tank, detente) -> None:
    path = tank("demand")
    ran = detente("model", "check", path)
    assert ran.code == 1
    assert f"{path}:2: tank: falls below zero at time 2 (demand = 10); let each outflow" in ran.out
    as_json = json.loads(detente("model", "check", path, "--json").out)
    assert [item["variable"] for item in as_json["problems"]] == ["tank"]


def test_a_sound_model_passes(tank, detente) -> None:
    path = tank("MIN(demand, tank / TIME STEP)")
    ran = detente("model", "check", path, "--conserved", "tank + lost")
    assert (ran.code, ran.err) == (0, ""), ran.out


def test_units_that_do_not_fit_are_named(tank, detente) -> None:
    path = tank("MIN(demand, tank / TIME STEP)")
    path.write_text(path.read_text().replace("inflow = 1 ~ l/Month", "inflow = 1 ~ l"))
    ran = detente("model", "check", path)
    assert ran.code == 1
    assert f"{path}:2: tank: adds liter and liter/month; mend" in ran.out


def test_a_sum_that_is_not_kept_is_found(tank, detente) -> None:
    path = tank("MIN(demand, tank / TIME STEP)", "use")
    ran = detente("model", "check", path, "--conserved", "tank+lost")
    assert ran.code == 1
    assert "tank + lost" in ran.out


def test_bad_input_is_one_error(tank, detente) -> None:
    ran = detente("model", "check", tank("demand"), "--conserved", "tank+lest")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean 'lost'" in ran.err


def test_a_sum_that_the_model_declares_is_checked(tank, detente) -> None:
    path = tank("MIN(demand, tank / TIME STEP)", "use")
    text = path.read_text().replace(
        "l [0,?] ~ |", "l [0,?] ~ What is left.\nConserved: tank + lost|"
    )
    path.write_text(text)
    ran = detente("model", "check", path)
    assert ran.code == 1
    assert "tank + lost: changes from 10 to 11 at time 1" in ran.out
