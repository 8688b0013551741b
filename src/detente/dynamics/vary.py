"""What varies between draws: a TOML file of distributions, and quasi-random draws from them.

sampler = "latin"            # or "sobol", "random"; may be left out

[contacts]                   # a variable of the model, or one element: ["share[north]"]
distribution = "uniform"     # low, high
low = 0.5
high = 2.5
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.special import ndtri
from detente.terms.errors import InputError, Problem, shown
from detente.terms.plain_files import read_plain_text
from detente.terms.toml_text import parse_toml

SAMPLERS = ("latin", "sobol", "random")


@dataclass(frozen=True, slots=True)
class Distribution:
    """A kind of distribution that a file may name.

    Attributes:
        numbers: the numbers it needs, by name.
        quantile: (share below, numbers) → value.
        sound: whether the numbers make sense together.
        rule: that condition in words.
    """

    numbers: tuple[str, ...]
    quantile: Callable[[NDArray[np.float64], Mapping[str, float]], NDArray[np.float64]]
    sound: Callable[[Mapping[str, float]], bool]
    rule: str


def _triangular(
    share: NDArray[np.float64], low: float, mode: float, high: float
) -> NDArray[np.float64]:
    rising = low + np.sqrt(share * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - share) * (high - low) * (high - mode))
    return np.where(share * (high - low) < mode - low, rising, falling)


DISTRIBUTIONS: Mapping[str, Distribution] = MappingProxyType(
    {
        "uniform": Distribution(
            ("low", "high"),
            lambda share, at: at["low"] + share * (at["high"] - at["low"]),
            lambda at: at["low"] < at["high"],
            "low < high",
        ),
        "loguniform": Distribution(
            ("low", "high"),
            lambda share, at: at["low"] * (at["high"] / at["low"]) ** share,
            lambda at: 0 < at["low"] < at["high"],
            "0 < low < high",
        ),
        "triangular": Distribution(
            ("low", "mode", "high"),
            lambda share, at: _triangular(share, at["low"], at["mode"], at["high"]),
            lambda at: at["low"] <= at["mode"] <= at["high"] and at["low"] < at["high"],
            "low ≤ mode ≤ high, low < high",
        ),
        "normal": Distribution(
            ("mean", "sd"),
            lambda share, at: at["mean"] + at["sd"] * ndtri(share),
            lambda at: at["sd"] > 0,
            "sd > 0",
        ),
        "lognormal": Distribution(
            ("median", "sigma"),
            lambda share, at: at["median"] * np.exp(at["sigma"] * ndtri(share)),
            lambda at: at["median"] > 0 and at["sigma"] > 0,
            "median > 0, sigma > 0 (standard deviation of the logarithm)",
        ),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vary:
    """What varies: variable → distribution and its numbers, how draws are spread, and the file."""

    variables: Mapping[str, tuple[str, Mapping[str, float]]]
    sampler: str = "latin"
    file: str = "--vary"


def load_vary(path: Path | str) -> Vary:
    """Read a file of distributions.

    Raises:
        InputError: all its problems at once.
    """
    file = str(path)
    read = parse_toml(read_plain_text(Path(path), file), file)
    content = dict(read.table)
    sampler = content.pop("sampler", "latin")
    problems: list[Problem] = []
    if sampler not in SAMPLERS:
        problems.append(Problem(file, 0, f"sampler {shown(sampler)} is unknown",
                                f"use one of {', '.join(SAMPLERS)}"))  # fmt: skip
    variables = {}
    for name, table in content.items():
        found = _distribution(file, name, table)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            variables[name] = found
    if not variables and not problems:
        problems.append(Problem(file, 0, "nothing varies", "add a table named after a variable"))
    if problems:
        raise InputError(problems)
    return Vary(MappingProxyType(variables), sampler, file)


def _distribution(file: str, name: str, table: Any) -> tuple[str, Mapping[str, float]] | Problem:
    kind = table.get("distribution") if isinstance(table, dict) else None
    known = DISTRIBUTIONS.get(kind) if isinstance(kind, str) else None
    if known is None:
        return Problem(file, 0, f"[{name}] has the distribution {shown(kind)}",
                       f"use one of {', '.join(DISTRIBUTIONS)}")  # fmt: skip
    numbers = {key: value for key, value in table.items() if key != "distribution"}
    sound = set(numbers) == set(known.numbers) and all(
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        for value in numbers.values()
    )
    if not sound or not known.sound(numbers):
        return Problem(
            file, 0, f"[{name}] does not fit the distribution {kind}",
            f"give the numbers {', '.join(known.numbers)} with {known.rule}",
        )  # fmt: skip
    return str(kind), MappingProxyType({key: float(value) for key, value in numbers.items()})


def draw(vary: Vary, count: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """Draw numbers for each varied variable; the same seed gives the same draws.

    Latin hypercube and Sobol points fill the space more evenly than independent draws.
    """
    from scipy.stats import qmc  # a second to import, and only needed here

    width = len(vary.variables)
    generator = np.random.default_rng(seed)
    if vary.sampler == "random":
        shares = generator.random((count, width))
    elif vary.sampler == "sobol":
        power = max(0, math.ceil(math.log2(count)))
        # Balanced only in powers of two; the rest is left off.
        shares = qmc.Sobol(width, rng=generator).random_base2(power)[:count]
    else:
        shares = qmc.LatinHypercube(width, rng=generator).random(count)
    return numbers_at(vary, shares)


def numbers_at(vary: Vary, shares: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return the numbers of each varied variable below which the shares (draw, variable) lie.

    Raises:
        InputError: some are larger than any number of a computer.
    """
    found = {}
    for place, (name, (kind, numbers)) in enumerate(vary.variables.items()):
        with np.errstate(all="ignore"):
            values = np.asarray(DISTRIBUTIONS[kind].quantile(shares[:, place], numbers))
        if not np.isfinite(values).all():
            raise InputError.at(
                vary.file,
                0,
                f"[{name}] draws numbers larger than a computer holds",
                f"give {', '.join(numbers)} of a smaller size",
            )
        found[name] = values
    return found
