"""A study: everything that can be asked of a case on a day, worked out when it is asked for."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.case.check import checked_case
from detente.case.spec import Case
from detente.claims.verdict import ClaimFinding
from detente.cooperation.indices import Indices
from detente.cooperation.results import IndexRow
from detente.effects.assess import NotAssessableError
from detente.effects.results import EffectFinding
from detente.effects.spec import EffectSpec
from detente.findings import EventRow, Findings, SeriesPoint
from detente.scenarios.results import ScenarioFinding, ScenarioFindings
from detente.study.codec import json_codec
from detente.study.course import Course
from detente.study.effect_nodes import asked_for
from detente.study.estimate import Estimate, summarise
from detente.study.evidence import Evidence, load_evidence
from detente.study.keys import key_of, sources_of, versions
from detente.study.known import Known, index_draws
from detente.study.node import Node, Worked
from detente.study.rows import event_rows, series_finding
from detente.study.settings import Settings
from detente.study.simulations import (
    Simulated,
    Simulations,
    has_model,
    refuse_faulty_model,
    refuse_without_model,
)
from detente.study.tables import IndexTable, Table
from detente.study.verdicts import asks_for_simulation, stated, unstated, verdict_node
from detente.study.whole import whole_findings
from detente.terms.errors import InputError, nearest, shown
from detente.terms.progress import Progress, quiet

if TYPE_CHECKING:
    from detente.dynamics.calibration.results import Calibration

_REST_COST = 10.0


class Study:
    """A case as of a day.

    Attributes:
        case: read and checked.
        as_of: the day asked for; None for all that is known.
        day: nothing that became known after it is used.
        settings: how the study is run.
    """

    def __init__(
        self,
        case: Case,
        as_of: date | None = None,
        settings: Settings | None = None,
        progress: Progress = quiet,
    ) -> None:
        """Prepare a study of a case; nothing is worked out yet.

        Args:
            progress: told what is being done, and how far it is.
        """
        self.case, self.as_of = case, as_of
        self.day = as_of or case.last_vintage
        self.settings = settings or Settings()
        self._worked = Worked()
        self._course = Course(self._worked, progress)
        self._days: dict[date, Known] = {}

    def __repr__(self) -> str:
        return f"<Study of {self.case.name} as of {self.day.isoformat()}>"

    @cached_property
    def evidence(self) -> Evidence:
        """Every row of the case's files."""
        self._course.tell("reading the case")
        return load_evidence(self.case)

    def known(self, day: date | None = None) -> Known:
        """Return what was known on a day; on that of the study where none is given."""
        day = day or self.day
        if day not in self._days:
            self._days[day] = Known(self.evidence, day, self.settings, self._worked)
        return self._days[day]

    @cached_property
    def indices(self) -> Indices:
        """The index of every measure.

        Raises:
            InputError: too few months were over by the day.
        """
        return self.known().indices

    def estimate(self, measures: Sequence[str] = ()) -> Estimate:
        """Return the index as it is reported, of some measures or of all.

        Raises:
            InputError: the case declares no such measure, or too few months were over by the day.
        """
        for name in map(_name, measures):
            if name not in self.case.measures:
                problem = f"the case has no measure {shown(name)}"
                raise InputError.at("measure", 0, problem, nearest(name, self.case.measures))
        known, indices = self.known(), self.indices
        for name in measures or self.case.measures:
            self._course.run(known.index_node(indices.acts(name)))
        scores = known.scores
        assert scores is not None
        return summarise(indices, scores, self.case.index.break_size, tuple(measures))

    def events(self) -> Table[EventRow]:
        """Return every event of the chronology that was known by the day."""
        known = self.known()
        return Table("events", EventRow, event_rows(self.case, known.record.happenings))

    def series(self, name: str) -> Table[SeriesPoint]:
        """Return a series as it stood on the day: a row a period and group.

        Raises:
            InputError: the case has no such series.
        """
        if _name(name) not in self.case.series:
            problem = f"the case has no series {shown(name)}"
            raise InputError.at("name", 0, problem, nearest(name, self.case.series))
        found = series_finding(self.known().series[name])
        return Table(f"{found.title}, {found.unit}", SeriesPoint, found.points)

    def index(self, measure: str | None = None) -> IndexTable[IndexRow]:
        """Return the index by side and month, of one measure or of all.

        Raises:
            InputError: the case declares no such measure, or too few months were over by the day.
        """
        found = self.estimate(() if measure is None else [measure])
        table = IndexTable("the cooperation index, log odds", IndexRow, found.rows)
        table.draws = {row.name: index_draws(self.indices.of(row.name)) for row in found.measures}
        self._course.end()
        return table

    def effects(self, event: str | None = None, series: str | None = None) -> Table[EffectFinding]:
        """Return what events changed: the effects of the case, of an event, or in a series.

        Those that could not be estimated are missing; `effects_found` says why.

        Raises:
            InputError: there is no such event or series, or no effect of it to choose.
        """
        return Table("effects", EffectFinding, self.effects_found(event, series)[0])

    def claims(self) -> Table[ClaimFinding]:
        """Return every claim that had been stated, with its verdicts; see `verdicts`."""
        return Table("claims", ClaimFinding, self.verdicts())

    def scenarios(self) -> Table[ScenarioFinding]:
        """Return what each scenario changes against the baseline; see `scenario_findings`."""
        found = self.scenario_findings().scenarios
        return Table("scenarios against the baseline", ScenarioFinding, found)

    def effects_found(
        self, event: str | None = None, series: str | None = None
    ) -> tuple[tuple[EffectFinding, ...], dict[str, str]]:
        """Estimate what events changed: the effects of the case, of an event, or in a series.

        Returns:
            the effects, and why those that are missing could not be estimated, by label.

        Raises:
            InputError: there is no such event or series, or no effect of it to choose.
        """
        rows = self.evidence.rows.values()
        firsts = {row.id: row.happening for table in rows for row in table.events}
        for name in filter(None, (event, series)):
            _name(name)
        found = self._effects(asked_for(self.case, firsts, event, series))
        self._course.end()
        return found

    def _effects(
        self, specs: Sequence[EffectSpec]
    ) -> tuple[tuple[EffectFinding, ...], dict[str, str]]:
        known, found, missing = self.known(), [], {}
        self._course.expect(known.effect_node(spec) for spec in specs)
        for spec in specs:
            try:
                self._course.run(known.effect_node(spec))
                found.append(known.effect(spec).finding)
            except NotAssessableError as reason:
                missing[spec.label] = str(reason)
        return tuple(found), missing

    @cached_property
    def _model_files(self) -> dict[str, bytes]:
        """What each file of the case's model holds, as it was first read; none without a model."""
        from detente.scenarios.files import model_bytes

        return model_bytes(self.case.folder) if has_model(self.case) else {}

    @cached_property
    def _simulated(self) -> Simulated:
        return Simulated(self.known(), self._worked, self._model_files)

    def scenario_findings(self) -> ScenarioFindings:
        """Calibrate the case's model on the record of the day, and run its scenarios.

        Raises:
            InputError: the case has no model, or a file of it is faulty.
        """
        refuse_without_model(self.case)
        refuse_faulty_model(self.known())
        self._course.expect([self._simulated.node])
        found = self._course.run(self._simulated.node)
        self._course.end()
        return found

    def calibration(self) -> "Calibration":
        """Return the posterior of the case's model on the record of the day.

        Raises:
            InputError: the case has no model, or a file of it is faulty.
        """
        refuse_without_model(self.case)
        refuse_faulty_model(self.known())
        node = self._simulated.calibration_node
        self._course.expect([node])
        found = self._course.run(node)
        self._course.end()
        return found

    @cached_property
    def simulations(self) -> Simulations:
        """What the scenarios found, or why there is nothing."""
        if not has_model(self.case):
            return Simulations()
        return self._simulated.simulations(self._course.run)

    def verdicts(self) -> tuple[ClaimFinding, ...]:
        """Judge every claim that had been stated, on the record of its own day and on that of now.

        Raises:
            InputError: a file of the model is faulty, where a claim asks for a simulation.
        """
        if any(map(asks_for_simulation, stated(self.case, self.as_of))):
            refuse_faulty_model(self.known())
        nodes = self._verdict_nodes()
        self._course.expect(nodes)
        found = tuple(self._course.run(node) for node in nodes)
        self._course.end()
        return found

    def _verdict_nodes(self) -> tuple[Node[ClaimFinding], ...]:
        return tuple(
            verdict_node(
                claim,
                self.known(min(claim.stated_on, self.day)),
                self.known(),
                lambda: self.simulations,
                self._simulated.node.key
                if asks_for_simulation(claim) and has_model(self.case)
                else "",
            )
            for claim in stated(self.case, self.as_of)
        )

    def findings(self) -> Findings:
        """Run the whole method and put together what it finds.

        Raises:
            InputError: a file of the case's model is faulty, or too few months were over.
        """
        found = self._course.run(self._findings_node)
        self._course.end()
        return found

    @cached_property
    def _findings_node(self) -> Node[Findings]:
        from detente.sampling.xla import key_part

        return Node(
            name="reading the case",
            key=key_of(
                "findings",
                versions(),
                key_part(),
                sources_of(),
                self.case.name,
                self.case,
                self.as_of,
                self.settings,
                self._model_files,
            ),
            make=lambda progress: self._whole(),
            codec=json_codec(Findings),
            cost=_REST_COST,
        )

    def _whole(self) -> Findings:
        known = self.known()
        refuse_faulty_model(known)
        specs = self.case.effects
        measures = [known.index_node(self.indices.acts(name)) for name in self.case.measures]
        simulated = [self._simulated.node] if has_model(self.case) else []
        verdicts = self._verdict_nodes()
        self._course.expect([*measures, *map(known.effect_node, specs), *simulated, *verdicts])
        index = self.estimate()
        effects, missing = self._effects(specs)
        simulations = self.simulations
        claims = tuple(map(self._course.run, verdicts))
        self._course.tell("gathering the findings")
        return whole_findings(
            known, index, effects, missing, simulations, claims, unstated(self.case, self.as_of)
        )


