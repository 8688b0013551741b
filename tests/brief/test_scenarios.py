"""The section on scenarios: answers in five seconds, doubts before numbers."""

import dataclasses
import re
from xml.etree import ElementTree

import pytest

from detente.brief.compose import compose
from detente.brief.content import Brief
from detente.brief.export import data_files
from detente.brief.figures.rows import Span, is_cut, value_range
from detente.brief.figures.scenario_forest import groups
from detente.brief.figures.spec import Table, numeric_columns
from detente.brief.pdf import render_pdf
from detente.brief.render import render_html
from detente.brief.scenario_scores import held_out_words
from detente.brief.scenario_words import per_cent, rough
from tests.brief import samples, scenario_samples
from tests.brief.markup import parse

FIGURES = ("scenarios", "parts", "course", "learned", "fit", "fit-places", "hangs-on")


@pytest.fixture(scope="module")
def doubted() -> Brief:
    return compose(samples.doubted())


def section(page: str) -> str:
    start = page.index('<section id="scenarios"')
    return page[start : page.index("<section id=", start + 10)]


def words_of(part: str) -> str:
    return " ".join(parse(part).words().split())


def test_the_five_questions_are_answered_first(page: str) -> None:
    said = words_of(section(page))
    at = [said.index(q) for q in (
        "Would it help?", "By how much?", "How sure?", "Which side carries the gain?",
        "What of that was assumed?", "Each scenario against no change",
    )]  # fmt: skip
    assert at == sorted(at)
    assert "Likely (72%)" in said
    assert "US–China (70%)" in said
    assert "2 of 3 effects of cooperation" in said


def test_a_calibration_that_met_its_checks_has_no_banner(page: str) -> None:
    assert 'class="banner"' not in page
    assert "a little too narrow" in section(page)


def test_what_may_not_be_believed_stands_under_a_banner(doubted: Brief) -> None:
    part = section(render_html(doubted))
    assert part.index('role="alert"') < part.index("Would it help?")
    said = words_of(part)
    assert "Not to be relied upon." in said
    assert "Pareto k is 1.76." in said
    assert "Not at all" in said
    for figure in doubted.scenarios.figures:
        assert "did not meet its checks" in figure.source


def test_every_figure_has_words_a_source_and_its_data(brief: Brief) -> None:
    assert brief.scenarios is not None
    assert [f.id for f in brief.scenarios.figures] == [f"figure-{name}" for name in FIGURES]
    files = data_files(samples.findings(), brief)
    for figure in brief.scenarios.figures:
        assert len(figure.alt) > 60
        assert figure.source.startswith("Source: ")
        assert figure.file in files
        assert ElementTree.fromstring(figure.svg).attrib["aria-label"] == figure.alt


def test_the_drawing_names_scenarios_sides_and_verdicts(brief: Brief) -> None:
    by_id = {f.id: " ".join(ElementTree.fromstring(f.svg).itertext()) for f in brief.drawn}
    for word in ("Closer cooperation from", "What did happen, undone", "Other changes"):
        assert word in by_id["figure-scenarios"]
    assert "72%" in by_id["figure-scenarios"]
    assert "70%" in by_id["figure-parts"]
    assert "assumed, not learned" in by_id["figure-learned"]
    assert "contraction 0.64" in by_id["figure-learned"]
    # A change of the ranking is a sign and words, not a colour.
    assert "▲ US–Mexico → US–China" in by_id["figure-hangs-on"]


def test_no_parameter_is_printed_as_a_program_writes_it(brief: Brief, page: str) -> None:
    assert not re.search(r"[a-z]_[a-z]", words_of(section(page)))
    assert "“US–China trust: precursors” is at most 0.12" in words_of(section(page))


def test_neither_way_of_seizures_is_an_improvement(brief: Brief) -> None:
    assert brief.scenarios is not None
    forest = brief.scenarios.figures[0]
    assert any("neither way is an improvement" in note for note in forest.notes)
    assert "What is seized" not in " ".join(ElementTree.fromstring(forest.svg).itertext())
    assert any(row[4] == "seizures" for row in forest.table.rows)


