"""Effects are estimated once a day, and only those that were asked for."""

import dataclasses
from typing import Any

import pytest

from detente.case.load import load_case, read_all
from detente.case.spec import Case
from detente.case.template import new_case
from detente.effects.assess import NotAssessableError
from detente.effects.results import Effect
from detente.effects.spec import EffectSpec
from detente.evidence.store import Store
from detente.study import effect_nodes
from detente.study.effect_nodes import asked_for
from detente.study.evidence import Evidence
from detente.study.settings import Settings
from detente.study.study import Study
from detente.terms.errors import InputError
from detente.terms.progress import Progress, quiet
from tests.brief.effect_samples import effect as sample

IDS = ("us-cn-059", "us-cn-075")
FIRSTS = {name: name for name in IDS}
"""Each row is the only one of its happening."""


def spec(name: str, event: str = IDS[0], dyad: str = "USA-CHN", series: str = "") -> EffectSpec:
    label, why = f"What of {name}?", "It measures it."
    return EffectSpec(name, label, ((event,),), why, "2022-07", "2024-01", dyad=dyad, series=series)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory):
    made = load_case(new_case("trial", tmp_path_factory.mktemp("cases")))
    return dataclasses.replace(made, effects=(spec("first"), spec("second", IDS[1], "USA-MEX")))


def test_without_a_wish_every_effect_of_the_case_is_chosen(case) -> None:
    assert asked_for(case, FIRSTS, None, None) == case.effects


@pytest.mark.parametrize(
    ("event", "series", "ids"),
    [(IDS[0], None, ["first"]), (None, "USA-MEX", ["second"]), (IDS[1], "USA-MEX", ["second"])],
)
def test_effects_are_chosen_by_event_and_series(case, event, series, ids) -> None:
    assert [one.id for one in asked_for(case, FIRSTS, event, series)] == ids


def test_an_effect_that_the_case_does_not_ask_about_is_made(case) -> None:
    (made,) = asked_for(case, FIRSTS, IDS[0], "USA-MEX")
    assert (made.events, made.dyad, made.series) == (((IDS[0],),), "USA-MEX", "")
    assert (made.first, made.last) == (case.index.start, case.index.end)
    assert (made.measure, made.asks) == (case.index.subject, "change")


@pytest.mark.parametrize(
    ("event", "series", "place", "said"),
    [
        ("us-cn-59", None, "event", "did you mean 'us-cn-059'?"),
        (None, "USA-MX", "series", "did you mean 'USA-MEX'?"),
        (None, "CHN-MEX", "series", "give event too"),
    ],
)
def test_a_wrong_id_names_the_nearest(case, event, series, place, said) -> None:
    with pytest.raises(InputError) as refused:
        asked_for(case, FIRSTS, event, series)
    (problem,) = refused.value.problems
    assert problem.file == place
    assert said in problem.fix


def test_an_effect_is_estimated_once_and_again_only_for_another_seed(
    case, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def estimate(wanted: EffectSpec, known: Any, *, seed: int, **more: Any) -> Effect:
        asked.append(wanted.id)
        if wanted.id == "second":
            raise NotAssessableError("The event was not yet known.")
        return made_effect(dataclasses.replace(sample("x", 0.1, survives=True), id=wanted.id))

    monkeypatch.setattr(effect_nodes, "effect_of", estimate)
    said: list[tuple[str, float]] = []
    first = study_of(case, 1, lambda text, at: said.append((text, at)))
    found, missing = first.effects_found()
    assert [finding.id for finding in found] == ["first"]
    assert missing == {"What of second?": "The event was not yet known."}
    assert first.effects_found() == (found, missing)
    with pytest.raises(NotAssessableError):
        first.known().effect(case.effects[1])
    # Another study takes what the first one stored, reasons included.
    assert study_of(case, 1).effects_found() == (found, missing)
    assert asked == ["first", "second"]
    assert ("What of first?", 0.0) in said
    assert ("What of second?", 0.5) in said
    assert said[-1] == ("What of second?", 1.0)
    study_of(case, 2).effects_found()
    assert asked == ["first", "second", "first", "second"]


def study_of(case: Case, seed: int, progress: Progress = quiet) -> Study:
    """Study a case whose effects have too few months around them, which its check would refuse."""
    study = Study(case, None, Settings(seed), progress)
    rows = read_all(dataclasses.replace(case, effects=()))
    study.evidence = Evidence(case, rows, Store(case.resources, rows))
    return study


def made_effect(finding: Any) -> Effect:
    import numpy as np

    return Effect(finding, np.zeros(3), None, np.zeros((3, 1)))
