"""Claims files: the hashes that a case keeps of its own, and another file about the same case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from detente.case.figures import Figures
from detente.case.files import CLAIMS_FILE, HASHES_FILE, read_text, rewrite_text
from detente.case.load import case_folder, read_all, read_parts
from detente.case.rows import claims_problems
from detente.case.spec import Case
from detente.claims.operationalisation import history_problems, written_down
from detente.claims.spec import read_claims
from detente.scenarios.files import scenarios_of
from detente.terms.errors import InputError, Problem
from detente.terms.tables import Rows


def with_claims(case: Case, path: Path, rows: Mapping[str, Rows] | None = None) -> Case:
    """Return the case with the claims of another file in place of its own.

    Args:
        path: the claims file; it need not lie in the case folder.
        rows: what `read_all` made of the case's files, where that was done already.

    Raises:
        InputError: with every problem of the file, by line: what cannot be understood, and what
            the case does not hold.
    """
    name = str(path)
    try:
        text = read_text(path.parent, path.name)
    except InputError as error:
        fix = "name a claims file; docs/claims.md says how to write one"
        raise InputError(
            Problem(name, p.line, p.problem, p.fix if p.line else fix) for p in error.problems
        ) from None
    claims, problems = read_claims(text, name)
    known = read_all(case) if rows is None else rows
    asked = scenarios_of(case.folder)
    found = [
        *problems,
        *claims_problems(
            case, claims, known, Figures(case, case.resources, known), name, scenarios=asked
        ),
    ]
    if found:
        raise InputError(sorted(set(found), key=lambda p: (p.line, p.problem)))
    return replace(case, claims=claims)


def refresh_hashes(folder: Path | str, day: date) -> None:
    """Write down how each claim of a case is tested now, where that is new.

    Raises:
        InputError: `claims.toml` or the file of hashes cannot be understood.
    """
    home = case_folder(folder)
    if not (home / CLAIMS_FILE).exists():
        return
    claims, problems = read_claims(read_text(home, CLAIMS_FILE), CLAIMS_FILE)
    path = home / HASHES_FILE
    before = read_text(home, HASHES_FILE) if path.exists() else ""
    wrong = (*problems, *(history_problems(before, HASHES_FILE) if before else ()))
    if wrong:
        raise InputError(wrong)
    casefile = read_parts(home).casefile
    effects = {effect.id: effect for effect in casefile.effects} if casefile else {}
    text = written_down(before, claims, day, effects)
    if text != before:
        rewrite_text(home, HASHES_FILE, text)
