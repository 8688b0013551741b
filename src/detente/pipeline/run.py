"""The whole method on one page: what a run does, in order."""

from dataclasses import dataclass
from datetime import date

from detente import __version__
from detente.case.spec import Case
from detente.claims.judge import judge_claim
from detente.claims.record import NO_SCENARIOS, Record
from detente.claims.verdict import ClaimFinding
from detente.cooperation.composition import Composition, estimate_composition
from detente.cooperation.index import CooperationIndex
from detente.cooperation.summaries import lowest_probability
from detente.effects.assess import EffectEvidence
from detente.evidence.events import events_known, first_rows
from detente.evidence.panel import Panel
from detente.findings import Findings
from detente.pipeline.effects import Estimates, asked_for, named_on_index
from detente.pipeline.estimate import INDEX_NOTE, Estimate, summarise, weigh_breaks
from detente.pipeline.gather import (
    Evidence,
    Progress,
    acts_on,
    gather,
    has_months,
    index_on,
    panel_on,
    quiet,
    series_on,
    stage,
)
from detente.pipeline.judgements import RULE, key_judgements
from detente.pipeline.rows import event_rows, marks_left_out, marks_of, series_finding
from detente.pipeline.scenarios import (
    AS_SAMPLED,
    ScenarioOptions,
    has_model,
    refuse_faulty_model,
    scenarios_on,
)
from detente.pipeline.sources import source_rows
from detente.pipeline.thin import thinned, thinned_away
from detente.scenarios.results import ScenarioFindings
from detente.terms.errors import InputError
from detente.terms.happenings import happenings_of
from detente.terms.left_out import LeftOut, left_out

NOT_ANEW = (
    "The case's model is not calibrated anew on the record of that day, so no simulation can be "
    "read as it would have stood then."
)


@dataclass(frozen=True, slots=True)
class Simulations:
    """What the scenarios of a case found on a day, or why there is nothing.

    Attributes:
        reason: why no check may read them; empty where it may.
        left_out: why they could not be run at all; empty where they were, or none are asked for.
    """

    found: ScenarioFindings | None = None
    reason: str = NO_SCENARIOS
    left_out: str = ""


def simulations_on(
    evidence: Evidence,
    index: CooperationIndex,
    day: date,
    seed: int,
    options: ScenarioOptions,
    progress: Progress,
) -> Simulations:
    """Run the scenarios of a case that has a model.

    Raises:
        InputError: a file of the model is faulty. On the record of a past day, which may be too
            short for what the files ask, that is a reason to leave them out.
    """
    if not has_model(evidence.case):
        return Simulations()
    try:
        found = scenarios_on(evidence, index, day, seed, options, progress)
    except InputError as error:
        if day >= evidence.case.last_vintage:
            raise
        why = f"No scenario could be run on the record of that day: {error.problems[0].problem}."
        return Simulations(reason=why, left_out=why)
    if found.believed:
        return Simulations(found, "")
    failed = " ".join(found.warnings)
    return Simulations(
        found, f"The calibration of the case's model did not meet its checks. {failed}".strip()
    )


def effects_on(evidence: Evidence, day: date, panel: Panel | None, seed: int) -> Estimates:
    """Prepare to estimate effects from what was known on a day.

    Args:
        panel: None where too few months were over by then for an index.
    """
    case, store = evidence.case, evidence.store
    events = events_known(store, day)
    known = EffectEvidence(
        as_of=day,
        events=events,
        series=series_on(evidence, day).__getitem__,
        panel=panel,
        names=case.dyads,
        labels=marks_of(case.marked, happenings_of(events)),
        left_out=named_on_index(case.effects),
        firsts=first_rows(store),
    )
    return Estimates(known, seed)


def record_on(
    evidence: Evidence,
    day: date,
    index: CooperationIndex | None,
    effects: Estimates,
    simulations: Simulations,
) -> Record:
    """Gather everything that a claim's checks may look at, as it was known on a day.

    Args:
        index: None where too few months were over by then.
    """
    usable = simulations.found if not simulations.reason else None
    case, store = evidence.case, evidence.store
    return Record(
        as_of=day,
        events=events_known(store, day),
        index=index,
        panel=index.panel if index else None,
        series=series_on(evidence, day).__getitem__,
        dyads=tuple(case.dyads),
        names=case.dyads,
        effects={spec.id: spec for spec in case.effects},
        effect=effects,
        scenarios=None if usable is None else usable.scenarios,
        no_scenarios=simulations.reason,
        firsts=first_rows(store),
    )


def unstated(case: Case, as_of: date | None) -> tuple[LeftOut, ...]:
    """Say which sentences had not been published by a day that was asked for.

    Without such a day none is left out: one published after the newest file is judged on what is
    known.
    """
    later = (claim.id for claim in case.claims if as_of and claim.stated_on > as_of)
    return left_out("the ledger", "sentence", ((f"published after {as_of}", id_) for id_ in later))


def judge_all(
    evidence: Evidence, now: Record, as_of: date | None, seed: int, progress: Progress
) -> tuple[ClaimFinding, ...]:
    """Judge every claim that had been stated, on the record of its own day and on that of now.

    Args:
        as_of: the day asked for; None for all that is known, which later claims are judged on too.
    """
    stated = [c for c in evidence.case.claims if as_of is None or c.stated_on <= as_of]
    then = {claim.id: min(claim.stated_on, now.as_of) for claim in stated}
    records = {now.as_of: now}
    days = sorted(set(then.values()) - {now.as_of})
    unsimulated = Simulations(reason=NOT_ANEW if has_model(evidence.case) else NO_SCENARIOS)
    for place, day in enumerate(days):
        first, last = (0.6 + 0.15 * (place + more) / len(days) for more in (0, 1))
        step = stage(progress, f"the index as of {day}", first, last)
        index = index_on(evidence, day, seed, step) if has_months(evidence, day) else None
        effects = effects_on(evidence, day, index.panel if index else None, seed)
        records[day] = record_on(evidence, day, index, effects, unsimulated)
    step = stage(progress, "testing the claims", 0.75, 0.85)
    found = []
    for place, claim in enumerate(stated):
        step(claim.id, place / len(stated))
        found.append(judge_claim(claim, records[then[claim.id]], now))
    return tuple(found)


