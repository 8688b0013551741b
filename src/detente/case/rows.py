"""What the rows of a case say of its declarations, and the other way round."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from detente.case.casefile import CASE_FILE
from detente.case.cut import cut_problems
from detente.case.disagree import same_day_problems
from detente.case.effects import check_effect_rows
from detente.case.ends import short_of_coverage, thin_ends
from detente.case.episodes import check_episodes
from detente.case.figures import Figures
from detente.case.files import CLAIMS_FILE
from detente.case.other_unit import other_unit_problems
from detente.case.package import PACKAGE_FILE
from detente.case.scopes import check_scopes
from detente.case.series_rows import (
    check_series,
    series_apart,
    series_coverage,
    series_groups,
)
from detente.case.spec import CaseFile
from detente.case.told_twice import check_same_as
from detente.case.unended import cut_figures
from detente.claims.crosscheck import Compared
from detente.claims.spec import Claim, check_claims
from detente.evidence.counted import UNCOUNTED_SCOPES, counted_dyad
from detente.scenarios.spec import ScenarioFile
from detente.terms.actors import nearest_dyad
from detente.terms.errors import Problem, nearest, shown
from detente.terms.events import Event
from detente.terms.periods import months_between, period_label
from detente.terms.tables import Resource, Rows, Score


def check_rows(
    casefile: CaseFile,
    resources: Iterable[Resource],
    claims: Sequence[Claim],
    rows: Mapping[str, Rows],
    *,
    figures: Figures,
    whole: bool = True,
    scenarios: ScenarioFile | None = None,
) -> list[Problem]:
    """Say where the rows of a case and what it declares do not agree.

    Args:
        figures: those of the rows.
        whole: False where some files could not be read: what they hold is unknown then, so that
            nothing can be called missing.
        scenarios: what the case compares; None where that is not known.
    """
    files = list(resources)
    paths = {resource.name: resource.path for resource in files}
    events = [event for table in rows.values() for event in table.events]
    scores = [score for table in rows.values() for score in table.scores]
    problems = [
        *check_coverage(files, rows),
        *short_of_coverage(files, rows),
        *check_events(casefile, events, paths),
        *check_scopes(events, tuple(casefile.dyads), paths),
        *check_scores(casefile, scores, paths),
    ]
    if not whole:
        return problems
    problems += check_index(casefile, rows)
    problems += check_measures(casefile, events)
    problems += check_same_as(events, paths)
    problems += check_episodes(events, tuple(casefile.dyads), paths)
    problems += check_marks(casefile, events)
    problems += check_series(casefile, figures)
    problems += other_unit_problems(casefile, figures)
    problems += cut_problems(casefile, figures)
    problems += thin_ends(casefile, figures)
    problems += same_day_problems(casefile, figures)
    problems += cut_figures(files, rows)
    problems += check_effect_rows(casefile, events, series_coverage(figures.chosen))
    return problems + claims_problems(casefile, claims, rows, figures, scenarios=scenarios)


def claims_problems(
    casefile: CaseFile,
    claims: Sequence[Claim],
    rows: Mapping[str, Rows],
    figures: Figures,
    file: str = CLAIMS_FILE,
    scenarios: ScenarioFile | None = None,
) -> list[Problem]:
    """Say what a claims file asks of a case that the case does not hold.

    Args:
        figures: those of the rows.
        file: the claims file as its problems name it.
        scenarios: what the case compares; None where that is not known.
    """
    periods = months_between(casefile.index.start, casefile.index.end)
    if not periods:
        return []
    events = [event for table in rows.values() for event in table.events]
    return check_claims(
        claims,
        file=file,
        series=casefile.series,
        dyads=tuple(casefile.dyads),
        event_ids=frozenset(event.id for event in events),
        firsts={event.id: event.happening for event in events},
        periods=periods,
        coverage=series_coverage(figures.chosen),
        groups=series_groups(casefile, figures.chosen),
        apart=series_apart(casefile, figures),
        effects=tuple(effect.id for effect in casefile.effects),
        measures=casefile.measures,
        topics=frozenset(event.topic for event in events if event.topic),
        cooperative={e.id: _is_cooperative(e) for e in events},
        rows={event.id: event for event in events},
        scenarios=_compared(scenarios) if scenarios else None,
        today=date.today(),
    )


def _compared(file: ScenarioFile) -> Compared:
    outcomes = {outcome.id: (outcome.unit, outcome.better) for outcome in file.outcomes}
    return Compared(tuple(s.id for s in file.scenarios), outcomes, file.horizons)


def _is_cooperative(event: Event) -> bool | None:
    return event.event_class.is_cooperation if event.event_class else None


def check_index(casefile: CaseFile, rows: Mapping[str, Rows]) -> Iterator[Problem]:
    """Say which files the index is estimated from that hold nothing for it."""
    for key in ("events", "scores"):
        for name in getattr(casefile.index, key):
            if name in rows and not getattr(rows[name], key):
                line = casefile.line("index", key)
                holding = [other for other, table in rows.items() if getattr(table, key)]
                problem = f"resource {shown(name)} holds no {key}"
                yield Problem(CASE_FILE, line, problem, nearest(name, holding))


def check_measures(casefile: CaseFile, events: Sequence[Event]) -> Iterator[Problem]:
    """Say which measures name topics that no row has, or count no act at all."""
    topics = {event.topic for event in events}
    dyads = tuple(casefile.dyads)
    acts = [event for event in events if counted_dyad(event, dyads)]
    for name, measure in casefile.measures.items():
        named = (("topics", topic) for topic in measure.topics)
        by_topic = (("by_topic", topic) for topic in measure.by_topic)
        for key, topic in (*named, *by_topic):
            if topic not in topics:
                line = casefile.line("measure", name, key)
                problem = f"measure {name}: no row has the topic {shown(topic)}"
                yield Problem(CASE_FILE, line, problem, nearest(topic, topics))
        if not acts or any(measure.counts(event) for event in acts):
            continue
        coded = any(event.on_subject is not None for event in events)
        fix = "say in the column on_subject of the chronology which rows are"
        if not measure.on_subject or coded:
            fix = "widen it, or take it out"
        line = casefile.line("measure", name)
        yield Problem(CASE_FILE, line, f"measure {name} counts no act", fix)


def check_events(
    casefile: CaseFile, events: Iterable[Event], paths: Mapping[str, str]
) -> Iterator[Problem]:
    """Say which events name undeclared actors or scopes, and which ids stand in two files."""
    first: dict[str, Event] = {}
    scopes = (*casefile.dyads, *UNCOUNTED_SCOPES)
    unknown: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for event in events:
        for actor in (event.source_actor, event.target_actor):
            if actor and actor not in casefile.actors:
                unknown[event.resource, "actor", actor].append(event.line)
        if event.scope not in scopes:
            unknown[event.resource, "scope", event.scope].append(event.line)
        other = first.setdefault(event.id, event)
        if other is not event and other.resource != event.resource:
            problem = f"event {shown(event.id)} stands in {paths[other.resource]} too"
            yield Problem(paths[event.resource], event.line, problem, "give each event its own id")
    for (resource, what, word), lines in unknown.items():
        known = casefile.actors if what == "actor" else scopes
        table = "actors" if what == "actor" else "dyads"
        more = f" (and in {len(lines) - 1} more rows)" if len(lines) > 1 else ""
        problem = f"{what} {shown(word)} is not declared in case.toml{more}"
        fix = f"add it under [{table}], or {nearest(word, known)}"
        yield Problem(paths[resource], lines[0], problem, fix)


def check_scores(
    casefile: CaseFile, scores: Iterable[Score], paths: Mapping[str, str]
) -> Iterator[Problem]:
    """Say which scores are of a dyad that the case does not compare."""
    seen: set[tuple[str, str]] = set()
    for score in scores:
        if score.dyad not in casefile.dyads and (score.resource, score.dyad) not in seen:
            seen.add((score.resource, score.dyad))
            problem = f"dyad {shown(score.dyad)} is not declared in case.toml"
            fix = f"add it under [dyads], or {nearest_dyad(score.dyad, casefile.dyads)}"
            yield Problem(paths[score.resource], score.line, problem, fix)


def check_marks(casefile: CaseFile, events: Iterable[Event]) -> Iterator[Problem]:
    """Say which marks are of events that the case does not hold."""
    firsts = {event.id: event.happening for event in events}
    marked: dict[str, str] = {}
    for event_id in casefile.marked:
        line = casefile.line("marks", event_id)
        if event_id not in firsts:
            problem = f"mark {shown(event_id)} is the id of no event"
            yield Problem(CASE_FILE, line, problem, nearest(event_id, firsts))
            continue
        other = marked.setdefault(firsts[event_id], event_id)
        if other != event_id:
            problem = f"marks {shown(other)} and {shown(event_id)} are of one happening (same_as)"
            yield Problem(CASE_FILE, line, problem, "keep one of the two")


def check_coverage(resources: Iterable[Resource], rows: Mapping[str, Rows]) -> Iterator[Problem]:
    """Say which files hold rows outside the time that their description covers."""
    for resource in resources:
        spans = list(_spans(rows.get(resource.name, Rows())))
        if not spans:
            continue
        start, end = min(first for first, _ in spans), max(last for _, last in spans)
        if end > resource.vintage:
            yield _running(resource, rows[resource.name], [last for _, last in spans])
        elif start < resource.coverage_start or end > resource.coverage_end:
            described = f"{resource.coverage_start} to {resource.coverage_end}"
            yield Problem(
                PACKAGE_FILE, 0,
                f"{resource.path} holds rows of {start} to {end}, and {described} is described",
                f"correct the coverage of {resource.name}",
            )  # fmt: skip


def _running(resource: Resource, table: Rows, ends: Iterable[date]) -> Problem:
    """Say that a file holds a period that was not over when it was issued."""
    late = [row for row in table.observations if row.end > resource.vintage]
    if not late:
        return Problem(
            PACKAGE_FILE,
            0,
            f"{resource.path} holds rows of {max(ends)}, after it was issued on {resource.vintage}",
            f"correct the vintage of {resource.name}, or the dates",
        )
    label = period_label("span", late[0].start, late[0].end)
    more = f" (and {len(late) - 1} rows more)" if len(late) > 1 else ""
    over = [end for end in ends if end <= resource.vintage]
    until = f", and let the coverage of {resource.name} end on {max(over)}" if over else ""
    return Problem(
        resource.path,
        late[0].line,
        f"gives {label}{more}, which was not over when the file was issued on {resource.vintage}: "
        "the figure is of a part of the period",
        f"take the row out{until}; or correct the vintage if the file was issued later",
    )


def _spans(table: Rows) -> Iterator[tuple[date, date]]:
    yield from ((event.event_date, event.event_date) for event in table.events)
    yield from ((row.start, row.end) for row in table.observations)
    yield from ((score.day, score.day) for score in table.scores)
