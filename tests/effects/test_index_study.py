"""Study: known steps in made-up worlds, recovered by the model of effects on the index.

Each world is one side with a walk as the index expects it (heavy-tailed steps, unless said), half
a year past its middle a step, attention that doubles on the way, and about one act of each class a
month, unless said. It is read as it was made: `test_index_peer.py` estimates the index as well.
The figures of a run stand in docs/methods/effects.md.
"""

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
CASES = (*product(KINDS, ["balance"]), *product(list(KINDS)[3:], ["cooperation"]))


@pytest.mark.study
@pytest.mark.parametrize(("name", "measure"), CASES)
def test_a_known_step_is_recovered(name: str, measure: str) -> None:
    kind, rng = KINDS[name], np.random.default_rng(41)
    power = []
    for size in SIZES:
        designs = [world(rng, kind, size, measure) for _ in range(WORLDS)]
        draws = [draw_effect(one, column(kind), generator(1))[:, 0] for one in designs]
        low, middle, high = np.quantile(draws, (0.025, 0.5, 0.975), axis=1)
        power.append(((low > 0) | (high < 0)).mean())
        held = ((low <= size) & (size <= high)).mean()
        show(
            f"{name}, {measure}, step {size}: median {np.median(middle):+.2f} (spread "
            f"{middle.std():.2f}), width {np.mean(high - low):.2f}, held {held:.1%}, seen "
            f"{power[-1]:.1%}"
        )
        # Two standard errors of a median of 400 are an eighth of the spread. A prior of spread 3
        # pulls an estimate of spread 0.85 by 7%, which is 0.15 of a step of 2.
        assert abs(np.median(middle) - size) < middle.std() / 8 + 0.075 * size
        # 93% to 97% would be right; two standard errors of 400 worlds are 2.5 points.
        assert 0.905 <= held <= 0.99
    # 3% to 7%, and the same margin.
    assert 0.01 <= power[0] <= 0.095
    assert power[0] < power[1] < power[2] < power[3]
