"""The distributions that a calibration may name as priors. Loads nothing heavy."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from detente.dynamics.vary import DISTRIBUTIONS

Numbers = Mapping[str, float | tuple[float, ...]]
At = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PriorKind:
    """A kind of prior.

    Attributes:
        numbers: the numbers it needs, by name.
        build: (`numpyro.distributions`, numbers) → distribution.
        sound: whether the numbers make sense together.
        rule: that condition in words.
    """

    numbers: tuple[str, ...]
    build: Callable[[Any, At], Any]
    sound: Callable[[Mapping[str, float]], bool]
    rule: str


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of a quantity before any data.

    Attributes:
        kind: key of `PRIORS`.
        numbers: its numbers; a tuple has one for each element of an array.
        source: the published source of the belief, for the reader.
    """

    kind: str
    numbers: Numbers
    source: str = ""

    def distribution(self, size: int | None = None) -> Any:
        """Return the NumPyro distribution of a number, or of `size` independent ones."""
        import numpyro.distributions as dist

        at = {name: np.asarray(value, dtype=float) for name, value in self.numbers.items()}
        one = PRIORS[self.kind].build(dist, at)
        return one if size is None else one.expand([size]).to_event(1)

    def positive(self) -> bool:
        """Tell whether the prior leaves only numbers that are not negative."""
        at = {name: np.asarray(value, dtype=float) for name, value in self.numbers.items()}
        low = at.get("low", -math.inf)
        return self.kind in _POSITIVE or bool(np.all(np.asarray(low) >= 0))


_POSITIVE = frozenset(("lognormal", "loguniform", "halfnormal", "exponential", "gamma", "beta"))


def _half_normal(scale: Any) -> Any:
    from detente.dynamics.calibration.half_normal import HalfNormalScores

    return HalfNormalScores(scale)


def _shared(name: str, build: Callable[[Any, At], Any]) -> PriorKind:
    """Take over numbers and rule of a distribution that `vary` knows too."""
    known = DISTRIBUTIONS[name]
    return PriorKind(known.numbers, build, known.sound, known.rule)


PRIORS: Mapping[str, PriorKind] = MappingProxyType(
    {
        "normal": _shared("normal", lambda d, at: d.Normal(at["mean"], at["sd"])),
        "lognormal": _shared(
            "lognormal", lambda d, at: d.LogNormal(np.log(at["median"]), at["sigma"])
        ),
        "uniform": _shared("uniform", lambda d, at: d.Uniform(at["low"], at["high"])),
        "loguniform": _shared("loguniform", lambda d, at: d.LogUniform(at["low"], at["high"])),
        "truncated_normal": PriorKind(
            ("mean", "sd", "low", "high"),
            lambda d, at: d.TruncatedNormal(at["mean"], at["sd"], low=at["low"], high=at["high"]),
            lambda at: at["sd"] > 0 and at["low"] < at["high"],
            "sd > 0, low < high",
        ),
        "halfnormal": PriorKind(
            ("sd",), lambda d, at: _half_normal(at["sd"]), lambda at: at["sd"] > 0, "sd > 0"
        ),
        "exponential": PriorKind(
            ("mean",), lambda d, at: d.Exponential(1 / at["mean"]),
            lambda at: at["mean"] > 0, "mean > 0",
        ),
        "gamma": PriorKind(
            ("shape", "mean"), lambda d, at: d.Gamma(at["shape"], at["shape"] / at["mean"]),
            lambda at: at["shape"] > 0 and at["mean"] > 0, "shape > 0, mean > 0",
        ),
        "beta": PriorKind(
            ("a", "b"), lambda d, at: d.Beta(at["a"], at["b"]),
            lambda at: at["a"] > 0 and at["b"] > 0, "a > 0, b > 0",
        ),
        "student_t": PriorKind(
            ("df", "mean", "scale"),
            lambda d, at: d.StudentT(at["df"], at["mean"], at["scale"]),
            lambda at: at["df"] > 0 and at["scale"] > 0, "df > 0, scale > 0",
        ),
    }
)  # fmt: skip
"""Name in a file → prior; those that `vary` knows have the same numbers there."""
