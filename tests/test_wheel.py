"""The built wheel carries the case, and runs from any folder of an environment of its own."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (built,) = folder.glob("detente-*.whl")
    return built


def test_the_wheel_carries_everything_that_runs(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    source = REPOSITORY / "src"
    needed = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert needed - carried == set()
    assert any(name.endswith("licenses/LICENSE") for name in carried)


@pytest.mark.slow
def test_the_wheel_runs_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    (own,) = (home / "lib").glob("python*/site-packages")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(own)
    # Its dependencies are this environment's, so that the test needs no network; its own code
    # stands first on the path.
    (own / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    run = [home / "bin" / "python", "-P", "-m", "detente"]
    where = subprocess.run(
        [home / "bin" / "python", "-P", "-c", "import detente; print(detente.__file__)"],
        cwd=elsewhere, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(home))
    subprocess.run([*run, "new", "trial"], cwd=elsewhere, check=True, capture_output=True)
    subprocess.run([*run, "brief", "trial"], cwd=elsewhere, check=True, capture_output=True)
    subprocess.run([*run, "check", "fentanyl"], cwd=elsewhere, check=True, capture_output=True)
    made = {path.name for path in (elsewhere / "brief").iterdir()}
    assert made == {"brief.html", "brief.pdf", "findings.json", "data"}
