"""Notes on figures that are odd among their neighbours in time: another scale, a lost point, sums.

None of it can be told from the figures alone, so that each is pointed at and none is refused.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from math import log
from statistics import median

from detente.case.figures import Figures, rows_by_group
from detente.case.spec import CaseFile
from detente.evidence.relays import Span
from detente.terms.errors import Problem, shown
from detente.terms.periods import period_label
from detente.terms.tables import Observation, SeriesSpec

_MOST_TOLD = 20
"""Notes of a series; a file of others' making may give rise to any number."""
_BESIDE = 3
"""Figures on either side that a figure is held against."""
_STEADY = 3.0
"""How many times the lowest of its neighbours the highest is, at the most."""
_SCALES = (
    (1e3, "thousands told in ones"),
    (1e-3, "ones told in thousands"),
    (1e6, "millions told in ones"),
    (1e-6, "ones told in millions"),
)
_LARGE = 10.0
"""Figures from which on one that is a thousandth of them is hardly a small one."""
_NEAR = log(3.0)
_LOST = log(2.0)
_CALENDARS = (1, 10, 4, 7)
"""Months in which years begin: of the calendar, and fiscal ones."""
_FEWEST_RISES = 12
"""Months that do not fall, within years, which chance brings about once in some thousands."""
_RESET = 0.5
_LISTED, _FEWEST_ZEROS, _CHANCE = 6, 2, 9.0
"""Periods without a zero, zeros after them, and what they should have come to in all: of so many
a count is 0 by chance once in eight thousand."""


def odd_figures(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Point at figures of another scale, months that may be sums since January, and lost items."""
    told: set[tuple[str, int]] = set()
    for name, spec in casefile.series.items():
        for note in islice(_of_series(spec, figures), _MOST_TOLD):
            # Two series may select the same rows.
            if (place := (note.file, note.line)) not in told:
                told.add(place)
                problem = f"series {name}{note.problem}"
                yield Problem(note.file, note.line, problem, note.fix)


def _of_series(spec: SeriesSpec, figures: Figures) -> Iterator[Problem]:
    for group, rows in rows_by_group(spec, figures).items():
        of_group = f" ({shown(group)})" if group else ""
        for file, chain in _chains(rows).items():
            path = figures.files[file].path
            for row, problem, fix in (*_off_scale(spec, chain), *_to_date(spec, chain)):
                yield Problem(path, row.line, f"{of_group}: {problem}", fix)
            for row, problem, fix in _gone(spec, [row for row in rows if row.resource == file]):
                yield Problem(path, row.line, f"{of_group}: {problem}", fix)


_Odd = tuple[Observation, str, str]
_Chain = list[tuple[float, float, Observation]]
"""Figure, step of its printing and first row, in order of time."""


def _chains(rows: Sequence[Observation]) -> Mapping[str, _Chain]:
    of_file: dict[str, dict[Span, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        of_file[row.resource][row.start, row.end].append(row)
    return {
        file: [
            (sum(row.value for row in own), min(row.step for row in own), own[0])
            for _, own in sorted(spans.items())
        ]
        for file, spans in of_file.items()
    }


def _off_scale(spec: SeriesSpec, chain: _Chain) -> Iterator[_Odd]:
    """Yield single figures that are a thousand times their neighbours, or lost their point."""
    for at, (value, step, row) in enumerate(chain):
        beside = [*chain[max(0, at - _BESIDE) : at], *chain[at + 1 : at + 1 + _BESIDE]]
        near = [of for of, *_ in beside]
        if len(near) < _BESIDE or value <= 0 or min(near) <= 0 or max(near) > _STEADY * min(near):
            continue
        times = value / median(near)
        # Small figures are small by themselves now and then.
        if times < 1 and (len(near) < 2 * _BESIDE or median(near) < _LARGE):
            continue
        words = next((say for size, say in _SCALES if abs(log(times / size)) < _NEAR), "")
        if step >= 1.0 and all(0 < other < 1.0 for _, other, _ in beside):
            lost = 1 / max(other for _, other, _ in beside)
            words = words or ("a lost decimal point" if abs(log(times / lost)) < _LOST else "")
        if words:
            label = period_label(spec.period, row.start, row.end)
            problem = (
                f"{value:,.6g} of {label} is {times:,.3g} times the figures beside it ({words}?)"
            )
            yield row, problem, "correct it in the file; if it is so, leave it"


def _to_date(spec: SeriesSpec, chain: _Chain) -> Iterator[_Odd]:
    """Yield the first of months that never fall within a year and begin anew with each."""
    if spec.period != "month":
        return
    for first in _CALENDARS:
        rises = resets = 0
        for (before, _, _), (after, _, row) in pairwise(chain):
            if row.start.month == first:
                resets += 1
                whole = after < _RESET * before
            else:
                rises += 1
                whole = after >= before
            if not whole:
                break
        else:
            if resets and rises >= _FEWEST_RISES:
                yield (
                    chain[0][2],
                    f"its figures never fall within a year and begin anew with each of {resets + 1}"
                    ": sums since the year began (year to date)?",
                    "if so, take each month's own, which is what a sum adds to the one before",
                )
                return


def _gone(spec: SeriesSpec, rows: Sequence[Observation]) -> Iterator[_Odd]:
    """Yield names that are 0 in the last periods of a file and never before, while others go on."""
    spans = sorted({(row.start, row.end) for row in rows})
    for column in ("item", "area", "region", "component"):
        of: dict[str, dict[Span, float]] = defaultdict(lambda: defaultdict(float))
        last: dict[str, Observation] = {}
        for row in rows:
            of[getattr(row, column)][row.start, row.end] += row.value
            last[getattr(row, column)] = row
        goes_on = any(values.get(spans[-1]) for values in of.values())
        for name, values in of.items() if goes_on else ():
            # What is not listed at all is another fault.
            if len(values) < len(spans) or values[spans[-1]]:
                continue
            figures = [values[span] for span in spans]
            zeros = next((at for at, value in enumerate(reversed(figures)) if value), len(figures))
            before = figures[: len(figures) - zeros]
            if zeros < _FEWEST_ZEROS or len(before) < _LISTED or min(before) <= 0:
                continue
            if min(before) * zeros >= _CHANCE:
                problem = (
                    f"{column} {shown(name)} is 0 in the last {zeros} periods and never before, "
                    "while others go on: not reported yet?"
                )
                yield last[name], problem, "if so, leave the cells empty; if it is so, leave it"
