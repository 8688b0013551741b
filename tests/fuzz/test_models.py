"""Real models, damaged as bytes: each is read or refused by name, in little time and memory."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.terms.errors import InputError
from tests.fuzz.limits import within
from tests.fuzz.targets import TARGETS, Target

_NAMES = ("vensim", "xmile")
_SEEDS = {name: TARGETS[name].seeds() for name in _NAMES}
_MOST = 40
"""Bytes of a piece that is cut out, copied or put elsewhere."""


@st.composite
def damaged(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """Flip, delete, double, move and splice pieces of one or two models."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        first = draw(st.integers(0, len(data)))
        last = min(len(data), first + draw(st.integers(0, _MOST)))
        what = draw(st.sampled_from(["flip", "delete", "double", "many", "splice", "write"]))
        piece = data[first:last]
        match what:
            case "flip":
                flipped = bytes(byte ^ draw(st.sampled_from([1, 2, 32, 128])) for byte in piece[:2])
                data = data[:first] + flipped + data[first + len(flipped) :]
            case "delete":
                data = data[:first] + data[last:]
            case "double" | "many":
                times = 2 if what == "double" else draw(st.integers(2, 300))
                data = data[:first] + piece * times + data[last:]
            case "splice":
                other = draw(st.sampled_from(seeds))
                place = draw(st.integers(0, len(other)))
                data = data[:first] + other[place : place + 10 * _MOST] + data[last:]
            case _:
                data = data[:first] + draw(st.binary(max_size=8)) + data[last:]
    return data


def _held(target: Target, data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "input"
    problems = None
    try:
        with within(target.seconds, target.megabytes):
            target.read(data, path)
    except InputError as error:
        problems = error.problems
    assert problems is None or (problems and all(item.problem and item.fix for item in problems))


bounded = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@bounded
@given(data=damaged(_SEEDS["vensim"]))
def test_a_damaged_vensim_file(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    _held(TARGETS["vensim"], data, tmp_path_factory)


@bounded
@given(data=damaged(_SEEDS["xmile"]))
def test_a_damaged_xmile_file(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    _held(TARGETS["xmile"], data, tmp_path_factory)


@pytest.mark.fuzz
@pytest.mark.parametrize("name", _NAMES)
def test_thousands_of_damaged_files(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    @settings(bounded, max_examples=3_000, derandomize=False, database=None)
    @given(data=damaged(_SEEDS[name]))
    def every(data: bytes) -> None:
        _held(TARGETS[name], data, tmp_path_factory)

    every()
