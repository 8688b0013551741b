"""Scenarios on a model small enough to work out by hand."""

import dataclasses

import numpy as np
import pytest

from detente.dynamics.calibration.spec import CalibrationSpec
from detente.dynamics.compile import load
from detente.scenarios.columns import Observations
from detente.scenarios.compare import compare_scenarios
from detente.scenarios.ensemble import refuse_unknown, run_ensemble, thinned
from detente.scenarios.posterior import System
from detente.scenarios.spec import read_scenarios
from detente.terms.errors import InputError
from tests.brief import scenario_samples

MONTHS = 36
MODEL = """{UTF-8}
north measured = north level ~~|
north level = 0.2 ~~|
north score 1 = 0 ~~|
north target = 0.5 ~~|
north from = 1200 ~~|
north until = 2400 ~~|
south measured = south level ~~|
south level = 0.4 ~~|
south score 1 = 0 ~~|
south target = 0.5 ~~|
south from = 1200 ~~|
south until = 2400 ~~|
change ramp = 6 ~~|
north moved = MAX(MIN(MAX((Time - north from) / MAX(change ramp, 0.001), 0), 1)
  - MIN(MAX((Time - north until) / MAX(change ramp, 0.001), 0), 1), 0) ~~|
south moved = MAX(MIN(MAX((Time - south from) / MAX(change ramp, 0.001), 0), 1), 0) ~~|
north = north measured * (1 - north moved) + north target * north moved ~~|
south = south measured * (1 - south moved) + south target * south moved ~~|
effect north = 1 ~~|
effect south = 1 ~~|
policy from = 1200 ~~|
help = 0 ~~|
deaths = 100 - 10 * effect north * north - 10 * effect south * south
  - help * STEP(1, policy from) ~~|
FINAL TIME = 35 ~~|
INITIAL TIME = 0 ~~|
SAVEPER = 1 ~~|
TIME STEP = 1 ~~|
"""
ASKED = """
start = "2020-07"
ramp_months = 0
horizons = [6, 12]
shared = "both"
[[outcome]]
id = "deaths"
label = "Deaths"
variable = "deaths"
unit = "deaths"
better = "lower"
[[scenario]]
id = "both"
label = "Both sides"
sides = { north = 1.0, south = "2020-01/2020-03" }
[[scenario]]
id = "for-a-while"
label = "North for half a year"
sides = { north = 1.0 }
until = "2021-01"
[[scenario]]
id = "help"
label = "A lever"
levers = { help = 2.0 }
"""
# A year of 2020 to 2022 in which the south was friendlier at first.
SOUTH = np.where(np.arange(30) < 12, 0.8, 0.3)


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    file = tmp_path_factory.mktemp("system") / "model.mdl"
    file.write_text(MODEL)
    times = np.arange(30.0)
    return System(
        model=load(file),
        spec=CalibrationSpec((), ()),
        observations=Observations("2020-01", (), {"north": "A-B", "south": "A-C"}),
        inputs={"north_level": (times, np.full(30, 0.2)), "south_level": (times, SOUTH)},
        columns={},
        last=29.0,
    )


class Calibrated:
    """Draws of the two effects, as a calibration would give them."""

    def params(self):
        return {"effect north": np.array([0.0, 1.0, 2.0]), "effect south": np.array([1.0, 1, 1])}


TOLD = dataclasses.replace(scenario_samples.calibration(), warnings=("a warning",), effects=())


def test_changes_are_those_of_the_formula(system):
    found = run_ensemble(system, Calibrated().params(), read_scenarios(ASKED), 1)
    assert found.months[0] == "2020-01"
    # North goes from 0.2 to 1, for an effect of 0, 1, 2; the change begins in July, so that five
    # of six months have it, and January 2021, in which it begins to go back, is the sixth.
    effect = np.array([0, 1, 2])
    north = [found.change("for-a-while", "deaths", "2020-07", horizon) for horizon in (6, 12)]
    assert north[0] == pytest.approx(-5 * 10 * 0.8 * effect)
    assert north[1] == pytest.approx(-6 * 10 * 0.8 * effect)
    # The month in which a STEP begins counts.
    assert found.change("help", "deaths", "2020-07", 6) == pytest.approx([-12.0] * 3)


