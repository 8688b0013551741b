"""What the brief says of each effect, in words, ready for any page."""

from dataclasses import dataclass

from detente.brief.figures.spec import Figure
from detente.brief.reference import Reference


@dataclass(frozen=True, slots=True)
class EffectView:
    """An entry of the effects section.

    Attributes:
        answer: to the question of the label, in a word or two.
        estimand: what is estimated, in a sentence.
        estimate: median with its 90% interval and scale.
        in_per_cent: the same in per cent, where the scale is logarithmic; else empty.
        direction: how likely the effect is a fall, or a rise.
        verdict, mark, tone: whether it survives its doubts, without colour and with it.
        why: by which parts of the stated rule it survives or fails.
        rank: place of the effect among the placebo dates.
        smallest: the smallest effect that would have been seen.
        facts: name → value of each doubt that has a number.
        doubts: what else to keep in mind.
        claims: the claims of the ledger that rest on it.
        figure: what was observed, and what would have been expected.
        doubts_figure: the estimate beside its placebos and other readings.
        asked: whether the case itself asks about it; a claim's own is drawn on the page only, and
            not on paper.
    """

    id: str
    label: str
    answer: str
    estimand: str
    estimate: str
    in_per_cent: str
    direction: str
    verdict: str
    mark: str
    tone: str
    why: str
    rank: str
    smallest: str
    facts: tuple[tuple[str, str], ...]
    doubts: tuple[str, ...]
    claims: tuple[Reference, ...]
    figure: Figure
    doubts_figure: Figure
    asked: bool = True
