"""Numbers as people write them: what is read, what is refused, and with which remedy."""

import csv
import io

import pytest

from detente.terms.errors import InputError
from detente.terms.units import UNITS
from tests.sources.samples import changed, read, refusal


def column(cells: list[str], unit: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("period", "value"))
    for number, cell in enumerate(cells):
        writer.writerow((f"{2000 + number // 12}-{number % 12 + 1:02d}", cell))
    assert unit in UNITS
    return text.getvalue()


def values(cells: list[str], unit: str, **options: str) -> list[float]:
    rows = read("tidy_csv", column(cells, unit), {"unit": unit, **options})
    return [figure.value for figure in rows.observations]


def refused(cells: list[str], unit: str, **options: str) -> InputError:
    return refusal("tidy_csv", column(cells, unit), {"unit": unit, **options})


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("1234.5", "kg", 1234.5),
        ("+5", "kg", 5),
        (".5", "kg", 0.5),
        ("1 234.5", "kg", 1234.5),
        ("1\u00a0234", "kg", 1234),  # no-break space
        ("1\u202f234", "deaths", 1234),  # narrow no-break space, as French spreadsheets write
        ("1\u2009234", "kg", 1234),  # thin space
        ("5 000 000", "kg", 5_000_000),
        ("1'234", "kg", 1234),
        ("1’234", "kg", 1234),
        ("１２３", "kg", 123),
        ("١٢٣", "kg", 123),
        ("٣٫٥", "kg", 3.5),
        ("\u22125", "MUSD", -5),
        ("-5", "percent", -5),
        ("12%", "percent", 12),
        ("12 %", "percent", 12),
        ("6.6e-05", "lb", 6.6e-05),
        ("1.5E+01", "deaths", 15),
        ("5766.0", "deaths", 5766),
        ("1,234", "deaths", 1234),
        ("1,234,567", "kg", 1_234_567),
    ],
)
def test_what_can_mean_one_number_is_read(cell: str, unit: str, value: float) -> None:
    assert values([cell], unit) == [value]


@pytest.mark.parametrize(
    ("cell", "problem", "fix"),
    [
        ("n/a", "is not a number", "leave the cell empty"),
        ("NA", "is not a number", "leave the cell empty"),
        ("..", "is not a number", "leave the cell empty"),
        ("–", "is not a number", "leave the cell empty"),
        ("Suppressed", "is not a number", "leave the cell empty"),
        ("NaN", "is not a number", "leave the cell empty"),
        ("#N/A", "is not a number", "leave the cell empty"),
        ("#REF!", "what a spreadsheet shows in place of a number", "mend it"),
        ("(1,234)", "stands in parentheses", "minus sign"),
        ("5-", "minus sign at the end", "write the sign first"),
        ("–5", "begins with a dash", "write the minus sign as -"),
        ("1,234*", "mark of a footnote", "write the number alone"),
        ("1234²", "mark of a footnote", "write the number alone"),
        ("1,234 (p)", "mark of a footnote or a revision", "write the number alone"),
        ("<10", "is a bound or a guess", "leave the cell empty"),
        ("~5", "is a bound or a guess", "leave the cell empty"),
        ("5–6", "is a range", "leave the cell empty"),
        ("$12", "carries a currency", "write the number alone"),
        ("USD 12", "carries a currency", "write the number alone"),
        ("12%", "is a share in per cent", "unit percent"),
        ("1/2", "is a fraction or a date", "decimal number"),
        ("½", "is a fraction or a date", "decimal number"),
        ("3k", "is shortened", "write all digits"),
        ("1.5 million", "carries words or a unit", "in full"),
        ("12 kg", "carries words or a unit", "write the number alone"),
        ("Oct-23", "is a date, as spreadsheets make", "format the column as text"),
        ("2023-10-01", "is a date, as spreadsheets make", "format the column as text"),
        ("1e3", "digits may be lost", "like 1000"),
        ("1.23E+05", "digits may be lost", "like 123000"),
        ("1\n2", "holds a line break", "one number in a cell"),
        ("1,23,456", "is not a number", "write it like 1,234.5"),
        ("1 2", "is not a number", "write it like 1,234.5"),
        ("1_000", "is not a number", "write it like 1,234.5"),
        ("12,8", "looks written with a decimal comma", '"decimal": ","'),
        ("0,950", "looks written with a decimal comma", '"decimal": ","'),
        ("1.234,5", "looks written with a decimal comma", '"decimal": ","'),
        ("1.234.567", "looks written with a decimal comma", '"decimal": ","'),
    ],
)
def test_what_is_no_number_is_called_what_it_is(cell: str, problem: str, fix: str) -> None:
    (found,) = refused([cell], "kg").problems
    assert found.line == 2
    assert problem in found.problem
    assert fix in found.fix


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (["12,823", "10,403", "9,118"], "percent"),  # as a spreadsheet saved 12.823 per cent
        (["1,234", "2,345"], "lb"),
        (["1,234", "0"], "lb"),
        (["-1,234", "2,345"], "MUSD"),
        (["1,234", "1234567"], "kg"),
    ],
)
def test_a_column_whose_every_comma_has_three_digits_after_it_says_so(
    cells: list[str], unit: str
) -> None:
    (found,) = refused(cells, unit).problems
    assert "every comma of the column has three digits after it" in found.problem
    assert "decimal" in found.fix


