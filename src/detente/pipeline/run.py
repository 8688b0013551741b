"""The whole method on one page: what a run does, in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from detente import __version__
from detente.case.load import read_all
from detente.case.spec import Case
from detente.claims.judge import judge_claim
from detente.claims.record import Record
from detente.claims.verdict import ClaimFinding
from detente.cooperation.index import CooperationIndex, estimate_index
from detente.cooperation.summaries import lowest_probability
from detente.effects.assess import EffectEvidence
from detente.evidence.events import events_known
from detente.evidence.panel import Panel, build_panel
from detente.evidence.series import series_known
from detente.evidence.store import Store
from detente.findings import Findings
from detente.pipeline.effects import Estimates, asked_for, named_on_index
from detente.pipeline.estimate import INDEX_NOTE, Estimate, summarise, weigh_breaks
from detente.pipeline.judgements import RULE, key_judgements
from detente.pipeline.rows import event_rows, series_finding
from detente.pipeline.sources import source_rows
from detente.terms.tables import Rows

Progress = Callable[[str, float], None]
"""Called with what is being done, and how far the run is from 0 to 1."""


def quiet(text: str, fraction: float) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Evidence:
    """A case with the rows of all its files, in one store."""

    case: Case
    rows: Mapping[str, Rows]
    store: Store


def gather(case: Case) -> Evidence:
    """Read every file of a case into the store."""
    rows = read_all(case)
    return Evidence(case, rows, Store(case.resources, rows))


def panel_on(evidence: Evidence, day: date) -> Panel:
    """Count acts and average scores by dyad and month, with what was known on a day."""
    months = evidence.case.index
    dyads = tuple(evidence.case.dyads)
    return build_panel(evidence.store, dyads, start=months.start, end=months.end, as_of=day)


def index_on(evidence: Evidence, day: date, seed: int, progress: Progress) -> CooperationIndex:
    """Estimate the cooperation index from what was known on a day."""
    panel = panel_on(evidence, day)
    return estimate_index(panel, seed=seed, progress=lambda at, text: progress(text, at))


def effects_on(evidence: Evidence, day: date, panel: Panel, seed: int) -> Estimates:
    """Prepare to estimate effects from what was known on a day."""
    case, store = evidence.case, evidence.store
    series = cache(lambda name: series_known(store, case.series[name], day))
    known = EffectEvidence(
        as_of=day,
        events=events_known(store, day),
        series=series,
        panel=panel,
        names=case.dyads,
        labels=case.marked,
        left_out=named_on_index(case.effects),
    )
    return Estimates(known, seed)


def record_on(evidence: Evidence, day: date, index: CooperationIndex, effects: Estimates) -> Record:
    """Gather everything that a claim's checks may look at, as it was known on a day."""
    case, store = evidence.case, evidence.store
    return Record(
        as_of=day,
        events=events_known(store, day),
        index=index,
        panel=index.panel,
        series=cache(lambda name: series_known(store, case.series[name], day)),
        dyads=tuple(case.dyads),
        names=case.dyads,
        effects={spec.id: spec for spec in case.effects},
        effect=effects,
    )


def judge_all(
    evidence: Evidence, now: Record, seed: int, progress: Progress
) -> tuple[ClaimFinding, ...]:
    """Judge every claim that had been stated, on the record of its own day and on that of now."""
    stated = [claim for claim in evidence.case.claims if claim.stated_on <= now.as_of]
    records = {now.as_of: now}
    days = sorted({claim.stated_on for claim in stated} - {now.as_of})
    for place, day in enumerate(days):
        first, last = (0.5 + 0.2 * (place + more) / len(days) for more in (0, 1))
        index = index_on(
            evidence, day, seed, _stage(progress, f"the index as of {day}", first, last)
        )
        effects = effects_on(evidence, day, index.panel, seed)
        records[day] = record_on(evidence, day, index, effects)
    step = _stage(progress, "testing the claims", 0.7, 0.85)
    found = []
    for place, claim in enumerate(stated):
        step(claim.id, place / len(stated))
        found.append(judge_claim(claim, records[claim.stated_on], now))
    return tuple(found)


def run(
    case: Case, *, as_of: date | None = None, seed: int, progress: Progress = quiet
) -> Findings:
    """Run the whole method on a case, as of a day (default: the newest file's)."""
    day = as_of or case.last_vintage
    progress("reading the case", 0.0)
    evidence = gather(case)
    index = index_on(evidence, day, seed, _stage(progress, "the index", 0.05, 0.3))
    effects = effects_on(evidence, day, index.panel, seed)
    effects.all_of(case.effects, _stage(progress, "what events changed", 0.3, 0.5))
    record = record_on(evidence, day, index, effects)
    claims = judge_all(evidence, record, seed, progress)
    result = summarise(case, day, seed, index)
    step = _stage(progress, "the breaks without machine-coded scores", 0.85, 0.92)
    breaks = weigh_breaks(result.breaks, index, seed, step)
    progress("gathering the findings", 0.92)
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
        events=event_rows(case, record.events),
        series=tuple(series_finding(record.series(name)) for name in case.series),
        sources=source_rows(case.resources, evidence.rows, day),
        figures=case.brief.figures,
    )


def estimate(
    case: Case, *, as_of: date | None = None, seed: int, progress: Progress = quiet
) -> Estimate:
    """Estimate the index alone."""
    day = as_of or case.last_vintage
    progress("reading the case", 0.0)
    index = index_on(gather(case), day, seed, _stage(progress, "the index", 0.1, 0.95))
    return summarise(case, day, seed, index)


def judge(
    case: Case, *, as_of: date | None = None, seed: int, progress: Progress = quiet
) -> tuple[ClaimFinding, ...]:
    """Estimate the index and judge the claims."""
    day = as_of or case.last_vintage
    progress("reading the case", 0.0)
    evidence = gather(case)
    index = index_on(evidence, day, seed, _stage(progress, "the index", 0.05, 0.5))
    effects = effects_on(evidence, day, index.panel, seed)
    return judge_all(evidence, record_on(evidence, day, index, effects), seed, progress)


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
    ids = {row.id for table in evidence.rows.values() for row in table.events}
    specs = asked_for(case, ids, event, series)
    effects = effects_on(evidence, day, panel_on(evidence, day), seed)
    effects.all_of(specs, _stage(progress, "what events changed", 0.1, 1.0))
    return effects


def _stage(progress: Progress, name: str, first: float, last: float) -> Progress:
    """Map a stage's own progress onto its part of the whole run."""

    def report(text: str, fraction: float) -> None:
        progress(f"{name} ({text})", first + (last - first) * fraction)

    return report
