"""An effect with all its doubts: what `[[effect]]` asks → what is reported."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from detente.effects.evidence import EffectEvidence as EffectEvidence
from detente.effects.results import Effect, EffectFinding
from detente.effects.results import NotAssessableError as NotAssessableError
from detente.effects.spec import EffectSpec
from detente.terms.intervals import Interval
from detente.terms.rows import event_row

if TYPE_CHECKING:
    from detente.effects.readings import Readings

Progress = Callable[[float, str], None]
"""Called with how far it is, from 0 to 1, and what is being done."""


def effect_of(
    spec: EffectSpec, evidence: EffectEvidence, *, seed: int, progress: Progress | None = None
) -> Effect:
    """Estimate what the events of a spec changed, beside every doubt.

    Args:
        seed: of the draws of an effect on a series; one on the index needs none.
        progress: told what is being done.

    Raises:
        NotAssessableError: an event was not yet known, or too few months are on record around it.
    """
    if progress:
        progress(0.0, "every look at it")
    if spec.on_index:
        from detente.effects.index_readings import index_readings

        found = index_readings(spec, evidence)
    else:
        from detente.effects.series_readings import series_readings

        found = series_readings(spec, evidence, seed)
    return Effect(_finding(spec, evidence, found), found.draws, found.lasting, found.term_draws)


def _finding(spec: EffectSpec, evidence: EffectEvidence, found: "Readings") -> EffectFinding:
    from detente.effects.answer import answer, how_they_fit, missing_doubts
    from detente.effects.readings import variant
    from detente.effects.survival import counting, false_alarms, survival
    from detente.effects.words import event_label

    survives, why = survival(found)
    said = answer(found, spec.asks, survives=survives)
    main, events = found.looks.main, [event for term in found.terms for event in term]
    interval = Interval.from_draws(found.draws)
    labels = dict(evidence.labels)
    lasting = f"still there {spec.lasting_months} months after"
    return EffectFinding(
        id=spec.id,
        label=spec.label,
        events=tuple(event.id for event in events),
        event_dates=tuple(event.event_date.isoformat() for event in events),
        event_labels=tuple(event_label(event, labels) for event in events),
        series=found.name,
        dyad=spec.dyad or None,
        measure=spec.measure if spec.on_index else None,
        unit=found.unit,
        shape=spec.shape,
        estimand=found.estimand,
        why=spec.why,
        window=f"{found.periods[0]}/{found.periods[-1]}",
        as_of=evidence.as_of.isoformat(),
        median=main.median,
        low50=interval.lo50,
        high50=interval.hi50,
        low90=main.low90,
        high90=main.high90,
        low95=main.low95,
        high95=main.high95,
        p_negative=float((found.draws < 0).mean()),
        scale=found.scale,
        horizon_months=spec.horizon_months,
        onset=found.onset,
        lasting=None if found.lasting is None else variant(lasting, found.lasting),
        agreement=tuple(found.looks),
        terms=found.term_effects,
        total=found.total,
        term_correlation=found.term_correlation,
        placebo_dates=found.dates.placebos,
        placebo_rank=found.dates.rank,
        placebo_count=len(counting(found.dates.placebos)),
        placebo_false_alarms=false_alarms(found.dates.placebos),
        placebo_series=found.placebo_series,
        pre_trend=found.pre_trend,
        anticipation=found.anticipation,
        smallest_detectable=found.dates.smallest,
        counterfactual=found.counterfactual,
        rows=tuple(map(event_row, events)),
        own_events_dropped=spec.on_index,
        survives=survives,
        survives_why=why + how_they_fit(said, found, spec.asks, survives=survives),
        asks=spec.asks,
        answer=said,
        aftermath=tuple(map(event_row, found.aftermath)),
        missing_doubts=tuple(
            missing_doubts(
                found,
                controls=bool(spec.controls),
                placebo_series=bool(spec.placebo_series),
            )
        ),
        acts=found.acts,
        warnings=found.warnings,
    )
