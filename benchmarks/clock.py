"""Seconds of calls: on the wall, and of processors, which a busy machine leaves as they are."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Seconds(NamedTuple):
    """How long a call takes: by the clock, and summed over the processors that it used."""

    wall: float
    cpu: float

    def each(self, count: int) -> "Seconds":
        """Share the time out among so many."""
        return Seconds(self.wall / count, self.cpu / count)


def interleaved(repeats: int, *calls: Callable[[], object]) -> list[Seconds]:
    """Time calls in turn, so that a busy machine slows all of them; medians, after one each."""
    taken: list[list[Seconds]] = [[] for _ in calls]
    for turn in range(repeats + 1):
        for call, seconds in zip(calls, taken, strict=True):
            wall, cpu = time.perf_counter(), time.process_time()
            call()
            if turn:
                seconds.append(Seconds(time.perf_counter() - wall, time.process_time() - cpu))
    return [
        Seconds(*(statistics.median(part) for part in zip(*seconds, strict=True)))
        for seconds in taken
    ]
