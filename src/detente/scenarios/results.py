"""What scenarios find: frozen rows, each with its intervals."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScenarioFinding:
    """One outcome of one scenario over one horizon, against the baseline on the same draws.

    Attributes:
        name: id of the scenario.
        start: month in which its changes begin; the horizon counts from there.
        unit: of median and bounds: the change of the sum over the horizon.
        median, low50, high50, low90, high90: scenario minus baseline.
        baseline: median of the sum without the scenario.
        percent_median, percent_low90, percent_high90: the change in per cent of the baseline.
        better: `lower`, `higher` or `neither`.
        p_improvement: probability of any improvement; of a rise where neither way is better.
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
class ScenarioFindings:
    """Everything that the scenarios of a case found.

    Attributes:
        approximate: whether the draws come of the quick approximation.
        believed: whether the calibration met its checks; if not, nothing here enters a judgement.
        warnings: what a reader must be told of the calibration.
        draws: how many posterior draws each scenario was run on.
    """

    scenarios: tuple[ScenarioFinding, ...]
    courses: tuple[ScenarioCourse, ...]
    baseline: tuple[BaselineRow, ...]
    shapley: tuple[ShapleyFinding, ...]
    assumptions: tuple[AssumptionRow, ...]
    failures: tuple[FailureRule, ...]
    shared: str
    draws: int
    approximate: bool
    believed: bool
    warnings: tuple[str, ...]
