"""The density that is sampled is that of the same model written by hand."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
import pytest
from numpyro.infer.util import potential_energy

from detente.dynamics.calibration.build import build_problem
from detente.dynamics.calibration.sample import potential
from detente.sampling.xla import double_precision
from tests.dynamics.calibration.worlds import calibration, cases, epidemic

SEEN = """
[[observe]]
variable = "infection"
column = "cases"
likelihood = "negative_binomial"
spread = "noise"

[[observe]]
name = "yearly"
variable = "infection"
column = "cases"
likelihood = "lognormal"
window = 6
lag = 2
spread = 0.2
scale = "share"

[[observe]]
name = "ill"
variable = "I"
column = "cases"
likelihood = "student_t"
spread = 30.0
bias = 5.0

[parameter.share]
distribution = "beta"
a = 8
b = 2
"""
CUT = 8
"""The first eight months are left out, since windows of six with a lag of two reach back to 0."""


def by_hand(seen):
    """The same system, written as one would write it in NumPyro."""
    contacts = numpyro.sample("contacts", dist.LogNormal(jnp.log(0.5), 0.3))
    duration = numpyro.sample("duration", dist.LogNormal(jnp.log(5.0), 0.3))
    noise = numpyro.sample("noise", dist.HalfNormal(0.3))
    share = numpyro.sample("share", dist.Beta(8, 2))

    def month(state, _):
        rate = contacts * state[0] * state[1] / 1000
        kept = (rate, state[1])
        for _step in range(4):
            s, i = state
            infection, recovery = contacts * s * i / 1000, i / duration
            state = (s - 0.25 * infection, i + 0.25 * (infection - recovery))
        return state, kept

    _, (rate, ill) = jax.lax.scan(month, (990.0, 10.0), None, length=25)
    numpyro.sample("cases", dist.NegativeBinomial2(rate[CUT:], 1 / noise**2), obs=seen)
    sums = jnp.stack([rate[t - 7 : t - 1].sum() for t in range(CUT, 25)])
    numpyro.sample("yearly", dist.LogNormal(jnp.log(share * sums), 0.2), obs=seen)
    numpyro.sample("ill", dist.StudentT(4.0, ill[CUT:] + 5, 30.0), obs=seen)


def log_noise(z):
    """Return the logarithm of a half-normal of spread 0.3 from its normal score, by its formula."""
    return jnp.log(0.3 * jax.scipy.stats.norm.ppf((1 + jax.scipy.stats.norm.cdf(z)) / 2))


def potential_by_hand(at, seen):
    """Return minus the log density where the noise is given by its normal score."""
    whole = potential_energy(by_hand, (seen,), {}, {**at, "noise": log_noise(at["noise"])})
    return whole - jnp.log(jax.grad(log_noise)(at["noise"]))


def test_density_and_gradient_are_those_of_the_model_by_hand(tmp_path) -> None:
    model = epidemic(tmp_path)
    times, values = cases(model)["cases"]
    times, values = times[CUT:], np.maximum(values[CUT:], 1)
    problem = build_problem(model, calibration(observe=SEEN), {"cases": (times, values)})
    rng = np.random.default_rng(2)
    with double_precision():
        ours = jax.jit(jax.value_and_grad(lambda at: potential(problem, at)))
        theirs = jax.jit(jax.value_and_grad(lambda at: potential_by_hand(at, values)))
        for _ in range(5):
            at = {
                name: jnp.asarray(middle + 0.3 * rng.standard_normal())
                for name, middle in
                (("contacts", -0.5), ("duration", 1.5), ("noise", -1.5), ("share", 1.0))
            }  # fmt: skip
            # The sampler has one array for all priors of a kind.
            packed = problem.packed({name: np.asarray(value)[None] for name, value in at.items()})
            (one, slope), (other, rise) = ours({k: v[0] for k, v in packed.items()}), theirs(at)
            slope = problem.named(slope)
            # The same double-precision operations in another order.
            assert float(one) == pytest.approx(float(other), rel=1e-9)
            for name in at:
                assert float(slope[name]) == pytest.approx(float(rise[name]), rel=1e-7, abs=1e-7)
