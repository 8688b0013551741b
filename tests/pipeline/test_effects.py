"""Effects are estimated once a day, and only those that were asked for."""

import dataclasses
from types import SimpleNamespace
from typing import Any

import pytest

from detente.case.load import load_case
from detente.case.template import new_case
from detente.effects.assess import NotAssessableError
from detente.effects.results import Effect
from detente.effects.spec import EffectSpec
from detente.pipeline import effects
from detente.pipeline.effects import Estimates, asked_for
from detente.terms.errors import InputError
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
        ("us-cn-59", None, "--event", "did you mean 'us-cn-059'?"),
        (None, "USA-MX", "--series", "did you mean 'USA-MEX'?"),
        (None, "CHN-MEX", "--series", "give --event too"),
    ],
)
def test_a_wrong_id_names_the_nearest(case, event, series, place, said) -> None:
    with pytest.raises(InputError) as refused:
        asked_for(case, FIRSTS, event, series)
    (problem,) = refused.value.problems
    assert problem.file == place
    assert said in problem.fix


def test_an_effect_is_estimated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def estimate(wanted: EffectSpec, known: Any, *, seed: int, progress: Any) -> Effect:
        asked.append(wanted.id)
        progress(0.5, "at work")
        if wanted.id == "late":
            raise NotAssessableError("The event was not yet known.")
        return made_effect(dataclasses.replace(sample("x", 0.1, survives=True), id=wanted.id))

    monkeypatch.setattr(effects, "effect_of", estimate)
    made = Estimates(SimpleNamespace(), seed=1)  # type: ignore[arg-type]
    said: list[tuple[str, float]] = []
    made.all_of([spec("one"), spec("late")], lambda text, at: said.append((text, at)))
    assert made(spec("one")).finding.id == "one"
    with pytest.raises(NotAssessableError):
        made(spec("late"))
    assert asked == ["one", "late"]
    assert [finding.id for finding in made.findings] == ["one"]
    assert made.left_out == {"What of late?": "The event was not yet known."}
    assert said == [
        ("What of one?", 0.0), ("What of one? (at work)", 0.25),
        ("What of late?", 0.5), ("What of late? (at work)", 0.75),
    ]  # fmt: skip


def made_effect(finding: Any) -> Effect:
    import numpy as np

    return Effect(finding, np.zeros(3), None, np.zeros((3, 1)))
