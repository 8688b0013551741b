"""How a claim is tested, as a hash: a threshold that is changed later cannot hide.

The hash covers what is run (types and options of all checks, other readings and rivals, and the
effects they name), which words of the sentence that leaves out, and no other words. A case that
keeps `claims.hashes.csv` keeps every hash that was ever written down, with its day, so that a
change shows in the history of the case and beside the verdict.
"""

import csv
import hashlib
import io
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from types import MappingProxyType

from detente.claims.check import FIGURES, CheckSpec
from detente.claims.checks.forecast import reading_of
from detente.claims.checks.occurred import counts
from detente.claims.spec import Claim, Written
from detente.effects.spec import EffectSpec
from detente.terms.errors import Problem, shown

COLUMNS = ("id", "hash", "written_on")
SHORT = 8
"""Characters of a hash that are enough to tell ways of testing apart at a glance."""
_WORDS = ("label", "why")
_OF_FIGURES = ("shift", "lasting", "share", "forecast")
_HASH = re.compile(r"[0-9a-f]{64}")

Effects = Mapping[str, EffectSpec]
"""Id → effect of the case."""


def operationalisation(claim: Claim, effects: Effects = MappingProxyType({})) -> str:
    """Return the SHA-256, in hexadecimal, of how a claim is tested."""
    named = sorted({spec.text("effect") for spec in claim.specs} & effects.keys())
    tested = {
        "testable": claim.testable,
        "checks": [_plain(spec) for spec in claim.checks],
        "alternatives": [_plain(spec) for spec in claim.alternatives],
        "rivals": [
            {"expects": rival.expects, "checks": [_plain(spec) for spec in rival.checks]}
            for rival in claim.rivals
        ],
        "effects": {name: _without_words(effects[name]) for name in named},
    }
    if claim.untested:
        tested["untested"] = claim.untested
    text = json.dumps(tested, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def with_history(claims: Sequence[Claim], text: str) -> tuple[Claim, ...]:
    """Give each claim the ways of testing it that the text of `claims.hashes.csv` holds."""
    history: dict[str, list[Written]] = defaultdict(list)
    for _, cells in _rows(text)[0][1:]:
        if _is_sound(cells):
            history[cells[0]].append(Written(date.fromisoformat(cells[2]), cells[1]))
    return tuple(replace(claim, history=tuple(history[claim.id])) for claim in claims)


def history_problems(text: str, file: str) -> tuple[Problem, ...]:
    """Return what is wrong with the text of `claims.hashes.csv`."""
    fix = "take the file from its last sound state; detente check --refresh adds rows to it"
    rows, broken = _rows(text)
    if not rows or tuple(rows[0][1]) != COLUMNS:
        return (Problem(file, 1, f"its columns are not {', '.join(COLUMNS)}", fix),)
    problems = [
        Problem(file, line, f"{shown(cells)} is no row of it", fix)
        for line, cells in rows[1:]
        if cells and not _is_sound(cells)
    ]
    if broken:
        problems.append(Problem(file, broken, "from here on it is no CSV", fix))
    return tuple(problems)


def _rows(text: str) -> tuple[list[tuple[int, list[str]]], int]:
    """Return each row with the line it ends on, and the line from which on it is no CSV, or 0."""
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))
    except csv.Error:
        return rows, max(reader.line_num, 1)
    return rows, 0


def written_down(
    text: str, claims: Sequence[Claim], day: date, effects: Effects = MappingProxyType({})
) -> str:
    """Return the text of `claims.hashes.csv` with a row for each claim tested in a new way.

    Rows are only ever added, so that every way a claim was tested stays on record.
    """
    known = {claim.id: claim.history for claim in with_history(claims, text)}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    if not text:
        writer.writerow(COLUMNS)
    for claim in claims:
        now = operationalisation(claim, effects)
        if not known[claim.id] or known[claim.id][-1].hash != now:
            writer.writerow((claim.id, now, day.isoformat()))
    return text + ("\n" if text and not text.endswith("\n") else "") + out.getvalue()


def _plain(spec: CheckSpec) -> dict[str, object]:
    # A check of figures was once one of their level: what it is about must be in the hash.
    of_figures = spec.text("series") and spec.type in _OF_FIGURES
    of_acts = spec.text("outcome") == "level"
    about: dict[str, object] = {"about": FIGURES} if of_figures or of_acts else {}
    # Where all of some events were asked for, they were once no count of chosen ones.
    read = reading_of(spec) if spec.type == "forecast" else spec
    if read.type == "occurred" and counts(read):
        if "at_least" not in read.options:
            about["counted"] = True
        # Where as many were on record the other way, a count once left even odds.
        about["outnumbers"] = True
    options = {name: _thawed(value) for name, value in spec.options.items()}
    if "measure" in options and not (spec.text("dyad") or spec.text("with_dyad")):
        # Of a series there is no measure: what stands there by default must not change its hash.
        options["measure"] = "balance"
    return {"type": spec.type, **about, **options}


def _thawed(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value


def _without_words(effect: EffectSpec) -> dict[str, object]:
    return {key: value for key, value in asdict(effect).items() if key not in _WORDS}


def _is_sound(cells: Sequence[str]) -> bool:
    if len(cells) != len(COLUMNS) or not cells[0] or not _HASH.fullmatch(cells[1]):
        return False
    try:
        date.fromisoformat(cells[2])
    except ValueError:
        return False
    return True
