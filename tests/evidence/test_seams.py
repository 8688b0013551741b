"""A level that jumps by a factor between units where the file changes is pointed at."""

import numpy as np
import pytest

from detente.evidence.seams import Seam, seams
from detente.terms.periods import month_end, month_start, shift_month

PAST = [1000, 1100, 1400, 900, 1250, 1150]
NEXT = [1200, 950, 1300, 1050, 1150, 1000]


def levels(
    past: list[float], then: list[float], shared: int = 0, one: str = "a", other: str = "b"
) -> dict[tuple[object, object], dict[str, float]]:
    """Return months of two files, the second of which begins in the last ones of the first."""
    found: dict[tuple[object, object], dict[str, float]] = {}
    month = "2020-01"
    for at in range(len(past) + len(then) - shared):
        of = found.setdefault((month_start(month), month_end(month)), {})
        if at >= len(past) - shared:
            of[other] = then[at - len(past) + shared]
        if at < len(past):
            of.setdefault(one, past[at])
        month = shift_month(month, 1)
    return found


def told(*args: object, **more: object) -> list[Seam]:
    return [*seams(levels(*args, **more))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (0.4535924, "pounds told in kilograms"),
        (2.204623, "kilograms told in pounds"),
        (0.001, "ones told in thousands"),
        (1e6, "millions told in ones"),
        (100, "shares told in per cent"),
        (12, "months told as years"),
        (16, "pounds told in ounces"),
        (28.34952, "ounces told in grams"),
        (1 / 3333, ""),
        (-1, "another sign"),
    ],
)
@pytest.mark.parametrize("shared", [0, 1, 2])
def test_a_change_of_unit_is_told(factor: float, words: str, shared: int) -> None:
    then = [value * factor for value in [*PAST[len(PAST) - shared :], *NEXT]]
    if shared and not words:
        # Figures that both give are compared one by one, where any factor shows.
        return
    (seam,) = told(PAST, then, shared)
    assert (seam.before, seam.after, seam.words) == ("a", "b", words)
    assert seam.span[0] == month_start(f"2020-{7 - shared:02d}")


@pytest.mark.parametrize("factor", [0.001, 1000])
def test_one_year_a_file_shows_the_largest_factors(factor: float) -> None:
    assert told([70_000], [80_000 * factor])
    assert not told([70_000], [40_000])


@pytest.mark.parametrize("factor", [1000, 0.001])
def test_a_change_within_a_file_is_told(factor: float) -> None:
    then = [value * factor for value in NEXT]
    (seam,) = told(PAST, then, one="a", other="a")
    assert seam.before == seam.after == "a"


@pytest.mark.parametrize(
    ("past", "then", "shared"),
    [
        (PAST, NEXT, 0),
        # What both give agrees, so that the level rose after it.
        (PAST, [1150, 2500, 2600, 2400], 1),
        # It rose as steeply within the files: fentanyl did.
        ([100, 110, 90, 240, 260, 230], [520, 560, 540, 1200, 1300, 1250], 0),
        ([10, 100, 3, 40, 0, 7], [200, 1, 30, 0, 90, 2], 0),
        ([0, 0, 0], [5, 6, 5], 0),
        ([-5, 4, -6], [5, 6, 5], 0),
        (PAST, [1150 * 0.6, 900, 1000], 1),
        ([], NEXT, 0),
    ],
)
def test_a_real_change_is_not(past: list[float], then: list[float], shared: int) -> None:
    assert not told(past, then, shared)


def test_few_real_series_are_pointed_at() -> None:
    """Of made-up series that wander by a fifth a month, fewer than one in fifty is."""
    draws = np.random.default_rng(7)
    count = 0
    for _ in range(400):
        walk = np.exp(5 + np.cumsum(draws.normal(0, 0.2, 48)))
        count += bool(told(list(walk[:24]), list(walk[24:])))
    assert count < 8


KG = 0.4535924


def test_a_file_that_goes_on_in_another_unit_after_the_months_it_shares_is_told() -> None:
    """The months that both files give are the same; what the newer one adds is in kilograms."""
    past, later = [700.0, 650, 612, 655, 590, 640], [633.0, 671, 600, 645]
    then = [*past[2:], *(value * KG for value in later)]
    (seam,) = told(past, then, shared=4)
    assert (seam.before, seam.after) == ("b", "b")
    assert seam.words == "pounds told in kilograms"
    assert not told(past, [*past[2:], *later], shared=4)


def test_a_steady_file_that_changes_its_unit_midway_is_told() -> None:
    steady = [612.0, 655, 590, 640, 633, 671]
    (seam,) = told([*steady, *(value * KG for value in steady)], [])
    assert seam.words == "pounds told in kilograms"
    assert not told([*steady, *(value * 0.62 for value in steady)], [])
    # Figures that go up and down fall by half now and then.
    wild = [612.0, 300, 1100, 450, 900, 380]
    assert not told([*wild, *(value * KG for value in wild)], [])
