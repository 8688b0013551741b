"""A figure outside a brief: the drawing as SVG and PNG, and its numbers as CSV."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from detente.brief.export import csv_bytes
from detente.brief.figures import svg
from detente.brief.figures.spec import Figure
from detente.terms.errors import InputError
from detente.terms.own_files import refuse_others, written_as_ours

ENDINGS = (".csv", ".svg", ".png")
SCENARIO_FIGURES = ("scenarios", "parts", "course", "learned", "fit", "fit-places", "hangs-on")
"""Names of the figures that scenarios may have."""


def refuse_before(folder: Path, names: Iterable[str]) -> None:
    """Refuse, before anything is computed, to write figures over what detente did not write.

    Args:
        names: of the figures that may be written.

    Raises:
        InputError: naming every file in the way.
    """
    refuse_others(folder / f"{name}{ending}" for name in names for ending in ENDINGS)


def write_figure(figure: Figure, chart: Any, folder: Path) -> tuple[Path, ...]:
    """Write `NAME.svg`, `NAME.png` and `NAME.csv` into a folder, which is made where needed.

    Raises:
        InputError: the folder cannot be made or written in.
    """
    return _written(figure, svg.png(chart, figure.title), folder)


def write_drawn(figure: Figure, folder: Path) -> tuple[Path, ...]:
    """Write a figure of which only the drawing is at hand; its title is not in the picture.

    Raises:
        InputError: the folder cannot be made or written in.
    """
    return _written(figure, svg.png_of(figure.svg), folder)


def _written(figure: Figure, picture: bytes, folder: Path) -> tuple[Path, ...]:
    name = figure.file.removesuffix(".csv")
    contents = {
        f"{name}.csv": csv_bytes(figure.table),
        f"{name}.svg": figure.svg.encode("utf-8"),
        f"{name}.png": picture,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in contents.items():
            with written_as_ours(folder / file) as part:
                part.write_bytes(content)
    except OSError as error:
        raise InputError.at(
            str(folder), 0, f"cannot be written: {error.strerror}", "check the path"
        ) from None
    return tuple(folder / file for file in contents)
