"""Figures of published series that a case asks its brief to show."""

from dataclasses import dataclass

FIGURE_FORMS = ("stacked", "multiples", "lines")
"""Monthly columns stacked by group, a small panel a group, one line a series and group."""


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure of published series.

    Attributes:
        id: short name, also the name of its CSV file, e.g. `seizures_by_place`.
        form: one of `FIGURE_FORMS`.
        series: names of the series drawn together; they share one unit.
        title, note: empty where those of the first series will do.
    """

    id: str
    form: str
    series: tuple[str, ...]
    title: str = ""
    note: str = ""
