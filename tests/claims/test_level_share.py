"""`level` compares sides with one another; `share` compares a part with a whole."""

import numpy as np
import pytest
from scipy.stats import beta, binom, gamma

from detente.claims.checks import CHECKS
from detente.claims.confidence import DOCUMENTED, doubts
from tests.claims.worlds import acts, index, months, record, series, spec

LEVEL, SHARE = CHECKS["level"], CHECKS["share"]
MONTHS = months("2020-01/2021-12")


def levels(own: int, others: int, **more: object):
    """So many cooperative acts of a side and of each other, and ten conflictual acts of each."""
    counts = {"CHN-MEX": own, "USA-CHN": others, "USA-MEX": others}
    events = [
        one
        for side, count in counts.items()
        for one in acts(2020, count, 10, scope=side, prefix=side.lower(), **more)
    ]
    return record(events=events, index=index(MONTHS, events=events))


def low(**more: object):
    options: dict[str, object] = {"dyad": "CHN-MEX", "than": ("USA-CHN", "USA-MEX")}
    options |= {"window": "2020-01/2021-12", "direction": "below", "factor": 2.0}
    return spec("level", **(options | more))


def test_counts_are_compared_as_they_are() -> None:
    """Two acts to nine are fewer than two thirds: only a wrong row could undo that.

    Rows of confidence high are right with 0.97. Of three equal counts none is the lowest, and the
    thinned ones are so as their binomials say; tolerance: four standard errors of 4,000 draws.
    """
    few = LEVEL(low(factor=1.5), levels(2, 9))
    assert few.probability == 0.99
    assert "CHN-MEX 2, USA-CHN 9 and USA-MEX 9" in few.statement
    assert few.values["ratio"] == 2 / 9
    assert LEVEL(low(), levels(60, 60)).probability == 0.01
    counts = binom(10, 0.97)
    own = sum(counts.pmf(k) * counts.sf(k) ** 2 for k in range(11))
    finding = LEVEL(low(factor=1.0), levels(10, 10))
    assert finding.probability == pytest.approx(own, abs=0.03)
    assert finding.probability < 0.2


@pytest.mark.parametrize(
    ("own", "others", "ratio", "asked"),
    [
        (8, 12, "0.67", "at most 0.67 times"),
        (667, 1000, "0.6670", "at most 0.6667 times"),
        (7, 12, "0.58", "at most 0.67 times"),
    ],
)
def test_digits_show_which_of_ratio_and_bound_is_the_greater(
    own: int, others: int, ratio: str, asked: str
) -> None:
    statement = LEVEL(low(factor=1.5), levels(own, others)).statement
    assert f"is {ratio} as counted, and {asked} is asked for" in statement


def test_what_compares_counts_is_never_of_high_confidence() -> None:
    """However plain the counts are: they are of what was written down."""
    made = levels(60, 600)
    share = spec(
        "share",
        dyad="USA-MEX",
        acts="cooperation",
        window="2020",
        direction="above",
        threshold=50.0,
        unit="per cent",
    )
    for check, run in ((low(), LEVEL), (share, SHARE)):
        finding = run(check, made)
        assert DOCUMENTED in doubts(0.99, [(check, finding)], [(check, finding)] * 3)
    part = series("a", {(month, ""): 1.0 for month in MONTHS})
    whole = series("b", {(month, ""): 9.0 for month in MONTHS})
    figures = spec(
        "share",
        series="a",
        of="b",
        window="2020/2021",
        direction="below",
        threshold=50.0,
        unit="per cent",
    )
    finding = SHARE(figures, record(series=[part, whole]))
    assert doubts(0.99, [(figures, finding)], [(figures, finding)] * 3) == ()


def test_a_level_behind_few_acts_is_asked_for_and_both_are_told() -> None:
    """Of three equal sides each has the lowest level in a third of the draws.

    Tolerance: four standard errors of 4,000 draws, 4·√(2/9/4000) = 0.03.
    """
    made = levels(2, 9)
    counted, level = (LEVEL(low(factor=1.5, **more), made) for more in ({}, {"about": "level"}))
    rates = gamma(2.5), gamma(9.5)
    draws = [rate.rvs(200_000, random_state=seed) for seed, rate in enumerate((*rates, rates[1]))]
    exact = (1.5 * draws[0] <= np.minimum(draws[1], draws[2])).mean()
    assert level.probability == pytest.approx(exact, abs=0.03)
    for finding, asked in ((counted, "count"), (level, "level")):
        assert f"of the level behind so few acts, with {level.probability:.0%}" in finding.statement
        assert "As counted it holds with 99%" in finding.statement
        assert f"Asked for is the {asked}." in finding.statement
    even = LEVEL(low(factor=1.0, about="level"), levels(30, 30))
    assert even.probability == pytest.approx(1 / 3, abs=0.03)


@pytest.mark.parametrize("direction", ["below", "above"])
def test_as_many_is_neither_fewer_nor_more_and_none_is_no_count(direction: str) -> None:
    sure = levels(5, 5, publisher="Reuters")
    assert LEVEL(low(factor=1.0, direction=direction), sure).probability < 0.2
    none = LEVEL(low(direction=direction), levels(0, 0))
    assert none.probability is None
    assert "no such act of any of these sides" in none.statement
    assert LEVEL(low(factor=5.0), levels(0, 9)).probability == 0.99
    assert "7 to none" in LEVEL(low(direction="above"), levels(7, 0)).statement


def test_level_above_takes_the_highest_of_the_others() -> None:
    finding = LEVEL(low(direction="above"), levels(60, 8))
    assert finding.probability == 0.99
    assert finding.values["ratio"] == 60 / 8


