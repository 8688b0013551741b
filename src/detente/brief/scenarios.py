"""The section on scenarios in words: would it help, by how much, how sure, who carries it."""

from dataclasses import replace

from detente.brief.figures.scenario_course import course_figure
from detente.brief.figures.scenario_fit import fit_figure, places_figure
from detente.brief.figures.scenario_forest import forest_figure
from detente.brief.figures.scenario_learned import learned_figure
from detente.brief.figures.scenario_shapley import shapley_figure
from detente.brief.figures.scenario_tornado import tornado_figure
from detente.brief.figures.spec import Figure
from detente.brief.scenario_scores import held_out_table, held_out_words, rivals_table, rivals_words
from detente.brief.scenario_views import ScenarioView
from detente.brief.scenario_words import (
    NOT_THE_MODEL,
    amount_of,
    basis_words,
    change_of,
    joint,
    per_cent,
)
from detente.brief.words import likelihood, number, sentence
from detente.findings import Findings
from detente.scenarios.calibrated_rows import CalibrationFinding
from detente.scenarios.results import ALL_LEARNED, ASSUMED, ScenarioFinding
from detente.terms.likelihood import percent

SMALL = 1.0
"""Per cent: a 90% interval that lies within this of nothing is called hardly a change."""


def scenario_view(findings: Findings, number: int) -> ScenarioView | None:
    """Draw the scenarios and put them in words; None for a case without a model.

    Args:
        number: of the first figure.
    """
    told = findings.calibration
    if told is None or not findings.scenarios:
        return None
    main, trust = _figures(findings, told)
    numbered = [replace(f, number=number + place) for place, f in enumerate((*main, *trust))]
    return ScenarioView(
        banner=_banner(told),
        caution=_caution(told),
        answers=tuple(_answers(findings)),
        main=tuple(numbered[: len(main)]),
        trust=tuple(numbered[len(main) :]),
        facts=tuple(_facts(findings, told)),
        held_out=held_out_table(told),
        held_out_words=held_out_words(told),
        rivals=rivals_table(told),
        rivals_words=rivals_words(told),
        failures=tuple(_failures(findings, told)),
        failures_lead=_failures_lead(findings),
        not_the_model=NOT_THE_MODEL,
    )


def _figures(findings: Findings, told: CalibrationFinding) -> tuple[list[Figure], list[Figure]]:
    better = any(s.better != "neither" for s in findings.scenarios)
    main = [forest_figure(findings)] if better else []
    if findings.shapley and better:
        main.append(shapley_figure(findings))
    course = course_figure(findings)
    main += [course] if course else []
    trust = [learned_figure(findings)] if told.effects else []
    tornado = tornado_figure(findings)
    trust += [tornado] if tornado else []
    if told.fit is not None and told.fit.points:
        trust.append(fit_figure(findings, told.fit))
        places = places_figure(findings, told.fit)
        trust += [places] if places else []
    return main, trust


def _banner(told: CalibrationFinding) -> str:
    if told.believed:
        return ""
    return (
        "The calibration of the model did not meet its checks. Do not rely on this section: it "
        "shows what the program found, and nothing of it enters a key judgement or a verdict. "
        + " ".join(told.warnings)
    )


def _caution(told: CalibrationFinding) -> str:
    return " ".join(told.warnings) if told.believed else ""


def _answers(findings: Findings) -> list[tuple[str, str]]:
    one = joint(findings)
    if one is None:
        return []
    found = [("Would it help?", _would_it(one)), ("By how much?", _how_much(findings, one))]
    found += [("How sure?", _how_sure(findings, one)), ("Which side carries the gain?",
              _which_side(findings, one))]  # fmt: skip
    return [*found, ("What of that was assumed?", basis_words(findings))]


def _would_it(one: ScenarioFinding) -> str:
    way = "fewer" if one.better == "lower" else "more"
    return sentence(
        f"That it would mean {way} {one.unit} over {one.horizon_months} months is "
        f"{likelihood(one.p_improvement)}: {one.label}, against no change"
    )


def _how_much(findings: Findings, one: ScenarioFinding) -> str:
    said = f"{one.outcome_label} {change_of(one)}, that is {amount_of(one)}."
    others = [
        joint(findings, name)
        for name in dict.fromkeys(s.outcome for s in findings.scenarios if s.better != "neither")
    ]
    more = [f"{s.outcome_label} {change_of(s)}." for s in others
            if s is not None and s.outcome != one.outcome]  # fmt: skip
    return " ".join([said, *more, _beside(findings, one)]).strip()


