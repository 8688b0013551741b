"""What a scenario rests on: effects that were learned, or that were put in."""

from types import SimpleNamespace

import pytest

from detente.scenarios.calibrated import basis_of, parameter_label, parameter_notes
from detente.scenarios.calibrated_rows import HeldOut, HeldOutScore
from tests.brief.scenario_samples import effect

SIDES = {"us_china": "USA-CHN", "us_mexico": "USA-MEX"}
NAMES = {"USA-CHN": "US–China", "USA-MEX": "US–Mexico"}
SYSTEM = SimpleNamespace(
    observations=SimpleNamespace(sides=SIDES),
    model=SimpleNamespace(variables={
        "demand_elasticity": SimpleNamespace(documentation="Response of\n  consumption."),
    }),
)  # fmt: skip
LEARNED = effect("us_china", "precursors", "USA-CHN", 0.6)
ASSUMED = effect("us_mexico", "border", "USA-MEX", 0.1)


@pytest.mark.parametrize(
    ("dyads", "basis"),
    [
        (("USA-CHN",), "learned"),
        (("USA-MEX",), "assumed"),
        (("USA-CHN", "USA-MEX"), "partly learned"),
        ((), ""),
        (("CHN-MEX",), "assumed"),  # no parameter: the model file fixes what it does
        (("USA-CHN", "CHN-MEX"), "partly learned"),
    ],
)
def test_basis(dyads, basis) -> None:
    assert basis_of((LEARNED, ASSUMED), dyads) == basis


@pytest.mark.parametrize(
    ("parameter", "label"),
    [
        ("effect_us_china_precursors", "US–China trust: precursors"),
        ("us_mexico_score_2", "US–Mexico: uncertainty of its index, part 2"),
        ("demand_elasticity", "Demand elasticity"),
        ("us_china_relations", "US–China: relations"),
    ],
)
def test_parameters_in_words(parameter, label) -> None:
    assert parameter_label(SYSTEM, parameter, NAMES) == label


def test_the_model_file_says_what_they_are() -> None:
    known, other = parameter_notes(SYSTEM, ["demand_elasticity", "spread"], NAMES)
    assert known.what == "Response of consumption."
    assert other.what == ""


def test_where_a_baseline_wins_is_said() -> None:
    won, lost = HeldOutScore("a", 3, -1.0, -2.0, -1.5), HeldOutScore("b", 3, -2.0, None, -1.5)
    alone, none = HeldOutScore("c", 1, -1.0, None, None), HeldOutScore("d", 1, None, -9.0, None)
    found = HeldOut(12, False, True, (), (won, lost, alone, none))
    assert [one.series for one in found.lost] == ["b", "d"]
