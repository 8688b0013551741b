"""The functions a model may call: one read-only table, one entry each.

Every function is pure and written once for NumPy (while a model is compiled) and JAX (while it
runs): `at.xp` is the array library of its arguments. Formulas follow Vensim's reference manual
and XMILE 1.0, section 3.5; where the two differ the reader has already told them apart by name.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from detente.dynamics import vectors

Value = Any  # a NumPy or JAX scalar
SMALL = 1e-6  # what Vensim takes for zero in a denominator
# A time such as 7 * 0.1 is not exact in binary, so what is cut off from a time gets a hair more.
HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Moment:
    """What a function may know beside its arguments.

    Attributes:
        xp: the array library of the arguments, `numpy` or `jax.numpy`.
        time, step: present time and length of the present step, in time units.
        start: initial time of the run.
        key: of this run and step, for random functions; None where none was given.
    """

    xp: Any
    time: Value
    step: Value
    start: Value
    key: Any = None


@dataclass(frozen=True, slots=True)
class Function:
    """An entry of the table.

    Attributes:
        evaluate: (moment, *arguments) → value, or → a vector for `vector` functions.
        arguments: the numbers of arguments allowed; empty where any number is.
        timed: reads the time, so it changes even where its arguments do not.
        random: needs a key; `site` is then its first argument.
    """

    evaluate: Callable[..., Value]
    arguments: tuple[int, ...] = ()
    timed: bool = False
    random: bool = False


def _plain(name: str) -> Callable[..., Value]:
    return lambda at, x: getattr(at.xp, name)(x)


def _kept(at: Moment, number: Value) -> Value:
    """Hide a number from the compiler: it turns x/10 into x·0.1, which INTEGER may notice."""
    return number if at.xp is np else jax.lax.optimization_barrier(jnp.asarray(number))


def _divide(at: Moment, numerator: Value, denominator: Value) -> Value:
    if not isinstance(denominator, jax.core.Tracer):
        denominator = _kept(at, denominator)
    return numerator / denominator


def _power(at: Moment, base: Value, exponent: Value) -> Value:
    return at.xp.power(base, exponent)


def _logarithm(at: Moment, x: Value, base: Value = 10.0) -> Value:
    return at.xp.log(x) / at.xp.log(at.xp.asarray(base))


def _xidz(at: Moment, numerator: Value, denominator: Value, otherwise: Value) -> Value:
    zero = at.xp.abs(denominator) < SMALL
    # The branch not taken must stay finite, or gradients become NaN.
    return at.xp.where(zero, otherwise, numerator / at.xp.where(zero, 1.0, denominator))


def _integer(at: Moment, x: Value, hair: float = 0.0) -> Value:
    return at.xp.trunc(x + at.xp.sign(x) * hair)


def _quantum(at: Moment, x: Value, quantum: Value, hair: float = 0.0) -> Value:
    none = quantum < SMALL
    safe = _kept(at, at.xp.where(none, 1.0, quantum))
    return at.xp.where(none, x, safe * _integer(at, x / safe, hair))


def _modulo(at: Moment, x: Value, base: Value, hair: float = 0.0) -> Value:
    """x − base · INTEGER(x / base), with the sign of x, as Vensim has it."""
    none = base == 0
    safe = _kept(at, at.xp.where(none, 1.0, base))
    return at.xp.where(none, 0.0, x - safe * _integer(at, x / safe, hair))


def _step(at: Moment, height: Value, start: Value) -> Value:
    return at.xp.where(at.time + at.step / 2 > start, height, 0.0)


def _ramp(at: Moment, slope: Value, start: Value, finish: Value = float("inf")) -> Value:
    xp = at.xp
    # A finish before the start is no finish.
    end = xp.where(xp.asarray(start) > finish, float("inf"), finish)
    return xp.where(at.time > start, slope * (xp.minimum(at.time, end) - start), 0.0)


def _pulse(at: Moment, start: Value, width: Value) -> Value:
    middle = at.time + at.step / 2
    long = at.xp.maximum(width, at.step)
    return at.xp.where((middle > start) & (middle < start + long), 1.0, 0.0)


def _pulse_train(at: Moment, start: Value, interval: Value, width: Value, end: Value) -> Value:
    middle = at.time + at.step / 2
    long = at.xp.maximum(width, at.step)
    phase = at.xp.mod(middle - start, interval)
    # A pulse that begins at the very end still gets its first step.
    return at.xp.where((middle > start) & (middle < end + at.step) & (phase < long), 1.0, 0.0)


def _impulse(at: Moment, start: Value, quantity: Value) -> Value:
    """XMILE's PULSE: a quantity delivered within the one step at `start`."""
    return _pulse(at, start, at.step) * quantity / at.step