def test_level_counts_the_acts_of_one_class_and_says_how_many() -> None:
    made = levels(4, 40)
    finding = LEVEL(low(), made)
    assert finding.values["acts"] == 4 + 2 * 40
    assert len(finding.rows) == 84
    assert LEVEL(low(acts="conflict", factor=1.0), made).values["acts"] == 30


def friendly(**more: object):
    options: dict[str, object] = {"dyad": "USA-MEX", "acts": "cooperation", "unit": "per cent"}
    options |= {"window": "2020-01/2021-12", "direction": "above", "threshold": 50}
    return spec("share", **(options | more))


def test_a_share_of_acts_is_counted_and_its_level_asked_for() -> None:
    """46 of 57 are 80.70 per cent. The level behind 6 of 10 is beta(6.5, 4.5)."""
    events = acts(2020, 46, 11)
    made = record(events=events, index=index(MONTHS, events=events))
    finding = SHARE(friendly(), made)
    assert finding.probability == 0.99
    assert "46 cooperative to 11 conflictual acts" in finding.statement
    assert "80.70% are acts of cooperation" in finding.statement
    assert SHARE(friendly(threshold=90), made).probability == 0.01
    assert SHARE(friendly(acts="conflict"), made).probability == 0.01
    few = acts(2020, 6, 4)
    made = record(events=few, index=index(MONTHS, events=few))
    level = SHARE(friendly(about="level"), made)
    # Tolerance: four standard errors of 4,000 draws.
    assert level.probability == pytest.approx(beta.sf(0.5, 6.5, 4.5), abs=0.03)
    counted = SHARE(friendly(), made).probability
    assert counted is not None
    assert counted > 0.95
    nothing = SHARE(friendly(topics=("trade",)), made)
    assert nothing.probability is None


def seized(west: float):
    values = {(m, "west"): west for m in MONTHS} | {(m, "east"): 100 - west for m in MONTHS}
    return record(series=[series("seized", values, group="area")])


def west(**more: object):
    options: dict[str, object] = {"series": "seized", "group": ("west",), "unit": "per cent"}
    options |= {"window": "2020-01/2021-12", "direction": "above", "threshold": 75.0}
    return spec("share", **(options | more))


def test_share_yes_no_and_undecided() -> None:
    """A part that is always the threshold itself is above it in half of the draws of its error.

    Tolerance: four standard errors of 4,000 draws, 0.032. Without an error it is at the threshold,
    which counts as above.
    """
    assert SHARE(west(), seized(90)).probability == 0.99
    assert SHARE(west(), seized(50)).probability == 0.01
    assert SHARE(west(), seized(75)).probability == 0.99
    finding = SHARE(west(about="level"), seized(75))
    assert finding.probability == pytest.approx(0.5, abs=0.032)
    assert finding.values["share_per_cent"] == pytest.approx(75, abs=0.5)


def test_a_published_share_is_the_files_own() -> None:
    """51.06 of 100 is more than half, however uneven the months are."""
    months_of_one = {("2020-01", "west"): 5106.0, ("2020-01", "east"): 4894.0}
    uneven = {(month, "west"): 0.0 for month in MONTHS[1:]}
    made = record(series=[series("seized", months_of_one | uneven, group="area")])
    finding = SHARE(west(threshold=51.0), made)
    assert finding.probability == 0.99
    assert "51.06% of the whole" in finding.statement
    assert SHARE(west(threshold=51.1), made).probability == 0.01


def test_no_share_of_its_own_series_passes_the_whole() -> None:
    """The error of a part is in the whole too, so even a wide one leaves the share below 100%."""
    assert SHARE(west(threshold=99.99, error=50.0), seized(99)).probability == 0.01


def test_share_of_another_series_over_a_span() -> None:
    """A figure for January to June is set against the six months of the whole: 120 of 600."""
    part = series("part", {("2020-01/2020-06", ""): 120.0}, period="span")
    whole = series("whole", {(month, ""): 100.0 for month in MONTHS})
    check = spec(
        "share", series="part", of="whole", window="2020-01/2020-06", direction="below",
        threshold=30, unit="per cent", error=5,
    )  # fmt: skip
    finding = SHARE(check, record(series=[part, whole]))
    assert finding.probability == 0.99
    assert finding.values["share_per_cent"] == pytest.approx(20, abs=0.2)
    assert len(finding.rows) == 1


def test_share_is_open_where_the_whole_has_gaps() -> None:
    part = series("part", {("2020-01/2020-06", ""): 120.0}, period="span")
    whole = series("whole", {(month, ""): 100.0 for month in MONTHS if month != "2020-03"})
    check = spec(
        "share", series="part", of="whole", window="2020-01/2020-06", direction="below",
        threshold=30, unit="per cent",
    )  # fmt: skip
    finding = SHARE(check, record(series=[part, whole]))
    assert finding.probability is None
    assert "covers the same time" in finding.statement


def test_share_of_nothing_is_open() -> None:
    part = series("part", {(month, ""): 0.0 for month in MONTHS})
    check = spec(
        "share", series="part", of="whole", window="2020-01/2020-12", direction="below",
        threshold=30, unit="per cent",
    )  # fmt: skip
    whole = series("whole", {(month, ""): 0.0 for month in MONTHS})
    finding = SHARE(check, record(series=[part, whole]))
    assert finding.probability is None
    assert "whole is zero in" in finding.statement


def test_share_is_open_where_nothing_was_published() -> None:
    empty = series("seized", {}, group="area")
    finding = SHARE(west(), record(series=[empty]))
    assert finding.probability is None
    assert "No figure of seized was published" in finding.statement
