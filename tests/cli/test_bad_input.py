"""Bad input is one clear message a problem, exit code 2, no traceback, and nothing is written."""

import os
from pathlib import Path

import pytest


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def chronology(case: Path) -> Path:
    return case / "events" / "chronology.csv"


def lines(case: Path) -> list[str]:
    return chronology(case).read_text(encoding="utf-8").splitlines(keepends=True)


def truncate(case: Path) -> None:
    text = chronology(case).read_text(encoding="utf-8").rstrip("\n")
    chronology(case).write_text(text[: text.rindex(",")], encoding="utf-8")


def rename_column(case: Path) -> None:
    edit(chronology(case), "event_type", "type_of_event")


def unknown_actor(case: Path) -> None:
    row = lines(case)[-1]
    actor = next(c for c in row.split(",") if c.startswith(("USA.", "MEX.", "CHN.")))
    edit(chronology(case), f",{actor},", ",SYN.GOV,")


def duplicate_id(case: Path) -> None:
    rows = lines(case)
    chronology(case).write_text("".join([*rows, rows[-1]]), encoding="utf-8")


def impossible_date(case: Path) -> None:
    day = lines(case)[-1].split(",")[1]
    edit(chronology(case), f",{day},", ",2024-02-31,")


def other_encoding(case: Path) -> None:
    data = chronology(case).read_bytes()
    chronology(case).write_bytes(data + b"caf\xe9")


def endless_line(case: Path) -> None:
    # Sparse, so that the test takes no disk: the size is refused before a byte is read.
    os.truncate(chronology(case), 2**30)


def missing_series(case: Path) -> None:
    (case / "claims.toml").write_text(
        """[[claim]]
id = "no-such-series"
text = "Purity halved."
stated_by = "A report"
source = "Page 1"
stated_on = 2024-06-01
kind = "fact"

[[claim.check]]
type = "shift"
label = "purity is lower"
series = "puritty"
before = "2020"
after = "2023"
direction = "down"
""",
        encoding="utf-8",
    )


def no_toml(case: Path) -> None:
    edit(case / "case.toml", "[index]", "[index")


def escaping_path(case: Path) -> None:
    edit(case / "datapackage.json", '"path": "events/chronology.csv"', '"path": "../outside.csv"')


@pytest.mark.parametrize(
    ("breakage", "said"),
    [
        (truncate, "chronology.csv:"),
        (rename_column, "event_type"),
        (unknown_actor, "SYN.GOV"),
        (duplicate_id, "id"),
        (impossible_date, "2024-02-31"),
        (other_encoding, "UTF-8"),
        (endless_line, "chronology.csv"),
        (missing_series, "puritty"),
        (no_toml, "case.toml"),
        (escaping_path, "outside.csv"),
    ],
)
@pytest.mark.parametrize("command", ["check", "sources", "brief"])
def test_a_broken_case(breakage, said, command, small_case, detente, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    breakage(small_case)
    ran = detente(command, small_case)
    assert ran.code == 2
    said_all = ran.out + ran.err
    assert said in said_all
    assert "Traceback" not in said_all
    assert not (tmp_path / "brief").exists()
    if command != "check":
        assert ran.out == ""


def test_a_case_folder_that_is_a_file(detente, tmp_path) -> None:
    path = tmp_path / "case"
    path.write_text("", encoding="utf-8")
    ran = detente("brief", path, "--out", tmp_path / "out")
    assert ran.code == 2
    assert str(path) in ran.err
    assert not (tmp_path / "out").exists()


def test_a_case_that_does_not_exist_names_what_there_is(detente) -> None:
    ran = detente("check", "fentanil")
    assert ran.code == 2
    assert "'fentanyl'" in ran.out
    assert ran.out.endswith("fentanil: 1 problem\n")


@pytest.mark.parametrize("day", ["2023-02-31", "yesterday", "2013-01-01", "2022-08-15"])
def test_an_impossible_as_of_day(day, detente, small_case) -> None:
    ran = detente("index", small_case, "--as-of", day)
    assert ran.code == 2
    assert "--as-of" in ran.err


def test_a_published_file_with_a_renamed_column(detente, shared, tmp_path) -> None:
    published = shared / "data" / "cbp_drug_seizures" / "nationwide-drugs-fy23-fy26-apr.csv"
    text = published.read_text(encoding="utf-8")
    broken = tmp_path / "next-month.csv"
    broken.write_text(text.replace("Sum Qty (lbs)", "Sum Quantity", 1), encoding="utf-8")
    ran = detente("revisions", "fentanyl", "--add", broken)
    assert ran.code == 2
    assert "Sum Qty (lbs)" in ran.err
    assert "Sum Quantity" in ran.err


@pytest.mark.parametrize(
    ("words", "place", "said"),
    [
        (("--event", "us-cn-59"), "--event", "'us-cn-059'"),
        (("--series", "USA-CHI"), "--series", "'USA-CHN'"),
    ],
)
def test_an_effect_of_nothing_known(words, place, said, small_case, detente) -> None:
    ran = detente("effects", small_case, *words)
    assert (ran.code, ran.out) == (2, "")
    assert place in ran.err
    assert said in ran.err


def test_a_claims_file_that_is_not_there(small_case, detente, tmp_path) -> None:
    ran = detente("claims", small_case, "--claims", tmp_path / "none.toml")
    assert (ran.code, ran.out) == (2, "")
    assert "none.toml" in ran.err


def test_a_name_that_is_no_name(detente, tmp_path) -> None:
    for name in ("../up", "Upper", "", "a" * 60):
        assert detente("new", name, "--folder", tmp_path).code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_schema_that_does_not_exist(detente) -> None:
    assert detente("schema", "claims").code == 2


def test_control_characters_do_not_reach_the_terminal(detente) -> None:
    ran = detente("check", "\x1b[31mred")
    assert ran.code == 2
    assert "red" in ran.out
    assert "\x1b" not in ran.out + ran.err
