"""Units: what a model says of them is read, and compared with what its equations give."""

from pathlib import Path

import pytest

from detente.dynamics.compile import load
from detente.dynamics.problems import ModelError
from detente.dynamics.unit_check import check_units
from detente.dynamics.units import Units
from tests.dynamics.texts import written, xmile

CONTROL = """
FINAL TIME = 10 ~ Month ~|
INITIAL TIME = 0 ~ Month ~|
SAVEPER = 1 ~ Month ~|
TIME STEP = 1 ~ Month ~|
"""
SOUND = """
People = INTEG(births - deaths, 100) ~ people ~|
births = People * fertility ~ person/Month ~|
fertility = 0.2 ~ 1/Month ~|
deaths = DELAY3(births, lifetime) + MAX(0, People / lifetime) ~ persons/month ~|
lifetime = 60 ~ months ~|
crowding = People / room * effect(People / room) ~ Dmnl ~|
room = 50 ~ People ~|
effect((0,0),(2,1)) ~ dimensionless ~|
seen = SMOOTH(crowding ^ 0.5, 3 * TIME STEP) ~ Fraction ~|
spread = SQRT(People * People) * EXP(-Time / lifetime) ~ people ~|
kick = STEP(room, 5) + RAMP(room/lifetime, 2, 4) +
    IF THEN ELSE(Time > 3, 0, PULSE(1, 2)*5) ~ people~|
growth = TREND(People, lifetime, 0.1) ~ 1/month ~|
"""


def problems_of(tmp_path: Path, equations: str) -> list[str]:
    path = written(tmp_path, "{UTF-8}\n" + equations + CONTROL)
    return [f"{item.variable}: {item.problem}" for item in check_units(load(path))[0]]


def test_a_sound_model_raises_no_alarm(tmp_path: Path) -> None:
    assert problems_of(tmp_path, SOUND) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("* fertility ~", "+ fertility ~", "births: adds people and 1/month"),
        ("0.2 ~ 1/Month", "0.2 ~ Dmnl", "births: has the unit people/month, but its equation gives "
         "people"),
        ("births - deaths, 100", "births - lifetime, 100", "People: adds people/month and month"),
        ("60 ~ months", "5 ~ years", "deaths: the time of a delay or smooth is in year, but time "
         "runs in month"),
        ("crowding ^ 0.5", "room ^ 0.5", "seen: has the unit 1, but its equation gives "
         "people^1/2"),
        ("EXP(-Time / lifetime)", "EXP(-Time)", "spread: the argument of EXP has the unit month "
         "and should have none"),
        ("Time > 3", "Time > room", "kick: compares month and people"),
        ("MAX(0, People", "MAX(lifetime, People", "deaths: MAX takes month and people/month"),
        ("0.1) ~ 1/month", "room) ~ 1/month", "growth: the initial trend is no share per unit of "
         "time"),
        ("STEP(room, 5)", "STEP(room, fertility)", "kick: the time of STEP is in 1/month, but time "
         "runs in month"),
    ],
)  # fmt: skip
def test_one_inconsistency_is_named_with_both_units(tmp_path, right, wrong, said) -> None:
    assert right in SOUND
    assert said in problems_of(tmp_path, SOUND.replace(right, wrong))


def test_units_of_one_kind_and_another_size_lack_a_factor(tmp_path: Path) -> None:
    path = written(tmp_path, "{UTF-8}\na = b ~ year ~|\nb = 3 ~ months ~|\n" + CONTROL)
    (found,), _ = check_units(load(path))
    assert found.line == 2
    assert "a factor of 0.0833333 is missing" in found.remedy


def test_a_model_without_units_is_told_so_once(tmp_path: Path) -> None:
    path = written(tmp_path, "{UTF-8}\na = b + 1 ~~|\nb = 3 ~~|\n" + CONTROL)
    found, (note,) = check_units(load(path))
    assert found == ()
    assert "states no units" in note.problem


def test_variables_without_a_unit_are_named_and_not_guessed(tmp_path: Path) -> None:
    path = written(tmp_path, "{UTF-8}\na = b * c ~ km ~|\nb = 3 ~~|\nc = 1 ~ kg ~|\n" + CONTROL)
    found, (note,) = check_units(load(path))
    assert found == ()
    assert "1 of 3 variables state no unit: b" in note.problem


def test_units_of_xmile_with_the_time_of_its_specs(tmp_path: Path) -> None:
    text = xmile(
        "<stock name='s'><eqn>1</eqn><inflow>f</inflow><units>boxes</units></stock>"
        "<flow name='f'><eqn>g</eqn><units>box/time</units></flow>"
        "<aux name='g'><eqn>2</eqn><units>{}</units></aux>",
        specs='method="Euler" time_units="Weeks"',
    )
    right = written(tmp_path, text.format("boxes/week"), ".xmile")
    assert check_units(load(right)) == ((), ())
    wrong = written(tmp_path, text.format("boxes/day"), ".xmile")
    (found,), _ = check_units(load(wrong))
    assert found.problem == "has the unit boxes/week, but its equation gives boxes/day"


def test_equivalents_declared_by_the_file_hold(tmp_path: Path) -> None:
    text = "{UTF-8}\na = b ~ Quid ~|\nb = 3 ~ Pound Sterling ~|\n" + CONTROL
    settings = "\\\\\\---/// Sketch\n///---\\\\\\\n:L<%^E!@\n22:Pound Sterling,Quid\n"
    assert len(check_units(load(written(tmp_path, text)))[0]) == 1
    assert check_units(load(written(tmp_path, text + settings)))[0] == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("people/(month*site)", "Person / Month / Site"),
        ("1/Year", "Dmnl/years"),
        ("widgets per day", "Widget/Day"),
        ("m^2", "m*m"),
        ("(a/b)/(c/d)", "a*d/(b*c)"),
        ("Degrees Fahrenheit", "degrees  fahrenheit"),
        ("$/year", "dollars/yr"),
        ("30 days", "30 Day"),
    ],
)
def test_two_spellings_of_one_unit_agree(one: str, other: str) -> None:
    units = Units()
    assert units.agree(units.parsed(one), units.parsed(other))


@pytest.mark.parametrize(
    ("one", "other"), [("car", "hectare"), ("person", "1"), ("month", "year"), ("a/b*c", "a/(b*c)")]
)
def test_units_that_differ_are_told_apart(one: str, other: str) -> None:
    units = Units()
    assert not units.agree(units.parsed(one), units.parsed(other))


def test_a_unit_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        Units().parsed("people)/month")


@pytest.mark.parametrize("name", ["delays", "lookups", "smooth", "control_vars", "model_doc"])
def test_public_models_that_are_right_raise_no_alarm(name: str, shared: Path) -> None:
    paths = list((shared / "sd-test-models" / "tests" / name).glob("*.mdl"))
    assert paths
    for path in paths:
        assert check_units(load(path))[0] == ()


def test_brackets_of_a_unit_may_not_nest_without_end(tmp_path: Path) -> None:
    deep = "(" * 1_100 + "person" + ")" * 1_100
    (problem,) = problems_of(tmp_path, f"a = 1 ~ {deep} ~|\n")
    assert problem == "a: a unit has more than 250 levels of brackets"
