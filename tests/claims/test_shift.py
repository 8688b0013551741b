"""`shift`: means before and after, of the index, of counts, of scores and of series."""

import dataclasses

import numpy as np
import pytest
from scipy.stats import beta

from detente.claims.bootstrap import generator, mean_draws
from detente.claims.checks import CHECKS
from detente.terms.measures import RELATIONS, MeasureSpec
from tests.claims.worlds import acts, event, index, months, record, scores, series, spec

CHECK = CHECKS["shift"]
MONTHS = months("2018-01/2021-12")
LATER = np.array([month >= "2020" for month in MONTHS])
BEFORE, AFTER = "2018-01/2019-12", "2020-01/2021-12"


def fall(**more: object):
    options: dict[str, object] = {"dyad": "USA-MEX", "before": BEFORE, "after": AFTER}
    return spec("shift", **(options | {"direction": "down"} | more))


def stepped(change: float, spread: float = 0.1):
    made = index(MONTHS, {"USA-MEX": np.where(LATER, change, 0.0)}, spread=spread)
    # Spread of the step itself: the two halves of a draw move apart.
    noise = np.random.default_rng(3).normal(0, spread, (1000, 3, 1)) * LATER
    made.balance = made.balance + noise
    return record(index=made)


def test_yes_no_and_undecided_on_the_index() -> None:
    """At the threshold itself the probability is a half; tolerance 4·√(¼/1000) = 0.063."""
    check = fall(at_least=0.5, unit="log points")
    assert CHECK(check, stepped(-1.5)).probability == 0.99
    assert CHECK(check, stepped(0.5)).probability == 0.01
    assert CHECK(check, stepped(-0.5)).probability == pytest.approx(0.5, abs=0.063)


def test_counts_agree_with_the_closed_form() -> None:
    """Equal shares fall in half of the draws; a certain fall in all: P of two beta shares.

    Share before Beta(a + ½, b + ½), after Beta(c + ½, d + ½), by numerical integration. Tolerance:
    four standard errors of 4,000 draws, 4·√(¼/4000) = 0.032.
    """
    events = [*acts(2018, 14, 6), *acts(2020, 8, 9)]
    made = record(events=events, index=index(MONTHS, events=events))
    finding = CHECK(fall(source="chronology"), made)
    grid = np.linspace(0, 1, 20_001)[1:-1]
    density = beta.pdf(grid, 14.5, 6.5)
    exact = float((density * beta.cdf(grid, 8.5, 9.5)).sum() / density.sum())
    assert finding.probability == pytest.approx(exact, abs=0.032)
    assert finding.values["acts"] == 37
    assert "Jan 2018 to Dec 2019 (14 cooperative to 6 conflictual acts)" in finding.statement
    assert (finding.values["acts_cooperation"], finding.values["acts_conflict"]) == (22, 15)


def test_counts_of_none_have_no_balance() -> None:
    events = acts(2018, 14, 6)
    made = record(events=events, index=index(MONTHS, events=events))
    finding = CHECK(fall(source="chronology"), made)
    assert finding.probability is None
    assert "in Jan 2020 to Dec 2021: counts of none have no balance" in finding.statement


@pytest.mark.parametrize("negate", [False, True])
@pytest.mark.parametrize("empty", ["before", "after"])
def test_an_index_of_a_window_without_acts_is_not_tested(empty: str, negate: bool) -> None:
    """What it says of such a window are its neighbours and its prior."""
    events = acts(2020 if empty == "before" else 2018, 14, 6)
    made = record(events=events, index=index(MONTHS, {}, events))
    finding = CHECK(fall(negate=negate), made)
    assert finding.probability is None
    window = {"before": "Jan 2018 to Dec 2019", "after": "Jan 2020 to Dec 2021"}[empty]
    assert f"is on record in {window}: counts of none" in finding.statement


def test_more_attention_alone_is_no_change_of_the_balance() -> None:
    """Ten times as many acts of both classes: the share stays, and so does the balance."""
    events = [*acts(2018, 6, 4), *acts(2020, 60, 40)]
    made = record(events=events, index=index(MONTHS, events=events))
    up = CHECK(fall(source="chronology", direction="up"), made).probability
    assert up == pytest.approx(0.5, abs=0.06)  # Beta(6.5, 4.5) leans a little to one half


