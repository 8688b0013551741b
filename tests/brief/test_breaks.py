"""A break is said with the acts on either side of it, of the measure it is in."""

import dataclasses

from detente.brief.compose import compose
from detente.brief.left_out import everything_left_out
from tests.brief import samples


def test_a_break_says_how_many_acts_stand_on_either_side() -> None:
    (view,) = [view for side in compose(samples.findings()).sides for view in side.breaks]
    assert "4 cooperative and 1 conflictual acts, then 1 cooperative and 6 conflictual" in view.text
    assert "a change down of at least 0.70 is very likely (81%)" in view.text


def test_a_break_of_another_measure_is_not_shown_and_said_to_be_left_out() -> None:
    made = samples.findings()
    other = dataclasses.replace(made.breaks[0], measure="relations")
    made = dataclasses.replace(made, breaks=(other,))
    assert not [view for side in compose(made).sides for view in side.breaks]
    reasons = [one.reason for one in everything_left_out(made) if one.what == "break"]
    assert reasons == [
        "of another measure than the case's subject, and in the findings only",
    ]
