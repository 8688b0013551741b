"""How each file of a case is read, from its bytes alone."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from detente.case.casefile import parse_casefile
from detente.case.load import built_in_cases
from detente.case.package import parse_package
from detente.claims.operationalisation import history_problems, operationalisation, with_history
from detente.claims.spec import read_claims
from detente.dynamics.calibration.read import read_calibration
from detente.dynamics.vary import load_vary
from detente.scenarios.columns import read_observations
from detente.scenarios.spec import read_scenarios
from detente.sources.readers import READERS, read_rows
from detente.terms.plain_files import decoded
from tests.sources.samples import SAMPLES, resource

CASE = built_in_cases()["fentanyl"]
Read = Callable[[bytes, Path], object]


def _claims(text: str) -> None:
    claims, _ = read_claims(text, "claims.toml")
    for claim in claims:
        operationalisation(claim)


def _hashes(text: str) -> None:
    history_problems(text, "claims.hashes.csv")
    with_history((), text)


def _vary(data: bytes, path: Path) -> object:
    path.write_bytes(data)
    return load_vary(path)


def _text(read: Callable[[str], object], name: str) -> Read:
    return lambda data, path: read(decoded(data, name))


FILES: Mapping[str, Read] = MappingProxyType(
    {
        "case.toml": _text(parse_casefile, "case.toml"),
        "datapackage.json": _text(parse_package, "datapackage.json"),
        "claims.toml": _text(_claims, "claims.toml"),
        "claims.hashes.csv": _text(_hashes, "claims.hashes.csv"),
        "observations.toml": _text(read_observations, "observations.toml"),
        "scenarios.toml": _text(read_scenarios, "scenarios.toml"),
        "calibration.toml": _text(read_calibration, "calibration.toml"),
    }
)
"""File of a case → what reads it."""

VARY = b"sampler = 'sobol'\n[a]\ndistribution = 'uniform'\nlow = 0.5\nhigh = 2.5\n"


def _rows(name: str) -> Read:
    return lambda data, path: read_rows(data, resource(name, SAMPLES[name].options))


READS: Mapping[str, Read] = MappingProxyType(
    {**FILES, "vary.toml": _vary, **{name: _rows(name) for name in READERS}}
)


def seed(name: str) -> bytes:
    """Return an input that is read."""
    if name in FILES:
        return (CASE / name).read_bytes()
    return VARY if name == "vary.toml" else SAMPLES[name].text().encode()
