"""The whole method on one page: what a run does, in order."""

from dataclasses import dataclass
from datetime import date

from detente import __version__
from detente.case.spec import Case
from detente.claims.judge import judge_claim
from detente.claims.record import NO_SCENARIOS, Record
from detente.claims.verdict import ClaimFinding
from detente.cooperation.indices import Indices
from detente.effects.assess import EffectEvidence
from detente.evidence.events import events_known, first_rows
from detente.evidence.scores import Scores
from detente.findings import Findings
from detente.pipeline.effects import Estimates, asked_for, named_on_index
from detente.pipeline.estimate import Estimate, summarise
from detente.pipeline.gather import (
    Evidence,
    Progress,
    gather,
    has_months,
    indices_on,
    quiet,
    scores_on,
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
from detente.terms.errors import InputError, nearest, shown
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
    indices: Indices,
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
        found = scenarios_on(evidence, indices, day, seed, options, progress)
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


def effects_on(evidence: Evidence, day: date, indices: Indices | None, seed: int) -> Estimates:
    """Prepare to estimate effects from what was known on a day.

    Args:
        indices: None where too few months were over by then for an index.
    """
    case, store = evidence.case, evidence.store
    events = events_known(store, day)
    known = EffectEvidence(
        as_of=day,
        events=events,
        series=series_on(evidence, day).__getitem__,
        indices=indices,
        names=case.dyads,
        labels=marks_of(case.marked, happenings_of(events)),
        left_out=named_on_index(case.effects),
        firsts=first_rows(store),
    )
    return Estimates(known, seed)


def record_on(
    evidence: Evidence,
    day: date,
    indices: Indices | None,
    scores: Scores | None,
    effects: Estimates,
    simulations: Simulations,
) -> Record:
    """Gather everything that a claim's checks may look at, as it was known on a day.

    Args:
        indices, scores: None where too few months were over by then.
    """
    usable = simulations.found if not simulations.reason else None
    case, store = evidence.case, evidence.store
    return Record(
        as_of=day,
        events=events_known(store, day),
        indices=indices,
        scores=scores,
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
        progress(f"the record of {day}", 0.6 + 0.15 * place / len(days))
        indices = indices_on(evidence, day, seed) if has_months(evidence, day) else None
        scores = scores_on(evidence, day, indices.periods) if indices else None
        effects = effects_on(evidence, day, indices, seed)
        records[day] = record_on(evidence, day, indices, scores, effects, unsimulated)
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
    indices = indices_on(evidence, day, seed)
    scores = scores_on(evidence, day, indices.periods)
    progress("the index", 0.1)
    result = summarise(indices, scores, case.index.break_size)
    effects = effects_on(evidence, day, indices, seed)
    effects.all_of(case.effects, stage(progress, "what events changed", 0.2, 0.3))
    step = stage(progress, "scenarios", 0.3, 0.6)
    simulations = simulations_on(evidence, indices, day, seed, scenarios, step)
    record = record_on(evidence, day, indices, scores, effects, simulations)
    claims = judge_all(evidence, record, as_of, seed, progress)
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
            result.sides, result.measures, claims, case.dyads, simulations.found
        ),
        judgement_rule=RULE,
        subject=result.subject,
        measures=result.measures,
        sides=result.sides,
        index=result.rows,
        half_years=result.half_years,
        years=result.years,
        breaks=result.breaks,
        readings=result.readings,
        scores=result.scores,
        effects=effects.findings,
        effects_left_out=effects.left_out,
        index_note=result.index_note,
        claims=claims,
        events=events,
        series=tuple(series_finding(record.series(name)) for name in case.series),
        sources=source_rows(case.resources, evidence.rows, day),
        figures=case.brief.figures,
        scenarios_left_out=simulations.left_out,
        left_out=(
            *result.left_out,
            *unstated(case, as_of),
            *marks_left_out(case, events, day.isoformat()),
            *thinned_away(simulations.found),
        ),
        **thinned(simulations.found),
    )


def estimate(
    case: Case,
    *,
    measures: tuple[str, ...] = (),
    as_of: date | None = None,
    seed: int,
    progress: Progress = quiet,
) -> tuple[Estimate, Indices]:
    """Estimate the index alone, of some measures or of all.

    Returns:
        what is reported, and the indices with their draws.

    Raises:
        InputError: the case declares no such measure, or too few months were over by that day.
    """
    for name in measures:
        if name not in case.measures:
            problem = f"the case has no measure {shown(name)}"
            raise InputError.at("--measure", 0, problem, nearest(name, case.measures))
    day = as_of or case.last_vintage
    progress("reading the case", 0.0)
    evidence = gather(case)
    indices = indices_on(evidence, day, seed)
    progress("the index", 0.3)
    scores = scores_on(evidence, day, indices.periods)
    return summarise(indices, scores, case.index.break_size, measures), indices


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
    indices = indices_on(evidence, day, seed)
    scores = scores_on(evidence, day, indices.periods)
    effects = effects_on(evidence, day, indices, seed)
    simulations = Simulations()
    if simulated:
        step = stage(progress, "scenarios", 0.3, 0.6)
        options = ScenarioOptions(quick, held_out=False)
        simulations = simulations_on(evidence, indices, day, seed, options, step)
    record = record_on(evidence, day, indices, scores, effects, simulations)
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
    effects = effects_on(evidence, day, indices_on(evidence, day, seed), seed)
    effects.all_of(specs, stage(progress, "what events changed", 0.1, 1.0))
    return effects
