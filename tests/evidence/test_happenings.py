"""One happening told by several rows is counted once, on every day, by whichever row was known."""

from datetime import date

import pytest

from detente.evidence.counted import TOLD_AGAIN
from detente.evidence.events import events_known, first_rows
from detente.evidence.store import Store
from detente.terms.happenings import by_row, happenings_of
from detente.terms.left_out import LeftOut
from detente.terms.tables import Rows, Score
from tests.evidence.panels import build_panel
from tests.evidence.rows import event, resource

DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")
INDEX = "the counts of the index"


def told(id_: str, day: str, same_as: str = "", **more: object):
    return event(id_, day, "USA.JUD", "MEX.GOV", "ACCUSE", same_as=same_as, **more)


def panel_of(events: list, as_of: date = date(2020, 12, 31), scores: list | None = None):
    rows = Rows(events=tuple(events), scores=tuple(scores or ()))
    store = Store([resource("chronology", "2021-01-01")], {"chronology": rows})
    return build_panel(store, DYADS, start="2020-01", end="2020-12", as_of=as_of)


THREE = [
    told("a", "2020-03-10"),
    told("b", "2020-03-11", "a", known_date=date(2020, 5, 1)),
    told("c", "2020-03-09", "a", known_date=date(2020, 6, 1)),
]


def test_three_rows_of_one_happening_are_one_act() -> None:
    panel = panel_of(THREE)
    assert panel.conflict.sum() == 1
    assert panel.event_ids == {("USA-MEX", "2020-03"): ("a",)}
    assert panel.left_out == (LeftOut(INDEX, "event", TOLD_AGAIN, 2, ("b", "c")),)


def test_rows_that_do_not_name_one_another_are_as_many_acts() -> None:
    assert panel_of([told("a", "2020-03-10"), told("b", "2020-03-10", "-")]).conflict.sum() == 2


@pytest.mark.parametrize("first_known", ["2020-03-10", "2020-05-02", "2020-07-01"])
def test_a_happening_is_known_with_the_first_of_its_rows_and_counted_once_ever_after(
    first_known: str,
) -> None:
    rows = [told("a", "2020-03-10", known_date=date.fromisoformat(first_known)), *THREE[1:]]
    earliest = min(row.known_date for row in rows)
    for day in (date(2020, month, n) for month in range(3, 9) for n in (1, 2, 10, 28)):
        panel = panel_of(rows, day)
        # Only months that are over are in the panel.
        wanted = int(day >= earliest and day > date(2020, 3, 31))
        assert panel.conflict.sum() == wanted, day


def test_before_the_first_row_was_known_another_stands_for_it() -> None:
    late = [told("a", "2020-03-10", known_date=date(2020, 7, 1)), *THREE[1:]]
    assert panel_of(late, date(2020, 5, 31)).event_ids == {("USA-MEX", "2020-03"): ("b",)}
    assert panel_of(late, date(2020, 6, 30)).event_ids == {("USA-MEX", "2020-03"): ("b",)}
    assert panel_of(late, date(2020, 7, 31)).event_ids == {("USA-MEX", "2020-03"): ("a",)}


def test_any_row_leads_to_the_happening_even_one_that_is_not_public_yet() -> None:
    rows = Rows(events=tuple(THREE))
    store = Store([resource("chronology", "2021-01-01")], {"chronology": rows})
    firsts = first_rows(store)
    assert firsts == {"b": "a", "c": "a"}
    known = by_row(happenings_of(events_known(store, date(2020, 5, 1))), firsts)
    assert {name: [row.id for row in one.rows] for name, one in known.items()} == {
        "a": ["a", "b"],
        "b": ["a", "b"],
        "c": ["a", "b"],
    }
    late = by_row(happenings_of([THREE[1]]), firsts)
    assert {name: one.first.id for name, one in late.items()} == {"a": "b", "b": "b", "c": "b"}


def test_rows_across_the_end_of_a_month_count_in_the_month_of_the_first() -> None:
    panel = panel_of([told("a", "2020-04-01"), told("b", "2020-03-31", "a")])
    assert panel.event_ids == {("USA-MEX", "2020-04"): ("a",)}


def test_every_event_and_score_that_counts_nowhere_is_told() -> None:
    events = [
        event("home", "2020-02-01", "MEX.GOV", "", "", scope="domestic"),
        event("many", "2020-02-01", "UN.CND", "USA.GOV", "AGREE", scope="multilateral"),
        event("bare", "2020-02-01", "MEX.GOV", "", ""),
        event("gang", "2020-02-01", "USA.GOV", "CRM.SINALOA", "SANCTION"),
        told("early", "2019-12-31"),
        told("late", "2020-12-01"),
        told("kept", "2020-02-02"),
        told("unknown", "2020-02-03", known_date=date(2021, 1, 2)),
    ]
    days = [date(2019, 12, 31), date(2020, 2, 1), date(2020, 11, 30)]
    scores = [Score(day, "USA-MEX", net=1.0, gross=10.0) for day in days]
    panel = panel_of(events, date(2020, 10, 31), scores)
    span = "outside the months 2020-01 to 2020-10"
    assert set(panel.left_out) == {
        LeftOut(INDEX, "event", "not known on 2020-10-31", 2, ("late", "unknown")),
        LeftOut(INDEX, "event", span, 1, ("early",)),
        LeftOut(INDEX, "event", "not between the two states of a side", 1, ("gang",)),
        LeftOut(INDEX, "event", "domestic steps", 1, ("home",)),
        LeftOut(INDEX, "event", "multilateral steps", 1, ("many",)),
        LeftOut(INDEX, "event", "without an event type", 1, ("bare",)),
        LeftOut("the scores of the index", "day", span, 1, ("2019-12-31",)),
        LeftOut("the scores of the index", "day", "after 2020-10-31", 1, ("2020-11-30",)),
    }
    counted = int(panel.cooperation.sum() + panel.conflict.sum())
    told_of = sum(one.count for one in panel.left_out if one.what == "event")
    assert counted + told_of == len(events)
