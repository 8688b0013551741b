"""Checks that would say the same whatever the record holds are problems of the claims file."""

from datetime import date

import pytest

from detente.claims.checks import CHECKS
from detente.claims.spec import check_claims, read_claims
from detente.terms.tables import SeriesSpec
from tests.claims.worlds import event, record, series, spec

ROWS = [
    event("early", "2020-03-05", "ACCUSE"),
    event("late", "2021-06-01", "CONSULT"),
    event("vague", "2021-07-01", "CONSULT", date_precision="month"),
    event("same-day", "2020-03-05", "CONSULT"),
    event("second", "2020-05-05", "ACCUSE"),
    event("other-way", "2020-06-05", "ACCUSE", source_actor="MEX.GOV", target_actor="USA.GOV"),
    event("next", "2024-06-05", "ACCUSE"),
    event("after-next", "2024-07-05", "ACCUSE"),
    event("cartel", "2020-04-01", "THREATEN", target_actor="CRM.CARTELS"),
]
SERIES = {
    "homicide": SeriesSpec("homicide", "Homicide", "m", "victims"),
    "seized": SeriesSpec("seized", "Seized", "m", "lb", group="place", places={"W": (), "E": ()}),
}


def problems(*checks: str, kind: str = "fact", key: str = "check") -> list[str]:
    text = '[document]\nstated_by = "A"\nstated_on = 2023-09-01\nsource = "B"\n'
    text += f'[[claim]]\nid = "one"\ntext = "It was so."\nkind = "{kind}"\n'
    text += "".join(f'[[claim.{key}]]\nlabel = "so"\n{check}\n' for check in checks)
    claims, wrong = read_claims(text, "claims.toml")
    found = check_claims(
        claims,
        file="claims.toml",
        series=SERIES,
        dyads=("USA-MEX", "USA-CHN"),
        event_ids=[row.id for row in ROWS],
        periods=("2014-01", "2026-04"),
        rows={row.id: row for row in ROWS},
        cooperative={r.id: r.event_class.is_cooperation if r.event_class else None for r in ROWS},
    )
    return [problem.problem for problem in (*wrong, *found)]


