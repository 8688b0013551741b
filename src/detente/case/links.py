"""What the declarations of a case say of each other: every name used must be declared."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from detente.case.casefile import CASE_FILE
from detente.case.effects import check_effects
from detente.case.spec import CaseFile
from detente.terms.actors import states_of
from detente.terms.errors import Problem, nearest, shown
from detente.terms.figures import FIGURE_FORMS
from detente.terms.periods import MOST_MONTHS, PERIOD_MONTHS, month_end, month_number, month_start
from detente.terms.tables import KEY_COLUMNS, Resource, SeriesSpec
from detente.terms.units import UNITS

COLUMNS = (*KEY_COLUMNS, "note")
"""Columns of an observation that a series may select or group by."""
PERIODS = (*PERIOD_MONTHS, "span")
MISSING = ("none", "zero", "partial")
MOST_DYAD_MONTHS = 3_000
"""Months of the index, counted for each dyad: a measure's index takes 0.3 MB for each."""
_FORMS_OF_MONTHS = ("stacked", "multiples")
_DRAWN_BY_MONTH = ("month", "12m")


def check_links(
    casefile: CaseFile, resources: tuple[Resource, ...], *, complete: bool = True
) -> list[Problem]:
    """Say where a `case.toml` names what is declared nowhere.

    Args:
        complete: False where some resources could not be understood, so that a name that is
            missing among them proves nothing.
    """
    names = frozenset(resource.name for resource in resources)
    problems = [*_dyads(casefile), *_index(casefile, resources), *_figures(casefile)]
    problems += check_effects(casefile)
    for name, spec in casefile.series.items():
        problems += _series(casefile, name, spec)
    if complete:
        problems += _unknown_resources(casefile, names)
    return problems


def _problem(casefile: CaseFile, *place: str | int) -> Callable[[str, str], Problem]:
    line = casefile.line(*place)
    return lambda problem, fix: Problem(CASE_FILE, line, problem, fix)


def _dyads(casefile: CaseFile) -> Iterator[Problem]:
    seen: dict[frozenset[str], str] = {}
    for dyad in casefile.dyads:
        report = _problem(casefile, "dyads", dyad)
        for state in states_of(dyad):
            if state not in casefile.actors:
                states = [actor for actor in casefile.actors if "." not in actor]
                problem = f"dyad {shown(dyad)} names {shown(state)}, which is no declared actor"
                yield report(problem, f"add it under [actors], or {nearest(state, states)}")
        pair = frozenset(states_of(dyad))
        if len(pair) < 2:
            yield report(f"dyad {shown(dyad)} joins a state with itself", "name two states")
        elif pair in seen:
            yield report(f"dyad {shown(dyad)} is {shown(seen[pair])} again", "keep one of the two")
        seen[pair] = dyad


def _index(casefile: CaseFile, resources: tuple[Resource, ...]) -> Iterator[Problem]:
    index = casefile.index
    for actor in index.private:
        if actor not in casefile.actors:
            report = _problem(casefile, "index", "private")
            yield report(f"the actor {shown(actor)} is unknown", nearest(actor, casefile.actors))
    if index.end < index.start:
        report = _problem(casefile, "index", "end")
        yield report(f"the index ends in {index.end}, before it starts", f"start is {index.start}")
    if (months := month_number(index.end) - month_number(index.start) + 1) > MOST_MONTHS:
        report = _problem(casefile, "index", "start")
        yield report(
            f"the index has {months:,} months, more than {MOST_MONTHS:,}",
            "start it later, or end it earlier",
        )
    elif months * len(casefile.dyads) > MOST_DYAD_MONTHS:
        yield _problem(casefile, "dyads")(
            f"the index has {len(casefile.dyads):,} dyads in {months:,} months, which makes "
            f"{months * len(casefile.dyads):,}, more than {MOST_DYAD_MONTHS:,}",
            "compare fewer dyads, or start the index later",
        )
    chosen = [resource for resource in resources if resource.name in index.events]
    if not chosen or len(chosen) < len(index.events):
        return
    first = min(resource.coverage_start for resource in chosen)
    last = max(resource.coverage_end for resource in chosen)
    if month_start(index.start) < first.replace(day=1):
        report = _problem(casefile, "index", "start")
        yield report(
            f"the index starts in {index.start}, and its events are covered from {first}",
            "start it later, or extend the coverage in datapackage.json",
        )
    if month_end(index.end) > last:
        report = _problem(casefile, "index", "end")
        yield report(
            f"the index ends in {index.end}, and its events are covered to {last}",
            "end it with the last month that is covered whole",
        )


