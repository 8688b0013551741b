"""Findings made by hand: small, complete, and free of any model."""

import dataclasses
import math
from collections.abc import Callable
from typing import Any

from detente.claims.verdict import (
    Change,
    CheckFinding,
    ClaimFinding,
    Curve,
    EvidenceLine,
    Reading,
    Rivalry,
    RowRef,
    Verdict,
    VerdictFinding,
)
from detente.findings import (
    Break,
    EventRow,
    Findings,
    HalfYear,
    IndexReading,
    IndexRow,
    Judgement,
    MeasureRow,
    ScoreRow,
    SeriesFinding,
    SeriesPoint,
    SideNow,
    SourceFinding,
    YearRow,
)
from detente.terms.figures import FigureSpec
from detente.terms.intervals import Interval
from detente.terms.left_out import LeftOut
from detente.terms.likelihood import Confidence, likelihood_term
from detente.terms.periods import month_end, month_start, months_between, shift_month
from tests.brief import scenario_samples
from tests.brief.effect_samples import effects

DYADS = {"USA-CHN": "US–China", "USA-MEX": "US–Mexico", "CHN-MEX": "China–Mexico"}
ACTORS = {"USA": "United States", "CHN": "China", "MEX": "Mexico", "USA.JUD": "US courts"}
MONTHS = months_between("2022-11", "2024-02")
PLACES = ("California", "Arizona", "South Texas")


def around(median: float, spread: float = 0.3) -> Interval:
    return Interval(
        median, median - spread / 2, median + spread / 2, median - spread, median + spread
    )


MEASURES = (
    MeasureRow("subject", "Cooperation against the trade", "Acts on the subject.", True, 40, 30),
    MeasureRow("relations", "Relations overall", "All acts.", False, 80, 90),
)


def index_row(measure: str, dyad: str, month: str, at: int) -> IndexRow:
    balance = math.sin(at / 3)
    return IndexRow(
        *(measure, dyad, month),
        *(around(balance), around(balance / 2, 0.2), around(balance, 0.6)),
        *(at % 2, at % 3),
    )


def event(number: int, dyad: str | None, event_type: str, *, marked: bool = False) -> EventRow:
    source, _, target = (dyad or "USA-").partition("-")
    cooperative = {"CONSULT": True, "SANCTION": False, "": None}[event_type]
    words = {True: "verbal cooperation", False: "material conflict", None: ""}[cooperative]
    return EventRow(
        id=f"ev-{number:03d}",
        event_date=f"2023-{number % 12 + 1:02d}-{number % 27 + 1:02d}",
        known_date="2023-12-31",
        date_precision=("day", "month", "year")[number % 3],
        source_actor=source,
        target_actor=target,
        scope=dyad or "domestic",
        dyad=dyad,
        event_type=event_type,
        event_class=words,
        is_cooperation=cooperative,
        topic="narcotics",
        summary=f"Something happened, number {number}.",
        confidence="high",
        source_title=f"Report {number}",
        publisher="A newspaper",
        source_url=f"https://news.example/{number}?a=1&b=2",
        line=number + 1,
        marked=marked,
        label=f"Mark {number}" if marked else "",
    )


def events() -> tuple[EventRow, ...]:
    kinds = ("CONSULT", "SANCTION")
    counted = [
        event(10 * i + j, dyad, kinds[j % 2], marked=j < 3)
        for i, dyad in enumerate(DYADS)
        for j in range(6)
    ]
    again = dataclasses.replace(
        counted[0],
        id="ev-900",
        dyad=None,
        publisher="Another newspaper",
        marked=False,
        label="",
        source_url="https://other.example/story",
        same_as=counted[0].id,
    )
    return (*counted, event(90, None, ""), again)


def point(period: str, group: str, value: float, months: int = 1) -> SeriesPoint:
    start = month_start(shift_month(period, 1 - months))
    return SeriesPoint(period, str(start), str(month_end(period)), group, value)


def series() -> tuple[SeriesFinding, ...]:
    seized = tuple(
        point(m, place, 100.0 * (i + 1) + j)
        for i, place in enumerate(PLACES)
        for j, m in enumerate(MONTHS)
    )
    areas = tuple(point(m, f"AREA {i:02d} SECTOR", float(i + j)) for i in range(10)
                  for j, m in enumerate(MONTHS))  # fmt: skip
    deaths = tuple(point(m, "", 70_000.0 - 100 * j, 12) for j, m in enumerate(MONTHS))
    return (
        SeriesFinding("by_place", "Seized, by place", "lb", "A note.", ("cbp",), False, seized),
        SeriesFinding("by_area", "Seized, by area", "lb", "", ("cbp",), True, areas),
        SeriesFinding("deaths_reported", "Deaths, reported", "deaths", "", ("cdc",), False, deaths),
        SeriesFinding("deaths_predicted", "Deaths, predicted", "deaths", "", ("cdc",), False,
                      deaths[:9]),
        SeriesFinding("purity", "Purity", "percent", "", (), False,
                      tuple(point(m, "", 10.0 + j) for j, m in enumerate(MONTHS))),
    )  # fmt: skip


