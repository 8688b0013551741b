"""Minutes of fuzzing led by coverage, one reader at a time."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.fuzz.targets import TARGETS

SECONDS = int(os.environ.get("FUZZ_SECONDS", "60"))
MODELS = ("vensim", "xmile")
"""Grammars of their own take longest to get into; every other reader has a sixth of the time."""


@pytest.mark.fuzz
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed here")
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_that_coverage_leads_to_is_a_fault(name: str, tmp_path: Path) -> None:
    seconds = SECONDS if name in MODELS else max(5, SECONDS // 6)
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.run_atheris", name, str(seconds), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "JAX_PLATFORMS": "cpu"},
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    runs = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    assert runs is not None
    assert int(runs.group(1)) > len(TARGETS[name].seeds())
