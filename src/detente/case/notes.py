"""What a sound case may still want to know: what is left out of its results, and likely slips."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from detente.case.cut import cut_notes
from detente.case.disagree import same_day_notes
from detente.case.ends import short_of_coverage
from detente.case.episodes import lone_episodes
from detente.case.figures import Figures
from detente.case.odd_figures import odd_figures
from detente.case.renamed import likely_names
from detente.case.scopes import domestic_acts
from detente.case.seams import seam_notes
from detente.case.series_left_out import series_left_out
from detente.case.series_rows import likely_mixed
from detente.case.spec import CaseFile
from detente.case.successors import replaced
from detente.case.told_twice import days_apart, likely_pairs
from detente.case.unended import short_figures
from detente.claims.spec import Claim
from detente.evidence.counted import is_known, uncounted, unknown
from detente.evidence.revisions import compare_vintages, compared_pairs
from detente.terms.errors import Problem, shown
from detente.terms.events import DISTINCT, Event
from detente.terms.happenings import happenings_of, last_day
from detente.terms.left_out import LeftOut, left_out
from detente.terms.periods import months_between
from detente.terms.tables import Resource, Rows

MOST_PAIRS = 20
"""Likely pairs that are pointed at one by one."""


def case_notes(
    casefile: CaseFile,
    resources: Sequence[Resource],
    claims: Sequence[Claim],
    rows: Mapping[str, Rows],
    figures: Figures,
    problems: Iterable[Problem] = (),
) -> tuple[str, ...]:
    """Return a sentence for each thing that is no problem, and that a reader would ask about.

    Args:
        figures: those of the rows.
        problems: what was found wrong, of which nothing is said again.
    """
    events = [event for table in rows.values() for event in table.events]
    dropped = [
        *(one for r in resources if r.name in rows for one in rows_left_out(r, rows[r.name])),
        *_uncounted(casefile, resources, events),
        *series_left_out(casefile, figures),
    ]
    paths = {resource.name: resource.path for resource in resources}
    doubts = [
        *(doubt for table in rows.values() for doubt in table.doubts),
        *short_figures(resources, rows),
        *cut_notes(casefile, figures),
        *likely_mixed(casefile, figures),
        *replaced(casefile, figures),
        *seam_notes(casefile, figures),
        *odd_figures(casefile, figures),
        *short_of_coverage(resources, rows, far=True),
    ]
    return (
        *map(str, doubts),
        *likely_names(casefile, figures),
        *same_day_notes(figures, {(p.file, p.line) for p in problems}),
        *_pairs(events, paths),
        *lone_episodes(events, tuple(casefile.dyads), paths),
        *domestic_acts(events, tuple(casefile.dyads), paths),
        *map(str, dropped),
        *_changed_alike(resources, rows),
        *_late(resources, claims),
    )


def rows_left_out(resource: Resource, rows: Rows) -> tuple[LeftOut, ...]:
    """Say which rows and sheets of a file its reader left out, and why."""
    refused = ((row.problem, f"line {row.line}") for row in rows.refused)
    return (
        *left_out(resource.path, "sheet", rows.sheets_left),
        *left_out(resource.path, "row", refused),
    )


def _changed_alike(resources: Sequence[Resource], rows: Mapping[str, Rows]) -> Iterator[str]:
    """Say which files changed the figures of an older one all in one way, or end before it."""
    for older, newer in compared_pairs(resources, rows):
        found = compare_vintages(older, rows[older.name], newer, rows[newer.name])
        for said in (*found.alike, *found.notes):
            yield f"{newer.path} after {older.path}: {said}"


def _uncounted(
    casefile: CaseFile, resources: Sequence[Resource], events: Sequence[Event]
) -> tuple[LeftOut, ...]:
    months = months_between(casefile.index.start, casefile.index.end)
    if not months or not events:
        return ()
    newest = max(resource.vintage for resource in resources)
    known = happenings_of(event for event in events if is_known(event, newest))
    return (*unknown(events, newest), *uncounted(known, tuple(casefile.dyads), months))


def _late(resources: Sequence[Resource], claims: Sequence[Claim]) -> Iterator[str]:
    newest = max((resource.vintage for resource in resources), default=None)
    late = [claim.id for claim in claims if newest and claim.stated_on > newest]
    if late:
        yield late_words(late, str(newest))


def late_words(claims: Sequence[str], newest: str) -> str:
    """Say which sentences are later than all that is known, and what they are judged on."""
    one = len(claims) == 1
    more = f" and {len(claims) - 5:,} more" if len(claims) > 5 else ""
    return (
        f"{len(claims):,} sentence{' was' if one else 's were'} published after the newest file "
        f"({newest}) and {'is' if one else 'are'} judged on what is known: then is now "
        f"({', '.join(claims[:5])}{more})"
    )


def _days(event: Event) -> tuple[date, date]:
    return event.event_date, last_day(event)


def _pairs(events: Iterable[Event], paths: Mapping[str, str]) -> Iterator[str]:
    pairs = likely_pairs(events)
    for first, second in islice(pairs, MOST_PAIRS):
        apart = days_apart(first, second)
        when = f"{apart} day{'' if apart == 1 else 's'} apart" if apart else "on one day"
        if not apart and _days(first) != _days(second):
            when = "within the month or days of the other"
        elif first.date_precision != "day":
            when = f"in one {first.date_precision}"
        what = f"{second.event_type} between the same states" if second.event_type else "steps"
        told = f"{shown(first.id)} tells ({paths[first.resource]}:{first.line})"
        yield str(
            Problem(
                paths[second.resource],
                second.line,
                f"{shown(second.id)} may tell what {told}: {what} {when}",
                f"if so, write same_as = {first.id} in this row, and {DISTINCT} if not",
            )
        )
    if next(pairs, None):
        yield f"and more pairs of rows that may tell one happening; settle the first {MOST_PAIRS}"
