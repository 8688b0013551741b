"""Numbers, dates and likelihoods read as an editor would print them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.brief import words
from detente.terms.intervals import Interval

CHANCES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (0.0, None, "0"),
        (3187.4, None, "3\u202f187"),
        (1_234_567, 0, "1\u202f234\u202f567"),
        (12.34, None, "12.3"),
        (0.567, None, "0.57"),
        (-0.5, 1, "\u22120.5"),
        (-0.001, 2, "0.00"),
        (100, None, "100"),
    ],
)
def test_numbers(value: float, digits: int | None, printed: str) -> None:
    assert words.number(value, digits) == printed


@given(st.floats(-1e12, 1e12))
def test_a_printed_number_reads_back(value: float) -> None:
    text = words.number(value, 2).replace("\u202f", "").replace("\u2212", "-")
    # two decimals are printed, so half of the last one may be lost
    assert abs(float(text) - value) <= 0.005 + abs(value) * 1e-12


@given(st.floats(-1e6, 1e6))
def test_only_what_is_not_zero_has_a_sign(value: float) -> None:
    text = words.signed(value)
    assert (text[0] in "+\u2212") == bool(text.strip("+\u2212\u202f0."))


@given(CHANCES)
def test_a_probability_is_never_printed_as_none_or_all(chance: float) -> None:
    assert 1 <= int(words.percent(chance).removesuffix("%")) <= 99


@given(CHANCES)
def test_arrow_and_words_agree(chance: float) -> None:
    arrow, said, short = (
        words.trend(chance),
        words.change_words(chance),
        words.short_change_words(chance),
    )
    assert ("warmer" in said) == ("warmer" in short) == (arrow == words.UP)
    assert ("cooler" in said) == ("cooler" in short) == (arrow == words.DOWN)
    number = re.search(r"\((\d+)%\)", said)
    # the word names the likelier direction, so its probability is not below the middle band
    assert number is None or int(number[1]) >= 55


@given(CHANCES)
def test_the_sentence_names_the_likelier_kind(chance: float) -> None:
    said = words.outnumber_sentence(13, 2, chance)
    assert said.endswith(".")
    if chance >= 0.55:
        assert said.startswith("Cooperative acts outnumbered conflictual ones, 13 to 2")
    elif chance < 0.45:
        assert said.startswith("Conflictual acts outnumbered cooperative ones, 2 to 13")
    else:
        assert "Neither" in said


def test_dates_are_named_as_precisely_as_they_are_known() -> None:
    assert words.day_name("2023-09-01").replace("\u00a0", " ") == "1 September 2023"
    assert words.day_name("2023-09-01", "month") == "September 2023"
    assert words.day_name("2023-09-01", "year") == "2023"
    assert words.period_name("2023-09") == "September 2023"
    assert words.period_name("2023-H1") == "2023-H1"
    assert words.period_name("2018-12/2023-01") == "2018-12 to 2023-01"
    assert words.period_name("2023") == "2023"


def test_intervals_stay_on_one_line() -> None:
    said = words.estimate(Interval(0.5, 0.4, 0.6, -0.1, 1.0))
    assert said.replace("\u00a0", " ") == "+0.50 (90%: \u22120.10 to +1.00)"
    assert said.count(" ") == 1


def test_lists_and_counts() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.counted(1, "row") == "1\u00a0row"
    assert words.counted(0, "row") == "0\u00a0rows"


def test_sentences_start_and_stop() -> None:
    assert words.sentence("it holds") == "It holds."
    assert words.sentence("Does it?") == "Does it?"
    assert words.sentence("  ") == ""
