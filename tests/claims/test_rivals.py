"""Competing explanations, the specification curve, what changed a verdict, and how it is tested."""

import dataclasses
from datetime import date

import pytest

from detente.claims.check import CheckSpec
from detente.claims.curve import specification_curve
from detente.claims.export import RATINGS, claim_review, claims_csv
from detente.claims.judge import judge_claim
from detente.claims.operationalisation import (
    history_problems,
    operationalisation,
    with_history,
    written_down,
)
from detente.claims.questions import question_groups
from detente.claims.rivals import favoured, weigh_rivals
from detente.claims.spec import Claim, Rival
from detente.claims.verdict import CheckFinding, Verdict
from detente.terms.likelihood import Confidence
from tests.claims.worlds import event, record, series, spec


def run(probability: float | None, on: str = "", label: str = "it holds"):
    options = {"series": on} if on else {"dyad": "USA-MEX"}
    finding = CheckFinding("shift", label, probability, "So.", {}, ())
    return CheckSpec("shift", label, options, 1), finding


def claim(*checks: CheckSpec, **fields: object) -> Claim:
    given = {"id": "a", "text": "It was so.", "stated_by": "A ministry", "kind": "causal"}
    given |= {"stated_on": date(2021, 1, 1), "source": "A report", "checks": checks}
    return Claim(**(given | fields))  # type: ignore[arg-type]


def test_the_matrix_by_hand() -> None:
    """The claim's check holds (0.9) and its rival expects it too; the rival's own fails (0.2).

    Claim: 0.9 · (1 − 0.2) = 0.72; rival: 0.9 · 0.2 = 0.18; so 0.8 to 0.2.
    """
    rival = Rival("another cause", (), expects=(1,))
    found = weigh_rivals("claim", [rival], [run(0.9)], [[run(0.2, "x", "the rival's")]])
    assert found is not None
    assert found.weights == pytest.approx((0.8, 0.2))
    assert [line.ratio for line in found.evidence] == pytest.approx([1.0, 4.0])
    assert found.most_diagnostic == "the rival's"
    # log2(0.5/0.2) bits speak against the rival, and nothing against the claim.
    assert found.against == pytest.approx((0.0, 1.3219), abs=1e-4)


def test_a_rival_that_expects_the_opposite_is_told_by_the_claims_own_check() -> None:
    found = weigh_rivals("claim", [Rival("none", ())], [run(0.9, label="own")], [[run(0.5, "x")]])
    assert found is not None
    assert found.weights == pytest.approx((0.9, 0.1))
    assert found.most_diagnostic == "own"


def test_checks_on_one_evidence_do_not_count_twice() -> None:
    rival = [Rival("none", ())]
    once = weigh_rivals("claim", rival, [run(0.9)], [[run(0.5, "x")]])
    twice = weigh_rivals("claim", rival, [run(0.9), run(0.9)], [[run(0.5, "x")]])
    assert once is not None
    assert twice is not None
    assert twice.weights == pytest.approx(once.weights)


def test_what_all_expect_tells_nothing_apart() -> None:
    rival = Rival("another", (), expects=(1,))
    found = weigh_rivals("claim", [rival], [run(0.99)], [[run(0.5, "x")]])
    assert found is not None
    assert found.most_diagnostic == ""
    assert "No check tells them apart" in found.statement
    assert weigh_rivals("claim", [rival], [run(0.9)], [[run(None)]]) is None


def test_the_curve_counts_who_agrees() -> None:
    curve = specification_curve(0.9, [run(0.8), run(0.1), run(None)])
    assert [reading.probability for reading in curve.readings] == [0.1, 0.8, 0.9, None]
    assert [reading.agrees for reading in curve.readings] == [False, True, True, None]
    assert (curve.ran, curve.agreeing, curve.lowest, curve.highest) == (2, 1, 0.1, 0.9)


EARLY = date(2020, 6, 30)


def seized(value: float, last: str, name: str = "seized"):
    values = {(f"2019-{m:02d}", ""): value for m in range(1, 13)}
    return series(name, values | {(f"2020-{m:02d}", ""): 50.0 for m in range(1, 13)
                                      if f"2020-{m:02d}" <= last})  # fmt: skip


