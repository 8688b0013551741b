"""Figures quoted in press: scopes stay apart, and what is refused."""

from pathlib import Path

import pytest

from tests.sources.samples import SAMPLES, changed, published, read, refusal


def test_quoted_figures_keep_their_scopes_apart(shared: Path) -> None:
    rows = published(shared, "quoted_official_figures/quoted_figures.csv", "quoted_figures")
    assert len(rows.observations) == 72
    seized = {
        (f.start.year, f.scope): f.value
        for f in rows.observations
        if f.measure == "quoted.mx_fentanyl_seized" and (f.end - f.start).days in (364, 365)
    }
    assert sorted(v for (year, _), v in seized.items() if year == 2019) == [144, 222, 419]
    assert sorted(v for (year, _), v in seized.items() if year == 2020) == [430, 1242, 1301]
    extradited = {f.measure: f.value for f in rows.observations if f.start.year == 2019
                  and "extraditions" in f.measure}  # fmt: skip
    assert extradited == {
        "quoted.mx_to_us_extraditions": 58,
        "quoted.mx_to_us_extraditions_mexican_nationals": 53,
    }


def test_a_quoted_figure_keeps_its_reporter_page_and_remark() -> None:
    first, second, share = read("quoted_figures", SAMPLES["quoted_figures"].text()).observations
    assert first.note == "A paper, 2021 (https://example.org/a)"
    assert second.note == "A paper (https://example.org/a): partial"
    assert (share.unit, str(share.start), str(share.end)) == (
        "percent", "2012-10-01", "2017-09-30",
    )  # fmt: skip


def test_a_second_reporter_of_the_same_figure_is_left_out() -> None:
    sample = SAMPLES["quoted_figures"]
    again = sample.rows[0].replace("A paper, 2021", "Another paper")
    rows = read("quoted_figures", sample.text(*sample.rows, again))
    assert [(p.line, p.problem) for p in rows.refused] == [(5, "a figure that is quoted before")]
    assert "line 2 quotes it from A paper, 2021" in rows.refused[0].fix


def test_a_second_value_of_the_same_figure_is_refused_until_its_scope_is_named() -> None:
    sample = SAMPLES["quoted_figures"]
    other = sample.rows[0].replace("A paper, 2021", "Another paper").replace("144", "145")
    error = refusal("quoted_figures", sample.text(*sample.rows, other))
    assert "145 where line 2 quotes 144 for the same series, period and scope" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("kg", "tonnes", "unit 'tonnes' is not known"),
        ("2019", "2019-02-31", "period '2019-02-31' is not a period (day is"),
        ("2019", "2019/2018", "ends before it starts"),
        ("2019", "2019/2020/2021", "the form is not known"),
        ("144", "-144", "value '-144' is negative"),
        ("mx_seized", "MX seized", "series 'MX seized' has the wrong form"),
    ],
)
def test_what_is_not_understood_is_refused(old: str, new: str, problem: str) -> None:
    error = refusal("quoted_figures", changed("quoted_figures", old, new))
    assert [found.line for found in error.problems] == [2]
    assert problem in str(error)
