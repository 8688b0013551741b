"""How the model forecast the last months, in a table and in plain words."""

from detente.brief.figures.spec import Cell, Table
from detente.brief.scenario_words import HOW_TO_RIVALS, per_cent
from detente.brief.words import counted, listed, number
from detente.findings import Findings
from detente.scenarios.calibrated_rows import CalibrationFinding, HeldOut, HeldOutScore
from detente.terms.likelihood import percent

_FEW = 2
"""So many held-out numbers compare no forecasts."""


def held_out_table(told: CalibrationFinding) -> Table | None:
    """List the scores of the model and of the baselines, the best of each series marked."""
    held = told.heldout_logscore
    if held is None or not held.series:
        return None
    return Table(
        ("Series", "Numbers", "The model", "Seasonal naive", "Local level"),
        tuple((_capital(one.series), one.numbers, *_scores(one)) for one in held.series),
    )


def _scores(one: HeldOutScore) -> tuple[Cell, ...]:
    scores = (one.model, one.seasonal_naive, one.local_level)
    best = max((s for s in scores if s is not None), default=None)
    return tuple(
        "–" if s is None else f"{number(s, 2)}{' ◆' if s == best and _several(scores) else ''}"
        for s in scores
    )


def _several(scores: tuple[float | None, ...]) -> bool:
    return sum(s is not None for s in scores) > 1


def held_out_words(told: CalibrationFinding) -> str:
    """Say what the scores come to; first of all where a line that knows nothing does better."""
    held = told.heldout_logscore
    if held is None:
        return "No months were held out, so nothing is known of how the model forecasts."
    said = (
        f"The last {counted(held.steps, 'month')} were held out, the rest fitted, and each later "
        "number scored by the log of the density that was forecast for it (mean, in nats; higher "
        "is better; ◆ the best)."
    )
    doubt = "" if held.believed else (
        " The fit of the earlier months did not meet its checks, so neither is this to be relied "
        "upon."
    )  # fmt: skip
    return f"{_verdict(held)} {said}{doubt}"


def _verdict(held: HeldOut) -> str:
    compared = [one for one in held.series if one.best_baseline is not None]
    if not compared:
        return "No baseline could be formed, so the model is compared with nothing."
    lost = [one.series for one in compared if one.lost]
    if not lost:
        return f"The model forecasts better than both baselines on {_of(len(compared))}."
    return (
        f"The structural model loses to a line that knows nothing of the trade on {len(lost)} of "
        f"{len(compared)} series: {listed(lost)}."
    )


def _of(count: int) -> str:
    return "the one series compared" if count == 1 else f"all {count} series compared"


def rivals_table(told: CalibrationFinding) -> Table | None:
    """List each variant's scores by series; None where rivals were not asked for."""
    if not told.rivals:
        return None
    names = list(dict.fromkeys(s.series for r in told.rivals for s in r.held_out.series))
    rows: list[tuple[Cell, ...]] = []
    for one in told.rivals:
        scores = {s.series: s.model for s in one.held_out.series}
        cells = [None if (v := scores.get(name)) is None else number(v, 2) for name in names]
        label = _capital(one.name.replace("_", " "))
        rows.append((label, *cells, "yes" if one.held_out.believed else "no"))
    return Table(("Explanation kept", *map(_capital, names), "Believed"), tuple(rows))


def rivals_words(told: CalibrationFinding) -> str:
    """Say what the rivals' scores are, or how to get them."""
    if not told.rivals:
        return HOW_TO_RIVALS
    few = list(dict.fromkeys(
        s.series for r in told.rivals for s in r.held_out.series if s.numbers <= _FEW
    ))  # fmt: skip
    return (
        "Scores of the same months by variants of the model that keep one explanation of the fall "
        "and leave the others out. The slow drivers of demand and supply are free in each, so a "
        "low score does not show an explanation wrong, only that it forecasts no better."
        + (f" Of {listed(few)} hardly a number is scored: read nothing into it." if few else "")
    )


def beliefs_table(findings: Findings) -> Table | None:
    """List the joint change under each belief, for the longest horizon of each outcome."""
    if not findings.beliefs:
        return None
    longest = max(row.horizon_months for row in findings.beliefs)
    labels = {s.outcome: s.outcome_label for s in findings.scenarios}
    rows = [
        (
            _capital(row.belief) + ("" if row.reliable else " (few draws reach it)"),
            labels.get(row.outcome, row.outcome),
            f"{per_cent(row.percent_median)} ({per_cent(row.percent_low90)} to "
            f"{per_cent(row.percent_high90)})",
            percent(row.p_improvement),
            findings.dyads.get(row.best, row.best),
        )
        for row in findings.beliefs
        if row.horizon_months == longest
    ]
    head = ("What is believed before the record", "Outcome", f"Change over {longest} months (90%)",
            "Improves", "Largest part")  # fmt: skip
    return Table(head, tuple(rows))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
