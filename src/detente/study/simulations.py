"""What closer cooperation would change, as a node: the case's model, calibrated and run forward."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.case.load import CHANGED_MEANWHILE
from detente.case.spec import Case
from detente.claims.record import NO_SCENARIOS
from detente.scenarios.files import model_bytes, name_problems, read_model_files
from detente.scenarios.results import ScenarioFindings
from detente.study.codec import json_codec
from detente.study.keys import key_of, sources_of, versions
from detente.study.known import Known
from detente.study.node import Node, Worked
from detente.terms.errors import InputError
from detente.terms.periods import months_between
from detente.terms.progress import Progress, stage

if TYPE_CHECKING:
    import xarray as xr

    from detente.dynamics.calibration.results import Calibration
    from detente.scenarios.calibrated_rows import HeldOut, RivalScore
    from detente.scenarios.posterior import System
    from detente.scenarios.spec import ScenarioFile

NOT_ANEW = (
    "The case's model is not calibrated anew on the record of that day, so no simulation can be "
    "read as it would have stood then."
)
_RUN_COST = 15.0


@dataclass(frozen=True, slots=True)
class Simulations:
    """What the scenarios of a case found on a day, or why there is nothing.

    Attributes:
        reason: why no check may read them; empty where it may.
        left_out: why they could not be run at all; empty where they were, or none are asked for.
    """

    found: ScenarioFindings | None = None
    reason: str = NO_SCENARIOS
    left_out: str = ""


def has_model(case: Case) -> bool:
    """Tell whether a case has a model and scenarios to run on it."""
    from detente.scenarios.spec import MODEL_FILE, SCENARIOS_FILE

    return all((case.folder / name).is_file() for name in (MODEL_FILE, SCENARIOS_FILE))


def refuse_without_model(case: Case) -> None:
    """Refuse a case that has no model; InputError."""
    if not has_model(case):
        raise InputError.at(
            case.name,
            0,
            "the case has no model.xmile with scenarios.toml",
            "add both (and calibration.toml, observations.toml); everything else works without",
        )


class Simulated:
    """The model of a case on the record of a day: its calibration and its scenarios, as nodes."""

    def __init__(
        self, known: Known, worked: Worked, files: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        """Prepare; nothing is worked out yet.

        Args:
            files: what each file of the model holds, as it was first read.
        """
        self._known, self._worked, self._files = known, worked, files

    def refuse_changed(self) -> None:
        """Refuse files of the model that were changed since they were first read; InputError."""
        for name, data in model_bytes(self._known.case.folder).items():
            if data != self._files[name]:
                raise InputError.at(name, 0, *CHANGED_MEANWHILE)

    @cached_property
    def _told(self) -> str:
        """Key of everything that a calibration depends on, beside its own settings."""
        from detente.sampling.xla import key_part

        known = self._known
        case = known.case
        return key_of(
            versions(),
            key_part(),
            self._files,
            known.index_keys[case.index.subject],
            list(case.dyads),
            [known.series_keys[name] for name in case.series],
        )

    @cached_property
    def system(self) -> "System":
        """The model with the subject's index and the series as they stood on the day.

        The model takes the trend: its trust averages over a year, in which an episode has faded.
        """
        import xarray as xr

        indices = self._known.indices
        index = indices.of(indices.subject)
        system = _system(
            self._known,
            xr.DataArray(
                index.trend[None].astype(float),
                dims=("chain", "draw", "dyad", "period"),
                coords={"dyad": list(indices.dyads), "period": list(indices.periods)},
            ),
        )
        self.refuse_changed()
        return system

    @property
    def calibration_node(self) -> "Node[Calibration]":
        """The posterior of the model."""
        from detente.study.calibrations import calibration_node

        settings = self._known.settings
        return calibration_node(
            lambda: self.system, self._told, seed=settings.seed, quick=settings.quick
        )

    @property
    def node(self) -> Node[ScenarioFindings]:
        """The scenarios with how the model was calibrated, forecast and fits."""
        known = self._known
        settings = known.settings
        fits = 1 + settings.held_out + 6 * settings.rivals
        return Node(
            name="scenarios",
            key=key_of(
                "scenarios",
                sources_of("scenarios", "dynamics", "study", "terms"),
                self._told,
                known.case.dyads,
                settings,
            ),
            make=self._compared,
            codec=json_codec(ScenarioFindings),
            cost=_RUN_COST + fits * (25.0 if settings.quick else 80.0),
        )

    def _compared(self, progress: Progress) -> ScenarioFindings:
        """Calibrate the model, hold out its last months, and run scenarios.

        Raises:
            InputError: a file asks for what the record of the day has not.
        """
        from detente.scenarios.calibrated import calibration_finding, parameter_notes
        from detente.scenarios.compare import compare_scenarios
        from detente.scenarios.ensemble import refuse_unknown
        from detente.scenarios.fit import fit_of

        known = self._known
        names, seed = known.case.dyads, known.settings.seed
        asked = load_scenarios(known.case)
        self.refuse_changed()
        refuse_unknown(self.system, asked)
        last = 0.7 if known.settings.rivals else 1.0
        calibration = self._worked.value(
            self.calibration_node, stage(progress, "calibrating the model", 0.0, 0.5)
        )
        progress("running the scenarios", 0.5)
        told = calibration_finding(self.system, calibration, names)
        found = compare_scenarios(self.system, calibration, asked, seed, told)
        held, reason = self._held_out(stage(progress, "holding out the last months", 0.55, last))
        rivals = self._rivals(stage(progress, "rival explanations", last, 1.0))
        told = replace(
            found.calibration,
            warnings=(*found.calibration.warnings, *((reason,) if reason else ())),
            heldout_logscore=held,
            rivals=rivals,
            fit=fit_of(calibration, self.system.observations, known.series, seed),
            parameters=parameter_notes(self.system, calibration.params(), names),
        )
        return replace(found, calibration=told)

    def _held_out(self, progress: Progress) -> "tuple[HeldOut | None, str]":
        """Score the last months; a record too short for that is no reason to show no scenario."""
        if not self._known.settings.held_out:
            return None, ""
        from detente.scenarios.calibrated import held_out_finding
        from detente.study.calibrations import held_out_node

        settings = self._known.settings
        node = held_out_node(
            lambda: self.system, self._told, seed=settings.seed, quick=settings.quick
        )
        try:
            return held_out_finding(self._worked.value(node, progress)), ""
        except InputError as error:
            return None, f"No months could be held out: {error.problems[0].problem}."

    def _rivals(self, progress: Progress) -> "tuple[RivalScore, ...]":
        if not self._known.settings.rivals:
            return ()
        from detente.scenarios.calibrated import held_out_finding
        from detente.scenarios.calibrated_rows import RivalScore
        from detente.scenarios.rivals import VARIANTS, without
        from detente.study.calibrations import held_out_node

        settings = self._known.settings
        found = []
        for place, name in enumerate(VARIANTS):
            node = held_out_node(
                lambda: self.system,
                self._told,
                seed=settings.seed,
                quick=settings.quick,
                without=without(name),
            )
            part = stage(progress, name, place / len(VARIANTS), (place + 1) / len(VARIANTS))
            found.append(RivalScore(name, held_out_finding(self._worked.value(node, part))))
        return tuple(found)

    def simulations(self, run: Callable[[Node[ScenarioFindings]], ScenarioFindings]) -> Simulations:
        """Run the scenarios of a case that has a model, or say why they cannot be run.

        Args:
            run: works a node out, or takes it from where it is stored.

        Raises:
            InputError: a file of the model is faulty. On the record of a past day, which may be
                too short for what the files ask, that is a reason to leave them out.
        """
        case = self._known.case
        if not has_model(case):
            return Simulations()
        try:
            found = run(self.node)
        except InputError as error:
            if self._known.day >= case.last_vintage:
                raise
            why = (
                f"No scenario could be run on the record of that day: {error.problems[0].problem}."
            )
            return Simulations(reason=why, left_out=why)
        if found.believed:
            return Simulations(found, "")
        failed = " ".join(found.warnings)
        return Simulations(
            found, f"The calibration of the case's model did not meet its checks. {failed}".strip()
        )


def refuse_faulty_model(known: Known) -> None:
    """Refuse, before anything is sampled, files of a model that could not be calibrated.

    On the record of today everything is put together on an index that says nothing; on that of a
    past day, which may be too short for what the files ask, only the files are read.

    Raises:
        InputError: with every problem of the files.
    """
    case = known.case
    files = read_model_files(case.folder)
    problems = (*files.problems, *name_problems(files, case.series, case.dyads))
    if problems:
        raise InputError(problems)
    if known.day < case.last_vintage or files.scenarios is None or not has_model(case):
        return
    import numpy as np
    import xarray as xr

    from detente.scenarios.ensemble import refuse_unknown

    months = months_between(case.index.start, case.index.end)
    dyads = list(case.dyads)
    flat = xr.DataArray(
        np.zeros((1, 2, len(dyads), len(months))),
        dims=("chain", "draw", "dyad", "period"),
        coords={"dyad": dyads, "period": list(months)},
    )
    system = _system(known, flat)
    refuse_unknown(system, files.scenarios)
    system.problem()


def _system(known: Known, balance: "xr.DataArray") -> "System":
    from detente.scenarios.posterior import load_system

    return load_system(known.case.folder, known.series, balance)


def load_scenarios(case: Case) -> "ScenarioFile":
    """Read the scenarios of a case.

    Raises:
        InputError: the file cannot be read, or is faulty.
    """
    from detente.scenarios.files import read_scenarios_file

    return read_scenarios_file(case.folder)
