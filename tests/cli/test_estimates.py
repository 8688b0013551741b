"""`index`, `claims` and `brief` print and write what others rely on."""

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator

from detente.findings import findings_schema

BOUNDS = ["median", "lo50", "hi50", "lo90", "hi90"]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    from detente.case.template import new_case

    made = new_case("trial", tmp_path_factory.mktemp("cli"))
    (made / "claims.toml").write_text(
        """[[claim]]
id = "suspended"
text = "China suspended its cooperation on drugs in August 2022."
stated_by = "A report"
stated_on = 2023-09-01
source = "Page 1"
kind = "fact"
would_change = ["A denial on record."]

[[claim.check]]
type = "occurred"
label = "The suspension is on record"
events = ["us-cn-059"]
""",
        encoding="utf-8",
    )
    return made


def test_the_index_as_json(case, detente) -> None:
    found = json.loads(detente("index", case, "--json").out)
    assert set(found["index"][0]) >= {"measure", "dyad", "period", "balance", "acts_cooperation"}
    assert list(found["index"][0]["balance"]) == BOUNDS
    assert {row["dyad"] for row in found["sides"]} == {"USA-CHN", "USA-MEX", "CHN-MEX"}
    assert found["subject"] == "relations"
    assert [row["warnings"] for row in found["measures"]] == [[]]
    assert len(found["index"]) == 3 * 19  # dyads, months
    (measure,) = found["measures"]
    acts = sum(row["acts_cooperation"] + row["acts_conflict"] for row in found["index"])
    assert acts == measure["acts_cooperation"] + measure["acts_conflict"] > 0


def test_a_measure_that_the_case_has_not_is_refused(case, detente) -> None:
    ran = detente("index", case, "--measure", "relation")
    assert ran.code == 2
    assert "the case has no measure 'relation'; did you mean 'relations'?" in ran.err
    assert detente("index", case, "--measure", "relations", "--csv").code == 0


def test_the_index_as_tidy_and_as_wide_csv(case, detente) -> None:
    tidy = list(csv.DictReader(io.StringIO(detente("index", case, "--csv").out)))
    kinds = ("balance", "trend", "known")
    columns = [f"{kind}_{bound}" for kind in kinds for bound in BOUNDS]
    counts = ["acts_cooperation", "acts_conflict"]
    assert list(tidy[0]) == ["measure", "dyad", "period", *columns, *counts]
    assert len(tidy) == 3 * 19  # dyads, months
    wide = list(csv.DictReader(io.StringIO(detente("index", case, "--csv", "--wide").out)))
    assert len(wide) == 19
    for row in tidy:
        month = next(line for line in wide if line["period"] == row["period"])
        assert month[f"{row['measure']}_{row['dyad']}"] == row["balance_median"]


def test_the_draws_as_netcdf(case, detente, tmp_path) -> None:
    path = tmp_path / "draws.nc"
    assert detente("index", case, "--netcdf", path).code == 0
    import xarray as xr

    with xr.open_dataset(path) as draws:
        assert draws["relations"].dims == ("draw", "dyad", "period")
    assert [p.name for p in tmp_path.iterdir()] == ["draws.nc"]


def test_the_index_for_people(case, detente) -> None:
    printed = detente("index", case).out
    assert "the acts stand beside" in printed
    assert "2023-H2" in printed
    assert "conflictual acts" in printed
    assert "USA-MEX" in printed


def test_claims_then_and_now(case, detente) -> None:
    (claim,) = json.loads(detente("claims", case, "--json").out)
    assert claim["then"]["as_of"] == "2023-09-01"
    assert claim["now"]["verdict"] == "supported"
    assert claim["now"]["probability"] == pytest.approx(0.97)
    assert claim["now"]["rows"][0]["id"] == "us-cn-059"
    assert "supported" in detente("claims", case).out
    before = detente("claims", case, "--as-of", "2023-08-31", "--json")
    assert json.loads(before.out) == []
    told = "1 sentence left out of the ledger: published after 2023-08-31 (suspended)."
    assert told in before.err
    assert told in detente("claims", case, "--as-of", "2023-08-31").out


def test_a_sentence_later_than_the_record_is_judged_on_it(case, detente, tmp_path) -> None:
    text = (case / "claims.toml").read_text(encoding="utf-8").replace("2023-09-01", "2026-11-01")
    (tmp_path / "late.toml").write_text(text, encoding="utf-8")
    ran = detente("claims", case, "--claims", tmp_path / "late.toml")
    assert ran.code == 0
    assert "suspended" in ran.out
    assert "1 sentence was published after the newest file" in ran.out
    (claim,) = json.loads(detente("claims", case, "--claims", tmp_path / "late.toml", "--json").out)
    assert claim["then"] == claim["now"]
    assert claim["late"].startswith("Published on 2026-11-01, after the newest file")


def test_what_the_index_does_not_count_is_told(case, detente) -> None:
    told = "1 event left out of the counts of the index: not between the two states of a side"
    assert told in detente("index", case).out
    as_csv = detente("index", case, "--csv")
    assert told in as_csv.err
    assert told not in as_csv.out
    (one,) = json.loads(detente("index", case, "--json").out)["left_out"]
    assert (one["count"], one["named"]) == (1, ["us-mx-077"])


def test_the_brief_as_files_and_as_json(case, detente, tmp_path) -> None:
    out = tmp_path / "brief"
    ran = detente("brief", case, "--out", out, "--json")
    assert ran.code == 0
    found = json.loads(ran.out)
    Draft202012Validator(findings_schema()).validate(found)
    assert json.loads((out / "findings.json").read_text(encoding="utf-8")) == found
    pages = {"brief.html", "brief.pdf", "findings.json", "claimreview.jsonld", "data"}
    assert {p.name for p in out.iterdir()} == pages
    assert "progress" not in ran.out
