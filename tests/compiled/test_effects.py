"""The designs of effects on a series."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest

from detente.effects import model
from detente.effects.model import fit
from detente.effects.shapes import season_columns
from tests.compiled.both import LARGE, Both

_NEAR = 1e-7
"""Sums of squares in another order differ in their last digits."""

Part = Callable[..., Any]


def compared(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, found: Both, part: Part, of: Part
) -> None:
    """Compare a function of many rows with itself compiled for a few of them.

    What is wrong is so at some sizes; that a few are right, tests/effects shows beside scipy. Run
    step by step, one design of one draw would take minutes.

    Args:
        part: takes a few rows of its arguments; `of` the same of its results.
    """
    written = getattr(module, name).__wrapped__
    # Two programs, and anew: what was compiled before was so with the settings of before.
    many, few = jax.jit(lambda *given: written(*given)), jax.jit(lambda *given: written(*given))

    def asked(*given: Any) -> Any:
        got = many(*given)
        found.compare(name, of(got), few(*part(*given)))
        return got

    monkeypatch.setattr(module, name, asked)


@pytest.mark.parametrize(
    ("paths", "months", "designs"),
    [
        pytest.param(1, 137, 110, marks=pytest.mark.slow),
        pytest.param(192, 137, 1, marks=pytest.mark.slow),
        (20_000, 12, 1),
        pytest.param(100_000, 12, 1, marks=pytest.mark.slow),
    ],
)
def test_designs_of_a_series(
    monkeypatch: pytest.MonkeyPatch, paths: int, months: int, designs: int
) -> None:
    """Shipped: one path and up to some hundred placebo dates; then as many paths as rows.

    Of the 36 ratios, which are worked out one after another, three.
    """
    assert set(LARGE) == {20_000, 100_000}
    rng = np.random.default_rng(paths)
    monkeypatch.setattr(model, "RATIOS", model.RATIOS[5::12])
    monkeypatch.setattr(model, "_LOG_PRIOR", model._LOG_PRIOR[5::12])
    if paths > 1_000:  # padding to 192 months would not fit the memory of a small machine
        monkeypatch.setattr(model, "_MONTHS_STEP", months)
        monkeypatch.setattr(model, "_COLUMNS_STEP", 1)
        monkeypatch.setattr(model, "_TERMS_STEP", 1)
    y = rng.standard_normal((paths, months)).cumsum(axis=1)
    z = season_columns(1, months) if paths <= 1_000 else np.zeros((months, 0))
    steps = (np.arange(months)[None] >= np.linspace(4, months - 4, designs)[:, None]).astype(float)
    found, which = Both(_NEAR), np.array([0, designs - 1] if paths == 1 else [0, 5, -1])
    compared(
        monkeypatch, model, "_fit", found,
        (lambda y, z, s, *rest: (y, z, s[which], *rest)) if paths == 1
        else (lambda y, z, *rest: (y[which], z[which], *rest)),
        lambda got: tuple(
            np.asarray(each)[:, which] if paths == 1 else np.asarray(each)[which] for each in got
        ),
    )  # fmt: skip
    fit(y, np.broadcast_to(z, (paths, *z.shape)), steps[..., None])
    assert found.seen