@pytest.mark.parametrize(
    "cells",
    [["1,234", "950", "12,000"], ["1,234", "2,345.5"], ["1,234,567", "1,234"], ["1,234", "12.5"]],
)
def test_a_column_that_shows_what_its_commas_are_is_read(cells: list[str]) -> None:
    assert values(cells, "lb") == [float(cell.replace(",", "")) for cell in cells]


def test_the_case_may_say_what_the_decimal_sign_is() -> None:
    assert values(["12,823", "9,1", "1.234,5", "7"], "kg", decimal=",") == [12.823, 9.1, 1234.5, 7]
    assert values(["12,823", "9,118"], "kg", decimal=".") == [12823, 9118]
    (found,) = refused(["12.8"], "kg", decimal=",").problems
    assert found.fix == "write it like 1.234,5"
    assert "use one of '.', ','" in str(refused(["1"], "kg", decimal=";"))


def test_decimal_commas_are_one_problem_of_their_column() -> None:
    (found,) = refused(["12,8", "10,4", "9,1"], "percent").problems
    assert "(and 2 more like it)" in found.problem


def test_bounds_of_a_number_that_may_be_another_wait_for_its_column() -> None:
    (found,) = refused(["12,823", "950"], "percent").problems
    assert (found.line, found.problem) == (2, "value '12,823' is above 1,000")
    assert '"decimal": ","' in found.fix


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_units_bound_their_figures(unit: str) -> None:
    known = UNITS[unit]
    assert values(["7"], unit) == [7]
    if known.whole:
        assert "is not a whole number" in str(refused(["1.5"], unit))
        # Three digits after a point may be thousands.
        assert "its point separates thousands; write 1000" in str(refused(["1.000"], unit))
    else:
        assert values(["1.5"], unit) == [1.5]
    if known.low == 0:
        assert "is negative" in str(refused(["-1"], unit))
    assert known.high is not None
    assert "is above" in str(refused([f"{known.high + 1:.0f}"], unit))


def test_a_reader_of_shares_bounds_them_closer() -> None:
    assert "is above 100" in str(refusal("dea_monthly", changed("dea_monthly", "7.98", "101")))
    assert "is negative" in str(refusal("dea_monthly", changed("dea_monthly", "7.98", "-1")))


def saved(cells: list[str], separator: str, unit: str = "lb", **options: str) -> list[float]:
    """Read cells as a spreadsheet of another country saves them."""
    lines = (separator.join((f"2023-{n:02d}", cell)) for n, cell in enumerate(cells, start=1))
    text = "\n".join((separator.join(("period", "value")), *lines)) + "\n"
    rows = read("tidy_csv", text, {"unit": unit, "separator": separator, **options})
    return [figure.value for figure in rows.observations]


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["12,823", "950"], "comma"),  # 12.823, or 12823
        (["12,823", "13"], "comma"),
        (["1.234", "950"], "point"),
        (["1.234", "12.823"], "point"),
        (["-1.234", "12.823"], "point"),
        (["１．２３４", "9"], "point"),  # fullwidth
    ],
)
def test_neither_mark_is_likelier_between_semicolons_or_tabs(
    cells: list[str], mark: str, separator: str
) -> None:
    with pytest.raises(InputError) as caught:
        saved(cells, separator, "MUSD")
    (found,) = caught.value.problems
    assert f"every {mark} of the column has three digits after it" in found.problem
    # The remedy leads to a reading, and each to another one.
    as_points, as_commas = (saved(cells, separator, "MUSD", decimal=sign) for sign in ".,")
    assert as_points[0] in (1000 * as_commas[0], as_commas[0] / 1000)


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        (["12,823", "950", "9.5"], [12823, 950, 9.5]),
        (["1,234,567", "12,823"], [1234567, 12823]),
        (["1.234", "0.5"], [1.234, 0.5]),
        (["1.234", "12345"], [1.234, 12345]),  # thousands would have a point here too
        (["1 234", "5"], [1234, 5]),
        (["1'234", "5"], [1234, 5]),
        (["950", "13"], [950, 13]),
    ],
)
def test_what_shows_its_marks_is_read_between_semicolons(
    cells: list[str], figures: list[float]
) -> None:
    assert saved(cells, ";") == figures


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (["512,345", "498", "501,233"], "every comma of the column"),  # 512.345, 498 and 501.233
        (["12,823", "13"], "every comma of the column"),
        (["12,823", "1.234"], "the column holds 1.234 too"),
        (["1.234", "2.345", "950"], "every point of the column"),
    ],
)
def test_figures_of_another_size_tell_what_marks_may_be(cells: list[str], problem: str) -> None:
    (found,) = refused(cells, "lb").problems
    assert problem in found.problem


@pytest.mark.parametrize(
    "cells", [["1.234", "2.345"], ["1.234", "0.5", "950"], ["1.234", "950", "1234"]]
)
def test_points_are_decimal_signs_where_nothing_speaks_against_it(cells: list[str]) -> None:
    assert values(cells, "lb") == [float(cell) for cell in cells]
