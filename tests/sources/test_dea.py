"""DEA's charts, read off by hand: known values, and corrections that expire."""

from pathlib import Path

import pytest

from tests.sources.samples import SAMPLES, changed, published, read, refusal

FILE = "dea_purity_digitised/USA_fentanyl_{}.csv"
CONTENT = {"measure": "dea.pill_content", "unit": "mg"}
REASON = "the label stands twice and the next month is lacking"


def correction(label: str, value: str, read_as: str) -> dict[str, str]:
    return {"label": label, "value": value, "read_as": read_as, "reason": REASON}


OCTOBER = correction("2020/09", "2.18", "2020-10")
CORRECTIONS = [
    OCTOBER,
    correction("2021/03", "2.11", "2021-04"),
    correction("2021/09", "2.10", "2021-10"),
]


def test_powder_purity_has_its_known_values(shared: Path) -> None:
    rows = published(shared, FILE.format("powder_average_purity_time_series"), "dea_monthly")
    purity = {f"{f.start:%Y-%m}": f.value for f in rows.observations}
    assert len(purity) == rows.read == 70
    assert max(purity, key=lambda month: purity[month]) == "2023-07"
    # Known to one decimal, so half of its last digit.
    known = {"2023-07": 26.4, "2023-12": 20.6, "2024-10": 11.0}
    assert {m: purity[m] for m in known} == pytest.approx(known, abs=0.05)
    # Known in whole points: 5 to 12.
    in_2019 = [round(value) for month, value in purity.items() if month.startswith("2019")]
    assert (min(in_2019), max(in_2019)) == (5, 12)


@pytest.mark.parametrize("kind", ["powder", "pills"])
def test_exhibits_cover_every_month(shared: Path, kind: str) -> None:
    options = {"measure": f"dea.{kind}_exhibits", "unit": "exhibits"}
    rows = published(shared, FILE.format(f"{kind}_num_of_exhibits"), "dea_monthly", options)
    assert len({f.start for f in rows.observations}) == 70


def test_the_pill_file_is_refused_until_its_repeated_labels_are_corrected(shared: Path) -> None:
    data = (shared / "data" / FILE.format("pills_average_purity_time_series")).read_bytes()
    error = refusal("dea_monthly", data, CONTENT)
    assert [(p.line, p.problem) for p in error.problems] == [
        (22, "repeats line 21 (dea.pill_content, 2020-09)"),
        (28, "repeats line 27 (dea.pill_content, 2021-03)"),
        (34, "repeats line 33 (dea.pill_content, 2021-09)"),
    ]
    rows = read("dea_monthly", data, CONTENT | {"corrections": CORRECTIONS})
    content = {f"{f.start:%Y-%m}": f for f in rows.observations}
    assert len(content) == 70
    assert [content[m].value for m in ("2020-09", "2020-10", "2022-09")] == [2.0, 2.18, 2.21]
    assert content["2020-10"].note == f"printed as 2020-09: {REASON}"
    assert content["2020-09"].note == ""


@pytest.mark.parametrize(
    "rows",
    [
        ("2020/09,2.00", "2020/10,2.18"),  # the publisher mended the label
        ("2020/09,2.18", "2020/11,2.22"),  # one of the two rows is gone
        ("2020/09,2.00", "2020/09,2.19"),  # the value was revised
        ("2020/09,2.00", "2020/09,2.18", "2020/10,2.4"),  # the lacking month came in
    ],
)
def test_a_correction_expires_once_the_file_no_longer_calls_for_it(rows: tuple[str, ...]) -> None:
    options = CONTENT | {"corrections": [OCTOBER]}
    error = refusal("dea_monthly", SAMPLES["dea_monthly"].text(*rows), options)
    assert "the correction of 2020-09 to 2020-10 is out of date" in str(error)


@pytest.mark.parametrize(
    "corrections",
    [
        "2020/09", [["2020/09"]], [{"label": "2020/09"}], [OCTOBER | {"more": "x"}],
        [OCTOBER | {"value": "x"}], [OCTOBER | {"value": None}], [OCTOBER | {"label": "2020"}],
        [OCTOBER | {"read_as": "2020-13"}],
    ],
)  # fmt: skip
def test_a_misshapen_correction_is_refused(corrections: object) -> None:
    options = CONTENT | {"corrections": corrections}
    error = refusal("dea_monthly", SAMPLES["dea_monthly"].text(), options)
    assert "give each correction of 'made-up' as a table of label, value" in str(error)


def test_a_value_may_be_given_as_a_number_and_the_label_as_a_month() -> None:
    options = CONTENT | {"corrections": ({**OCTOBER, "label": "2020-9", "value": 2.18},)}
    rows = read("dea_monthly", "2020/09,2.18\n2020/9,2.00\n", options)
    assert sorted((f"{f.start:%Y-%m}", f.value) for f in rows.observations) == [
        ("2020-09", 2.0), ("2020-10", 2.18),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2019/1", "2019/13", "month '2019/13' is not a month"),
        ("2019/1", "month", "month 'month' is not a month"),
        ("7.98", "107.98", "value '107.98' is above 100"),
        ("7.98", "-1", "value '-1' is negative"),
        ("7.98", "value", "value 'value' is not a number"),
    ],
)
def test_what_is_not_understood_is_refused(old: str, new: str, problem: str) -> None:
    error = refusal("dea_monthly", changed("dea_monthly", old, new))
    assert [found.line for found in error.problems] == [1]
    assert problem in str(error)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"unit": "mg"}, "needs the option 'measure'"),
        ({"measure": "dea.x"}, "needs the option 'unit'"),
        ({"measure": 3, "unit": "mg"}, "needs the option 'measure', not 3"),
        ({"measure": "dea.x", "unit": "grams"}, "unit 'grams' of 'made-up' is not known"),
    ],
)
def test_a_missing_or_unknown_option_is_named(options: dict[str, object], problem: str) -> None:
    assert problem in str(refusal("dea_monthly", SAMPLES["dea_monthly"].text(), options))
