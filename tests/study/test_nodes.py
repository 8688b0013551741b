"""What was worked out is stored, and nothing else is ever taken for it."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from detente.cooperation.composition import Composition, estimate_composition
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts
from detente.sampling.draw_store import keep_arrays, load_arrays
from detente.scenarios.posterior import System
from detente.study import known as study_known
from detente.study.calibrations import calibration_node
from detente.study.known import Known
from detente.study.node import Worked
from detente.study.settings import Settings
from detente.terms.measures import RELATIONS
from detente.terms.periods import months_between
from detente.terms.progress import quiet
from tests.scenarios.conftest import folder as folder
from tests.scenarios.conftest import system as system

PERIODS = months_between("2020-01", "2020-06")
SMALL = IndexSettings(trend_steps=2, episode_sds=2, episode_memories=1, draws=50)


def acts(cooperative: int = 2) -> Acts:
    total = np.full((6, 1), 4)
    return Acts(RELATIONS, PERIODS, ("USA-CHN",), np.full((6, 1), cooperative), total)


@pytest.fixture
def fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    made: list[int] = []

    def counted(acts: Acts, *, seed: int, settings: IndexSettings) -> Composition:
        made.append(seed)
        return estimate_composition(acts, seed=seed, settings=settings)

    monkeypatch.setattr(study_known, "estimate_composition", counted)
    monkeypatch.setattr(study_known, "IndexSettings", lambda: SMALL)
    return made


def index(of: Acts, seed: int = 1) -> Composition:
    """Return the index of some acts, as a study that has just begun would."""
    known = Known(SimpleNamespace(), None, Settings(seed), Worked())  # type: ignore[arg-type]
    return Worked().value(known.index_node(of), quiet)


def test_an_equal_index_is_worked_out_once(fits: list[int]) -> None:
    first, again = index(acts()), index(acts())
    assert len(fits) == 1
    assert (first.balance == again.balance).all()
    assert (first.trend == again.trend).all()
    assert first.rows == again.rows
    assert (first.log_evidence, first.parameters) == (again.log_evidence, again.parameters)


def test_whatever_it_depends_on_makes_another(
    fits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    index(acts())
    index(acts(3))
    index(acts(), seed=2)
    monkeypatch.setattr(study_known, "IndexSettings", lambda: replace(SMALL, trend_reach=7.0))
    index(acts())
    assert len(fits) == 4
    monkeypatch.setattr(study_known, "METHOD", study_known.METHOD + 1)
    index(acts())
    assert len(fits) == 5


def test_a_damaged_entry_counts_as_not_there(fits: list[int], tmp_path: Path) -> None:
    first = index(acts())
    (path,) = tmp_path.glob("*.npz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    again = index(acts())
    assert len(fits) == 2
    assert (first.balance == again.balance).all()


def test_stored_arrays_of_another_shape_are_not_believed(fits: list[int], tmp_path: Path) -> None:
    first = index(acts())
    (path,) = tmp_path.glob("*.npz")
    arrays = load_arrays(path.stem)
    assert arrays is not None
    keep_arrays(path.stem, {**arrays, "balance": arrays["balance"][:, :, 1:]})
    again = index(acts())
    assert len(fits) == 2
    assert again.balance.shape == first.balance.shape


def test_a_value_is_held_and_not_read_again(fits: list[int], tmp_path: Path) -> None:
    worked = Worked()
    known = Known(SimpleNamespace(), None, Settings(1), worked)  # type: ignore[arg-type]
    node = known.index_node(acts())
    first = worked.value(node, quiet)
    assert worked.is_known(node)
    for path in tmp_path.glob("*.npz"):
        path.unlink()
    assert worked.value(node, quiet) is first
    assert not Worked().is_known(node)


def stored(system: System, seed: int, told: str = "a record", *, quick: bool = True):
    node = calibration_node(lambda: system, told, seed=seed, quick=quick)
    return Worked().value(node, quiet)


def test_a_calibration_comes_back_as_it_was(system: System) -> None:
    found, again = stored(system, 1), stored(system, 1)
    assert again.approximate
    assert again.seconds == found.seconds
    assert again.warnings == found.warnings
    assert np.array_equal(again.params()["effect"], found.params()["effect"])
    for other in (stored(system, 2), stored(system, 1, "another record")):
        assert other.seconds != found.seconds


@pytest.mark.slow
def test_nuts_draws_come_back_with_their_diagnostics(system: System) -> None:
    found, again = stored(system, 1, quick=False), stored(system, 1, quick=False)
    assert not again.approximate
    assert again.diagnostics == found.diagnostics
    assert again.diagnostics is not None
