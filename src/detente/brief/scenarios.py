"""The section on scenarios in words: would it help, by how much, how sure, who carries it."""

from dataclasses import replace

from detente.brief.figures.scenario_course import course_figure
from detente.brief.figures.scenario_fit import fit_figure, places_figure
from detente.brief.figures.scenario_forest import forest_figure
from detente.brief.figures.scenario_learned import learned_figure
from detente.brief.figures.scenario_shapley import shapley_figure
from detente.brief.figures.scenario_tornado import tornado_figure
from detente.brief.figures.spec import Figure
from detente.brief.scenario_scores import (
    beliefs_table,
    held_out_table,
    held_out_words,
    rivals_table,
    rivals_words,
)
from detente.brief.scenario_views import ScenarioView
from detente.brief.scenario_words import (
    NOT_THE_MODEL,
    amount_of,
    basis_words,
    change_of,
    joint,
    per_cent,
)
from detente.brief.words import likelihood, listed, number, sentence
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
        beliefs=beliefs_table(findings),
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
    if told.fit is not None and told.fit.points:
        trust.append(fit_figure(findings, told.fit))
        places = places_figure(findings, told.fit)
        trust += [places] if places else []
    tornado = tornado_figure(findings)
    trust += [tornado] if tornado else []
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


def _answers(findings: Findings) -> list[tuple[str, str, str]]:
    one = joint(findings)
    if one is None:
        return []
    return [
        ("Would it help?", *_would_it(one)),
        ("By how much?", *_how_much(findings, one)),
        ("How sure?", *_how_sure(findings, one)),
        ("Which side carries the gain?", *_which_side(findings, one)),
        ("What of that was assumed?", *basis_words(findings)),
    ]


def _would_it(one: ScenarioFinding) -> tuple[str, str]:
    way = "fewer" if one.better == "lower" else "more"
    said = likelihood(one.p_improvement)
    return said[:1].upper() + said[1:], sentence(
        f"{one.label}: how probable it is that there are {way} {one.unit} over "
        f"{one.horizon_months} months than with no change"
    )


def _how_much(findings: Findings, one: ScenarioFinding) -> tuple[str, str]:
    others = [
        joint(findings, name)
        for name in dict.fromkeys(s.outcome for s in findings.scenarios if s.better != "neither")
    ]
    more = [f"{s.outcome_label}: {change_of(s)}." for s in others
            if s is not None and s.outcome != one.outcome]  # fmt: skip
    said = f"{one.outcome_label}: {amount_of(one)}."
    return change_of(one), " ".join([said, *more, _beside(findings, one)]).strip()


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
    return f"For size: “{best.label}” would mean {per_cent(best.percent_median)}."


def _how_sure(findings: Findings, one: ScenarioFinding) -> tuple[str, str]:
    told = findings.calibration
    both = one.percent_low90 < 0 < one.percent_high90
    said = "The 90% interval holds both help and harm." if both else (
        "The 90% interval leaves zero out."
    )  # fmt: skip
    if max(abs(one.percent_low90), abs(one.percent_high90)) < SMALL:
        said += f" Either way it is less than {number(SMALL, 0)}%."
    if told is not None and not told.believed:
        return "Not at all", f"The calibration did not meet its checks. {said}"
    held = told.heldout_logscore if told else None
    if held is not None and held.lost:
        said += " On some series the model forecast the last months worse than a simple line."
    trusted = held is not None and held.believed and not held.lost
    if told is None or told.approximate:
        trusted, said = False, f"{said} The posterior is approximated."
    level = "Moderate" if one.basis == ALL_LEARNED and trusted else "Low"
    return f"{level} confidence", said


def _which_side(findings: Findings, one: ScenarioFinding) -> tuple[str, str]:
    parts = [
        s for s in findings.shapley
        if s.dyad and (s.outcome, s.horizon_months) == (one.outcome, one.horizon_months)
    ]  # fmt: skip
    if not parts:
        return "Not shared out", "No scenario brings several sides closer at once."
    first = max(parts, key=lambda s: s.p_largest or 0.0)
    name = findings.dyads.get(first.dyad, first.dyad)
    odds = percent(first.p_largest or 0.0)
    short = f"{name} ({odds})" if (first.p_largest or 0.0) >= 0.55 else "None clearly"
    said = f"It is {odds} probable that no part is larger than that of {name}: {amount_of(first)}."
    if one.basis == ASSUMED:
        said += " All sides had the same prior, so this is how the model carries it through."
    return short, said


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
    if one is None:
        return []
    rules = [rule for rule in findings.failures if rule.horizon_months == one.horizon_months]
    return [
        f"{labels.get(rule.outcome, rule.outcome)}, {rule.horizon_months} months: fails in "
        f"{percent(rule.density)} of draws (of all: {percent(rule.overall)}) where "
        f"{_conditions(told, rule.conditions)}. That covers {percent(rule.coverage)} of the "
        "failures."
        for rule in sorted(rules, key=lambda rule: rule.outcome != one.outcome)
    ]


def _conditions(told: CalibrationFinding, texts: tuple[str, ...]) -> str:
    """Put the conditions of a rule in words, the two bounds of one parameter together."""
    bounds: dict[str, dict[str, str]] = {}
    for text in texts:
        parameter, sign, value = text.rsplit(" ", 2)
        bounds.setdefault(parameter, {})[sign] = _cut(value)
    said = []
    for parameter, own in bounds.items():
        if len(own) == 2:
            where = f"is between {own['>']} and {own['≤']}"
        else:
            sign, value = next(iter(own.items()))
            where = f"is {'above' if sign == '>' else 'at most'} {value}"
        said.append(f"“{told.label(parameter)}” {where}")
    return listed(said)


def _cut(value: str) -> str:
    """Print a bound with no more digits than it deserves."""
    try:
        return number(round(float(value), 2))
    except ValueError:
        return value
