"""An analyst's own figures: what a file may leave to the case, and what is refused."""

import pytest

from tests.sources.samples import changed, read, refusal


def test_a_tidy_file_may_name_everything_itself() -> None:
    text = "period,value,unit,item,scope\n2020,1,kg,Cocaine,army\n2020,-2.5,points,,\n"
    first, second = read("tidy_csv", text, {}).observations
    assert (first.measure, first.unit, first.item, first.scope) == (
        "made-up", "kg", "Cocaine", "army",
    )  # fmt: skip
    assert (second.unit, second.value) == ("points", -2.5)


def test_a_tidy_file_takes_from_the_case_what_it_does_not_name() -> None:
    options = {"measure": "ours.seized", "unit": "kg", "item": "Fentanyl", "scope": "army"}
    (figure,) = read("tidy_csv", "period,value\nFY2020,0\n", options).observations
    assert (figure.measure, figure.unit, figure.item, figure.scope, figure.value) == (
        "ours.seized", "kg", "Fentanyl", "army", 0.0,
    )  # fmt: skip


def test_a_tidy_row_without_a_value_is_missing_and_not_zero() -> None:
    rows = read("tidy_csv", "period,value\n2020,\n2021,3\n")
    assert [figure.value for figure in rows.observations] == [3.0]
    assert [problem.line for problem in rows.refused] == [2]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({}, "the row has no unit, and the option 'unit' is ''"),
        ({"unit": "stone"}, "the option 'unit' is 'stone'; use one of lb, kg"),
        ({"unit": "kg", "measure": "Ours!"}, "measure 'Ours!' has the wrong form"),
        ({"unit": "kg", "item": ""}, "needs the option 'item', not ''"),
    ],
)
def test_a_tidy_file_needs_a_unit_and_a_plain_measure(
    options: dict[str, object], problem: str
) -> None:
    assert problem in str(refusal("tidy_csv", "period,value\n2020,1\n", options))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2020-10", "2020-W10", "period '2020-W10' is not a period"),
        ("2020-10", "٢٠٢٠", "the form is not known"),
        ("2020-10", "1066", "years run from 1800 to 2100"),
        ("12.5", "-12.5", "value '-12.5' is negative"),
    ],
)
def test_what_is_not_understood_is_refused(old: str, new: str, problem: str) -> None:
    error = refusal("tidy_csv", changed("tidy_csv", old, new))
    assert [found.line for found in error.problems] == [2]
    assert problem in str(error)


def test_a_decimal_comma_outside_quotation_marks_is_seen() -> None:
    error = refusal("tidy_csv", "period,value,note\n2023-01,12,8\n", {"unit": "percent"})
    assert "note '8' is a number, as if 12,8 were one" in str(error)
    error = refusal("tidy_csv", "period,value\n2023-01,12,8\n", {"unit": "percent"})
    assert "write decimals with a point" in str(error)


@pytest.mark.parametrize("column", ["area", "item", "scope"])
@pytest.mark.parametrize(
    "cells", [("12,823", "10,403", "11,371"), ("12,8", "10,4", "11,35"), ("-1,0", "2,0", "3,0")]
)
def test_decimal_commas_whose_digits_fill_a_column_are_seen(
    column: str, cells: tuple[str, ...]
) -> None:
    rows = "".join(f"2023-0{n},{cell}\n" for n, cell in enumerate(cells, 1))
    error = refusal("tidy_csv", f"period,value,{column}\n{rows}", {"unit": "MUSD"})
    assert f"as if {cells[0]} were one number with a comma" in str(error)
    (problem,) = error.problems
    assert problem.line == 2


@pytest.mark.parametrize(
    "text",
    [
        # Codes of states: the same ones in every period.
        "period,value,area\n2023-01,12,39\n2023-01,7,42\n2023-02,13,39\n2023-02,8,42\n",
        "period,area,value\n2023-01,39,12\n2023-02,39,13\n",
        "period,value,area\n2023-01,12.5,39\n2023-02,13.5,39\n",
        "period,value,area\n2023-01,12,39\n2023-02,13,Ohio\n",
        "period,value,area\n2023-01,12,06037\n2023-02,13,06073\n",
        "period,value,item,area\n2023-01,12,Heroin,39\n2023-02,13,Heroin,42\n",
    ],
)
def test_codes_after_the_value_are_no_decimals(text: str) -> None:
    assert read("tidy_csv", text, {"unit": "MUSD"}).observations


@pytest.mark.parametrize(
    ("unit", "known"), [("%", "percent"), ("lbs", "lb"), ("pounds", "lb"), ("kg", "kg")]
)
def test_a_unit_may_be_written_as_its_sign(unit: str, known: str) -> None:
    (figure,) = read("tidy_csv", f"period,value,unit\n2023-01,12,{unit}\n", {}).observations
    assert figure.unit == known


@pytest.mark.parametrize(("unit", "known"), [("KGG", "'kg'"), ("Deathes", "'deaths'")])
def test_a_unit_with_a_slip_is_refused_with_the_right_one(unit: str, known: str) -> None:
    assert f"did you mean {known}?" in str(
        refusal("tidy_csv", f"period,value,unit\n2023-01,12,{unit}\n", {})
    )


@pytest.mark.parametrize("unit", ["Lbs", "LB", "lbs", "Pounds", "POUNDS"])
def test_units_are_known_in_any_case(unit: str) -> None:
    (figure,) = read("tidy_csv", f"period,value,unit\n2024-01,5,{unit}\n", {}).observations
    assert figure.unit == "lb"


def test_megagrams_are_no_milligrams() -> None:
    assert "'Mg' is not known" in str(refusal("tidy_csv", "period,value,unit\n2024-01,5,Mg\n", {}))


@pytest.mark.parametrize("line", ["Source: DEA", '"Note: provisional",', "* revised figures"])
def test_a_line_below_the_table_is_called_one(line: str) -> None:
    (found,) = refusal("tidy_csv", f"period,value\n2024-01,5\n{line}\n").problems
    assert (found.line, found.fix) == (3, "take the line out")
