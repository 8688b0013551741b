"""Study: a known step, recovered through the whole index, in made-up worlds."""

import numpy as np
import pytest

from detente.cooperation.settings import IndexSettings
from detente.effects.estimate import Design, draw_effect, generator
from detente.effects.index_paths import PATHS
from detente.effects.shapes import Onset, shape_column
from tests.cooperation.worlds import fit_many, rupture_panel, show, stack

MONTHS, TURN, WORLDS = 60, 32, 20
SIZES = (0.0, 1.0, 2.0)
SETTINGS = IndexSettings(warmup=200, draws=200)


def balance(rng: np.random.Generator, size: float) -> np.ndarray:
    """Draw walks of two dyads with the index's typical step; the first has a known step besides."""
    steps = 0.1 * rng.standard_t(4, (MONTHS, 2))
    walks = np.cumsum(steps, axis=0)
    walks -= walks.mean(axis=0)
    walks[TURN:, 0] += size
    walks[:, 0] -= size / 2
    return walks


@pytest.mark.slow
def test_a_step_in_the_index_is_understated_and_seldom_invented() -> None:
    rng = np.random.default_rng(41)
    sizes = np.repeat(SIZES, WORLDS)
    panels = [
        rupture_panel(
            rng, balance(rng, size), log_level=0.0, overdispersion=0.8, scored=slice(None)
        )
        for size in sizes
    ]
    data = stack(panels)
    # As the scores of an event's own month are left out.
    data["score_weight"][:, TURN, 0] = 0
    paths = fit_many(data, SETTINGS, keep=("balance",), seed=42)["balance"][..., 0]
    chosen = np.linspace(0, SETTINGS.draws - 1, PATHS).round().astype(int)
    column = shape_column("step", Onset(TURN, 1.0), MONTHS, 12, 6)[:, None]
    z = np.zeros((PATHS, MONTHS, 0))
    draws = [draw_effect(Design(world[chosen], z), column, generator(1)) for world in paths]
    low, middle, high = np.quantile(np.stack(draws)[..., 0], (0.025, 0.5, 0.975), axis=1)
    for size in SIZES:
        here = sizes == size
        raised = ((low > 0) | (high < 0))[here].mean()
        covered = ((low <= size) & (size <= high))[here].mean()
        show(
            f"step {size}: median {middle[here].mean():.2f} (spread {middle[here].std():.2f}), "
            f"width {np.mean((high - low)[here]):.2f}, covered {covered:.0%}, seen {raised:.0%}"
        )
        if size == 0:
            # 5% are promised; of 20 worlds, 3 or fewer then raise an alarm in 98 of 100 studies.
            assert raised * WORLDS <= 3
        else:
            # The index expects ordinary steps and draws a large one out into a slope. Each
            # finding warns of it; once most of a step is recovered, that warning is to go.
            assert 0 < middle[here].mean() < size / 2
            assert raised < 0.5
