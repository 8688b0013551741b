"""What most changes between two vintages have in common: another unit, a shift, a swap.

Publishers restate figures one by one. Where all figures of a measure change in one way, somebody
took another unit, another column or another row, and no single change shows it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from math import isclose

from detente.evidence.changes import Cell, Pair
from detente.evidence.factors import FACTORS
from detente.evidence.listing import key_of
from detente.evidence.swapped import swaps
from detente.terms.tables import Observation

MANY = 3
"""Figures that tell one way of changing from chance; two do for a factor between units."""
_NEARLY_ALL = 0.9
_MOVED = 0.25
"""Share of the figures that change at the least where all are moved or summed."""
_FEWEST_CHANGED = 5
"""Changed figures that have to agree where others stayed as they were."""
_TELLING = 0.1
"""How exactly a figure must tell the factor, from its digits, to count as a witness of it."""
_EXACT_BELOW = 50
"""Steps of its last digit below which a figure is taken as it is printed."""
_FEW_STEPS = 2
"""Steps of its last digit by which any figure may be restated."""
_TRIED = 5
"""Figures that a way of changing is read off, the largest first."""
_ROUND = (1000, 100, 10)
"""What figures are rounded to, the coarsest first."""
_SHIFTS = (1, -1, 2, -2, 3, -3, 6, -6, 12, -12)

_Fit = Callable[[Pair], bool]


def common_changes(
    pairs: Sequence[Pair],
    old: Iterable[Observation],
    new: Iterable[Observation],
    shared: set[tuple[str, date, date]],
) -> tuple[str, ...]:
    """Say, measure by measure, in which one way most figures changed, if they did.

    Args:
        pairs: the figures that both vintages give.
        old, new: all figures of the two.
        shared: measures and periods that both cover.
    """
    before = [row for row in old if (row.measure, row.start, row.end) in shared]
    after = [row for row in new if (row.measure, row.start, row.end) in shared]
    by_measure: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_measure[pair.measure].append(pair)
    all_old = {(row.measure, row.start, row.end, key_of(row)): row.value for row in old}
    found: list[str] = []
    for measure, of in sorted(by_measure.items()):
        changed = sum(1 for pair in of if not pair.same)
        told = (_one_way(of) or _rounded(of)) if changed else ""
        if not told and changed >= _MOVED * sum(1 for pair in of if pair.old.value):
            told = _moved(measure, of, all_old) or _summed(of, all_old)
        found += [told] if told else []
    return (*found, *swaps(before, after))


def _one_way(pairs: Sequence[Pair]) -> str:
    """Say by which factor or difference nearly all figures changed; empty where by none."""
    shared = [pair for pair in pairs if pair.old.value or pair.new.value]
    changed = [pair for pair in shared if not pair.same]
    widest = sorted(changed, key=lambda pair: -abs(pair.old.value))[:_TRIED]
    whole = len(changed) >= _NEARLY_ALL * len(shared)
    for pair in widest:
        if pair.old.value:
            factor, words = _named_factor(pair)
            if told := _told(changed, shared, _scaled(factor), known=words is not None):
                return f"{told} {_times(factor, words, pair)}"
    for pair in widest if whole else ():
        by = pair.new.value - pair.old.value
        if told := _told(changed, shared, _line(1.0, by)):
            more = f"{abs(by):,.6g} {'more' if by > 0 else 'less'} than the older"
            return f"{told} {more}: another base or definition?"
        total = pair.new.value + pair.old.value
        if told := _told(changed, shared, _line(-1.0, total)):
            return f"{told} {total:,.6g} less the older: the share of the rest?"
    if whole and len(changed) > MANY:
        return _along_a_line(changed, shared)
    return ""


def _rounded(pairs: Sequence[Pair]) -> str:
    """Say to how many all changed figures are rounded; empty where they are not."""
    changed = [pair for pair in pairs if not pair.same]
    for size in _ROUND:
        news = {pair.new.value for pair in changed}
        is_so = all(
            pair.new.value % size == 0 and abs(pair.new.value - pair.old.value) <= size / 2
            for pair in changed
        )
        # Figures that end in noughts already are no more rounded than they were.
        if is_so and len(news) >= MANY and any(pair.old.value % size for pair in changed):
            figures = f"figures of {changed[0].measure} that changed"
            return f"every one of the {len(changed):,} {figures} is the older rounded to {size:,}s"
    return ""


def _along_a_line(changed: Sequence[Pair], shared: Sequence[Pair]) -> str:
    low, high = (f(changed, key=lambda pair: pair.old.value) for f in (min, max))
    if low.old.value == high.old.value:
        return ""
    slope = (high.new.value - low.new.value) / (high.old.value - low.old.value)
    base = low.new.value - slope * low.old.value
    told = _told(changed, shared, _line(slope, base), fewest=MANY + 2) if slope else ""
    way = f"{slope:,.5g} times the older {'plus' if base > 0 else 'less'} {abs(base):,.5g}"
    return f"{told} {way}: another scale?" if told else ""


def _named_factor(pair: Pair) -> tuple[float, str | None]:
    """Return the factor between two units that a change may be, with its words; else its own."""
    own = pair.new.value / pair.old.value
    reach = _reach(pair, own) / abs(pair.old.value)
    for factor, words in FACTORS:
        if abs(abs(own) - factor) <= max(reach, 1e-4 * factor):
            return (factor if own > 0 else -factor), words
    return own, None


def _reach(pair: Pair, factor: float) -> float:
    """Return how far a scaled figure may miss, from the digits in which both are printed.

    A small figure is taken as it is printed: its rounding would let nearly any factor pass.
    """
    step = _step(pair.old)
    exact = abs(pair.old.value) < _EXACT_BELOW * step
    rounded = 0.0 if exact else abs(factor) * step / 2
    return _step(pair.new) + rounded + 1e-9 * abs(pair.new.value)


def _step(row: Observation) -> float:
    # Programs write 22.0 where they have rounded to 22.
    return max(row.step, 1.0) if row.step and row.value.is_integer() else row.step


def _scaled(factor: float) -> _Fit:
    # A factor that was read off one printed figure is no more exact than that.
    def fits(pair: Pair) -> bool:
        miss = abs(pair.new.value - factor * pair.old.value)
        return miss <= _reach(pair, factor) + 1e-4 * abs(pair.new.value)

    return fits


def _line(slope: float, base: float) -> _Fit:
    def fits(pair: Pair) -> bool:
        miss = abs(pair.new.value - slope * pair.old.value - base)
        return miss <= _half_step(pair) * max(1.0, abs(slope))

    return fits


def _half_step(pair: Pair) -> float:
    step = max(pair.old.step, pair.new.step)
    return 0.51 * step + 1e-9 * max(abs(pair.old.value), abs(pair.new.value))


def _told(
    changed: Sequence[Pair],
    shared: Sequence[Pair],
    fits: _Fit,
    *,
    known: bool = False,
    fewest: int = MANY,
) -> str:
    """Say how many figures fit one way of changing, where that is no chance; else empty."""
    fitting = [pair for pair in changed if fits(pair)]
    telling = {
        pair.old.value
        for pair in fitting
        if _step(pair.new) <= _TELLING * abs(pair.new.value)
        and (pair.old.unit != pair.new.unit or _is_plain(pair))
    }
    whole = len(fitting) >= _NEARLY_ALL * len(shared)
    least = 2 if known and whole else fewest
    if len(telling) < least or len(fitting) < _NEARLY_ALL * len(changed):
        return ""
    # A factor between units is none by chance, though only the last months have it.
    if not whole and len(fitting) < (MANY if known else _FEWEST_CHANGED):
        return ""
    figures = f"figures of {shared[0].measure} that both give (but for zeros)"
    if len(fitting) == len(shared):
        return f"every one of the {len(shared):,} {figures} is"
    return f"{len(fitting):,} of the {len(shared):,} {figures} are"


def _is_plain(pair: Pair) -> bool:
    """Whether a figure changed by more than a few steps of its last digit, as restated ones do."""
    return abs(pair.new.value - pair.old.value) > _FEW_STEPS * max(pair.old.step, pair.new.step)


def _times(factor: float, words: str | None, pair: Pair) -> str:
    if isclose(factor, -1.0):
        return "the older with the other sign: a change of sign?"
    if isclose(factor, 1.0):
        return f"the older as a number, in {pair.new.unit} and not in {pair.old.unit}: a slip?"
    size = f"{factor:,.5g} times the older"
    if pair.old.unit != pair.new.unit:
        return f"{size}, in {pair.new.unit} and not in {pair.old.unit}"
    return f"{size}: a change of unit ({words})?" if words else f"{size}: a change of unit or base?"


_Old = dict[tuple[str, date, date, tuple[str, ...]], float]


def _moved(measure: str, pairs: Sequence[Pair], old: _Old) -> str:
    """Say by how many periods nearly all figures were moved; empty where by none."""
    spans = sorted({(start, end) for of, start, end, _ in old if of == measure})
    place = {span: number for number, span in enumerate(spans)}
    for by in _SHIFTS:

        def predict(cell: Cell, by: int = by) -> float | None:
            return _at(old, measure, spans, place[cell[:2]] - by, cell[2])

        moved = _predicted(pairs, predict)
        if moved:
            many = f"{abs(by)} period{'' if abs(by) == 1 else 's'}"
            return (
                f"{moved} what the older file gives {many} "
                f"{'before' if by > 0 else 'after'}: moved along by rows?"
            )
    return ""


def _at(
    old: _Old, measure: str, spans: Sequence[tuple[date, date]], place: int, key: tuple[str, ...]
) -> float | None:
    return old.get((measure, *spans[place], key)) if 0 <= place < len(spans) else None


def _predicted(pairs: Sequence[Pair], predict: Callable[[Cell], float | None]) -> str:
    """Say how many figures are as predicted from the older file, where nearly all are."""
    tried = fitting = 0
    values: set[float] = set()
    for pair in pairs:
        expected = predict(pair.cell)
        if expected is None or expected == pair.old.value:
            continue  # a figure that would not move says nothing
        tried += 1
        if abs(pair.new.value - expected) <= _half_step(pair):
            fitting += 1
            values.add(expected)
    if len(values) < MANY or fitting < _NEARLY_ALL * tried:
        return ""
    every, are = ("every one", "is") if fitting == tried else (f"{fitting:,}", "are")
    return f"{every} of the {tried:,} figures of {pairs[0].measure} that would change {are}"


def _summed(pairs: Sequence[Pair], old: _Old) -> str:
    """Say whether figures became sums since the start of a year, or the other way round."""
    measure = pairs[0].measure
    new = {(measure, *pair.cell): pair.new.value for pair in pairs}
    turned = [Pair(pair.cell, pair.new, pair.old, pair.same) for pair in pairs]
    for of, table, way in (
        (pairs, old, "the sum of the older's since the year began: year to date?"),
        (turned, new, "what the older adds to the one before: the older's are year to date?"),
    ):
        for month in (1, 10, 4, 7):
            sums = dict(_running(table, measure, month))
            if told := _predicted(of, sums.get):
                return f"{told} {way}"
    return ""


def _running(old: _Old, measure: str, first: int) -> Iterator[tuple[Cell, float]]:
    """Yield the sums since the month in which a year begins."""
    by_key: dict[tuple[str, ...], list[tuple[date, date, float]]] = defaultdict(list)
    for (of, start, end, key), value in old.items():
        if of == measure:
            by_key[key].append((start, end, value))
    for key, rows in by_key.items():
        year, total = 0, 0.0
        for start, end, value in sorted(rows):
            of_year = start.year + (start.month >= first > 1)
            total = value + (total if of_year == year else 0.0)
            year = of_year
            yield (start, end, key), total
