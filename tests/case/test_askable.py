"""`detente claims CASE --list`: the names that claims may ask for."""

import json

import pytest

from detente.case.askable import ASKABLE
from detente.case.load import load_case
from detente.case.spec import Case
from detente.cli.askable import print_askable
from detente.terms.errors import InputError


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("fentanyl")


@pytest.mark.parametrize("what", ASKABLE)
def test_every_name_is_listed_once(case: Case, what: str) -> None:
    columns, rows = ASKABLE[what](case)
    assert all(len(row) == len(columns) for row in rows)
    named = [row[:2] if what == "scenarios" else row[:1] for row in rows]
    assert len(set(named)) == len(named)
    declared = {"series": case.series, "measures": case.measures}
    if what in declared:
        assert [name for (name,) in named] == list(declared[what])


def test_what_checks_ask_for_is_in_the_lists(case: Case) -> None:
    """Every series, event and scenario that the shipped claims name."""
    specs = [spec for claim in case.claims for spec in claim.specs]
    listed = {
        what: {row[1 if what == "scenarios" else 0] for row in ASKABLE[what](case)[1]}
        for what in ASKABLE
    }
    asked = {
        "series": {spec.text("series") for spec in specs} - {""},
        "events": {row for spec in specs for ids in spec.happenings for row in ids},
        "scenarios": {spec.text("scenario") for spec in specs} - {""},
        "measures": {spec.text("measure") for spec in specs} - {""},
    }
    assert all(asked.values())
    assert {what: names - listed[what] for what, names in asked.items()} == {
        what: set() for what in asked
    }


def test_a_machine_gets_one_object_a_row(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    print_askable(case, "measures", as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found] == ["relations", "counternarcotics"]


@pytest.mark.parametrize(
    ("what", "fix"), [("serie", "'series'"), ("", "series, events"), ("claims", "measures)")]
)
def test_what_cannot_be_listed_is_refused_by_name(case: Case, what: str, fix: str) -> None:
    with pytest.raises(InputError) as caught:
        print_askable(case, what, as_json=False)
    assert fix in str(caught.value)