def open_study(
    case: Case | Path | str,
    as_of: date | str | None = None,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Study:
    """Open a study of a case as of a day; nothing is worked out before it is asked for.

    Args:
        case: a case, its folder, or the name of one that detente ships.
        as_of: the day; the newest file's where none is given.
        progress: told what is being done, and how far it is from 0 to 1.

    Raises:
        InputError: with every problem of the case's files.
    """
    loaded = case if isinstance(case, Case) else checked_case(case)
    if not isinstance(settings, Settings | None):
        raise InputError.at("settings", 0, "these are no settings", "give detente.Settings(…)")
    return Study(loaded, _day(as_of), settings, progress or quiet)


def _day(as_of: Any) -> date | None:
    """Read the day asked for; InputError where it is none."""
    if isinstance(as_of, datetime):
        return as_of.date()
    if as_of is None or isinstance(as_of, date):
        return as_of
    if isinstance(as_of, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", as_of):
        try:
            return date.fromisoformat(as_of)
        except ValueError:
            pass
    raise InputError.at("as_of", 0, f"{shown(str(as_of))} is no day", "write it as YYYY-MM-DD")


def _name(name: Any) -> str:
    """Return a name; InputError where it is no text."""
    if not isinstance(name, str):
        raise InputError.at(
            "name", 0, f"{shown(str(name))} is no name", "give the name as text, as the case has it"
        )
    return name
