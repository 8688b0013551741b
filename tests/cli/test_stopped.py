"""A run that is stopped from the keyboard ends soon, quietly, and not as if it were done."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.cli.start import STOPPED

TURN = """
import sys, threading, os, signal, time
from detente.cli import start
def stop_soon():
    time.sleep({after})
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=stop_soon, daemon=True).start()
{work}
"""
DEAF = """
import detente.cli.app as app
def deaf():
    end = time.time() + 60
    while time.time() < end:
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            pass
app.main = deaf
start.main()
"""
PLAIN = """
import detente.cli.app as app
app.main = lambda: time.sleep(60)
start.main()
"""


@pytest.mark.parametrize("work", [PLAIN, DEAF], ids=["stops by itself", "does not listen"])
def test_it_ends_with_130_and_says_no_traceback(work: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TURN.format(after=3, work=work)],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        cwd=tmp_path,
    )
    assert ran.returncode == STOPPED
    assert "Traceback" not in ran.stderr


def test_a_command_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "detente", "index", "fentanyl", "--netcdf", "draws.nc"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DETENTE_CACHE": str(tmp_path / "cache")},
    ) as running:
        assert running.stderr is not None
        running.stderr.readline()  # it has begun
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == STOPPED
    assert "Traceback" not in said
    assert not (tmp_path / "draws.nc").exists()
