"""Sobol and Morris on a model whose shares of variance are known in closed form."""

import math
from pathlib import Path

import pytest

from detente.dynamics.model import Model
from detente.dynamics.sensitivity import morris, sobol
from detente.dynamics.vary import Vary
from detente.terms.errors import InputError
from tests.dynamics.texts import model_of

# Ishigami and Homma (1990), with a = 7 and b = 0.1.
ISHIGAMI = """
x1 = 0 ~~|
x2 = 0 ~~|
x3 = 0 ~~|
y = SIN(x1) + 7*SIN(x2)^2 + 0.1*x3^4*SIN(x1) ~~|
d: A, B ~~|
z[d] = y ~~|
"""
RANGE = ("uniform", {"low": -math.pi, "high": math.pi})
VARY = Vary({"x1": RANGE, "x2": RANGE, "x3": RANGE})


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return model_of(tmp_path, ISHIGAMI, end=1)


def test_sobol_finds_the_known_shares(model: Model) -> None:
    found = sobol(model, VARY, "y", count=2048, time=0.5)
    a, b, pi = 7.0, 0.1, math.pi
    variance = a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 0.5
    first = [0.5 * (1 + b * pi**4 / 5) ** 2, a**2 / 8, 0.0]
    joint = b**2 * pi**8 * (1 / 18 - 1 / 50)
    total = [first[0] + joint, first[1], joint]
    assert found.inputs == ("x1", "x2", "x3")
    assert found.runs == 2048 * 5
    assert found.of == "at time 0.5"
    # The 95% half-widths that SALib reports at this size are 0.03 to 0.06; the cut at the edges
    # of the range moves a share by less than 0.01.
    assert found.measures["first"] == pytest.approx([s / variance for s in first], abs=0.06)
    assert found.measures["total"] == pytest.approx([s / variance for s in total], abs=0.06)


def test_morris_ranks_them_alike(model: Model) -> None:
    found = morris(model, VARY, "y", count=200)
    x1, x2, x3 = found.measures["mu_star"]
    assert found.runs == 200 * 4
    assert found.of == "at time 1"
    # x3 acts only through x1, so its effects spread most for their size; x2 acts alone.
    assert min(x1, x2, x3) > 0
    assert found.measures["sigma"][2] > found.measures["mu_star"][2]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"output": "y", "count": 100}, "not a power of two"),
        ({"output": "y", "count": 2, "time": 0.3}, "no save time"),
        ({"output": "z", "count": 2}, "is an array"),
        ({"output": "w", "count": 2}, "not in the model"),
    ],
)
def test_what_does_not_fit_is_refused(
    model: Model, arguments: dict[str, object], problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        sobol(model, VARY, **arguments)  # type: ignore[arg-type]


def test_a_statistic_of_the_whole_run_can_be_looked_at(tmp_path: Path) -> None:
    # At time t the level is rate·t, so its mean is half its last value, and all runs agree on
    # what drives it.
    model = model_of(tmp_path, "s = INTEG(rate, 0) ~~|\nrate = 1 ~~|\nidle = 2 ~~|\n")
    vary = Vary({"rate": ("uniform", {"low": 0.0, "high": 1.0}),
                 "idle": ("uniform", {"low": 0.0, "high": 1.0})})  # fmt: skip
    mean = morris(model, vary, "s", count=8, statistic="mean")
    final = morris(model, vary, "s", count=8)
    assert mean.of == "mean over the run"
    assert mean.measures["mu_star"][0] == pytest.approx(final.measures["mu_star"][0] / 2)
    assert mean.measures["mu_star"][1] == 0.0
    with pytest.raises(InputError, match="no varied input changes"):
        morris(model, Vary({"idle": vary.variables["idle"]}), "s", count=4)
