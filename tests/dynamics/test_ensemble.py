"""Many draws: the same bits however they are cut and wherever they run; gradients in blocks."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

from detente.dynamics import ensemble as blocks
from detente.dynamics.gradient import gradients
from detente.dynamics.model import Model
from detente.dynamics.run_file import run_file
from detente.dynamics.simulate import make_ensemble, make_simulator, simulate
from detente.terms.errors import InputError
from tests.dynamics.texts import model_of, vensim, written

EQUATIONS = """
S = INTEG(-infection, 990) ~~|
I = INTEG(infection - recovery, 10) ~~|
infection = contacts * S * I / 1000 * EXP(RANDOM NORMAL(-9, 9, 0, 0.1, 1)) ~~|
recovery = I / duration ~~|
contacts = 1.5 ~~|
duration = 4 ~~|
felt = SMOOTH3(LN(1 + I), duration) ~~|
late = DELAY FIXED(infection, 2, 0) ~~|
table = WITH LOOKUP(I, ([(0,0)-(1000,1)], (0,0), (300,0.7), (1000,1))) ~~|
"""
OUTPUTS = ["I", "felt", "late", "table", "contacts"]
DRAWS = 333


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return model_of(tmp_path_factory.mktemp("ensemble"), EQUATIONS)


@pytest.fixture(scope="module")
def contacts() -> np.ndarray:
    return np.linspace(0.5, 2.5, DRAWS)


@pytest.fixture(scope="module")
def whole(model: Model, contacts: np.ndarray) -> np.ndarray:
    return simulate(model, {"contacts": contacts}, key=7, outputs=OUTPUTS).values


@pytest.mark.parametrize("most", [64, 128])
def test_the_size_of_a_block_changes_no_bit(
    model: Model, contacts: np.ndarray, whole: np.ndarray, most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(blocks, "block_size", lambda draws, width: most)
    parts = simulate(
        model, {"contacts": contacts}, key=7, outputs=OUTPUTS,
        progress=lambda done, wanted: told.append((done, wanted)),
    )  # fmt: skip
    assert parts.values.tobytes() == whole.tobytes()
    assert told == [(min(at + most, DRAWS), DRAWS) for at in range(0, DRAWS, most)]


def test_blocks_fit_into_their_memory() -> None:
    assert blocks.block_size(2, 8) == 64
    assert blocks.block_size(300, 8) == 512
    assert blocks.block_size(10**6, 8) == 2048
    assert blocks.block_size(10**6, 200_000) == 256


def test_a_simulator_may_be_sent_elsewhere(model: Model, contacts: np.ndarray) -> None:
    ensemble = make_ensemble(model, {"contacts": contacts[:3]}, key=7, outputs=OUTPUTS)
    run = blocks.BlockRun(ensemble.simulator.portable(), 64, ensemble.key, True)
    piece = blocks.Piece(0, ensemble.numbers)
    here = run(piece)
    assert pickle.loads(pickle.dumps(run))(piece).tobytes() == here.tobytes()


@pytest.mark.slow
def test_processes_give_the_same_bits(
    model: Model, contacts: np.ndarray, whole: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "_MOST", 64)
    for workers in (2, 3):
        away = simulate(model, {"contacts": contacts}, key=7, outputs=OUTPUTS, workers=workers)
        assert away.values.tobytes() == whole.tobytes()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.slow
def test_a_cluster_gives_the_same_file(
    model: Model, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "_MOST", 64)
    path = written(tmp_path, vensim(EQUATIONS))
    vary = tmp_path / "vary.toml"
    vary.write_text("[contacts]\ndistribution = 'uniform'\nlow = 0.5\nhigh = 2.5\n")
    files = [tmp_path / "here.parquet", tmp_path / "away.parquet"]
    for out, cluster in zip(files, (None, address), strict=True):
        run_file(path, out=out, draws=DRAWS, vary=vary, seed=7, outputs=OUTPUTS, cluster=cluster)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_results_beyond_memory_are_refused_and_parquet_takes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, vensim("s = INTEG(-s / life, 10) ~~|\nlife = 4 ~~|\n"))
    vary = tmp_path / "vary.toml"
    vary.write_text("[life]\ndistribution = 'uniform'\nlow = 2\nhigh = 8\n")
    monkeypatch.setattr(blocks, "machine_bytes", lambda: 100 * 21 * 8)
    with pytest.raises(InputError, match="more than half of this machine's memory"):
        run_file(path, draws=100, vary=vary, outputs=["s"], out=tmp_path / "run.nc")
    out = tmp_path / "run.parquet"
    assert run_file(path, draws=100, vary=vary, outputs=["s"], out=out) is None
    assert out.exists()


def test_gradients_in_blocks_are_central_differences(
    model: Model, contacts: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without jumps: a fixed delay and a table have kinks.
    simulator = make_simulator(model, ["contacts", "duration"], outputs=["I", "felt", "contacts"])
    numbers = np.stack([contacts[:70], np.linspace(3, 6, 70)], axis=1)
    key = np.array([0, 7], dtype=np.uint32)

    def objective(table: jnp.ndarray) -> jnp.ndarray:
        return jnp.log(table[:, :2]).sum() + table[0, 2]

    gradient = gradients(simulator, objective, key)
    values, slopes = gradient(numbers)
    assert slopes.shape == (70, 2)
    small = 1e-5 * numbers
    for place in range(2):
        step = np.zeros_like(numbers)
        step[:, place] = small[:, place]
        ends = [gradient(numbers + sign * step)[0] for sign in (1, -1)]
        difference = (ends[0] - ends[1]) / (2 * small[:, place])
        # The error of a central difference is of order (1e-5)², that of its rounding 1e-16 / 1e-5.
        assert slopes[:, place] == pytest.approx(difference, rel=1e-6, abs=1e-6)
    monkeypatch.setattr("detente.dynamics.gradient.block_size", lambda *_: 64)
    again = gradient(numbers)
    # The objective's own sum is taken in another order: rounding only.
    assert again[0] == pytest.approx(values, rel=1e-12)
    assert again[1] == pytest.approx(slopes, rel=1e-9, abs=1e-9)
