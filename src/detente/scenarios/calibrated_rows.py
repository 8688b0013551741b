"""What is told of a calibration: its checks, what it taught, how it forecast, how it fits."""

from dataclasses import dataclass

from detente.terms.intervals import Interval


@dataclass(frozen=True, slots=True)
class LearnedEffect:
    """One effect of cooperation before and after the record, in log points for complete trust.

    Attributes:
        parameter: its name in the model.
        label: side and what it acts on.
        dyad: the side.
        contraction: 1 − variance of the posterior / variance of the prior.
        verdict: `learned` where the contraction is 0.5 or more, else `assumed`.
    """

    parameter: str
    label: str
    dyad: str
    prior: Interval
    posterior: Interval
    contraction: float
    verdict: str


@dataclass(frozen=True, slots=True)
class HeldOutScore:
    """Mean log density of the held-out numbers of one series, in nats; higher is better.

    Attributes:
        numbers: how many were held out.
        model, seasonal_naive, local_level: None where there is no such forecast, or where it gave
            the numbers no density at all.
    """

    series: str
    numbers: int
    model: float | None
    seasonal_naive: float | None
    local_level: float | None

    @property
    def best_baseline(self) -> float | None:
        """The higher score of the two baselines; None where there is neither."""
        scores = [s for s in (self.seasonal_naive, self.local_level) if s is not None]
        return max(scores, default=None)

    @property
    def lost(self) -> bool:
        """Whether a baseline forecast better than the model."""
        best = self.best_baseline
        return best is not None and (self.model is None or self.model < best)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a forecast of the last months was worth.

    Attributes:
        steps: months held out.
        believed: whether the fit of the earlier months met its checks.
    """

    steps: int
    approximate: bool
    believed: bool
    warnings: tuple[str, ...]
    series: tuple[HeldOutScore, ...]

    @property
    def lost(self) -> tuple[HeldOutScore, ...]:
        """The series on which a baseline forecast better than the model."""
        return tuple(one for one in self.series if one.lost)


@dataclass(frozen=True, slots=True)
class RivalScore:
    """How a variant of the model that keeps one rival explanation forecast the same months."""

    name: str
    held_out: HeldOut


@dataclass(frozen=True, slots=True)
class FitPoint:
    """A number of an observed series, and what the posterior would give in its place.

    Attributes:
        period: month in which the number's window ends.
    """

    series: str
    period: str
    observed: float
    median: float
    low50: float
    high50: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True)
class FitSeries:
    """How the numbers of a series lie among those that the posterior would give.

    Attributes:
        source: the series of the case that it is cut out of.
        window_months: over which each number is summed or averaged.
        inside50, inside90: share of the numbers within those bands; 0.5 and 0.9 where all is well.
        autocorrelation: of neighbouring residuals (of logarithms where numbers are above zero);
            None where there are too few.
    """

    series: str
    source: str
    window_months: int
    numbers: int
    inside50: float
    inside90: float
    autocorrelation: float | None


@dataclass(frozen=True, slots=True)
class PlacePoint:
    """A place's number, and the model's total times the share that the place had before.

    Attributes:
        share: of the place in the sum of the twelve months before.
    """

    place: str
    period: str
    observed: float
    share: float
    median: float
    low50: float
    high50: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True)
class FitPlace:
    """How the numbers of a place lie among the model's total split as it was split before."""

    place: str
    numbers: int
    inside50: float
    inside90: float
    autocorrelation: float | None


@dataclass(frozen=True, slots=True)
class Fit:
    """Posterior predictive checks.

    Attributes:
        split: the series of the case that gives the places; empty where none does.
        split_of: the observed series that is split.
    """

    series: tuple[FitSeries, ...] = ()
    points: tuple[FitPoint, ...] = ()
    split: str = ""
    split_of: str = ""
    places: tuple[FitPlace, ...] = ()
    place_points: tuple[PlacePoint, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterNote:
    """A parameter in words.

    Attributes:
        label: short, for a figure.
        what: what it is, as the model file says.
    """

    parameter: str
    label: str
    what: str


@dataclass(frozen=True, slots=True)
class CalibrationFinding:
    """What the posterior that scenarios start from is worth.

    Attributes:
        method: `NUTS`, or `Laplace` (approximate).
        believed: whether it met its checks; if not, nothing rests on it.
        warnings: what a reader must be told.
        rhat_max, ess_bulk_min, ess_tail_min, divergences: of NUTS; None for Laplace.
        khat: Pareto k of the approximation; None for NUTS.
        seconds: the fit took, when it was made.
        heldout_logscore: None where nothing could be held out.
        effects: prior and posterior of each effect of cooperation.
        rivals: scores of rival variants; empty where not asked for.
        fit: posterior predictive checks; None where not asked for.
        parameters: in words, those that findings name.
    """

    method: str
    approximate: bool
    believed: bool
    warnings: tuple[str, ...]
    chains: int
    draws: int
    rhat_max: float | None
    ess_bulk_min: float | None
    ess_tail_min: float | None
    divergences: int | None
    khat: float | None
    seconds: float
    heldout_logscore: HeldOut | None = None
    effects: tuple[LearnedEffect, ...] = ()
    rivals: tuple[RivalScore, ...] = ()
    fit: Fit | None = None
    parameters: tuple[ParameterNote, ...] = ()

    def label(self, parameter: str) -> str:
        """Name a parameter in words."""
        found = (note.label for note in self.parameters if note.parameter == parameter)
        return next(found, parameter.replace("_", " "))
