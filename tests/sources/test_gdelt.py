"""GDELT scores: the published ones against their known extremes, and what is refused."""

from pathlib import Path

import pytest

from tests.sources.samples import SAMPLES, changed, published, read, refusal


def test_gdelt_scores_have_their_known_extremes(shared: Path) -> None:
    rows = published(shared, "gdelt_dyad_daily/dyads_daily.csv", "gdelt_dyad_daily_reduced")
    assert (rows.read, len(rows.scores)) == (2_149, 3 * 2_149)
    china = {score.day.isoformat(): score.net for score in rows.scores if score.dyad == "USA-CHN"}
    assert max(china, key=lambda day: china[day]) == "2020-01-16"
    assert min(china, key=lambda day: china[day]) == "2020-07-22"
    # Known as whole points.
    assert (round(china["2020-01-16"]), round(china["2020-07-22"])) == (2_938, -1_540)


@pytest.mark.parametrize("dyads", [None, {}, [], {"us_cn": 3}, "us_cn"])
def test_gdelt_needs_to_know_which_column_is_which_dyad(dyads: object) -> None:
    options = {} if dyads is None else {"dyads": dyads}
    error = refusal("gdelt_dyad_daily_reduced", SAMPLES["gdelt_dyad_daily_reduced"].text(), options)
    assert "needs the option 'dyads'" in str(error)


def test_gdelt_reads_only_the_dyads_of_the_case() -> None:
    text = SAMPLES["gdelt_dyad_daily_reduced"].text()
    rows = read("gdelt_dyad_daily_reduced", text, {"dyads": {"cn_mx": "CHN-MEX"}})
    assert {score.dyad for score in rows.scores} == {"CHN-MEX"}
    error = refusal("gdelt_dyad_daily_reduced", text, {"dyads": {"us_ru": "USA-RUS"}})
    assert "column 'us_ru' is missing" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("218.6", "NaN", "us_cn 'NaN' is not a number"),
        ("25388.3", "0", "abs is 0: nothing was covered that day"),
        ("25388.3", "-1", "abs '-1' is negative"),
        ("218.6", "99999", "us_cn 99999 exceeds the absolute sum"),
        ("2018-01-01", "2018-02-31", "is no day of the calendar"),
    ],
)
def test_what_is_not_understood_is_refused(old: str, new: str, problem: str) -> None:
    error = refusal("gdelt_dyad_daily_reduced", changed("gdelt_dyad_daily_reduced", old, new))
    assert [found.line for found in error.problems] == [2]
    assert problem in str(error)
