"""Variables that vary freely or follow draws, windows, lags, and runs of the posterior."""

import numpy as np
import pytest

from detente.dynamics.calibration.calibrate import calibrate, predict
from detente.dynamics.calibration.problem import expected_site
from detente.dynamics.calibration.read import read_calibration
from detente.dynamics.driven import simulate_driven
from detente.dynamics.simulate import simulate
from tests.dynamics.texts import model_of

POOL = """
pool = INTEG(inflow - outflow, 100) ~~|
inflow = 50 * demand * help ~~|
demand = 1 ~~|
help = 1 ~~|
outflow = pool / stay ~ lb/month ~|
stay = 2 ~~|
"""
FILE = """
[run]
chains = 2
warmup = 100
samples = 100

[path.demand]
knots = 5
start = { distribution = "lognormal", median = 1, sigma = 0.3 }
step = { distribution = "halfnormal", sd = 0.3 }

[input.help]
components = 2

[parameter.stay]
distribution = "lognormal"
median = 2
sigma = 0.1

[[observe]]
variable = "outflow"
column = "pounds"
likelihood = "lognormal"
spread = 0.05
lag = [0.5, 0.5]

[[observe]]
name = "quarter"
variable = "outflow"
column = "sums"
likelihood = "normal"
spread = 5.0
window = 3
unit = "lb"
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    model = model_of(folder, POOL, end=40, step=0.25, save=1)
    rng = np.random.default_rng(5)
    times = np.arange(41.0)
    demand = 1 + 0.5 * np.sin(times / 8)
    steps = np.cumsum(rng.normal(0, 0.03, (60, 41)), axis=1)
    helped = 1 + steps - steps.mean(axis=0)
    truth = simulate_driven(
        model, {"stay": 2.2}, {"demand": (times, demand), "help": (times, helped[0])},
        outputs=["outflow"],
    )["outflow"][0]  # fmt: skip
    late = (truth[1:31] + truth[:30]) / 2
    pounds = late * np.exp(0.05 * rng.standard_normal(30))
    pounds[7:9] = np.nan
    sums = np.convolve(truth, np.ones(3), "valid")[10:28] + 5 * rng.standard_normal(18)
    data = {"pounds": (times[1:31], pounds), "sums": (times[12:30], sums)}
    found = calibrate(
        model, read_calibration(FILE), data, 1, draws={"help": (times, helped)}, quick=True
    )
    return model, found, demand, truth


def test_a_free_course_is_found_again(world) -> None:
    _, found, demand, _ = world
    times, courses = found.courses()["demand"]
    middle = courses.mean(axis=0)[np.isin(times, np.arange(3.0, 28.0))]
    # Five knots over forty months draw a sine of fifty months to about 5%; noise adds as much.
    assert np.abs(middle / demand[3:28] - 1).max() < 0.2
    # After the last number the walk goes on, and its width grows.
    spread = courses.std(axis=0)
    assert spread[times == 40] > 2 * spread[times == 20]


def test_holes_add_no_term(world) -> None:
    _, found, _, _ = world
    (pounds, _) = found.problem.links
    assert len(pounds.values) == 28
    assert 8.0 not in pounds.times


def test_the_posterior_runs_on_as_it_was_fitted(world) -> None:
    """Parameters and courses given back to the engine give what was expected of the data."""
    model, found, _, _ = world
    run = simulate_driven(model, found.params(), found.courses(), outputs=["outflow"])
    assert run.times[-1] == 40
    flow = run["outflow"]
    sums = np.stack([flow[:, t - 2 : t + 1].sum(axis=1) for t in range(12, 30)], axis=1)
    fitted = found.pooled()
    # Euler reads a course at the beginning of each step, where the two hold the same numbers.
    np.testing.assert_allclose(fitted[expected_site("quarter")], sums, rtol=1e-9)
    seen = np.delete((flow[:, 1:31] + flow[:, :30]) / 2, [7, 8], axis=1)
    np.testing.assert_allclose(fitted[expected_site("pounds")], seen, rtol=1e-9)


def test_courses_without_draws_are_those_of_simulate(world) -> None:
    model, _, demand, _ = world
    inputs = {"demand": (np.arange(41.0), demand)}
    one = simulate(model.driven(["demand"]), {"stay": 3}, inputs, outputs=["outflow"])
    many = simulate_driven(model, {"stay": [3, 4]}, inputs, outputs=["outflow"])
    np.testing.assert_allclose(many["outflow"][0], one["outflow"][0], rtol=1e-12)
    assert (many["outflow"][1] != one["outflow"][0]).any()


def test_everything_is_kept_as_inference_data(world, tmp_path) -> None:
    _, found, _, _ = world
    data = found.inference_data(predict(found))
    assert set(data.groups()) >= {
        "posterior", "prior", "prior_predictive", "posterior_predictive", "log_likelihood",
        "observed_data",
    }  # fmt: skip
    assert data.posterior["demand"].dims == ("chain", "draw", "demand at")
    assert data.posterior["demand"].coords["demand at"].to_numpy().tolist() == [0, 10, 20, 30, 40]
    assert data.posterior.attrs["approximate"] == 1
    # Half of all numbers anew lie above the observed ones; wrong scatter would show as 0 or 1.
    drawn = data.posterior_predictive["pounds"].to_numpy()
    share = (drawn > data.observed_data["pounds"].to_numpy()).mean()
    assert 0.3 < share < 0.7
    inside = np.abs(drawn - np.median(drawn, axis=(0, 1))) / np.median(drawn, axis=(0, 1))
    assert 0.02 < np.median(inside) < 0.08
