"""What `findings.json` keeps of scenarios."""

import dataclasses
import json

from jsonschema import Draft202012Validator

from detente.findings import findings_from_json, findings_schema, findings_to_json
from detente.scenarios.results import ScenarioFindings
from detente.study.thin import MOST_ASSUMPTIONS, rounded, thinned
from tests.brief import samples, scenario_samples

PARTS = scenario_samples.parts()


def found(**more) -> ScenarioFindings:
    made = ScenarioFindings(
        PARTS["scenarios"], PARTS["scenario_courses"], PARTS["scenario_baseline"],
        PARTS["shapley"], PARTS["assumptions"], PARTS["failures"], "all", 2000,
        PARTS["calibration"],
    )  # fmt: skip
    return dataclasses.replace(made, **more)


def test_a_case_without_a_model_adds_nothing() -> None:
    assert thinned(None) == {}


def test_the_shared_course_is_whole_and_the_others_are_every_third_month() -> None:
    other = tuple(dataclasses.replace(c, name="one") for c in PARTS["scenario_courses"])
    kept = thinned(found(courses=(*PARTS["scenario_courses"], *other)))["scenario_courses"]
    assert sum(c.name == "all" for c in kept) == len(other)
    assert sum(c.name == "one" for c in kept) == len(other) / 3


def test_only_the_strongest_assumptions_are_kept_with_their_names() -> None:
    first = PARTS["assumptions"][0]
    many = tuple(dataclasses.replace(first, parameter=f"p{n}") for n in range(40))
    kept = thinned(found(assumptions=many))
    assert [row.parameter for row in kept["assumptions"]] == [
        f"p{n}" for n in range(MOST_ASSUMPTIONS)
    ]
    # The rule of failure and the effects still find their words.
    named = {note.parameter for note in kept["calibration"].parameters}
    assert "effect_us_china_precursors" in named
    assert "demand_elasticity" not in named


def test_numbers_are_cut_to_six_digits() -> None:
    assert rounded((1234567.8, "a", {"b": 0.000123456789}, True)) == (
        1234570.0, "a", {"b": 0.000123457}, True,
    )  # fmt: skip


def test_findings_with_scenarios_validate_and_come_back() -> None:
    made = dataclasses.replace(samples.findings(), **thinned(found()))
    data = findings_to_json(made)
    Draft202012Validator(findings_schema()).validate(json.loads(data))
    assert findings_from_json(data) == made
    read = json.loads(data)
    for key in ("scenarios", "scenario_courses", "scenario_baseline", "shapley", "assumptions",
                "failures", "calibration"):  # fmt: skip
        assert read[key]
    told = read["calibration"]
    for key in ("method", "approximate", "believed", "warnings", "chains", "draws", "rhat_max",
                "ess_bulk_min", "ess_tail_min", "divergences", "khat", "seconds",
                "heldout_logscore", "effects", "rivals", "fit"):  # fmt: skip
        assert key in told
    assert {"steps", "believed", "series"} <= told["heldout_logscore"].keys()


def test_a_case_without_a_model_has_none_of_it() -> None:
    read = json.loads(findings_to_json(samples.bare()))
    assert read["calibration"] is None
    assert not any(read[key] for key in ("scenarios", "shapley", "assumptions", "failures"))
