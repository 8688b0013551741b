"""Calibration beside the same model written by hand in NumPyro: effective draws per second of each.

An epidemic of 60 months in steps of a quarter month, counted with overdispersion; both see the same
counts, run as many chains and draws in one process, and count compilation in. The rate is also
given per gradient, which does not hang on how busy the machine is.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
import xarray as xr
from numpyro.infer import MCMC, NUTS

from detente.dynamics.calibration.build import build_problem
from detente.dynamics.calibration.nuts import sample_posterior
from detente.dynamics.calibration.problem import Problem
from detente.dynamics.calibration.read import read_calibration
from detente.dynamics.calibration.sample import prior_draws
from detente.dynamics.compile import load
from detente.dynamics.simulate import simulate
from detente.sampling.diagnostics import load_arviz
from detente.sampling.xla import double_precision

ROUNDS = 3
MODEL = """{UTF-8}
S = INTEG(-infection, 990) ~~|
I = INTEG(infection - recovery, 10) ~~|
infection = contacts * S * I / 1000 ~~|
recovery = I / duration ~~|
contacts = 0.6 ~~|
duration = 4 ~~|
FINAL TIME = 60 ~~|
INITIAL TIME = 0 ~~|
SAVEPER = 1 ~~|
TIME STEP = 0.25 ~~|
"""
SPEC = """
[parameter.contacts]
distribution = "lognormal"
median = 0.5
sigma = 0.3
[parameter.duration]
distribution = "lognormal"
median = 5
sigma = 0.3
[parameter.noise]
distribution = "halfnormal"
sd = 0.3
[[observe]]
variable = "infection"
likelihood = "negative_binomial"
spread = "noise"
"""
REPORTED = ("contacts", "duration", "noise")


def by_hand(seen: np.ndarray) -> None:
    """State the same model as one would write it in NumPyro."""
    contacts = numpyro.sample("contacts", dist.LogNormal(np.log(0.5), 0.3))
    duration = numpyro.sample("duration", dist.LogNormal(np.log(5), 0.3))
    noise = numpyro.sample("noise", dist.HalfNormal(0.3))

    def step(state: tuple, _: None) -> tuple:
        s, i = state
        infection, recovery = contacts * s * i / 1000, i / duration
        return (s - 0.25 * infection, i + 0.25 * (infection - recovery)), None

    def month(state: tuple, _: None) -> tuple:
        return jax.lax.scan(step, state, None, length=4)[0], contacts * state[0] * state[1] / 1000

    _, rate = jax.lax.scan(month, (jnp.array(990.0), jnp.array(10.0)), None, length=61)
    rate = jnp.maximum(rate, 1e-9)
    numpyro.sample("cases", dist.NegativeBinomial2(rate, 1 / noise**2), obs=seen)


def ours(problem: Problem, seed: int) -> tuple[dict[str, np.ndarray], float, float]:
    prior = prior_draws(problem, seed, 2000)
    draws, stats, seconds = sample_posterior(problem, prior, seed, lambda fraction: None)
    return draws, seconds, float(stats["n_steps"].sum())


def plain(problem: Problem, seed: int) -> tuple[dict[str, np.ndarray], float, float]:
    run, seen = problem.spec.run, problem.links[0].values
    began = time.perf_counter()
    with double_precision():
        kernel = NUTS(by_hand, target_accept_prob=run.target_accept, dense_mass=run.dense)
        sampler = MCMC(
            kernel,
            num_warmup=run.warmup,
            num_samples=run.samples,
            num_chains=run.chains,
            chain_method="parallel",
            progress_bar=False,
        )
        sampler.run(jax.random.key(seed), seen, extra_fields=("num_steps",))
        draws = {n: np.asarray(v) for n, v in sampler.get_samples(group_by_chain=True).items()}
        steps = float(np.asarray(sampler.get_extra_fields()["num_steps"]).sum())
    return draws, time.perf_counter() - began, steps


def least_ess(draws: dict[str, np.ndarray]) -> float:
    """Return the smallest bulk ESS of the parameters."""
    data = xr.Dataset({name: (("chain", "draw"), draws[name]) for name in REPORTED})
    return float(load_arviz().ess(data, method="bulk").to_array().min())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "epidemic.mdl"
        path.write_text(MODEL, encoding="utf-8")
        model = load(path)
    run = simulate(model, {"contacts": 0.7, "duration": 4.5}, outputs=["infection"])
    rng = np.random.default_rng(1)
    seen = rng.poisson(run["infection"][0] * rng.gamma(44, 1 / 44, 61)).astype(float)
    spec = read_calibration(SPEC)
    spec = replace(spec, run=replace(spec.run, samples=1000))
    problem = build_problem(model, spec, {"infection": (run.times, seen)})
    methods: dict[str, Callable] = {"ours": ours, "by hand": plain}
    rates: dict[str, list[float]] = {name: [] for name in methods}
    each: dict[str, list[float]] = {name: [] for name in methods}
    for seed in range(1, ROUNDS + 1):
        for name, method in methods.items():
            draws, seconds, steps = method(problem, seed)
            ess = least_ess(draws)
            rates[name].append(ess / seconds)
            each[name].append(ess / steps)
            print(
                f"{name:8} {seconds:6.1f} s  min bulk ESS {ess:6.0f}  {ess / seconds:8.1f} ESS/s  "
                f"{1000 * ess / steps:6.1f} ESS per 1,000 gradients",
                flush=True,
            )
    for what, found in (("second", rates), ("gradient", each)):
        middle = {name: statistics.median(values) for name, values in found.items()}
        print(f"per {what}: {middle['ours'] / middle['by hand']:.2f} × the model by hand")


if __name__ == "__main__":
    main()
