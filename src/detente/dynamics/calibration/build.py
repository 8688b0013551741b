"""Check a calibration against its model and data, and put the three together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.dynamics.calibration.courses import Drawn, Walk, make_drawn, make_walk
from detente.dynamics.calibration.likelihoods import LIKELIHOODS
from detente.dynamics.calibration.links import Link, kernel_of, shares_reported
from detente.dynamics.calibration.problem import Parameter, Problem
from detente.dynamics.calibration.spec import CalibrationSpec, ObserveSpec, ParameterSpec
from detente.dynamics.grid import CONTROLS, stage_times
from detente.dynamics.model import Model
from detente.dynamics.names import canonical, full_name, split_name
from detente.dynamics.scope import Elements
from detente.dynamics.simulate import Series, Simulator, make_simulator
from detente.dynamics.stepped import check_compilable
from detente.terms import errors
from detente.terms.errors import InputError, nearest, shown

Floats = NDArray[np.float64]
_HAIR = 1e-6
"""Of a save step: how far a date may be from a save time and still be that one."""


def build_problem(
    model: Model,
    spec: CalibrationSpec,
    data: Mapping[str, Series],
    *,
    inputs: Mapping[str, Series] | None = None,
    draws: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
) -> Problem:
    """Put a model, its priors and its data together.

    Args:
        data: column → times in the model's time unit, and values; NaN where a value is missing.
        inputs: variable → fixed series that takes the place of its equation.
        draws: variable of an `[input.NAME]` → times, and draws (draw, time).

    Raises:
        InputError: everything that does not fit, at once.
    """
    checker = _Checker(model, spec, data, dict(draws or {}), dict(inputs or {}))
    checker.names()
    links = {item.name: checker.numbers(item) for item in spec.observed}
    checker.finish()
    return checker.problem({name: link for name, link in links.items() if link is not None})


class _Checker:
    """Notes what does not fit; lives only while one problem is built."""

    def __init__(
        self, model: Model, spec: CalibrationSpec, data: Mapping[str, Series],
        draws: dict[str, Any], inputs: dict[str, Series],
    ) -> None:  # fmt: skip
        self.model, self.spec, self.data = model, spec, data
        self.draws, self.inputs = draws, inputs
        self.found: list[errors.Problem] = []

    def note(self, table: str, name: str, problem: str, fix: str) -> None:
        line = self.spec.line(table, name)
        self.found.append(errors.Problem(self.spec.file, line, problem, fix))

    def finish(self) -> None:
        if self.found:
            raise InputError(sorted(set(self.found)))

    def slots(self, table: str, owner: str, name: str, what: str) -> Mapping[Elements, int]:
        """Find a variable; a name that is none is noted."""
        try:
            return self.model.slots_of(name, what)
        except InputError as error:
            for item in error.problems:
                self.note(table, owner, item.problem, item.fix)
            return {}

    def names(self) -> None:
        """Check every name that the calibration gives against the model and itself."""
        if self.model.uses_chance():
            self.note("run", "", "the model draws random numbers itself",
                      "take chance out of the model; likelihoods state the scatter")  # fmt: skip
        declared = {item.name for item in self.spec.parameters}
        given = [v for item in self.spec.observed for v in (item.spread, item.scale, item.bias)]
        used = {value for value in given if isinstance(value, str)}
        for item in self.spec.parameters:
            self._parameter(item, used)
        taken: dict[int, str] = {}
        for table, names in (("parameter", declared), ("path", [p.name for p in self.spec.paths]),
                             ("input", [i.name for i in self.spec.inputs])):  # fmt: skip
            for name in names:
                if table != "parameter":
                    self.slots(table, name, name, table)
                self._taken(table, name, taken)
        for drawn in self.spec.inputs:
            self._draws(drawn.name, drawn.log)
        for extra in sorted(set(self.draws) - {item.name for item in self.spec.inputs}):
            self.note("input", extra, f"draws of {shown(extra)} are given, and nothing uses them",
                      f"add [input.{extra}], or leave them out")  # fmt: skip
        for seen in self.spec.observed:
            self._observed(seen, declared)

    def _parameter(self, item: ParameterSpec, used: set[str]) -> None:
        base, _ = split_name(item.name)
        if not self.model.has(item.name.split("[")[0]):
            if item.name not in used:
                known = [v.shown for v in self.model.variables.values() if v.slots] + sorted(used)
                self.note("parameter", item.name,
                          f"{shown(item.name)} is no variable of the model, and no observation "
                          "uses it", nearest(item.name, known))  # fmt: skip
            return
        slots = self.slots("parameter", item.name, item.name, "parameter")
        sets_shape = set(slots.values()) & self.model.structural
        if base in CONTROLS or sets_shape:
            what = "the time grid" if base in CONTROLS else "the length of a delay"
            self.note("parameter", item.name, f"{shown(item.name)} sets {what}",
                      "fix it in the model, and calibrate something else")  # fmt: skip
        lengths = {len(v) for v in item.prior.numbers.values() if isinstance(v, tuple)}
        wanted = 1 if "[" in item.name else len(slots)
        if slots and lengths - {wanted}:
            self.note("parameter", item.name,
                      f"{shown(item.name)} has {wanted} elements, and its prior lists "
                      f"{max(lengths)} numbers",
                      "give one number for all, or one for each")  # fmt: skip
        self._unit("parameter", item.name, item.name, item.unit)

    def _taken(self, table: str, name: str, taken: dict[int, str]) -> None:
        """Note a variable that two tables give."""
        try:
            slots = self.model.slots_of(name).values()
        except InputError:
            return
        for slot in slots:
            if slot in taken:
                self.note(table, name, f"{shown(name)} is given by [{taken[slot]}] too",
                          "keep one of the two")  # fmt: skip
            taken[slot] = f"{table}.{name}"

    def _draws(self, name: str, log: bool) -> None:
        if name not in self.draws:
            fix = nearest(name, self.draws) if self.draws else "pass them to the calibration"
            self.note("input", name, f"no draws of {shown(name)} are given", fix)
            return
        times, values = (np.asarray(part, dtype=float) for part in self.draws[name])
        if values.ndim != 2 or values.shape != (len(values), times.size) or len(values) < 2:
            self.note("input", name, f"draws of {shown(name)} have the shape {values.shape}",
                      "give two draws or more, each with a number for every time")  # fmt: skip
        elif not np.isfinite(values).all() or (np.diff(times) <= 0).any():
            self.note("input", name, f"draws of {shown(name)} have holes or falling times",
                      "give a finite number for every time")  # fmt: skip
        elif log and (values <= 0).any():
            self.note("input", name, f"draws of {shown(name)} are not all above zero",
                      "leave out log = true")  # fmt: skip

    def _observed(self, item: ObserveSpec, declared: set[str]) -> None:
        slots = self.slots("observe", item.name, item.variable, "variable")
        if len(slots) > 1:
            example = full_name(item.variable, self.model.label(next(iter(slots))))
            self.note("observe", item.name, f"{shown(item.variable)} is an array",
                      f"observe one element, such as {example!r}")  # fmt: skip
        for key in ("spread", "scale", "bias"):
            value = getattr(item, key)
            if isinstance(value, str) and value not in declared:
                self.note("observe", item.name, f"{key} = {shown(value)} has no prior",
                          f"add [parameter.{value}], or {nearest(value, declared)}")  # fmt: skip
        if item.scale == 1.0 and slots:
            self._unit("observe", item.name, item.variable, item.unit, summed=item.how == "sum")
        if item.name in declared:
            self.note("observe", item.name,
                      f"{shown(item.name)} names a parameter and an observation",
                      "give the observation a name of its own: name = \"…\"")  # fmt: skip

    def _unit(self, table: str, owner: str, name: str, unit: str, summed: bool = False) -> None:
        variable = self.model.variables.get(split_name(name)[0])
        if not unit or variable is None or not variable.units:
            return
        known = {_plain_unit(variable.units)}
        if summed:
            # A rate summed over its own unit of time is an amount.
            known.add(_plain_unit(variable.units).rpartition("/")[0])
        if _plain_unit(unit) not in known:
            self.note(table, owner,
                      f"{shown(name)} is in {variable.units!r} in the model, not in {unit!r}",
                      "convert the data, or give a scale" if table == "observe"
                      else "write the prior in the model's unit")  # fmt: skip

    def numbers(self, item: ObserveSpec) -> Link | None:
        """Read the numbers of a series; where in the run they are is found later."""
        if item.column not in self.data:
            self.note("observe", item.name, f"the data have no column {shown(item.column)}",
                      nearest(item.column, self.data))  # fmt: skip
            return None
        times, values = (np.asarray(part, dtype=float) for part in self.data[item.column])
        if times.ndim != 1 or times.shape != values.shape:
            self.note("observe", item.name, f"{shown(item.column)} has {times.size} times and "
                      f"{values.size} values", "give a value (or NaN) for each time")  # fmt: skip
            return None
        kept = ~(np.isnan(times) | np.isnan(values))
        order = np.argsort(times[kept], kind="stable")
        times, values = times[kept][order], values[kept][order]
        if not len(values):
            self.note("observe", item.name, f"{shown(item.column)} has no value at all",
                      "leave the observation out")  # fmt: skip
            return None
        if (np.diff(times) == 0).any():
            twice = times[:-1][np.diff(times) == 0][0]
            self.note("observe", item.name, f"{shown(item.column)} has two values at {twice:g}",
                      "keep one")  # fmt: skip
        likelihood = LIKELIHOODS[item.likelihood]
        wrong = likelihood.fits(values)
        if wrong is not None:
            self.note("observe", item.name,
                      f"{shown(item.column)} holds {wrong:g}, which the likelihood "
                      f"{item.likelihood} cannot produce: it needs {likelihood.demand}",
                      "correct the data, or choose another likelihood")  # fmt: skip
        return Link(item, -1, times, values, np.zeros(len(times), np.int64), kernel_of(item),
                    shares_reported(item, len(times)))  # fmt: skip

    def problem(self, links: Mapping[str, Link]) -> Problem:
        """Lay out the run, place every number in it, and put all together."""
        uncertain = [path.name for path in self.spec.paths]
        uncertain += [item.name for item in self.spec.inputs]
        model = self.model.driven([*uncertain, *self.inputs])
        # Stands for the courses; their values are given to each run.
        series: dict[str, Series] = dict.fromkeys(uncertain, ([0.0], [0.0]))
        names = [p.name for p in self.spec.parameters if model.has(p.name.split("[")[0])]
        simulator = make_simulator(
            model, names, outputs=[item.variable for item in self.spec.observed],
            inputs=series | self.inputs, staged=True,
        )  # fmt: skip
        check_compilable(simulator)
        placed = tuple(self._placed(link, simulator) for link in links.values())
        self.finish()
        last = max(int(link.rows.max()) for link in placed)
        whole = simulator.grid
        cut = simulator.part(0, max(last, 1)) if len(whole.saved) > 1 else simulator
        moments = stage_times(model, whole.times, whole.steps)
        steps = len(cut.grid.times)
        return Problem(
            model, self.spec, cut, self._parameters(model), self._courses(moments, steps), placed,
            self.inputs,
        )  # fmt: skip

    def _placed(self, link: Link, simulator: Simulator) -> Link:
        grid = simulator.grid
        saves = grid.times[grid.saved]
        rows = np.abs(saves[:, None] - link.times).argmin(axis=0)
        hair = _HAIR * (float(np.diff(saves).min()) if len(saves) > 1 else 1.0)
        off = np.abs(saves[rows] - link.times) > hair
        name = link.spec.name
        if off.any():
            self.note("observe", name,
                      f"{shown(link.spec.column)} has a value at {link.times[off][0]:g}, which is "
                      "no save time of the model",
                      f"the model saves from {saves[0]:g} to {saves[-1]:g}"
                      + (f" every {saves[1] - saves[0]:g}" if len(saves) > 1 else ""))  # fmt: skip
        early = ~off & (rows < len(link.kernel) - 1)
        if early.any():
            self.note("observe", name,
                      f"the window of {shown(link.spec.column)} at {link.times[early][0]:g} "
                      f"reaches {len(link.kernel) - 1} save steps back, before the run begins at "
                      f"{saves[0]:g}",
                      "shorten the window, begin the run earlier, or leave out the first "
                      "values")  # fmt: skip
        (slot,) = simulator.model.slots_of(link.spec.variable).values()
        return replace(link, slot=slot, rows=rows)

    def _parameters(self, model: Model) -> tuple[Parameter, ...]:
        found, place = [], 0
        for item in self.spec.parameters:
            if not model.has(item.name.split("[")[0]):
                found.append(Parameter(item, None, ()))
                continue
            slots = model.slots_of(item.name)
            places = tuple(range(place, place + len(slots)))
            place += len(slots)
            single = len(slots) == 1
            elements = tuple(",".join(model.label(element)) for element in slots)
            found.append(
                Parameter(item, None if single else len(slots), places, () if single else elements)
            )
        return tuple(found)

    def _courses(self, moments: Floats, steps: int) -> tuple[Walk | Drawn, ...]:
        """Lay courses over the whole run, so that knots do not move with the last date seen."""
        found: list[Walk | Drawn] = []
        for path in self.spec.paths:
            slots = tuple(self.model.slots_of(path.name).values())
            found.append(make_walk(path, slots, moments, steps))
        for item in self.spec.inputs:
            slots = tuple(self.model.slots_of(item.name).values())
            times, values = (np.asarray(part, dtype=float) for part in self.draws[item.name])
            found.append(make_drawn(item, slots, times, values, moments, steps))
        return tuple(found)


def _plain_unit(unit: str) -> str:
    """Reduce a unit to the form in which two spellings of it are equal."""
    parts = canonical(unit.replace("*", " * ")).replace("_", "").split("/")
    return "/".join(part.removesuffix("s") for part in parts)