def _impulse_train(at: Moment, start: Value, interval: Value, quantity: Value) -> Value:
    once = at.xp.asarray(interval) <= 0
    safe = at.xp.where(once, 1.0, interval)
    train = _pulse_train(at, start, safe, at.step, float("inf"))
    return at.xp.where(once, _pulse(at, start, at.step), train) * quantity / at.step


def _wave(shape: str) -> Callable[..., Value]:
    """Stella's SINWAVE and COSWAVE: amplitude · sin or cos(2π · time / period)."""
    return lambda at, amplitude, period: (
        amplitude * getattr(at.xp, shape)(2 * math.pi * at.time / period)
    )


def _time_value(at: Moment, relative_to: Value, offset: Value, measure: Value) -> Value:
    return at.xp.where(at.xp.asarray(relative_to) == 0, at.time, at.start) + offset


def _standard_deviation(at: Moment, *items: Value) -> Value:
    return at.xp.std(at.xp.stack([at.xp.asarray(item) for item in items]), ddof=1)


def _site_key(at: Moment, site: int) -> Any:
    return jax.random.fold_in(at.key, site)


def _uniform(at: Moment, site: int, low: Value = 0.0, high: Value = 1.0, seed: Value = 0) -> Value:
    return low + (high - low) * jax.random.uniform(_site_key(at, site))


def _truncated_normal(
    at: Moment, site: int, low: Value, high: Value, mean: Value, spread: Value, seed: Value = 0
) -> Value:
    safe = jnp.where(jnp.asarray(spread) > 0, spread, 1.0)
    draw = jax.random.truncated_normal(
        _site_key(at, site), (low - mean) / safe, (high - mean) / safe
    )
    return jnp.where(jnp.asarray(spread) > 0, mean + safe * draw, mean)


def _normal(at: Moment, site: int, mean: Value, spread: Value, *rest: Value) -> Value:
    if len(rest) == 3:  # XMILE: mean, deviation, seed, low, high
        return _truncated_normal(at, site, rest[1], rest[2], mean, spread)
    return mean + spread * jax.random.normal(_site_key(at, site))


def _truncated_exponential(
    at: Moment, site: int, low: Value, high: Value, shift: Value, scale: Value, seed: Value = 0
) -> Value:
    """Exponential beyond max(low, shift), cut at `high`, by inverting its distribution."""
    origin = jnp.maximum(low, shift)
    most = -jnp.expm1(-(high - origin) / scale)
    return origin - scale * jnp.log1p(-most * jax.random.uniform(_site_key(at, site)))


def _exponential(at: Moment, site: int, mean: Value, seed: Value = 0) -> Value:
    return mean * jax.random.exponential(_site_key(at, site))


def _triangular(
    at: Moment, site: int, low: Value, high: Value, start: Value, peak: Value, stop: Value,
    seed: Value = 0,
) -> Value:  # fmt: skip
    """Triangular from `start` to `stop`, cut at `low` and `high`, by inverting its distribution."""
    width, rise, fall = stop - start, peak - start, stop - peak

    def below(x: Value) -> Value:
        x = jnp.clip(x, start, stop)
        left = (x - start) ** 2 / (width * jnp.where(rise > 0, rise, 1.0))
        right = 1.0 - (stop - x) ** 2 / (width * jnp.where(fall > 0, fall, 1.0))
        return jnp.where(x < peak, left, right)

    first, last = below(low), below(high)
    share = first + (last - first) * jax.random.uniform(_site_key(at, site))
    left = start + jnp.sqrt(jnp.maximum(share * width * rise, 0.0))
    right = stop - jnp.sqrt(jnp.maximum((1.0 - share) * width * fall, 0.0))
    return jnp.where(share * width < rise, left, right)


def _weibull(
    at: Moment, site: int, low: Value, high: Value, shape: Value, shift: Value, scale: Value,
    seed: Value = 0,
) -> Value:  # fmt: skip
    """Weibull beyond `shift`, cut at `low` and `high`, by inverting its distribution."""

    def below(x: Value) -> Value:
        return -jnp.expm1(-((jnp.maximum(x - shift, 0.0) / scale) ** shape))

    first, last = below(low), below(high)
    share = first + (last - first) * jax.random.uniform(_site_key(at, site))
    return shift + scale * (-jnp.log1p(-share)) ** (1.0 / shape)


