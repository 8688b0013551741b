"""Commands that need no estimate do what they say."""

import json
import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator

from detente.cli.views import _share, _told_apart

HEAVY = ("jax", "numpyro", "duckdb", "ibis", "altair", "typst", "vl_convert", "arviz", "pandas")


def loaded_by(*words: str, code: int | None = None) -> set[str]:
    program = (
        "import sys\nsys.argv = ['detente', *sys.argv[1:]]\n"
        "from detente.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit as left:\n"
        f"    assert (left.code or None) == {code}, left.code\n"
        "sys.stderr.write('\\n' + ' '.join({m.partition('.')[0] for m in sys.modules}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True
    )
    return set(ran.stderr.splitlines()[-1].split())


def test_help_and_check_load_nothing_heavy() -> None:
    assert loaded_by("--help") & {*HEAVY, "numpy", "pydantic", "jinja2"} == set()
    assert loaded_by("check", "fentanyl") & {*HEAVY} == set()


@pytest.mark.parametrize("command", ["index", "claims", "effects", "scenarios", "brief"])
def test_a_bad_case_is_told_before_anything_heavy_is_loaded(
    command: str, small_case, tmp_path
) -> None:
    path = small_case / "case.toml"
    path.write_text(path.read_text("utf-8").replace("[index]", "[indes]"), encoding="utf-8")
    out = ["--out", str(tmp_path / "brief")] if command == "brief" else []
    assert loaded_by(command, str(small_case), *out, code=2) & {*HEAVY} == set()


def test_the_shipped_case_has_no_problem(detente) -> None:
    ran = detente("check", "fentanyl")
    assert (ran.code, ran.out) == (0, "fentanyl: no problems\n")
    assert json.loads(detente("check", "fentanyl", "--json").out) == []
    # Notes are no problems, and stay out of what a program reads.
    assert "note: 51 events left out of the counts of the index: domestic steps" in ran.err
    assert "may tell what" not in ran.err


def test_check_points_at_rows_that_may_tell_one_happening(detente, small_case) -> None:
    path = small_case / "events/chronology.csv"
    lines = path.read_bytes().decode().splitlines()
    (first,) = [line for line in lines if line.startswith("us-cn-059,")]
    again = first.replace("us-cn-059", "again", 1).replace("The Hill", "Another Paper")
    path.write_text("\n".join([*lines, again]) + "\n", encoding="utf-8", newline="\n")
    ran = detente("check", small_case, "--refresh")
    assert ran.code == 0
    assert "'again' may tell what 'us-cn-059' tells" in ran.err
    assert "if so, write same_as = us-cn-059 in this row, and - if not" in ran.err


def test_revisions_of_the_shipped_case(detente) -> None:
    ran = detente("revisions", "fentanyl", "--json")
    assert ran.code == 1  # publishers did restate figures
    found = json.loads(ran.out)
    seizures = next(c for c in found["comparisons"] if c["newer"] == "cbp_fy23_fy26_apr")
    # Counted from the two files by hand: 7,895 rows and one that only the newer has; the
    # publisher moved no month before October 2025.
    assert (seizures["compared_cells"], seizures["changed_cells"]) == (7896, 211)
    moved = {c["period"] for c in found["changes"] if c["newer"] == "cbp_fy23_fy26_apr"}
    assert moved == {"2025-10", "2025-11", "2025-12"}
    assert found["changed_cells"] == sum(c["changed_cells"] for c in found["comparisons"])


def test_a_file_compared_with_itself_has_not_changed(detente, shared) -> None:
    same = shared / "data" / "cbp_drug_seizures" / "nationwide-drugs-fy23-fy26-apr.csv"
    ran = detente("revisions", "fentanyl", "--add", same, "--json")
    assert ran.code == 0
    found = json.loads(ran.out)
    assert (found["compared_cells"], found["changed_cells"], found["changes"]) == (8673, 0, [])


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (499.0, 499.4, ("499", "499.4")),
        (1234.25, 1234.5, ("1,234.2", "1,234.5")),
        (12.5, 13.5, ("12.5", "13.5")),
        (0.1234567, 0.1234568, ("0.1234567", "0.1234568")),
        (None, 3.0, ("–", "3")),
    ],
)
def test_figures_that_differ_look_it(old, new, shown) -> None:
    assert _told_apart(old, new) == shown


def test_sources_say_what_was_read(detente) -> None:
    rows = json.loads(detente("sources", "fentanyl", "--json").out)
    chronology = next(row for row in rows if row["name"] == "chronology")
    assert (chronology["rows_read"], chronology["rows_refused"]) == (625, 0)
    assert all(row["rows_read"] == row["rows_kept"] + row["rows_refused"] for row in rows)
    assert all(len(row["sha256"]) == 64 and row["licence"] and row["vintage"] for row in rows)
    for row in rows:
        assert sum(one["count"] for one in row["left_out"]) == row["rows_refused"]
    printed = detente("sources", "fentanyl").out
    assert "chronology" in printed
    (trade,) = [row for row in rows if row["name"] == "census_china_2023_2026"]
    assert f"{trade['rows_refused']} rows left out of {trade['file']}: an earlier state" in printed


def test_the_schema_is_a_schema(detente) -> None:
    schema = json.loads(detente("schema", "findings").out)
    Draft202012Validator.check_schema(schema)
    promised = {"case", "as_of", "version", "seed", "index", "measures", "claims", "sources"}
    assert promised <= set(schema["required"])


def test_version(detente) -> None:
    assert detente("--version").out.startswith("detente 0.")


@pytest.mark.parametrize(
    ("relative", "written"),
    [
        (0.5, "+50.0%"),
        (-0.0123, "-1.2%"),
        (0.0002, "+0.02%"),
        (-0.00049, "-0.05%"),
        (3e-7, "+0.00003%"),
        (0.0, None),
        (None, None),
    ],
)
def test_a_small_change_is_in_per_cent_as_the_others_are(
    relative: float | None, written: str | None
) -> None:
    assert _share(relative) == written
