"""From a calibration to what is told of it."""

import math
import re
from collections.abc import Iterable, Mapping

import numpy as np

from detente.dynamics.calibration.holdout import HoldOut
from detente.dynamics.calibration.results import Calibration
from detente.dynamics.names import canonical
from detente.scenarios.calibrated_rows import (
    CalibrationFinding,
    HeldOut,
    HeldOutScore,
    LearnedEffect,
    ParameterNote,
)
from detente.scenarios.learned import EFFECT, LEARNED, effects_learned
from detente.scenarios.posterior import System
from detente.scenarios.results import ALL_LEARNED, ASSUMED, SOME_LEARNED
from detente.terms.intervals import QUANTILES, Interval


def calibration_finding(
    system: System, found: Calibration, names: Mapping[str, str] | None = None
) -> CalibrationFinding:
    """Tell of a calibration: its checks, and prior and posterior of what cooperation does.

    Args:
        names: dyad → its name in words.
    """
    checks = found.diagnostics
    chains, draws = next(iter(found.draws.values())).shape[:2]
    return CalibrationFinding(
        method=found.method,
        approximate=found.approximate,
        believed=found.believed,
        warnings=found.warnings,
        chains=int(chains),
        draws=int(draws),
        rhat_max=None if checks is None else checks.rhat_max,
        ess_bulk_min=None if checks is None else checks.ess_bulk_min,
        ess_tail_min=None if checks is None else checks.ess_tail_min,
        divergences=None if checks is None else checks.divergences,
        khat=_finite(found.khat),
        seconds=found.seconds,
        effects=learned_effects(system, found, names or {}),
    )


def learned_effects(
    system: System, found: Calibration, names: Mapping[str, str]
) -> tuple[LearnedEffect, ...]:
    """Say of each effect of cooperation what was believed before the record and what after."""
    return tuple(
        LearnedEffect(
            parameter=effect.parameter,
            label=parameter_label(system, effect.parameter, names),
            dyad=system.observations.sides.get(_side_of(system, effect.parameter), ""),
            prior=_prior(found, effect.parameter),
            posterior=Interval.from_draws(found.draws[effect.parameter]),
            contraction=effect.contraction,
            verdict=ALL_LEARNED if effect.verdict == LEARNED else ASSUMED,
        )
        for effect in effects_learned(found)
    )


def _prior(found: Calibration, parameter: str) -> Interval:
    """Return the prior's own quantiles, since draws of it would make equal priors look unequal."""
    specs = [p.spec for p in found.problem.parameters if p.spec.name == parameter]
    try:
        quantiles = [float(specs[0].prior.distribution().icdf(q)) for q in QUANTILES]
    except (NotImplementedError, IndexError):
        return Interval.from_draws(found.prior[parameter])
    return Interval.from_quantiles(quantiles)


def basis_of(effects: Iterable[LearnedEffect], dyads: tuple[str, ...]) -> str:
    """Say whether what a scenario moves was learned: all, some or none of its effects.

    A side of which the calibration has no effect counts as assumed: the model file fixes it.
    """
    if not dyads:
        return ""
    moved = [effect for effect in effects if effect.dyad in dyads]
    learned = sum(effect.verdict == ALL_LEARNED for effect in moved)
    if not learned:
        return ASSUMED
    every = learned == len(moved) and {effect.dyad for effect in moved} == set(dyads)
    return ALL_LEARNED if every else SOME_LEARNED


def held_out_finding(found: HoldOut) -> HeldOut:
    """Restate the scores of held-out months."""
    return HeldOut(
        found.steps, found.approximate, found.believed, found.warnings,
        tuple(
            HeldOutScore(one.series, one.numbers, _finite(one.model),
                         _finite(one.seasonal_naive), _finite(one.local_level))
            for one in found.scores
        ),
    )  # fmt: skip


def parameter_notes(
    system: System, parameters: Iterable[str], names: Mapping[str, str]
) -> tuple[ParameterNote, ...]:
    """Put parameters in words, from their names and what the model file says of them."""
    return tuple(
        ParameterNote(name, parameter_label(system, name, names), _what(system, name))
        for name in dict.fromkeys(parameters)
    )


def parameter_label(system: System, parameter: str, names: Mapping[str, str]) -> str:
    """Name a parameter shortly: `Demand elasticity`, `US–Mexico trust: interdiction`."""
    side = _side_of(system, parameter)
    dyad = system.observations.sides.get(side, "")
    name = names.get(dyad, dyad)
    rest = parameter.removeprefix(EFFECT).removeprefix(side).strip("_").replace("_", " ")
    if side and (part := re.fullmatch(r"score (\d+)", rest)):
        return f"{name}: uncertainty of its index, part {part[1]}"
    if not side:
        return rest[:1].upper() + rest[1:]
    return f"{name} trust: {rest}" if parameter.startswith(EFFECT) else f"{name}: {rest}"


def _side_of(system: System, parameter: str) -> str:
    """Return the side that a parameter is named after, the longest name first; or nothing."""
    rest = f"{parameter.removeprefix(EFFECT)}_"
    sides = sorted(system.observations.sides, key=len, reverse=True)
    return next((side for side in sides if rest.startswith(f"{side}_")), "")


def _what(system: System, parameter: str) -> str:
    variable = system.model.variables.get(canonical(parameter.partition("[")[0]))
    return " ".join(variable.documentation.split()) if variable is not None else ""


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(np.float64(value)) else None
