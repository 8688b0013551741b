"""The rule of survival, the answer, and which doubts were not asked: each part can fail alone."""

from dataclasses import replace

import numpy as np
import pytest

from detente.effects.answer import answer, how_they_fit, missing_doubts
from detente.effects.readings import Dates, Looks, Readings
from detente.effects.results import EffectVariant, Look, Placebo, PlaceboSeries
from detente.effects.survival import survival


def look(label: str, median: float, half: float = 0.4, shape: str = "step") -> Look:
    low, high = median - half, median + half
    return Look(label, shape, True, "", median, low, high, low, high)


def dates(rank: int = 4, count: int = 99, alarms: int = 5, smallest: float = 0.5) -> Dates:
    placebos = tuple(
        Placebo("2019-01", 0.5 if n < alarms else 0.0, 0.1 if n < alarms else -0.4, 0.9, 1.0, False)
        for n in range(count)
    )
    near = Placebo("2020-01", 9.0, 8.0, 10.0, 9.0, True)
    return Dates((*placebos, near), rank, smallest)


NONE = np.zeros(0)
LOOKS = Looks(
    main=look("as asked", 0.6),
    agreeing=(look("without controls", 0.5), look("without aftermath", 0.7)),
    shapes=(look("as a ramp", 0.5, shape="ramp"), look("as a decay", 0.1, shape="decay")),
    others=(look("2020-01-01 alone", -0.5),),
)
FINE = Readings(
    name="x",
    unit="lb",
    scale="log points",
    estimand="",
    periods=("2019-01", "2021-01"),
    terms=(),
    draws=NONE,
    lasting=None,
    term_draws=NONE,
    looks=LOOKS,
    term_effects=(),
    total=None,
    term_correlation=None,
    dates=dates(),
    placebo_series=(PlaceboSeries("y", "Other", 0.1, 0, 0.2, 0, 0.2),),
    onset=None,
    pre_trend=EffectVariant("before", 0.1, -0.2, 0.4, -0.3, 0.5),
    anticipation=None,
    by_record=0.6,
    large=0.69,
    counterfactual=(),
)


def test_what_passes_every_doubt_survives() -> None:
    survives, why = survival(FINE)
    assert survives, why
    for part in ("also without controls", "also without aftermath", "also as a ramp", "ranks 4"):
        assert part in why
    assert "as a decay" not in why


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"looks": replace(LOOKS, main=look("as asked", 0.6, 0.7))}, "its 95% interval includes 0"),
        (
            {"looks": replace(LOOKS, agreeing=(look("without controls", 0.5, 0.6),))},
            "includes 0 without controls",
        ),
        (
            {"looks": replace(LOOKS, agreeing=(look("without aftermath", -0.1),))},
            "it turns round without aftermath",
        ),
        (
            {"looks": replace(LOOKS, agreeing=(look("without controls", -0.9),))},
            "it turns round without controls",
        ),
        (
            {"looks": replace(LOOKS, shapes=(look("as a ramp", 0.3), look("as a decay", -0.9)))},
            "no other shape shows it",
        ),
        ({"dates": dates(rank=6)}, "ranks 6 among 99"),
        ({"dates": dates(rank=1, count=18, alarms=0)}, "ranks 1 among 18"),
        ({"dates": dates(alarms=20)}, "20% of the placebo dates"),
        ({"by_record": 0.4}, "(0.50; the record alone shows 0.40)"),
        ({"by_record": -0.4}, "smaller than the smallest effect"),
        ({"dates": dates(smallest=0.7)}, "smaller than the smallest effect that would have been"),
        (
            {"pre_trend": EffectVariant("before", 0.5, 0.2, 0.8, 0.1, 0.9)},
            "a trend ran before the event",
        ),
        (
            {"placebo_series": (PlaceboSeries("y", "Other", -0.7, -1, -0.2, -1.1, -0.1),)},
            "Other shows as much",
        ),
    ],
)
def test_each_part_of_the_rule_can_fail_alone(change: dict[str, object], why: str) -> None:
    survives, text = survival(replace(FINE, **change))  # type: ignore[arg-type]
    assert not survives
    assert why in text
    # One reason and no other.
    assert ";" not in text.replace("; the record alone", "")


