"""What is asked of XLA is asked beside a user's own options."""

import os

import pytest

from detente.sampling import devices


@pytest.mark.parametrize(
    "before", ["", "--xla_cpu_enable_fast_math=false --xla_force_host_platform_device_count=7"]
)
def test_it_is_asked_for_beside_what_is_there(monkeypatch, before: str) -> None:
    monkeypatch.setenv("XLA_FLAGS", before)
    devices.ask_for(3)
    devices.ask_for(2)
    flags = os.environ["XLA_FLAGS"].split()
    assert [flag for flag in flags if "device_count" in flag] == [
        "--xla_force_host_platform_device_count=2"
    ]
    assert len([flag for flag in flags if "small_while_loop" in flag]) == 1
    assert ("--xla_cpu_enable_fast_math=false" in flags) == bool(before)


def test_a_user_s_own_options_of_the_backend_are_left_alone(monkeypatch) -> None:
    own = "--xla_backend_extra_options=xla_cpu_optimize_for_size"
    monkeypatch.setenv("XLA_FLAGS", own)
    devices.ask_for(2)
    flags = os.environ["XLA_FLAGS"].split()
    assert [flag for flag in flags if "extra_options" in flag] == [own]
