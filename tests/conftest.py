"""Fixtures that many tests share."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of published files beside the repository; present in CI, absent in a user's clone."""
    folder = REPOSITORY.parent / "shared"
    if folder.is_dir():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail("CI must have shared/ beside the repository, and it is missing")
    pytest.skip("shared/ is not beside this clone; only the project's own CI has it")
