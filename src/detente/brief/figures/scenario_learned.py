"""What the record taught of each effect of cooperation: the prior beside the posterior."""

from typing import Any

import altair as alt

from detente.brief.figures import rows, svg, theme
from detente.brief.figures.rows import Span
from detente.brief.figures.series import unit_title
from detente.brief.figures.spec import Figure, Table
from detente.brief.scenario_words import simulated_source
from detente.brief.words import estimate, number
from detente.findings import Findings
from detente.scenarios.calibrated_rows import LearnedEffect
from detente.scenarios.results import ALL_LEARNED

LABELS, RIGHT, ROW = 210, 176, 50
COLUMNS = (
    "parameter", "label", "dyad",
    *(f"{part}_{bound}" for part in ("prior", "posterior")
      for bound in ("median", "lo50", "hi50", "lo90", "hi90")),
    "contraction", "verdict",
)  # fmt: skip


def learned_figure(findings: Findings) -> Figure:
    """Draw prior and posterior of each effect of cooperation, with what the record taught."""
    effects = in_order(findings)
    figure_id = "figure-learned"
    said = "; ".join(
        f"{e.label}: prior {estimate(e.prior)}, posterior {estimate(e.posterior)}, contraction "
        f"{number(e.contraction, 2)}, {word(e)}"
        for e in effects
    )
    alt_text = f"Two intervals for each effect of cooperation, prior and posterior. {said}."
    return Figure(
        id=figure_id,
        title="What of this was learned, and what was assumed",
        lead="Diamond: before the record (prior). Dot: after it (posterior). Where the two are "
        "alike, the record taught nothing and the answer is what was put in.",
        alt=alt_text,
        svg=svg.draw(_chart(effects), figure_id, alt_text),
        source=simulated_source(findings),
        notes=(
            "Contraction is 1 − variance of the posterior / variance of the prior; from 0.5 on an "
            "effect counts as learned. Learned means that model and record together say more than "
            "the prior, not that they are right.",
        ),
        key=(),
        table=Table(COLUMNS, tuple(
            (e.parameter, e.label, e.dyad,
             *(getattr(part, bound) for part in (e.prior, e.posterior)
               for bound in ("median", "lo50", "hi50", "lo90", "hi90")),
             e.contraction, e.verdict)
            for e in effects
        )),
    )  # fmt: skip


def in_order(findings: Findings) -> tuple[LearnedEffect, ...]:
    """Return the effects in the order of the case's sides."""
    effects = findings.calibration.effects if findings.calibration else ()
    order = list(findings.dyads)
    place = {dyad: order.index(dyad) for dyad in order}
    return tuple(sorted(effects, key=lambda e: place.get(e.dyad, len(order))))


def word(effect: LearnedEffect) -> str:
    """Say whether an effect was learned."""
    return "learned" if effect.verdict == ALL_LEARNED else "assumed, not learned"


def _chart(effects: tuple[LearnedEffect, ...]) -> Any:
    spans, labels, right = [], [], []
    for place, e in enumerate(effects):
        for interval, look, at in ((e.prior, "prior", 0.3), (e.posterior, "main", 0.62)):
            name = "prior" if look == "prior" else "posterior"
            spans.append(
                Span(place + at, interval.median, interval.lo50, interval.hi50, interval.lo90,
                     interval.hi90, look, f"{e.label}, {name}: {estimate(interval)}.")
            )  # fmt: skip
        labels.append((place + 0.46, e.label))
        mark = "●" if e.verdict == ALL_LEARNED else "○"
        right.append((place + 0.46, f"{mark} {word(e)}\ncontraction {number(e.contraction, 2)}"))
    pair = rows.axes(spans, max(1, len(effects)), ticks=7)
    layers = [
        *rows.spans_layers(spans, pair),
        rows.words_left(labels, pair, LABELS - 12, ROW),
        rows.words_right(right, pair, ROW),
    ]
    return alt.layer(*layers).properties(
        width=theme.WIDTH - LABELS - RIGHT,
        height=ROW * max(1, len(effects)),
        title=unit_title("effect of complete trust, log points (above 0: it helps)"),
    )
