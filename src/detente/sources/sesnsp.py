"""Victims of crime in Mexico, by state and month, as SESNSP issues them.

Source: Secretariado Ejecutivo del Sistema Nacional de Seguridad Pública, victims of the common
jurisdiction, https://www.gob.mx/sesnsp/acciones-y-programas/datos-abiertos-de-incidencia-delictiva:
files named IDVFC_NM_*.csv, Estatal-Víctimas-*.csv or .xlsx and RNID-Víctimas_*.csv or .xlsx. A row
a state (or municipality), crime, sex and age, a column a month; UTF-8, or Windows-1252.

Months not yet published are empty or, in files since August 2026, 0. Recent months are revised.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import nan

from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import Table
from detente.sources.text import Form
from detente.terms.beside import NO_OTHERS
from detente.terms.spelling import spelling_key
from detente.terms.tables import Observation, Resource, Rows
from detente.terms.wholes import is_whole

MONTHS = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio",
    "Julio", "Agosto", "Septiembre", "Octubre", "Noviembre", "Diciembre",
)  # fmt: skip
HOMICIDE = "Homicidio doloso"
_KEYS = (
    "Año", "Clave_Ent", "Entidad", "Bien jurídico afectado", "Tipo de delito",
    "Subtipo de delito", "Modalidad", "Sexo", "Rango de edad",
)  # fmt: skip
_MUNICIPALITY = ("Cve. Municipio", "Municipio")
_LAYOUT = Layout((*_KEYS, MONTHS[0]), (*_MUNICIPALITY, *MONTHS[1:]), aliases=(("Anio", "Año"),))
_FORM = Form(encodings=("utf-8", "windows-1252"), workbook=True)
_SPLIT = ("Modalidad", "Sexo", "Rango de edad", "Municipio")
"""Columns whose values are added up, so that a total among them would count victims twice."""


@dataclass(slots=True)
class _Count:
    """Victims of one crime, state and month, and the first row that counts them."""

    first: Row
    victims: float = 0.0


_Sums = dict[tuple[str, str, str], _Count]
"""Crime, state, month → victims."""


def read_sesnsp_month(data: bytes, resource: Resource) -> Rows:
    """Read victims by state and month: each crime, and intentional homicide by itself.

    Measures are `sesnsp.victims`, whose item is the crime's subtype, and
    `sesnsp.homicide_victims`. Kinds, sexes, ages and municipalities are added up. Months after
    the last in which any row of the file counts anybody are not published yet.

    Raises:
        InputError: with every problem of the file.
    """
    table = Table(data, resource, _LAYOUT, form=_FORM)
    sums: _Sums = {}
    totals: dict[tuple[str, ...], Row] = {}
    parts: set[tuple[str, ...]] = set()
    for row in table.rows():
        counted = tuple(row.cell(name) for name in ("Año", "Entidad", "Subtipo de delito"))
        if total := _total_in(row):
            row.leave_out(
                f"is a total of other rows ({total})", "nothing: totals would count victims twice"
            )
            if total in _SPLIT:
                totals.setdefault(counted, row)
            continue
        parts.add(counted)
        key = tuple(row.cell(name) for name in (*_KEYS, *_MUNICIPALITY))
        # `01` and `1`, `Hombre` and `HOMBRE` are one.
        folded = tuple(spelling_key(cell).lstrip("0") for cell in key)
        table.unique(row, folded, ", ".join(filter(None, key)))
        for name in _SPLIT if row.sound else ():
            if name in row and not row.cell(name):
                row.complain(
                    f"column {name!r} is empty: the row may be a total of others",
                    "fill it in, or take the line out",
                )
        _count(row, sums)
    for counted, row in totals.items():
        if counted not in parts:
            row.complain(
                f"counts {', '.join(counted)} as a total alone, without its parts",
                "issue the file again with its parts, or empty the columns that hold a total",
            )
            break
    return table.finish(observations=_figures(sums))


def _total_in(row: Row) -> str:
    """Return the column in which a row stands for all others; empty where it does not."""
    cells = ((name, row.cell(name)) for name in (*_KEYS, "Municipio"))
    return next((name for name, cell in cells if cell and _is_total(cell)), "")


@lru_cache(maxsize=4096)
def _is_total(cell: str) -> bool:
    return is_whole(cell, NO_OTHERS)


def _count(row: Row, sums: _Sums) -> None:
    year, crime = row.year("Año"), row.name("Subtipo de delito", limit=200)
    state = row.name("Entidad")
    for number, month in enumerate(MONTHS, start=1):
        victims = row.maybe(month, "victims")
        key = crime, state, f"{year}-{number:02d}"
        # An empty cell is not 0: NaN makes the whole sum unknown.
        sums.setdefault(key, _Count(row)).victims += nan if victims is None else victims


def _figures(sums: _Sums) -> Iterator[Observation]:
    last = max((month for (_, _, month), one in sums.items() if one.victims > 0), default="")
    for (crime, state, month), one in sums.items():
        if month > last:
            continue
        victims, span = one.victims, month_span(month)
        yield one.first.observation(
            "sesnsp.victims", span, victims, "victims", item=crime, area=state
        )
        if crime == HOMICIDE:
            yield one.first.observation(
                "sesnsp.homicide_victims", span, victims, "victims", area=state
            )
