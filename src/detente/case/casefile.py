"""`case.toml`: what the case compares, what it counts, and what its brief shows."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from detente.case.effects import EffectTable, effect_spec
from detente.case.shape import Names, Place, Strict, problems_of
from detente.case.spec import BriefSpec, CaseFile, IndexSpec, nearest_line
from detente.terms.errors import InputError, Problem, nearest, shown
from detente.terms.figures import FigureSpec
from detente.terms.measures import RELATIONS, MeasureSpec
from detente.terms.periods import month_number
from detente.terms.tables import Restated, SeriesSpec
from detente.terms.toml_text import parse_toml

CASE_FILE = "case.toml"
_ACTOR = r"^[A-Z]{2,5}(\.[A-Z0-9]{2,12})?$"
_DYAD = r"^[A-Z]{2,5}-[A-Z]{2,5}$"
_NAME = r"^[a-z][a-z0-9_]{0,59}$"


def _month(text: str) -> str:
    month_number(text)
    return text


Month = Annotated[str, AfterValidator(_month)]
Text = Annotated[str, Field(min_length=1, max_length=4_000)]
Label = Annotated[str, Field(min_length=1, max_length=60)]


class _Index(Strict):
    start: Month
    end: Month
    events: Names = Field(min_length=1)
    scores: Names = ()
    break_size: float = Field(default=0.7, gt=0)
    subject: str = ""
    private: Names = ()


class _Restated(Strict):
    months: int = Field(ge=1, le=600)
    percent: float = Field(gt=0, le=100)


class _Series(Strict):
    title: Text
    measure: str
    unit: str
    where: dict[str, Names] = Field(default_factory=dict)
    group: str = ""
    period: str = "month"
    resources: Names = ()
    missing: str = "none"
    places: dict[str, Names] = Field(default_factory=dict)
    note: str = ""
    restated: _Restated | None = None


class _Measure(Strict):
    label: Label
    on_subject: bool = False
    topics: Names = ()
    appeals_cooperate: bool = False
    by_topic: Names = ()


class _Figure(Strict):
    id: str = Field(pattern=_NAME)
    form: str
    series: Names = Field(min_length=1)
    title: str = ""
    note: str = ""


class _Brief(Strict):
    figures: tuple[_Figure, ...] = ()


class _Case(Strict):
    title: Text
    summary: Text
    actors: dict[Annotated[str, Field(pattern=_ACTOR)], Label] = Field(min_length=2)
    dyads: dict[Annotated[str, Field(pattern=_DYAD)], Label] = Field(min_length=1)
    index: _Index
    series: dict[Annotated[str, Field(pattern=_NAME)], _Series] = Field(default_factory=dict)
    measure: dict[Annotated[str, Field(pattern=_NAME)], _Measure] = Field(default_factory=dict)
    marks: dict[str, Label] = Field(default_factory=dict)
    effect: tuple[EffectTable, ...] = ()
    brief: _Brief = Field(default_factory=_Brief)


def parse_casefile(text: str) -> tuple[CaseFile | None, list[Problem]]:
    """Read the text of a `case.toml`.

    Returns:
        Its parts, or None where any of it cannot be understood, and every problem found.
    """
    try:
        read = parse_toml(text, CASE_FILE)
    except InputError as error:
        return None, list(error.problems)
    lines = read.lines

    def place_line(place: Place) -> int:
        return nearest_line(lines, tuple(str(part) for part in place if part != "[key]"))

    try:
        case = _Case.model_validate(read.table)
    except ValidationError as error:
        return None, problems_of(error, CASE_FILE, place_line, _keys_at)
    measures = _measures(case)
    if case.index.subject and case.index.subject not in measures:
        problem = f"the case has no measure {shown(case.index.subject)}"
        line = nearest_line(lines, ("index", "subject"))
        return None, [Problem(CASE_FILE, line, problem, nearest(case.index.subject, measures))]
    return _parts(case, lines), []


def _parts(case: _Case, lines: Mapping[tuple[str, ...], int]) -> CaseFile:
    return CaseFile(
        title=case.title,
        summary=case.summary,
        actors=MappingProxyType(case.actors),
        dyads=MappingProxyType(case.dyads),
        index=IndexSpec(**(case.index.model_dump() | {"subject": _subject(case)})),
        series=MappingProxyType({name: _spec(name, part) for name, part in case.series.items()}),
        marked=MappingProxyType(case.marks),
        brief=BriefSpec(
            figures=tuple(FigureSpec(**f.model_dump()) for f in case.brief.figures),
        ),
        effects=tuple(map(effect_spec, case.effect)),
        measures=MappingProxyType(_measures(case)),
        lines=lines,
    )


def _measures(case: _Case) -> dict[str, MeasureSpec]:
    declared = {n: MeasureSpec(n, **m.model_dump()) for n, m in case.measure.items()}
    found = {RELATIONS.name: RELATIONS} | declared
    return {name: replace(spec, private=case.index.private) for name, spec in found.items()}


def _subject(case: _Case) -> str:
    """Return the measure of the case's subject: the one it names, else the only one of its own."""
    own = [name for name in case.measure if name != RELATIONS.name]
    return case.index.subject or (own[0] if len(own) == 1 else RELATIONS.name)


def _spec(name: str, part: _Series) -> SeriesSpec:
    fields: dict[str, Any] = part.model_dump()
    frozen = {key: MappingProxyType(fields[key]) for key in ("where", "places")}
    restated = None if part.restated is None else Restated(**part.restated.model_dump())
    return SeriesSpec(name=name, **(fields | frozen | {"restated": restated}))


def _keys_at(place: Place) -> frozenset[str]:
    models: dict[tuple[str, int], type[BaseModel]] = {
        ("", 0): _Case,
        ("index", 1): _Index,
        ("measure", 2): _Measure,
        ("series", 2): _Series,
        ("series", 3): _Restated,
        ("brief", 1): _Brief,
        ("brief", 3): _Figure,
        ("effect", 2): EffectTable,
    }
    model = models.get((str(place[0]) if place else "", len(place)))
    return frozenset(model.model_fields) if model else frozenset()
