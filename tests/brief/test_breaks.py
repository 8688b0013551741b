"""A break is said with the acts on either side of it, of the measure it is in."""

import csv
import dataclasses
import io

from detente.brief.compose import compose
from detente.brief.export import data_files
from detente.brief.left_out import everything_left_out
from tests.brief import samples

KINDS = ("cooperation", "conflict")


def test_a_break_names_the_months_compared_and_their_acts() -> None:
    side = next(side for side in compose(samples.findings()).sides if side.breaks)
    (view,) = side.breaks
    assert (view.before, view.acts_before) == ("October 2022 to March 2023", "4 : 1")
    assert (view.after, view.acts_after) == ("April to September 2023", "1 : 6")
    assert view.likelihood == "very likely (81%)"
    assert "0.70 or more" in side.breaks_rule


def test_the_most_probable_are_shown_first_and_the_number_of_all_is_said() -> None:
    made = samples.findings()
    (one,) = made.breaks
    shares = (0.82, 0.97, 0.85, 0.91, 0.88)
    many = tuple(dataclasses.replace(one, probability=share) for share in shares)
    side = next(
        side for side in compose(dataclasses.replace(made, breaks=many)).sides if side.breaks
    )
    assert [view.likelihood.split()[-1] for view in side.breaks] == ["(97%)", "(91%)", "(88%)"]
    assert "3 of 5 are shown" in side.breaks_rule


def test_all_breaks_are_in_the_data() -> None:
    made = samples.findings()
    other = dataclasses.replace(made.breaks[0], measure="relations")
    made = dataclasses.replace(made, breaks=(*made.breaks, other))
    text = data_files(made, compose(made))["breaks.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["measure"] for row in rows] == ["subject", "relations"]
    assert rows[0]["before"] == "2022-10/2023-03"
    acts = [rows[0][f"{when}_{kind}"] for when in ("before", "after") for kind in KINDS]
    assert acts == ["4", "1", "1", "6"]


def test_a_break_of_another_measure_is_not_shown_and_said_to_be_left_out() -> None:
    made = samples.findings()
    other = dataclasses.replace(made.breaks[0], measure="relations")
    made = dataclasses.replace(made, breaks=(other,))
    assert not [view for side in compose(made).sides for view in side.breaks]
    reasons = [one.reason for one in everything_left_out(made) if one.what == "break"]
    assert reasons == [
        "of another measure than the case's subject; in data/breaks.csv",
    ]
