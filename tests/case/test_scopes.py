"""A row whose actors are of another side than its scope would stand under both."""

import csv
import io

import pytest

from detente.case.check import check_case
from detente.case.load import built_in_cases
from detente.case.scopes import MOST_TOLD, check_scopes, domestic_acts
from detente.terms.errors import Problem
from detente.terms.events import Event
from tests.case.trial import Trial
from tests.evidence.rows import event

CHRONOLOGY = "events/chronology.csv"
DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")


def found(*events: Event) -> list[Problem]:
    return [*check_scopes(events, DYADS, {one.resource: CHRONOLOGY for one in events})]


def of(source: str, target: str, scope: str, kind: str = "CONSULT", line: int = 2) -> Event:
    return event("one", "2023-05-27", source, target, kind, scope=scope, line=line)


@pytest.mark.parametrize(
    ("source", "target", "scope", "said"),
    [
        ("CHN.GOV", "USA.GOV", "USA-MEX", "of USA-CHN (CHN → USA)"),
        ("USA.GOV", "CHN.GOV", "CHN-MEX", "of USA-CHN (USA → CHN)"),
        ("MEX", "USA", "USA-CHN", "of USA-MEX (MEX → USA)"),
        ("CHN.GOV", "CRM.SINALOA", "USA-MEX", "CHN is no state of it"),
        ("USA.GOV", "UN.INCB", "CHN-MEX", "USA is no state of it"),
        ("UN.INCB", "USA.GOV", "CHN-MEX", "USA is no state of it"),
        ("CRM.SINALOA", "UN.INCB", "USA-MEX", "neither CRM nor UN is of it"),
        ("USA.GOV", "USA.LEG", "USA-CHN", "both actors are of USA"),
        ("CHN.GOV", "CHN.BUS", "USA-MEX", "CHN is no state of it"),
    ],
)
def test_actors_of_another_side_are_a_problem(
    source: str, target: str, scope: str, said: str
) -> None:
    (problem,) = found(of(source, target, scope))
    assert (problem.file, problem.line) == (CHRONOLOGY, 2)
    assert said in problem.problem
    assert repr(scope) in problem.problem


@pytest.mark.parametrize(
    ("source", "target", "scope", "kind"),
    [
        ("CHN.GOV", "USA.GOV", "USA-CHN", "CONSULT"),
        ("USA.GOV", "CRM.CARTELS", "USA-MEX", "SANCTION"),  # a cartel acts on every side
        ("MEX.MIL", "", "CHN-MEX", ""),
        ("UN.INCB", "USA.GOV", "multilateral", "SUPPORT"),
        ("MEX.MIL", "USA.GOV", "domestic", "COOPERATE"),
        ("MEX.GOV", "USA.GOV", "multilateral", "SUPPORT"),
        ("CHN.GOV", "USA.GOV", "CHN-USA", "CONSULT"),  # no side: told elsewhere
    ],
)
def test_what_a_scope_may_hold_beside_the_two_states(
    source: str, target: str, scope: str, kind: str
) -> None:
    assert found(of(source, target, scope, kind)) == []


def test_a_step_of_a_third_state_alone() -> None:
    (problem,) = found(of("CHN.GOV", "", "USA-MEX", ""))
    assert "CHN is no state of it" in problem.problem
    (problem,) = found(of("CRM.CARTELS", "", "USA-MEX", ""))
    assert "not CRM is of it" in problem.problem


def test_rows_of_one_kind_are_told_once_with_the_first_line() -> None:
    rows = [of("CHN.GOV", "USA.GOV", "USA-MEX", line=line) for line in (7, 3, 9)]
    (problem,) = found(*rows)
    assert problem.line == 3
    assert "and so in 2 more rows" in problem.problem


def test_check_tells_the_line_and_the_side_to_write(trial: Trial) -> None:
    trial.edit(CHRONOLOGY, "CHN.MFA,USA.GOV,USA-CHN,SANCTION", "CHN.MFA,USA.GOV,USA-MEX,SANCTION")
    problem = trial.only()
    assert (problem.file, problem.line) == (CHRONOLOGY, trial.line(CHRONOLOGY, "GOV,USA-MEX,SANC"))
    assert "write USA-CHN as scope" in problem.fix


@pytest.mark.parametrize("case", built_in_cases())
def test_the_shipped_rows_name_the_side_of_their_actors(case: str) -> None:
    # Read without the program, so that the check above is no judge of itself.
    text = (built_in_cases()[case] / CHRONOLOGY).read_text("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        states = {row[end].partition(".")[0] for end in ("source_actor", "target_actor")}
        if len(states & {"USA", "CHN", "MEX"}) == 2 and "-" in row["scope"]:
            assert set(row["scope"].split("-")) == states, row["id"]
    assert check_case(case) == ()


def pointed_at(*events: Event) -> list[str]:
    return [*domestic_acts(events, DYADS, {one.resource: CHRONOLOGY for one in events})]


def test_a_domestic_act_towards_another_state_is_pointed_at() -> None:
    (note,) = pointed_at(of("MEX.MIL", "USA.GOV", "domestic", "COOPERATE", line=7))
    assert note.startswith(f"{CHRONOLOGY}:7: 'one' is 'domestic', and by its actors and its type")
    assert "an act of USA-MEX: it enters no count. Write USA-MEX as scope" in note


@pytest.mark.parametrize(
    ("source", "target", "scope", "kind"),
    [
        ("MEX.MIL", "", "domestic", ""),
        ("MEX.MIL", "USA.GOV", "domestic", ""),  # concerns the other state, and is no act
        ("MEX.MIL", "CRM.SINALOA", "domestic", "COERCE"),
        ("MEX.GOV", "MEX.LEG", "domestic", "ACCUSE"),
        ("MEX.GOV", "USA.GOV", "multilateral", "SUPPORT"),
        ("MEX.GOV", "USA.GOV", "USA-MEX", "SUPPORT"),
    ],
)
def test_other_rows_are_not(source: str, target: str, scope: str, kind: str) -> None:
    assert pointed_at(of(source, target, scope, kind)) == []


def test_thousands_of_domestic_acts_are_told_briefly() -> None:
    rows = [of("MEX.MIL", "USA.GOV", "domestic", "COOPERATE", line=n) for n in range(5_000)]
    said = pointed_at(*rows)
    assert len(said) == MOST_TOLD + 1
    assert said[-1] == "and 4,980 more domestic rows are acts between two states"
