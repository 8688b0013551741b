"""`detente check --refresh` rewrites a case's own files where they lie, and keeps the rest."""

import json
import os
import stat
from pathlib import Path

import pytest

from detente.case.files import rewrite_text
from detente.case.package import PACKAGE_FILE, refresh_package
from detente.terms.errors import InputError
from tests.case.trial import Trial


def forget_hashes(path: Path) -> dict:
    package = json.loads(path.read_text(encoding="utf-8"))
    for entry in package["resources"]:
        entry.pop("hash")
    package["x-mine"] = {"ñ": [1, 2.5, None]}
    path.write_text(json.dumps(package), encoding="utf-8")
    return package


def test_permissions_and_unknown_properties_stay(trial: Trial) -> None:
    path = trial.folder / PACKAGE_FILE
    before = forget_hashes(path)
    path.chmod(0o600)
    assert refresh_package(trial.folder)
    after = json.loads(path.read_text(encoding="utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert after["x-mine"] == before["x-mine"]
    assert list(after) == list(before)
    assert trial.problems() == ()


def test_a_link_inside_the_folder_stays_a_link(trial: Trial) -> None:
    path = trial.folder / PACKAGE_FILE
    forget_hashes(path)
    path.rename(trial.folder / "described.json")
    path.symlink_to("described.json")
    refresh_package(trial.folder)
    assert path.is_symlink()
    assert "hash" in (trial.folder / "described.json").read_text(encoding="utf-8")


def test_a_link_out_of_the_folder_is_not_written_through(trial: Trial, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text("{}")
    path = trial.folder / PACKAGE_FILE
    path.unlink()
    path.symlink_to(outside)
    with pytest.raises(InputError, match="leads out"):
        refresh_package(trial.folder)
    with pytest.raises(InputError, match="leads out"):
        rewrite_text(trial.folder, PACKAGE_FILE, "new")
    assert outside.read_text() == "{}"


def test_a_file_of_the_users_beside_it_stays(trial: Trial) -> None:
    mine = trial.folder / "datapackage.json.part"
    mine.write_text("mine")
    forget_hashes(trial.folder / PACKAGE_FILE)
    refresh_package(trial.folder)
    assert mine.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write every file")
def test_a_read_only_file_is_not_rewritten(trial: Trial) -> None:
    path = trial.folder / PACKAGE_FILE
    forget_hashes(path)
    path.chmod(0o400)
    with pytest.raises(InputError, match="read-only"):
        refresh_package(trial.folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"resources"', '"resources": [], "resources"', "stands twice"),
        ('"lag_days": ', '"lag_days": 1e400, "x": ', "no finite number"),
        ('"lag_days": ', '"lag_days": NaN, "x": ', "no finite number"),
        ('"lag_days": ', '"lag_days": ' + "9" * 5000 + ', "x": ', "too large a number"),
        ('"lag_days": ', '"lag_days": ' + "[" * 100_000 + ', "x": ', "not valid JSON"),
        ('"title": "', '"title": "\\ud800', "not valid JSON"),
    ],
)
def test_json_that_programs_read_in_different_ways(
    old: str, new: str, said: str, trial: Trial
) -> None:
    trial.edit(PACKAGE_FILE, old, new)
    told = [p for p in trial.problems() if p.file == PACKAGE_FILE]
    assert any(said in p.problem for p in told), told


@pytest.mark.parametrize(
    ("start", "said"), [("0000-01", "0000-01"), ("10000-01", "10000-01"), ("٢٠٢٢-٠٧", "is not a")]
)
def test_a_month_that_no_calendar_has(start: str, said: str, trial: Trial) -> None:
    trial.edit("case.toml", 'start = "2022-07"', f'start = "{start}"')
    told = [p for p in trial.problems() if p.file == "case.toml"]
    assert any(said in p.problem and p.line for p in told), told