def _beside(findings: Findings, one: ScenarioFinding) -> str:
    """Set the strongest of the other changes beside it, for size."""
    others = [
        s for s in findings.scenarios
        if not s.dyads and (s.outcome, s.horizon_months) == (one.outcome, one.horizon_months)
    ]  # fmt: skip
    if not others:
        return ""
    sign = 1 if one.better == "lower" else -1
    best = min(others, key=lambda s: sign * s.percent_median)
    return f"For size: “{best.label}” changes them by {per_cent(best.percent_median)}."


def _how_sure(findings: Findings, one: ScenarioFinding) -> str:
    told = findings.calibration
    both = one.percent_low90 < 0 < one.percent_high90
    said = "The 90% interval holds both help and harm." if both else (
        "The 90% interval leaves no change out."
    )  # fmt: skip
    if max(abs(one.percent_low90), abs(one.percent_high90)) < SMALL:
        said += f" Either way it is less than {number(SMALL, 0)}%."
    if told is not None and not told.believed:
        return f"Not at all: the calibration did not meet its checks. {said}"
    held = told.heldout_logscore if told else None
    if held is not None and held.lost:
        said += " The model forecast the last months worse than simple lines on some series."
    level = "low" if one.basis != ALL_LEARNED or held is None or held.lost else "moderate"
    return f"Confidence is {level}. {said}"


def _which_side(findings: Findings, one: ScenarioFinding) -> str:
    parts = [
        s for s in findings.shapley
        if s.dyad and (s.outcome, s.horizon_months) == (one.outcome, one.horizon_months)
    ]  # fmt: skip
    if not parts:
        return "Not shared out."
    first = max(parts, key=lambda s: s.p_largest or 0.0)
    name = findings.dyads.get(first.dyad, first.dyad)
    said = (
        f"{name} has the largest part with {percent(first.p_largest or 0.0)}: {amount_of(first)}."
    )
    if (first.p_largest or 0.0) < 0.55:
        return f"None clearly. {said}"
    if one.basis == ASSUMED:
        return f"{said} All sides had the same prior, so this is how the model carries it through."
    return said


def _facts(findings: Findings, told: CalibrationFinding) -> list[tuple[str, str]]:
    method = "normal approximation at the mode (quick)" if told.approximate else told.method
    found = [("Method", method), ("Chains × draws", f"{told.chains} × {number(told.draws, 0)}")]
    if told.rhat_max is not None:
        found.append(("Largest R-hat (at most 1.01)", number(told.rhat_max, 3)))
    for name, value in (("bulk", told.ess_bulk_min), ("tail", told.ess_tail_min)):
        if value is not None:
            label = f"Least {name} effective sample size (at least 400)"
            found.append((label, number(value, 0)))
    if told.divergences is not None:
        found.append(("Divergent transitions (0)", number(told.divergences, 0)))
    if told.khat is not None:
        found.append(("Pareto k (at most 0.7)", number(told.khat, 2)))
    found.append(("Draws that scenarios were run on", number(findings.scenario_draws, 0)))
    return [*found, ("Seconds", number(told.seconds, 0))]


def _failures_lead(findings: Findings) -> str:
    if not findings.failures:
        return ""
    threshold = findings.failures[0].threshold_percent
    return (
        f"Where the joint change improves an outcome by less than {number(threshold)}%, found by a "
        "small tree over the draws:"
    )


def _failures(findings: Findings, told: CalibrationFinding) -> list[str]:
    one = joint(findings)
    labels = {s.outcome: s.outcome_label for s in findings.scenarios}
    return [
        f"{labels.get(rule.outcome, rule.outcome)}, {rule.horizon_months} months: fails in "
        f"{percent(rule.density)} of draws (of all: {percent(rule.overall)}) where "
        f"{' and '.join(_condition(told, text) for text in rule.conditions)}. That covers "
        f"{percent(rule.coverage)} of the failures."
        for rule in findings.failures
        if one is not None and rule.horizon_months == one.horizon_months
    ]


def _condition(told: CalibrationFinding, text: str) -> str:
    """Name the parameter of a condition in words: `demand_elasticity > 0.6`."""
    parameter, _, rest = text.partition(" ")
    return f"{told.label(parameter)} {rest}".replace("-", "−")
