"""Every distribution that a user installs has a licence under which detente may use it.

`docs/decisions/licences.md` says what is allowed, and why the named exceptions are.
"""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement

from tests.conftest import REPOSITORY

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT",
    "MIT-CMU", "PSF-2.0", "Zlib",
}  # fmt: skip
"""SPDX identifiers of licences that ask for no more than their text be kept."""

EXCEPTIONS = {
    "portion": "LGPL-3.0-or-later",
    "pyxlsb": "LGPL-3.0-or-later",
    "tqdm": "MPL-2.0",
    "pathspec": "MPL-2.0",
    "odfpy": "GPL",
}
"""Distribution → its licence that is not among those allowed; each has its reason in the docs."""

CLASSIFIERS = {
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
FREE_TEXTS = {
    "BSD": "BSD-3-Clause",
    "Apache License, Version 2.0": "Apache-2.0",
    "MPL-2.0 AND MIT": "MPL-2.0 AND MIT",
}


def locked() -> list[str]:
    """Name the distributions of the runtime lock that are installed on a machine like this."""
    lines = (REPOSITORY / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line.rstrip(" \\") for line in lines if re.match(r"[A-Za-z0-9]", line)]
    assert len(pinned) > 50
    found = map(Requirement, pinned)
    return sorted({r.name for r in found if r.marker is None or r.marker.evaluate()})


def licence_of(found: Distribution) -> str:
    """Return the licence of a distribution as an SPDX expression, from its metadata."""
    meta = found.metadata
    if expression := meta.get("License-Expression"):
        return str(expression)
    said = str(meta.get("License") or "").strip()
    prefix = "License :: OSI Approved :: "
    named = [c.removeprefix(prefix) for c in meta.get_all("Classifier") or () if prefix in c]
    if named:
        return " OR ".join(CLASSIFIERS.get(name, f"? {name}") for name in named)
    return FREE_TEXTS.get(said, said if said in ALLOWED else f"? {said[:60]}")


def is_allowed(expression: str) -> bool:
    """Judge an SPDX expression: all that AND joins must be allowed, and one that OR does."""
    parts = re.split(r"\s+OR\s+", expression.replace("(", "").replace(")", ""))
    return any(set(re.split(r"\s+AND\s+", part)) <= ALLOWED for part in parts)


@pytest.mark.parametrize("name", locked())
def test_a_licence_is_allowed_or_named(name: str) -> None:
    try:
        licence = licence_of(distribution(name))
    except PackageNotFoundError:
        pytest.fail(f"{name} is locked and not installed: run make .venv/.runtime")
    if name in EXCEPTIONS:
        assert not is_allowed(licence) or "OR" in licence, f"{name} is no exception: {licence}"
    else:
        assert is_allowed(licence), f"{name}: {licence}; see docs/decisions/licences.md"


def test_every_exception_is_locked_and_explained() -> None:
    page = (REPOSITORY / "docs" / "decisions" / "licences.md").read_text(encoding="utf-8")
    for name in EXCEPTIONS:
        assert name in locked()
        assert f"`{name}`" in page


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True), ("MIT AND GPL-3.0-only", False), ("MIT OR GPL-3.0-only", True), ("", False),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", True), ("AGPL-3.0", False),
        ("Proprietary", False), ("? GNU General Public License (GPL)", False),
    ],
)  # fmt: skip
def test_an_expression_is_judged(expression: str, allowed: bool) -> None:
    assert is_allowed(expression) == allowed
