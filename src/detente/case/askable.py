"""What the claims of a case may ask for by name: its series, events, scenarios and measures."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from detente.case.figures import Figures
from detente.case.load import read_all
from detente.case.series_rows import series_coverage, series_groups
from detente.case.spec import Case
from detente.scenarios.files import read_scenarios_file
from detente.scenarios.spec import SCENARIOS_FILE

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Columns and rows."""


def series_of(case: Case) -> Table:
    """List the series, with unit, period, groups and the days that their files cover."""
    chosen = Figures(case, case.resources, read_all(case)).chosen
    covered, groups = series_coverage(chosen), series_groups(case, chosen)
    rows = []
    for name, spec in case.series.items():
        first, last = covered.get(name, ("", ""))
        named = spec.places if spec.group == "place" else groups.get(name, ())
        span = f"{first} to {last}" if first else "no figures"
        rows.append((name, spec.title, spec.unit, spec.period, span, ", ".join(sorted(named))))
    return ("name", "title", "unit", "period", "covers", "groups"), tuple(rows)


def events_of(case: Case) -> Table:
    """List the rows of the chronology, with what a check reads of them."""
    events = [event for table in read_all(case).values() for event in table.events]
    rows = tuple(
        (
            event.id,
            event.event_date.isoformat(),
            event.known_date.isoformat(),
            event.source_actor,
            event.target_actor,
            event.event_type,
            event.topic,
            {True: "yes", False: "no", None: ""}[event.on_subject],
            event.summary,
        )
        for event in sorted(events, key=lambda event: (event.event_date, event.id))
    )
    columns = ("id", "date", "known", "by", "towards", "type", "topic", "on subject", "summary")
    return columns, rows


def scenarios_of(case: Case) -> Table:
    """List the scenarios, and the outcomes by which each is compared."""
    columns = ("what", "id", "label", "unit", "better", "horizons")
    if not (case.folder / SCENARIOS_FILE).exists():
        return columns, ()
    found = read_scenarios_file(case.folder)
    months = ", ".join(str(one) for one in found.horizons)
    scenarios = tuple(("scenario", s.id, s.label, "", "", months) for s in found.scenarios)
    outcomes = tuple(("outcome", o.id, o.label, o.unit, o.better, months) for o in found.outcomes)
    return columns, (*scenarios, *outcomes)


def measures_of(case: Case) -> Table:
    """List the measures, with the rule that says which acts each counts."""
    rows = tuple((name, spec.label, spec.rule) for name, spec in case.measures.items())
    return ("name", "label", "rule"), rows


ASKABLE: Mapping[str, Callable[[Case], Table]] = MappingProxyType(
    {
        "series": series_of,
        "events": events_of,
        "scenarios": scenarios_of,
        "measures": measures_of,
    }
)
"""What can be listed → how."""
