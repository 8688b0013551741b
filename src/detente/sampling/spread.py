"""One function over many pieces: in this process, in processes of this machine, or on a cluster.

A piece carries everything that its result depends on, its random key too, so the results are the
same wherever it runs. They come in the order of the pieces, with few pieces under way at a time,
so that memory does not grow with their number. A worker that is lost loses and doubles nothing:
its pieces run again.
"""

from __future__ import annotations

import os
import pickle
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from detente.terms.errors import InputError, shown

Piece = TypeVar("Piece")
Found = TypeVar("Found")

MOST_WORKERS = 256
CONNECT_SECONDS = 10
_SAFE_PATH = "PYTHONSAFEPATH"
_LOSSES = 3  # of workers on one piece before it is held to blame


def spread(
    function: Callable[[Piece], Found],
    pieces: Sequence[Piece],
    *,
    workers: int = 1,
    cluster: str | None = None,
) -> Iterator[Found]:
    """Apply a function to every piece and yield the results in order.

    Args:
        function: pure. Where it leaves this process it is pickled, and so are the pieces: a
            function of a module, or an object of a class of a module.
        pieces: each with its own random key, if any.
        workers: processes of this machine (joblib); 1 runs in this one.
        cluster: address of a Dask scheduler, such as `tcp://127.0.0.1:8786`, instead of workers.
            Whoever runs a cluster runs code: connect to your own only.

    Raises:
        InputError: a senseless number of workers, Dask is not installed, the cluster does not
            answer, or a piece costs one worker after another.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise InputError.at("--workers", 0, f"{workers} workers cannot be run",
                            f"give a number from 1 to {MOST_WORKERS}")  # fmt: skip
    if cluster is not None:
        if workers > 1:
            raise InputError.at("--cluster", 0, "draws run on a cluster or on this machine's "
                                "workers, not on both", "leave out one of the two")  # fmt: skip
        return _on_cluster(function, pieces, cluster)
    return _in_processes(function, pieces, workers) if workers > 1 else map(function, pieces)


def in_threads(
    function: Callable[[Piece], Found], pieces: Sequence[Piece], threads: int | None = None
) -> Iterator[Found]:
    """Apply a function in threads of this process; for what leaves Python while it computes.

    The first piece runs alone, so that what is compiled on first use is compiled once.

    Args:
        threads: how many; one for each processor where None.
    """
    if not pieces:
        return
    yield function(pieces[0])
    count = min(threads or os.cpu_count() or 1, len(pieces) - 1)
    if count <= 1:
        yield from map(function, pieces[1:])
        return
    with ThreadPoolExecutor(count) as pool:
        calls = (pool.submit(function, piece) for piece in pieces[1:])
        yield from (call.result() for call in _few(calls, count + 1))


def _few(calls: Iterable[Any], most: int) -> Iterator[Any]:
    """Start calls as they are waited for, in order, with at most so many under way."""
    waiting: deque[Any] = deque()
    for call in calls:
        waiting.append(call)
        if len(waiting) >= most:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


def _in_processes(
    function: Callable[[Piece], Found], pieces: Sequence[Piece], workers: int
) -> Iterator[Found]:
    from joblib import Parallel, delayed

    packed, done, losses = pickle.dumps(function), 0, 0
    while done < len(pieces):
        parallel = Parallel(
            workers, backend="loky", return_as="generator", batch_size=1, pre_dispatch=workers + 1
        )
        before = done
        calls = (delayed(_called)(packed, piece) for piece in pieces[done:])
        try:
            with _safe_path(), closing(parallel(calls)) as results:
                for result in results:
                    done += 1
                    yield result
        except BrokenProcessPool:
            # The pool is gone with all that was under way; what came back before is kept.
            losses = losses + 1 if done == before else 1
            if losses >= _LOSSES:
                raise _lost("--workers") from None


@contextmanager
def _safe_path() -> Iterator[None]:
    """Let the Pythons that are started look for no module in the working directory."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _lost(place: str) -> InputError:
    return InputError.at(
        place, 0, f"{_LOSSES} workers ended on the same draws, perhaps for want of memory",
        "ask for fewer outputs, or use fewer workers",
    )  # fmt: skip


def _on_cluster(
    function: Callable[[Piece], Found], pieces: Sequence[Piece], address: str
) -> Iterator[Found]:
    with _client(address) as client:
        from distributed.scheduler import KilledWorker

        packed, run = pickle.dumps(function), uuid.uuid4().hex
        threads = sum(client.nthreads().values())
        calls = (
            # Named one by one: a result that a lost worker held is computed again under its name.
            client.submit(_called, packed, piece, key=f"detente-{run}-{place}", pure=False)
            for place, piece in enumerate(pieces)
        )
        try:
            for call in _few(calls, 2 * max(1, threads)):
                yield call.result()
        except KilledWorker:
            raise _lost("--cluster") from None
        except (OSError, TimeoutError) as error:
            raise InputError.at("--cluster", 0, f"the cluster at {shown(address)} was lost: "
                                f"{shown(str(error))}", "start it again") from None  # fmt: skip


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise InputError.at("--cluster", 0, "Dask is not installed",
                            "install it: pip install 'detente[cluster]'") from None  # fmt: skip
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError.at(
            "--cluster", 0, f"no Dask scheduler answers at {shown(address)}: {shown(str(error))}",
            "check the address, such as tcp://127.0.0.1:8786, and that the scheduler runs",
        ) from None  # fmt: skip
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError:
        client.close()
        raise InputError.at("--cluster", 0, f"the cluster at {shown(address)} has no workers",
                            "start some: dask worker ADDRESS") from None  # fmt: skip
    try:
        yield client
    finally:
        client.close()


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Callable[[Any], Any]:
    """Unpack a function once in each process, so that what it compiles serves all its pieces."""
    function: Callable[[Any], Any] = pickle.loads(packed)  # noqa: S301
    return function


def _called(packed: bytes, piece: Any) -> Any:
    return _unpacked(packed)(piece)
