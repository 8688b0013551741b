"""An effect with all its doubts: what `[[effect]]` asks → what is reported."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from detente.effects.evidence import EffectEvidence as EffectEvidence
from detente.effects.results import Effect, EffectFinding, TermEffect
from detente.effects.results import NotAssessableError as NotAssessableError
from detente.effects.spec import EffectSpec
from detente.terms.events import Event
from detente.terms.intervals import Interval
from detente.terms.rows import RowRef

if TYPE_CHECKING:
    from detente.effects.mixture import Floats
    from detente.effects.question import Question

Progress = Callable[[float, str], None]
"""Called with how far it is, from 0 to 1, and what is being done."""

FEW_PLACEBOS = 19
"""With fewer placebo dates, no effect can be within the top 5%."""


def effect_of(
    spec: EffectSpec, evidence: EffectEvidence, *, seed: int, progress: Progress | None = None
) -> Effect:
    """Estimate what the events of a spec changed, beside every doubt.

    Args:
        progress: told how far it is; an index that must be estimated anew takes nearly all of it.

    Raises:
        NotAssessableError: an event was not yet known, or too few months are on record around it.
    """
    question = _question(spec, evidence, seed, progress or (lambda fraction, text: None))
    return _assess(question, evidence, seed)


def assess_all(
    specs: Iterable[EffectSpec],
    evidence: EffectEvidence,
    *,
    seed: int,
    progress: Progress | None = None,
) -> tuple[EffectFinding, ...]:
    """Estimate every effect that what is known by the day can carry, in the order given.

    An effect whose event was not yet known, or with too few months around it, is left out.
    """
    wanted = tuple(specs)
    findings = []
    for place, spec in enumerate(wanted):

        def report(fraction: float, text: str, place: int = place, spec: EffectSpec = spec) -> None:
            if progress:
                progress((place + fraction) / len(wanted), f"{spec.label}: {text}")

        try:
            findings.append(effect_of(spec, evidence, seed=seed, progress=report).finding)
        except NotAssessableError:
            continue
    return tuple(findings)


def _question(
    spec: EffectSpec, evidence: EffectEvidence, seed: int, progress: Progress
) -> "Question":
    from detente.effects.question import index_question, series_question, terms_of

    if not spec.on_index:
        return series_question(spec, evidence)
    terms_of(spec, evidence)  # Refused here, before the index is estimated anew.
    if evidence.panel is None:
        raise NotAssessableError("No cooperation index can be estimated from what was known.")
    from detente.effects.index_draws import index_draws

    left_out = evidence.left_out.union(spec.named_events)
    dropped = evidence.rows_of(sorted(left_out))
    draws = index_draws(evidence.panel, dropped, seed=seed, progress=progress)
    return index_question(spec, evidence, draws)


def _assess(question: "Question", evidence: EffectEvidence, seed: int) -> Effect:
    import numpy as np

    from detente.effects import placebo_dates as dates
    from detente.effects.counterfactual import counterfactual
    from detente.effects.estimate import bounds95, draw_effect, generator
    from detente.effects.placebo_series import placebo_series
    from detente.effects.survival import survival
    from detente.effects.timing import (
        anticipation,
        lasting_draws,
        pre_trend,
        variant,
        without_onset,
    )
    from detente.effects.variants import variants
    from detente.effects.words import estimand, event_label

    spec = question.spec

    def rng(name: str) -> np.random.Generator:
        return generator(seed, spec.id, name)

    drawn = draw_effect(question.design, question.columns(), rng("effect"))
    total = drawn.sum(axis=1)
    interval = Interval.from_draws(total)
    low95, high95 = bounds95(total)
    halves = [
        bounds95(draw_effect(half, question.columns(), rng("halves")).sum(axis=1))
        for half in question.design.halves()
    ]
    placebos = dates.placebo_dates(question, rng("placebo dates"))
    count = len(dates.eligible(placebos))
    rank = dates.rank(float(interval.median / total.std()), placebos)
    alarms = dates.false_alarms(placebos)
    others = placebo_series(question, rng("placebo series"))
    survives, why = survival(
        median=interval.median,
        bounds95=(low95, high95),
        halves=halves,
        rank=rank,
        count=count,
        false_alarms=alarms,
        placebos=others,
    )
    later = lasting_draws(question, rng("lasting"))
    several = len(question.terms) > 1
    events = [event for term in question.terms for event in term]
    labels = dict(evidence.labels)
    finding = EffectFinding(
        id=spec.id,
        label=spec.label,
        events=tuple(event.id for event in events),
        event_dates=tuple(event.event_date.isoformat() for event in events),
        event_labels=tuple(event_label(event, labels) for event in events),
        series=question.measured.name,
        dyad=spec.dyad or None,
        measure=spec.measure if spec.on_index else None,
        unit=question.measured.unit,
        shape=spec.shape,
        estimand=estimand(question, labels),
        why=spec.why,
        window=f"{question.periods[0]}/{question.periods[-1]}",
        as_of=evidence.as_of.isoformat(),
        median=interval.median,
        low50=interval.lo50,
        high50=interval.hi50,
        low90=interval.lo90,
        high90=interval.hi90,
        low95=low95,
        high95=high95,
        p_negative=float((total < 0).mean()),
        scale=question.measured.scale,
        horizon_months=spec.horizon_months,
        onset=without_onset(question, rng("onset")),
        lasting=None
        if later is None
        else variant(f"still there {spec.lasting_months} months after", later),
        variants=variants(question, rng("variants")),
        terms=_terms(question, drawn, labels),
        total=variant("all events together", total) if several else None,
        term_correlation=float(np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1]) if several else None,
        placebo_dates=placebos,
        placebo_rank=rank,
        placebo_count=count,
        placebo_false_alarms=alarms,
        placebo_series=others,
        pre_trend=pre_trend(question, rng("pre-trend")),
        anticipation=anticipation(question, rng("anticipation")),
        smallest_detectable=dates.smallest_detectable(placebos, total),
        counterfactual=counterfactual(question, drawn, rng("counterfactual")),
        rows=tuple(_row(event) for event in events),
        own_events_dropped=spec.on_index,
        survives=survives,
        survives_why=why,
        warnings=(*question.warnings, *_few(count)),
    )
    return Effect(finding, total, later, drawn)


def _few(count: int) -> tuple[str, ...]:
    if count >= FEW_PLACEBOS:
        return ()
    return (f"Only {count} placebo dates: too few for any effect to stand out among them.",)


def _terms(question: "Question", drawn: "Floats", labels: dict[str, str]) -> tuple[TermEffect, ...]:
    import numpy as np

    from detente.effects.words import event_label

    bounds = np.quantile(drawn, (0.5, 0.05, 0.95), axis=0)
    return tuple(
        TermEffect(
            events=tuple(event.id for event in term),
            date=term[0].event_date.isoformat(),
            label=event_label(term[0], labels),
            median=float(bounds[0, place]),
            low90=float(bounds[1, place]),
            high90=float(bounds[2, place]),
        )
        for place, term in enumerate(question.terms)
    )


def _row(event: Event) -> RowRef:
    label = f"{event.event_date.isoformat()}: {event.summary}"
    return RowRef(event.resource, event.line, event.id, label)
