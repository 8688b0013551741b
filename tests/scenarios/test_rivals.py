"""Variants drop what they must, and an effect that the data do not touch is said to be assumed."""

from dataclasses import replace

import numpy as np
import pytest

from detente.case.load import built_in_cases
from detente.dynamics.calibration.read import load_calibration
from detente.dynamics.compile import load
from detente.scenarios.learned import ASSUMED, EFFECT, LEARNED, effects_learned
from detente.scenarios.posterior import RIVALS, System, calibrate_system
from detente.scenarios.rivals import EVERY, NONE, without

FOLDER = built_in_cases()["fentanyl"]


def test_a_variant_keeps_one_rival() -> None:
    assert without(EVERY) == ()
    assert without(NONE) == RIVALS
    for rival in RIVALS:
        assert set(without(rival)) == set(RIVALS) - {rival}


def test_rivals_and_effects_are_parameters_whose_absence_is_nothing() -> None:
    spec = load_calibration(FOLDER / "calibration.toml")
    names = {item.name for item in spec.parameters}
    assert set(RIVALS) <= names
    model = load(FOLDER / "model.xmile")
    for rival in RIVALS:
        (slot,) = model.slots_of(rival).values()
        node = model.definitions[slot].node
        assert getattr(node, "value", None) == 0.0
    effects = [item for item in spec.parameters if item.name.startswith(EFFECT)]
    # The prior favours no side.
    assert len({(item.prior.kind, *item.prior.numbers.items()) for item in effects}) == 1
    assert len(effects) == 4


def test_every_prior_names_its_source_or_says_judgement() -> None:
    for item in load_calibration(FOLDER / "calibration.toml").parameters:
        assert len(item.prior.source) > 8, item.name


def test_an_effect_is_learned_only_where_the_record_narrowed_it(system: System) -> None:
    found = calibrate_system(system, 1, quick=True)
    narrow = {"effect_a": found.draws["effect"]}
    wide = {"effect_b": np.random.default_rng(0).standard_normal(found.draws["effect"].shape)}
    both = replace(
        found,
        draws=found.draws | narrow | wide,
        prior=found.prior | dict.fromkeys(("effect_a", "effect_b"), found.prior["effect"]),
    )
    said = {effect.parameter: effect.verdict for effect in effects_learned(both)}
    assert said == {"effect_a": LEARNED, "effect_b": ASSUMED}
    contraction = {e.parameter: e.contraction for e in effects_learned(both)}
    assert contraction["effect_b"] == pytest.approx(0.0, abs=0.2)