def test_places_stand_in_the_order_of_the_alphabet(brief: Brief) -> None:
    places = next(f for f in brief.drawn if f.id == "figure-fit-places")
    assert [row[0] for row in places.summary.rows] == ["Arizona", "California"]
    assert any("The model knows no place" in note for note in places.notes)


def test_a_lost_comparison_is_said_first() -> None:
    told = scenario_samples.calibration()
    assert held_out_words(told).startswith(
        "The structural model loses to a line that knows nothing of the trade on 1 of 2 series: "
        "reports."
    )
    won = dataclasses.replace(told, heldout_logscore=scenario_samples.held_out(loses=False))
    assert held_out_words(won).startswith("The model forecasts better than both baselines")
    none = dataclasses.replace(told, heldout_logscore=None)
    assert "nothing is known of how the model forecasts" in held_out_words(none)


def test_rivals_are_listed_or_it_is_said_how_to_get_them(page: str, doubted: Brief) -> None:
    assert "Precursor shock" in section(page)
    assert doubted.scenarios is not None
    assert doubted.scenarios.rivals is None
    assert "--rivals" in doubted.scenarios.rivals_words


def test_a_case_without_a_model_has_no_such_section(bare_brief: Brief, bare_page: str) -> None:
    assert bare_brief.scenarios is None
    assert 'id="scenarios"' not in bare_page
    assert 'href="#scenarios"' not in bare_page
    assert all(heading != "Scenarios" for heading, _ in bare_brief.methods)


def test_a_record_too_short_for_scenarios_says_so() -> None:
    made = dataclasses.replace(samples.bare(), scenarios_left_out="The window is not covered.")
    part = section(render_html(compose(made)))
    assert "The window is not covered." in part
    assert render_pdf(compose(made)).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "missing",
    ["shapley", "scenario_courses", "assumptions", "failures", "scenario_baseline"],
)
def test_a_part_that_is_missing_is_left_out(missing: str) -> None:
    made = compose(dataclasses.replace(samples.findings(), **{missing: ()}))
    assert made.scenarios is not None
    assert render_html(made)


def test_a_calibration_of_which_little_is_told() -> None:
    told = dataclasses.replace(
        scenario_samples.calibration(), effects=(), fit=None, heldout_logscore=None, rivals=(),
        parameters=(),
    )  # fmt: skip
    made = compose(dataclasses.replace(samples.findings(), calibration=told))
    assert made.scenarios is not None
    assert render_pdf(made).startswith(b"%PDF-")
    assert "All of it" in [short for _, short, _ in made.scenarios.answers]


def test_groups_part_what_would_be_from_what_was() -> None:
    found = {title.split(",")[0]: [s.name for s in rows] for title, rows in groups(
        samples.findings())}  # fmt: skip
    assert list(found.values()) == [["one", "two", "all"], ["undone"], ["lever"]]


def test_an_interval_that_is_far_too_wide_is_cut() -> None:
    narrow = Span(0, 0.0, -1.0, 1.0, -2.0, 2.0)
    assert not is_cut([narrow])
    wide = dataclasses.replace(narrow, high90=90.0)
    assert is_cut([narrow, wide])
    # four times the farthest bound of a 50% interval, and a little room
    assert value_range([narrow, wide])[1] == pytest.approx(4.0, rel=0.1)


@pytest.mark.parametrize(
    ("value", "said"),
    [(-0.2651, "−0.3%"), (12.4, "+12%"), (-0.04, "−0.04%"), (9.97, "+10%"), (0.0, "0.00%")],
)
def test_changes_have_no_more_digits_than_they_deserve(value: float, said: str) -> None:
    assert per_cent(value) == said


def test_amounts_have_two_digits() -> None:
    assert rough(-2873.4) == "−2\u202f900"
    assert rough(0.0) == "0"


def test_columns_of_numbers_are_told_from_words() -> None:
    table = Table(("a", "b", "c", "d"), (("x", "−0.3%", "per cent", 1), ("y", "–", "+1", None)))
    assert numeric_columns(table) == (False, True, False, True)
