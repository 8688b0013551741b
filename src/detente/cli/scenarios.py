"""`detente scenarios`: what closer cooperation would change, on a terminal or as JSON."""

from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli.show import line, table
from detente.terms.likelihood import percent

if TYPE_CHECKING:
    from detente.case.spec import Case
    from detente.scenarios.calibrated_rows import CalibrationFinding, HeldOut
    from detente.scenarios.results import ScenarioFindings

_MOST_ASSUMPTIONS = 5
_STARRED = "higher is better, * marks the best"


def print_scenarios(found: "ScenarioFindings") -> None:
    """Print what the posterior is worth, then every scenario and what the joint change hangs on."""
    for warning in found.warnings:
        line(f"Warning: {warning}")
    if not found.believed:
        line("THE CALIBRATION DID NOT MEET ITS CHECKS: do not rely on the numbers below.")
    elif found.approximate:
        line("Approximate: a normal approximation of the posterior; without --quick it is sampled.")
    _print_calibration(found.calibration)
    _print_scenarios(found)
    _print_parts(found)


def _print_calibration(told: "CalibrationFinding") -> None:
    line(_checks(told))
    if told.effects:
        table(
            "What cooperation does, before the record and after it (log points for complete trust)",
            ("effect", "prior [90%]", "posterior [90%]", "contraction", "so it is"),
            [
                (e.label, e.prior, e.posterior, f"{e.contraction:.2f}",
                 "learned" if e.verdict == "learned" else "assumed, not learned")
                for e in told.effects
            ],
        )  # fmt: skip
    if told.heldout_logscore is not None:
        _print_held_out(told.heldout_logscore)
    if told.rivals:
        _print_rivals(told)


def _checks(told: "CalibrationFinding") -> str:
    said = [f"Calibrated by {told.method}, {told.chains} × {told.draws} draws"]
    if told.rhat_max is not None:
        said.append(f"R-hat at most {told.rhat_max:.3f}")
    if told.ess_bulk_min is not None and told.ess_tail_min is not None:
        bulk, tail = told.ess_bulk_min, told.ess_tail_min
        said.append(f"effective draws at least {bulk:.0f} (bulk) and {tail:.0f} (tail)")
    if told.divergences is not None:
        said.append(f"{told.divergences} divergences")
    if told.khat is not None:
        said.append(f"Pareto k {told.khat:.2f} (at most 0.7)")
    return f"{'; '.join(said)}; {told.seconds:.0f} s."


def _print_held_out(held: "HeldOut") -> None:
    rows = []
    for one in held.series:
        scores = (one.model, one.seasonal_naive, one.local_level)
        best = max(s for s in scores if s is not None) if one.best_baseline is not None else None
        rows.append((one.series, one.numbers, *(_score(s, best) for s in scores)))
    believed = "" if held.believed else "; THAT FIT DID NOT MEET ITS CHECKS"
    table(
        f"Mean log score a number, the last {held.steps} months held out ({_STARRED}{believed})",
        ("series", "numbers", "the model", "seasonal naive", "local level"),
        rows,
    )


def _score(value: float | None, best: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f} *" if value == best else f"{value:.2f}"


def _print_rivals(told: "CalibrationFinding") -> None:
    names = list(dict.fromkeys(s.series for r in told.rivals for s in r.held_out.series))
    rows = []
    for one in told.rivals:
        scores = {s.series: s.model for s in one.held_out.series}
        cells = (_score(scores.get(name), None) for name in names)
        rows.append((one.name.replace("_", " "), *cells, "yes" if one.held_out.believed else "no"))
    table(
        "Mean log score a number, by the explanation that the model keeps",
        ("explanation kept", *names, "believed"),
        rows,
    )


def _print_scenarios(found: "ScenarioFindings") -> None:
    table(
        f"Change against the baseline, per cent of the sum over the horizon ({found.draws} draws)",
        ("scenario", "from", "months", "outcome", "change % [90%]", "P(improves)", "cooperation"),
        [
            (
                s.label, s.start, s.horizon_months, s.outcome,
                f"{s.percent_median:+.2f} [{s.percent_low90:+.2f}, {s.percent_high90:+.2f}]",
                "–" if s.better == "neither" else percent(s.p_improvement), s.basis or "–",
            )
            for s in found.scenarios
        ],
    )  # fmt: skip


def _print_parts(found: "ScenarioFindings") -> None:
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
                found.calibration.label(row.parameter), row.outcome, row.horizon_months,
                f"{row.low:+.2f}", f"{row.high:+.2f}",
                row.best_low if not row.rank_moves else f"{row.best_low}, then {row.best_high}",
            )
            for row in shown[:_MOST_ASSUMPTIONS]
        ],
    )  # fmt: skip
    if (more := len(found.assumptions) - len(shown[:_MOST_ASSUMPTIONS])) > 0:
        line(f"… and {more} more; --json lists them all.")
    for rule in found.failures:
        line(
            f"Fails to improve {rule.outcome} by {rule.threshold_percent:g}% over "
            f"{rule.horizon_months} months in {percent(rule.density)} of draws (of all: "
            f"{percent(rule.overall)}) where {' and '.join(rule.conditions)}; "
            f"that covers {percent(rule.coverage)} of the failures."
        )


def write_figures(found: "ScenarioFindings", case: "Case", folder: Path) -> tuple[Path, ...]:
    """Write the figures of the brief's section on scenarios as SVG, PNG and CSV.

    Raises:
        InputError: the folder cannot be made or written in.
    """
    from detente.brief.figures.alone import write_drawn
    from detente.brief.scenarios import scenario_view
    from detente.study.whole import findings_of

    view = scenario_view(findings_of(case, found), 1)
    figures = () if view is None else view.figures
    return tuple(path for figure in figures for path in write_drawn(figure, folder))
