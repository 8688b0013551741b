"""Names in several spellings: white space is folded, and case and accents make no new name."""

import pytest

from detente.terms.spelling import folded_space, spelling_key
from tests.sources.samples import SAMPLES, changed, read, refusal


@pytest.mark.parametrize(
    ("format_", "old", "new"),
    [
        ("cbp_nationwide", "Fentanyl", "Fentanyl\u00a0"),
        ("cbp_nationwide", "Fentanyl", "\u200bFentanyl"),
        ("cbp_nationwide", "OCT", "\u3000OCT\t"),
        ("cbp_nationwide", "Southwest Border", "Southwest\u00a0 Border"),
        ("cbp_nationwide", "SAN DIEGO", "SAN\u2009DIEGO"),
        ("cdc_vsrr", "Heroin (T40.1)", "Heroin\u202f(T40.1)"),
        ("cdc_wonder", "Arizona", " Arizona\ufeff"),
    ],
)
def test_white_space_makes_no_new_name(format_: str, old: str, new: str) -> None:
    assert read(format_, changed(format_, old, new)) == read(format_, SAMPLES[format_].text())


def test_composed_and_decomposed_letters_are_one() -> None:
    composed = "period,value,area\n2020,1,Michoac\u00e1n\n2021,2,Michoac\u00e1n\n"
    decomposed = composed.replace("\u00e1", "a\u0301", 1)
    assert read("tidy_csv", decomposed) == read("tidy_csv", composed)


@pytest.mark.parametrize(
    ("format_", "old", "new", "known"),
    [
        ("cbp_nationwide", "Fentanyl", "FENTANYL", "'Fentanyl'"),
        ("cbp_nationwide", "Fentanyl", "Fent\u00e1nyl", "'Fentanyl'"),
        ("cbp_nationwide", "Fentanyl", "\uff26entanyl", "'Fentanyl'"),
        ("cbp_nationwide", "Southwest Border", "SOUTHWEST BORDER", "'Southwest Border'"),
        ("cbp_nationwide", "OCT", "Oct", "'OCT'"),
        ("cbp_nationwide", "Land Only", "land only", "'Land Only'"),
        ("cdc_vsrr", "Heroin (T40.1)", "HEROIN (T40.1)", "'Heroin (T40.1)'"),
        ("cdc_vsrr", "June", "JUNE", "'June'"),
    ],
)
def test_a_known_name_in_other_letters_is_refused_with_it(
    format_: str, old: str, new: str, known: str
) -> None:
    (found,) = refusal(format_, changed(format_, old, new)).problems
    assert found.line == 2
    assert known in found.problem + found.fix


def test_two_spellings_of_one_name_are_told_of_once() -> None:
    rows = "2020,1,Baja California\n2021,2,BAJA CALIFORNIA\n2022,3,BAJA CALIFORNIA\n"
    (found,) = refusal("tidy_csv", "period,value,area\n" + rows).problems
    assert found.line == 3
    assert "'BAJA CALIFORNIA' differs from 'Baja California' on line 2" in found.problem


def test_a_line_break_in_a_cell_is_called_one() -> None:
    (found,) = refusal(
        "cbp_nationwide", changed("cbp_nationwide", "Fentanyl", '"Fen\ntanyl"')
    ).problems
    assert "holds a line break" in found.problem
    (found,) = refusal("cdc_vsrr", changed("cdc_vsrr", "June", '"Ju\nne"')).problems
    assert "holds a line break" in found.problem


def test_what_people_write_on_purpose_stays() -> None:
    # A zero-width non-joiner is spelling in Persian, and a line break is no white space here.
    assert folded_space("می\u200cخواهم") == "می\u200cخواهم"
    assert folded_space("a\nb") == "a\nb"
    assert spelling_key("Łódź") != spelling_key("Lodz")
    assert spelling_key("Nuevo Le\u00f3n") == spelling_key("NUEVO\u00a0LEON")
