"""Fixtures of the tests of the index."""

from pathlib import Path

import pytest

from detente.cooperation.index import CooperationIndex, estimate_index
from tests.cooperation.worlds import SMALL, made_panel


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test an empty cache of its own."""
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def quiet() -> CooperationIndex:
    """Make a small fit that several tests look at."""
    return estimate_index(made_panel(), seed=1, settings=SMALL)