def test_topics_restrict_the_counts_and_the_index() -> None:
    events = [*acts(2018, 20, 0, topic="trade"), *acts(2020, 4, 0, topic="security")]
    events += acts(2018, 1, 0, topic="security", prefix="one")
    made = record(events=events, index=index(MONTHS, {}, events))
    for source in ("chronology", "index"):
        finding = CHECK(fall(source=source, topics=("security",)), made)
        assert finding.values["acts"] == 5
        assert "topics security" in finding.statement


COUNTERNARCOTICS = MeasureSpec("counternarcotics", "Against the trade", True, (), True)


def test_a_measure_says_which_acts_are_read_and_how_appeals_count() -> None:
    """A request for help is conflict in relations, and cooperation where the measure says so."""
    events = [
        *acts(2018, 3, 1, on_subject=True),
        *acts(2020, 5, 5, prefix="off"),
        event("help", "2020-06-01", "REQUEST", on_subject=True, appeal="help"),
        event("demand", "2020-06-02", "REQUEST", on_subject=True, appeal="demand"),
    ]
    measures = {"relations": RELATIONS, "counternarcotics": COUNTERNARCOTICS}
    made = record(events=events, index=index(MONTHS, events=events, measures=measures))
    own = CHECK(fall(source="chronology", measure="counternarcotics"), made)
    assert "(3 cooperative to 1 conflictual act)" in own.statement
    assert "(1 cooperative to 1 conflictual act)" in own.statement
    assert "measure counternarcotics" in own.statement
    assert own.values["measure"] == "counternarcotics"
    all_acts = CHECK(fall(source="chronology"), made)
    assert "(5 cooperative to 7 conflictual acts)" in all_acts.statement
    unknown = CHECK(fall(measure="counternarcotic"), made)
    assert unknown.probability is None
    assert "has no measure counternarcotic" in unknown.statement


def test_scores_yes_and_no() -> None:
    score = np.where(LATER, -2.0, 2.0) + np.sin(np.arange(len(MONTHS)))
    made = record(scores=scores(MONTHS, {"USA-MEX": score}))
    assert CHECK(fall(source="scores"), made).probability == 0.99
    assert CHECK(fall(source="scores", direction="up"), made).probability == 0.01


def test_the_level_of_a_series_yes_no_and_undecided() -> None:
    wave = 10 * np.sin(np.arange(len(MONTHS)))

    def made(change: float):
        level = 100 + wave + np.where(LATER, change, 0.0)
        values = {(month, ""): value for month, value in zip(MONTHS, level, strict=True)}
        return record(series=[series("homicide", values)])

    check = spec(
        "shift", series="homicide", before=BEFORE, after=AFTER, direction="down", at_least=10,
        unit="per cent", about="level",
    )  # fmt: skip
    assert CHECK(check, made(-40)).probability == 0.99
    assert CHECK(check, made(20)).probability == 0.01
    probability = CHECK(check, made(-10)).probability
    assert probability is not None
    assert 0.3 < probability < 0.7


def homicides(**more: object):
    values = {("2018", ""): 33_743.0, ("2019", ""): 34_588.0, ("2020", ""): 34_563.0}
    made = {(f"{year}-01/{year}-12", ""): value for (year, _), value in values.items()}
    return series("homicide", made, unit="victims", period="year", **more)


@pytest.mark.parametrize(
    ("before", "after", "size", "said", "probability"),
    [
        # 34,563 is 0.0723 per cent below 34,588: published counts leave no doubt of it.
        ("2019", "2020", 0.05, "−25", 0.99),
        ("2019", "2020", 0.08, "−25", 0.01),
        ("2018", "2019", 0.01, "845", 0.01),
    ],
)
def test_published_counts_are_compared_as_they_are(
    before: str, after: str, size: float, said: str, probability: float
) -> None:
    check = spec(
        "shift", series="homicide", before=before, after=after, direction="down", at_least=size,
        unit="per cent",
    )  # fmt: skip
    finding = CHECK(check, record(series=[homicides()]))
    assert finding.probability == probability
    counts = spec("shift", series="homicide", before=before, after=after, direction="down")
    assert f"a change of {said}" in CHECK(counts, record(series=[homicides()])).statement
    assert "interval" not in CHECK(counts, record(series=[homicides()])).statement