def test_doubts_that_were_not_asked_do_not_stand_against_and_are_not_said_to_speak_for() -> None:
    bare = replace(FINE, placebo_series=(), pre_trend=None, looks=replace(LOOKS, agreeing=()))
    survives, why = survival(bare)
    assert survives
    assert "placebo series" not in why
    assert "trend" not in why
    assert list(missing_doubts(bare, controls=False, placebo_series=False)) == [
        "no control is named",
        "no placebo series is named",
        "too few months before the event to ask for a trend",
    ]
    thin = replace(bare, unasked=("the placebo side Other has no act",))
    assert next(iter(missing_doubts(thin, controls=True, placebo_series=True))) == thin.unasked[0]
    assert not any(
        "enough months" in said for said in missing_doubts(thin, controls=True, placebo_series=True)
    )
    few = replace(bare, dates=dates(count=7, alarms=0))
    said = list(missing_doubts(few, controls=True, placebo_series=True))
    assert said[0] == "no placebo series has enough months around the event"
    assert said[-1].startswith("only 7 placebo dates")
    assert list(missing_doubts(FINE, controls=True, placebo_series=True)) == []


def test_a_placebo_series_that_could_not_show_as_much_is_no_doubt() -> None:
    wide = PlaceboSeries("y", "Other", 0.1, -0.8, 1.0, -1.0, 1.2)
    found = replace(FINE, placebo_series=(wide,))
    survives, why = survival(found)
    assert survives
    assert "placebo series" not in why
    assert list(missing_doubts(found, controls=True, placebo_series=True)) == [
        "Other could not have shown an effect of this size"
    ]


@pytest.mark.parametrize(
    ("asks", "median", "survives", "said"),
    [
        ("rise", 0.6, True, "yes"),
        ("fall", 0.6, True, "no"),
        ("change", 0.6, True, "yes"),
        ("fall", -0.6, True, "yes"),
        # 0.2 to 1.0 excludes a fall of 0.5, and no rise of it.
        ("fall", 0.6, False, "no"),
        ("rise", 0.6, False, "cannot tell"),
        ("change", 0.6, False, "cannot tell"),
        # −0.4 to 0.4 excludes both.
        ("rise", 0.0, False, "no"),
        ("change", 0.0, False, "no"),
    ],
)
def test_the_answer_is_to_the_question(asks: str, median: float, survives: bool, said: str) -> None:
    found = replace(FINE, looks=replace(LOOKS, main=look("as asked", median)))
    assert answer(found, asks, survives=survives) == said


@pytest.mark.parametrize(
    ("asks", "median", "survives", "fits"),
    [
        ("fall", -0.6, True, ""),
        ("rise", 0.6, False, ""),
        ("fall", 0.6, True, " What is shown is a rise: so the answer is no."),
        ("fall", 0.6, False, "excludes a fall as large as would have been seen (0.50)"),
        ("change", 0.0, False, "excludes a change as large as would have been seen (0.50)"),
    ],
)
def test_a_no_beside_what_does_not_survive_is_explained(
    asks: str, median: float, survives: bool, fits: str
) -> None:
    found = replace(FINE, looks=replace(LOOKS, main=look("as asked", median)))
    said = answer(found, asks, survives=survives)
    told = how_they_fit(said, found, asks, survives=survives)
    assert (fits in told) if fits else (told == "")


def test_no_absence_is_read_from_a_record_that_shows_hardly_anything() -> None:
    """Where only a change by more than half would have been seen, none is ruled out."""
    wide = replace(FINE, dates=dates(smallest=3.0), looks=replace(LOOKS, main=look("as asked", 0)))
    assert answer(wide, "rise", survives=False) == "cannot tell"
