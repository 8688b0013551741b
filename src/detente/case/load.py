"""A folder → a `Case`, and the rows of its files."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from detente.case.casefile import CASE_FILE, parse_casefile
from detente.case.figures import Figures
from detente.case.files import CLAIMS_FILE, HASHES_FILE, check_folder, read_bytes, read_text
from detente.case.links import check_links
from detente.case.package import PACKAGE_FILE, check_files, parse_package
from detente.case.rows import check_rows
from detente.case.spec import Case, CaseFile
from detente.claims.operationalisation import history_problems, with_history
from detente.claims.spec import Claim, read_claims
from detente.scenarios.files import scenarios_of
from detente.sources.readers import read_rows
from detente.terms.errors import InputError, Problem, nearest
from detente.terms.tables import Resource, Rows

TEMPLATE = "new"
CHANGED_MEANWHILE = "the file was changed while the case was open", "open the case anew"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """What could be understood of a case folder, with every problem found so far.

    Attributes:
        casefile: None where `case.toml` cannot be understood.
        resources: those whose description can be understood.
        described: whether the whole `datapackage.json` can be understood.
        present: names of the resources whose file is there and can be read, changed or not; a large
            one of another size than described is not.
    """

    folder: Path
    casefile: CaseFile | None
    resources: tuple[Resource, ...]
    described: bool
    present: frozenset[str]
    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]


def built_in_cases() -> Mapping[str, Path]:
    """Return the cases that detente ships, by name."""
    home = Path(str(files("detente"))) / "cases"
    found = sorted(path.parent for path in home.glob(f"*/{CASE_FILE}"))
    return {folder.name: folder for folder in found if folder.name != TEMPLATE}


def case_folder(case: Path | str) -> Path:
    """Return the folder of a case, given as a path or as the name of a case that detente ships.

    A folder of that name in the working directory that holds a case goes first.

    Raises:
        InputError: it is neither.
    """
    folder = Path(case)
    if (folder / CASE_FILE).is_file():
        return folder
    shipped = built_in_cases()
    name = str(case)
    if name in shipped:
        return shipped[name]
    if not folder.exists() and re.fullmatch(r"[\w-]+", name):
        fix = f"{nearest(name, shipped)} (or start a case with detente new {name.lower()})"
        raise InputError.at(name, 0, "there is no such folder, and no case of that name", fix)
    return folder


def load_case(case: Path | str) -> Case:
    """Read and check a case folder: its declarations, not yet the rows of its files.

    Raises:
        InputError: with every problem found.
    """
    parts = read_parts(case_folder(case))
    if parts.problems or parts.casefile is None:
        raise InputError(parts.problems)
    return assemble(parts, parts.casefile)


def read_resource(case: Case, resource: Resource) -> Rows:
    """Read one file of a case; a file that no reader takes has no rows.

    Raises:
        InputError: with every problem of the file.
    """
    if not resource.format:
        return Rows()
    return read_rows(read_bytes(case.folder, resource.path), resource)


def read_all(case: Case) -> dict[str, Rows]:
    """Read every file of a case once, by resource name, and check the rows against the case.

    What is read is what the case describes: a file that was changed since is refused.

    Raises:
        InputError: with every problem of every file.
    """
    rows, problems = read_readable(case.folder, case.resources, as_described=True)
    asked = scenarios_of(case.folder)
    problems += check_rows(
        case,
        case.resources,
        case.claims,
        rows,
        figures=Figures(case, case.resources, rows),
        whole=not problems,
        scenarios=asked,
    )
    if problems:
        raise InputError(problems)
    return rows


def read_readable(
    folder: Path, resources: tuple[Resource, ...], *, as_described: bool = False
) -> tuple[dict[str, Rows], list[Problem]]:
    """Read the files that can be read, and collect the problems of the others.

    Args:
        as_described: whether a file of another hash than described is a problem, and is not read.
    """
    rows: dict[str, Rows] = {}
    problems: list[Problem] = []
    for resource in resources:
        if not resource.format:
            continue
        try:
            data = read_bytes(folder, resource.path)
            if as_described and sha256(data).hexdigest() != resource.sha256:
                problems.append(Problem(resource.path, 0, *CHANGED_MEANWHILE))
                continue
            rows[resource.name] = read_rows(data, resource)
        except InputError as error:
            problems += error.problems
    return rows, problems


def read_parts(folder: Path) -> Parts:
    """Read what can be understood of a case folder, without the rows of its files."""
    if problems := check_folder(folder):
        return Parts(folder, None, (), False, frozenset(), (), tuple(problems))
    casefile, amiss = _parsed(folder, CASE_FILE, parse_casefile)
    problems += amiss
    resources, amiss = _parsed(folder, PACKAGE_FILE, parse_package)
    problems += amiss
    described = not amiss
    claims: tuple[Claim, ...] | None = ()
    if (folder / CLAIMS_FILE).exists():
        claims, amiss = _parsed(folder, CLAIMS_FILE, lambda text: read_claims(text, CLAIMS_FILE))
        problems += amiss
        if (folder / HASHES_FILE).exists():
            written, amiss = _parsed(
                folder, HASHES_FILE, lambda text: (text, history_problems(text, HASHES_FILE))
            )
            claims = with_history(claims or (), written or "")
            problems += amiss
    absent, changed = check_files(folder, resources or ())
    problems += [*absent, *changed]
    if casefile is not None:
        problems += check_links(casefile, resources or (), complete=described)
    missing = {problem.file for problem in absent}
    present = frozenset(r.name for r in resources or () if r.path not in missing)
    return Parts(
        folder, casefile, resources or (), described, present, claims or (), tuple(problems)
    )


def _parsed(
    folder: Path, name: str, parse: Callable[[str], tuple[T, Iterable[Problem]]]
) -> tuple[T | None, list[Problem]]:
    try:
        result, problems = parse(read_text(folder, name))
    except InputError as error:
        return None, list(error.problems)
    return result, list(problems)


def assemble(parts: Parts, casefile: CaseFile) -> Case:
    """Put the parts of a case together."""
    declared = {f.name: getattr(casefile, f.name) for f in fields(CaseFile)}
    return Case(
        **declared,
        name=parts.folder.resolve().name,
        folder=parts.folder,
        resources=parts.resources,
        claims=parts.claims,
    )
