"""A case's model is written at its posterior means, in both formats, and both run alike."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import detente.pipeline.scenarios as scenarios
import detente.scenarios.posterior as posterior
from detente.case.load import built_in_cases, load_case
from detente.dynamics.compile import load
from detente.dynamics.simulate import simulate
from detente.pipeline.scenarios import export_calibrated
from detente.terms.errors import InputError
from detente.terms.periods import months_between

EFFECT = "effect_us_china_precursors"


def test_both_formats_hold_the_means(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    months = list(months_between("2017-01", "2026-04"))
    balance = np.random.default_rng(1).standard_normal((8, 3, len(months)))
    indices = SimpleNamespace(
        subject="trade",
        of=lambda measure: SimpleNamespace(trend=balance),
        dyads=("USA-CHN", "USA-MEX", "CHN-MEX"),
        periods=months,
    )
    found = SimpleNamespace(
        params=lambda: {EFFECT: np.array([0.5, 0.9])}, warnings=("told to the reader",)
    )
    monkeypatch.setattr(scenarios, "indices_on", lambda *given: indices)
    monkeypatch.setattr(posterior, "calibrate_system", lambda *given, **more: found)
    case = load_case(built_in_cases()["fentanyl"])
    paths, warnings = export_calibrated(case, tmp_path / "new" / "out", seed=1)
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
        export_calibrated(case, tmp_path, seed=1)
    assert not list(tmp_path.iterdir())
