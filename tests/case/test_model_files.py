"""The files of a case's model are read with the same care as all others, and by `check`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.case.load import built_in_cases, load_case
from detente.scenarios.files import name_problems, read_model_files
from tests.case.trial import Trial

FENTANYL = built_in_cases()["fentanyl"]
FILES = ("model.xmile", "scenarios.toml", "calibration.toml", "observations.toml")


@pytest.fixture
def modelled(trial: Trial) -> Trial:
    """A small case with the files of a model, whose series it has not."""
    for name in FILES:
        shutil.copy(FENTANYL / name, trial.folder / name)
    return trial


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link_out(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def a_link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def a_link_to_a_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def three_gigabytes(path: Path) -> None:
    os.truncate(path, 3 * 2**30)


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def utf_16(path: Path) -> None:
    path.write_bytes(path.read_text().encode("utf-16"))


def nul(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200] + b"\0")


BREAKAGES = [
    a_pipe, a_link_out, a_link_to_nothing, a_link_to_a_device, a_folder, three_gigabytes, nothing,
    utf_16, nul,
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("breakage", BREAKAGES)
def test_no_model_file_is_read_but_a_plain_one_inside(
    breakage: Callable[[Path], None], name: str, modelled: Trial
) -> None:
    if breakage is utf_16 and name == "model.xmile":
        pytest.skip("XML says its encoding itself")
    breakage(modelled.folder / name)
    told = [problem for problem in modelled.problems() if problem.file == name]
    assert told
    assert "root:" not in "".join(map(str, told)), "it tells what stands in a file outside"


def test_a_model_without_its_calibration_is_told(modelled: Trial) -> None:
    (modelled.folder / "calibration.toml").unlink()
    assert ("calibration.toml", "the file is missing") in {
        (problem.file, problem.problem) for problem in modelled.problems()
    }


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("scenarios.toml", 'variable = "', 'variable = "un', "has no variable"),
        ("observations.toml", 'series = "', 'series = "un', "needs the series"),
        ("observations.toml", '"USA-CHN"', '"USA-CHM"', "did you mean 'USA-CHN'"),
        ("observations.toml", "[column.", "[collumn.", "did you mean 'column'"),
        ("calibration.toml", 'variable = "', 'variable = "un', "is not in the model"),
        ("calibration.toml", "[parameter.", "[parameter.un", "is no variable of the model"),
        ("calibration.toml", 'column = "', 'column = "un', "is declared in observations.toml"),
        ("model.xmile", "<eqn>", "<eqn>(", "cannot be parsed"),
    ],
)
def test_a_slip_has_its_file_and_line(
    name: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    for file in FILES:
        shutil.copy(FENTANYL / file, tmp_path / file)
    path = tmp_path / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    case = load_case(FENTANYL)
    files = read_model_files(tmp_path)
    found = [*files.problems, *name_problems(files, case.series, case.dyads)]
    told = [problem for problem in found if problem.file == name and problem.line > 0]
    assert told, found
    assert any(said in str(problem) for problem in told), told


@pytest.mark.slow
def test_a_slip_is_told_before_anything_is_sampled(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(FENTANYL, whole)
    path = whole / "observations.toml"
    sound = path.read_text(encoding="utf-8")
    program = """
import sys
from detente.study import known
def fitted(*words, **more):
    raise SystemExit("it fitted")
known.estimate_composition = fitted
from detente.cli.app import main
sys.argv = ["detente", "brief", sys.argv[1], "--out", sys.argv[2]]
main()
"""
    path.write_text(sound.replace('series = "', 'series = "un', 1), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", program, str(whole), str(tmp_path / "out")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2, ran.stderr
    assert "needs the series" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()
