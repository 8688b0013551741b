"""Bounds on what reading one input may take, so that a bomb is a failure and not a hang."""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType


class TooLong(BaseException):
    """The processor time of one input is used up; no `except Exception` swallows it."""


@contextmanager
def within(seconds: float, megabytes: int) -> Iterator[None]:
    """Bound processor time, and the memory that is asked for on top of what is held now.

    Raises:
        TooLong: the processor time ran out.
        MemoryError: the memory did.
    """
    held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLong(f"{seconds} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    resource.setrlimit(resource.RLIMIT_AS, (held + megabytes * 2**20, hard))
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
