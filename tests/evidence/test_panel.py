"""The panel counts acts by their actors and averages scores by their exposure."""

from datetime import date

import numpy as np
import pytest

from detente.evidence.counted import counted_dyad
from detente.evidence.events import events_known
from detente.evidence.store import Store
from detente.terms.errors import InputError
from detente.terms.tables import Rows, Score
from tests.evidence.panels import build_panel
from tests.evidence.rows import event, resource

DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")
FILE = resource("chronology", "2021-01-01")


def store_of(events: list, scores: list | None = None) -> Store:
    return Store([FILE], {"chronology": Rows(events=tuple(events), scores=tuple(scores or ()))})


def panel_of(store: Store, as_of: date = date(2020, 12, 31), end: str = "2020-12"):
    return build_panel(store, DYADS, start="2020-01", end=end, as_of=as_of)


@pytest.mark.parametrize(
    ("source", "target", "kind", "scope", "dyad"),
    [
        ("USA.JUD", "MEX.GOV", "ACCUSE", "USA-MEX", "USA-MEX"),
        ("MEX.GOV", "USA.DEA", "AGREE", "USA-MEX", "USA-MEX"),
        # The act decides, not what it is about.
        ("CHN.GOV", "USA.GOV", "REJECT", "CHN-MEX", "USA-CHN"),
        ("USA.GOV", "CRM.SINALOA", "SANCTION", "USA-MEX", None),
        ("CHN.GOV", "", "", "domestic", None),
        ("MEX.MIL", "USA.GOV", "COOPERATE", "domestic", None),
        ("UN.CND", "USA.GOV", "AGREE", "multilateral", None),
        ("MEX.GOV", "MEX.MIL", "AGREE", "USA-MEX", None),
    ],
)
def test_actors_decide_the_dyad(source, target, kind, scope, dyad) -> None:
    assert counted_dyad(event("e", "2020-01-01", source, target, kind, scope=scope), DYADS) == dyad


def test_counts_by_month_dyad_and_class() -> None:
    panel = panel_of(
        store_of(
            [
                event("a", "2020-03-01", "USA.GOV", "MEX.GOV", "AGREE"),
                event("b", "2020-03-31", "MEX.GOV", "USA.GOV", "COOPERATE"),
                event("c", "2020-03-15", "USA.GOV", "MEX.GOV", "SANCTION"),
                event("d", "2020-04-01", "CHN.GOV", "USA.GOV", "REJECT"),
            ]
        )
    )
    assert panel.cooperation.sum() == 2
    assert panel.cooperation[2, 1] == 2
    assert panel.conflict[2, 1] == 1
    assert panel.conflict[3, 0] == 1
    assert panel.event_ids["USA-MEX", "2020-03"] == ("a", "c", "b")
    assert np.isnan(panel.score).all()
    assert not panel.score_days.any()


def test_an_event_counts_only_once_it_was_public() -> None:
    late = event("a", "2020-03-01", "USA.GOV", "MEX.GOV", "AGREE", known_date=date(2020, 5, 2))
    store = store_of([late])
    assert events_known(store, date(2020, 5, 1)) == ()
    assert panel_of(store, date(2020, 5, 1)).cooperation.sum() == 0
    assert panel_of(store, date(2020, 5, 2)).cooperation.sum() == 1


def test_an_unfinished_month_is_not_in_the_panel() -> None:
    store = store_of([event("a", "2020-03-01", "USA.GOV", "MEX.GOV", "AGREE")])
    assert panel_of(store, date(2020, 3, 30)).periods[-1] == "2020-02"
    assert panel_of(store, date(2020, 3, 31)).periods[-1] == "2020-03"


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2020, 1, 31), date(2020, 2, 28)])
def test_a_day_before_the_second_month_was_over_is_refused(day: date) -> None:
    with pytest.raises(InputError, match="fewer than two months") as refused:
        panel_of(store_of([]), day)
    assert "2020-02-29" in str(refused.value)


def test_two_months_are_a_panel() -> None:
    assert panel_of(store_of([]), date(2020, 2, 29)).periods == ("2020-01", "2020-02")


def test_the_monthly_score_is_a_ratio_of_sums() -> None:
    scores = [
        Score(date(2020, 2, 1), "USA-MEX", net=1.0, gross=10.0),
        Score(date(2020, 2, 2), "USA-MEX", net=-9.0, gross=90.0),
        Score(date(2020, 2, 2), "USA-CHN", net=9.0, gross=90.0),
    ]
    panel = panel_of(store_of([], scores))
    assert panel.score[1, 1] == pytest.approx(-8.0)  # 100 · (1 − 9) / (10 + 90)
    assert panel.score_days[1].tolist() == [1, 2, 0]
    assert np.isnan(panel.score[1, 2])
    assert np.isnan(panel.score[0]).all()
