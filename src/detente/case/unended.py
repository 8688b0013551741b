"""Files whose last line no line end closes: what speaks for it that the last number is cut.

Many programs save whole files so. A figure is refused only where another file prints it longer;
where it is merely small beside its own past, that is pointed at; else nothing can be known.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log10

from detente.evidence.listing import key_of
from detente.sources.ends import MEND, MIN_ALIKE
from detente.terms.errors import Problem
from detente.terms.periods import period_label
from detente.terms.tables import Observation, Resource, Rows


def cut_figures(files: Sequence[Resource], rows: Mapping[str, Rows]) -> Iterator[Problem]:
    """Say which last figures begin like the longer ones that another file prints for them."""
    for file, last in _unended(files, rows):
        for figure in last:
            other = next((o for o in _same_elsewhere(figure, rows) if _begins(figure, o)), None)
            if other is not None:
                path = next(f.path for f in files if f.name == other.resource)
                yield Problem(
                    file.path,
                    figure.line,
                    f"the file ends without a line end after {_printed(figure)}, and {path}:"
                    f"{other.line} prints {_printed(other)} for {_label(figure)}",
                    MEND,
                )
                break


def short_figures(files: Sequence[Resource], rows: Mapping[str, Rows]) -> Iterator[Problem]:
    """Say which last figures have fewer digits than any other of the same things in their file."""
    for file, last in _unended(files, rows):
        if rows[file.name].doubts:
            continue
        for figure in last:
            past = [
                len(_printed(other))
                for other in rows[file.name].observations
                if other.line != figure.line and _what(other) == _what(figure)
            ]
            if len(past) >= MIN_ALIKE and len(_printed(figure)) < min(past):
                problem = (
                    f"the file ends without a line end, and {_printed(figure)} for "
                    f"{_label(figure)} has fewer digits than any other figure of it"
                )
                yield Problem(file.path, figure.line, problem, MEND)
                break


def _unended(
    files: Iterable[Resource], rows: Mapping[str, Rows]
) -> Iterator[tuple[Resource, list[Observation]]]:
    for file in files:
        table = rows.get(file.name, Rows())
        if table.unended:
            yield file, [f for f in table.observations if f.line == table.unended]


def _same_elsewhere(figure: Observation, rows: Mapping[str, Rows]) -> Iterator[Observation]:
    cell = _what(figure), figure.start, figure.end
    for name, table in rows.items():
        if name != figure.resource:
            yield from (o for o in table.observations if (_what(o), o.start, o.end) == cell)


def _what(figure: Observation) -> tuple[object, ...]:
    return figure.measure, figure.unit, key_of(figure)


def _begins(figure: Observation, other: Observation) -> bool:
    short, long = _printed(figure), _printed(other)
    return short != long and long.startswith(short) and figure.value != other.value


def _printed(figure: Observation) -> str:
    decimals = max(0, round(-log10(figure.step))) if figure.step else 0
    return f"{figure.value:.{decimals}f}"


def _label(figure: Observation) -> str:
    names = (figure.measure, *filter(None, key_of(figure)))
    return ", ".join((*names, period_label("span", figure.start, figure.end)))
