"""`claims.toml`: published sentences and how each of them is tested, as frozen specs."""

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from detente.claims.certain import collected_problems, foregone_problems
from detente.claims.check import COMMON_OPTIONS, CheckSpec, meant, option_problem
from detente.claims.checks import CHECKS
from detente.claims.crosscheck import Compared, Known, short_problems, spec_problems
from detente.terms.errors import InputError, Problem, nearest, shown
from detente.terms.events import Event
from detente.terms.measures import RELATIONS, MeasureSpec
from detente.terms.tables import SeriesSpec
from detente.terms.toml_fields import Reader, Table, Where
from detente.terms.toml_text import parse_toml

KINDS = (
    "fact",
    "sequence",
    "assessment",
    "comparison",
    "causal",
    "forecast",
    "mechanism",
    "judgement",
)
GENERAL = ("assessment", "comparison", "causal", "mechanism", "judgement")
"""Kinds of sentences about how things are, of which a single event is an instance and no proof."""
TESTABLE = ("yes", "no")

_CLAIM_KEYS = (
    *("id", "text", "stated_by", "stated_on", "kind", "source", "testable", "missing"),
    *("would_change", "untested", "question", "check", "alternative", "rival"),
)
_RIVAL_KEYS = ("label", "expects", "check")
_DOCUMENT_KEYS = ("stated_by", "stated_on", "source")
_DOCUMENT_HINT = ", here or once for all claims under [document]"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Rival:
    """An explanation that competes with the claim's own.

    Attributes:
        checks: what would hold if it were true, and not if the claim were.
        expects: numbers, from 1, of the claim's own checks that would hold under it too.
    """

    label: str
    checks: tuple[CheckSpec, ...]
    expects: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A way of testing a claim that was written down on a day, as its hash."""

    day: date
    hash: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A published sentence in our own words, and how it is tested.

    Attributes:
        checks: all must hold for the claim to hold.
        alternatives: other readings; they are run and shown, and do not enter the probability.
        would_change: what would change the verdict.
        missing: why it is not tested and what would make it testable; or a remark on the test.
        untested: words of the sentence that its checks do not test; empty where they test all.
        question: what it is an answer to, the same words in each claim that answers it; or empty.
        testable: `yes` or `no` (needs other data).
        rivals: explanations that compete with it.
        line: 1-based line of the claims file.
        history: the ways of testing it that were written down, oldest first.
    """

    id: str
    text: str
    stated_by: str
    stated_on: date
    kind: str
    source: str
    checks: tuple[CheckSpec, ...] = ()
    alternatives: tuple[CheckSpec, ...] = ()
    would_change: tuple[str, ...] = ()
    missing: str = ""
    untested: str = ""
    question: str = ""
    testable: str = "yes"
    rivals: tuple[Rival, ...] = ()
    line: int = 0
    history: tuple[Written, ...] = ()

    @property
    def specs(self) -> tuple[CheckSpec, ...]:
        """Every check that it names: its own, those of other readings and of its rivals."""
        rivals = (spec for rival in self.rivals for spec in rival.checks)
        return (*self.checks, *self.alternatives, *rivals)


def load_claims(text: str, file: str) -> tuple[Claim, ...]:
    """Parse a claims file.

    Raises:
        InputError: with every problem that can be seen without knowing the case.
    """
    claims, problems = read_claims(text, file)
    if problems:
        raise InputError(problems)
    return claims


def read_claims(text: str, file: str) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """Parse a claims file as far as it goes, and return every problem with it.

    What could be understood can still be cross-checked against the case, so that a user sees all
    problems at once.
    """
    try:
        read = parse_toml(text, file)
    except InputError as error:
        return (), error.problems
    reader = Reader(read)
    claims = _read_document(read.table, reader)
    return claims, tuple(sorted(set(reader.problems)))


