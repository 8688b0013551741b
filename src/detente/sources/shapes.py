"""Tables in another shape than one figure a row: what they are, and how to turn them."""

import re
from collections.abc import Sequence

from detente.sources.date_remedies import period_advice
from detente.sources.dates import is_month_name, readings
from detente.sources.fiscal import two_years
from detente.sources.text import Record
from detente.terms.errors import shown
from detente.terms.near_words import may_mean, says_kind
from detente.terms.spelling import spelling_key

_FIGURES = ("period", "value")
"""Columns of a table that holds one figure a row."""
_LONG = (
    "turn it long, one figure a row: melt in pandas, pivot_longer in R, Unpivot in a spreadsheet"
)
_NUMBER = re.compile(r"[-+(]?[\d.,' ]*\d[\d.,' ]*[%)]?")
_YEAR_MARK = re.compile(r"((?:19|20)\d\d) ?\[YR\d{4}\]")
_SCALE = re.compile(
    r"\b(?:thousands?|millions?|billions?|hundreds?|mil(?:es|lones)?|mio|mrd|tsd)\b"
    r"|\bper [0-9]|(?<![0-9,])000",
    re.IGNORECASE,
)
_WHEN = frozenset(
    {
        "date",
        "day",
        "month",
        "year",
        "quarter",
        "time",
        "fiscal year",
        "fy",
        "ano",
        "mes",
        "fecha",
        "jahr",
        "monat",
        "annee",
        "mois",
    }
)


def in_full(words: str) -> str:
    """Return what to do besides where words say that figures are in thousands; else nothing."""
    return (
        ", and write the figures in full: it says that they are multiples"
        if is_scaled(words)
        else ""
    )


def is_scaled(words: str) -> bool:
    """Whether words say that figures are in thousands, millions or the like."""
    return bool(_SCALE.search(words))


def other_shape(
    cells: Sequence[str], known: frozenset[str], below: Sequence[Record]
) -> tuple[str, str] | None:
    """Return in which shape a table is that should hold one figure a row, and what to do.

    Args:
        cells: the header; columns of the table under their names there.
        known: columns that the table may have; those of tables in another shape than `period` and
            `value` are none of ours to judge.
        below: the lines below the header.
    """
    if not known.issuperset(_FIGURES):
        return None
    unknown = [cell for cell in cells if cell and cell not in known]
    periods = [cell for cell in unknown if _kind(cell)]
    is_alone = not known.intersection(cells) and any(map(_is_word, cells))
    if len(periods) > (0 if is_alone else 1):
        return _across(cells, periods)
    if (twice := _over_two_lines(cells, below)) is not None:
        return twice
    values = [cell for cell in cells if re.fullmatch(r"value(?:[._ ]?\d+)?", cell)]
    if len(values) > 1:
        return (
            f"has {len(values)} columns of figures ({_some(values)})",
            f"{_LONG}, with what tells the columns apart in a column item or area",
        )
    if "value" in cells:
        return _dates_apart(unknown) if "period" not in cells else None
    scaled = [cell for cell in unknown if re.match(r"values?(?![a-z])", cell, re.IGNORECASE)]
    if len(scaled) == 1:
        return _with_unit(scaled[0])
    figures = [cell for cell in unknown if _key(cell) not in _WHEN and _holds(cells, cell, below)]
    words = [cell for cell in unknown if cell not in figures and _key(cell) not in _WHEN]
    if len(figures) > 1 and len(figures) >= len(words):
        when = "" if "period" in cells else ", and call the column of dates 'period'"
        return (
            f"has {len(figures)} columns of figures ({_some(figures)}), and no column 'value'",
            f"{_LONG}, with these names in a column item or area, and without totals{when}",
        )
    return None


def _across(cells: Sequence[str], periods: Sequence[str]) -> tuple[str, str]:
    kinds = sorted({_kind(cell) for cell in periods})
    kind = kinds[0] if len(kinds) == 1 else "periods"
    what = f"the {kind} stand as columns ({_some(periods)})"
    if "" in cells:
        return (
            f"{what}, and the header seems to run over two lines",
            f"write it in one, with names like 2024-01; then {_LONG}, with the columns 'period', "
            "'value'",
        )
    if cells[0] == "period" and "value" not in cells:
        return what, "transpose the table, so that 'period' and 'value' are columns"
    like = {"years": "2024", "fiscal years": "FY2024 or 2023-04/2024-03", "days": "2024-01-31"}.get(
        kind, "2024-01"
    )
    return what, f"{_LONG}, with the columns 'period' (written like {like}) and 'value'"


def _over_two_lines(cells: Sequence[str], below: Sequence[Record]) -> tuple[str, str] | None:
    repeats = len(set(filter(None, cells))) < sum(map(bool, cells)) or "" in cells
    if not repeats or not below or any(re.search(r"\d", cell) for cell in below[0][1]):
        return None
    return (
        "the header runs over two lines",
        f"write it in one line, and where it names several columns of figures, {_LONG}",
    )


def _dates_apart(unknown: Sequence[str]) -> tuple[str, str] | None:
    when = [cell for cell in unknown if _key(cell) in _WHEN]
    if len(when) < 2:
        return None
    return (
        f"has no column 'period': its dates stand in {len(when)} columns ({_some(when)})",
        "join them into one column 'period', written like 2024-01 or FY2024",
    )


def _with_unit(column: str) -> tuple[str, str]:
    if is_scaled(column):
        return (
            f"the column {shown(column)} holds figures in thousands or the like",
            "write the figures in full, and call the column 'value'",
        )
    if may_mean(column, "value"):
        return f"the column {shown(column)} is not known", "call it 'value'"
    if says_kind(column):
        return (
            f"the column {shown(column)} is no column of values as they stand, as its name says",
            "use a file with a column 'value', and leave this one out",
        )
    return (
        f"the column {shown(column)} names a unit",
        "call it 'value', and give the unit in a column unit, or as unit under detente.options in "
        "datapackage.json",
    )


def _kind(column: str) -> str:
    """Return what kind of periods a column is named after; empty where it is none."""
    name = _YEAR_MARK.sub(r"\1", column)
    if two_years(name) is not None:
        return "fiscal years"
    if is_month_name(name):
        return "months"
    meant = readings(name)
    if meant:
        return {4: "years", 7: "months"}.get(len(meant[0]), "days")
    advice = period_advice(name)
    if advice.startswith("write FY") or re.fullmatch(r"FY[0-9]{4}", name):
        return "fiscal years"
    if re.fullmatch(r"(?:[0-9]{4}[- ]?)?[HQTS][1-4](?:[- ]?[0-9]{4})?", name, re.IGNORECASE):
        return "quarters or halves"
    return ""


def _holds(cells: Sequence[str], column: str, below: Sequence[Record]) -> bool:
    place = list(cells).index(column)
    found = [line[place].strip() for _, line in below if len(line) > place and line[place].strip()]
    return bool(found) and all(map(_NUMBER.fullmatch, found))


def _is_word(cell: str) -> bool:
    return not _kind(cell) and bool(re.search(r"[^\W\d_]", cell))


def _key(name: str) -> str:
    return spelling_key(name)


def _some(names: Sequence[str]) -> str:
    first = ", ".join(shown(name, 40) for name in names[:3])
    return f"{first}, …" if len(names) > 3 else first