def _poisson(at: Moment, site: int, mean: Value, *rest: Value) -> Value:
    return jax.random.poisson(_site_key(at, site), mean * at.step) / at.step


def _reduced(combine: str) -> Callable[..., Value]:
    """Fold many scalars: pairwise while they are few, as one vector where they are many."""

    def evaluate(at: Moment, *items: Value) -> Value:
        if len(items) > 16:
            whole = at.xp.stack([at.xp.asarray(item) for item in items])
            return getattr(at.xp, {"add": "sum", "multiply": "prod", "minimum": "min",
                                   "maximum": "max"}[combine])(whole)  # fmt: skip
        total = items[0]
        for item in items[1:]:
            total = getattr(at.xp, combine)(total, item)
        return total

    return evaluate


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "add": Function(lambda at, x, y: x + y, (2,)),
        "subtract": Function(lambda at, x, y: x - y, (2,)),
        "multiply": Function(lambda at, x, y: x * y, (2,)),
        "divide": Function(_divide, (2,)),
        "negative": Function(lambda at, x: -x, (1,)),
        "power": Function(_power, (2,)),
        **{name: Function(_plain(name), (1,)) for name in
           ("abs", "exp", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh",
            "tanh", "sqrt", "sign")},
        "ln": Function(_plain("log"), (1,)),
        "log": Function(_logarithm, (1, 2)),
        "log10": Function(_logarithm, (1,)),
        "round": Function(_plain("round"), (1,)),
        "gamma_ln": Function(lambda at, x: jax.scipy.special.gammaln(x), (1,)),
        "min": Function(_reduced("minimum")),
        "max": Function(_reduced("maximum")),
        "sum": Function(_reduced("add")),
        "prod": Function(_reduced("multiply")),
        "mean": Function(lambda at, *x: _reduced("add")(at, *x) / len(x)),
        "stddev": Function(_standard_deviation),
        "integer": Function(_integer, (1,)),
        "quantum": Function(_quantum, (2,)),
        "modulo": Function(_modulo, (2,)),
        "xidz": Function(_xidz, (3,)),
        "zidz": Function(lambda at, x, y: _xidz(at, x, y, 0.0), (2,)),
        "pi": Function(lambda at: at.xp.asarray(3.141592653589793), (0,)),
        "time": Function(lambda at: at.time, (0,), timed=True),
        "time_step": Function(lambda at: at.step, (0,), timed=True),
        "initial_time": Function(lambda at: at.start, (0,)),
        "step": Function(_step, (2,), timed=True),
        "ramp": Function(_ramp, (2, 3), timed=True),
        "pulse": Function(_pulse, (2,), timed=True),
        "pulse_train": Function(_pulse_train, (4,), timed=True),
        "xpulse": Function(_impulse, (2,), timed=True),
        "xpulse_train": Function(_impulse_train, (3,), timed=True),
        "sinwave": Function(_wave("sin"), (2,), timed=True),
        "coswave": Function(_wave("cos"), (2,), timed=True),
        "get_time_value": Function(_time_value, (3,), timed=True),
        "random_0_1": Function(_uniform, (0,), timed=True, random=True),
        "random_uniform": Function(_uniform, (2, 3), timed=True, random=True),
        "uniform": Function(_uniform, (2, 3), timed=True, random=True),
        "random_normal": Function(_truncated_normal, (4, 5), timed=True, random=True),
        "normal": Function(_normal, (2, 3, 5), timed=True, random=True),
        "random_exponential": Function(_truncated_exponential, (4, 5), timed=True, random=True),
        "random_triangular": Function(_triangular, (5, 6), timed=True, random=True),
        "random_weibull": Function(_weibull, (5, 6), timed=True, random=True),
        "exprnd": Function(_exponential, (1, 2), timed=True, random=True),
        "poisson": Function(_poisson, (1, 2, 4), timed=True, random=True),
        "invert_matrix": Function(vectors.invert_matrix),
        "allocate_available": Function(vectors.allocate_available),
        "allocate_by_priority": Function(vectors.allocate_by_priority),
        "vector_sort_order": Function(vectors.sort_order),
        "vector_reorder": Function(vectors.reorder),
        "vector_rank": Function(vectors.rank),
        "vector_select": Function(vectors.select),
        "vector_elm_map": Function(vectors.element_map),
    }
)  # fmt: skip
