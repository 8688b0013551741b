"""When scenarios may be read by claims and judgements, and when a case does without them."""

import dataclasses
from datetime import date
from types import SimpleNamespace

import pytest

from detente.claims.record import NO_SCENARIOS
from detente.dynamics.calibration.holdout import HoldOut
from detente.scenarios.posterior import RIVALS
from detente.scenarios.results import ScenarioFindings
from detente.study import simulations
from detente.study.node import Worked
from detente.study.settings import Settings
from detente.study.simulations import Simulated, Simulations
from detente.terms.errors import InputError
from tests.brief import scenario_samples

NOW, PAST = date(2024, 3, 1), date(2021, 3, 1)


def simulated(monkeypatch: pytest.MonkeyPatch, day: date, found: object) -> Simulations:
    def run(node: object) -> object:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(simulations, "has_model", lambda case: found is not None)
    monkeypatch.setattr(Simulated, "node", None)
    known = SimpleNamespace(case=SimpleNamespace(last_vintage=NOW), day=day)
    return Simulated(known, Worked()).simulations(run)


def findings(*, believed: bool) -> ScenarioFindings:
    told = dataclasses.replace(
        scenario_samples.calibration(), believed=believed, warnings=("Pareto k is 1.76.",)
    )
    return ScenarioFindings((), (), (), (), (), (), "", 10, told)


def test_a_calibration_that_met_its_checks_may_be_read(monkeypatch) -> None:
    assert simulated(monkeypatch, NOW, findings(believed=True)).reason == ""


def test_one_that_did_not_is_shown_and_not_read(monkeypatch) -> None:
    made = simulated(monkeypatch, NOW, findings(believed=False))
    assert made.found is not None
    assert made.left_out == ""
    assert made.reason == (
        "The calibration of the case's model did not meet its checks. Pareto k is 1.76."
    )


def test_a_case_without_a_model(monkeypatch) -> None:
    assert simulated(monkeypatch, NOW, None) == Simulations(None, NO_SCENARIOS, "")


def test_a_faulty_file_is_refused_today(monkeypatch) -> None:
    fault = InputError.at("scenarios.toml", 3, "there is no side north", "name one")
    with pytest.raises(InputError):
        simulated(monkeypatch, NOW, fault)


def test_a_past_record_too_short_for_scenarios_is_no_fault(monkeypatch) -> None:
    fault = InputError.at("scenarios.toml", 3, "the window 2022 is not covered", "choose others")
    made = simulated(monkeypatch, PAST, fault)
    assert made.found is None
    assert "the window 2022 is not covered" in made.left_out
    assert made.reason == made.left_out


def test_rivals_report_progress_that_only_goes_forward(monkeypatch) -> None:
    """Each variant's fit starts at nothing again; the run does not."""
    fits = HoldOut(12, (), approximate=True, believed=True, warnings=())

    class Fitted:
        def value(self, node, progress):
            progress("fitting", 0.0)
            progress("fitting", 1.0)
            return fits

    monkeypatch.setattr(Simulated, "_told", "told")
    known = SimpleNamespace(settings=Settings(rivals=True))
    seen: list[float] = []
    made = Simulated(known, Fitted())._rivals(lambda text, at: seen.append(at))
    assert [one.name for one in made] == ["all of them", "none of them", *RIVALS]
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    known = SimpleNamespace(settings=Settings())
    assert Simulated(known, Fitted())._rivals(lambda text, at: None) == ()
