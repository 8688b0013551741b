"""Every model of the public suite runs to its expected output, or is listed with the reason."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest

from detente.dynamics.compile import load
from detente.dynamics.simulate import simulate
from detente.terms.errors import InputError
from tests.conftest import REPOSITORY
from tests.dynamics.expected import NIL, differences, expected_table

SUITE = REPOSITORY.parent / "shared" / "sd-test-models" / "tests"
ENDINGS = (".mdl", ".xmile", ".stmx")
MODELS = sorted(
    f"{path.parent.name}/{path.name}"
    for path in SUITE.glob("*/*")
    if path.suffix.lower() in ENDINGS and path.name != "model_to_generate_data.mdl"
)

SKETCH = "has no equation"
NO_MACRO = "cannot be parsed"
# Model → part of the message with which it is refused. The first group asks for something that is
# not supported; the others are broken sources, which no program can run.
REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "get_time_value/test_get_time_value.mdl": "GET TIME VALUE of a calendar",
        # The file of constants that it names is not in the suite.
        "get_constants/test_get_constants.mdl": "is not there",
        # `EXPRESSION MACRO(…)` is called, but the file defines no macro.
        "macro_expression/test_macro_expression.stmx": NO_MACRO,
        "macro_expression/test_macro_expression.xmile": NO_MACRO,
        "macro_multi_expression/test_macro_multi_expression.stmx": NO_MACRO,
        "macro_multi_expression/test_macro_multi_expression.xmile": NO_MACRO,
        "macro_multi_macros/test_macro_multi_macros.stmx": NO_MACRO,
        "macro_multi_macros/test_macro_multi_macros.xmile": NO_MACRO,
        # The equations of the arrays read `???`.
        "subscript_constant_call/test_subscript_constant_call.stmx": SKETCH,
        "subscript_constant_call/test_subscript_constant_call.xmile": SKETCH,
        "subscript_multiples/test_multiple_subscripts.stmx": SKETCH,
        "subscript_multiples/test_multiple_subscripts.xmile": SKETCH,
        "subscript_subranges/test_subscript_subrange.stmx": SKETCH,
        "subscript_subranges/test_subscript_subrange.xmile": SKETCH,
        "subscripted_flows/test_subscripted_flows.stmx": SKETCH,
        "subscripted_flows/test_subscripted_flows.xmile": SKETCH,
    }
)
# Vensim finds the marginal priority of ALLOCATE AVAILABLE only roughly: its shares miss a supply of
# up to 2,000 by up to 0.002 and the exact ones by up to 0.0105, where ours meet the supply to the
# last digit (tested below). What a number may be off by:
LOOSER: Mapping[str, float] = MappingProxyType(
    {"allocate_available/test_allocate_available.mdl": 0.011}
)
# The file asks for RK4; its expected output is Euler's, which the suite took from the .mdl twin.
OTHER_METHOD: Mapping[str, str] = MappingProxyType(
    {"zeroled_decimals/test_zeroled_decimals.xmile": "euler"}
)
DATA: Mapping[str, str] = MappingProxyType(
    {"data_from_other_model/test_data_from_other_model.mdl": "data.tab"}
)
PASSED = len(MODELS) - len(REFUSED)


@pytest.mark.parametrize("name", [name for name in MODELS if name not in REFUSED])
def test_a_model_runs_to_its_expected_output(shared: Path, name: str) -> None:
    path = shared / "sd-test-models" / "tests" / name
    table = expected_table(path.parent)
    assert table is not None, f"{name} has no expected output; list it"
    inputs = {}
    if name in DATA:
        data = pd.read_csv(path.parent / DATA[name], sep="\t")
        inputs = {str(column): (data.iloc[:, 0], data[column])
                  for column in data.columns[1:] if str(column).startswith("var")}  # fmt: skip
    results = simulate(load(path, method=OTHER_METHOD.get(name)), inputs=inputs)
    assert differences(results, table, LOOSER.get(name, NIL)) == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_model_that_cannot_run_is_refused_with_the_reason(shared: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        simulate(load(shared / "sd-test-models" / "tests" / name))
    assert REFUSED[name] in str(caught.value)


def test_no_model_is_left_out(shared: Path) -> None:
    """A model that is added or taken away is noticed, and refusals stay rare."""
    assert len(MODELS) == 127
    assert set(REFUSED) <= set(MODELS)
    assert PASSED == 111
    unsupported = [name for name, reason in REFUSED.items() if "GET TIME" in reason]
    assert len(unsupported) <= 0.05 * len(MODELS)


def test_allocation_meets_the_supply_where_the_expected_output_does_not(shared: Path) -> None:
    """The looser tolerance of one model is Vensim's error: our shares add up to the supply."""
    folder = shared / "sd-test-models" / "tests" / "allocate_available"
    results = simulate(load(folder / "test_allocate_available.mdl"))
    branches = ("Boston", "Dayton", "Fresno")
    shares = sum(results[f"allocation1[{branch}]"][0] for branch in branches)
    supply = results["available"][0]
    demand = sum(results[f"demand1[{branch}]"][0] for branch in branches)
    # Bisection to the last bit of a double, then one Newton step: only rounding is left.
    assert shares == pytest.approx([min(s, d) for s, d in zip(supply, demand, strict=True)],
                                   rel=1e-9)  # fmt: skip


def test_the_published_list_is_the_tested_one(shared: Path) -> None:
    from tests.dynamics.report import PLACE, report

    assert PLACE.read_text(encoding="utf-8") == report(), "run python -m tests.dynamics.report"
