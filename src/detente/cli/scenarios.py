"""`detente scenarios`: what closer cooperation would change, on a terminal or as JSON."""

from typing import TYPE_CHECKING

from detente.cli.show import line, table
from detente.terms.likelihood import percent

if TYPE_CHECKING:
    from detente.scenarios.results import ScenarioFindings

_MOST_ASSUMPTIONS = 5


def print_scenarios(found: "ScenarioFindings") -> None:
    """Print every scenario against the baseline, the parts of the sides, and what it hangs on."""
    for warning in found.warnings:
        line(f"Warning: {warning}")
    if not found.believed:
        line("THE CALIBRATION DID NOT MEET ITS CHECKS: do not rely on the numbers below.")
    elif found.approximate:
        line("Approximate: a normal approximation of the posterior; without --quick it is sampled.")
    table(
        f"Change against the baseline, per cent of the sum over the horizon ({found.draws} draws)",
        ("scenario", "from", "months", "outcome", "change % [90%]", "P(improves)"),
        [
            (
                s.label, s.start, s.horizon_months, s.outcome,
                f"{s.percent_median:+.2f} [{s.percent_low90:+.2f}, {s.percent_high90:+.2f}]",
                "–" if s.better == "neither" else percent(s.p_improvement),
            )
            for s in found.scenarios
        ],
    )  # fmt: skip
    table(
        "The joint change shared out among the sides (Shapley), and what only groups change",
        ("side or group", "outcome", "months", "unit", "change [90%]", "P(largest)"),
        [
            (
                s.dyad or " × ".join(s.interaction), s.outcome, s.horizon_months, s.unit,
                f"{s.median:,.1f} [{s.low90:,.1f}, {s.high90:,.1f}]",
                None if s.p_largest is None else percent(s.p_largest),
            )
            for s in found.shapley
        ],
    )  # fmt: skip
    shown = [row for row in found.assumptions if row.outcome == found.assumptions[0].outcome]
    table(
        "What the joint change hangs on most: its median in the lowest and highest third",
        ("parameter", "outcome", "months", "lowest third %", "highest third %", "largest side"),
        [
            (
                row.parameter, row.outcome, row.horizon_months, f"{row.low:+.2f}",
                f"{row.high:+.2f}",
                row.best_low if not row.rank_moves else f"{row.best_low}, then {row.best_high}",
            )
            for row in shown[:_MOST_ASSUMPTIONS]
        ],
    )  # fmt: skip
    for rule in found.failures:
        line(
            f"Fails to improve {rule.outcome} by {rule.threshold_percent:g}% over "
            f"{rule.horizon_months} months in {percent(rule.density)} of draws (of all: "
            f"{percent(rule.overall)}) where {' and '.join(rule.conditions)}; "
            f"that covers {percent(rule.coverage)} of the failures."
        )
