"""The end of a file: what is cut is refused or doubted, and a missing line end alone is nothing."""

import pytest

from tests.sources.samples import SAMPLES, read, refusal

ROWS = "period,area,value\n" + "".join(f"2024-0{n},{a},12{n}4\n" for n in (1, 2) for a in "AB")


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_whole_file_without_a_last_line_end_is_read_as_with_one(name: str) -> None:
    text = SAMPLES[name].text()
    rows = read(name, text.rstrip("\n"))
    assert rows == read(name, text)
    assert (rows.unended, rows.doubts) == (SAMPLES[name].first_line + 2, ())
    assert not read(name, text).unended


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("2024-03,A,12", "last cell ('12') has fewer digits than any other of its column"),
        ("2024-03,A,", "last cell is empty, as no other of its column is"),
    ],
)
def test_a_last_number_that_looks_cut_is_doubted(last: str, said: str) -> None:
    (doubt,) = read("tidy_csv", ROWS + last, {"unit": "lb"}).doubts
    assert doubt.line == 6
    assert said in doubt.problem
    assert not read("tidy_csv", f"{ROWS}{last}\n", {"unit": "lb"}).doubts


def test_a_last_word_that_begins_another_is_doubted() -> None:
    rows = "period,value,area\n" + "".join(f"2024-0{n},1,Arizona\n" for n in (1, 2, 3))
    (doubt,) = read("tidy_csv", f"{rows}2024-04,1,Ari", {"unit": "lb"}).doubts
    assert "('Ari') is the beginning of 'Arizona'" in doubt.problem


@pytest.mark.parametrize("last", ["12.", "1,234.", "6.6e-0", "6.6e-", "6.6e"])
def test_a_number_begun_and_not_ended_is_refused(last: str) -> None:
    text = f'{ROWS}2024-03,A,"{last}"'
    assert "6" in str(refusal("tidy_csv", text, {"unit": "lb"}).problems[0].line)


def test_a_column_of_numbers_that_end_in_points_is_whole() -> None:
    text = "period,value\n2024-01,12.\n2024-02,13."
    assert len(read("tidy_csv", text, {"unit": "lb"}).observations) == 2


@pytest.mark.parametrize("name", ["tidy_csv", "sesnsp_month"])
def test_a_file_that_ends_within_a_letter_is_cut(name: str) -> None:
    text = SAMPLES[name].text().replace("\n", ",é\n", 1).encode() + "2024,é".encode()[:-1]
    assert "ends within a letter of UTF-8; download the file again" in str(refusal(name, text))


def test_a_file_that_ends_within_quotation_marks_is_cut() -> None:
    assert "are open still where the file ends" in str(
        refusal("tidy_csv", ROWS + '2024-03,A,"1,2', {"unit": "lb"})
    )


def test_data_that_the_publishers_remarks_end_are_whole() -> None:
    sample = SAMPLES["cdc_wonder"]
    text = sample.text() + '"---"\n"Dataset: Multiple Cause of Death"'
    assert not read("cdc_wonder", text).unended
