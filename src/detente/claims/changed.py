"""Which of the newer data changed a verdict: each part of them is put in by itself."""

from collections.abc import Sequence
from dataclasses import replace

from detente.claims import words
from detente.claims.check import EVENTS, SCENARIOS, CheckSpec
from detente.claims.record import Record
from detente.claims.verdict import Change, RowRef, VerdictFinding
from detente.terms.likelihood import percent


def parts_of(specs: Sequence[CheckSpec]) -> tuple[str, ...]:
    """Return the parts of the record that some checks rest on: the events, and each series."""
    return tuple(dict.fromkeys(part for spec in specs for part in spec.parts))


def with_part(then: Record, now: Record, part: str) -> Record:
    """Return the record of then with one part as it is now.

    The events come with the indices and the scores that go with them.
    """
    if part == SCENARIOS:
        return replace(
            then, as_of=now.as_of, scenarios=now.scenarios, no_scenarios=now.no_scenarios
        )
    if part == EVENTS:
        return replace(
            then,
            as_of=now.as_of,
            events=now.events,
            indices=now.indices,
            scores=now.scores,
            effect=now.effect,
        )
    return replace(
        then,
        as_of=now.as_of,
        series=lambda name: (now if name == part else then).series(name),
        # An effect on this series is estimated from it; on any other, nothing has changed.
        effect=now.effect,
    )


def change(
    part: str, title: str, then: VerdictFinding, mixed: VerdictFinding, now: VerdictFinding
) -> Change:
    """Say what one part of the newer data does to a verdict by itself.

    Args:
        part: `EVENTS` or the name of a series.
        title: what a reader calls it.
        mixed: the verdict on the record of then with this part as it is now.
    """
    before = {row.id: row.label for row in then.rows if _is_in(row, part)}
    after = {row.id: row.label for row in now.rows if _is_in(row, part)}
    new = len(after.keys() - before.keys())
    gone = len(before.keys() - after.keys())
    restated = sum(before[key] != after[key] for key in before.keys() & after.keys())
    explains = mixed.verdict is now.verdict
    counts = [
        words.counted(count, "row") + f" {what}"
        for count, what in ((new, "new"), (restated, "restated"), (gone, "withdrawn"))
        if count
    ]
    # A simulation has no rows, and none is run for the day of the sentence.
    none = (
        "only those of now can be run" if part == SCENARIOS else "no other rows, but later months"
    )
    rows = words.listed(counts) or none
    p = "" if mixed.probability is None else f" ({percent(mixed.probability)})"
    does = "gives" if explains else "alone would give"
    statement = f"{title[:1].upper()}{title[1:]}: {rows}; this {does} “{mixed.verdict}”{p}."
    return Change(title, mixed.verdict, mixed.probability, explains, new, restated, gone, statement)


def together(now: VerdictFinding) -> Change:
    """Say that no part of the newer data gives the verdict of now without the others."""
    statement = f"Only all of the newer data together give “{now.verdict}”."
    return Change("all together", now.verdict, now.probability, True, 0, 0, 0, statement)


def _is_in(row: RowRef, part: str) -> bool:
    series, colon, _ = row.id.partition(":")
    return (series == part) if colon else part == EVENTS
