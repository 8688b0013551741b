"""The fentanyl model file: sound, the same in every program, and built as its page says."""

import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest

from detente.case.load import built_in_cases
from detente.dynamics.check import check_model
from detente.dynamics.compile import load
from detente.dynamics.extremes import constants
from detente.dynamics.model import Model
from detente.dynamics.names import split_name
from detente.dynamics.nodes import Kind
from detente.dynamics.results import Results
from detente.dynamics.simulate import simulate

FILE = built_in_cases()["fentanyl"] / "model.xmile"
SIDES = ("us_china", "us_mexico", "china_mexico")
EFFECTS = {
    "us_china": ["effect_us_china_precursors"],
    "china_mexico": ["effect_china_mexico_precursors"],
    "us_mexico": ["effect_us_mexico_interdiction", "effect_us_mexico_border"],
}
# Programs add the same numbers in another order; 599 half-month steps round about that often.
ROUNDING = 1e-8


@pytest.fixture(scope="module")
def model() -> Model:
    return load(FILE)


def together(model: Model, cases: list[dict[str, float]], *outputs: str) -> Results:
    """Run cases as draws of one simulation; what a case does not set is as the file says."""
    usual = dict(constants(model))
    names = {name for case in cases for name in case}
    shown = {name.replace(" ", "_"): number for name, number in usual.items()}
    params = {name: [case.get(name, shown[name]) for case in cases] for name in names}
    return simulate(model, params, outputs=outputs)


def test_units_extremes_and_divisions_are_sound(model: Model) -> None:
    assert not check_model(model).problems


def test_it_is_small_and_every_variable_says_what_it_is(model: Model) -> None:
    kinds = [model.definitions[slot].kind for slot in model.public]
    assert kinds.count(Kind.STOCK) <= 12
    for variable in model.variables.values():
        if variable.name not in ("initial_time", "final_time", "time_step", "saveper"):
            assert variable.units, variable.shown
            assert variable.documentation.strip(), variable.shown


@pytest.mark.parametrize("program", ["pysd", "simlin"])
def test_other_programs_run_it_to_the_same_numbers(
    model: Model, tmp_path: Path, program: str
) -> None:
    path = Path(shutil.copy(FILE, tmp_path))
    results = simulate(model)
    if program == "pysd":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pysd

            frame = pysd.read_xmile(str(path)).run(return_timestamps=list(results.times))
    else:
        import simlin

        frame = simlin.load(path).run().results
    theirs = {split_name(str(name)): frame[name].to_numpy(dtype=float) for name in frame.columns}
    # PySD takes the save step of an XMILE file for its time step.
    own = {"SAVEPER"} if program == "pysd" else set()
    compared = [n for n in results.names if split_name(n) in theirs and n not in own]
    assert len(compared) > 150
    for name in compared:
        other = theirs[split_name(name)]
        assert results[name][0] == pytest.approx(other, rel=ROUNDING, abs=1e-9), name


def test_a_shorter_step_changes_little(model: Model) -> None:
    names = ["us_supply", "deaths", "border_seizures_lb"]
    month = simulate(model, outputs=names)
    tenth = simulate(load(FILE, {"time_step": 0.1}), outputs=names)
    for name in names:
        # Noise of the data is 3 to 30%; the step must stay below half of the least of it.
        assert month[name][0] == pytest.approx(tenth[name][0], rel=0.015), name


def test_closer_cooperation_lowers_supply_only_through_its_effects(model: Model) -> None:
    cases: list[dict[str, float]] = [{}]
    for side in SIDES:
        closer = {f"{side}_from": 60.0, f"{side}_target": 0.95}
        none = dict.fromkeys(EFFECTS[side], 0.0)
        cases += [closer, none, closer | none]
    supply = together(model, cases, "us_supply")["us_supply"][:, -1]
    for place, side in enumerate(SIDES):
        closer_, none_, neither = supply[1 + 3 * place : 4 + 3 * place]
        assert closer_ < 0.9995 * supply[0], side
        assert neither == pytest.approx(none_, rel=1e-12), side


def test_a_rupture_costs_trust_faster_than_it_is_rebuilt(model: Model) -> None:
    run = simulate(
        model,
        {"us_china_from": 60.0, "us_china_until": 84.0, "us_china_target": 0.0, "change_ramp": 1.0},
        outputs=["us_china_trust", "us_china_cooperation"],
    )
    trust, cooperation = run["us_china_trust"][0], run["us_china_cooperation"][0]
    assert trust[72] < 0.1 * trust[60]
    assert trust[96] < 0.6 * cooperation[96]


def test_the_effect_of_a_control_fades_as_suppliers_adapt(model: Model) -> None:
    control = {"policy_from": 40.0, "precursor_policy": 0.5, "change_ramp": 1.0}
    whole, none = {"adaptation_completeness": 1.0}, {"adaptation_completeness": 0.0}
    price = together(model, [whole, control | whole, none, control | none], "price")["price"]
    faded, kept = np.log(price[1] / price[0]), np.log(price[3] / price[2])
    assert faded.max() > 0.1
    assert faded[-1] < 0.01
    # In the long run the price makes up for the control: supply and demand elasticity share it.
    usual = dict(constants(model))
    shared = 0.5 / (usual["supply elasticity"] + usual["demand elasticity"])
    assert kept[-1] == pytest.approx(shared, rel=0.02)


def test_displacement_undoes_inspection(model: Model) -> None:
    more = {"policy_from": 60.0, "inspection_policy": 0.7}
    cases = [{"displacement_completeness": part} | more for part in (0.0, 0.5, 1.0)]
    share = together(model, cases, "border_share_seized")["border_share_seized"][:, -1]
    assert share[0] > share[1] > share[2]


def test_what_is_sent_is_seized_or_supplied(model: Model) -> None:
    run = simulate(model, outputs=["crossing_attempts", "border_seizures", "us_supply"])
    assert run["crossing_attempts"] == pytest.approx(run["border_seizures"] + run["us_supply"])


def test_it_knows_no_place_below_the_nation() -> None:
    text = FILE.read_text(encoding="utf-8").lower()
    for word in ("sector", "texas", "arizona", "california", "sonora", "tijuana", "route", "port"):
        assert f" {word}" not in text, word
