"""Small cases with one series and made-up files in publishers' layouts."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from detente.case.package import refresh_package
from detente.case.template import new_case

VSRR = (
    "State,Year,Month,Period,Indicator,Data Value,Percent Complete,Percent Pending Investigation,"
    "State Name,Footnote,Footnote Symbol,Predicted Value\n"
)
CBP = (
    "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,"
    "Count of Event,Sum Qty (lbs)\n"
)
_STATES = {"US": "United States", "NY": "New York", "YC": "New York City", "OH": "Ohio"}


def vsrr_row(state: str, month: str, item: str, reported: str, predicted: str = "") -> str:
    return (
        f'{state},2023,{month},12 month-ending,"{item}","{reported}",100,0.3,{_STATES[state]},x,*,'
        f'"{predicted}"\n'
    )


def cbp_row(
    month: str,
    *,
    drug: str = "Fentanyl",
    pounds: str = "100",
    region: str = "Southwest Border",
    place: str = "TUCSON FIELD OFFICE",
    component: str = "Office of Field Operations",
    year: int = 2024,
) -> str:
    return f"{year},{month},{component},{region},Land Only,{place},{drug},10,{pounds}\n"


@dataclass(frozen=True)
class File:
    """A data file: what its text is, and what the case says of it."""

    name: str
    format: str
    vintage: date
    text: str
    options: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


def tidy(name: str, text: str, unit: str = "lb", vintage: str = "2025-01-15", **more: Any) -> File:
    options = {"measure": "ours.x", "unit": unit}
    return File(name, "tidy_csv", date.fromisoformat(vintage), text, options, more)


def series_case(folder: Path, spec: str, *files: File) -> Path:
    """Make a case with a series `s` and these files."""
    case = new_case("made-up", folder)
    toml = (case / "case.toml").read_text("utf-8")
    declared = f'[series.s]\ntitle = "s"\n{spec}\n\n[[brief.figures]]'
    (case / "case.toml").write_text(toml.replace("[[brief.figures]]", declared, 1), "utf-8")
    package = json.loads((case / "datapackage.json").read_text("utf-8"))
    example = next(r for r in package["resources"] if r["name"] == "purity")
    for file in files:
        (case / "series" / f"{file.name}.csv").write_text(file.text, "utf-8")
        facts = {
            "format": file.format,
            "vintage": file.vintage.isoformat(),
            "lag_days": 40,
            "coverage": ["2000-01-01", file.vintage.isoformat()],
            "options": file.options,
            **file.more,
        }
        described = {"name": file.name, "path": f"series/{file.name}.csv", "detente": facts}
        package["resources"].append(example | described)
    (case / "datapackage.json").write_text(json.dumps(package), "utf-8")
    refresh_package(case)
    return case
