"""A small model with known truth, and what would be seen of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.calibration.read import read_calibration
from detente.dynamics.calibration.spec import CalibrationSpec
from detente.dynamics.model import Model
from detente.dynamics.simulate import simulate
from tests.dynamics.texts import model_of

EPIDEMIC = """
S = INTEG(-infection, 990) ~~|
I = INTEG(infection - recovery, 10) ~~|
R = INTEG(recovery, 0) ~~|
infection = contacts * S * I / 1000 ~ persons/month ~|
recovery = I / duration ~ persons/month ~|
contacts = 0.6 ~ 1/month ~|
duration = 4 ~ month ~|
"""
PRIORS = """
[parameter.contacts]
distribution = "lognormal"
median = 0.5
sigma = 0.3
source = "made up for a test"
unit = "1/month"

[parameter.duration]
distribution = "lognormal"
median = 5
sigma = 0.3

[parameter.noise]
distribution = "halfnormal"
sd = 0.3
"""
CASES = """
[[observe]]
variable = "infection"
column = "cases"
likelihood = "negative_binomial"
spread = "noise"
"""
TRUTH = {"contacts": 0.7, "duration": 4.5, "noise": 0.15}
RUN = "[run]\nchains = 2\nwarmup = 150\nsamples = 150\n"


def epidemic(folder: Path, *, end: float = 24) -> Model:
    return model_of(folder, EPIDEMIC, end=end, step=0.25, save=1)


def calibration(extra: str = "", *, observe: str = CASES, run: str = RUN) -> CalibrationSpec:
    return read_calibration(PRIORS + observe + extra + run)


def counts(
    mean: NDArray[Any], overdispersion: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw negative binomial counts of a given mean, by NumPy's own generators."""
    shape = 1 / overdispersion**2
    return rng.poisson(mean * rng.gamma(shape, 1 / shape, mean.shape)).astype(float)


def cases(model: Model, seed: int = 1, truth: Mapping[str, float] = TRUTH) -> dict[str, Any]:
    """Draw monthly cases of a world with that truth."""
    given = {name: truth[name] for name in ("contacts", "duration")}
    run = simulate(model, given, outputs=["infection"])
    rng = np.random.default_rng(seed)
    return {"cases": (run.times, counts(run["infection"][0], truth["noise"], rng))}


def show(line: str) -> None:
    """Print a figure of a study, for `pytest -s`."""
    print(line)  # noqa: T201 (a study is run to be read)