def _unknown_resources(casefile: CaseFile, names: frozenset[str]) -> Iterator[Problem]:
    places = [
        (("index", "events"), casefile.index.events),
        (("index", "scores"), casefile.index.scores),
        *((("series", name, "resources"), s.resources) for name, s in casefile.series.items()),
    ]
    for place, used in places:
        for name in used:
            if name not in names:
                report = _problem(casefile, *place)
                problem = f"{'.'.join(place)} names the resource {shown(name)}, which is unknown"
                yield report(problem, nearest(name, names))


def _figures(casefile: CaseFile) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, figure in enumerate(casefile.brief.figures):
        at = partial(_problem, casefile, "brief", "figures", number)
        if figure.id in seen:
            yield at("id")(f"two figures have the id {shown(figure.id)}", "give each its own id")
        seen.add(figure.id)
        if figure.form not in FIGURE_FORMS:
            problem = f"figure {shown(figure.id)} has the form {shown(figure.form)}"
            yield at("form")(problem, nearest(figure.form, FIGURE_FORMS))
        unknown = [name for name in figure.series if name not in casefile.series]
        for name in unknown:
            problem = f"figure {figure.id} shows the series {shown(name)}, which is unknown"
            yield at("series")(problem, nearest(name, casefile.series))
        drawn = [casefile.series[name] for name in figure.series if name not in unknown]
        for spec in drawn if figure.form in _FORMS_OF_MONTHS else ():
            if spec.period not in _DRAWN_BY_MONTH:
                problem = f"figure {figure.id} draws months, and {spec.name} is by {spec.period}"
                yield at("form")(problem, 'write form = "lines"')
        units = {spec.unit for spec in drawn}
        if len(units) > 1:
            problem = f"figure {shown(figure.id)} mixes the units {', '.join(sorted(units))}"
            yield at("series")(problem, "make one figure of each unit")


def _series(casefile: CaseFile, name: str, spec: SeriesSpec) -> Iterator[Problem]:
    def report(key: str, value: str, known: Iterable[str]) -> Problem:
        problem = f"series {name} has the {key} {shown(value)}"
        return Problem(
            CASE_FILE, casefile.line("series", name, key), problem, nearest(value, known)
        )

    if spec.unit not in UNITS:
        yield report("unit", spec.unit, UNITS)
    if spec.period not in PERIODS:
        yield report("period", spec.period, PERIODS)
    if spec.missing not in MISSING:
        yield report("missing", spec.missing, MISSING)
    if spec.group and spec.group not in (*COLUMNS, "place"):
        yield report("group", spec.group, (*COLUMNS, "place"))
    for column in spec.where:
        if column not in COLUMNS:
            yield report("where", column, COLUMNS)
    yield from _places(casefile, name, spec)


def _places(casefile: CaseFile, name: str, spec: SeriesSpec) -> Iterator[Problem]:
    report = _problem(casefile, "series", name, "places")
    if bool(spec.places) != (spec.group == "place"):
        fix = f'give it group = "place" and a table [series.{name}.places], or neither'
        yield report(f"series {name} pools areas into places on one side only", fix)
    owner: dict[str, str] = {}
    for place, areas in spec.places.items():
        for area in areas:
            if area in owner:
                problem = f"series {name} counts area {shown(area)} in two places"
                yield report(problem, f"keep it in {owner[area]} or in {place}")
            owner[area] = place
