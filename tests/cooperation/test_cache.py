"""Draws are kept under the hash of all they depend on; damage costs a new fit, never an error."""

import os
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from detente.cooperation import sampler
from detente.cooperation.cache import cache_key
from detente.cooperation.index import CooperationIndex, estimate_index
from detente.cooperation.sampler import QUANTITIES
from detente.cooperation.settings import IndexSettings
from detente.sampling.kept import KEPT_MOST, keep_arrays, load_arrays
from tests.cooperation.worlds import made_panel

SETTINGS = IndexSettings(draws=50)
BY_DYAD = ("level_mean", "balance_mean", "score_mean", "score_slope", "score_noise")


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Put made draws in the place of the sampler's, and record each time they are asked for."""
    asked: list[int] = []

    def sample(data, settings, seed, report):
        asked.append(seed)
        report(0.5)
        rng = np.random.default_rng(seed)
        months, dyads = data.score.shape
        paths = {"level": (months, dyads), "balance": (months, dyads), "log_attention": (months,)}
        by_dyad = dict.fromkeys(BY_DYAD, (dyads,))
        sizes = {name: (paths | by_dyad).get(name, ()) for name in QUANTITIES}
        first = (settings.chains, settings.draws)
        draws = {name: rng.gamma(4, 0.1, (*first, *size)) for name, size in sizes.items()}
        diverging = np.zeros(first, bool)
        diverging[0, :2] = True
        return draws, {"diverging": diverging}, 3.5

    monkeypatch.setattr(sampler, "sample_posterior", sample)
    return asked


def estimated(seed: int = 1) -> CooperationIndex:
    return estimate_index(made_panel(), seed=seed, settings=SETTINGS)


def test_a_second_run_takes_the_kept_draws(fits: list[int]) -> None:
    first, second = estimated(), estimated()
    assert fits == [1]
    assert (first.cached, second.cached) == (False, True)
    assert second.posterior.identical(first.posterior)
    assert second.diagnostics == first.diagnostics
    assert (second.diagnostics.divergences, second.diagnostics.seconds) == (2, 3.5)


def test_draws_lie_under_their_key(fits: list[int], own_cache: Path) -> None:
    estimated()
    assert [p.stem for p in own_cache.iterdir()] == [cache_key(made_panel(), SETTINGS, 1)]


def test_progress_rises_to_one(fits: list[int]) -> None:
    seen: list[float] = []
    estimate_index(
        made_panel(), seed=1, settings=SETTINGS, progress=lambda at, text: seen.append(at)
    )
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)


def test_another_seed_is_another_fit(fits: list[int]) -> None:
    estimated(1), estimated(2)
    assert fits == [1, 2]


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"",
        lambda whole: b"not an archive at all",
        lambda whole: whole[:300] + bytes(200) + whole[500:],
        lambda whole: whole[:2000] + b"\xff" * 4000 + whole[6000:],
    ],
    ids=["truncated", "empty", "text", "zeroed", "overwritten"],
)
def test_damaged_draws_are_made_again(fits: list[int], own_cache: Path, damage) -> None:
    first = estimated()
    (kept,) = own_cache.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    second, third = estimated(), estimated()
    assert fits == [1, 1]
    assert (second.cached, third.cached) == (False, True)
    assert third.posterior.identical(first.posterior)


def test_kept_arrays_that_are_not_draws_are_made_again(fits: list[int]) -> None:
    """A readable file of the right name and the wrong content is damage too."""
    keep_arrays(cache_key(made_panel(), SETTINGS, 1), {"something": np.ones(3)})
    assert not estimated().cached
    assert fits == [1]


def test_kept_draws_of_another_shape_are_made_again(fits: list[int]) -> None:
    first = estimated()
    key = cache_key(made_panel(), SETTINGS, 1)
    kept = load_arrays(key)
    assert kept is not None
    keep_arrays(key, kept | {"balance": kept["balance"][..., :-1]})
    assert not estimated().cached
    keep_arrays(key, {name: values[:, :20] for name, values in kept.items() if values.ndim > 1})
    assert estimated().posterior.identical(first.posterior)
    assert fits == [1, 1, 1]


def test_the_oldest_draws_give_way(own_cache: Path) -> None:
    for number in range(KEPT_MOST + 3):
        keep_arrays(f"{number}", {"a": np.ones(1)})
        os.utime(own_cache / f"{number}.npz", (number, number))
    assert {int(path.stem) for path in own_cache.iterdir()} == set(range(3, KEPT_MOST + 3))


def test_a_cache_that_cannot_be_written_is_no_error(
    fits: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write anywhere, so a file stands where the folder should be."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "file" / "below"))
    assert not estimated().cached
    assert not estimated().cached
    assert fits == [1, 1]


def test_nothing_is_left_beside_the_draws(own_cache: Path) -> None:
    keep_arrays("key", {"a": np.arange(3.0)})
    assert [path.name for path in own_cache.iterdir()] == ["key.npz"]
    kept = load_arrays("key")
    assert kept is not None
    np.testing.assert_array_equal(kept["a"], np.arange(3.0))
    assert load_arrays("other") is None


def test_the_key_hangs_on_every_cell_of_the_panel() -> None:
    panel = made_panel(6, 2)
    keys = {cache_key(panel, SETTINGS, 1)}
    for name in ("cooperation", "conflict", "score", "score_days"):
        for place in np.ndindex(6, 2):
            changed = getattr(panel, name).copy()
            changed[place] += 1
            keys.add(cache_key(replace(panel, **{name: changed}), SETTINGS, 1))
    keys.add(cache_key(replace(panel, dyads=("USA-CHN", "CHN-MEX")), SETTINGS, 1))
    keys.add(cache_key(replace(panel, periods=(*panel.periods[1:], "2030-01")), SETTINGS, 1))
    assert len(keys) == 1 + 4 * 12 + 2
    assert cache_key(made_panel(6, 2), SETTINGS, 1) in keys


def test_the_key_hangs_on_seed_and_every_setting() -> None:
    panel = made_panel(6, 2)
    keys = {cache_key(panel, SETTINGS, seed) for seed in (1, 2, 12)}
    for field in fields(IndexSettings):
        value = getattr(SETTINGS, field.name)
        changed = (value[0] + 1, value[1]) if isinstance(value, tuple) else value + 1
        keys.add(cache_key(panel, replace(SETTINGS, **{field.name: changed}), 1))
    assert len(keys) == 3 + len(fields(IndexSettings))