def test_printing_restating_and_a_stated_error_leave_the_doubt_they_leave() -> None:
    """At the threshold itself each leaves even odds, within four standard errors (0.032).

    A restatement that is common to both windows cancels in per cent, and does not in counts.
    """
    check = spec(
        "shift", series="homicide", before="2019", after="2020", direction="down", at_least=25,
        unit="victims",
    )  # fmt: skip
    whole = homicides()
    assert CHECK(check, record(series=[whole])).probability == 0.99
    for change in ({"rounding": 3.0}, {"restated_percent": 2.0}):
        last = whole.points[-1]
        points = (*whole.points[:-1], dataclasses.replace(last, **change))
        made = record(series=[dataclasses.replace(whole, points=points)])
        finding = CHECK(check, made)
        assert finding.probability == pytest.approx(0.5, abs=0.032)
        assert "(90% interval" in finding.statement
        assert "34\u202f563 (90% interval" in finding.statement
    erring = spec(
        "shift", series="homicide", before="2019", after="2020", direction="down", at_least=25,
        unit="victims", error=1.0,
    )  # fmt: skip
    assert CHECK(erring, record(series=[whole])).probability == pytest.approx(0.5, abs=0.032)


def test_nothing_is_no_yardstick_of_a_change_in_per_cent() -> None:
    made = series("seized", {("2018-01/2018-12", ""): 0.0, ("2019-01/2019-12", ""): 5.0})
    check = spec(
        "shift", series="seized", before="2018", after="2019", direction="up", at_least=10,
        unit="per cent",
    )  # fmt: skip
    finding = CHECK(check, record(series=[made]))
    assert finding.probability is None
    assert "is zero over 2018" in finding.statement


def test_a_series_with_gaps_is_left_open() -> None:
    values = {(month, ""): 1.0 for month in MONTHS if not "2020-03" <= month <= "2021-10"}
    check = spec("shift", series="homicide", before=BEFORE, after=AFTER, direction="down")
    finding = CHECK(check, record(series=[series("homicide", values)]))
    assert finding.probability is None
    assert "cover less than half of Jan 2020 to Dec 2021" in finding.statement


def test_too_few_scored_months_are_left_open() -> None:
    score = np.where(np.array(MONTHS) < "2018-06", 1.0, np.nan)
    made = record(scores=scores(MONTHS, {"USA-MEX": score}))
    finding = CHECK(fall(source="scores", before="2018-01/2018-06", after="2019"), made)
    assert finding.probability is None
    assert "only 5 months of Jan 2018 to Jun 2018 have a score" in finding.statement


def test_a_window_less_than_half_covered_is_left_open() -> None:
    finding = CHECK(fall(after="2021-09/2023-12"), stepped(-1))
    assert finding.probability is None
    assert "4 of the 28 months of Sep 2021 to Dec 2023" in finding.statement


def test_the_noise_of_a_series_is_calibrated() -> None:
    """Means of autocorrelated months must not pass for different too often.

    Windows of 36 months, AR(1) with ρ = 0.3, no true difference: a probability of 0.95 or more
    should come up in 5% of worlds. Resampling in short blocks is known to be somewhat too sure, so
    up to 12% is let pass (measured: 8%, and 11% if single months are resampled). The
    standard error over 400 worlds is 1.1 points, and below 1% would mean a test that never fires.
    """
    rng = np.random.default_rng(5)
    fired = 0
    for world in range(400):
        halves = []
        for half in range(2):
            noise = np.empty(36)
            noise[0] = rng.standard_normal() / np.sqrt(1 - 0.3**2)
            for month in range(1, 36):
                noise[month] = 0.3 * noise[month - 1] + rng.standard_normal()
            halves.append(mean_draws(noise, generator(f"{world}/{half}")))
        fired += float((halves[1] <= halves[0]).mean()) >= 0.95
    assert 0.01 < fired / 400 < 0.12


@pytest.mark.parametrize("elsewhere", [[], acts(2020, 3, 3, scope="USA-CHN")])
@pytest.mark.parametrize("source", ["index", "chronology"])
def test_no_balance_is_read_where_no_act_is(source, elsewhere) -> None:
    """It would be the prior's; whether another side has acts makes no difference."""
    made = record(events=elsewhere, index=index(MONTHS, events=elsewhere))
    finding = CHECK(fall(source=source), made)
    assert finding.probability is None
    assert "no act of USA-MEX (Relations overall) is on record in" in finding.statement
