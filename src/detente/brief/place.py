"""Where a brief may be written: never over, and never among, what somebody else put there.

`data/datapackage.json` of a brief lists every file of it with its SHA-256, under `detente`, and
carries a seal: its own hash, taken while the seal is empty. So a brief is known again wherever it
was moved or copied, and an edit of any of its files shows.
"""

import json
import os
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from detente.terms.errors import InputError, Problem
from detente.terms.own_files import FIX, folder_problems, hash_of, is_ours, is_plain
from detente.terms.visible import json_text

DATA = "data"
DESCRIPTOR = f"{DATA}/datapackage.json"
PAGES = ("brief.html", "brief.pdf", "findings.json")
REVIEW = "claimreview.jsonld"
"""The verdicts as ClaimReview, where the case has claims."""
_NAME = re.compile(r"data/[A-Za-z0-9_-]+\.csv|[a-z]+\.(?:html|pdf|json|jsonld)")
_MOST_BYTES = 20_000_000
_MOST_OF_A_FILE = 500_000_000
"""Bytes; no file of a brief has as many, and larger ones are not read to tell whose they are."""


def sealed(descriptor: bytes, content: Mapping[str, bytes]) -> bytes:
    """Return the descriptor of a brief with the list of its files, and the seal.

    Args:
        content: path inside the brief's folder → content, without the descriptor.
    """
    package = json.loads(descriptor)
    files = {name: sha256(data).hexdigest() for name, data in sorted(content.items())}
    package["detente"] = {"wrote": files, "seal": ""}
    package["detente"]["seal"] = _seal(package)
    return json_text(package).encode("utf-8")


def written_before(folder: Path) -> dict[str, str]:
    """Return path → SHA-256 of what an earlier brief wrote there; nothing where there is none."""
    path = folder / DESCRIPTOR
    try:
        if not is_plain(path) or path.stat().st_size > _MOST_BYTES:
            return {}
        content = path.read_bytes()
        package = json.loads(content)
        mark = package["detente"]
        files = {name: digest for name, digest in mark["wrote"].items() if _NAME.fullmatch(name)}
        # Written out again it must be the same to the byte, or somebody has been at it.
        if mark["seal"] != _seal(package) or json_text(package).encode("utf-8") != content:
            return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return {**files, DESCRIPTOR: sha256(content).hexdigest()}


def refuse_place(folder: Path, needed: tuple[str, ...] = (*PAGES, REVIEW, DESCRIPTOR)) -> None:
    """Refuse a folder in which a brief would be in another's way, before anything is computed.

    A brief replaces the files of an earlier brief that are still as detente wrote them. It goes
    into a folder that holds other things as long as none of them has a name that it needs, and
    never among data that are not its own.

    Args:
        needed: paths inside the folder that are to be written, as far as they are known.

    Raises:
        InputError: naming every file in the way.
    """
    if problems := folder_problems(folder / DATA):
        raise InputError(problems)
    before = written_before(folder)
    looked_at = dict.fromkeys([*needed, *before])
    if not before and (folder / DATA).is_dir():
        tables = sorted((folder / DATA).glob("*.csv"))
        looked_at |= dict.fromkeys(path.relative_to(folder).as_posix() for path in tables)
    problem = "there is something here that detente did not write, or that was changed since"
    in_the_way = [
        Problem(str(folder / name), 0, problem, FIX)
        for name in looked_at
        if os.path.lexists(folder / name) and not _own(folder / name, before.get(name))
    ]
    if in_the_way:
        raise InputError(in_the_way)


def stale(folder: Path, needed: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Return the files of an earlier brief that this one does not write; all are detente's own."""
    before = written_before(folder)
    return tuple(
        folder / name
        for name, digest in before.items()
        if name not in needed and _own(folder / name, digest)
    )


def _own(path: Path, digest: str | None) -> bool:
    if digest is None or not is_plain(path) or path.lstat().st_size > _MOST_OF_A_FILE:
        return is_ours(path)
    return hash_of(path) == digest or is_ours(path)


def _seal(package: Mapping[str, Any]) -> str:
    unsealed = {**package, "detente": {**package["detente"], "seal": ""}}
    return sha256(json_text(unsealed).encode("utf-8")).hexdigest()