CANNOT_FAIL = {
    "absent": 'type = "occurred"\nevents = ["late"]\nwindow = "2020"\nnegate = true',
    "absent as foreseen": 'type = "forecast"\noutcome = "occurred"\nevents = ["early"]\n'
    'window = "2024"\nnegate = true',
    "too few inside": 'type = "occurred"\nevents = ["early", "second", "cartel"]\nat_least = 2\n'
    'window = "2020-04/2020-04"\nnegate = true\ntowards = "CRM"',
    "mirror outside": 'type = "occurred"\nevents = ["early", "second"]\nmirror = ["late", "vague"]'
    '\nwindow = "2020"',
    "mirror too short": 'type = "occurred"\nevents = ["early", "second"]\nmirror = ["late"]',
    "one day": 'type = "sequence"\nevents = ["early", "same-day"]',
    "alike in order": 'type = "sequence"\nevents = ["early", "second"]',
    "several statements": 'type = "source_says"\nevents = ["early", "second"]\nby = "USA"',
    "no days": 'type = "sequence"\nevents = ["early", "late"]\nat_least_days = 0',
    "turned order": 'type = "sequence"\nevents = ["late", "early"]\nnegate = true',
    "not said": 'type = "source_says"\nevents = ["early"]\nby = "MEX"\nnegate = true',
    "not by them": 'type = "occurred"\nevents = ["early"]\nby = "MEX"\nnegate = true',
    "not towards them": 'type = "occurred"\nevents = ["early"]\nwindow = "2020"\ntowards = "CHN"\n'
    "negate = true",
    "too few by them": 'type = "occurred"\nevents = ["early", "other-way"]\nby = "MEX"\n'
    "negate = true",
    "not by them as foreseen": 'type = "forecast"\noutcome = "occurred"\nevents = ["next"]\n'
    'window = "2024"\nby = "MEX"\nnegate = true',
    "no other of the kind": 'type = "occurred"\nevents = ["early", "second"]\nwindow = "2020"\n'
    'of = { by = "USA", class = "conflict", towards = "MEX" }',
    "not of the kind": 'type = "occurred"\nevents = ["early", "late"]\nof = { types = "CONSULT" }',
    "a list as the whole": 'type = "occurred"\nevents = ["early", "second"]\n'
    'of = ["early", "second", "same-day"]',
    "a list as foreseen": 'type = "forecast"\noutcome = "occurred"\nevents = ["next"]\n'
    'window = "2024"\nof = ["next", "late"]',
    "an empty filter": 'type = "occurred"\nevents = ["early"]\nof = {}',
    "a filter by ids": 'type = "occurred"\nevents = ["early"]\nof = { events = ["early"] }',
    "a filter by nobody": 'type = "occurred"\nevents = ["early"]\nof = { by = [] }',
    "a side that is none": 'type = "occurred"\nevents = ["early"]\n'
    'of = { side = ["USA-MEX", "USA-CAN"] }',
    "a type that is none": 'type = "occurred"\nevents = ["early"]\n'
    'of = { types = ["SCOLD", "ACCUSE"] }',
    "not then": 'type = "source_says"\nevents = ["early"]\nwindow = "2022"\nnegate = true',
    "any figure": 'type = "source_says"\nseries = "homicide"\nperiod = "2020"\nvalue = 9\n'
    "within = 100",
    "none": 'type = "occurred"\nevents = ["early", "second"]\nat_least = 0',
    "tolerance": 'type = "value"\nseries = "homicide"\nfigure = "sum"\nwindow = "2020"\n'
    "value = 90\nwithin = 90",
    "tolerance of a fall": 'type = "value"\nseries = "homicide"\nfigure = "change"\n'
    'before = "2019"\nwindow = "2020"\nvalue = -9\nwithin = 12',
    "no time": 'type = "value"\nseries = "homicide"\nfigure = "change"\nbefore = "2020"\n'
    'window = "2020"\nvalue = 9',
    "more than all": 'type = "value"\nseries = "seized"\ngroup = "W"\nfigure = "share"\n'
    'window = "2020"\nvalue = 120\nunit = "per cent"\nnegate = true',
    "all of it": 'type = "share"\nseries = "seized"\ngroup = "W"\nwindow = "2020"\n'
    'direction = "below"\nthreshold = 100\nunit = "per cent"',
    "every group": 'type = "share"\nseries = "seized"\ngroup = ["E", "W"]\nwindow = "2020"\n'
    'direction = "above"\nthreshold = 75\nunit = "per cent"',
    "of itself": 'type = "share"\nseries = "homicide"\nof = "homicide"\nwindow = "2020"\n'
    'direction = "above"\nthreshold = 75\nunit = "per cent"',
    "itself": 'type = "shift"\nseries = "homicide"\nbefore = "2020"\nafter = "2020"\n'
    'direction = "down"',
    "below nothing": 'type = "shift"\nseries = "homicide"\nbefore = "2019"\nafter = "2020"\n'
    'direction = "down"\nat_least = 100\nunit = "per cent"\nnegate = true',
    "whole window": 'type = "peak"\nseries = "homicide"\nwindow = "2018/2020"\nat = "2018/2020"',
    "never there": 'type = "peak"\nseries = "homicide"\nwindow = "2018/2020"\nat = "2015"\n'
    "negate = true",
    "rarer": 'type = "reciprocity"\ndyad = "USA-MEX"\nby = "MEX"\nacts = "any"\nanswers = "any"\n'
    'window = "2015/2020"\nfactor = 0.01',
    "over": 'type = "forecast"\noutcome = "shift"\nseries = "homicide"\nbefore = "2019"\n'
    'after = "2020"\ndirection = "up"',
    "cartel": 'type = "occurred"\nevents = ["cartel"]\nwindow = "2020"',
    "said to a cartel": 'type = "source_says"\nevents = ["cartel"]\nby = "USA"',
}


@pytest.mark.parametrize("name", CANNOT_FAIL)
def test_what_cannot_fail_is_a_problem_of_its_file(name: str) -> None:
    assert len(problems(CANNOT_FAIL[name])) == 1