def check_claims(
    claims: Sequence[Claim],
    *,
    file: str,
    series: Mapping[str, SeriesSpec],
    dyads: Collection[str],
    event_ids: Collection[str],
    periods: Sequence[str],
    coverage: Mapping[str, tuple[date, date]] = MappingProxyType({}),
    groups: Mapping[str, Collection[str]] = MappingProxyType({}),
    effects: Collection[str] = (),
    firsts: Mapping[str, str] = MappingProxyType({}),
    apart: Mapping[str, str] = MappingProxyType({}),
    measures: Mapping[str, MeasureSpec] = MappingProxyType({RELATIONS.name: RELATIONS}),
    topics: Collection[str] = (),
    cooperative: Mapping[str, bool | None] = MappingProxyType({}),
    rows: Mapping[str, Event] = MappingProxyType({}),
    scenarios: Compared | None = None,
    today: date | None = None,
) -> list[Problem]:
    """Cross-check claims against the case they are about.

    Args:
        series, dyads, event_ids: what the case knows.
        periods: months of the index; only the first and the last are looked at.
        coverage: series → first and last day of the files it is read from, where known.
        groups: series → names of its groups, where known; those of places stand in the series.
        effects: ids of the effects that the case declares.
        firsts: id of an event → id of the first row of the same happening, where it is another.
        apart: series whose groups may not be added to each other → what that would do.
        measures: name → measure of the case.
        topics: those that the case's rows have; empty where that is not known.
        cooperative: id of an event → whether it is a cooperative act, None where it has no class;
            empty where that is not known.
        rows: id → row of the chronology; empty where they are not known.
        scenarios: what the case compares; None where that is not known.
        today: no sentence was published later; None to let any date pass.
    """
    known = Known(
        series=series,
        dyads=tuple(dyads),
        event_ids=frozenset(event_ids),
        first=periods[0],
        last=periods[-1],
        coverage=coverage,
        groups=groups,
        effects=effects,
        firsts=firsts,
        apart=apart,
        measures=measures,
        topics=topics,
        cooperative=cooperative,
        rows=rows,
        scenarios=scenarios,
    )
    late = [
        Problem(
            file,
            claim.line,
            f"claim {claim.id} was stated on {claim.stated_on}, which is still to come",
            "write the day on which it was published",
        )
        for claim in claims
        if today and claim.stated_on > today
    ]
    collected = [
        Problem(file, claim.line, problem, fix)
        for claim in claims
        for problem, fix in collected_problems(claim.checks, rows)
    ]
    return [
        *late,
        *collected,
        *sorted(
            Problem(file, spec.line, problem, fix)
            for claim in claims
            for spec in claim.specs
            for problem, fix in (
                *spec_problems(spec, known),
                *foregone_problems(spec, claim.stated_on),
                *(() if spec in claim.alternatives else short_problems(spec)),
            )
        ),
    ]


def _read_document(document: Table, reader: Reader) -> tuple[Claim, ...]:
    reader.unknown_keys(document, ("claim", "document"), ())
    defaults = document.get("document", {})
    if not isinstance(defaults, dict):
        reader.report("document is not a table", "write it as [document]", "document")
        defaults = {}
    reader.unknown_keys(defaults, _DOCUMENT_KEYS, ("document",))
    tables = reader.tables(document, "claim", ())
    if "claim" not in document:
        fix = "begin each with [[claim]]; docs/claims.md says how to write one"
        reader.report("the file holds no claim", fix)
    common = {key: value for key, value in defaults.items() if key in _DOCUMENT_KEYS}
    claims = [_read_claim({**common, **table}, at, reader) for at, table in enumerate(tables)]
    lines: dict[str, int] = {}
    for at, claim in enumerate(claims):
        if claim.id in lines:
            problem = f"claim id {claim.id} is already used on line {lines[claim.id]}"
            reader.report(problem, "give each claim its own id", "claim", at, "id")
        elif claim.id:
            lines[claim.id] = reader.line("claim", at, "id")
    return tuple(claims)


def _read_claim(table: Table, at: int, reader: Reader) -> Claim:
    where = ("claim", at)
    reader.unknown_keys(table, _CLAIM_KEYS, where)
    general = table.get("kind") in GENERAL
    claim = Claim(
        id=_read_id(table, where, reader),
        text=reader.text(table, "text", where),
        stated_by=reader.text(table, "stated_by", where, _DOCUMENT_HINT),
        stated_on=reader.day(table, "stated_on", where, _DOCUMENT_HINT),
        kind=reader.choice(table, "kind", KINDS, where),
        source=reader.text(table, "source", where, _DOCUMENT_HINT),
        checks=_read_checks(table, "check", where, reader, general=general),
        alternatives=_read_checks(table, "alternative", where, reader, general=general),
        would_change=reader.texts(table, "would_change", where),
        missing=reader.optional_text(table, "missing", where),
        untested=reader.optional_text(table, "untested", where),
        question=reader.optional_text(table, "question", where),
        testable=reader.choice({"testable": "yes", **table}, "testable", TESTABLE, where),
        rivals=_read_rivals(table, where, reader),
        line=reader.line(*where),
    )
    has_check = bool(table.get("check"))
    if claim.testable == "yes" and not has_check:
        fix = 'add a [[claim.check]], or say testable = "no" and what is missing'
        reader.report(f"claim {claim.id} has no check", fix, *where)
    if claim.testable == "no" and has_check:
        fix = 'make it a [[claim.alternative]], which does not decide, or say testable = "yes"'
        problem = f'claim {claim.id} has a check and says testable = "no"'
        reader.report(problem, fix, *where, "testable")
    if claim.testable == "no" and claim.untested:
        fix = 'leave untested out: of a claim with testable = "no" nothing is tested'
        reader.report(f"claim {claim.id} names untested words", fix, *where, "untested")
    if claim.testable == "no" and not claim.missing:
        fix = 'write missing = "…": what it would take to test it'
        reader.report(f"claim {claim.id} does not say what is missing", fix, *where)
    return claim


