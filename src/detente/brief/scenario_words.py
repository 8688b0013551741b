"""What scenarios say, in words: numbers, sides, and what they rest on."""

from detente.brief.words import NO_BREAK, counted, listed, number, signed
from detente.findings import Findings
from detente.scenarios.results import ALL_LEARNED, ScenarioFinding, ShapleyFinding

NOT_THE_MODEL = (
    "It is no forecast of the trade and no account of how it works on the ground. It holds no "
    "place, route, method or group, and no substance beyond the public name of a control. It "
    "cannot tell causes apart that act at the same time on the same flow. Seizures measure effort "
    "as well as flow, and in the model the two are parted by priors. A scenario says what this "
    "model implies if cooperation, as the index measures it, were otherwise and nothing else were; "
    "where the record taught little about an effect of cooperation, that is what was assumed."
)
HOW_TO_RIVALS = (
    "Rival explanations were not scored in this run; “detente brief CASE --rivals” does it, in "
    "minutes for each."
)


def per_cent(value: float) -> str:
    """Print a change in per cent with its sign: `−0.3%`, `−12%`."""
    return f"{signed(value, 0 if abs(value) >= 9.95 else 1 if abs(value) >= 0.1 else 2)}%"


def change_of(s: ScenarioFinding) -> str:
    """Print a change in per cent with its 90% interval."""
    bounds = f"(90%: {per_cent(s.percent_low90)} to {per_cent(s.percent_high90)})"
    return f"{per_cent(s.percent_median)} {bounds}".replace(" ", NO_BREAK)


def amount_of(s: ScenarioFinding | ShapleyFinding) -> str:
    """Print a change in its unit with its 90% interval, to no more digits than it deserves."""
    low, high = rough(s.low90), rough(s.high90)
    bounds = f"(90%: {low} to {high})".replace(" ", NO_BREAK)
    return f"{rough(s.median)}{NO_BREAK}{s.unit} {bounds}"


def rough(value: float) -> str:
    """Print a signed number with two significant digits."""
    if value == 0:
        return "0"
    cut = float(f"{value:.2g}")
    return signed(cut, 0 if abs(cut) >= 10 else 1)


def simulated_source(findings: Findings) -> str:
    """Say what a figure of a simulation is drawn from."""
    told = findings.calibration
    how = "calibrated on the record" if told is None or not told.approximate else (
        "calibrated on the record by a quick approximation"
    )  # fmt: skip
    doubt = "" if told is None or told.believed else " The calibration did not meet its checks."
    draws = counted(findings.scenario_draws, "draw")
    return f"Source: the case's stock-and-flow model, {how}; {draws} of its posterior.{doubt}"


def joint(findings: Findings, outcome: str = "") -> ScenarioFinding | None:
    """Return the scenario that is shared out: the outcome asked for, or the last with a better way,
    over the longest horizon.
    """
    rows = [
        s for s in findings.scenarios
        if s.name == findings.scenario_shared
        and (s.outcome == outcome if outcome else s.better != "neither")
    ]  # fmt: skip
    longest = max((s.horizon_months for s in rows), default=0)
    return next((s for s in reversed(rows) if s.horizon_months == longest), None)


def basis_words(findings: Findings) -> tuple[str, str]:
    """Say how many effects of cooperation were assumed: shortly, and in a sentence."""
    effects = findings.calibration.effects if findings.calibration else ()
    learned = [e.label for e in effects if e.verdict == ALL_LEARNED]
    if not effects:
        return "All of it", "The model file fixes what cooperation does."
    assumed = len(effects) - len(learned)
    if not learned:
        return (
            f"All {number(len(effects))} effects of cooperation",
            "The record taught little about them, so the answer is what was put in.",
        )
    if not assumed:
        return "None of the effects", "The record taught something about each."
    return (
        f"{number(assumed)} of {number(len(effects))} effects of cooperation",
        f"The record taught something about {listed([f'“{name}”' for name in learned])} only.",
    )
