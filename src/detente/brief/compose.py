"""Findings → the brief in words: every sentence that is not someone's data is written here."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from detente.brief.chronology import chronology_views
from detente.brief.content import (
    BreakView,
    Brief,
    JudgementView,
    LeftOutView,
    MeasureView,
    SideRow,
    SideSection,
    SourceView,
    YearView,
)
from detente.brief.effects import effect_views, survival_words
from detente.brief.figures.build import index_figures, series_figures
from detente.brief.figures.index import subject_label
from detente.brief.figures.spec import Figure
from detente.brief.figures.tally import tally_figure
from detente.brief.ledger import claim_views, question_views, verdict_counts, verdict_groups
from detente.brief.left_out import everything_left_out, shown_breaks
from detente.brief.methods import method_parts
from detente.brief.safe import cleaned, slug, web_link
from detente.brief.scenarios import scenario_view
from detente.brief.triangle import own_sides, triangle_figure
from detente.brief.words import (
    NO_ACT,
    acts_ratio,
    acts_words,
    between,
    change_sentence,
    change_words,
    counted,
    counted_acts,
    day_name,
    estimate,
    even_words,
    likelihood,
    month_name,
    months_name,
    number,
    outnumber_sentence,
    sentence,
    signed,
    trend,
)
from detente.cooperation.results import LEAST_BREAK, MeasureRow, SideNow, YearRow
from detente.findings import Findings, Judgement, SourceFinding
from detente.terms.left_out import LeftOut
from detente.terms.likelihood import LIKELIHOOD_TERMS, percent


def compose(findings: Findings) -> Brief:
    """Draw every figure and write every sentence of the brief."""
    findings = cleaned(findings)
    first = [triangle_figure(findings), tally_figure(verdict_counts(findings.claims))]
    triangle, tally, *rest = _numbered(
        [*first, *index_figures(findings), *series_figures(findings)]
    )
    drawn = {figure.id: figure for figure in rest if figure is not None}
    sides = tuple(_side(findings, dyad, drawn) for dyad in findings.dyads)
    claims, chronology = claim_views(findings), chronology_views(findings)
    count = 1 + sum(f is not None for f in (triangle, tally, *rest))
    scenarios = scenario_view(findings, count)
    count += len(scenarios.figures) if scenarios is not None else 0
    effects = effect_views(findings, count)
    fragments = {
        *drawn,
        *(s.id for s in sides),
        *(c.id for c in claims),
        *(e.id for e in effects),
        *(c.id for c in chronology),
    }
    held = {
        "sides": findings.sides,
        "years": findings.years,
        "claims": claims,
        "triangle": triangle,
        "tally": tally,
        "scenarios": scenarios,
    }
    fragments |= {"methods", "sources", *(name for name, part in held.items() if part)}
    names = {side.id: side.name for side in sides}
    names["scenarios"] = "what closer cooperation would buy"
    names |= {figure.id: f"figure {figure.number}" for figure in drawn.values()}
    return Brief(
        case=findings.case,
        title=findings.title,
        as_of=findings.as_of,
        as_of_words=day_name(findings.as_of),
        summary=findings.summary,
        version=findings.version,
        seed=findings.seed,
        warnings=tuple(
            f"{measure.label}: {warning}"
            for measure in findings.measures
            for warning in measure.warnings
        ),
        judgements=tuple(_judgement(j, fragments, names) for j in findings.judgements),
        judgement_rule=findings.judgement_rule,
        triangle=triangle,
        glance=tuple(_glance(findings, side) for side in own_sides(findings)),
        measure=subject_label(findings) if findings.measures else "",
        measures=tuple(map(_measure, findings.measures)),
        sides=sides,
        index_note=findings.index_note,
        years=_years(findings),
        year_names=tuple(findings.dyads.values()),
        figures=tuple(f for f in drawn.values() if not f.id.startswith("index-")),
        claims=claims,
        tally=tally,
        groups=verdict_groups(claims),
        questions=question_views(findings.claims),
        effects=effects,
        survival=survival_words(effects),
        scenarios=scenarios,
        no_scenarios=findings.scenarios_left_out,
        not_estimated=tuple(findings.effects_left_out.items()),
        chronology=chronology,
        methods=method_parts(modelled=findings.calibration is not None),
        terms=tuple((t, f"{percent(a)} to {percent(b)}") for t, (a, b) in LIKELIHOOD_TERMS.items()),
        sources=tuple(map(_source, findings.sources)),
        left_out=tuple(map(_left_out, everything_left_out(findings))),
    )


def _numbered(figures: Sequence[Figure | None]) -> Iterator[Figure | None]:
    """Number the figures as they come; the first may be missing."""
    count = 0
    for figure in figures:
        count += figure is not None
        yield None if figure is None else dataclasses.replace(figure, number=count)


def _judgement(judgement: Judgement, fragments: set[str], names: dict[str, str]) -> JudgementView:
    about = judgement.about
    link = about if about in fragments else ""
    words = names.get(about, "")
    if not words:
        words = "the claim" if about.startswith("claim-") else "the evidence"
    words = "the sides compared" if about == "sides" else words
    return JudgementView(
        sentence(judgement.likelihood), sentence(judgement.confidence), link, words
    )


def _glance(findings: Findings, side: SideNow) -> SideRow:
    # without an act, a balance is what the model expects, and nothing that was seen
    told = side.acts_cooperation + side.acts_conflict > 0
    return SideRow(
        link=f"side-{slug(side.dyad)}" if side.dyad in findings.dyads else "",
        name=findings.dyads.get(side.dyad, side.dyad),
        balance=estimate(side.balance) if told else "–",
        balance_words=even_words(side.balance) if told else "",
        change=f"{trend(side.p_improved)} {estimate(side.change)}" if told else "–",
        change_words=change_words(side.p_improved) if told else "",
        acts=acts_ratio(side.acts_cooperation, side.acts_conflict),
        acts_words=acts_words(side.p_outnumber) if told else NO_ACT,
        acts_before=acts_ratio(side.before_cooperation, side.before_conflict),
    )


def _measure(measure: MeasureRow) -> MeasureView:
    acts = counted_acts(measure.acts_cooperation, measure.acts_conflict)
    return MeasureView(measure.label, measure.rule, acts)


def _side(findings: Findings, dyad: str, drawn: dict[str, Figure]) -> SideSection:
    name = findings.dyads[dyad]
    own = [side for side in findings.sides if side.dyad == dyad]
    own.sort(key=lambda side: side.measure != findings.subject)
    labels = {measure.name: measure.label for measure in findings.measures}
    return SideSection(
        id=f"side-{slug(dyad)}",
        name=name,
        summary=" ".join(filter(None, (_side_summary(own, labels), _other_rules(findings, dyad))))
        or f"No index could be estimated for {name}.",
        figure=drawn.get(f"index-{slug(dyad)}"),
        breaks=_breaks(findings, dyad),
        breaks_rule=_breaks_rule(findings, dyad),
    )


def _side_summary(sides: Sequence[SideNow], labels: Mapping[str, str]) -> str:
    return " ".join(
        f"{labels.get(now.measure, now.measure)}: in the twelve months from "
        f"{month_name(now.first)} to {month_name(now.last)} there were "
        f"{counted_acts(now.acts_cooperation, now.acts_conflict)}, after "
        f"{counted_acts(now.before_cooperation, now.before_conflict)} in the twelve before. "
        f"{outnumber_sentence(now.acts_cooperation, now.acts_conflict, now.p_outnumber)} "
        f"The balance was {estimate(now.balance)}. "
        f"{change_sentence(now.p_improved, now.change)}"
        for now in sides
    )


def _other_rules(findings: Findings, dyad: str) -> str:
    """Say what the subject's last twelve months of a side are by other rules of counting."""
    said = [
        f"with {one.label}: {counted_acts(now.acts_cooperation, now.acts_conflict)}, "
        f"balance {estimate(now.balance)}, {change_words(now.p_improved)}"
        for one in findings.readings
        for now in one.sides
        if one.measure == findings.subject and now.dyad == dyad
    ]
    return f"The same twelve months by other rules of counting: {'; '.join(said)}." if said else ""


