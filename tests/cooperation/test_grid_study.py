"""How much of what is published of the shipped case hangs on the grid: finer and wider ones.

The figures of docs/methods/cooperation.md: `python -m pytest -s -m study tests/cooperation`.
"""

import sys
from dataclasses import replace

import numpy as np
import pytest

from detente.case.load import load_case
from detente.cooperation.composition import _quantiles
from detente.cooperation.filtering import filter_forward, smooth_backward
from detente.cooperation.grid import make_grid
from detente.cooperation.settings import IndexSettings
from detente.study.settings import Settings
from detente.study.study import Study

pytestmark = pytest.mark.study

SETTINGS = IndexSettings()
OTHERS = {
    "trend half as coarse": replace(SETTINGS, trend_spacing=0.1),
    "episode half as coarse": replace(SETTINGS, episode_spacing=0.25),
    "trend to 8": replace(SETTINGS, trend_reach=8.0),
    "episode to 5.5 spreads": replace(SETTINGS, episode_reach=5.5),
    "twice as many steps": replace(SETTINGS, trend_steps=8),
    "twice as many spreads": replace(SETTINGS, episode_sds=10),
    "twice as many memories": replace(SETTINGS, episode_memories=8),
}


def published(measure: str, settings: IndexSettings) -> np.ndarray:
    """Return the balance of months and what was known then, (2, T, D, 5), from a grid."""
    case = load_case("fentanyl")
    acts = Study(case, settings=Settings(1)).indices.acts(measure)
    grid = make_grid(settings)
    filtered = filter_forward(grid, acts.cooperative, acts.total)
    smoothed = smooth_backward(grid, acts.cooperative, acts.total, filtered)
    found: np.ndarray = _quantiles(grid, filtered, smoothed)[[0, 2]]
    return found


@pytest.mark.parametrize("measure", ["relations", "counternarcotics"])
def test_what_is_published_hangs_little_on_the_grid(measure: str) -> None:
    ours = published(measure, SETTINGS)
    for name, settings in OTHERS.items():
        grid = make_grid(settings)
        apart = np.abs(published(measure, settings) - ours)
        for kind, moved in zip(("balance", "known"), apart, strict=True):
            sys.stdout.write(
                f"{measure}, {name} ({len(grid.cells)} points, {len(grid.trend)} by "
                f"{len(grid.episode)} cells), {kind}: medians move by {moved[..., 0].max():.3f} "
                f"at most, {moved[..., 0].mean():.3f} in the mean; bounds of 90% by "
                f"{moved[..., 3:].max():.3f}, {moved[..., 3:].mean():.3f}\n"
            )
        sys.stdout.flush()
        # Bands are 3.7 to 5.8 wide. The coarsest part is the steps of `relations`, whose posterior
        # lies at the largest of four.
        assert apart[0, ..., 0].max() < 0.25, name
        assert apart[0, ..., 3:].max() < 0.4, name
        # After years of acts of one kind alone, what was known has no upper bound but the grid's.
        assert apart[1, ..., 0].max() < 0.3, name
