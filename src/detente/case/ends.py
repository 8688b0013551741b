"""Files that stop before their description does, or in the middle of their last period.

A file cut off at its end is a table like any other. That it is one shows where its rows do not
reach as far as its description says, or where the last of them are of a period of which it lists
far less than of every other.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby, pairwise
from statistics import median

from detente.case.cut import adds
from detente.case.figures import Figures
from detente.case.package import PACKAGE_FILE
from detente.case.spec import CaseFile
from detente.evidence.listing import FEWEST, said_of_period
from detente.evidence.relays import Span
from detente.terms.errors import Problem
from detente.terms.periods import (
    month_end,
    month_number,
    month_of,
    month_start,
    period_label,
    shift_month,
    whole_months,
)
from detente.terms.tables import Observation, Resource, Rows

_REGULAR = 0.75
"""Share of the periods between the first and last that a regular file lists at least."""
_ONE_BLOCK = 1.2
"""Runs of rows of one period, per period, up to which a file counts as sorted by period."""


def short_of_coverage(
    resources: Iterable[Resource], rows: Mapping[str, Rows], *, far: bool = False
) -> Iterator[Problem]:
    """Say which files of regular periods do not fill the time that their description covers.

    A period at the end that the publisher's lag leaves open is not missing.

    Args:
        far: say it of the files that fill less than half of it: rather than cut off, they are
            described loosely. Of all others otherwise.
    """
    for file in resources:
        table = rows.get(file.name, Rows())
        spans = {(row.start, row.end) for row in (*table.observations, *table.unknown)}
        step = _step(spans)
        if not step or not _is_short(file, spans, step) or _is_far_shorter(file, spans) != far:
            continue
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        yield Problem(
            PACKAGE_FILE,
            0,
            f"{file.path} holds rows of {start} to {end} only, and {file.coverage_start} to "
            f"{file.coverage_end} is described: it may be cut off",
            f'download the file again, or write ["{start}", "{end}"] as the coverage of '
            f"{file.name} if that is all",
        )


def _is_short(file: Resource, spans: Collection[Span], step: int) -> bool:
    """Whether a whole period before the first, or after the last, is described and not there."""
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    following = month_end(shift_month(month_of(end), step))
    released = following + timedelta(days=file.lag_days)
    if following <= file.coverage_end and released <= file.vintage:
        return True
    return month_start(shift_month(month_of(start), -step)) >= file.coverage_start


def _is_far_shorter(file: Resource, spans: Collection[Span]) -> bool:
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    described = file.coverage_end - file.coverage_start
    return len({end for _, end in spans}) < 2 or 2 * (end - start) < described


def _step(spans: Collection[Span]) -> int:
    """Return how many months lie between the periods of a regular file; 0 where it is none."""
    lengths = Counter(whole_months(*span) for span in spans)
    if not lengths or 0 in lengths or len(lengths) > 1:
        return 0
    ends = sorted({month_number(month_of(end)) for _, end in spans})
    if len(ends) == 1:
        return next(iter(lengths))
    step = min(later - earlier for earlier, later in pairwise(ends))
    return step if len(ends) >= _REGULAR * ((ends[-1] - ends[0]) / step + 1) else 0


def thin_ends(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Say which files sorted by period list far less of their last period than of the others.

    Only where a series adds up what is listed, or takes what is not listed for none.
    """
    told: set[tuple[str, str]] = set()
    for spec in casefile.series.values():
        by_file: dict[str, list[Observation]] = defaultdict(list)
        for row in figures.of(spec.measure):
            by_file[row.resource].append(row)
        for name in dict.fromkeys(row.resource for row in figures.chosen[spec.name]):
            if (name, spec.measure) in told or not adds(spec, figures, name):
                continue
            others = [row for file, of in by_file.items() if file != name for row in of]
            for problem in _thin_end(figures.files[name], by_file[name], others):
                told.add((name, spec.measure))
                yield problem


def _thin_end(
    file: Resource, rows: Iterable[Observation], others: Iterable[Observation]
) -> Iterator[Problem]:
    blocks = [
        (span, sum(1 for _ in run))
        for span, run in groupby(
            sorted(rows, key=lambda row: row.line), key=lambda row: (row.start, row.end)
        )
    ]
    count: Counter[Span] = Counter()
    for span, size in blocks:
        count[span] += size
    if len(count) <= FEWEST or len(blocks) > _ONE_BLOCK * len(count):
        return
    last = blocks[-1][0]
    usual = median(size for span, size in count.items() if span != last)
    label = period_label("span", *last)
    if usual < FEWEST or 2 * count[last] >= usual or said_of_period(file, "span", last):
        return
    if any((row.start, row.end) == last for row in others):
        # What another file lists of the period tells more; see `cut_problems`.
        return
    yield Problem(
        file.path,
        max(row.line for row in rows),
        f"ends with {count[last]:,} figure{'' if count[last] == 1 else 's'} of {label}, and lists "
        f"about {usual:,.0f} of every other period: it seems cut off",
        f'download the file again; if it is whole, write "unlisted": {{"{label}": "none"}} '
        f'under detente of {file.name} in {PACKAGE_FILE}, and "silent" to leave the period out',
    )
