"""Links between the documents of the project lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    p.relative_to(ROOT).as_posix() for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
)


@pytest.mark.parametrize("page", PAGES)
def test_local_links_resolve(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)", text)
    local = [t for t in targets if not re.match(r"[a-z]+:", t)]
    missing = [t for t in local if not ((ROOT / page).parent / t).exists()]
    assert missing == []


def test_every_dependency_has_a_decision() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pages = "\n".join(
        p.read_text(encoding="utf-8").lower() for p in ROOT.glob("docs/decisions/*.md")
    )
    names = [re.split(r"[\[<>=~ ]", d)[0].lower() for d in project["dependencies"]]
    known_as = {"ibis-framework": "ibis", "vl-convert-python": "vl-convert"}
    assert [n for n in names if known_as.get(n, n) not in pages] == []
