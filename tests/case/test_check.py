"""`check_case` finds each kind of fault, says where it is and what to do, and finds all at once."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case import files
from detente.case.casefile import parse_casefile
from detente.case.check import check_case
from detente.case.load import load_case, read_all
from detente.case.package import parse_package, refresh_package
from detente.terms.errors import InputError
from tests.case.trial import Trial

CHRONOLOGY = "events/chronology.csv"


def test_a_new_case_has_no_problem(trial: Trial) -> None:
    assert trial.problems() == ()


# ---- The folder ----


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = check_case(tmp_path / "deep" / "none")
    assert "no such folder" in problem.problem


def test_a_name_that_is_nearly_a_shipped_case() -> None:
    (problem,) = check_case("fentanil")
    assert "did you mean 'fentanyl'?" in problem.fix


def test_a_case_that_is_a_file(trial: Trial) -> None:
    (problem,) = check_case(trial.folder / "case.toml")
    assert problem.problem == "this is a file, and a case is a folder"


def test_a_folder_without_a_case(tmp_path: Path) -> None:
    (problem,) = check_case(tmp_path)
    assert "no case.toml" in problem.problem


def test_too_many_files(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 3)
    assert "more than 3 files" in trial.only().problem


def test_hidden_folders_are_not_counted(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    (trial.folder / ".git").mkdir()
    for number in range(10):
        (trial.folder / ".git" / str(number)).touch()
    monkeypatch.setattr(files, "MAX_FILES", 5)
    assert trial.problems() == ()


# ---- Files ----


def test_a_missing_data_file(trial: Trial) -> None:
    (trial.folder / "series/purity.csv").unlink()
    problem = trial.only()
    assert (problem.file, problem.problem) == ("series/purity.csv", "the file is missing")


def test_a_missing_descriptor(trial: Trial) -> None:
    (trial.folder / "datapackage.json").unlink()
    assert [problem.file for problem in trial.problems()] == ["datapackage.json"]


def test_a_file_that_changed_is_said_and_its_rows_are_still_checked(trial: Trial) -> None:
    with (trial.folder / "series/purity.csv").open("a") as file:
        file.write("2024-01,10.5\n")
    size, coverage = sorted(trial.problems(), key=lambda p: p.file, reverse=True)
    assert "bytes, and" in size.problem
    assert "detente check --refresh" in size.fix
    assert "2024-01-31" in coverage.problem


def test_a_file_that_changed_in_content_alone(trial: Trial) -> None:
    path = trial.folder / "series/purity.csv"
    text = path.read_text(encoding="utf-8")
    last = text.rstrip()[-1]
    path.write_text(text.rstrip()[:-1] + str((int(last) + 1) % 10) + "\n", encoding="utf-8")
    problem = trial.only()
    assert "SHA-256" in problem.problem
    assert "detente check --refresh" in problem.fix


def test_a_file_that_is_too_large(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.read_bytes, "__defaults__", (500,))
    assert {p.file for p in trial.problems()} == {CHRONOLOGY}
    assert all("more than 500" in p.problem for p in trial.problems())


def test_a_file_that_is_no_plain_file(trial: Trial) -> None:
    path = trial.folder / "series/purity.csv"
    path.unlink()
    os.mkfifo(path)  # reading it would wait for ever
    assert "no plain file" in trial.only().problem


def test_a_data_file_described_nowhere(trial: Trial) -> None:
    (trial.folder / "series/extra.csv").write_text("period,value\n2022-01,1\n")
    problem = trial.only()
    assert (problem.file, "describe" in problem.fix) == ("series/extra.csv", True)


@pytest.mark.parametrize(
    "path", ["../secret.csv", "/etc/hostname", "series/../../secret.csv", "C:\\x.csv", "~/x.csv"]
)
def test_a_path_that_leads_out_of_the_folder(trial: Trial, path: str) -> None:
    (trial.folder.parent / "secret.csv").write_text("secret")
    trial.edit("datapackage.json", '"series/purity.csv"', json.dumps(path))
    problems = trial.problems()
    assert any("leads out of the case folder" in problem.problem for problem in problems)
    assert "secret" not in {problem.problem for problem in problems}


def test_a_link_that_leads_out_of_the_folder(trial: Trial) -> None:
    outside = trial.folder.parent / "outside.csv"
    path = trial.folder / "series/purity.csv"
    path.rename(outside)
    path.symlink_to(outside)
    assert "link that leads out" in trial.only().problem


def test_a_linked_folder_that_leads_out(trial: Trial) -> None:
    outside = trial.folder.parent / "outside"
    (trial.folder / "series").rename(outside)
    (trial.folder / "series").symlink_to(outside)
    assert any("link that leads out" in problem.problem for problem in trial.problems())


@pytest.mark.parametrize("name", ["case.toml", "datapackage.json"])
def test_text_that_is_not_utf8(trial: Trial, name: str) -> None:
    path = trial.folder / name
    path.write_bytes(path.read_bytes().replace("–".encode(), b"\x96").replace(b"July", b"J\xfcly"))
    problem = next(p for p in trial.problems() if p.file == name)
    assert problem.line > 1
    assert "not UTF-8" in problem.problem


def test_a_table_that_is_not_utf8(trial: Trial) -> None:
    path = trial.folder / CHRONOLOGY
    path.write_bytes(path.read_bytes().replace("López".encode(), "López".encode("latin-1"), 1))
    refresh_package(trial.folder)
    assert {problem.file for problem in trial.problems()} == {CHRONOLOGY}


# ---- case.toml ----


def test_a_syntax_error_names_its_line(trial: Trial) -> None:
    line = trial.line("case.toml", "[dyads]")
    trial.edit("case.toml", "[dyads]", "[dyads")
    problem = next(p for p in trial.problems() if p.file == "case.toml")
    assert problem.line == line
    assert "not valid TOML" in problem.problem


@pytest.mark.parametrize(
    ("old", "new", "said", "fix"),
    [
        ("break_size", "brake_size", "unknown key 'index.brake_size'", "'break_size'"),
        ("[[brief.figures]]", "[[brief.figure]]", "unknown key 'brief.figure'", "'figures'"),
        ("[marks]", "[mark]", "unknown key 'mark'", "'marks'"),
        ('measure = "dea', 'mesure = "dea', "unknown key 'series.purity.mesure'", "'measure'"),
        ('title = "{', 'name = "{', "", ""),
        ('"2022-07"', '"2022-13"', "'2022-13' is not a month", "correct"),
        ('"USA.LEG" =', '"us congress" =', "'us congress', which is no valid form", "matches"),
        ("= 0.7", '= "0.7x"', "index.break_size", "number"),
        ('events = ["chronology"]', "events = []", "index.events", "at least one"),
        ('title = "Purity', "title = 7 #", "series.purity.title is 7", "quotes"),
    ],
)
def test_a_fault_of_form_names_key_line_and_remedy(
    trial: Trial, old: str, new: str, said: str, fix: str
) -> None:
    if old.startswith('title = "{'):
        old, new, said, fix = 'title = "trial"', "", "key 'title' is missing", "add it"
    line = trial.line("case.toml", old)
    trial.edit("case.toml", old, new)
    problems = [problem for problem in trial.problems() if said in problem.problem]
    assert problems, trial.problems()
    assert fix in problems[0].fix
    assert problems[0].line == (1 if not new else line)


UNIT = 'unit = "percent"'


@pytest.mark.parametrize(
    ("old", "new", "at", "said", "fix"),
    [
        ('"USA-MEX" =', '"USA-MEC" =', '"USA-MEC"', "names 'MEC', which is no declared", "'MEX'"),
        ('"USA-MEX" =', '"CHN-USA" =', '"CHN-USA"', "'CHN-USA' is 'USA-CHN' again", "keep one"),
        ('"USA-MEX" =', '"USA-USA" =', '"USA-USA"', "joins a state with itself", "two states"),
        ('["chronology"]', '["crono"]', "events =", "'crono', which is unknown", "'chronology'"),
        ('"2024-01"', '"2024-02"', "end =", "covered to 2024-01-31", "covered whole"),
        ("= 0.7", '= 0.7\nprivate = ["USA.LEJ"]', "private =", "'USA.LEJ' is unknown", "'USA.LEG'"),
        ('"2022-07"', '"2022-06"', "start =", "covered from 2022-07-01", "start it later"),
        ('"2022-07"', '"2024-03"', "end =", "before it starts", "start is 2024-03"),
        (UNIT, 'unit = "percents"', "unit =", "has the unit 'percents'", "'percent'"),
        (UNIT, 'unit = "kg"', "unit =", "rows are in percent", "unit = 'percent'"),
        ("dea.powder_purity", "dea.powder_pur", "measure =", "no row has the measure", "_purity'"),
        (UNIT, f'{UNIT}\nperiod = "week"', "period =", "period 'week'", "month"),
        (UNIT, f'{UNIT}\nperiod = "year"', "period =", "28 to 31 days each, no year", "month"),
        (UNIT, f'{UNIT}\ngroup = "aria"', "group =", "group 'aria'", "'area'"),
        (UNIT, f'{UNIT}\nmissing = "nil"', "missing =", "missing 'nil'", "none"),
        (UNIT, f'{UNIT}\ngroup = "place"', "[series.purity]", "on one side only", "places"),
        (UNIT, f'{UNIT}\nwhere = {{ colour = "red" }}', "where =", "where 'colour'", "item"),
        (UNIT, f'{UNIT}\nwhere = {{ item = "A" }}', "where =", "no row has the item 'A'", "any"),
        (UNIT, f'{UNIT}\nresources = ["purty"]', "resources =", "'purty', which is", "'purity'"),
        ('"lines"', '"pie"', "form =", "has the form 'pie'", "lines"),
        ('["purity"]', '["purty"]', "series =", "'purty', which is unknown", "'purity'"),
        ('"us-cn-059" =', '"us-cn-0599" =', '"us-cn-0599"', "is the id of no event", "'us-cn-059'"),
    ],
)
def test_a_name_declared_nowhere_names_line_and_nearest(
    trial: Trial, old: str, new: str, at: str, said: str, fix: str
) -> None:
    trial.edit("case.toml", old, new)
    problems = [problem for problem in trial.problems() if said in problem.problem]
    assert problems, trial.problems()
    assert problems[0].file == "case.toml"
    assert fix in problems[0].fix
    lines = (trial.folder / "case.toml").read_text("utf-8").splitlines()
    assert lines[problems[0].line - 1].startswith(at)


def test_an_area_counted_in_two_places_and_one_in_none(trial: Trial) -> None:
    trial.edit(
        "case.toml",
        'unit = "percent"',
        'unit = "percent"\ngroup = "place"\nplaces = { North = ["A", "B"], South = ["B"] }',
    )
    said = " ".join(problem.problem for problem in trial.problems())
    assert "counts area 'B' in two places" in said
    assert "no row has the area 'A'" in said
    assert "area '' is in no place" in said


# ---- datapackage.json ----


def test_json_that_is_none(trial: Trial) -> None:
    trial.edit("datapackage.json", '"resources": [', '"resources": [,')
    problem = next(p for p in trial.problems() if "JSON" in p.problem)
    assert problem.line == trial.line("datapackage.json", '"resources"')


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"lag_days"', '"lag_day"', "unknown key 'detente.lag_day'"),
        ('"lag_days"', '"lag_day"', "key 'detente.lag_days' is missing"),
        ('"name": "purity"', '"name": "Purity 1"', "which is no valid form"),
        ('"name": "purity"', '"name": "chronology"', "two resources have the name 'chronology'"),
        ("sha256:", "md5:", "which is no valid form"),
        ('"vintage": "20', '"vintage": "31 02 20', "detente.vintage"),
        ('"format": "tidy_csv"', '"format": "tidy"', "has the format 'tidy'"),
        ("profiles/2.0", "profiles/1.0", "$schema is"),
        ('"2022-07-01"', '"2024-07-01"', "the coverage ends on 2024-01-31, before it starts"),
        ('"vintage": "2026-05-13"', '"vintage": "2023-05-13"', "before the coverage ends"),
        ('"path": "https://www.dea', '"path": "javascript:', "which is no valid form"),
        ('"lag_days": 0', '"lag_days": 9999999', "detente.lag_days is 9999999"),
        ('"Month"', '"\\ud800"', "not valid JSON"),
        ('"resources": [', '"resources": {}, "x": [', "no Data Package"),
    ],
)
def test_a_fault_of_the_descriptor(trial: Trial, old: str, new: str, said: str) -> None:
    trial.edit("datapackage.json", old, new)
    problems = [problem for problem in trial.problems() if said in problem.problem]
    assert problems, trial.problems()
    assert problems[0].file == "datapackage.json"


def test_rows_outside_the_time_described(trial: Trial) -> None:
    trial.edit("datapackage.json", '"2023-12-31"', '"2023-06-30"')
    problem = trial.only()
    assert "2023-12-31, and 2022-01-01 to 2023-06-30 is described" in problem.problem


# ---- Events ----


def test_an_undeclared_actor_names_its_line(trial: Trial) -> None:
    trial.edit("case.toml", '"CHN.NNCC"', '"CHN.NNC"')
    problem = trial.only()
    assert (problem.file, problem.line) == (CHRONOLOGY, trial.line(CHRONOLOGY, "CHN.NNCC"))
    assert "did you mean 'CHN.NNC'?" in problem.fix


def test_an_undeclared_side_names_its_line(trial: Trial) -> None:
    trial.edit(CHRONOLOGY, ",CHN-MEX,", ",MEX-CHN,")
    problem = trial.only()
    assert (problem.file, problem.line) == (CHRONOLOGY, trial.line(CHRONOLOGY, "MEX-CHN"))


def test_an_id_that_stands_twice_in_one_file(trial: Trial) -> None:
    trial.edit(CHRONOLOGY, "us-cn-059,", "us-cn-058,")
    assert any("us-cn-058" in p.problem and p.file == CHRONOLOGY for p in trial.problems())


def test_an_id_that_stands_in_two_files(trial: Trial) -> None:
    lines = (trial.folder / CHRONOLOGY).read_bytes().splitlines(keepends=True)
    (trial.folder / "events/more.csv").write_bytes(b"".join(lines[:2]))
    package = json.loads((trial.folder / "datapackage.json").read_text("utf-8"))
    more = json.loads(json.dumps(package["resources"][0]))
    more |= {"name": "more", "path": "events/more.csv"}
    package["resources"].append(more)
    (trial.folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    refresh_package(trial.folder)
    problem = trial.only()
    assert f"stands in {CHRONOLOGY} too" in problem.problem
    assert (problem.file, problem.line) == ("events/more.csv", 2)


def test_an_index_of_a_file_without_events(trial: Trial) -> None:
    trial.edit("case.toml", '["chronology"]', '["purity"]')
    assert "resource 'purity' holds no events" in {p.problem for p in trial.problems()}


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ('topics = ["narcotic"]', "no row has the topic 'narcotic'; did you mean 'narcotics'"),
        ("on_subject = true", "measure m counts no act; say in the column on_subject"),
        ("on_subjekt = true", "unknown key 'measure.m.on_subjekt'; did you mean 'on_subject'"),
        ("topics = 3", "measure.m.topics"),
    ],
)
def test_a_measure_that_counts_nothing_is_told(trial: Trial, measure: str, said: str) -> None:
    trial.edit("case.toml", "[marks]", f'[measure.m]\nlabel = "M"\n{measure}\n\n[marks]')
    told = [str(problem) for problem in trial.problems() if problem.file == "case.toml"]
    assert any(said in problem for problem in told), told


def test_the_31st_of_february(trial: Trial) -> None:
    trial.edit(CHRONOLOGY, "2023-06-19,2023-06-19", "2023-02-31,2023-02-31")
    assert {p.file for p in trial.problems()} == {CHRONOLOGY}


def test_a_truncated_chronology(trial: Trial) -> None:
    path = trial.folder / CHRONOLOGY
    path.write_bytes(path.read_bytes()[:-150])
    refresh_package(trial.folder)
    problems = trial.problems()
    assert CHRONOLOGY in {problem.file for problem in problems}


# ---- Claims ----

CLAIM = """
[[claim]]
id = "suspended"
text = "China suspended drug cooperation in August 2022."
stated_by = "An analyst"
stated_on = 2023-09-01
kind = "fact"
source = "A report"
  [[claim.check]]
  type = "occurred"
  label = "the suspension is in the record"
  events = ["us-cn-059"]
