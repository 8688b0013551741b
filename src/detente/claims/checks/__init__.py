"""The checks that a claim may ask for, one a file."""

from collections.abc import Mapping
from types import MappingProxyType

from detente.claims.check import CheckType
from detente.claims.checks import (
    association,
    effect,
    forecast,
    lasting,
    level,
    occurred,
    peak,
    reciprocity,
    sequence,
    share,
    shift,
    simulation,
    source_says,
    value,
)

CHECKS: Mapping[str, CheckType] = MappingProxyType(
    {
        check.name: check
        for check in (
            occurred.CHECK,
            sequence.CHECK,
            peak.CHECK,
            shift.CHECK,
            level.CHECK,
            share.CHECK,
            value.CHECK,
            effect.CHECK,
            lasting.CHECK,
            forecast.CHECK,
            association.CHECK,
            reciprocity.CHECK,
            simulation.CHECK,
            source_says.CHECK,
        )
    }
)
"""Name in `claims.toml` → check."""
