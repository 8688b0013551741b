"""One figure in two vintages: the same, another, empty, or not listed."""

from dataclasses import dataclass
from datetime import date

from detente.terms.periods import period_label
from detente.terms.printed import same_figure
from detente.terms.tables import Observation

Cell = tuple[date, date, tuple[str, ...]]
"""First and last day of a period, and the keys of a figure."""
Finest = dict[tuple[str, str], float]
"""Measure and file → the finest digit in which the file prints the measure."""

CHANGED, EMPTIED, WITHDRAWN, FILLED, LISTED = (
    "changed",
    "empty now",
    "no longer listed",
    "filled in",
    "newly listed",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs between two vintages.

    Attributes:
        old, new: the two values; None where that vintage gives none.
        what: `changed`; `empty now` or `filled in` where one vintage has a cell without a value;
            `no longer listed` or `newly listed` where it has no cell at all.
        relative: (new − old) / old; None where either is missing or old is 0.
    """

    measure: str
    period: str
    key: str
    old: float | None
    new: float | None
    unit: str
    old_line: int
    new_line: int
    what: str = CHANGED

    @property
    def relative(self) -> float | None:
        """Relative change, or None where it is undefined."""
        if self.old is None or self.new is None or self.old == 0:
            return None
        return (self.new - self.old) / self.old


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure as two vintages give it, each with a value."""

    cell: Cell
    old: Observation
    new: Observation
    same: bool

    @property
    def measure(self) -> str:
        """What is counted."""
        return self.old.measure


def finest_steps(observations: tuple[Observation, ...]) -> Finest:
    """Return the finest digit in which each file prints each measure."""
    finest: Finest = {}
    for row in observations:
        if row.step:
            key = row.measure, row.resource
            finest[key] = min(row.step, finest.get(key, row.step))
    return finest


def is_same(old: Observation, new: Observation, finest_old: Finest, finest_new: Finest) -> bool:
    """Say whether two printings of a figure agree as far as both are printed."""
    steps = [
        (row.step, finest.get((row.measure, row.resource), 0.0))
        for row, finest in ((old, finest_old), (new, finest_new))
    ]
    return same_figure(old.value, steps[0], new.value, steps[1])


def change_of(
    cell: Cell, old: Observation | None, new: Observation | None, what: str = CHANGED
) -> Change:
    """Tell one change.

    Args:
        cell: its period and keys.
        old, new: the rows of the two vintages; one without a value has the value NaN.
        what: see `Change`.
    """
    either = old or new
    return Change(
        measure=either.measure if either else "",
        period=period_label("span", *cell[:2]),
        key=key_label(cell[2]),
        old=old.value if old and what not in (FILLED, LISTED) else None,
        new=new.value if new and what not in (EMPTIED, WITHDRAWN) else None,
        unit=either.unit if either else "",
        old_line=old.line if old else 0,
        new_line=new.line if new else 0,
        what=what,
    )


def key_label(key: tuple[str, ...]) -> str:
    """Write the keys of a figure, the item behind its places."""
    item, *others = key
    *before, scope = others
    return " · ".join(part for part in (*before, item, scope) if part)


def cell_label(cell: Cell) -> str:
    """Write the period and the keys of a figure."""
    return f"{period_label('span', *cell[:2])} {key_label(cell[2])}".strip()