def test_the_part_that_changed_the_verdict_is_named() -> None:
    """An event that was known all along, and figures that were restated."""
    told = event("a", "2019-05-01")
    fell = spec("shift", series="seized", before="2019", after="2020", direction="down")
    checks = (spec("occurred", events=("a",)), fell)
    then = record(events=[told], series=[seized(40.0, "2020-12")], as_of=EARLY)
    now = record(events=[told], series=[seized(90.0, "2020-12")])
    found = judge_claim(claim(*checks, stated_on=EARLY), then, now)
    assert (found.then.verdict, found.now.verdict) == (Verdict.MIXED, Verdict.SUPPORTED)
    (figures,) = found.changed_by  # the event is in both records, and so changed nothing
    assert figures.explains
    assert (figures.part, figures.new_rows, figures.restated) == ("seized", 0, 12)
    assert "12 rows restated" in figures.statement


def test_where_it_takes_all_parts_that_is_said() -> None:
    """Two series restated: each alone leaves one check failing."""
    names = ("one", "two")
    checks = (spec("shift", series=name, before="2019", after="2020", direction="down")
              for name in names)  # fmt: skip
    then = record(series=[seized(40.0, "2020-12", name) for name in names], as_of=EARLY)
    now = record(series=[seized(90.0, "2020-12", name) for name in names])
    found = judge_claim(claim(*checks, stated_on=EARLY), then, now)
    assert (found.then.verdict, found.now.verdict) == (Verdict.CONTRADICTED, Verdict.SUPPORTED)
    assert [one.verdict for one in found.changed_by[:2]] == [Verdict.MIXED, Verdict.MIXED]
    assert [one.explains for one in found.changed_by] == [False, False, True]
    assert "Only all of the newer data together" in found.changed_by[2].statement


def test_where_nothing_changed_nothing_is_said() -> None:
    made = record(events=[event("a", "2019-05-01")])
    assert judge_claim(claim(spec("occurred", events=("a",))), made, made).changed_by == ()


ROWS = [event(name, "2019-05-01") for name in "ab"]
OUTSIDE = "2020"


def rivalled(own_window: str, rival_window: str, **fields: object):
    """A claim and a rival, each of one event that did or did not happen in its window."""
    own = spec("occurred", events=("a",), window=own_window)
    other = spec("occurred", events=("b",), window=rival_window)
    made = claim(own, rivals=(Rival("The other did it", (other,), expects=(1,)),), **fields)
    world = record(events=ROWS)
    return judge_claim(made, world, world)


def test_a_rival_that_the_same_checks_favour_lowers_verdict_and_confidence() -> None:
    """Own check 0.97, expected by both; the rival's own 0.97 too: 3% against 97%.

    On one evidence the geometric mean counts: √(0.97 · 0.03) to 0.97, so 0.15 to 0.85.
    """
    found = rivalled("2019", "2019")
    own, other = (0.97 * 0.03) ** 0.5, 0.97
    share = other / (own + other)
    assert found.rivals is not None
    assert found.rivals.weights[1] == pytest.approx(share)
    words = "the same checks favour a rival explanation, “The other did it”, 85% to 15%"
    assert found.rival == words
    for verdict in (found.then, found.now):
        assert (verdict.verdict, verdict.probability) == (Verdict.UNDECIDED, 0.5)
        assert verdict.doubts[0] == words
        assert verdict.confidence is not Confidence.HIGH
        assert verdict.reason.endswith(f"But {words}.")


def test_a_rival_that_the_checks_do_not_favour_changes_nothing() -> None:
    found = rivalled("2019", OUTSIDE)
    assert found.rival == ""
    assert (found.now.verdict, found.now.probability) == (Verdict.SUPPORTED, 0.97)
    assert "rival" not in found.now.reason


def test_what_fails_stays_contradicted_and_the_rival_is_told() -> None:
    found = rivalled(OUTSIDE, "2019")
    assert found.now.verdict is Verdict.CONTRADICTED
    assert found.now.probability == pytest.approx(0.03)
    assert "favour a rival" in found.rival


def test_explanations_that_are_nearly_even_favour_none() -> None:
    near = weigh_rivals("claim", [Rival("none", (), expects=(1,))], [run(0.9)], [[run(0.55, "x")]])
    assert near is not None
    assert near.weights[1] > near.weights[0]
    assert favoured(near) == ""
    assert favoured(None) == ""


def answered(name: str, window: str, question: str = "Did it turn?", **fields: object):
    made = claim(
        spec("occurred", events=("a",), window=window),
        id=name,
        text=f"{name} did.",
        question=question,
        **fields,
    )
    return judge_claim(made, record(events=ROWS), record(events=ROWS))


