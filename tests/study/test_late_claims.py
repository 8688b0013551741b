"""No sentence is dropped in silence, whenever it was published."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from detente.case.load import load_case
from detente.case.spec import Case
from detente.case.template import new_case
from detente.claims.export import claim_review
from detente.claims.spec import read_claims
from detente.claims.verdict import ClaimFinding, Verdict
from detente.study.settings import Settings
from detente.study.study import Study
from detente.study.verdicts import unstated
from detente.terms.left_out import LeftOut

CLAIM = """[[claim]]
id = "{id}"
text = "China suspended its cooperation on drugs in August 2022."
stated_by = "A report"
stated_on = {day}
source = "Page 1"
kind = "fact"
would_change = ["A denial on record."]

[[claim.check]]
type = "occurred"
label = "The suspension is on record"
events = ["us-cn-059"]
"""
DAYS = {
    "before-any-month": date(2022, 7, 10),
    "on-time": date(2023, 9, 1),
    "after-the-newest-file": date(2026, 11, 1),
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    made = load_case(new_case("trial", tmp_path_factory.mktemp("late")))
    text = "\n".join(CLAIM.format(id=name, day=day) for name, day in DAYS.items())
    claims, problems = read_claims(text, "claims.toml")
    assert problems == ()
    assert DAYS["on-time"] < made.last_vintage < DAYS["after-the-newest-file"]
    return replace(made, claims=claims)


@pytest.fixture(scope="module")
def judged(case: Case) -> dict[str, ClaimFinding]:
    return {claim.id: claim for claim in Study(case, settings=Settings(1)).claims()}


def test_every_sentence_is_judged(judged: dict[str, ClaimFinding]) -> None:
    assert list(judged) == list(DAYS)
    assert {claim.now.verdict for claim in judged.values()} == {Verdict.SUPPORTED}


@pytest.mark.parametrize("name", ["after-the-newest-file"])
def test_a_later_sentence_is_judged_on_what_is_known_and_says_so(
    judged: dict[str, ClaimFinding], case: Case, name: str
) -> None:
    claim = judged[name]
    assert claim.then == claim.now
    assert claim.then.as_of == case.last_vintage.isoformat()
    assert claim.late == (
        f"Published on {DAYS[name]}, after the newest file ({case.last_vintage}): then and now "
        "are both the record of that file."
    )


def test_a_sentence_in_time_has_its_own_record(judged: dict[str, ClaimFinding]) -> None:
    assert judged["on-time"].late == ""
    assert judged["on-time"].then.as_of == "2023-09-01"


def test_a_sentence_from_before_the_index_cannot_be_tested_then_and_can_now(
    judged: dict[str, ClaimFinding],
) -> None:
    claim = judged["before-any-month"]
    assert (claim.then.as_of, claim.then.verdict) == ("2022-07-10", Verdict.NOT_TESTABLE)
    assert "0 of the 1 event needed were in the record" in claim.then.reason
    assert claim.now.verdict is Verdict.SUPPORTED


def test_a_day_asked_for_leaves_later_sentences_out_by_name(case: Case) -> None:
    day = date(2023, 10, 1)
    names = ("after-the-newest-file",)
    (left,) = unstated(case, day)
    assert left == LeftOut("the ledger", "sentence", "published after 2023-10-01", 1, names)
    assert unstated(case, None) == ()
    assert [c.id for c in Study(case, day, Settings(1)).claims()] == ["before-any-month", "on-time"]


def test_no_review_is_older_than_its_sentence(judged: dict[str, ClaimFinding]) -> None:
    reviews: Any = claim_review(list(judged.values()), name="trial")["@graph"]
    for review in reviews:
        assert review["datePublished"] >= review["itemReviewed"]["datePublished"]
    told = [review["reviewRating"]["ratingExplanation"] for review in reviews]
    assert ["both the record of that file" in text for text in told] == [False, False, True]
