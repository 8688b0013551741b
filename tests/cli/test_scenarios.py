"""`detente scenarios`: refusals, and how results and their doubts are printed."""

import json

import pytest

from detente.cli import app
from detente.scenarios.results import FailureRule, ScenarioFinding, ScenarioFindings, ShapleyFinding
from detente.study.settings import Settings
from detente.study.study import Study
from tests.brief import scenario_samples

PARTS = scenario_samples.parts(scenario_samples.doubted())
FOUND = ScenarioFindings(
    scenarios=(
        ScenarioFinding(
            "closer", "Closer", "2026-05", 12, "deaths", "Deaths", "deaths", -50.0, -70.0, -30.0,
            -100.0, 10.0, 5000.0, -1.0, -2.0, 0.2, "lower", 0.93, -1.4, -0.6, ("A-B",), "assumed",
        ),
        ScenarioFinding(
            "closer", "Closer", "2026-05", 12, "seizures", "Seized", "lb", 5.0, 1.0, 9.0,
            -3.0, 13.0, 100.0, 5.0, -3.0, 13.0, "neither", 0.8, 1.0, 9.0, ("A-B",), "assumed",
        ),
    ),
    courses=(), baseline=(),
    shapley=(
        ShapleyFinding("A-B", (), "deaths", "deaths", 12, -40.0, -50.0, -30.0, -80.0, 5.0, -41.0,
                       0.9, 0.7),
        ShapleyFinding("", ("A-B", "A-C"), "deaths", "deaths", 12, -1.0, -2.0, 0.0, -3.0, 1.0,
                       -51.0, 0.6, None),
    ),
    assumptions=(),
    failures=(
        FailureRule("closer", "deaths", 12, 1.0, ("delay > 3",), 0.8, 0.5, 0.3, 100),
    ),
    shared="closer", draws=2000, calibration=PARTS["calibration"],
)  # fmt: skip


@pytest.fixture
def found(monkeypatch):
    asked = []

    def run(study):
        asked.append(study.settings)
        return FOUND

    monkeypatch.setattr(Study, "scenario_findings", run)
    return asked


def test_a_case_without_a_model_says_what_to_add(detente, small_case) -> None:
    ran = detente("scenarios", small_case)
    assert ran.code == 2
    assert "the case has no model.xmile with scenarios.toml" in ran.err
    assert "Traceback" not in ran.err


def test_faults_of_the_file_come_before_any_fit(detente, small_case) -> None:
    (small_case / "model.xmile").write_text("<xmile/>")
    (small_case / "scenarios.toml").write_text('start = "soon"\n')
    ran = detente("scenarios", small_case)
    assert ran.code == 2
    assert "scenarios.toml:1" in ran.err


def test_what_may_not_be_believed_is_said_first_and_by_the_exit_code(
    detente, small_case, found
) -> None:
    ran = detente("scenarios", small_case)
    assert ran.code == app.EXIT_PROBLEMS
    lines = ran.out.splitlines()
    assert lines[0].startswith("Warning: Approximate")
    assert "DID NOT MEET ITS CHECKS" in lines[2]
    assert lines[3].startswith("Calibrated by Laplace, 4 × 500 draws; Pareto k 1.76")
    assert "-1.00 [-2.00, +0.20]" in ran.out
    assert "93%" in ran.out
    assert "A-B × A-C" in ran.out
    assert "in 80% of draws (of all: 30%) where delay > 3" in ran.out
    # Neither way of a change of seizures is an improvement.
    (seized,) = [line for line in lines if "seizures" in line and "Closer" in line]
    assert "80%" not in seized


def test_json_holds_every_number(detente, small_case, found) -> None:
    read = json.loads(detente("scenarios", small_case, "--json").out)
    assert read["scenarios"][0]["median"] == -50.0
    assert read["shapley"][1]["interaction"] == ["A-B", "A-C"]
    told = read["calibration"]
    assert (told["approximate"], told["believed"]) == (True, False)
    assert told["heldout_logscore"]["series"][0]["local_level"] == -7.3
    assert told["effects"][0]["verdict"] == "learned"
    assert told["fit"]["places"]


def test_what_was_learned_and_how_it_forecast_is_printed(detente, small_case, found) -> None:
    ran = detente("scenarios", small_case)
    assert "US–China trust: precursors" in ran.out
    assert "assumed, not learned" in ran.out
    assert "-10.10 *" in ran.out
    assert "seasonal naive" in ran.out


def test_rivals_and_quick_are_handed_on(detente, small_case, found) -> None:
    detente("scenarios", small_case)
    detente("scenarios", small_case, "--quick", "--rivals")
    assert found == [Settings(), Settings(quick=True, rivals=True)]


def test_figures_are_written_where_asked_for(detente, small_case, monkeypatch, tmp_path) -> None:
    made = ScenarioFindings(
        PARTS["scenarios"], PARTS["scenario_courses"], PARTS["scenario_baseline"],
        PARTS["shapley"], PARTS["assumptions"], PARTS["failures"], "all", 2000,
        PARTS["calibration"],
    )  # fmt: skip
    monkeypatch.setattr(Study, "scenario_findings", lambda study: made)
    detente("scenarios", small_case, "--out", tmp_path / "drawn")
    written = {path.name for path in (tmp_path / "drawn").iterdir()}
    for name in ("scenarios", "parts", "course", "learned", "hangs-on", "fit", "fit-places"):
        assert {f"{name}.svg", f"{name}.png", f"{name}.csv"} <= written
