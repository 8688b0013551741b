"""What a figure is: a drawing, the words that stand for it, and the numbers behind it."""

from dataclasses import dataclass

Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a figure, one record a row, units in the column names."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def numeric_columns(table: Table) -> tuple[bool, ...]:
    """Tell of each column but the first whether it holds numbers, printed or not; gaps may be."""
    return tuple(
        place > 0 and all(_is_numeric(row[place]) for row in table.rows)
        for place in range(len(table.columns))
    )


def _is_numeric(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    return cell in ("", "–") or cell.lstrip("+−-±").strip()[:1].isdigit()


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One entry of the key below a figure: a number on the drawing and what it marks.

    Attributes:
        event: id of an event of the chronology, or empty.
    """

    mark: str
    when: str
    text: str
    event: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the brief.

    Attributes:
        id: fragment of the page.
        lead: what to look at, in a sentence.
        alt: what the picture shows, for those who do not see it.
        svg: the drawing, in light colours.
        source: who published what it is drawn from.
        notes: what it may and may not be read for.
        summary: the numbers most asked for, ready to print; None where the drawing says enough.
        half: narrow enough to stand beside another.
        number: its number in the brief.
    """

    id: str
    title: str
    lead: str
    alt: str
    svg: str
    source: str
    notes: tuple[str, ...]
    key: tuple[KeyItem, ...]
    table: Table
    summary: Table | None = None
    summary_title: str = ""
    half: bool = False
    number: int = 0

    @property
    def file(self) -> str:
        """Name of the CSV file that holds the table."""
        return f"{self.id.removeprefix('figure-')}.csv"