FIGURES = (
    FigureSpec("seizures_by_place", "stacked", ("by_place",)),
    FigureSpec("seizures_by_area", "multiples", ("by_area",)),
    FigureSpec("deaths", "lines", ("deaths_reported", "deaths_predicted"), "Deaths"),
    FigureSpec("purity", "lines", ("purity",)),
)


def claim(number: int, verdict: Verdict, probability: float | None) -> ClaimFinding:
    rows = (
        RowRef("chronology", 2, "ev-001", "an event"),
        RowRef("chronology", 9, "ev-900", "an event that another row tells too"),
        RowRef("cbp", 9, "", "a figure"),
    )
    found = CheckFinding("peak", "highest in 2023", probability, "It is.", {"p": probability}, rows)
    checks = (found,) if probability is not None else ()
    likely = likelihood_term(probability) if probability is not None else ""
    confidence = Confidence.LOW if probability is not None else None
    then = VerdictFinding(
        "2023-09-01", verdict, probability, likely, confidence, "One check.", checks, rows
    )
    return ClaimFinding(
        id=f"peak-{number}",
        text=f"Sentence {number} holds.",
        stated_by="An analyst",
        stated_on="2023-09-01",
        kind="comparison",
        source="A report",
        then=then,
        now=dataclasses.replace(then, as_of="2024-03-01", reason="The same check."),
        alternatives=tuple(dataclasses.replace(one, label="in raw counts") for one in checks),
        would_change=("Another event.",),
        missing="" if checks else "A series that nobody publishes.",
        untested="that it was meant" if verdict is Verdict.SUPPORTED_IN_PART else "",
        hash=f"{number:08x}" + "0" * 56,
        operationalised_on="2023-12-01",
        earlier_hashes=("f" * 64,) if number == 1 else (),
        changed_by=(CHANGE,) if number == 1 else (),
        curve=curve(probability),
        rivals=RIVALRY if number == 2 else None,
        rival="the same checks favour a rival explanation" if number == 2 else "",
        question="Was it so?" if number < 3 else "",
        late="Published after the newest file: then and now are both its record."
        if number == 3
        else "",
    )


CHANGE = Change("seizures", Verdict.CONTRADICTED, 0.1, True, 3, 1, 0, "Seizures: 3 rows new.")
RIVALRY = Rivalry(
    explanations=("As the claim says", "Seizures fell for another reason"),
    weights=(0.3, 0.7),
    against=(1.5, 0.2),
    evidence=(EvidenceLine("highest in 2023", 0.5, (0.8, 0.2), 4.0),),
    most_diagnostic="highest in 2023",
    statement="The checks leave the other explanation the larger share.",
    checks=(),
)


def curve(probability: float | None) -> Curve:
    if probability is None:
        return Curve((), 0, 0, None, None)
    own = Reading("The claim's own checks together", probability, True, main=True)
    other = Reading("in raw counts", probability, True)
    return Curve((own, other), 1, 1, probability, probability)


def claims() -> tuple[ClaimFinding, ...]:
    chances = (0.9, 0.9, 0.1, 0.5, 0.5, None)
    return tuple(claim(i, v, p) for i, (v, p) in enumerate(zip(Verdict, chances, strict=True)))


def source(name: str) -> SourceFinding:
    return SourceFinding(
        name, f"series/{name}.csv", f"Title of {name}", f"Publisher of {name}",
        f"https://{name}.example/data", "Public domain", "2024-02-20", "ab" * 32, 12_345,
        "2022-11-01", "2024-02-29", 100, 98, 2, ("A trap.",),
    )  # fmt: skip


def sides() -> tuple[SideNow, ...]:
    return tuple(
        SideNow(
            *(measure.name, dyad, MONTHS[-12], MONTHS[-1], around(b), around(c)),
            *(13, 2, 5, 6, p, q, 0.3),
        )
        for measure in MEASURES
        for dyad, b, c, p, q in zip(
            DYADS,
            (0.8, -0.7, 0.0),
            (0.5, -0.4, 0.0),
            (0.9, 0.1, 0.5),
            (0.99, 0.02, 0.5),
            strict=True,
        )
    )


