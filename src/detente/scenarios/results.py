"""What scenarios find: frozen rows, each with its intervals."""

from dataclasses import dataclass

from detente.scenarios.calibrated_rows import CalibrationFinding

ALL_LEARNED, SOME_LEARNED, ASSUMED = "learned", "partly learned", "assumed"
"""What a scenario rests on: all, some or none of the effects that it moves were learned."""


@dataclass(frozen=True, slots=True)
class ScenarioFinding:
    """One outcome of one scenario over one horizon, against the baseline on the same draws.

    Attributes:
        name: id of the scenario.
        start: month in which its changes begin; the horizon counts from there.
        unit: of median and bounds: the change of the sum over the horizon.
        median, low50, high50, low90, high90: scenario minus baseline.
        baseline: median of the sum without the scenario.
        percent_median, percent_low50 … percent_high90: the change in per cent of the baseline.
        better: `lower`, `higher` or `neither`.
        p_improvement: probability of any improvement; of a rise where neither way is better.
        dyads: sides that it brings closer; empty where it sets other constants only.
        basis: whether the effects of cooperation that it moves were `learned` from the record,
            `partly learned` or `assumed`; empty where it moves none.
    """

    name: str
    label: str
    start: str
    horizon_months: int
    outcome: str
    outcome_label: str
    unit: str
    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    baseline: float
    percent_median: float
    percent_low90: float
    percent_high90: float
    better: str
    p_improvement: float
    percent_low50: float
    percent_high50: float
    dyads: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ScenarioCourse:
    """One month of a scenario's change of an outcome, in per cent of the baseline."""

    name: str
    outcome: str
    period: str
    median: float
    low50: float
    high50: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One month of an outcome if nothing changes, in the unit of the model's variable."""

    outcome: str
    period: str
    median: float
    low50: float
    high50: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True)
class ShapleyFinding:
    """One side's part of the joint change, or what two or more sides change only together.

    The parts of the single sides add up to the joint change, draw by draw. An interaction is
    what a group of sides changes beyond all that its smaller groups change (Harsanyi dividend);
    the parts share each interaction out evenly among its members.

    Attributes:
        dyad: of a part; empty for an interaction.
        interaction: dyads of an interaction, in the case's order; empty for a part.
        median, low50, high50, low90, high90: change of the sum over the horizon.
        alone: median of what the side changes by itself (of an interaction: of all its members).
        p_improves: probability that it improves the outcome; of a rise where neither is better.
        p_largest: probability that no other side's part improves the outcome more; None for an
            interaction, and where neither way is better.
    """

    dyad: str
    interaction: tuple[str, ...]
    outcome: str
    unit: str
    horizon_months: int
    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    alone: float
    p_improves: float
    p_largest: float | None


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """How the joint change and its parts move with one parameter.

    The draws are split at the terciles of the parameter's posterior.

    Attributes:
        low, high: median change, in per cent of the baseline, where the parameter is in its
            lowest and in its highest third.
        best_low, best_high: side with the greatest median part there; empty where the outcome
            has no better way.
        rank_moves: whether these differ.
    """

    parameter: str
    outcome: str
    horizon_months: int
    low: float
    high: float
    best_low: str
    best_high: str
    rank_moves: bool


@dataclass(frozen=True, slots=True)
class FailureRule:
    """Conditions under which a scenario fails to help, found by a small tree over the draws.

    Attributes:
        conditions: each `parameter ≤ number` or `parameter > number`; all must hold.
        density: share of draws failing where they hold; `overall` is the share among all draws.
        coverage: share of all failures that lie there.
        draws: how many draws lie there.
    """

    name: str
    outcome: str
    horizon_months: int
    threshold_percent: float
    conditions: tuple[str, ...]
    density: float
    coverage: float
    overall: float
    draws: int


@dataclass(frozen=True, slots=True)
class BeliefRow:
    """The joint change if something else had been believed of cooperation before the record.

    Attributes:
        belief: in words.
        percent_median, percent_low90, percent_high90: in per cent of the baseline.
        p_improvement: probability of any improvement.
        best: dyad whose part is the largest with the highest probability.
        reliable: whether the draws reach where this belief lies (Pareto k up to 0.7).
    """

    belief: str
    outcome: str
    horizon_months: int
    percent_median: float
    percent_low90: float
    percent_high90: float
    p_improvement: float
    best: str
    reliable: bool


@dataclass(frozen=True, slots=True)
class ScenarioFindings:
    """Everything that the scenarios of a case found.

    Attributes:
        shared: id of the scenario whose joint change is shared out; empty where there is none.
        draws: how many posterior draws each scenario was run on.
        calibration: what the draws are worth; if it is not believed, nothing here enters a
            judgement or a verdict.
    """

    scenarios: tuple[ScenarioFinding, ...]
    courses: tuple[ScenarioCourse, ...]
    baseline: tuple[BaselineRow, ...]
    shapley: tuple[ShapleyFinding, ...]
    assumptions: tuple[AssumptionRow, ...]
    failures: tuple[FailureRule, ...]
    shared: str
    draws: int
    calibration: CalibrationFinding
    beliefs: tuple[BeliefRow, ...] = ()

    @property
    def approximate(self) -> bool:
        """Whether the draws come of the quick approximation."""
        return self.calibration.approximate

    @property
    def believed(self) -> bool:
        """Whether the calibration met its checks."""
        return self.calibration.believed

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must be told of the calibration."""
        return self.calibration.warnings