def test_the_parts_of_the_sides_and_their_interactions(system):
    found = compare_scenarios(system, Calibrated(), read_scenarios(ASKED), 1, TOLD)
    parts = {row.dyad: row for row in found.shapley if row.horizon_months == 12 and row.dyad}
    # South: 0.8 instead of 0.8 for six months and of 0.3 for six: -10 x 0.5 x 6.
    assert parts["A-C"].median == pytest.approx(-30.0)
    assert parts["A-B"].median == pytest.approx(-11 * 8.0)
    (together,) = [r for r in found.shapley if r.interaction and r.horizon_months == 12]
    assert together.interaction == ("A-B", "A-C")
    assert together.median == pytest.approx(0.0, abs=1e-9)
    joint = next(r for r in found.scenarios if r.name == "both" and r.horizon_months == 12)
    assert joint.median == pytest.approx(-30 - 88)
    assert joint.p_improvement == 1.0
    assert joint.low90 <= joint.low50 <= joint.median <= joint.high50 <= joint.high90
    assert found.warnings == ("a warning",)
    # No effect of cooperation was calibrated: what it does is put in.
    assert (joint.dyads, joint.basis) == (("A-B", "A-C"), "assumed")
    assert joint.percent_low50 <= joint.percent_median <= joint.percent_high50
    # Where the north does nothing, the south has the largest part: one draw of three.
    assert parts["A-C"].p_largest == pytest.approx(1 / 3)


def test_the_order_of_draws_changes_nothing(system):
    asked = read_scenarios(ASKED)
    params = Calibrated().params()
    turned = {name: values[::-1].copy() for name, values in params.items()}
    one, other = (run_ensemble(system, p, asked, 1) for p in (params, turned))
    np.testing.assert_array_equal(
        one.change("both", "deaths", "2020-07", 12),
        other.change("both", "deaths", "2020-07", 12)[::-1],
    )


def test_a_best_year_is_each_draws_own(system):
    text = ASKED.replace('"2020-01/2020-03"', '"best 12 months"')
    found = run_ensemble(system, Calibrated().params(), read_scenarios(text), 1)
    window = run_ensemble(system, Calibrated().params(), read_scenarios(ASKED), 1)
    # The best twelve months of the south are 2020, at 0.8, as is the window of the other file.
    np.testing.assert_allclose(
        found.change("both", "deaths", "2020-07", 12),
        window.change("both", "deaths", "2020-07", 12), rtol=1e-12,
    )  # fmt: skip


def test_names_and_dates_the_model_has_not_are_refused(system):
    refuse_unknown(system, read_scenarios(ASKED))
    for old, new, word in (
        ("help = 2.0", "hepl = 2.0", "help"),
        ("north = 1.0 }", "noth = 1.0 }", "north"),
        ('variable = "deaths"', 'variable = "death"', "deaths"),
        ("horizons = [6, 12]", "horizons = [6, 48]", "2020-01 to 2022-12"),
        ("help = 2.0", "deaths = 2.0", "constant"),
    ):
        with pytest.raises(InputError, match=word):
            refuse_unknown(system, read_scenarios(ASKED.replace(old, new)))


def test_a_window_that_the_index_does_not_cover_is_refused(system):
    text = ASKED.replace("2020-01/2020-03", "2022-07/2022-08")
    with pytest.raises(InputError, match="not covered by the index"):
        run_ensemble(system, Calibrated().params(), read_scenarios(text), 1)


def test_more_draws_than_are_used_are_thinned_row_by_row():
    values = np.arange(10_000.0)
    found = thinned({"a": values, "b": -values}, 5)
    assert len(found["a"]) == 4_000
    np.testing.assert_array_equal(found["a"], -found["b"])