@pytest.mark.parametrize(
    ("windows", "how"),
    [
        (("2019", "2019-05"), "the record bears all of them out."),
        ((OUTSIDE, OUTSIDE), "the record speaks against all of them."),
        (("2019", OUTSIDE), "the record bears out the one kind and speaks against the other."),
    ],
)
def test_claims_that_answer_one_question_stand_together(windows: tuple[str, str], how: str) -> None:
    found = [answered(f"Claim {n}", window) for n, window in enumerate(windows)]
    (group,) = question_groups([*found, answered("Another", "2019", "What else?")])
    assert group.question == "Did it turn?"
    assert {one.id for one in group.claims} == {"Claim 0", "Claim 1"}
    assert group.statement.startswith("Of 2 answers to one question, “Claim ")
    assert group.statement.endswith(how)
    assert group.statement.count(". ") == 0


def test_an_open_answer_and_a_favoured_rival_are_told_in_the_group() -> None:
    other = spec("occurred", events=("b",), window="2019")
    rival = Rival("The other did it", (other,), expects=(1,))
    found = [answered("Claim 1", "2019"), answered("Claim 2", "2019", rivals=(rival,))]
    (group,) = question_groups(found)
    assert [one.id for one in group.claims] == ["Claim 1", "Claim 2"]
    assert "is undecided (50%), as the same checks favour a rival explanation" in group.statement
    assert "no further than its own words" in group.statement


def test_a_question_of_one_claim_makes_no_group() -> None:
    assert question_groups([answered("Alone", "2019"), answered("Not asked", "2019", "")]) == ()


def shift(size: float) -> CheckSpec:
    return spec("shift", dyad="USA-MEX", before="2019", after="2020", direction="down",
                at_least=size, unit="log points")  # fmt: skip


def test_the_hash_is_of_what_is_run() -> None:
    one = claim(shift(0.3))
    reworded = claim(dataclasses.replace(shift(0.3), label="in other words", line=9), text="Else.")
    assert operationalisation(one) == operationalisation(reworded)
    other = [claim(shift(0.2)), claim(shift(0.3), alternatives=(shift(0.2),)),
             claim(shift(0.3), rivals=(Rival("x", (shift(0.3),)),))]  # fmt: skip
    assert len({operationalisation(made) for made in (one, *other)}) == 4


def test_a_threshold_changed_later_shows() -> None:
    first, day = claim(shift(0.3)), date(2026, 1, 1)
    text = written_down("", [first], day)
    assert written_down(text, [first], date(2026, 2, 1)) == text
    changed = claim(shift(0.2))
    (loaded,) = with_history([changed], text)
    made = record()
    unwritten = judge_claim(loaded, made, made)
    assert unwritten.operationalised_on == ""
    assert unwritten.earlier_hashes == (operationalisation(first),)
    (loaded,) = with_history([changed], written_down(text, [changed], date(2026, 2, 1)))
    found = judge_claim(loaded, made, made)
    assert (found.operationalised_on, found.hash) == ("2026-02-01", operationalisation(changed))
    assert found.earlier_hashes == (operationalisation(first),)


def test_a_damaged_file_of_hashes_is_a_problem() -> None:
    assert history_problems(written_down("", [claim(shift(0.3))], EARLY), "f") == ()
    assert "columns" in history_problems("a,b\n", "f")[0].problem
    assert history_problems("id,hash,written_on\na,zz,2026-01-01\n", "f")[0].line == 2


def test_the_table_has_a_cell_for_each_column() -> None:
    made = record(events=[event("a", "2019-05-01")])
    found = judge_claim(claim(spec("occurred", events=("a",))), made, made)
    columns, rows = claims_csv([found])
    assert len(set(columns)) == len(columns) == len(rows[0])
    assert dict(zip(columns, rows[0], strict=True))["now_verdict"] == "supported"


def test_a_review_has_a_rating_and_no_address_of_its_own() -> None:
    made = record(events=[event("a", "2019-05-01")])
    tested = judge_claim(claim(spec("occurred", events=("a",))), made, made)
    untested = judge_claim(claim(testable="no", missing="A series."), made, made)
    reviews = claim_review([tested, untested], name="Trial")["@graph"]
    assert isinstance(reviews, list)
    assert reviews[0]["reviewRating"]["ratingValue"] == 5
    assert "ratingValue" not in reviews[1]["reviewRating"]
    assert reviews[1]["reviewRating"]["alternateName"] == "not testable"
    assert not any("url" in review for review in reviews)
    (placed,) = claim_review([tested], name="Trial", page="https://example.org/b.html")["@graph"]  # type: ignore[misc]
    assert placed["url"] == "https://example.org/b.html#claim-a"
    assert set(RATINGS) == set(Verdict)