def _read_id(table: Table, where: Where, reader: Reader) -> str:
    value = table.get("id")
    if isinstance(value, str) and len(value) <= 60 and _ID.fullmatch(value):
        return value
    fix = "write small letters and digits joined by hyphens, e.g. peak-2019"
    reader.report(f"claim id {shown(value)} is not an id", fix, *where, "id")
    return ""


def _read_rivals(table: Table, where: Where, reader: Reader) -> tuple[Rival, ...]:
    rivals = []
    checks = table.get("check")
    count = len(checks) if isinstance(checks, list) else 0
    for place, own in enumerate(reader.tables(table, "rival", where)):
        at = (*where, "rival", place)
        reader.unknown_keys(own, _RIVAL_KEYS, at)
        expects = own.get("expects", [])
        if not isinstance(expects, list) or any(
            type(number) is not int or not 1 <= number <= count for number in expects
        ):
            problem = f"expects = {shown(expects)} does not name checks of the claim"
            fix = f"write a list of their numbers, 1 to {count}" if count else "leave it out"
            reader.report(problem, fix, *at, "expects")
            expects = []
        if not own.get("check"):
            fix = "add a [[claim.rival.check]]: what would hold if it were true"
            reader.report("rival has no check", fix, *at)
        prefix = f"{table.get('id')}/rival-{place + 1}"
        specs = _read_checks(own, "check", at, reader, prefix)
        label = reader.text(own, "label", at, ": the explanation, in words")
        rivals.append(Rival(label, specs, tuple(expects)))
    if rivals and not count:
        problem = f"claim {table.get('id')} has a rival and no check of its own"
        reader.report(problem, "add a [[claim.check]], or take the rival out", *where, "rival", 0)
    return tuple(rivals)


def _read_checks(
    table: Table, key: str, where: Where, reader: Reader, owner: str = "", *, general: bool = False
) -> tuple[CheckSpec, ...]:
    specs = []
    for place, own in enumerate(reader.tables(table, key, where)):
        spec = _read_check(own, (*where, key, place), reader)
        if spec is not None:
            name = f"{owner or table.get('id')}/{key}-{place + 1}"
            specs.append(dataclasses.replace(spec, id=name, general=general))
    return tuple(specs)


def _read_check(table: Table, where: Where, reader: Reader) -> CheckSpec | None:
    kind = table.get("type")
    label = reader.text(table, "label", where, ": what must hold for the claim to hold")
    if not isinstance(kind, str) or kind not in CHECKS:
        problem = "check has no type" if kind is None else f"check type {shown(kind)} is not known"
        reader.report(problem, nearest(str(kind), CHECKS), *where, "type")
        return None
    given, is_whole = _read_options(kind, table, where, reader)
    # What an option that could not be read would change, nobody can say.
    for problem, fix in CHECKS[kind].problems(given) if is_whole else ():
        reader.report(problem, fix, *where)
    declared = {**CHECKS[kind].options, **COMMON_OPTIONS}
    filled = {n: o.default for n, o in declared.items() if o.default is not None} | given
    return CheckSpec(
        kind, label, MappingProxyType(filled), reader.line(*where), partial=not is_whole
    )


def _read_options(
    kind: str, table: Table, where: Where, reader: Reader
) -> tuple[dict[str, object], bool]:
    """Return the options of a check that could be read, and whether these are all it needs.

    A window that runs backwards is read the other way round, so that what else is wrong with its
    check is told with it.
    """
    declared = {**CHECKS[kind].options, **COMMON_OPTIONS}
    given, is_whole = {}, True
    for name, raw in table.items():
        value = _frozen(raw)
        if name in ("type", "label"):
            continue
        if name not in declared:
            fix = nearest(name, declared)
            reader.report(f"check {kind} has no option {shown(name)}", fix, *where, name)
            continue
        if wrong := option_problem(name, declared[name], value):
            reader.report(*wrong, *where, name)
            value = meant(declared[name], value)
        if value is None:
            is_whole = False
        else:
            given[name] = value
    for name in (n for n, option in declared.items() if option.required and n not in table):
        fix = f"add {name}; docs/claims.md lists the options of each check"
        reader.report(f"check {kind} lacks option {name}", fix, *where)
        is_whole = False
    return given, is_whole


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(own) for name, own in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
