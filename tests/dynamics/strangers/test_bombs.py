"""What asks for far more than it is gets a named error in two seconds and 500 MB of memory."""

from pathlib import Path
from typing import Any

import pytest

from tests.dynamics.strangers.bombs import bombs
from tests.dynamics.strangers.corpus import Stranger
from tests.dynamics.strangers.test_nothing_runs import WARM, laid, python

BOMBS = bombs()


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Read and run the whole corpus in one process under bounds; name → how it ended."""
    place = tmp_path_factory.mktemp("bombs")
    folders = [laid(place / "warm", WARM[0])]
    folders += [laid(place / name, Stranger(files)) for name, files in BOMBS.items()]
    asked = [str(folder) for folder in folders]
    return python(["-m", "tests.dynamics.strangers.read_bounded"], asked, place)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_name_in_time_and_memory(ended: dict[str, Any], name: str) -> None:
    # The bounds raise inside of the program that reads; no clock is looked at here.
    assert ended[name]["end"].startswith("refused: "), ended[name]["end"]


def test_the_corpus_is_read_beside_a_model_that_runs(tmp_path: Path) -> None:
    folders = [laid(tmp_path / name, WARM[0]) for name in ("warm", "plain")]
    found = python(
        ["-m", "tests.dynamics.strangers.read_bounded"], list(map(str, folders)), tmp_path
    )
    assert found["plain"]["end"] == "ran"
