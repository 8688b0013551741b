"""`source_says`: a statement is on record, whoever made it and whether or not it is true."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import (
    CheckSpec,
    CheckType,
    Option,
    Options,
    UncoveredError,
    found,
    happenings_in,
)
from detente.claims.diagnostic import trusted
from detente.claims.directed import directed_words, is_between
from detente.claims.evidence_rows import RELIABILITY, high_share, publishers, reliability
from detente.claims.happenings import known_happenings
from detente.claims.undated import undated_error
from detente.claims.verdict import CheckFinding
from detente.terms.events import Event
from detente.terms.periods import period_bounds

if TYPE_CHECKING:
    from detente.claims.record import Record

OPTIONS = MappingProxyType(
    {
        "events": Option("events"),
        "by": Option("text"),
        "towards": Option("text"),
        "publisher": Option("text"),
        "window": Option("window"),
        "series": Option("series"),
        "period": Option("window"),
        "group": Option("texts"),
        "value": Option("number"),
        "within": Option("positive", default=1.0),
    }
)
_FIGURE_ONLY = ("period", "group", "value", "within")
_ROW_ONLY = ("by", "towards", "publisher", "window")
_QUOTED = "quoted."
"""Measures that begin so are figures that somebody else quoted; the primary page was not read."""


def check_source_says(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that a statement is on record as it is cited.

    A row of the chronology must be by the actor, carry the publisher and have been published
    inside the window, as far as these are asked for; a figure must be the one claimed, within so
    many per cent. A row is right with the reliability of its confidence, and a figure with 0.97 as
    its publisher printed it and 0.85 as somebody quoted it.
    """
    return _row(spec, record) if spec.happenings else _figure(spec, record)


def _row(spec: CheckSpec, record: "Record") -> CheckFinding:
    known = known_happenings(record, spec.happenings)
    if len(known) < len(spec.happenings):
        raise UncoveredError(
            f"As of {record.as_of}, {len(known)} of the "
            f"{words.counted(len(spec.happenings), 'statement')} asked for were in the record."
        )
    probability, holds, rows = 1.0, True, []
    for happening in known:
        trust = reliability(happening.rows)
        right = any(fits(spec, row) for row in happening.rows)
        probability *= trust if right else 1 - trust
        holds = holds and right
        rows += [
            trusted(record.row(row), reliability((row,)), speaks_for=right != spec.negated)
            for row in happening.rows
        ]
    told = [row for happening in known for row in happening.rows]
    first = told[0]
    published = f"{first.publisher}, {first.known_date.day} {first.known_date:%b %Y}"
    does = "is" if holds else "is not"
    return found(
        spec,
        probability,
        f"The statement {does} on record as cited; the row says: “{first.summary}” ({published})."
        f"{directed_words(spec, [one.first for one in known])}",
        {
            "publishers": min(publishers(happening.rows) for happening in known),
            "high_share": high_share(told),
        },
        tuple(rows),
    )


def fits(spec: CheckSpec, row: Event) -> bool:
    """Return whether a row is by, towards, from the publisher and of the time that is asked."""
    publisher, window = spec.text("publisher"), spec.text("window")
    if not is_between(spec, row):
        return False
    if publisher and publisher.casefold() not in row.publisher.casefold():
        return False
    if window:
        start, end = period_bounds(window)
        return start <= row.known_date <= end
    return True


def _figure(spec: CheckSpec, record: "Record") -> CheckFinding:
    series = record.series(spec.text("series"))
    start, end = period_bounds(spec.text("period"))
    groups = spec.texts("group")
    points = [
        point
        for point in series.points
        # A figure over twelve months is named by the month that it ends in.
        if spec.text("period") == point.period or (point.start, point.end) == (start, end)
        if not groups or point.group in groups
    ]
    if not points:
        if any(start <= first and last <= end for first, last in series.undated):
            raise undated_error(series, record.as_of)
        raise UncoveredError(
            f"As of {record.as_of}, {series.spec.title} has no figure for "
            f"{words.window(spec.text('period'))}{' of ' + words.listed(groups) if groups else ''}."
        )
    claimed, room = spec.number("value"), spec.number("within", 1.0) / 100
    right = [p for p in points if abs(p.value - claimed) <= room * abs(claimed)]
    trust = RELIABILITY["medium" if series.spec.measure.startswith(_QUOTED) else "high"]
    said = words.listed(
        [f"{words.number(p.value)}{' (' + p.group + ')' if p.group else ''}" for p in points]
    )
    rows = tuple(
        trusted(record.figure(series, p), trust, speaks_for=(p in right) != spec.negated)
        for p in points
    )
    return found(
        spec,
        trust if right else 1 - trust,
        f"{series.spec.title} for {words.window(spec.text('period'))}, in {series.spec.unit}: "
        f"{said}; claimed is {words.number(claimed)}.",
        {"points": len(points), "acts": None, "by_lag": int(series.by_lag), "claimed": claimed},
        rows,
    )


def _problems(options: Options) -> list[tuple[str, str]]:
    if ("events" in options) == ("series" in options):
        return [("a statement needs either events or a series", "give one of the two, not both")]
    wrong = _FIGURE_ONLY if "events" in options else _ROW_ONLY
    kind = "events" if "events" in options else "a series"
    problems = [
        (f"{name} cannot be given with {kind}", "leave it out") for name in wrong if name in options
    ]
    if len(happenings_in(options.get("events"))) > 1:
        fix = "name one; several are a count, for which occurred takes by, towards and a mirror"
        problems.append(("a statement is one, and events names more", fix))
    if "series" in options:
        problems += [
            (f"a figure needs {name}", f"add {name}")
            for name in ("period", "value")
            if name not in options
        ]
        within = options.get("within")
        if isinstance(within, int | float) and within >= 100:
            fix = "it is in per cent of the value: give less than 100"
            problems.append((f"within = {within} lets any figure pass, none at all too", fix))
    return problems


CHECK = CheckType("source_says", OPTIONS, check_source_says, _problems, lambda spec: ())
