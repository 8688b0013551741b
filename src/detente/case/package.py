"""`datapackage.json` (Data Package v2): what every file of a case is, and where it came from.

Reference: Data Package standard, version 2.0, https://datapackage.org/standard/data-package/
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from detente.case.files import read_bytes, read_text, rewrite_text
from detente.case.shape import MOST_PROBLEMS, Place, Strict, problems_of
from detente.terms.errors import InputError, Problem, shown
from detente.terms.json_read import parse_json
from detente.terms.plain_files import MAX_TEXT_BYTES
from detente.terms.tables import Resource

PACKAGE_FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MOST_RESOURCES = 1_000
_MOST_NAMED = 200
"""Sources, licences or traps of one file."""
_REFRESH = "run detente check --refresh if you replaced the file on purpose"


class _Open(BaseModel):
    # The standard lets a descriptor carry further properties.
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Source(_Open):
    title: str
    path: str = Field(default="", pattern=r"^(https?://\S+)?$")


class _Licence(_Open):
    name: str = ""
    path: str = ""
    title: str = ""


class _Detente(Strict):
    format: str
    vintage: date
    vintage_basis: str = ""
    lag_days: int = Field(ge=0, le=36_525)
    lag_basis: str = ""
    coverage: tuple[date, date]
    traps: tuple[str, ...] = Field(default=(), max_length=_MOST_NAMED)
    options: dict[str, Any] = Field(default_factory=dict)
    unlisted: dict[str, Literal["silent", "none"]] = Field(default_factory=dict)
    wholes: tuple[str, ...] | None = None
    renamed: dict[str, str] = Field(default_factory=dict, max_length=_MOST_NAMED)
    read_from: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        start, end = self.coverage
        if end < start:
            raise ValueError(f"the coverage ends on {end}, before it starts on {start}")
        if self.vintage < end:
            raise ValueError(
                f"the vintage {self.vintage} is before the coverage ends on {end}: coverage "
                "ends with the last period that was over by then"
            )
        return self


class _Resource(_Open):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    path: str
    title: str
    # A new resource has neither until `detente check --refresh` writes them.
    size: int = Field(default=0, alias="bytes", ge=0)
    hash: str = Field(default="", pattern=r"^(sha256:[0-9a-f]{64})?$")
    sources: tuple[_Source, ...] = Field(min_length=1, max_length=_MOST_NAMED)
    licenses: tuple[_Licence, ...] = Field(min_length=1, max_length=_MOST_NAMED)
    detente: _Detente


def read_package(folder: Path) -> tuple[Resource, ...]:
    """Read the resources that a case folder describes.

    Raises:
        InputError: with every problem of the descriptor; the files themselves are not looked at.
    """
    resources, problems = parse_package(read_text(folder, PACKAGE_FILE))
    if problems:
        raise InputError(problems)
    return resources


def parse_package(text: str) -> tuple[tuple[Resource, ...], list[Problem]]:
    """Return the resources that can be understood, and every problem of the descriptor."""
    try:
        descriptor = parse_json(text, PACKAGE_FILE)
    except InputError as error:
        return (), list(error.problems)
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        fix = 'write an object with "name" and a list of "resources"'
        return (), [Problem(PACKAGE_FILE, 1, "this is no Data Package", fix)]
    if (count := len(descriptor["resources"])) > MOST_RESOURCES:
        problem = f"this Data Package describes {count:,} resources, more than {MOST_RESOURCES:,}"
        return (), [Problem(PACKAGE_FILE, 1, problem, "keep those that the case reads")]
    problems = _package_problems(descriptor, text)
    resources: list[Resource] = []
    for number, entry in enumerate(descriptor["resources"]):
        try:
            resources.append(_resource(_Resource.model_validate(entry)))
        except ValidationError as error:
            line = _resource_line(text, entry, number)
            problems += problems_of(error, PACKAGE_FILE, partial(_same_line, line), _keys_at)
            if len(problems) > MOST_PROBLEMS:
                left = "the resources from here on were not looked at"
                problems.append(Problem(PACKAGE_FILE, line, left, "correct those before first"))
                return tuple(resources), problems
    problems += islice(_repeated(resources, text), MOST_PROBLEMS)
    return tuple(resources), problems


def check_files(
    folder: Path, resources: tuple[Resource, ...]
) -> tuple[list[Problem], list[Problem]]:
    """Say which files cannot be read, and which are not those described.

    A large file of another size than described is not read: it may be anything.
    """
    absent: list[Problem] = []
    changed: list[Problem] = []
    for resource in resources:
        try:
            data = read_bytes(folder, resource.path)
        except InputError as error:
            absent += error.problems
            continue
        if len(data) != resource.size and len(data) > MAX_TEXT_BYTES:
            problem = f"the file has {len(data):,} bytes, and {resource.size:,} are described"
            absent.append(
                Problem(resource.path, 0, f"{problem}, so that its rows were not read", _REFRESH)
            )
            continue
        if len(data) != resource.size:
            problem = f"the file has {len(data):,} bytes, and {resource.size:,} are described"
        elif hashlib.sha256(data).hexdigest() != resource.sha256:
            problem = "the file is not the one described: its SHA-256 hash differs"
        else:
            continue
        changed.append(Problem(resource.path, 0, problem, _REFRESH))
    return absent, changed


def refresh_package(folder: Path) -> tuple[str, ...]:
    """Write anew the size and hash of every file in `datapackage.json`, after files were replaced.

    Vintage and coverage are the user's to state: only they know what they put there.

    Returns:
        Names of the resources whose file had changed.

    Raises:
        InputError: the descriptor is no Data Package, or a file of it cannot be read.
    """
    text = read_text(folder, PACKAGE_FILE)
    _, problems = parse_package(text)
    unreadable = [p for p in problems if "JSON" in p.problem or "Data Package" in p.problem]
    if unreadable:
        raise InputError(unreadable)
    descriptor = parse_json(text, PACKAGE_FILE)
    changed: list[str] = []
    for entry in descriptor["resources"]:
        if not isinstance(entry, dict) or not isinstance(entry.get("path"), str):
            continue
        data = read_bytes(folder, entry["path"])
        described = {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        if any(entry.get(key) != value for key, value in described.items()):
            entry.update(described)
            changed.append(str(entry.get("name", entry["path"])))
    if changed:
        written = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
        rewrite_text(folder, PACKAGE_FILE, written)
    return tuple(changed)


def _resource(entry: _Resource) -> Resource:
    facts = entry.detente
    source, licence = entry.sources[0], entry.licenses[0]
    return Resource(
        name=entry.name,
        path=entry.path,
        format=facts.format,
        title=entry.title,
        publisher=source.title,
        url=source.path,
        licence=licence.title or licence.name or licence.path,
        size=entry.size,
        sha256=entry.hash.removeprefix("sha256:"),
        vintage=facts.vintage,
        lag_days=facts.lag_days,
        coverage_start=facts.coverage[0],
        coverage_end=facts.coverage[1],
        traps=facts.traps,
        options=_frozen(facts.options),
        unlisted=MappingProxyType(dict(facts.unlisted)),
        wholes=facts.wholes,
        renamed=MappingProxyType(dict(facts.renamed)),
    )


def _frozen(options: Mapping[str, object]) -> Mapping[str, object]:
    return MappingProxyType(dict(options))


def _same_line(line: int, _: Place) -> int:
    return line


def _keys_at(place: Place) -> frozenset[str]:
    model = _Detente if place[-1:] == ("detente",) else _Resource
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def _package_problems(descriptor: Mapping[str, object], text: str) -> list[Problem]:
    problems: list[Problem] = []
    if not descriptor["resources"]:
        fix = "describe at least the chronology"
        problems.append(Problem(PACKAGE_FILE, 1, "no resource is described", fix))
    if descriptor.get("$schema", PROFILE) != PROFILE:
        problem = f"$schema is {shown(descriptor['$schema'])}"
        line = _line_with(text, '"$schema"')
        problems.append(Problem(PACKAGE_FILE, line, problem, f"write {PROFILE}"))
    return problems


def _repeated(resources: list[Resource], text: str) -> Iterator[Problem]:
    for attribute in ("name", "path"):
        seen: set[str] = set()
        for resource in resources:
            value = getattr(resource, attribute)
            if value in seen:
                problem = f"two resources have the {attribute} {shown(value)}"
                line = _line_with(text, f'"{attribute}": {json.dumps(value)}', last=True)
                yield Problem(PACKAGE_FILE, line, problem, f"give each its own {attribute}")
            seen.add(value)


def _resource_line(text: str, entry: object, number: int) -> int:
    name = entry.get("name") if isinstance(entry, dict) else None
    if isinstance(name, str) and name:
        return _line_with(text, f'"name": {json.dumps(name, ensure_ascii=False)}')
    found = next(islice(re.finditer(r'"path"\s*:', text), number, None), None)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _line_with(text: str, fragment: str, *, last: bool = False) -> int:
    position = text.rfind(fragment) if last else text.find(fragment)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1
