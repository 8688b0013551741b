"""Marks that no figure shows, and rows of scenarios that findings do without, are told."""

from dataclasses import replace

import pytest

from detente.case.load import load_case
from detente.case.spec import Case
from detente.case.template import new_case
from detente.study.rows import event_rows, marks_left_out, marks_of
from detente.study.thin import thinned_away
from detente.terms.happenings import happenings_of
from detente.terms.left_out import LeftOut
from tests.evidence.rows import event


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return load_case(new_case("trial", tmp_path_factory.mktemp("marks")))


def test_a_mark_is_of_the_happening_whichever_row_it_names() -> None:
    rows = [
        event("a", "2023-01-02", "USA.GOV", "MEX.GOV", "AGREE"),
        event("b", "2023-01-03", "USA.GOV", "MEX.GOV", "AGREE", same_as="a"),
    ]
    happenings = happenings_of(rows)
    assert marks_of({"b": "The accord"}, happenings) == {"a": "The accord"}
    assert marks_of({"a": "The accord", "b": "Other"}, happenings) == {"a": "The accord"}


def test_marks_that_no_figure_shows_are_told(case: Case) -> None:
    events = [
        event("drawn", "2023-01-02", "USA.GOV", "MEX.GOV", "AGREE"),
        event("again", "2023-01-02", "USA.GOV", "MEX.GOV", "AGREE", same_as="drawn"),
        event("gang", "2023-01-02", "USA.GOV", "CRM.SINALOA", "SANCTION"),
        event("home", "2023-01-02", "MEX.GOV", "", "", scope="domestic"),
        event("early", "2021-01-02", "USA.GOV", "MEX.GOV", "AGREE"),
    ]
    marked = replace(case, marked=dict.fromkeys(["again", "gang", "home", "early", "later"], "x"))
    rows = event_rows(marked, happenings_of(events))
    assert [row.id for row in rows if row.marked] == ["early", "drawn", "gang", "home"]
    of = "the figures of the sides"
    assert set(marks_left_out(marked, rows, "2023-06-30")) == {
        LeftOut(of, "mark", "of no side", 1, ("home",)),
        LeftOut(of, "mark", "outside the months 2022-07 to 2024-01", 1, ("early",)),
        LeftOut(of, "mark", "not known on 2023-06-30", 1, ("later",)),
    }


def test_a_case_without_scenarios_leaves_none_of_their_rows_out() -> None:
    assert thinned_away(None) == ()
