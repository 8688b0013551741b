"""What `detente check` says to do about files that lack something leads to the right figures."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from detente.case.check import examine_case
from detente.case.load import load_case, read_all
from detente.evidence.series import series_known
from detente.evidence.store import Store
from detente.terms.errors import Problem
from tests.case.series_cases import File, series_case, tidy

MONTHS = [f"2024-0{n}" for n in range(1, 7)]
OURS = 'measure = "ours.x"\nunit = "lb"'
NEWER = "2025-03-01"
_SAID = re.compile(r'("unlisted"|"renamed"): (\{".*?": ".*?"\})')
_PERIOD = re.compile(r'"unlisted": \{"([\d-]+)": "none"\}.*?"silent"')
_UNDER = re.compile(r"under detente of (\w+)")


def table(column: str, months: list[str] = MONTHS, **values: int) -> str:
    lines = [f"{month},{name},{value}" for month in months for name, value in values.items()]
    return "\n".join([f"period,{column},value", *lines]) + "\n"


def figures(case: Path) -> dict[str, float]:
    loaded = load_case(case)
    rows = read_all(loaded)
    return series_known(Store(loaded.resources, rows), loaded.series["s"], date.max).monthly()


def describe(case: Path, name: str, key: str, more: dict[str, str]) -> None:
    path = case / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    facts = next(r for r in package["resources"] if r["name"] == name)["detente"]
    facts[key] = {**facts.get(key, {}), **more}
    path.write_text(json.dumps(package), "utf-8")


def declare(case: Path, old: str, new: str) -> None:
    path = case / "case.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def apply(case: Path, problem: Problem, word: str) -> None:
    """Do one of the things that a problem offers."""
    if word in ("silent", "none"):
        (name,) = _UNDER.findall(problem.fix)[:1]
        said = [json.loads(found) for key, found in _SAID.findall(problem.fix) if "unl" in key]
        said += [{period: "silent"} for period in _PERIOD.findall(problem.fix)]
        (more,) = [one for one in said if word in one.values()]
        describe(case, name, "unlisted", more)
    elif word.startswith("group"):
        assert word in problem.fix
        declare(case, OURS, f"{OURS}\n{word}")
    else:
        (name,) = _UNDER.findall(problem.fix)[:1]
        (more,) = [json.loads(found) for key, found in _SAID.findall(problem.fix) if "ren" in key]
        describe(case, name, "renamed", {word: next(iter(more.values()))})


def settled(case: Path, *words: str) -> dict[str, float]:
    """Do one thing after another about the problems there are, and return the figures."""
    for word in words:
        apply(case, examine_case(case).problems[0], word)
    assert not (left := examine_case(case).problems), "\n".join(map(str, left))
    return figures(case)


def months(*values: float) -> dict[str, float]:
    return dict(zip(MONTHS, values * (6 // len(values)), strict=True))


F, H = table("item", F=10), table("item", H=20)
BOTH = table("item", F=11, H=21)
WHERE = 'where.item = ["F", "H"]'
ONE = 'where.item = "F"'


def files(old: str, new: str, vintage: str = NEWER) -> tuple[File, File]:
    return tidy("a", old), tidy("b", new, vintage=vintage)


@pytest.mark.parametrize("missing", ["none", "zero"])
@pytest.mark.parametrize(
    ("spec", "old", "new", "words", "value"),
    [
        # A cut of the table: older figures stand. One withdrawn from all: the newer ones do.
        ("", BOTH, H, ["silent"], 32),
        ("", BOTH, H, ["none"], 20),
        (WHERE, BOTH, H, ["silent"], 32),
        (WHERE, BOTH, H, ["none"], 20),
        (ONE, BOTH, H, ["silent"], 11),
        (ONE, F, H, ["silent"], 10),
        (ONE, F, H, ["H"], 20),
        (ONE, F, table("item", Ff=12), ["Ff"], 12),
        ("", F, table("item", G=12), ["G"], 12),
        ("", BOTH, table("item", F=1, G=2), ["G"], 3),
        # Two halves of one table: nothing may be silent, and a group of each adds up to the whole.
        ("", F, H, ['group = "item"', "silent"], 30),
        (WHERE, F, H, ['group = "item"', "silent"], 30),
        ("", table("area", Ohio=1), table("area", Utah=2), ['group = "area"', "silent"], 3),
        ("", table("scope", land=1), table("scope", sea=2), ['group = "scope"', "silent"], 3),
        ("", table("area", A=1, B=2, C=3, D=4), table("area", A=5), ["silent"], 10),
        ("", table("area", A=1, B=2, C=3, D=4), table("area", A=5), ["none"], 5),
        ('where.area = ["A", "B"]', table("area", A=1, B=2), table("area", A=5), ["silent"], 3),
    ],
)
def test_what_a_newer_file_lacks(
    tmp_path: Path, spec: str, old: str, new: str, words: list[str], value: float, missing: str
) -> None:
    case = series_case(tmp_path, f'{OURS}\nmissing = "{missing}"\n{spec}', *files(old, new))
    assert settled(case, *words) == months(value)


@pytest.mark.parametrize("spec", ["", WHERE])
def test_two_halves_of_one_vintage(tmp_path: Path, spec: str) -> None:
    case = series_case(tmp_path, f"{OURS}\n{spec}", *files(F, H, "2025-01-15"))
    problems = examine_case(case).problems
    assert problems
    assert not any('"silent"' in problem.fix for problem in problems)
    apply(case, problems[0], 'group = "item"')
    assert not examine_case(case).problems
    assert figures(case) == months(30)


@pytest.mark.parametrize("spec", ["", WHERE, f'{WHERE}\nmissing = "zero"'])
@pytest.mark.parametrize("vintage", [NEWER, "2025-01-15"])
def test_two_halves_that_are_both_called_silent_are_refused(
    tmp_path: Path, spec: str, vintage: str
) -> None:
    case = series_case(tmp_path, f"{OURS}\n{spec}", *files(F, H, vintage))
    describe(case, "a", "unlisted", {"H": "silent"})
    describe(case, "b", "unlisted", {"F": "silent"})
    (problem,) = examine_case(case).problems
    assert "no file lists all that it adds up" in problem.problem
    assert "a lists no item 'H', b lists no item 'F'" in problem.problem


def test_places_that_lie_in_two_files(tmp_path: Path) -> None:
    spec = f'{OURS}\ngroup = "place"\n\n[series.s.places]\nW = ["Ohio", "Utah"]'
    old, new = files(table("area", Ohio=1), table("area", Utah=2))
    (problem,) = examine_case(series_case(tmp_path, spec, old, new)).problems
    assert "put the rows of both into one file, or make a series of each" in problem.fix
    assert '"silent"' not in problem.fix


ITEMS = dict.fromkeys("ABCDEFGH", 9)


@pytest.mark.parametrize(("word", "value"), [("silent", None), ("none", 9)])
@pytest.mark.parametrize("older", [False, True])
def test_a_thin_last_period(tmp_path: Path, word: str, value: float | None, older: bool) -> None:
    text = table("item", MONTHS[:5], **ITEMS) + f"{MONTHS[5]},A,9\n"
    whole = [tidy("old", table("item", **dict.fromkeys(ITEMS, 10)))] if older else []
    case = series_case(tmp_path, OURS, *whole, tidy("f", text, vintage=NEWER))
    (problem,) = examine_case(case).problems
    assert "download the file again" in problem.fix
    apply(case, problem, word)
    assert not examine_case(case).problems
    last = {MONTHS[5]: value} if value else {MONTHS[5]: 80} if older else {}
    assert figures(case) == dict.fromkeys(MONTHS[:5], 72) | last


@pytest.mark.parametrize(
    ("spec", "column"), [('where = { item = "" }', "item"), ('where = { area = "" }', "area")]
)
def test_rows_without_a_name_beside_those_of_a_newer_file(
    tmp_path: Path, spec: str, column: str
) -> None:
    old = "period,value\n" + "".join(f"{month},9\n" for month in MONTHS)
    new = table(column, X=1, Y=2)
    case = series_case(tmp_path, f"{OURS}\n{spec}", *files(old, new))
    (problem,) = examine_case(case).problems
    assert "renamed" not in problem.fix
    assert settled(case, "silent") == months(9)
