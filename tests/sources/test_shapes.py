"""A table in another shape than one figure a row: one line says what it is and how to turn it."""

import pytest

from tests.sources.samples import read, refusal

LONG = "turn it long, one figure a row: melt in pandas, pivot_longer in R, Unpivot"


def only(text: str) -> str:
    (found,) = refusal("tidy_csv", text, {"unit": "lb"}).problems
    return f"{found.line}: {found.problem}; {found.fix}"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("item,Jan,Feb,Mar", "the months stand as columns ('Jan', 'Feb', 'Mar')"),
        ("year,January,February,March", "the months stand as columns"),
        ("año,Enero,Febrero,Marzo", "the months stand as columns"),
        ("item,2024-01,2024-02,2024-03", "the months stand as columns"),
        ("2024-01,2024-02,2024-03,2024-04", "the months stand as columns"),
        ("item,Jan-24,Feb-24,Mar-24", "the months stand as columns"),
        ("period,value,Jan,Feb", "the months stand as columns"),
        ("area,2019,2020,2021", "the years stand as columns"),
        ("GEO/TIME,State,2019,2020", "the years stand as columns"),
        ("Country,Code,2019 [YR2019],2020 [YR2020]", "the years stand as columns"),
        ("Drug,FY2022,FY 2023,FY24", "the fiscal years stand as columns"),
        ("Drug,2022/23,2023/24,2024/25", "the fiscal years stand as columns"),
        ("Drug,2023-Q1,Q2 2023,2023 Q3", "the quarters or halves stand as columns"),
        ("Drug,2024-01-01,2024-02-01,2024-03-01", "the days stand as columns"),
        ("period,Arizona,Texas,Total", "has 3 columns of figures ('Arizona', 'Texas', 'Total')"),
        ("month,Arizona,Texas,Utah", "call the column of dates 'period'"),
        ("period,value,value,value", "has 3 columns of figures ('value', 'value', 'value')"),
        ("period,value,value.1,item", "has 2 columns of figures ('value', 'value.1')"),
        ("Jahr,Januar,Februar,März", "has 3 columns of figures"),
    ],
)
def test_figures_side_by_side_are_to_be_turned_long(header: str, kind: str) -> None:
    said = only(f"{header}\n2024,1,2,3\n2023,4,,6\n")
    assert said.startswith("1: ")
    assert kind in said
    assert LONG in said


@pytest.mark.parametrize("row", ["value,1,2", "item,A,B\nvalue,1,2"])
def test_a_table_on_its_side_is_to_be_transposed(row: str) -> None:
    assert "transpose the table" in only(f"period,2024-01,2024-02\n{row}\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("period,value,value\n,A,B\n2024-01,1,2\n", "the header runs over two lines"),
        (",2023,,2024,\nDrug,Jan,Feb,Jan,Feb\nA,1,2,3,4\n", "seems to run over two lines"),
        ("period,item,value\n(month),(drug),(lb)\n2024-01,A,2\n", "2: is a second line of the"),
        ("period,item,value\nperiod,item,value\n2024-01,A,2\n", "2: repeats the header"),
        ("period,value\n2024-01,2\nperiod,value\n2024-02,2\n", "3: repeats the header"),
        ("Seizures by month\nperiod,value\n2024-01,2\n", "the header stands on line 2"),
        ("Seizures by month,\nitem,2024-01\nA,1\n", "the first line is a title"),
        ("year,month,value\n2024,1,5\n", "its dates stand in 2 columns ('year', 'month')"),
    ],
)
def test_lines_and_columns_around_the_header_are_called_what_they_are(text: str, said: str) -> None:
    assert said in only(text)


@pytest.mark.parametrize(
    "total", ["Total,5", "Grand total,5", "TOTAL,5", "Insgesamt,5", "Year to date,5"]
)
def test_a_row_of_totals_is_called_one(total: str) -> None:
    assert "3: period" in only(f"period,value\n2024-01,2\n{total}\n")
    assert "is a total of other rows; take the line out" in only(f"period,value\n2024,2\n{total}\n")


@pytest.mark.parametrize(
    "line",
    [
        "Source: a page,",
        "1 Provisional figures,",
        "(a) Provisional",
        "p = provisional,",
        '"Data as of 2024-03-01, provisional"',
        "* revised figures,",
    ],
)
def test_a_remark_below_the_table_is_to_be_taken_out(line: str) -> None:
    said = only(f"period,value\n2024-01,2\n{line}\n")
    assert "3: is a remark below or in the table" in said
    assert said.endswith("take the line out")


@pytest.mark.parametrize(
    "text",
    [
        "period,value (thousands)\n2024-01,2\n",
        "period,value (in millions)\n2024-01,2\n",
        "period,value ('000)\n2024-01,2\n",
        "period,Value in thousands of lb\n2024-01,2\n",
        "period,value per 100 000\n2024-01,2\n",
        "period,value\n(in thousands),\n2024-01,2\n",
        "Seizures (thousands)\nperiod,value\n2024-01,2\n",
        "Seizures (miles)\nperiod,2024-01\nvalue,2\n",
        "period,value\n2024-01,2\nNote: in thousands,\n",
        "period,value,unit\n2024-01,2,thousand lb\n",
        "period,value,unit\n2024-01,2,'000 lb\n",
    ],
)
def test_figures_in_thousands_are_to_be_written_in_full(text: str) -> None:
    assert "write the figures in full" in only(text)


@pytest.mark.parametrize("name", ["value (kg)", "value_kg", "value [%]", "value %", "value ($)"])
def test_a_unit_in_the_header_is_not_passed_over(name: str) -> None:
    assert "names a unit; call it 'value'" in only(f"period,{name}\n2024-01,2\n")


def test_a_note_may_speak_of_thousands() -> None:
    text = "period,value,note\n2024-01,2,out of thousands\n"
    assert [f.value for f in read("tidy_csv", text, {"unit": "lb"}).observations] == [2.0]


@pytest.mark.parametrize(
    "name", ["value_se", "value_prev", "value_sa", "value (revised)", "Value YTD", "value (upper)"]
)
def test_a_column_made_from_the_values_is_not_to_be_called_so(name: str) -> None:
    said = str(refusal("tidy_csv", f"period,{name}\n2024-01,2\n", {"unit": "lb"}))
    assert "call it 'value'" not in said
    assert "did you mean" not in said
