"""A small sound case to break."""

from collections.abc import Callable
from pathlib import Path

import pytest

from detente.case.template import new_case
from tests.case.trial import Trial


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """A sound case."""
    return Trial(new_case("trial", tmp_path))


@pytest.fixture
def another(tmp_path: Path) -> Callable[[str], Trial]:
    """Make further sound cases by name."""
    return lambda name: Trial(new_case(name, tmp_path))
