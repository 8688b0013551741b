"""`datapackage.json` follows the Data Package standard, and is brought up to date on request."""

import json
from pathlib import Path

import jsonschema
import pytest

from detente.case import package
from detente.case.load import built_in_cases
from detente.case.package import parse_package, read_package, refresh_package
from detente.case.shape import MOST_PROBLEMS
from detente.terms.errors import InputError
from tests.case.trial import Trial

# Constraints of the official profile 2.0 with its prose removed; the file says where it is from.
PROFILE = json.loads((Path(__file__).parent / "datapackage-2.0.json").read_text("utf-8"))


def faults(text: str) -> list[str]:
    return [e.message for e in jsonschema.Draft7Validator(PROFILE).iter_errors(json.loads(text))]


def test_the_shipped_descriptor_is_valid_by_the_official_profile() -> None:
    for folder in built_in_cases().values():
        assert faults((folder / "datapackage.json").read_text("utf-8")) == []


def test_the_descriptor_of_a_new_case_is_valid_by_the_official_profile(trial: Trial) -> None:
    assert faults((trial.folder / "datapackage.json").read_text("utf-8")) == []


def test_the_profile_would_refuse_a_descriptor_that_breaks_it(trial: Trial) -> None:
    text = (trial.folder / "datapackage.json").read_text("utf-8")
    assert faults(text.replace('"yearmonth"', '"moon"'))
    assert faults(text.replace('"path": "series/', '"path": "/series/'))
    assert faults('{"name": "empty", "resources": []}')


def test_resource_names_and_paths_are_unique() -> None:
    for folder in built_in_cases().values():
        resources = read_package(folder)
        assert len({r.name for r in resources}) == len({r.path for r in resources})
        assert len({r.name for r in resources}) == len(resources)


def test_refreshing_describes_a_replaced_file_and_nothing_else(trial: Trial) -> None:
    before = {resource.name: resource for resource in read_package(trial.folder)}
    with (trial.folder / "series/purity.csv").open("a") as file:
        file.write("2024-01,10.5\n")
    assert refresh_package(trial.folder) == ("purity",)
    after = {resource.name: resource for resource in read_package(trial.folder)}
    assert after["chronology"] == before["chronology"]
    assert after["purity"].size == before["purity"].size + len("2024-01,10.5\n")
    assert after["purity"].sha256 != before["purity"].sha256
    assert after["purity"].vintage == before["purity"].vintage


def test_refreshing_an_unchanged_case_leaves_the_file_alone(trial: Trial) -> None:
    path = trial.folder / "datapackage.json"
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert refresh_package(trial.folder) == ()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_refreshing_keeps_the_shape_of_the_file(trial: Trial) -> None:
    path = trial.folder / "datapackage.json"
    before = path.read_text("utf-8")
    trial.edit("series/purity.csv", "2022-01,", "2022-01,1")  # refreshes too
    trial.edit("series/purity.csv", "2022-01,1", "2022-01,")
    assert path.read_text("utf-8") == before


def test_refreshing_fills_in_what_a_new_resource_lacks(trial: Trial) -> None:
    package = json.loads((trial.folder / "datapackage.json").read_text("utf-8"))
    for key in ("bytes", "hash"):
        del package["resources"][1][key]
    (trial.folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    assert {"--refresh" in problem.fix for problem in trial.problems()} == {True}
    assert refresh_package(trial.folder) == ("purity",)
    assert trial.problems() == ()


def test_refreshing_reads_nothing_outside_the_folder(trial: Trial) -> None:
    trial.edit("datapackage.json", '"series/purity.csv"', '"../trial/series/purity.csv"')
    with pytest.raises(InputError, match="leads out of the case folder"):
        refresh_package(trial.folder)


def test_a_key_that_stands_twice_is_found_in_one_pass() -> None:
    # Counting every key among all others took minutes: 400,000 keys are 1.6e11 comparisons.
    keys = ",".join(f'"{number:x}":1' for number in range(400_000))
    resources, problems = parse_package("{" + keys + ',"z":1,"z":2}')
    assert resources == ()
    assert [problem.problem for problem in problems] == [
        "not valid JSON: the key 'z' stands twice in one object"
    ]


@pytest.mark.parametrize("entry", ["{}", '{"name":"a"}', "1", "null"])
def test_more_resources_than_a_case_has_are_counted_and_not_read(entry: str) -> None:
    text = '{"resources":[' + ",".join([entry] * 500_000) + "]}"
    (problem,) = parse_package(text)[1]
    assert "describes 500,000 resources, more than 1,000" in problem.problem


def test_no_more_resources_are_described_anew_than_may_be(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MOST_RESOURCES", 1)
    with pytest.raises(InputError, match="describes 2 resources, more than 1"):
        refresh_package(trial.folder)


def test_problems_of_many_resources_are_told_up_to_a_bound() -> None:
    text = '{"resources":[' + ",".join(["{}"] * package.MOST_RESOURCES) + "]}"
    problems = parse_package(text)[1]
    assert MOST_PROBLEMS < len(problems) < 2 * MOST_PROBLEMS
    assert "not looked at" in problems[-1].problem


@pytest.mark.parametrize("key", ["sources", "licenses"])
def test_a_resource_with_a_million_wrong_parts_is_told_briefly(key: str) -> None:
    wrong = ",".join(["1"] * 1_000_000)
    problems = parse_package(f'{{"resources":[{{"{key}":[{wrong}]}}]}}')[1]
    assert len(problems) <= MOST_PROBLEMS + 2