def findings() -> Findings:
    """A run with everything in it."""
    return Findings(
        case="sample",
        title="A case: three states",
        as_of="2024-03-01",
        version="0.0.0",
        seed=7,
        dyads=dict(DYADS),
        judgements=tuple(
            Judgement(f"Judgement {i} is likely (70%).", f"Confidence is low, {i}.", about)
            for i, about in enumerate(("side-USA-CHN", "sides", "claim-peak-0", "nowhere", ""))
        ),
        sides=sides(),
        subject="subject",
        measures=MEASURES,
        index=tuple(
            index_row(measure.name, d, m, i)
            for measure in MEASURES
            for d in DYADS
            for i, m in enumerate(MONTHS)
        ),
        half_years=tuple(
            HalfYear(measure.name, d, h, around(0.2), 4, 3)
            for measure in MEASURES
            for d in DYADS
            for h in ("2022-H2", "2023-H1", "2023-H2", "2024-H1")
        ),
        years=tuple(
            YearRow(measure.name, d, y, n, around(0.1), 7, 5, 0.6)
            for measure in MEASURES
            for d in DYADS
            for y, n in ((2022, 2), (2023, 12), (2024, 2))
        ),
        breaks=(
            Break(
                *("subject", "USA-MEX", "2023-04", "2022-10/2023-03", "2023-04/2023-09"),
                *("down", 0.7, 0.81, around(-0.9)),
                *((4, 1), (1, 6), ("ev-011", "gone")),
            ),
        ),
        readings=(
            IndexReading(
                "subject", "episodes", "episodes counted once", 39, 6, sides()[:3], (), ()
            ),
        ),
        scores=tuple(ScoreRow("USA-CHN", m, 1.5 - i / 10, 28) for i, m in enumerate(MONTHS)),
        index_note="The balance says which kind of act is on record.",
        claims=claims(),
        events=events(),
        series=series(),
        sources=tuple(map(source, ("cbp", "cdc", "chronology"))),
        left_out=(
            LeftOut("the counts of the index", "event", "domestic steps", 7, ("ev-090", "ev-091")),
            LeftOut("the ledger", "sentence", "published after 2026-05-31", 1, ("later",)),
        ),
        actors=dict(ACTORS),
        figures=FIGURES,
        summary="A sample.",
        judgement_rule="Drawn by rule.",
        effects=effects(),
        **scenario_samples.parts(),
    )


def doubted() -> Findings:
    """The same run with a calibration that did not meet its checks."""
    return dataclasses.replace(findings(), **scenario_samples.parts(scenario_samples.doubted()))


def bare() -> Findings:
    """A run of a new case: events and nothing else."""
    return dataclasses.replace(
        findings(), judgements=(), measures=(), sides=(), index=(), half_years=(), years=(),
        breaks=(), readings=(), scores=(), claims=(), series=(),
        effects=(), sources=(), left_out=(), figures=(), actors={}, index_note="", summary="",
        scenarios=(), scenario_courses=(), scenario_baseline=(), shapley=(), assumptions=(),
        failures=(), calibration=None,
    )  # fmt: skip


def with_texts(value: Any, change: Callable[[str, str], str], name: str = "") -> Any:
    """Return a copy in which every free text (not an id, date, code or enum) is changed."""
    if type(value) is str:
        return change(name, value) if name in FREE_TEXTS else value
    if isinstance(value, tuple):
        return tuple(with_texts(item, change, name) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return dataclasses.replace(
            value, **{f.name: with_texts(getattr(value, f.name), change, f.name) for f in fields}
        )
    if isinstance(value, dict) and name in ("dyads", "actors"):
        return {key: change(name, item) for key, item in value.items()}
    return value


FREE_TEXTS = {
    "title", "summary", "label", "text", "statement", "note", "source_title", "publisher",
    "source_url", "url", "reason", "missing", "would_change", "traps", "licence", "stated_by",
    "source", "likelihood", "confidence", "index_note", "warnings", "group", "kind", "topic",
    "version", "case", "file", "about", "explanations", "judgement_rule", "estimand",
    "survives_why", "unit", "outcome_label", "what",
}  # fmt: skip
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=https://evil.example/x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "${7*7} {{7*7}} {% raw %}",
    '#panic("typst ran this") #read("/etc/passwd") $x$ *b* `c` @ref <lab>',
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "]]> <!-- &amp; \x00\x1b[31m\u202eabc\u2028\ud800",
)


def hostile() -> Findings:
    """Findings in which every free text attacks whoever prints it."""
    count = iter(range(10**9))

    def attack(name: str, text: str) -> str:
        payload = HOSTILE[next(count) % len(HOSTILE)]
        return payload if name in ("url", "source_url") else f"{payload} {text}"

    return with_texts(findings(), attack)
