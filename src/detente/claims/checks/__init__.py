"""The checks that a claim may ask for, one a file."""

from collections.abc import Mapping
from types import MappingProxyType

from detente.claims.check import CheckType
from detente.claims.checks import level, occurred, peak, sequence, share, shift

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
        )
    }
)
"""Name in `claims.toml` → check."""
