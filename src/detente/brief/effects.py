"""The effects section in words: what each event changed, and what speaks against it."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from detente.brief.effect_views import EffectView
from detente.brief.effect_words import estimated, in_per_cent, off_zero, scaled
from detente.brief.figures.doubts import doubts_figure
from detente.brief.figures.effect import effect_figure
from detente.brief.figures.series import series_source
from detente.brief.ledger import effects_of
from detente.brief.reference import Reference, claim_fragment, effect_fragment
from detente.brief.words import counted, likelihood, number, sentence, signed
from detente.effects.results import EffectFinding
from detente.findings import Findings

ANSWERS = MappingProxyType({"yes": "Yes", "no": "No", "cannot tell": "The record cannot tell"})
"""Answer of an effect to the question of its label → the first words about it."""


def effect_views(findings: Findings, number: int) -> tuple[EffectView, ...]:
    """Draw every effect and put it in words, in the order of the case.

    Args:
        number: of the first figure; each effect has two.
    """
    views = []
    for place, effect in enumerate(findings.effects):
        view = _effect(findings, effect)
        first, second = (number + 2 * place, number + 2 * place + 1)
        views.append(
            replace(
                view,
                figure=replace(view.figure, number=first),
                doubts_figure=replace(view.doubts_figure, number=second),
            )
        )
    return tuple(views)


def _effect(findings: Findings, effect: EffectFinding) -> EffectView:
    known = {event.id for event in findings.events}
    falls = effect.p_negative >= 0.5
    p = effect.p_negative if falls else 1 - effect.p_negative
    verdict, mark, tone = _survival(effect)
    return EffectView(
        id=effect_fragment(effect.id),
        label=effect.label,
        answer=ANSWERS[effect.answer],
        estimand=sentence(effect.estimand),
        estimate=estimated(effect),
        in_per_cent=in_per_cent(effect),
        direction=f"that it is a {'fall' if falls else 'rise'} is {likelihood(p)}",
        verdict=verdict,
        mark=mark,
        tone=tone,
        why=sentence(effect.survives_why),
        rank=f"{effect.placebo_rank} of {effect.placebo_count}",
        smallest=_size(effect),
        facts=tuple(_facts(effect)),
        doubts=tuple(map(sentence, effect.warnings)),
        claims=_claims(findings, effect),
        figure=effect_figure(effect, _source(findings, effect), known),
        doubts_figure=doubts_figure(effect),
        asked="/" not in effect.id,
    )


def _survival(effect: EffectFinding) -> tuple[str, str, str]:
    if effect.survives:
        return "survives", "✓", "yes"
    return "does not survive", "✗", "no"


def _source(findings: Findings, effect: EffectFinding) -> str:
    series = findings.series_named(effect.series)
    if series is None:
        label = next((m.label for m in findings.measures if m.name == effect.measure), "")
        named = f" ({label})" if label else ""
        return (
            f"Source: acts of the chronology and the cooperation index{named}; the effect is "
            "estimated without the events themselves (see Methods)."
        )
    return series_source(findings, [series])


def _facts(effect: EffectFinding) -> list[tuple[str, str]]:
    several = len(effect.terms) > 1
    others = (
        ("With the months before it left out", effect.onset),
        ("Still there later", effect.lasting),
        ("Trend before the event", effect.pre_trend),
        ("Anticipation", effect.anticipation),
        *((f"{term.label}, its part", term) for term in effect.terms if several),
        ("All events together", effect.total if several else None),
    )
    found = [
        ("Placebo dates", _placebo_words(effect)),
        ("Smallest effect that would have been seen", _size(effect)),
        *((name, estimated(effect, one)) for name, one in others if one is not None),
    ]
    found += _agreement(effect)
    if effect.aftermath:
        found.append(("Aftermath, left out in a look of its own", _aftermath(effect)))
    if effect.missing_doubts:
        found.append(("Doubts that were not asked", "; ".join(effect.missing_doubts)))
    if effect.term_correlation is not None:
        found.append(("Correlation of the events' effects", signed(effect.term_correlation)))
    return found


def _agreement(effect: EffectFinding) -> list[tuple[str, str]]:
    return [
        (f"Look: {look.label}", f"{estimated(effect, look)}, {off_zero(look)}")
        for look in effect.agreement
    ]


def _aftermath(effect: EffectFinding) -> str:
    return "; ".join(f"{row.id} ({row.label})" for row in effect.aftermath)


def _placebo_words(effect: EffectFinding) -> str:
    alarms = f"{number(100 * effect.placebo_false_alarms, 0)}%"
    return (
        f"rank {effect.placebo_rank} among {counted(effect.placebo_count, 'date')} on which "
        f"nothing is known to have happened; {alarms} of them raise a false alarm at 95%"
    )


def _size(effect: EffectFinding) -> str:
    return scaled(effect, effect.smallest_detectable).lstrip("+")


def _claims(findings: Findings, effect: EffectFinding) -> tuple[Reference, ...]:
    """Return the claims whose checks or other readings rest on the effect."""
    resting = (
        (place, claim)
        for place, claim in enumerate(findings.claims, 1)
        if effect.id in effects_of(claim)
    )
    return tuple(
        Reference(f"claim {place}", claim.text, claim_fragment(claim.id))
        for place, claim in resting
    )


def survival_words(effects: Sequence[EffectView]) -> str:
    """Say in a sentence how many effects survive their doubts."""
    surviving = sum(effect.tone == "yes" for effect in effects)
    said = counted(len(effects), "effect")
    return f"Of {said}, {surviving or 'none'} survive{'s' if surviving == 1 else ''} every doubt."
