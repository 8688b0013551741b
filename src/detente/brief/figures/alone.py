"""A figure outside a brief: the drawing as SVG and PNG, and its numbers as CSV."""

from pathlib import Path
from typing import Any

from detente.brief.export import csv_bytes
from detente.brief.figures import svg
from detente.brief.figures.spec import Figure
from detente.terms.errors import InputError
from detente.terms.files import written_whole


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
            with written_whole(folder / file) as part:
                part.write_bytes(content)
    except OSError as error:
        raise InputError.at(
            str(folder), 0, f"cannot be written: {error.strerror}", "check the path"
        ) from None
    return tuple(folder / file for file in contents)
