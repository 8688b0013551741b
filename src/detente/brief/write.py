"""Write a brief into a folder: whole or not at all."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from detente.brief.compose import compose
from detente.brief.export import data_files, review_bytes
from detente.brief.pdf import render_pdf
from detente.brief.place import DESCRIPTOR, REVIEW, refuse_place, sealed, stale
from detente.brief.render import render_html
from detente.findings import Findings, findings_to_json
from detente.study.codec import bytes_codec
from detente.study.keys import key_of, sources_of
from detente.study.node import Node, value_of
from detente.terms.own_files import record

_DRAFT = re.compile(r"\.brief-(\d{1,9})-\w{8}")


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


def write_brief(findings: Findings, folder: Path | str) -> BriefFiles:
    """Write `brief.html`, `brief.pdf`, `findings.json`, `claimreview.jsonld` and `data/*.csv`.

    Everything is made before the folder is touched, and an earlier brief in it is put back where
    the writing fails. Only what detente wrote, and nobody changed since, is replaced or removed.

    Raises:
        InputError: naming every file that is in the way; see `place.refuse_place`.
    """
    folder = Path(folder)
    refuse_place(folder)
    content = stored_content(findings)
    refuse_place(folder, tuple(content))
    old = stale(folder, content)
    folder.mkdir(parents=True, exist_ok=True)
    _swap_in(content, folder)
    for path in old:
        path.unlink(missing_ok=True)
    data = tuple(folder / name for name in sorted(content) if name.endswith(".csv"))
    return BriefFiles(folder / "brief.html", folder / "brief.pdf", folder / "findings.json", data)


def stored_content(findings: Findings) -> dict[str, bytes]:
    """Return the files of a brief: rendered, or as they were for equal findings and templates."""
    home = Path(str(files("detente"))) / "brief"
    pages = [path.read_bytes() for path in sorted((home / "templates").rglob("*.*"))]
    drawn = [version(name) for name in ("altair", "vl-convert-python", "typst", "jinja2")]
    node = Node(
        name="writing the brief",
        key=key_of("brief", sources_of("brief", "terms"), pages, drawn, findings_to_json(findings)),
        make=lambda progress: brief_content(findings),
        codec=bytes_codec(),
    )
    return value_of(node)


def brief_content(findings: Findings) -> dict[str, bytes]:
    """Render the brief: path inside its folder → content."""
    brief = compose(findings)
    data = data_files(findings, brief)
    content = {
        "brief.html": render_html(brief).encode("utf-8"),
        "brief.pdf": render_pdf(brief),
        **{f"data/{name}": content for name, content in data.items()},
        **({REVIEW: review_bytes(findings)} if findings.claims else {}),
        "findings.json": findings_to_json(findings),
    }
    return {**content, DESCRIPTOR: sealed(content.pop(DESCRIPTOR), content)}


def _swap_in(content: Mapping[str, bytes], folder: Path) -> None:
    """Put new files in the place of old ones, each in one step; undo all if one fails."""
    _sweep(folder)
    # Inside the folder, so that a move is one step where the folder is a disk of its own.
    with tempfile.TemporaryDirectory(prefix=f".brief-{os.getpid()}-", dir=folder) as name:
        new, old = Path(name) / "new", Path(name) / "old"
        for path, data in content.items():
            for root in (new, old, folder):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
            with _told_of(folder / path):
                (new / path).write_bytes(data)
            if (folder / path).exists():
                shutil.copy2(folder / path, old / path)
        done: list[str] = []
        # Before the files take their places: whatever interrupts that, all are known as ours.
        record((sha256(data).hexdigest(), len(data)) for data in content.values())
        try:
            for path in content:
                done.append(path)
                (new / path).replace(folder / path)
        except BaseException:
            _undo(done, old, folder)
            raise


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Have a full disk, which names no file, name this one."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _sweep(folder: Path) -> None:
    """Remove what runs that were killed while they wrote have left."""
    for path in folder.glob(".brief-*"):
        owner = _DRAFT.fullmatch(path.name)
        if owner and path.is_dir() and not path.is_symlink() and not _alive(int(owner[1])):
            shutil.rmtree(path, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _undo(paths: list[str], old: Path, folder: Path) -> None:
    for path in paths:
        if (old / path).exists():
            (old / path).replace(folder / path)
        else:
            (folder / path).unlink(missing_ok=True)