"""


def test_a_case_without_claims_has_none(trial: Trial) -> None:
    assert not (trial.folder / "claims.toml").exists()
    assert load_case(trial.folder).claims == ()


def test_a_claim_that_rests_on_an_unknown_event(trial: Trial) -> None:
    (trial.folder / "claims.toml").write_text(CLAIM)
    assert trial.problems() == ()
    trial.edit("claims.toml", "us-cn-059", "us-cn-590")
    problem = trial.only()
    assert problem.file == "claims.toml"
    assert "us-cn-590" in problem.problem


# ---- All at once ----


def test_all_problems_of_all_files_are_found_at_once(trial: Trial) -> None:
    trial.edit("case.toml", '"us-cn-075" =', '"us-cn-750" =')
    trial.edit("case.toml", 'unit = "percent"', 'unit = "kg"')
    trial.edit("case.toml", '"CHN.NNCC" =', '"CHN.NCC" =')
    trial.edit("datapackage.json", '"2023-12-31"', '"2023-11-30"')
    found = {(problem.file, problem.problem.split(" ")[0]) for problem in trial.problems()}
    assert found == {
        ("case.toml", "mark"),
        ("case.toml", "series"),
        (CHRONOLOGY, "actor"),
        ("datapackage.json", "series/purity.csv"),
    }


def test_what_cannot_be_read_is_not_called_missing(trial: Trial) -> None:
    (trial.folder / CHRONOLOGY).unlink()
    assert trial.only().file == CHRONOLOGY  # and not one problem for each mark


def test_loading_raises_what_checking_finds(trial: Trial) -> None:
    trial.edit("case.toml", "break_size", "brake_size")
    with pytest.raises(InputError) as raised:
        load_case(trial.folder)
    assert tuple(raised.value.problems) == trial.problems()


def test_reading_raises_every_problem_of_every_table(trial: Trial) -> None:
    trial.edit(CHRONOLOGY, "2023-06-19,2023-06-19", "2023-02-31,2023-02-31")
    trial.edit("series/purity.csv", "2022-01,", "2022-00,")
    with pytest.raises(InputError) as raised:
        read_all(load_case(trial.folder))
    assert {problem.file for problem in raised.value.problems} == {CHRONOLOGY, "series/purity.csv"}


def test_reading_checks_the_rows_against_the_case(trial: Trial) -> None:
    trial.edit("case.toml", '"us-cn-075" =', '"us-cn-750" =')
    with pytest.raises(InputError, match="'us-cn-750' is the id of no event"):
        read_all(load_case(trial.folder))


@given(st.text() | st.text(alphabet='[]{}"=.,\n0123456789abc#\\', max_size=60))
def test_no_text_breaks_the_readers_of_declarations(text: str) -> None:
    for parse in (parse_casefile, parse_package):
        assert parse(text)[1]  # nothing so short is a case, so something is wrong with it


@pytest.mark.parametrize("text", ["a = " + "[" * 5_000, "a = " + "9" * 5_000, '{"a": ' * 9_000])
def test_texts_that_are_too_deep_or_too_long_are_problems(text: str) -> None:
    for parse in (parse_casefile, parse_package):
        assert parse(text)[1]


def test_problems_have_places_and_remedies(trial: Trial, another: Callable[[str], Trial]) -> None:
    trial.edit("case.toml", '"us-cn-075" =', '"us-cn-750" =')
    text = str(trial.only())
    assert re.fullmatch(r"case\.toml:\d+: mark 'us-cn-750' is the id of no event; .+", text)
    assert another("second").problems() == ()


# ---- Scenarios ----


def test_scenarios_are_checked_with_the_case(trial: Trial) -> None:
    text = 'start = "soon"\n[[scenario]]\nid = "a"\nlabel = "A"\nsides = { north = "bets" }\n'
    (trial.folder / "scenarios.toml").write_text(text)
    found = {(problem.file, problem.line) for problem in trial.problems()}
    assert found >= {("scenarios.toml", 1), ("scenarios.toml", 5)}
    assert {file for file, _ in found} == {"scenarios.toml"}
    assert any("there is no outcome" in problem.problem for problem in trial.problems())


def test_scenarios_that_are_no_text_are_told(trial: Trial) -> None:
    (trial.folder / "scenarios.toml").write_bytes(b"start = \xff")
    assert "UTF-8" in trial.only().problem


def test_an_option_that_no_reader_takes(trial: Trial) -> None:
    trial.edit("datapackage.json", '"unit": "percent"', '"unit": "percent", "decimel": ","')
    problem = trial.only()
    assert problem.problem == "resource purity has the option 'decimel'"
    assert problem.fix == "did you mean 'decimal'?"


def test_a_large_file_of_another_size_than_described_is_not_read(trial: Trial) -> None:
    with (trial.folder / "series/purity.csv").open("a") as file:
        file.write("2024-01,wrong\n" * 700_000)
    problem = trial.only()
    assert (problem.file, problem.line) == ("series/purity.csv", 0)
    assert "are described, so that its rows were not read" in problem.problem
    assert "--refresh" in problem.fix
    refresh_package(trial.folder)
    assert "'wrong' is not a number" in trial.problems()[0].problem


@pytest.mark.parametrize(("start", "told"), [("1924-02", False), ("1924-01", True)])
def test_an_index_is_no_longer_than_a_century(start: str, told: bool, trial: Trial) -> None:
    trial.edit("case.toml", 'start = "2022-07"', f'start = "{start}"')
    found = [p for p in trial.problems() if "more than 1,200" in p.problem]
    assert len(found) == told
    assert all(p.line == trial.line("case.toml", "start =") for p in found)
    assert all("1,201 months" in p.problem for p in found)


def test_an_index_of_ten_thousand_years_is_refused_before_anything_is_made(trial: Trial) -> None:
    trial.edit("case.toml", 'start = "2022-07"', 'start = "0001-01"')
    trial.edit("case.toml", 'end = "2024-01"', 'end = "9999-12"')
    package = json.loads((trial.folder / "datapackage.json").read_text("utf-8"))
    for entry in package["resources"]:
        entry["detente"]["coverage"] = ["0001-01-01", "9999-12-31"]
        entry["detente"]["vintage"] = "9999-12-31"
    (trial.folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    assert trial.only().problem == "the index has 119,988 months, more than 1,200"
    with pytest.raises(InputError, match="119,988 months"):
        load_case(trial.folder)


def test_an_index_of_more_dyads_than_can_be_held_is_refused(trial: Trial) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    states = [f"Q{one}{two}" for one in letters for two in letters][:200]
    actors = "".join(f'{state} = "{state}"\n' for state in states)
    dyads = "".join(f'"USA-{state}" = "{state}"\n' for state in states)
    trial.edit("case.toml", "[actors]\n", f"[actors]\n{actors}")
    trial.edit("case.toml", "[dyads]\n", f"[dyads]\n{dyads}")
    problem = trial.only()
    assert problem.line == trial.line("case.toml", "[dyads]")
    assert "dyads in 19 months" in problem.problem
    assert "more than 3,000" in problem.problem
