"""What a calibration is told: priors, courses that vary freely, and what each series observes."""

from dataclasses import dataclass, field
from types import MappingProxyType

from detente.dynamics.calibration.priors import Prior

Value = str | float
"""The name of a parameter, or a fixed number."""


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A number that is learnt: of the model, or of the way it is observed.

    Attributes:
        name: a variable of the model, one element `name[a]`, an array (one number each element),
            or a name that an observation uses as its spread, scale or bias.
        unit: where given, it must be that of the model's variable.
    """

    name: str
    prior: Prior
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PathSpec:
    """A variable that varies slowly and freely: a random walk over knots.

    Attributes:
        name: a variable of the model; the path takes the place of its equation.
        knots: how many, evenly spaced over the run; or their times.
        smooth: whether the slope walks instead of the level (an integrated walk).
        log: whether the walk is that of the logarithm, so that the variable stays above zero.
        start: prior of the level at the first knot, in the variable's own unit.
        step: prior of the standard deviation of a step from one knot to the next (of the
            logarithm where `log`); of a change of slope where `smooth`.
    """

    name: str
    knots: int | tuple[float, ...]
    start: Prior
    step: Prior
    smooth: bool = False
    log: bool = True


@dataclass(frozen=True, slots=True)
class InputSpec:
    """A variable that follows one of many given trajectories, which are draws of an estimate.

    Attributes:
        name: a variable of the model, whose equation the trajectory replaces.
        components: principal components of the draws that are kept; each becomes a parameter
            with a standard normal prior.
        log: whether the components are those of the logarithm.
    """

    name: str
    components: int = 4
    log: bool = False


@dataclass(frozen=True, slots=True)
class ObserveSpec:
    """What one series observes.

    Expected of the series at time t: bias + scale · complete · Σ over lags and window of the
    variable.

    Attributes:
        name: of the series in results.
        variable: a scalar variable of the model, or one element `name[a]`.
        column: name of the data.
        likelihood: key of `LIKELIHOODS`.
        spread: see `Likelihood.spread`.
        unit: unit of the data, where given; without a `scale` it must be the variable's.
        window: how many save steps one number covers, its own the last.
        how: "sum", "mean" or "change" (from the save before the window to its last) over them.
        lag: share that shows up 0, 1, 2 … save steps late; a whole lag of two is (0, 0, 1).
        complete: share already reported of the newest numbers, the newest first.
        scale, bias: factor and addition.
        df: degrees of freedom of a Student-t.
    """

    name: str
    variable: str
    column: str
    likelihood: str
    spread: Value
    unit: str = ""
    window: int = 1
    how: str = "sum"
    lag: tuple[float, ...] = (1.0,)
    complete: tuple[float, ...] = ()
    scale: Value = 1.0
    bias: Value = 0.0
    df: float = 4.0


@dataclass(frozen=True, slots=True)
class RunSpec:
    """How the posterior is sampled.

    Attributes:
        holdout: last save steps that `hold_out` leaves out and scores.
        season: save steps after which a season comes back, for the naive forecast.
        dense: whether the sampler learns correlations (better up to about a hundred parameters).
    """

    chains: int = 4
    warmup: int = 500
    samples: int = 500
    holdout: int = 0
    season: int = 12
    target_accept: float = 0.9
    max_tree_depth: int = 10
    dense: bool = True


@dataclass(frozen=True, slots=True)
class CalibrationSpec:
    """Everything a calibration is told but the data.

    Attributes:
        file: the file as messages name it.
        lines: (table, name) → its line in that file.
    """

    parameters: tuple[ParameterSpec, ...]
    observed: tuple[ObserveSpec, ...]
    paths: tuple[PathSpec, ...] = ()
    inputs: tuple[InputSpec, ...] = ()
    run: RunSpec = RunSpec()
    file: str = "calibration"
    lines: MappingProxyType[tuple[str, str], int] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def line(self, table: str, name: str) -> int:
        """Return the line of `[table.name]` or of an observation; 0 where it is not known."""
        return self.lines.get((table, name), 0)
