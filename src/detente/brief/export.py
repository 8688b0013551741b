"""The data behind the brief as CSV files that a spreadsheet can open without harm."""

import csv
import io
from collections.abc import Iterable, Mapping

from detente.brief.content import Brief
from detente.brief.figures.spec import Cell, Table
from detente.brief.left_out import everything_left_out
from detente.brief.safe import cleaned
from detente.brief.triangle import sides_table
from detente.claims.export import claim_review, claims_csv
from detente.cooperation.results import HalfYear, YearRow
from detente.findings import EventRow, Findings, SourceFinding
from detente.terms.spreadsheet import guarded
from detente.terms.visible import json_text

EVENT_COLUMNS = (
    "id", "event_date", "known_date", "date_precision", "source_actor", "target_actor", "scope",
    "dyad", "event_type", "event_class", "topic", "summary", "confidence", "source_title",
    "publisher", "source_url", "line", "same_as",
    "date_end", "episode",
)  # fmt: skip
SOURCE_COLUMNS = (
    "name", "file", "title", "publisher", "url", "licence", "vintage", "sha256", "bytes",
    "coverage_start", "coverage_end", "rows_read", "rows_kept", "rows_refused",
)  # fmt: skip
EFFECT_COLUMNS = (
    "id", "label", "asks", "answer", "series", "measure", "unit", "shape", "window",
    "horizon_months", "as_of", "scale",
    "median", "low50", "high50", "low90", "high90", "low95", "high95", "p_negative",
    "placebo_rank", "placebo_count", "placebo_false_alarms", "smallest_detectable",
    "term_correlation", "survives", "survives_why", "missing_doubts", "estimand", "why",
)  # fmt: skip
DESCRIPTOR = "datapackage.json"


def data_files(findings: Findings, brief: Brief) -> dict[str, bytes]:
    """Return file name → content for the data of every figure and list of the brief."""
    findings = cleaned(findings)
    tables = {figure.file.removesuffix(".csv"): figure.table for figure in brief.drawn}
    tables["chronology"] = _table(EVENT_COLUMNS, findings.events)
    tables["claims"] = Table(*claims_csv(findings.claims))
    tables["effects"] = _effects(findings)
    tables["sources"] = _table(SOURCE_COLUMNS, findings.sources)
    tables["years"] = _over_time("year", findings.years, ("months",), ("p_peak",))
    tables["half-years"] = _over_time("period", findings.half_years, (), ())
    tables["breaks"] = _breaks(findings)
    tables["readings"] = _readings(findings)
    tables["machine-scores"] = Table(
        ("dyad", "month", "score_percent", "days"),
        tuple((row.dyad, row.period, row.score, row.days) for row in findings.scores),
    )
    tables["left-out"] = _table_of_left_out(findings)
    files = {f"{name}.csv": csv_bytes(table) for name, table in tables.items() if table.rows}
    files[DESCRIPTOR] = _descriptor(findings, {n: t for n, t in tables.items() if t.rows})
    return files


def review_bytes(findings: Findings) -> bytes:
    """Write the verdicts as ClaimReview in JSON-LD; the brief has no address, so nor have they."""
    findings = cleaned(findings)
    review = claim_review(findings.claims, name=findings.case)
    return json_text(review).encode("utf-8")


def csv_bytes(table: Table) -> bytes:
    """Write a table as CSV in UTF-8; text that could be taken for a formula is guarded."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(guarded, table.columns))
    writer.writerows(map(guarded, row) for row in table.rows)
    return text.getvalue().encode("utf-8")


def _table(columns: tuple[str, ...], rows: Iterable[EventRow | SourceFinding]) -> Table:
    return Table(columns, tuple(tuple(getattr(row, name) for name in columns) for row in rows))


def _effects(findings: Findings) -> Table:
    """List every effect with its events; a yes or no is written as such."""
    rows = [
        (
            *(" ".join(effect.events), " ".join(effect.event_dates)),
            *(_cell(getattr(effect, name)) for name in EFFECT_COLUMNS),
        )
        for effect in findings.effects
    ]
    return Table(("events", "event_dates", *EFFECT_COLUMNS), tuple(rows))


def _breaks(findings: Findings) -> Table:
    """List the half-years that differ, of every measure, with the acts of each."""
    what = ("measure", "dyad", "before", "after", "direction", "size", "probability")
    bounds = ("median", "lo50", "hi50", "lo90", "hi90")
    acts = (
        f"{when}_{kind}" for when in ("before", "after") for kind in ("cooperation", "conflict")
    )
    rows = tuple(
        (
            *(getattr(row, name) for name in what),
            *(getattr(row.change, bound) for bound in bounds),
            *(*row.acts_before, *row.acts_after),
        )
        for row in findings.breaks
    )
    return Table((*what, *(f"change_log_odds_{bound}" for bound in bounds), *acts), rows)


def _readings(findings: Findings) -> Table:
    """List the last twelve months of each side as other rules of counting have them."""
    sides = sides_table([side for one in findings.readings for side in one.sides])
    named = [(one.name, one.label) for one in findings.readings for _ in one.sides]
    rows = tuple((*names, *row) for names, row in zip(named, sides.rows, strict=True))
    return Table(("reading", "rule", *sides.columns), rows)


def _table_of_left_out(findings: Findings) -> Table:
    rows = [
        (one.of, one.what, one.count, one.reason, " ".join(one.named))
        for one in everything_left_out(findings)
    ]
    return Table(("of", "what", "count", "reason", "first_named"), tuple(rows))


def _cell(value: Cell | bool | tuple[str, ...]) -> Cell:
    if isinstance(value, tuple):
        return "; ".join(value)
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _over_time(
    period: str,
    rows: Iterable[YearRow | HalfYear],
    before: tuple[str, ...],
    after: tuple[str, ...],
) -> Table:
    """List the balance of each measure, side and period beside its acts."""
    bounds = ("median", "lo50", "hi50", "lo90", "hi90")
    start = ("measure", "dyad", period, *before)
    end = ("acts_cooperation", "acts_conflict", *after)
    cells = tuple(
        (
            *(getattr(row, name) for name in start),
            *(getattr(row.balance, bound) for bound in bounds),
            *(getattr(row, name) for name in end),
        )
        for row in rows
    )
    return Table((*start, *(f"balance_log_odds_{bound}" for bound in bounds), *end), cells)


def _descriptor(findings: Findings, tables: Mapping[str, Table]) -> bytes:
    """Describe the files as a Data Package (version 2), so that other tools can read them."""
    resources = [
        {
            "name": name.lower(),
            "path": f"{name}.csv",
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": _fields(table)},
        }
        for name, table in tables.items()
    ]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{findings.case}-brief",
        "title": f"{findings.title}: the data behind the brief as of {findings.as_of}",
        "version": findings.version,
        "resources": resources,
    }
    return json_text(package).encode("utf-8")


def _fields(table: Table) -> list[dict[str, str]]:
    return [
        {"name": name, "type": _type_of([row[i] for row in table.rows])}
        for i, name in enumerate(table.columns)
    ]


def _type_of(cells: list[Cell]) -> str:
    filled = [cell for cell in cells if cell is not None]
    if any(isinstance(cell, str) for cell in filled) or not filled:
        return "string"
    return "integer" if all(isinstance(cell, int) for cell in filled) else "number"
