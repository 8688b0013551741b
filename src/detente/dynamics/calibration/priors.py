"""The distributions that a calibration may name as priors. Loads nothing heavy."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.special import betaincinv, erfinv, gammaincinv, ndtr, ndtri, stdtrit
from detente.dynamics.vary import DISTRIBUTIONS

Numbers = Mapping[str, float | tuple[float, ...]]
At = Mapping[str, Any]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PriorKind:
    """A kind of prior.

    Attributes:
        numbers: the numbers it needs, by name.
        build: (`numpyro.distributions`, numbers) → distribution.
        quantile: (share below, numbers) → value.
        sound: whether the numbers make sense together.
        rule: that condition in words.
    """

    numbers: tuple[str, ...]
    build: Callable[[Any, At], Any]
    quantile: Callable[[Floats, At], Any]
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

        one = PRIORS[self.kind].build(dist, self._at())
        return one if size is None else one.expand([size]).to_event(1)

    def draws(self, generator: np.random.Generator, count: int, size: int | None = None) -> Floats:
        """Draw a number, or `size` independent ones: (draw,) or (draw, size).

        By the inverse of the distribution function, since a sampler would have to be compiled.
        """
        shares = generator.random((count,) if size is None else (count, size))
        return np.asarray(PRIORS[self.kind].quantile(shares, self._at()), dtype=float)

    def positive(self) -> bool:
        """Tell whether the prior leaves only numbers that are not negative."""
        low = self._at().get("low", -math.inf)
        return self.kind in _POSITIVE or bool(np.all(np.asarray(low) >= 0))

    def _at(self) -> dict[str, Any]:
        return {name: np.asarray(value, dtype=float) for name, value in self.numbers.items()}


STANDARD = Prior("normal", {"mean": 0.0, "sd": 1.0})
"""The standard normal distribution."""


def joined(priors: Sequence[tuple[Prior, int]]) -> Prior:
    """Put priors of one kind together, as that of an array: each with how many numbers it has."""
    kind = priors[0][0].kind
    numbers = {
        name: tuple(
            float(value)
            for prior, size in priors
            for value in np.broadcast_to(prior.numbers[name], (size,))
        )
        for name in PRIORS[kind].numbers
    }
    return Prior(kind, numbers)


_POSITIVE = frozenset(("lognormal", "loguniform", "halfnormal", "exponential", "gamma", "beta"))


def _half_normal(scale: Any) -> Any:
    from detente.dynamics.calibration.half_normal import HalfNormalScores

    return HalfNormalScores(scale)


def _truncated_normal(at: At) -> Any:
    from detente.dynamics.calibration.truncated_normal import TruncatedNormalScores

    return TruncatedNormalScores(at["mean"], at["sd"], at["low"], at["high"])


def _shared(name: str, build: Callable[[Any, At], Any]) -> PriorKind:
    """Take over numbers and rule of a distribution that `vary` knows too."""
    known = DISTRIBUTIONS[name]
    return PriorKind(known.numbers, build, known.quantile, known.sound, known.rule)


def _truncated(share: Floats, at: At) -> Any:
    low, high = ((at[end] - at["mean"]) / at["sd"] for end in ("low", "high"))
    # Above the mean, mirrored: there shares near one keep their digits.
    mirrored = low > 0
    first, last = np.where(mirrored, -high, low), np.where(mirrored, -low, high)
    score = ndtri(ndtr(first) + np.where(mirrored, 1 - share, share) * (ndtr(last) - ndtr(first)))
    return np.clip(at["mean"] + at["sd"] * np.where(mirrored, -score, score), at["low"], at["high"])


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
            lambda d, at: _truncated_normal(at),
            _truncated,
            lambda at: at["sd"] > 0 and at["low"] < at["high"],
            "sd > 0, low < high",
        ),
        "halfnormal": PriorKind(
            ("sd",), lambda d, at: _half_normal(at["sd"]),
            lambda share, at: at["sd"] * math.sqrt(2) * erfinv(share),
            lambda at: at["sd"] > 0, "sd > 0",
        ),
        "exponential": PriorKind(
            ("mean",), lambda d, at: d.Exponential(1 / at["mean"]),
            lambda share, at: -at["mean"] * np.log1p(-share),
            lambda at: at["mean"] > 0, "mean > 0",
        ),
        "gamma": PriorKind(
            ("shape", "mean"), lambda d, at: d.Gamma(at["shape"], at["shape"] / at["mean"]),
            lambda share, at: gammaincinv(at["shape"], share) * at["mean"] / at["shape"],
            lambda at: at["shape"] > 0 and at["mean"] > 0, "shape > 0, mean > 0",
        ),
        "beta": PriorKind(
            ("a", "b"), lambda d, at: d.Beta(at["a"], at["b"]),
            lambda share, at: betaincinv(at["a"], at["b"], share),
            lambda at: at["a"] > 0 and at["b"] > 0, "a > 0, b > 0",
        ),
        "student_t": PriorKind(
            ("df", "mean", "scale"),
            lambda d, at: d.StudentT(at["df"], at["mean"], at["scale"]),
            lambda share, at: at["mean"] + at["scale"] * stdtrit(at["df"], share),
            lambda at: at["df"] > 0 and at["scale"] > 0, "df > 0, scale > 0",
        ),
    }
)  # fmt: skip
"""Name in a file → prior; those that `vary` knows have the same numbers there."""
