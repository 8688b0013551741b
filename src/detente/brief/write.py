"""Write a brief into a folder: whole or not at all."""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.brief.compose import compose
from detente.brief.export import DESCRIPTOR, data_files, review_bytes
from detente.brief.pdf import render_pdf
from detente.brief.render import render_html
from detente.findings import Findings, findings_to_json
from detente.terms.errors import InputError

REVIEW = "claimreview.jsonld"
"""The verdicts as ClaimReview, where the case has claims."""


@dataclass(frozen=True, slots=True)
class BriefFiles:
    """Where a brief was written.

    Attributes:
        data: the CSV files behind the figures, by name.
    """

    html: Path
    pdf: Path
    findings: Path
    data: tuple[Path, ...]


def write_brief(findings: Findings, folder: Path) -> BriefFiles:
    """Write `brief.html`, `brief.pdf`, `findings.json`, `claimreview.jsonld` and `data/*.csv`.

    Everything is made before the folder is touched, and an earlier brief in it is put back where
    the writing fails; files that are not the brief's are left alone.

    Raises:
        InputError: the folder, or a file to be written, is something else already.
    """
    content = brief_content(findings)
    _check_places(folder, content)
    stale = _earlier_data(folder) - content.keys()
    folder.mkdir(parents=True, exist_ok=True)
    _swap_in(content, folder)
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    data = tuple(folder / name for name in sorted(content) if name.endswith(".csv"))
    return BriefFiles(folder / "brief.html", folder / "brief.pdf", folder / "findings.json", data)


def brief_content(findings: Findings) -> dict[str, bytes]:
    """Render the brief: path inside its folder → content."""
    brief = compose(findings)
    data = data_files(findings, brief)
    return {
        "brief.html": render_html(brief).encode("utf-8"),
        "brief.pdf": render_pdf(brief),
        **{f"data/{name}": content for name, content in data.items()},
        **({REVIEW: review_bytes(findings)} if findings.claims else {}),
        "findings.json": findings_to_json(findings),
    }


def _check_places(folder: Path, content: Mapping[str, bytes]) -> None:
    fix = "name another folder with --out, or move what is there"
    for place in (folder, folder / "data"):
        if place.exists() and not place.is_dir():
            raise InputError.at(
                str(place), 0, "a brief needs a folder here and this is a file", fix
            )
    for name in content:
        if (folder / name).is_dir():
            raise InputError.at(
                str(folder / name), 0, "a brief needs a file here and this is a folder", fix
            )


def _earlier_data(folder: Path) -> set[str]:
    """Return the data files that an earlier brief says it wrote."""
    try:
        package = json.loads((folder / "data" / DESCRIPTOR).read_bytes())
        paths = {str(resource["path"]) for resource in package["resources"]}
    except (OSError, ValueError, TypeError, KeyError):
        return set()
    data = {f"data/{path}" for path in paths if re.fullmatch(r"[A-Za-z0-9_-]+\.csv", path)}
    return data | ({REVIEW} if (folder / REVIEW).is_file() else set())


def _swap_in(content: Mapping[str, bytes], folder: Path) -> None:
    """Put new files in the place of old ones, each in one step; undo all if one fails."""
    with tempfile.TemporaryDirectory(prefix=".brief-", dir=folder.parent) as name:
        new, old = Path(name) / "new", Path(name) / "old"
        for path, data in content.items():
            for root in (new, old, folder):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
            (new / path).write_bytes(data)
            if (folder / path).exists():
                shutil.copy2(folder / path, old / path)
        done: list[str] = []
        try:
            for path in content:
                done.append(path)
                (new / path).replace(folder / path)
        except BaseException:
            _undo(done, old, folder)
            raise


def _undo(paths: list[str], old: Path, folder: Path) -> None:
    for path in paths:
        if (old / path).exists():
            (old / path).replace(folder / path)
        else:
            (folder / path).unlink(missing_ok=True)
