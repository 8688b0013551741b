"""An index that was worked out is kept, and nothing else is ever taken for it."""

from pathlib import Path

import numpy as np
import pytest

from detente.cooperation import composition
from detente.cooperation.composition import estimate_composition
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts
from detente.terms.measures import RELATIONS
from detente.terms.periods import months_between

PERIODS = months_between("2020-01", "2020-06")
SMALL = IndexSettings(trend_steps=2, episode_sds=2, episode_memories=1, draws=50)


def acts(cooperative: int = 2) -> Acts:
    total = np.full((6, 1), 4)
    return Acts(RELATIONS, PERIODS, ("USA-CHN",), np.full((6, 1), cooperative), total)


@pytest.fixture
def fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    made: list[int] = []
    real = composition._fit

    def counted(*given: object) -> object:
        made.append(1)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(composition, "_fit", counted)
    return made


def test_an_equal_index_is_worked_out_once(fits: list[int]) -> None:
    first = estimate_composition(acts(), seed=1, settings=SMALL)
    again = estimate_composition(acts(), seed=1, settings=SMALL)
    assert len(fits) == 1
    assert (first.balance == again.balance).all()
    assert (first.trend == again.trend).all()
    assert first.rows == again.rows
    assert (first.log_evidence, first.parameters) == (again.log_evidence, again.parameters)


def test_whatever_it_depends_on_makes_another(fits: list[int]) -> None:
    estimate_composition(acts(), seed=1, settings=SMALL)
    estimate_composition(acts(3), seed=1, settings=SMALL)
    estimate_composition(acts(), seed=2, settings=SMALL)
    wider = IndexSettings(**{**{n: getattr(SMALL, n) for n in SMALL.__slots__}, "trend_reach": 7.0})
    estimate_composition(acts(), seed=1, settings=wider)
    assert len(fits) == 4


def test_a_damaged_entry_counts_as_not_there(fits: list[int], tmp_path: Path) -> None:
    first = estimate_composition(acts(), seed=1, settings=SMALL)
    (path,) = tmp_path.glob("*.npz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    again = estimate_composition(acts(), seed=1, settings=SMALL)
    assert len(fits) == 2
    assert (first.balance == again.balance).all()


def test_kept_arrays_of_another_shape_are_not_believed(
    fits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = estimate_composition(acts(), seed=1, settings=SMALL)
    bad = {
        "balance": found.balance[:, :, 1:],
        "trend": found.trend,
        "quantiles": found.quantiles,
        "parameters": np.zeros(3),
        "log_evidence": np.array(0.0),
        "edge": np.array(0.0),
    }
    monkeypatch.setattr(composition, "load_arrays", lambda key: bad)
    again = estimate_composition(acts(), seed=1, settings=SMALL)
    assert len(fits) == 2
    assert again.balance.shape == found.balance.shape
