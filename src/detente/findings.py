"""Everything a run found, as one frozen value. The brief and the web only render it.

`findings.json` is this value written out; its JSON Schema is printed by `detente schema findings`.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from detente.claims.verdict import ClaimFinding
from detente.cooperation.results import (
    Break,
    HalfYear,
    IndexReading,
    IndexRow,
    MeasureRow,
    ScoreRow,
    SideNow,
    YearRow,
)
from detente.effects.results import EffectFinding
from detente.scenarios.calibrated_rows import CalibrationFinding
from detente.scenarios.results import (
    AssumptionRow,
    BaselineRow,
    BeliefRow,
    FailureRule,
    ScenarioCourse,
    ScenarioFinding,
    ShapleyFinding,
)
from detente.terms.errors import InputError
from detente.terms.figures import FigureSpec
from detente.terms.left_out import LeftOut
from detente.terms.visible import json_safe

SCHEMA_ID = "https://detente.invalid/schema/findings-1.json"


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of the chronology, as the brief shows it.

    Attributes:
        dyad: the dyad it was counted in, or None where it is in no dyad's counts.
        is_cooperation: True, False, or None for a domestic step.
        marked: whether the case names it as a main event of its side.
        label: short label for a figure, where marked.
        same_as: id of the row that is counted for what this row tells; empty where it is this one.
        date_end: its last day, where it lasted longer than one; else empty.
        episode: name of what it is a part or step of; empty where it is an act by itself.
    """

    id: str
    event_date: str
    known_date: str
    date_precision: str
    source_actor: str
    target_actor: str
    scope: str
    dyad: str | None
    event_type: str
    event_class: str
    is_cooperation: bool | None
    topic: str
    summary: str
    confidence: str
    source_title: str
    publisher: str
    source_url: str
    line: int
    marked: bool
    label: str
    same_as: str = ""
    date_end: str = ""
    episode: str = ""


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One value of a series; `group` is the place, area, drug or scope it is about."""

    period: str
    start: str
    end: str
    group: str
    value: float


@dataclass(frozen=True, slots=True)
class SeriesFinding:
    """A named series of the case as it stood on the as-of date.

    Attributes:
        resources: names of the sources it was read from (see `SourceFinding.name`).
        by_lag: True where the past state was rebuilt from a later file with the publisher's lag.
    """

    name: str
    title: str
    unit: str
    note: str
    resources: tuple[str, ...]
    by_lag: bool
    points: tuple[SeriesPoint, ...]


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """One file that the run read.

    Attributes:
        rows_refused: rows left out; rows read are those kept and these.
        left_out: the rows left out, by reason.
    """

    name: str
    file: str
    title: str
    publisher: str
    url: str
    licence: str
    vintage: str
    sha256: str
    bytes: int
    coverage_start: str
    coverage_end: str
    rows_read: int
    rows_kept: int
    rows_refused: int
    traps: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A key judgement: what is likely, and in a sentence apart how sure the evidence makes us.

    Attributes:
        likelihood: sentence with an ICD 203 term and the probability.
        confidence: separate sentence on the quality and agreement of the evidence.
        about: fragment of the brief that it rests on, e.g. `side-USA-CHN`, `claim-peak-2019`.
    """

    likelihood: str
    confidence: str
    about: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything one run of one case found, as of one day.

    Attributes:
        as_of: nothing that became known later was used.
        version: of detente.
        then: the date at which each claim's `then` verdict was computed is the claim's own
            `stated_on`.
        subject: name of the measure of the case's subject; the other is of relations overall.
        measures: which acts each index counts.
        sides, index, half_years, years, breaks: of every measure, each row naming its own.
        readings: the same by other rules of counting: beside the index and no part of it.
        scores: machine-coded, of relations overall, beside the index and not part of it.
        index_note: what the balance may and may not be read as.
        actors: state code → plain name, e.g. `USA` → `United States`.
        figures: which series the brief draws and how; where empty, it chooses by their shape.
        summary: what the case is about, in a sentence or two.
        judgement_rule: how the key judgements were drawn.
        effects_left_out: label of an effect that could not be estimated → why.
        effects: what each event that the case asks about changed, with its doubts.
        scenarios: each scenario against the baseline; this and what follows is empty for a case
            without a model.
        scenario_courses: month by month for the scenario that is shared out, else every third
            month.
        scenario_baseline: every third month.
        scenario_shared: id of the scenario whose joint change is shared out.
        scenario_draws: posterior draws that each scenario was run on.
        assumptions: for each outcome and horizon, the parameters that move the joint change most.
        beliefs: the joint change if something else had been believed of cooperation.
        calibration: what the posterior is worth that scenarios start from.
        scenarios_left_out: why no scenario could be run on the record of a past day.
        left_out: what enters none of the results, by what it is left out of and why.
    """

    case: str
    title: str
    as_of: str
    version: str
    seed: int
    dyads: dict[str, str]
    judgements: tuple[Judgement, ...]
    subject: str
    measures: tuple[MeasureRow, ...]
    sides: tuple[SideNow, ...]
    index: tuple[IndexRow, ...]
    half_years: tuple[HalfYear, ...]
    years: tuple[YearRow, ...]
    breaks: tuple[Break, ...]
    scores: tuple[ScoreRow, ...]
    index_note: str
    claims: tuple[ClaimFinding, ...]
    events: tuple[EventRow, ...]
    series: tuple[SeriesFinding, ...]
    sources: tuple[SourceFinding, ...]
    actors: dict[str, str] = field(default_factory=dict)
    figures: tuple[FigureSpec, ...] = ()
    readings: tuple[IndexReading, ...] = ()
    summary: str = ""
    judgement_rule: str = ""
    effects: tuple[EffectFinding, ...] = ()
    effects_left_out: dict[str, str] = field(default_factory=dict)
    scenarios: tuple[ScenarioFinding, ...] = ()
    scenario_courses: tuple[ScenarioCourse, ...] = ()
    scenario_baseline: tuple[BaselineRow, ...] = ()
    scenario_shared: str = ""
    scenario_draws: int = 0
    shapley: tuple[ShapleyFinding, ...] = ()
    assumptions: tuple[AssumptionRow, ...] = ()
    failures: tuple[FailureRule, ...] = ()
    beliefs: tuple[BeliefRow, ...] = ()
    calibration: CalibrationFinding | None = None
    scenarios_left_out: str = ""
    left_out: tuple[LeftOut, ...] = ()

    @property
    def everything_left_out(self) -> tuple[LeftOut, ...]:
        """What no result holds: rows of files first, then what the results leave out of those."""
        rows = (one for source in self.sources for one in source.left_out)
        return (*rows, *self.left_out)

    def series_named(self, name: str) -> SeriesFinding | None:
        """Return a series by name, or None where the case has no such series."""
        return next((series for series in self.series if series.name == name), None)


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Findings)


def findings_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `findings.json`."""
    schema: dict[str, Any] = _adapter().json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "detente findings",
        **schema,
    }


def findings_to_json(findings: Findings) -> bytes:
    """Serialise findings; NaN and infinity are refused by the schema's number type upstream."""
    data: bytes = _adapter().dump_json(findings, indent=1)
    return json_safe(data.decode()).encode() + b"\n"


def findings_from_json(data: bytes) -> Findings:
    """Read back what `findings_to_json` wrote."""
    result: Findings = _adapter().validate_json(data)
    return result


def read_findings(path: Path | str) -> Findings:
    """Read `findings.json` of a brief, or the brief's folder.

    Raises:
        InputError: there is no such file, or it holds no findings.
    """
    from pydantic import ValidationError

    file = Path(path)
    file = file / "findings.json" if file.is_dir() else file
    try:
        return findings_from_json(file.read_bytes())
    except OSError as error:
        raise InputError.at(
            str(path), 0, f"cannot be read: {error.strerror}", "name a findings.json or its folder"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise InputError.at(
            str(file),
            0,
            f"these are no findings of this version ({place}: {first['msg']})",
            "write the brief again",
        ) from None
