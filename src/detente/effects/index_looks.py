"""Every honest look at an effect on the index, from one pass over the acts for each loading."""

from dataclasses import dataclass

import numpy as np

from detente.cooperation.changes import SideRecord
from detente.effects.index_question import (
    Ask,
    IndexQuestion,
    with_controls,
    without_controls,
)
from detente.effects.mixture import Floats
from detente.effects.readings import Looks, look, variant
from detente.effects.results import EffectVariant, Look
from detente.effects.shapes import YEAR, Onset, anticipation_column, pre_trend_column
from detente.effects.sizes import COARSE, NODES, SizePosterior
from detente.effects.spec import AFTER_LEAST, SHAPES, STEP

KEPT, LEFT_OUT = "kept", "left out"


@dataclass(frozen=True)
class Looked:
    """What the looks at an effect on the index came to.

    Attributes:
        posterior: of the main estimate; `step` of the same as a step.
        loadings: (loading,), log evidence of each loading of the controls.
        lasting: of what is still there later; None where too few months follow.
    """

    posterior: SizePosterior
    step: SizePosterior
    loadings: Floats
    looks: Looks
    lasting: SizePosterior | None
    onset: EffectVariant | None
    pre_trend: EffectVariant | None
    anticipation: EffectVariant | None


def look_at(question: IndexQuestion) -> Looked:
    """Estimate the effect in every way that is asked for."""
    asks = _asks(question)
    logs = dict(zip(asks, question.asked(question.record, list(asks.values())), strict=True))
    found = {name: _posterior(with_controls(part)) for name, part in logs.items()}
    shape = question.spec.shape
    return Looked(
        posterior=found[shape],
        step=found[STEP],
        loadings=np.logaddexp.reduce(logs[shape], axis=1),
        looks=_looks(question, found, _posterior(without_controls(logs[shape]))),
        lasting=found.get("lasting"),
        onset=_variant(
            found, "onset", f"the {question.spec.onset_months} months before the event left out"
        ),
        pre_trend=_variant(
            found,
            "pre-trend",
            "change over the year before the event, beyond the ordinary drift",
        ),
        anticipation=_variant(
            found,
            "anticipation",
            f"mean of the {question.spec.onset_months} months before the event, beyond the "
            "ordinary drift",
        ),
    )


def _variant(found: dict[str, SizePosterior], name: str, label: str) -> EffectVariant | None:
    return variant(label, found[name].draws) if name in found else None


def _posterior(logs: Floats) -> SizePosterior:
    return SizePosterior.of(NODES if len(logs) == len(NODES) else COARSE, logs)


def _asks(question: IndexQuestion) -> dict[str, Ask]:
    """Return what is asked of every pass over the record, by name."""
    first, last, span, spec = question.first, question.last, question.span, question.spec
    months, early = len(question.periods), question.spec.onset_months
    asks: dict[str, Ask] = {STEP: _of_step(first, span)}
    for shape in SHAPES:
        if shape != STEP:
            asks[shape] = _of_course(question, shape)
    if span:
        for month in dict.fromkeys(question.months):
            asks[f"alone {month}"] = _of_step(month, 0)
    if early and first - early >= 1:
        asks["onset"] = _of_step(first - early, span + early)
        asks["anticipation"] = _before(
            question, anticipation_column(Onset(first, 1.0), first, early)
        )
    if first >= YEAR:
        asks["pre-trend"] = _before(question, pre_trend_column(Onset(first, 1.0), first))
    if last + spec.lasting_months + AFTER_LEAST <= months:
        asks["lasting"] = _of_step(first, span + spec.lasting_months - 1)
    return asks


def _of_step(month: int, span: int) -> Ask:
    return lambda record: record.log_evidence_of_steps(NODES, span=span, months=[month])[month]


def _of_course(question: IndexQuestion, shape: str) -> Ask:
    course, unseen = question.course(shape), question.unseen
    return lambda record: record.log_evidence_of_course(course, COARSE, unseen=unseen)


def _before(question: IndexQuestion, course: Floats) -> Ask:
    """Ask of a course before the event, of which what came after it says nothing."""
    first = question.first
    unseen = np.zeros(first, bool)

    def ask(record: SideRecord) -> Floats:
        return record.until(first).log_evidence_of_course(course, COARSE, unseen=unseen)

    return ask


def _looks(question: IndexQuestion, found: dict[str, SizePosterior], plain: SizePosterior) -> Looks:
    shape, controls = question.spec.shape, question.control is not None
    kept = KEPT if question.aftermath else ""
    agreeing = []
    if controls:
        agreeing.append(
            look("without controls", plain.draws, shape, controls=False, aftermath=kept)
        )
    if question.aftermath:
        agreeing += _without_aftermath(question)
    return Looks(
        main=look("as asked", found[shape].draws, shape, controls=controls, aftermath=kept),
        agreeing=tuple(agreeing),
        shapes=tuple(
            look(f"as {words}", found[other].draws, other, controls=controls, aftermath=kept)
            for other, words in SHAPES.items()
            if other != shape
        ),
        others=tuple(
            look(
                f"{term[0].event_date} alone",
                found[f"alone {month}"].draws,
                STEP,
                controls=controls,
                aftermath=kept,
            )
            for month, term in zip(question.months, question.terms, strict=True)
            if f"alone {month}" in found
        ),
    )


def _without_aftermath(question: IndexQuestion) -> list[Look]:
    shape, controls = question.spec.shape, question.control is not None
    ask = _of_step(question.first, question.span) if shape == STEP else _of_course(question, shape)
    (logs,) = question.asked(question.bare, [ask])
    both, plain = _posterior(with_controls(logs)), _posterior(without_controls(logs))
    looks = [look("without aftermath", both.draws, shape, controls=controls, aftermath=LEFT_OUT)]
    if controls:
        label = "without controls and aftermath"
        looks.append(look(label, plain.draws, shape, controls=False, aftermath=LEFT_OUT))
    return looks
