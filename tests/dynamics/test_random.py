"""Random functions against the moments, bounds and quantiles of their distributions.

Each test draws 4,000 numbers of independent steps; a mean may be off by five standard errors,
which happens once in two million times, and the seed is fixed.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import jax
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from detente.dynamics.compile import load
from detente.dynamics.simulate import simulate
from tests.dynamics.texts import model_of, written, xmile

DRAWS = 4_000
# Call → the distribution that Vensim's manual gives it.
VENSIM: Mapping[str, object] = MappingProxyType(
    {
        "RANDOM 0 1()": stats.uniform(0, 1),
        "RANDOM UNIFORM(-2, 3, 0)": stats.uniform(-2, 5),
        "RANDOM NORMAL(0, 9, 2, 1.5, 0)": stats.truncnorm(-2 / 1.5, 7 / 1.5, 2, 1.5),
        "RANDOM NORMAL(-99, 99, 2, 1.5, 0)": stats.norm(2, 1.5),
        "RANDOM EXPONENTIAL(0, 1000, 1, 2, 0)": stats.expon(1, 2),
        "RANDOM TRIANGULAR(0, 10, 1, 2, 5, 0)": stats.triang(0.25, 1, 4),
        "RANDOM WEIBULL(0, 1000, 2, 1, 3, 0)": stats.weibull_min(2, 1, 3),
    }
)
XMILE: Mapping[str, object] = MappingProxyType(
    {
        "UNIFORM(-2, 3)": stats.uniform(-2, 5),
        "NORMAL(2, 1.5)": stats.norm(2, 1.5),
        "NORMAL(2, 1.5, 7, 0, 9)": stats.truncnorm(-2 / 1.5, 7 / 1.5, 2, 1.5),
        "EXPRND(2)": stats.expon(0, 2),
    }
)


def follows(drawn: NDArray[np.float64], distribution: object) -> None:
    mean, spread = distribution.mean(), distribution.std()  # type: ignore[attr-defined]
    low, high = distribution.support()  # type: ignore[attr-defined]
    assert low <= drawn.min()
    assert drawn.max() <= high
    assert drawn.mean() == pytest.approx(mean, abs=5 * spread / np.sqrt(drawn.size))
    # A Kolmogorov–Smirnov test sees spread and shape; the seed is fixed, so it does not flicker.
    assert stats.kstest(drawn, distribution.cdf).pvalue > 1e-4  # type: ignore[attr-defined]
    # Steps are independent.
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 5 / np.sqrt(drawn.size)


def test_random_functions_of_vensim_follow_their_distributions(tmp_path: Path) -> None:
    text = "".join(f"x{place} = {call} ~~|\n" for place, call in enumerate(VENSIM))
    results = simulate(model_of(tmp_path, text, end=DRAWS - 1, step=1), key=jax.random.key(7))
    for place, distribution in enumerate(VENSIM.values()):
        follows(results[f"x{place}"][0], distribution)


def test_random_functions_of_xmile_follow_their_distributions(tmp_path: Path) -> None:
    text = "".join(f'<aux name="x{n}"><eqn>{call}</eqn></aux>' for n, call in enumerate(XMILE))
    text += '<aux name="p"><eqn>POISSON(3)</eqn></aux>'
    path = written(tmp_path, xmile(text).replace("<stop>10", f"<stop>{DRAWS / 4 - 0.25}"), ".xmile")
    results = simulate(load(path), key=jax.random.key(7))
    for place, distribution in enumerate(XMILE.values()):
        follows(results[f"x{place}"][0], distribution)
    # Events at a rate of 3, counted over steps of 1/4 and given back as a rate.
    counts = results["p"][0] / 4
    assert set(counts) <= set(range(20))
    assert counts.mean() == pytest.approx(0.75, abs=5 * np.sqrt(0.75 / DRAWS))
    assert counts.var() == pytest.approx(0.75, rel=0.12)


def test_cut_distributions_keep_to_their_limits(tmp_path: Path) -> None:
    """Cut so that much falls away: what is left is the distribution, redrawn, not piled up."""
    calls = ("RANDOM NORMAL(1, 2, 0, 1, 0)", "RANDOM EXPONENTIAL(2, 3, 0, 1, 0)",
             "RANDOM TRIANGULAR(2, 4, 1, 2, 5, 0)", "RANDOM WEIBULL(2, 4, 2, 1, 3, 0)")  # fmt: skip
    whole = (stats.norm(0, 1), stats.expon(0, 1), stats.triang(0.25, 1, 4),
             stats.weibull_min(2, 1, 3))  # fmt: skip
    limits = ((1, 2), (2, 3), (2, 4), (2, 4))
    text = "".join(f"x{place} = {call} ~~|\n" for place, call in enumerate(calls))
    results = simulate(model_of(tmp_path, text, end=DRAWS - 1, step=1), key=jax.random.key(3))
    for place, (base, (low, high)) in enumerate(zip(whole, limits, strict=True)):
        drawn = results[f"x{place}"][0]
        assert low <= drawn.min()
        assert drawn.max() <= high
        share = (base.cdf(drawn) - base.cdf(low)) / (base.cdf(high) - base.cdf(low))
        assert stats.kstest(share, "uniform").pvalue > 1e-4
