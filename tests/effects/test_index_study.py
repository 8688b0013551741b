"""Study: known steps in made-up worlds, recovered by the model of effects on the index."""

from itertools import product

import numpy as np
import pytest

from detente.effects.estimate import draw_effect, generator
from tests.cooperation.worlds import show
from tests.effects.index_worlds import Kind, column, world

SIZES = (0.0, 0.5, 1.0, 2.0)
WORLDS = 400
KINDS = {
    "60 months, scores": Kind(),
    "60 months, scores, normal steps": Kind(df=0),
    "60 months, no scores": Kind(scored=False),
    "148 months, scores": Kind(months=148),
    "148 months, no scores": Kind(months=148, scored=False),
    "148 months, a third of the acts, no scores": Kind(months=148, scored=False, log_level=-1.1),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "measure"), [*product(KINDS, ["balance"]), *product(list(KINDS)[3:], ["cooperation"])]
)
def test_a_known_step_is_recovered(name: str, measure: str) -> None:
    kind = KINDS[name]
    rng = np.random.default_rng(41)
    for size in SIZES:
        draws = np.stack(
            [
                draw_effect(world(rng, kind, size, measure), column(kind), generator(1))[:, 0]
                for _ in range(WORLDS)
            ]
        )
        low, middle, high = np.quantile(draws, (0.025, 0.5, 0.975), axis=1)
        seen = ((low > 0) | (high < 0)).mean()
        held = ((low <= size) & (size <= high)).mean()
        show(
            f"{name}, {measure}, step {size}: median {np.median(middle):+.2f} (spread "
            f"{middle.std():.2f}), width {np.mean(high - low):.2f}, held {held:.1%}, seen {seen:.1%}"
        )
