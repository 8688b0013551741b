"""Files that seem cut off, where a series adds up what is listed, or takes what is not for none.

There a file cut in the middle would say that less happened: between its first and last period it
has to list about what older files list. Publishers sort as they like, so that a cut may thin any
period.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from detente.case.figures import Figures
from detente.case.package import PACKAGE_FILE
from detente.case.spec import CaseFile
from detente.evidence.listing import FEWEST, group_key, key_of, said_of_period
from detente.evidence.relays import Span
from detente.terms.errors import Problem
from detente.terms.periods import PERIOD_MONTHS, is_period, period_label
from detente.terms.tables import Observation, Resource, SeriesSpec

_Cells = dict[Span, set[tuple[str, ...]]]


def cut_problems(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Say which files list far less of a period than older ones, where a series would be short."""
    told: set[tuple[str, str]] = set()
    for spec in casefile.series.values():
        if spec.period not in PERIOD_MONTHS:
            continue
        found = _listed(spec, figures.of(spec.measure))
        admitted = spec.resources or tuple(found)
        files = [f for f in figures.files.values() if f.name in found and f.name in admitted]
        for file in files:
            if (file.name, spec.measure) in told or not adds(spec, figures, file.name):
                continue
            for other in files:
                if other is not file and other.vintage <= file.vintage:
                    for problem in _thin(spec, file, found[file.name], other, found[other.name]):
                        told.add((file.name, spec.measure))
                        yield problem


def adds(spec: SeriesSpec, figures: Figures, file: str) -> bool:
    """Whether a series adds up several figures of a file, or takes what it does not list for none.

    Not where it names the parts and lacks one: then it gives no figure.
    """
    if spec.missing == "zero":
        return True
    column, named = group_key(spec)
    parts = Counter(
        (named(getattr(row, column, "")), row.start, row.end)
        for row in figures.chosen[spec.name]
        if row.resource == file
    )
    return max(parts.values(), default=0) > 1


def _listed(spec: SeriesSpec, rows: Iterable[Observation]) -> dict[str, _Cells]:
    found: dict[str, _Cells] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if is_period(spec.period, row.start, row.end):
            found[row.resource][row.start, row.end].add(key_of(row))
    return found


def _thin(
    spec: SeriesSpec, file: Resource, new: _Cells, other: Resource, old: _Cells
) -> Iterator[Problem]:
    """Say which periods between a file's first and last it lists far less of than an older one."""
    within = [span for span in sorted(old) if min(new) <= span <= max(new)]
    kept = {span: len(new.get(span, set()) & old[span]) for span in within}
    thin = [s for s in within if len(old[s]) >= FEWEST and 2 * kept[s] < len(old[s])]
    thin = [s for s in thin if not said_of_period(file, spec.period, s)]
    rest = [span for span in within if span in new and span not in thin]
    if not thin or not rest:
        # A file that is a selection throughout is no cut: what it leaves out is told elsewhere.
        return
    label = period_label(spec.period, *thin[0])
    more = f", and so of {len(thin) - 1} more" if len(thin) > 1 else ""
    yield Problem(
        file.path,
        0,
        f"lists {kept[thin[0]]:,} of the {len(old[thin[0]]):,} figures of {spec.measure} that "
        f"{other.path} lists of {label}{more}",
        f'download the file again: it seems cut off; else write "unlisted": {{"{label}": "none"}} '
        f"{more and '(and so of the others) '}under detente of {file.name} in {PACKAGE_FILE} if it "
        'is whole, or "silent" if the older figures are to stand there',
    )


def cut_notes(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Say which files end before a period is whole that a series adds up, as far as they show it.

    A file that is cut between two lines looks whole. But where a thing stands in every period up
    to the last line and not in the period (or, sorted by things, the thing) that the line is of,
    the sum there is short.
    """
    told: set[tuple[str, str]] = set()
    monthly = {n: s for n, s in casefile.series.items() if s.period in PERIOD_MONTHS}
    for name, spec in monthly.items():
        for file in figures.files.values():
            rows = [
                r for r in figures.chosen[name] if r.resource == file.name and r.unit == spec.unit
            ]
            rows = [row for row in rows if is_period(spec.period, row.start, row.end)]
            found = _short_end(spec, rows)
            if found is None or (file.name, spec.measure) in told:
                continue
            told.add((file.name, spec.measure))
            lacking, span = found
            names = ", ".join(filter(None, lacking)) or "it"
            yield Problem(
                file.path,
                max(row.line for row in rows),
                f"the rows of {spec.measure} end here without {names} of "
                f"{period_label(spec.period, *span)}, which stands in all periods before: "
                f"series {name} is short there",
                "download the file again if it is cut off",
            )


def _short_end(
    spec: SeriesSpec, rows: Sequence[Observation]
) -> tuple[tuple[str, ...], Span] | None:
    """Return a thing that the rows stop to list where they end, and the first period without."""
    spans = sorted({(row.start, row.end) for row in rows})
    if len(spans) <= FEWEST:
        return None
    column, named = group_key(spec)
    of_key: dict[tuple[str, ...], set[Span]] = defaultdict(set)
    groups: dict[tuple[str, ...], str | None] = {}
    for row in rows:
        of_key[key_of(row)].add((row.start, row.end))
        groups[key_of(row)] = named(getattr(row, column, ""))
    last = max(rows, key=lambda row: row.line)
    suspects = [(key_of(last), len(of_key[key_of(last)]))]
    if (last.start, last.end) == spans[-1]:
        suspects = [(key, len(spans) - 1) for key in of_key]
    for key, count in suspects:
        if FEWEST <= count < len(spans) and of_key[key] == set(spans[:count]):
            beside = (
                k for k, of in of_key.items() if groups[k] == groups[key] and spans[count] in of
            )
            if spec.missing == "zero" or next(beside, None):
                return key, spans[count]
    return None
