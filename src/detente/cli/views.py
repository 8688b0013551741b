"""How results look on a terminal and as JSON."""

import dataclasses
import sys
from collections import Counter
from collections.abc import Sequence
from math import floor, log10
from typing import Any

from detente.cli.show import cell_text, line, table, tell
from detente.evidence.changes import CHANGED, EMPTIED, FILLED, Change
from detente.evidence.revisions import Revision
from detente.findings import SourceFinding
from detente.terms.intervals import Interval

BOUNDS = tuple(field.name for field in dataclasses.fields(Interval))


def as_plain(value: Any) -> Any:
    """Turn frozen values into dictionaries and lists for JSON."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: as_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(item) for item in value]
    return value


def revisions_json(found: Sequence[Revision]) -> dict[str, Any]:
    """Return the totals over all comparisons, and each comparison with its changes."""
    return {
        "compared_cells": sum(r.compared_cells for r in found),
        "changed_cells": sum(r.changed_cells for r in found),
        "other_unit": sum(r.other_unit for r in found),
        "not_compared": sum(left.count for r in found for left in r.not_compared),
        "comparisons": [
            {key: value for key, value in as_plain(r).items() if key != "changes"} for r in found
        ],
        "changes": [
            {"older": r.older, "newer": r.newer, **as_plain(c), "relative": c.relative}
            for r in found
            for c in r.changes
        ],
    }


def print_revisions(found: Sequence[Revision]) -> None:
    """Print what each newer vintage restated, largest relative change first."""
    if not found:
        line("No table of this case has two vintages that overlap.")
    for r in found:
        table(
            f"{r.older} ({r.older_vintage}) → {r.newer} ({r.newer_vintage}), "
            f"{r.first_period} to {r.last_period}: {_summary(r)}",
            ("period", "figure", "measure", "was", "is", "change"),
            [
                (c.period, c.key, c.measure, *_was_and_is(c), _how(c))
                for c in sorted(r.changes, key=_largest_first)[:30]
            ],
        )
        if len(r.changes) > 30:
            line(f"… and {len(r.changes) - 30} more; --json lists them all.")
        for said in (*r.notes, *r.alike, *r.not_compared):
            line(f"{said}")
        if r.added_periods:
            line(f"New in {r.newer}: {', '.join(r.added_periods)}")
        if lacking := r.lacking_periods:
            more = f" and {len(lacking) - 12} more" if len(lacking) > 12 else ""
            line(f"Not in {r.newer}, so not compared: {', '.join(lacking[:12])}{more}")
    sys.stdout.flush()


def _summary(r: Revision) -> str:
    """Say what changed, by kind, and how much could not be compared."""
    figures = f"{len(r.changes):,} figure{'' if len(r.changes) == 1 else 's'} changed"
    kinds = Counter(c.what for c in r.changes if c.what != CHANGED)
    told = f" ({', '.join(f'{count:,} {what}' for what, count in kinds.items())})" if kinds else ""
    silent = sum(left.count for left in r.not_compared) - r.other_unit
    rest = [
        f"{count:,} not compared: {why}"
        for count, why in ((r.other_unit, "in another unit"), (silent, "listed by one file only"))
        if count
    ]
    cells = f"{figures}{told}, in {r.changed_cells:,} of {r.compared_cells:,} cells"
    return "; ".join((cells, *rest))


def _largest_first(change: Change) -> tuple[bool, float]:
    return change.what == CHANGED, -abs(change.relative or 0)


def _was_and_is(change: Change) -> tuple[str, str]:
    was, now = _told_apart(change.old, change.new)
    return ("empty" if change.what == FILLED else was, "empty" if change.what == EMPTIED else now)


def _how(change: Change) -> str | None:
    return change.what if change.what != CHANGED else _share(change.relative)


def _told_apart(old: float | None, new: float | None) -> tuple[str, str]:
    """Write two figures with as many digits as it takes for two that differ to look it."""
    short = cell_text(old), cell_text(new)
    if old is None or new is None or short[0] != short[1]:
        return short
    written = ((f"{old:,.{digits}g}", f"{new:,.{digits}g}") for digits in range(4, 18))
    return next((pair for pair in written if pair[0] != pair[1]), short)


def _share(relative: float | None) -> str | None:
    """Write a relative change: a change is never +0.0%."""
    if not relative:
        return None
    digits = 1 if abs(relative) >= 0.0005 else -floor(log10(abs(100 * relative)))
    return f"{relative:+.{digits}%}"


def print_sources(rows: Sequence[SourceFinding]) -> None:
    """Print every file with what was read of it, and its traps below."""
    table(
        "Sources",
        ("name", "publisher", "vintage", "covers", "rows", "kept", "left out", "sha256"),
        [
            (
                s.name, s.publisher, s.vintage, f"{s.coverage_start} to {s.coverage_end}",
                s.rows_read, s.rows_kept, s.rows_refused, s.sha256[:12],
            )
            for s in rows
        ],
    )  # fmt: skip
    for source in rows:
        tell(source.left_out)
    for source in rows:
        for trap in source.traps:
            line(f"{source.name}: {trap}")