def run(
    case: Case,
    *,
    as_of: date | None = None,
    seed: int,
    scenarios: ScenarioOptions = AS_SAMPLED,
    progress: Progress = quiet,
) -> Findings:
    """Run the whole method on a case, as of a day (default: the newest file's)."""
    day = as_of or case.last_vintage
    progress("reading the case", 0.0)
    evidence = gather(case)
    refuse_faulty_model(evidence, day)
    index = index_on(evidence, day, seed, stage(progress, "the index", 0.05, 0.2))
    effects = effects_on(evidence, day, index.panel, seed)
    effects.all_of(case.effects, stage(progress, "what events changed", 0.2, 0.3))
    step = stage(progress, "scenarios", 0.3, 0.6)
    simulations = simulations_on(evidence, index, day, seed, scenarios, step)
    record = record_on(evidence, day, index, effects, simulations)
    claims = judge_all(evidence, record, as_of, seed, progress)
    result = summarise(case, day, seed, index)
    step = stage(progress, "the breaks without machine-coded scores", 0.85, 0.92)
    breaks = weigh_breaks(result.breaks, index, seed, step)
    progress("gathering the findings", 0.92)
    events = event_rows(case, record.happenings)
    return Findings(
        case=case.name,
        title=case.title,
        summary=case.summary,
        as_of=day.isoformat(),
        version=__version__,
        seed=seed,
        dyads=dict(case.dyads),
        actors=dict(case.actors),
        judgements=key_judgements(
            result.sides,
            result.rows,
            claims,
            case.dyads,
            result.diagnostics,
            lowest_probability(index),
            simulations.found,
        ),
        judgement_rule=RULE,
        sides=result.sides,
        index=result.rows,
        years=result.years,
        breaks=breaks,
        effects=effects.findings,
        effects_left_out=effects.left_out,
        index_note=INDEX_NOTE,
        diagnostics=result.diagnostics,
        claims=claims,
        events=events,
        series=tuple(series_finding(record.series(name)) for name in case.series),
        sources=source_rows(case.resources, evidence.rows, day),
        figures=case.brief.figures,
        scenarios_left_out=simulations.left_out,
        left_out=(
            *index.panel.left_out,
            *unstated(case, as_of),
            *marks_left_out(case, events, day.isoformat()),
            *thinned_away(simulations.found),
        ),
        **thinned(simulations.found),
    )


def estimate(
    case: Case, *, as_of: date | None = None, seed: int, progress: Progress = quiet
) -> Estimate:
    """Estimate the index alone."""
    day = as_of or case.last_vintage
    progress("reading the case", 0.0)
    index = index_on(gather(case), day, seed, stage(progress, "the index", 0.1, 0.95))
    return summarise(case, day, seed, index)


def judge(
    case: Case,
    *,
    as_of: date | None = None,
    seed: int,
    quick: bool = False,
    progress: Progress = quiet,
) -> tuple[ClaimFinding, ...]:
    """Estimate the index, run the scenarios where a claim asks for one, and judge the claims.

    Args:
        quick: approximate the posterior of the case's model.
    """
    day = as_of or case.last_vintage
    progress("reading the case", 0.0)
    evidence = gather(case)
    simulated = any(check.type == "simulation" for claim in case.claims for check in claim.specs)
    if simulated:
        refuse_faulty_model(evidence, day)
    index = index_on(evidence, day, seed, stage(progress, "the index", 0.05, 0.3))
    effects = effects_on(evidence, day, index.panel, seed)
    simulations = Simulations()
    if simulated:
        step = stage(progress, "scenarios", 0.3, 0.6)
        options = ScenarioOptions(quick, held_out=False)
        simulations = simulations_on(evidence, index, day, seed, options, step)
    record = record_on(evidence, day, index, effects, simulations)
    return judge_all(evidence, record, as_of, seed, progress)


def measure_effects(
    case: Case,
    *,
    event: str | None = None,
    series: str | None = None,
    as_of: date | None = None,
    seed: int,
    progress: Progress = quiet,
) -> Estimates:
    """Estimate what events changed: the effects of the case, those of an event, or in a series."""
    day = as_of or case.last_vintage
    progress("reading the case", 0.0)
    evidence = gather(case)
    firsts = {row.id: row.happening for table in evidence.rows.values() for row in table.events}
    specs = asked_for(case, firsts, event, series)
    effects = effects_on(evidence, day, panel_on(evidence, day), seed)
    effects.all_of(specs, stage(progress, "what events changed", 0.1, 1.0))
    return effects


def compose_acts(
    case: Case, measure: str, *, as_of: date | None = None, seed: int, progress: Progress = quiet
) -> Composition:
    """Work out how probable it is, by side and month, that an act of a measure is cooperative."""
    progress("reading the case", 0.0)
    acts = acts_on(gather(case), measure, as_of or case.last_vintage)
    progress("the composition of acts", 0.5)
    return estimate_composition(acts, seed=seed)
