"""The chronology: the published one, the day an event was known, and what is refused."""

from collections import Counter
from pathlib import Path

import pytest

from tests.sources.samples import SAMPLES, changed, published, read, refusal


def test_the_published_chronology_is_read_whole(shared: Path) -> None:
    rows = published(shared, "chronology/events.csv", "chronology")
    assert rows.read == rows.kept == len(rows.events) == 386
    assert Counter(event.scope for event in rows.events) == {
        "USA-MEX": 127, "USA-CHN": 110, "CHN-MEX": 81, "domestic": 54, "multilateral": 14,
    }  # fmt: skip
    by_id = {event.id: event for event in rows.events}
    # The file has no column known_date: a day is known on itself, a year on its last day.
    assert str(by_id["cn-mx-008"].known_date) == "2015-12-31"
    assert all(
        event.known_date == event.event_date
        for event in rows.events
        if event.date_precision == "day"
    )


@pytest.mark.parametrize(
    ("day", "precision", "known", "expected"),
    [
        ("2020-02-17", "day", "", "2020-02-17"),
        ("2020-02-01", "month", "", "2020-02-29"),
        ("2020-01-01", "year", "", "2020-12-31"),
        ("2020-02-17", "day", "2020-03-01", "2020-03-01"),
        ("2020-02-01", "month", "2020-02-03", "2020-02-03"),
    ],
)
def test_an_event_is_known_on_its_known_date_or_at_the_end_of_its_period(
    day: str, precision: str, known: str, expected: str
) -> None:
    text = changed("chronology", "2020-01-15,2020-01-15,day", f"{day},{known},{precision}")
    event = read("chronology", text).events[0]
    assert (str(event.event_date), str(event.known_date)) == (day, expected)


def test_a_file_without_known_dates_is_read() -> None:
    lines = [line.split(",") for line in SAMPLES["chronology"].text().splitlines()]
    assert lines[0][2] == "known_date"
    without = "\n".join(",".join(line[:2] + line[3:]) for line in lines)
    assert read("chronology", without) == read("chronology", SAMPLES["chronology"].text())


@pytest.mark.parametrize("same", ["", "-", "us-cn-2", "us-cn-1"])
def test_a_row_may_name_the_first_row_of_its_happening(same: str) -> None:
    lines = SAMPLES["chronology"].text().splitlines()
    text = "\n".join([f"{lines[0]},same_as", *(f"{line},{same}" for line in lines[1:])])
    rows = read("chronology", text)
    assert {event.same_as for event in rows.events} == {same}
    first = rows.events[0]
    assert first.happening == (same if same.startswith("us") else first.id)


def with_episode(name: str) -> str:
    lines = SAMPLES["chronology"].text().splitlines()
    return "\n".join([f"{lines[0]},episode", *(f"{line},{name}" for line in lines[1:])])


@pytest.mark.parametrize("name", ["", "visit", "tariffs-2025", "2025", "x" * 40])
def test_a_row_may_name_its_episode(name: str) -> None:
    rows = read("chronology", with_episode(name))
    assert {event.episode for event in rows.events} == {name}


@pytest.mark.parametrize("name", ["-", "Visit", "a visit", "visité", "../x", "=1", "x" * 41])
def test_what_is_no_name_of_an_episode_is_refused(name: str) -> None:
    error = refusal("chronology", with_episode(name))
    assert "write it like tariffs-2025: small letters, digits, hyphens" in str(error)


@pytest.mark.parametrize("same", ["us cn 1", "../x", "--", "=1", "x" * 41])
def test_what_is_no_id_is_refused_as_the_first_row(same: str) -> None:
    lines = SAMPLES["chronology"].text().splitlines()
    text = "\n".join([f"{lines[0]},same_as", *(f"{line},{same}" for line in lines[1:])])
    error = refusal("chronology", text)
    assert "write it like us-cn-001, the id of the first row, or -" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("us-cn-1", "", "id '' has the wrong form; write it like us-cn-001"),
        ("us-cn-1", "../x", "id '../x' has the wrong form"),
        ("us-cn-1,", "us-cn-2,", "repeats line 2 (id 'us-cn-2')"),
        ("2020-01-15", "2020-02-31", "date '2020-02-31' is no day of the calendar"),
        ("2020-01-15", "20200115", "date '20200115' is not a date"),
        ("2020-01-15", "15.01.2020", "date '15.01.2020' is not a date"),
        (",2020-01-15,day", ",2019-12-31,day", "known_date 2019-12-31 is before date 2020-01-15"),
        (",day,", ",month,", "date 2020-01-15 is not the first day of its month"),
        (",day,", ",week,", "date_precision 'week' is not known"),
        ("USA.GOV", "usa", "source_actor 'usa' has the wrong form"),
        ("USA.GOV", "", "source_actor '' has the wrong form"),
        ("CHN.GOV", "China", "target_actor 'China' has the wrong form"),
        ("CHN.GOV", "", "CONSULT in 'USA-CHN' has no target_actor"),
        ("USA-CHN", "USA/CHN", "scope 'USA/CHN' has the wrong form"),
        ("CONSULT", "CONSLUT", "event_type 'CONSLUT' is not known; did you mean 'CONSULT'?"),
        ("CONSULT", "consult", "event_type 'consult' is not known; did you mean 'CONSULT'?"),
        ("CONSULT", "HUG", "event_type 'HUG' is not known; use one of ACCUSE, AGREE"),
        ("CONSULT", "", "event_type is empty though 'CHN.GOV' is the target"),
        ("narcotics", "Narcotics!", "topic 'Narcotics!' has the wrong form"),
        ("They meet.", "", "column 'summary' is empty"),
        ("They meet.", "x" * 501, "column 'summary' has 501 characters; keep it within 500"),
        ("They meet.", "They\u202emeet.", "holds the invisible character U+202E"),
        (
            "They meet.",
            '"They\nmeet."',
            "column 'summary' holds a line break; write the cell on one line",
        ),
        ("high", "sure", "confidence 'sure' is not known"),
        ("A page", "", "column 'source_title' is empty"),
        ("https://example.org/us-cn-1", "javascript:alert(1)", "is not a web address"),
        ("https://example.org/us-cn-1", "https://", "is not a web address"),
        ("https://example.org", "https://user:word@example.org", "is not a web address"),
        ("https://example.org/us-cn-1", "ftp://example.org", "is not a web address"),
        ("https://example.org/us-cn-1", '"https://example.org/""><b>"', "is not a web address"),
    ],
)
def test_what_is_not_understood_is_refused(old: str, new: str, problem: str) -> None:
    error = refusal("chronology", changed("chronology", old, new))
    (found,) = error.problems
    # A repeated id is a problem of its second row; all others are of the row that was changed.
    assert found.line == (3 if "repeats" in problem else 2)
    assert problem in str(error)


def test_a_domestic_step_needs_neither_type_nor_target() -> None:
    text = changed("chronology", "CHN.GOV,USA-CHN,CONSULT", ",domestic,")
    event = read("chronology", text).events[0]
    assert (event.target_actor, event.event_type, event.event_class) == ("", "", None)


@pytest.mark.parametrize("letters", ["Mérida – “пример”", "百分之十 关税", "می\u200cخواهم"])
def test_words_of_any_language_are_kept_as_written(letters: str) -> None:
    event = read("chronology", changed("chronology", "They meet.", letters)).events[0]
    assert event.summary == letters
