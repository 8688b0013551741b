"""The claims file of the shipped case, and the page that explains how to write one."""

import re
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from detente.case.check import check_case
from detente.claims.check import COMMON_OPTIONS
from detente.claims.checks import CHECKS
from detente.claims.spec import KINDS, Claim, load_claims

FILE = files("detente.cases.fentanyl") / "claims.toml"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "claims.md"


@pytest.fixture(scope="module")
def claims() -> tuple[Claim, ...]:
    return load_claims(FILE.read_text("utf-8"), "claims.toml")


def test_every_claim_is_stated_with_its_date_and_what_would_change_it(
    claims: tuple[Claim, ...],
) -> None:
    assert len(claims) >= 40
    assert {claim.stated_on.isoformat() for claim in claims} == {"2023-09-01"}
    assert all(claim.would_change for claim in claims)
    assert {claim.kind for claim in claims} == set(KINDS)


def test_tested_and_untested_are_both_there(claims: tuple[Claim, ...]) -> None:
    count = Counter(claim.testable for claim in claims)
    # A ledger of which most sentences can be tested by nothing would be of little use.
    assert count["yes"] >= 25
    assert count["no"] > 0
    used = {spec.type for claim in claims for spec in claim.specs}
    # The section states no number.
    assert set(CHECKS) - used == {"value"}


def test_measured_claims_have_other_readings(claims: tuple[Claim, ...]) -> None:
    measured = ("peak", "shift", "level", "share")
    alone = [
        claim.id
        for claim in claims
        if any(spec.type in measured for spec in claim.checks) and not claim.alternatives
    ]
    assert alone == []


def test_it_fits_the_case() -> None:
    assert [str(p) for p in check_case("fentanyl") if p.file == "claims.toml"] == []


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", ""))


def shingles(text: str, length: int = 8) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def test_no_sentence_of_the_report_is_copied(claims: tuple[Claim, ...], shared: Path) -> None:
    """Eight words in a row are taken for copied: shorter runs are names, dates and idiom."""
    report = shingles((shared / "seed" / "report-section.txt").read_text("utf-8"))
    own = " . ".join(
        part
        for claim in claims
        for part in (claim.text, claim.missing, *(spec.label for spec in claim.checks))
    )
    assert report
    assert shingles(own) & report == set()


def test_the_page_explains_every_check_and_option() -> None:
    text = DOCS.read_text("utf-8")
    for name, check in CHECKS.items():
        section = text.partition(f"### `{name}`:")[2].partition("\n### ")[0]
        assert section, f"docs/claims.md has no section on {name}"
        missing = [option for option in check.options if f"`{option}`" not in section]
        assert missing == [], name
    assert all(f"`{name}`" in text for name in COMMON_OPTIONS)
    assert all(f"`{kind}`" in text for kind in KINDS)


def test_the_examples_of_the_page_are_right() -> None:
    """Each example is read by the parser; those of single checks are put into a claim first."""
    blocks = re.findall(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    head = blocks[0].partition("[[claim.check]]")[0]
    assert len(load_claims(blocks[0], "docs/claims.md")) == 2
    checks = [block for block in blocks[1:] if block.startswith("[[claim.check]]")]
    examples = [load_claims(head + block, "docs/claims.md")[0] for block in checks]
    assert [claim.checks[0].type for claim in examples] == list(CHECKS)
    (rival,) = (block for block in blocks[1:] if block.startswith("[[claim.rival]]"))
    (claim,) = load_claims(
        blocks[0].partition("[[claim.alternative]]")[0] + rival, "docs/claims.md"
    )
    assert claim.rivals[0].expects == (1,)


def test_reading_claims_loads_no_numerical_library() -> None:
    heavy = "numpy pandas xarray jax numpyro duckdb ibis pyarrow scipy"
    code = (
        "import sys, detente.claims.spec\n"
        f"loaded = set('{heavy}'.split()) & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(loaded)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
