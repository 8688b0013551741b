"""A dozen public models step by step beside PySD and Simlin, and World3 beside Vensim."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from detente.dynamics.compile import load
from detente.dynamics.names import split_name
from detente.dynamics.simulate import simulate
from tests.conftest import REPOSITORY
from tests.dynamics.expected import RELATIVE, SHARE_OF_LARGEST
from tests.dynamics.oracles import pysd_run, same, simlin_run

# Model → how many of its variables the two programs agree on.
BOTH: Mapping[str, int] = MappingProxyType(
    {
        "case_sensitive_extension/teacup-upper.MDL": 6,
        "chained_initialization/test_chained_initialization.mdl": 10,
        "except_subranges/test_except_subranges.mdl": 146,
        "initial_function/test_initial.mdl": 5,
        "lookups/test_lookups.mdl": 5,
        "macro_multi_macros/test_macro_multi_macros.mdl": 6,
        "model_doc/model_doc.mdl": 3,
        "number_handling/test_number_handling.mdl": 7,
        "subscript_3d_arrays/test_subscript_3d_arrays.mdl": 26,
        "subscript_multiples/test_multiple_subscripts.mdl": 23,
        "subscripted_flows/test_subscripted_flows.mdl": 14,
        "trend/test_trend.mdl": 6,
        "trig/test_trig.mdl": 10,
    }
)
# Where they do not agree the expected output decides, which test_conformance.py holds us to:
# Simlin deals the numbers of a three-dimensional constant out in another order.
APART: Mapping[str, int] = MappingProxyType(
    {"subscript_3d_arrays/test_subscript_3d_arrays.mdl": 24}
)
# Vensim computed its output in single precision.
WORLD3_ROUNDED = {"family income expectation", "land removal for urban and industrial use"}


@pytest.mark.parametrize("name", BOTH)
def test_a_model_agrees_wherever_two_other_programs_do(
    shared: Path, tmp_path: Path, name: str
) -> None:
    path = shared / "sd-test-models" / "tests" / name
    results = simulate(load(path))
    left, right = pysd_run(path, tmp_path), simlin_run(path)
    agreed, apart = 0, 0
    for shown in results.names:
        key = split_name(shown)
        if key not in left or key not in right:
            continue  # Simlin does not report the time step
        if same(right[key], left[key]):
            assert same(results[shown][0], left[key]), shown
            agreed += 1
        else:
            apart += 1
    assert (agreed, apart) == (BOTH[name], APART.get(name, 0))


def world3() -> Path | None:
    """Find World3-03: in the folder that DETENTE_WORLD3 names, or beside the repository."""
    named = os.environ.get("DETENTE_WORLD3")
    folders = [Path(named)] if named else [REPOSITORY.parent / "shared" / "world3-03"]
    found = [path for folder in folders for path in sorted(folder.glob("*.mdl"))]
    return found[0] if found else None


@pytest.mark.skipif(world3() is None, reason="World3-03 is not here; DETENTE_WORLD3 names a folder")
def test_world3_agrees_with_simlin_and_with_vensim_itself() -> None:
    path = world3()
    assert path is not None
    results = simulate(load(path))
    other = simlin_run(path)
    common = [name for name in results.names if split_name(name) in other]
    assert len(common) >= 250
    assert [name for name in common if not same(results[name][0], other[split_name(name)])] == []
    outputs = [item for item in path.parent.iterdir() if item.suffix.lower() == ".vdf"]
    if not outputs:
        pytest.skip("no output of Vensim (.vdf) lies beside the model")
    import simlin

    for output in outputs:
        frame = simlin.load_vdf(output)
        table = {split_name(str(column)): frame[column].to_numpy(float) for column in frame}
        wrong = []
        for name in results.names:
            wanted = table[split_name(name)]
            allowed = RELATIVE * np.abs(wanted) + SHARE_OF_LARGEST * np.abs(wanted).max() + 1e-12
            if (np.abs(results[name][0] - wanted) > allowed).any():
                wrong.append(name)
        assert set(wrong) <= WORLD3_ROUNDED, output.name
