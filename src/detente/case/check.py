"""Everything that is wrong with a case, at once: `detente check`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from detente.case.figures import Figures
from detente.case.load import Parts, case_folder, load_case, read_parts, read_readable
from detente.case.notes import case_notes
from detente.case.package import PACKAGE_FILE
from detente.case.rows import check_coverage, check_rows
from detente.case.spec import Case
from detente.scenarios.files import name_problems, read_model_files, scenarios_of
from detente.sources.readers import OPTIONS, READERS
from detente.terms.errors import InputError, Problem, nearest, shown
from detente.terms.tables import Resource

_MANY = 3
"""Lines besides the first with one and the same problem from which on it is told once."""
DATA_FOLDERS = ("events", "series")
TABLE_SUFFIXES = (".csv", ".tab", ".tsv", ".txt", ".xls", ".xlsx")


def checked_case(case: Path | str) -> Case:
    """Load a case; where it cannot be, every problem of every file is in the error.

    Raises:
        InputError: with what `check_case` finds.
    """
    try:
        return load_case(case)
    except InputError as error:
        raise InputError(check_case(case) or error.problems) from None


@dataclass(frozen=True, slots=True)
class Examined:
    """What is wrong with a case, and what else there is to say of it.

    Attributes:
        problems: every problem of every file; none if sound.
        notes: what is left out of results, and likely slips; a sound case may have any number.
    """

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def check_case(case: Path | str) -> tuple[Problem, ...]:
    """Read a whole case, rows included, and return every problem of every file; none if sound."""
    return examine_case(case).problems


def examine_case(case: Path | str) -> Examined:
    """Read a whole case, rows included, and say all that there is to say of it."""
    try:
        parts = read_parts(case_folder(case))
    except InputError as error:
        return Examined(error.problems)
    known = tuple(resource for resource in parts.resources if resource.format in READERS)
    readable = tuple(resource for resource in known if resource.name in parts.present)
    rows, unreadable = read_readable(parts.folder, readable)
    problems = [*parts.problems, *_formats(parts.resources), *unreadable]
    problems += _model(parts)
    if parts.described:
        problems += _strays(parts)
    if parts.casefile is None:
        problems += check_coverage(parts.resources, rows)
    else:
        whole = parts.described and len(rows) == sum(1 for r in parts.resources if r.format)
        figures = Figures(parts.casefile, parts.resources, rows)
        problems += check_rows(
            parts.casefile,
            parts.resources,
            parts.claims,
            rows,
            figures=figures,
            whole=whole,
            scenarios=scenarios_of(parts.folder),
        )
    # One file's problems stand together, in the order of its lines.
    found = tuple(sorted(told_once(set(problems)), key=lambda p: (p.file, p.line, p.problem)))
    if parts.casefile is None:
        return Examined(found)
    notes = case_notes(parts.casefile, parts.resources, parts.claims, rows, figures, found)
    return Examined(found, notes)


def told_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield each problem that many lines of a file have once, with how many more have it."""
    alike: dict[tuple[str, str, str], list[Problem]] = defaultdict(list)
    for problem in sorted(problems):
        alike[problem.file, problem.problem, problem.fix].append(problem)
    for first, *others in alike.values():
        if len(others) < _MANY:
            yield from (first, *others)
        else:
            more = f"{first.problem} (and so in {len(others):,} more lines)"
            yield replace(first, problem=more)


def _formats(resources: tuple[Resource, ...]) -> Iterator[Problem]:
    for resource in resources:
        if resource.format and resource.format not in READERS:
            problem = f"resource {resource.name} has the format {shown(resource.format)}"
            yield Problem(PACKAGE_FILE, 0, problem, nearest(resource.format, READERS))
        for option in resource.options:
            if option not in OPTIONS:
                problem = f"resource {resource.name} has the option {shown(option)}"
                yield Problem(PACKAGE_FILE, 0, problem, nearest(option, OPTIONS))


def _model(parts: Parts) -> tuple[Problem, ...]:
    """Return what is wrong with the files of the model; a case need not have any."""
    if not parts.folder.is_dir():
        return ()
    files = read_model_files(parts.folder)
    if parts.casefile is None:
        return files.problems
    case = parts.casefile
    return (*files.problems, *name_problems(files, case.series, case.dyads))


def _strays(parts: Parts) -> Iterator[Problem]:
    described = {resource.path for resource in parts.resources}
    for folder in DATA_FOLDERS:
        files = (parts.folder / folder).glob("*")
        for path in sorted(path for path in files if path.suffix.lower() in TABLE_SUFFIXES):
            name = path.relative_to(parts.folder).as_posix()
            if name not in described:
                fix = f"describe it in {PACKAGE_FILE}, or take it out of the folder"
                yield Problem(name, 0, "the file is described nowhere, so nothing reads it", fix)
