"""A name that two files spell in two ways would be two names, and neither file speak for both."""

import pytest

from detente.case.spellings import check_spellings
from detente.terms.errors import Problem
from detente.terms.tables import Rows
from tests.evidence.rows import monthly, resource


def problems(older: str, newer: str, column: str = "item") -> list[Problem]:
    files = [resource("newer", "2026-06-01"), resource("older", "2026-01-01")]
    rows = {
        "older": Rows(observations=(monthly("older", "2020-01", 1, **{column: older}),)),
        "newer": Rows(observations=(monthly("newer", "2020-02", 1, **{column: newer}),)),
    }
    return list(check_spellings(files, rows))


@pytest.mark.parametrize("column", ["item", "area", "scope", "region"])
def test_the_newer_file_is_told_how_the_older_spells_a_name(column: str) -> None:
    (found,) = problems("Fentanyl", "FENTANYL", column)
    assert found.file == "series/newer.csv"
    assert f"{column} 'FENTANYL' of seized differs from 'Fentanyl' in series/older.csv" in (
        found.problem
    )


@pytest.mark.parametrize(("older", "newer"), [("Fentanyl", "Fentanyl"), ("Heroin", "Fentanyl")])
def test_equal_and_other_names_are_no_problem(older: str, newer: str) -> None:
    assert problems(older, newer) == []
