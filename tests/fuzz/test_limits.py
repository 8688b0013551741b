"""The bounds on one input hold, or no fuzzing under them could fail."""

import pytest

from tests.fuzz.limits import TooLong, within


def test_processor_time_ends() -> None:
    with pytest.raises(TooLong), within(0.05, 100):
        sum(1 for _ in iter(int, 1))  # an endless row of zeros


def test_memory_ends() -> None:
    with pytest.raises(MemoryError), within(20, 50):
        bytearray(100 * 2**20)
    assert len(bytearray(100 * 2**20)) == 100 * 2**20


def test_what_is_small_passes() -> None:
    with within(20, 100):
        assert sum(range(1000)) == 499_500
