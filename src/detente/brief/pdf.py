"""The brief as a tagged PDF (PDF/UA-1), set by Typst.

The brief travels as JSON beside the template, so text from outside is data and never markup.
"""

import dataclasses
import json
import tempfile
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

from detente.brief.content import Brief
from detente.brief.figures.spec import Figure, KeyItem, Table, numeric_columns
from detente.brief.reference import event_fragment
from detente.brief.safe import printable
from detente.brief.words import number

TEMPLATES = ("brief.typ", "parts.typ", "ledger.typ", "effects.typ", "scenarios.typ", "back.typ")
STANDARD: Final = "ua-1"
"""PDF/UA-1 refuses a figure without alternative text and a document without a title."""


def render_pdf(brief: Brief) -> bytes:
    """Set the brief; the same brief gives the same bytes, whatever the day and the machine.

    Raises:
        typst.TypstError: the document does not meet the standard.
    """
    with tempfile.TemporaryDirectory(prefix="detente-pdf-") as name:
        root = Path(name)
        _lay_out(brief, root)
        with as_file(files("detente.brief").joinpath("fonts")) as fonts:
            return _compiled(root, fonts, datetime.fromisoformat(brief.as_of))


def _lay_out(brief: Brief, root: Path) -> None:
    """Write everything that the template reads into one folder, which it cannot leave."""
    templates = files("detente.brief").joinpath("templates/typst")
    for template in TEMPLATES:
        (root / template).write_bytes(templates.joinpath(template).read_bytes())
    (root / "figures").mkdir()
    for figure in brief.drawn:
        (root / "figures" / f"{figure.id}.svg").write_text(printable(figure.svg), "utf-8")
    (root / "brief.json").write_text(json.dumps(_data(brief), ensure_ascii=False), "utf-8")


def _compiled(root: Path, fonts: Path, day: datetime) -> bytes:
    import typst

    return typst.compile(
        str(root / "brief.typ"),
        root=str(root),
        font_paths=[str(fonts)],
        # fonts of the machine would make the same findings print differently elsewhere
        ignore_system_fonts=True,
        pdf_standards=[STANDARD],
        timestamp=day.replace(tzinfo=UTC),
    )


def _data(brief: Brief) -> dict[str, Any]:
    data: dict[str, Any] = _plain(brief)
    return data


def _plain(value: Any) -> Any:
    """Turn a brief into what JSON can hold, without drawings and data tables."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Figure):
        return _figure(value)
    if isinstance(value, Table):
        return _table(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _figure(figure: Figure) -> dict[str, Any]:
    plain = dataclasses.replace(figure, svg="", table=dataclasses.replace(figure.table, rows=()))
    data = {f.name: _plain(getattr(plain, f.name)) for f in dataclasses.fields(plain)}
    data["file"] = figure.file
    data["key"] = [_plain(item) | {"fragment": _fragment(item)} for item in figure.key]
    return data


def _table(table: Table) -> dict[str, Any]:
    rows = [[_printed(cell) for cell in row] for row in table.rows]
    columns = list(map(printable, table.columns))
    return {"columns": columns, "rows": rows, "numeric": list(numeric_columns(table))}


def _fragment(item: KeyItem) -> str:
    return event_fragment(item.event) if item.event else ""


def _printed(cell: str | float | None) -> str:
    return "–" if cell is None else printable(cell) if isinstance(cell, str) else number(cell)
