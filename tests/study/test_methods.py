"""Figures of stored estimates on small known inputs, by method number.

Where one of these tests fails, draws that users have stored are no longer what this program would
draw: raise the `METHOD` beside the function, and write the new figures down here.
"""

import numpy as np
import pytest

from detente.cooperation import composition
from detente.cooperation.settings import IndexSettings
from detente.dynamics.calibration import calibrate
from detente.evidence.measures import Acts
from detente.scenarios.posterior import System, calibrate_system
from detente.terms.measures import RELATIONS
from detente.terms.periods import months_between
from tests.scenarios.conftest import folder as folder
from tests.scenarios.conftest import system as system

INDEX = {1: (-22.508534802611692, 1.0721434589427046, 2.784213019917577)}
"""Method → log evidence, median and 90% width of the last month's balance."""
CALIBRATION = {1: (0.8463933752980153, 0.02118294861864799)}
"""Method → middle and spread of the effect."""
PERIODS = months_between("2020-01", "2020-12")


def test_the_index_is_what_its_method_number_says() -> None:
    cooperative = np.array([[0], [1], [2], [0], [3], [2], [1], [0], [4], [3], [2], [5]])
    acts = Acts(RELATIONS, PERIODS, ("USA-CHN",), cooperative, np.full((12, 1), 5))
    small = IndexSettings(trend_steps=2, episode_sds=2, episode_memories=2, draws=50)
    found = composition.estimate_composition(acts, seed=1, settings=small)
    last = found.rows[-1].balance
    figures = (found.log_evidence, last.median, last.hi90 - last.lo90)
    # Exact up to rounding; the last digits are of the platform.
    assert figures == pytest.approx(INDEX[composition.METHOD], rel=1e-6)


def test_a_calibration_is_what_its_method_number_says(system: System) -> None:
    effect = calibrate_system(system, 1, quick=True).params()["effect"]
    # 2,000 draws by one seed; the mode is found to four digits or so.
    assert (np.median(effect), effect.std()) == pytest.approx(
        CALIBRATION[calibrate.METHOD], rel=2e-3
    )
