"""A case's model is written at its posterior means, in both formats, and both run alike."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from detente.case.load import built_in_cases, load_case
from detente.dynamics.compile import load
from detente.dynamics.simulate import simulate
from detente.study.export import export_calibrated
from detente.study.study import Study
from detente.terms.errors import InputError

EFFECT = "effect_us_china_precursors"


def test_both_formats_hold_the_means(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = SimpleNamespace(
        params=lambda: {EFFECT: np.array([0.5, 0.9])}, warnings=("told to the reader",)
    )
    monkeypatch.setattr(Study, "calibration", lambda study: found)
    case = load_case(built_in_cases()["fentanyl"])
    paths, warnings = export_calibrated(Study(case), tmp_path / "new" / "out")
    assert [path.name for path in paths] == ["fentanyl.xmile", "fentanyl.mdl"]
    assert warnings == ("told to the reader",)
    runs = [simulate(load(path), outputs=(EFFECT, "deaths")) for path in paths]
    for run in runs:
        assert run[EFFECT][0, 0] == pytest.approx(0.7)
    # Two formats of the same equations: only the last digits of their numbers may differ.
    assert runs[0]["deaths"] == pytest.approx(runs[1]["deaths"], rel=1e-9)
    as_shipped = simulate(load(case.folder / "model.xmile"), outputs=("deaths",))["deaths"]
    assert not np.allclose(runs[0]["deaths"], as_shipped)


def test_a_case_without_a_model_is_refused(tmp_path: Path) -> None:
    case = load_case(built_in_cases()["fentanyl"].parent / "new")
    with pytest.raises(InputError, match=r"no model\.xmile"):
        export_calibrated(Study(case), tmp_path)
    assert not list(tmp_path.iterdir())