def _breaks(findings: Findings, dyad: str) -> tuple[BreakView, ...]:
    return tuple(
        BreakView(
            before=months_name(*one.before.split("/")),
            acts_before=acts_ratio(*one.acts_before),
            after=months_name(*one.after.split("/")),
            acts_after=acts_ratio(*one.acts_after),
            change=f"{signed(one.change.median)} ({between(one.change)})",
            likelihood=likelihood(one.probability),
        )
        for one in shown_breaks(findings, dyad)
    )


def _breaks_rule(findings: Findings, dyad: str) -> str:
    """Say what the breaks of a side are, and how many of them are not beside its figure."""
    shown = shown_breaks(findings, dyad)
    if not shown:
        return ""
    found = [b for b in findings.breaks if b.dyad == dyad and b.measure == findings.subject]
    more = "" if len(shown) == len(found) else f" {len(shown)} of {len(found)} are shown."
    return (
        f"Half-years whose balance differs by {number(shown[0].size)} or more with a probability "
        f"of {percent(LEAST_BREAK)} or more, the most probable first, with their acts (cooperative "
        "to conflictual). The change may have come in any of the months compared."
        f"{more} Data, of every measure: data/breaks.csv."
    )


def _years(findings: Findings) -> tuple[YearView, ...]:
    own = [row for row in findings.years if row.measure == findings.subject]
    rows = {(row.dyad, row.year): row for row in own}
    views = []
    for year in sorted({row.year for row in own}):
        of_year = [rows.get((dyad, year)) for dyad in findings.dyads]
        months = max(row.months for row in of_year if row is not None)
        name = str(year) if months == 12 else f"{year} ({counted(months, 'month')})"
        views.append(YearView(name, tuple(map(_year_cells, of_year))))
    return tuple(views)


def _year_cells(row: YearRow | None) -> tuple[str, str, str]:
    if row is None:
        return "–", "–", "–"
    if not row.acts_cooperation + row.acts_conflict:
        return "–", NO_ACT, "–"
    balance = f"{signed(row.balance.median)} ({between(row.balance)})"
    acts = acts_ratio(row.acts_cooperation, row.acts_conflict)
    return balance, acts, _peak(row.p_peak)


def _peak(probability: float | None) -> str:
    return "–" if probability is None else percent(probability)


def _left_out(one: LeftOut) -> LeftOutView:
    more = one.count - len(one.named)
    named = ", ".join(one.named)
    return LeftOutView(
        of=sentence(one.of).rstrip("."),
        things=counted(one.count, one.what),
        reason=one.reason,
        named=f"{named} and {number(more)} more" if named and more else named,
    )


def _source(source: SourceFinding) -> SourceView:
    rows = f"{counted(source.rows_read, 'row')} read, {number(source.rows_kept, 0)} kept"
    return SourceView(
        id=f"source-{slug(source.name)}",
        title=source.title,
        publisher=source.publisher,
        link=web_link(source.url),
        address=source.url,
        file=source.file,
        licence=source.licence,
        vintage=day_name(source.vintage),
        coverage=f"{day_name(source.coverage_start)} to {day_name(source.coverage_end)}",
        rows=f"{rows}, {number(source.rows_refused, 0)} left out",
        size=f"{number(source.bytes, 0)} bytes",
        sha256=source.sha256,
        traps=source.traps,
    )
