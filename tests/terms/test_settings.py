"""No library takes settings from the folder that somebody stands in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from detente.terms.settings import nothing_set_by

DECOYS = {
    "arvizrc": "garbage line without colon\nstats.ci_prob: 7\n",
    "matplotlibrc": "backend: module://evilbackend\nfoo bar\nfont.size: nope\n",
}
MODULES = ("numpy", "jax", "typst", "pandas", "csv", "evilbackend", "sitecustomize")


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """Make a folder full of settings and modules that a library could take for its own."""
    for name, text in DECOYS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in MODULES:
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken')\n", encoding="utf-8")
    for name in ("pyproject.toml", "setup.cfg", ".env", "dask.yaml", "pint.ini", "ibis.toml",
                 ".numba_config.yaml", ".duckdbrc"):  # fmt: skip
        (tmp_path / name).write_text("[broken\n", encoding="utf-8")
    return tmp_path


LIBRARIES = """
import builtins, os, sys
opened = []
def watch(event, args):
    if event == "open" and isinstance(args[0], str):
        opened.append(os.path.abspath(args[0]))
sys.addaudithook(watch)
import detente.cooperation.composition, detente.dynamics.run_file, detente.brief.write
import detente.study.study, detente.dynamics.sensitivity, detente.dynamics.calibration.calibrate
import SALib.analyze.sobol, SALib.sample.sobol, h5netcdf, distributed, sklearn.tree, pysd, typst
from detente.sampling.diagnostics import load_arviz
arviz = load_arviz()
assert arviz.rcParams["stats.ci_prob"] == 0.94
here = os.getcwd() + os.sep
print([path for path in opened if path.startswith(here)])
"""


def test_importing_everything_opens_no_file_of_the_working_directory(strange: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-P", "-c", LIBRARIES], cwd=strange, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (found.stderr, found.stdout) == ("", "[]\n")


def test_the_program_takes_no_module_of_the_working_directory(strange: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "detente", "check", "fentanyl"], cwd=strange, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert "taken" not in found.stderr


def test_only_these_names_and_only_here_are_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for folder in (tmp_path, home):
        folder.mkdir(exist_ok=True)
        for name in ("arvizrc", "other"):
            (folder / name).touch()
    monkeypatch.chdir(tmp_path)
    exists = os.path.exists
    with nothing_set_by("arvizrc"):
        asked = ("arvizrc", "./arvizrc", str(tmp_path / "arvizrc"), "home/arvizrc",
                 str(home / "arvizrc"), "other", "missing/arvizrc")  # fmt: skip
        assert [os.path.exists(path) for path in asked] == [  # noqa: PTH110
            False, False, False, True, True, True, False,
        ]  # fmt: skip
        assert os.path.exists(tmp_path / "other")  # noqa: PTH110
        assert os.path.exists(0)  # noqa: PTH110
    assert os.path.exists is exists
