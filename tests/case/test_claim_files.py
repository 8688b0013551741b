"""The hashes that a case keeps of how its claims are tested."""

from datetime import date
from pathlib import Path

import pytest

from detente.case.check import check_case
from detente.case.claim_files import refresh_hashes
from detente.case.files import CLAIMS_FILE, HASHES_FILE
from detente.case.load import load_case
from detente.case.template import new_case
from detente.terms.errors import InputError

CLAIMS = """\
[document]
stated_by = "A ministry"
stated_on = 2023-09-01
source = "A report"

[[claim]]
id = "meant-well"
text = "They meant well."
kind = "judgement"
testable = "no"
missing = "Intent is not in the record."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = Path(new_case("trial", tmp_path))
    (made / CLAIMS_FILE).write_text(CLAIMS, "utf-8")
    return made


def test_every_way_of_testing_is_written_down_once(folder: Path) -> None:
    refresh_hashes(folder, date(2026, 1, 1))
    first = (folder / HASHES_FILE).read_text("utf-8")
    refresh_hashes(folder, date(2026, 2, 1))
    assert (folder / HASHES_FILE).read_text("utf-8") == first
    case = load_case(folder)
    assert len(first.splitlines()) == 2
    assert {claim.history[0].day for claim in case.claims} == {date(2026, 1, 1)}
    assert check_case(folder) == ()


def test_a_damaged_file_is_reported_and_left_alone(folder: Path) -> None:
    (folder / HASHES_FILE).write_text("id,hash,written_on\na,b,c\n", "utf-8")
    assert [(p.file, p.line) for p in check_case(folder)] == [(HASHES_FILE, 2)]
    with pytest.raises(InputError, match="no row of it"):
        refresh_hashes(folder, date(2026, 1, 1))
    assert (folder / HASHES_FILE).read_text("utf-8").endswith("a,b,c\n")


def test_a_case_without_claims_has_none(folder: Path) -> None:
    (folder / CLAIMS_FILE).unlink()
    refresh_hashes(folder, date(2026, 1, 1))
    assert not (folder / HASHES_FILE).exists()
