"""One function over many pieces, wherever it runs, and whatever happens to a worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from detente.sampling import spread as spreading
from detente.sampling.spread import in_threads, spread
from detente.terms.errors import InputError

PIECES = range(12)


@dataclass(frozen=True)
class Square:
    """Squares a number; notes each call, and ends its worker on the way where it is told to."""

    notes: Path
    deadly: int | None = None
    always: bool = False

    def __call__(self, number: int) -> int:
        with (self.notes / f"{number}").open("a") as calls:
            calls.write(f"{os.getpid()}\n")
        ended = self.notes / "ended"
        if number == self.deadly and (self.always or not ended.exists()):
            ended.write_text(str(os.getpid()))
            time.sleep(0.2)
            os.kill(os.getpid(), signal.SIGKILL)
        return number**2


def refuse(number: int) -> int:
    raise InputError.at("model.mdl", number, "is refused", "mend it")


SQUARES = [number**2 for number in PIECES]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


def test_results_come_in_the_order_of_the_pieces(tmp_path: Path) -> None:
    square = Square(tmp_path)
    assert list(spread(square, PIECES)) == SQUARES
    assert list(in_threads(square, PIECES, threads=3)) == SQUARES
    assert list(in_threads(square, [])) == []


def test_few_pieces_are_under_way_at_a_time(tmp_path: Path) -> None:
    results = in_threads(Square(tmp_path), PIECES, threads=2)
    assert [next(results), next(results)] == SQUARES[:2]
    time.sleep(0.2)
    # The first runs alone; then two threads, and one that waits for its turn.
    assert len(list(tmp_path.iterdir())) <= 4
    assert list(results) == SQUARES[2:]


@pytest.mark.slow
def test_a_killed_process_loses_and_doubles_nothing(tmp_path: Path) -> None:
    assert list(spread(Square(tmp_path, deadly=5), PIECES, workers=2)) == SQUARES
    ended = (tmp_path / "ended").read_text()
    calls = (tmp_path / "5").read_text().split()
    assert ended in calls
    assert len(calls) >= 2
    assert str(os.getpid()) not in calls


@pytest.mark.slow
def test_a_piece_that_ends_every_process_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="3 workers ended on the same draws"):
        list(spread(Square(tmp_path, deadly=0, always=True), PIECES, workers=2))


@pytest.mark.slow
def test_errors_of_another_process_arrive_whole() -> None:
    with pytest.raises(InputError) as caught:
        list(spread(refuse, [3, 4], workers=2))
    # Both are refused side by side; which of them is heard first is chance.
    assert caught.value.problems[0].line in (3, 4)


@pytest.mark.slow
def test_a_killed_worker_of_a_cluster_loses_and_doubles_nothing(
    tmp_path: Path, address: str
) -> None:
    assert list(spread(Square(tmp_path), PIECES, cluster=address)) == SQUARES
    again = tmp_path / "again"
    again.mkdir()
    assert list(spread(Square(again, deadly=5), PIECES, cluster=address)) == SQUARES
    calls = (again / "5").read_text().split()
    assert (again / "ended").read_text() in calls
    assert len(calls) >= 2


@pytest.mark.slow
def test_errors_of_a_cluster_arrive_whole(address: str) -> None:
    with pytest.raises(InputError) as caught:
        list(spread(refuse, [3, 4], cluster=address))
    assert caught.value.problems[0].line == 3


def test_a_cluster_that_does_not_answer_is_an_error_in_bounded_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(spreading, "CONNECT_SECONDS", 0.5)
    began = time.monotonic()
    for nowhere in ("tcp://127.0.0.1:1", "nonsense://\x1b[2J"):
        with pytest.raises(InputError, match="no Dask scheduler answers at '") as caught:
            list(spread(abs, PIECES, cluster=nowhere))
        assert "\x1b" not in str(caught.value)
    assert time.monotonic() - began < 10


def test_without_dask_the_remedy_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'detente\[cluster\]'"):
        list(spread(abs, PIECES, cluster="tcp://127.0.0.1:1"))


def test_senseless_workers_are_refused() -> None:
    for workers in (0, 1000):
        with pytest.raises(InputError, match=f"{workers} workers cannot be run"):
            list(spread(abs, PIECES, workers=workers))
    with pytest.raises(InputError, match="not on both"):
        list(spread(abs, PIECES, workers=2, cluster="tcp://127.0.0.1:1"))


DECOYS = ("re", "pickle", "socket", "json", "numpy", "jax")


@pytest.mark.parametrize(
    "words",
    [
        ["-m", "detente", "--help"],
        [
            "-c",
            "import sys; sys.path.pop(0)\nfrom tests.sampling.test_spread import squares\n"
            "if __name__ == '__main__': print(squares())",
        ],
    ],
)
def test_no_module_of_the_working_directory_runs(tmp_path: Path, words: list[str]) -> None:
    """Neither in this program nor in the processes that it starts."""
    for name in DECOYS:
        (tmp_path / f"{name}.py").write_text(f"open('{tmp_path}/ran-{name}', 'w').close()\n")
    done = subprocess.run(
        [sys.executable, *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.glob("ran-*")] == []


def square(number: int) -> int:
    return number**2


def squares() -> list[int]:
    return list(spread(square, range(4), workers=2))