CAN_FAIL = {
    "absent inside": 'type = "occurred"\nevents = ["late"]\nwindow = "2021"\nnegate = true',
    "perhaps inside": 'type = "occurred"\nevents = ["vague"]\nwindow = "2021-07-20/2021-08-20"\n'
    "negate = true",
    "said to be inside": 'type = "occurred"\nevents = ["late"]\nwindow = "2020"',
    "not by one of them": 'type = "occurred"\nevents = ["early", "other-way"]\nat_least = 1\n'
    'by = "MEX"\nnegate = true',
    "by them": 'type = "occurred"\nevents = ["other-way"]\nby = "MEX"\nnegate = true',
    "of a kind": 'type = "occurred"\nevents = ["early", "second"]\nat_least = 2\nwindow = "2020"\n'
    'of = { by = "USA", side = "USA-MEX" }',
    "of a kind, as foreseen": 'type = "forecast"\noutcome = "occurred"\nevents = ["next"]\n'
    'window = "2024"\nof = { by = ["USA", "MEX"] }',
    "not so soon": 'type = "sequence"\nevents = ["early", "late"]\nwithin_days = 30\nnegate = true',
    "alike so soon": 'type = "sequence"\nevents = ["early", "second"]\nwithin_days = 90',
    "not by him": 'type = "source_says"\nevents = ["early"]\nby = "MEX"',
    "stable": 'type = "value"\nseries = "homicide"\nfigure = "change"\nbefore = "2019"\n'
    'window = "2020"\nvalue = 0\nwithin = 2\nunit = "per cent"',
    "more than doubled": 'type = "shift"\nseries = "homicide"\nbefore = "2019"\nafter = "2020"\n'
    'direction = "up"\nat_least = 150\nunit = "per cent"',
    "asked for": 'type = "occurred"\nevents = ["cartel"]\nwindow = "2020"\ntowards = "CRM"',
    "two of three": 'type = "share"\nseries = "seized"\ngroup = "W"\nwindow = "2020"\n'
    'direction = "above"\nthreshold = 66\nunit = "per cent"',
    "an early peak": 'type = "peak"\nseries = "homicide"\nwindow = "2018/2020"\nat = "2018/2019"',
}


@pytest.mark.parametrize("name", CAN_FAIL)
def test_what_can_fail_is_let_be(name: str) -> None:
    assert problems(CAN_FAIL[name]) == []


def test_events_of_one_kind_may_not_be_named_one_by_one() -> None:
    one, two = (f'type = "occurred"\nevents = ["{name}"]' for name in ("early", "second"))
    other = 'type = "occurred"\nevents = ["late"]'
    assert problems(one, other) == []
    assert "one by one" in problems(one, two)[0]
    together = 'type = "occurred"\nevents = ["early", "second"]'
    assert problems(together) == []


@pytest.mark.parametrize(
    "check", ['type = "level"\nthan = "USA-CHN"', 'type = "share"\nacts = "conflict"']
)
def test_a_short_window_is_judged_on_the_acts(check: str) -> None:
    more = '\ndyad = "USA-MEX"\nwindow = "2020-01/2020-03"\ndirection = "below"\n'
    more += 'threshold = 40\nunit = "per cent"\n' if "share" in check else ""
    assert problems(check + more) == []
    assert "tell of no level" in problems(check + more + 'about = "level"')[0]


def test_every_problem_of_a_check_comes_with_a_reversed_range() -> None:
    """What else is wrong with a check is no less so for a range that runs backwards."""
    check = 'type = "shift"\ndyad = "USA-CAN"\nmeasure = "none"\nbefore = "2020/2019"\n'
    found = problems(f'{check}after = "1990-01/1991-01"\ndirection = "down"\nat_least = 3')
    told = "\n".join(found)
    assert len(found) == 5
    for part in ("ends before it starts", "has no unit", "'USA-CAN'", "measure 'none'", "outside"):
        assert part in told


def test_a_name_is_looked_for_whatever_else_of_its_check_could_not_be_read() -> None:
    found = problems('type = "forecast"\noutcome = "shft"\ndyad = "USA-CAN"\nwindow = 3')
    assert {"'shft'" in one or "'USA-CAN'" in one or "window" in one for one in found} == {True}
    assert len(found) == 3


@pytest.mark.parametrize("kind", CHECKS)
def test_an_empty_check_of_any_type_is_a_problem_and_no_more(kind: str) -> None:
    assert problems(f'type = "{kind}"\nwindow = "2020/2019"')


def test_a_change_of_nothing_is_neither_up_nor_down() -> None:
    flat = record(series=[series("h", {("2019-01", ""): 5.0, ("2020-01", ""): 5.0})])
    for way in ("down", "up"):
        check = spec("shift", series="h", before="2019-01", after="2020-01", direction=way)
        assert CHECKS["shift"](check, flat).probability == 0.01


def test_half_of_a_year_is_six_months() -> None:
    values = {(f"2024-{month:02}", ""): 10.0 for month in range(1, 13)}
    values |= {(f"2025-{month:02}", ""): 5.0 for month in range(1, 7)}
    made = record(series=[series("h", values)], as_of=date(2025, 12, 31))
    check = spec("shift", series="h", before="2024", after="2025", direction="down")
    assert CHECKS["shift"](check, made).probability == 0.99
    short = record(series=[series("h", {k: v for k, v in values.items() if k[0] != "2025-06"})])
    assert CHECKS["shift"](check, short).probability is None
