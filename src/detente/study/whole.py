"""Everything that a study finds, put together: the last node."""

from collections.abc import Sequence

from detente.case.spec import Case
from detente.claims.verdict import ClaimFinding
from detente.effects.results import EffectFinding
from detente.findings import Findings, SeriesFinding
from detente.scenarios.results import ScenarioFindings
from detente.study.estimate import Estimate
from detente.study.judgements import RULE, key_judgements
from detente.study.known import Known
from detente.study.rows import event_rows, marks_left_out, series_finding
from detente.study.simulations import Simulations
from detente.study.sources import source_rows
from detente.study.thin import thinned, thinned_away
from detente.terms.left_out import LeftOut
from detente.terms.version import __version__


def whole_findings(
    known: Known,
    index: Estimate,
    effects: Sequence[EffectFinding],
    effects_left_out: dict[str, str],
    simulations: Simulations,
    claims: tuple[ClaimFinding, ...],
    unstated: tuple[LeftOut, ...],
) -> Findings:
    """Put everything that was found of a case on a day into one value."""
    case, day = known.case, known.day.isoformat()
    events = event_rows(case, known.record.happenings)
    return Findings(
        case=case.name,
        title=case.title,
        summary=case.summary,
        as_of=day,
        version=__version__,
        seed=known.settings.seed,
        dyads=dict(case.dyads),
        actors=dict(case.actors),
        judgements=key_judgements(
            index.sides, index.measures, claims, case.dyads, simulations.found
        ),
        judgement_rule=RULE,
        subject=index.subject,
        measures=index.measures,
        sides=index.sides,
        index=index.rows,
        half_years=index.half_years,
        years=index.years,
        breaks=index.breaks,
        readings=index.readings,
        scores=index.scores,
        effects=tuple(effects),
        effects_left_out=effects_left_out,
        index_note=index.index_note,
        claims=claims,
        events=events,
        series=tuple(series_finding(known.series[name]) for name in case.series),
        sources=source_rows(case.resources, known.evidence.rows, known.day),
        figures=case.brief.figures,
        scenarios_left_out=simulations.left_out,
        left_out=(
            *index.left_out,
            *unstated,
            *marks_left_out(case, events, day),
            *thinned_away(simulations.found),
        ),
        **thinned(simulations.found),
    )


def findings_of(case: Case, found: ScenarioFindings) -> Findings:
    """Return findings that hold the scenarios and nothing else, for figures of their own."""
    return Findings(
        case=case.name,
        title=case.title,
        as_of=case.last_vintage.isoformat(),
        version=__version__,
        seed=0,
        dyads=dict(case.dyads),
        judgements=(),
        subject="",
        measures=(),
        sides=(),
        index=(),
        half_years=(),
        years=(),
        breaks=(),
        scores=(),
        index_note="",
        claims=(),
        events=(),
        sources=(),
        series=tuple(
            SeriesFinding(spec.name, spec.title, spec.unit, spec.note, (), False, ())
            for spec in case.series.values()
        ),
        **thinned(found),
    )
