"""Fixtures that many tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import detente  # noqa: F401  # sets JAX up before any test starts it

# No test has a clock in it: on a loaded machine an example may take any time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def tests_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep draws of tests out of the user's cache, and the user's out of the tests.

    Processes that share a run share its cache, so that equal fits are drawn once.
    """
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(run / "cache"))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of published files beside the repository; present in CI, absent in a user's clone."""
    folder = REPOSITORY.parent / "shared"
    if folder.is_dir():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail("CI must have shared/ beside the repository, and it is missing")
    pytest.skip("shared/ is not beside this clone; only the project's own CI has it")
