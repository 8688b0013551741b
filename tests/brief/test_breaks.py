"""A probable break says whether it rests on the machine-coded scores."""

import dataclasses

import pytest

from detente.brief.compose import compose
from tests.brief import samples


def said(without: float | None) -> str:
    made = samples.findings()
    one = dataclasses.replace(made.breaks[0], without_scores=without)
    brief = compose(dataclasses.replace(made, breaks=(one,)))
    (view,) = [view for side in brief.sides for view in side.breaks]
    return view.text


@pytest.mark.parametrize(
    ("without", "words"),
    [
        (0.12, "It rests on the machine-coded scores: without them the same step is very unlikely"),
        (0.62, "It does not rest on the machine-coded scores alone: without them"),
    ],
)
def test_a_break_says_what_is_left_without_scores(without: float, words: str) -> None:
    assert words in said(without)


def test_a_break_that_was_not_weighed_says_nothing_of_scores() -> None:
    assert "scores" not in said(None)
