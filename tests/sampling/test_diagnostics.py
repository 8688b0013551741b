"""Chains that cannot be believed are said to be so; sound ones are left in peace."""

import numpy as np
import pytest
import xarray as xr

from detente.sampling.diagnostics import diagnose


def chains(draws: int = 1000) -> np.ndarray:
    return np.random.default_rng(4).standard_normal((4, draws))


def checked(values: np.ndarray, divergences: int = 0):
    posterior = xr.Dataset({"balance": (("chain", "draw"), values)})
    return diagnose(posterior, divergences, 1.23)


def test_sound_chains_give_no_warning() -> None:
    found = checked(chains())
    assert found.warnings == ()
    # Independent draws: R-hat is 1 and every draw counts, but for the noise of the estimates.
    assert found.rhat_max == pytest.approx(1, abs=0.005)
    assert 3000 < found.ess_bulk_min < 5000
    assert 3000 < found.ess_tail_min < 5000
    assert (found.chains, found.draws, found.seconds) == (4, 1000, 1.2)


def test_disagreeing_chains_are_named() -> None:
    values = chains()
    values[0] += 1
    assert any("chains disagree" in warning for warning in checked(values).warnings)


def test_chains_that_differ_in_spread_alone_are_named() -> None:
    values = chains()
    values[0] *= 4
    assert any("chains disagree" in warning for warning in checked(values).warnings)


def test_too_few_draws_are_named() -> None:
    warnings = checked(chains(60)).warnings
    assert any("in the bulk" in warning for warning in warnings)
    assert any("in the tail" in warning for warning in warnings)


@pytest.mark.parametrize("value", [np.nan, 3.0])
def test_a_chain_that_never_moved_is_not_converged(value: float) -> None:
    found = checked(np.full((4, 1000), value))
    assert any("never moved" in warning for warning in found.warnings)
    assert np.isfinite(found.rhat_max)


def test_one_undefined_draw_is_enough() -> None:
    values = chains()
    values[2, 5] = np.nan
    assert checked(values).warnings


def test_the_worst_quantity_is_reported() -> None:
    bad = chains()
    bad[0] += 1
    both = np.stack([chains(), bad], axis=-1)
    posterior = xr.Dataset(
        {"balance": (("chain", "draw", "dyad"), both), "level": (("chain", "draw"), chains())}
    )
    assert diagnose(posterior, 0, 1.0).rhat_max == pytest.approx(checked(bad).rhat_max)


def test_divergences_are_counted_in_words() -> None:
    assert checked(chains(), 3).warnings == (
        "3 transitions diverged; parts of the posterior may be missed.",
    )
