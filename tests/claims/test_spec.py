"""`claims.toml`: what is read, and that every mistake is one clear problem with its line."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.checks import CHECKS
from detente.claims.crosscheck import Compared
from detente.claims.spec import check_claims, load_claims, read_claims
from detente.terms.errors import InputError
from detente.terms.measures import RELATIONS, MeasureSpec
from detente.terms.tables import SeriesSpec
from detente.terms.toml_lines import key_lines, line_of

GOOD = """\
[document]
stated_by = "A ministry"
stated_on = 2023-09-01
source = "A report"

[[claim]]
id = "peak-2019"
text = "It was best in 2019."
kind = "assessment"
would_change = ["More rows."]
[[claim.check]]
type = "peak"
label = "Highest in 2019"
dyad = "USA-CHN"
window = "2014-01/2023-08"
at = "2019"
[[claim.alternative]]
type = "sequence"
label = "In order"
events = ["a", ["b", "c"]]
within_days = 30

[[claim]]
id = "motive"
text = "They meant well."
kind = "judgement"
testable = "no"
missing = "Intent is not in the record."
stated_by = "Somebody else"
"""
SERIES = {
    "homicide": SeriesSpec("homicide", "Homicide", "m", "victims"),
    "quoted": SeriesSpec("quoted", "Quoted", "m", "kg", period="span"),
    "deaths": SeriesSpec("deaths", "Deaths", "m", "deaths", period="12m"),
    "seized": SeriesSpec("seized", "Seized", "m", "lb", group="place", places={"West": ("A",)}),
}


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read_claims(text, "claims.toml")[1]]


MEASURES = {
    measure.name: measure
    for measure in (
        RELATIONS,
        MeasureSpec("counternarcotics", "Against the trade", on_subject=True),
        MeasureSpec("border", "Border", topics=("security", "narcotics")),
    )
}


def crossed(text: str, **more: object) -> list[str]:
    found = check_claims(
        load_claims(text, "claims.toml"),
        file="claims.toml",
        series=SERIES,
        dyads=("USA-CHN", "USA-MEX"),
        event_ids={"us-cn-059", "us-cn-075"},
        periods=("2014-01", "2026-04"),
        coverage={"homicide": (date(2015, 1, 1), date(2025, 6, 30))},
        measures=MEASURES,
        topics={"legal", "trade"},
        **more,  # type: ignore[arg-type]
    )
    return [str(problem) for problem in found]


def claim(check: str) -> str:
    """Put one check into an otherwise sound claim; the check stands on line 11."""
    head = GOOD.partition("[[claim.check]]")[0]
    return f'{head}[[claim.check]]\nlabel = "It holds"\n{check}\n'


def test_what_is_read() -> None:
    first, second = load_claims(GOOD, "claims.toml")
    assert (first.id, first.stated_by, first.stated_on) == (
        "peak-2019", "A ministry", date(2023, 9, 1),
    )  # fmt: skip
    assert (first.line, first.checks[0].line, first.alternatives[0].line) == (6, 11, 17)
    assert first.checks[0].id == "peak-2019/check-1"
    assert first.checks[0].options["source"] == "index"
    assert first.alternatives[0].happenings == (("a",), ("b", "c"))
    assert (second.stated_by, second.testable) == ("Somebody else", "no")


def test_every_mistake_is_in_one_error() -> None:
    text = """\
[document]
stated_on = 2023-09-01
source = "A report"
authr = "?"

[[claim]]
id = "Peak 2019"
text = ""
kind = "opinion"
stated_by = "A ministry"
[[claim.check]]
type = "peek"
label = "x"
[[claim.check]]
type = "peak"
label = "x"
dyad = "USA-CHN"
window = "2014-13/2023-08"
at = 2019
mesure = "balance"

[[claim]]
id = "shift"
text = "It fell."
kind = "fact"
stated_on = "2023-09-01"
[[claim.check]]
type = "shift"
dyad = "USA-CHN"
before = "2019"
after = "2020"
direction = "lower"
at_least = -1

[[claim]]
id = "shift"
text = "It fell."
kind = "fact"
stated_by = "A ministry"
testable = "no"
"""
    with pytest.raises(InputError) as caught:
        load_claims(text, "claims.toml")
    found = [str(problem) for problem in caught.value.problems]
    expected = [
        "claims.toml:4: key 'authr' is not known",
        "claims.toml:7: claim id 'Peak 2019' is not an id",
        "claims.toml:8: text = '' is not a text",
        "claims.toml:9: kind = 'opinion' is not known; use one of fact",
        "claims.toml:12: check type 'peek' is not known; did you mean 'peak'?",
        "claims.toml:18: window = '2014-13/2023-08' is not a month, a year or a range",
        "claims.toml:19: at = 2019 is not a month, a year or a range",
        "claims.toml:20: check peak has no option 'mesure'; did you mean 'measure'?",
        "claims.toml:22: stated_by is missing",
        "claims.toml:26: stated_on = '2023-09-01' is not a day; write it without quotes",
        "claims.toml:27: label is missing",
        "claims.toml:32: direction = 'lower' is not one of down, up",
        "claims.toml:33: at_least = -1 is not a number above 0",
        "claims.toml:35: claim shift does not say what is missing",
        "claims.toml:36: claim id shift is already used on line 23",
    ]
    missing = [start for start in expected if not any(line.startswith(start) for line in found)]
    assert not missing
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        (
            'type = "shift"\ndyad = "USA-CHN"\nbefore = "2019"\nafter = "2020"\n'
            'direction = "up"\nat_least = 0.3',
            "at_least = 0.3 has no unit",
        ),
        (
            'type = "shift"\ndyad = "USA-CHN"\nbefore = "2019"\nafter = "2020"\n'
            'direction = "up"\nat_least = 3\nunit = "per cent"',
            "unit 'per cent' does not fit a balance; use log points",
        ),
        (
            'type = "shift"\nbefore = "2019"\nafter = "2020"\ndirection = "up"',
            "a shift needs either a dyad or a series",
        ),
        (
            'type = "shift"\nseries = "homicide"\nbefore = "2019"\nafter = "2020"\n'
            'direction = "up"\nat_least = 1\nunit = "stone"',
            "unit 'stone' is not known; use per cent or lb",
        ),
        (
            'type = "shift"\nseries = "homicide"\nmeasure = "balance"\nbefore = "2019"\n'
            'after = "2020"\ndirection = "up"',
            "measure cannot be given with a series",
        ),
        (
            'type = "peak"\ndyad = "USA-CHN"\nwindow = "2018/2023"\nat = "2019"\n'
            'source = "scores"\nmeasure = "counternarcotics"',
            "measure = counternarcotics cannot be read from the scores",
        ),
        (
            'type = "peak"\ndyad = "USA-CHN"\nwindow = "2018/2023"\nat = "2019"\n'
            'source = "scores"\ntopics = "legal"',
            "topics cannot be read from the scores; scores are of relations overall",
        ),
        (
            'type = "peak"\nwindow = "2018/2023"\nat = "2019"',
            "a peak needs either a dyad or a series",
        ),
        (
            'type = "peak"\nseries = "homicide"\nmeasure = "relations"\nwindow = "2018/2023"\n'
            'at = "2019"',
            "measure cannot be given with a series",
        ),
        (
            'type = "peak"\ndyad = "USA-CHN"\nabout = "level"\nwindow = "2018/2023"\nat = "2019"',
            "about cannot be given with a dyad",
        ),
        (
            'type = "peak"\ndyad = "USA-CHN"\nwindow = "2018/2023"\nat = "2019"\n'
            'source = "scores"\nby = "12 months"',
            'by = "12 months" needs source = "index"',
        ),
        (
            'type = "level"\ndyad = "USA-CHN"\nthan = ["USA-CHN"]\nwindow = "2019"\n'
            'direction = "below"',
            "USA-CHN is compared with itself",
        ),
        (
            'type = "level"\ndyad = "USA-CHN"\nthan = "USA-MEX"\nwindow = "2019"\n'
            'direction = "below"\nfactor = 0.5',
            "factor = 0.5 is below 1",
        ),
        (
            'type = "level"\ndyad = "USA-CHN"\nthan = "USA-MEX"\nwindow = "2019"\n'
            'direction = "below"\nsource = "index"',
            "source = 'index' is not one of chronology",
        ),
        (
            'type = "level"\ndyad = "USA-CHN"\nthan = "USA-MEX"\nwindow = "2019"\n'
            'direction = "below"\nacts = "trade"',
            "is not one of cooperation, conflict",
        ),
        ('type = "sequence"\nevents = ["a"]', "a sequence of one event has no order"),
        (
            'type = "sequence"\nevents = ["a", "b"]\nat_least_days = 9\nwithin_days = 3',
            "at_least_days = 9 is longer than within_days = 3",
        ),
        ('type = "occurred"\nevents = ["a"]\nat_least = 2', "at_least = 2 does not fit 1 event"),
        ('type = "occurred"\nevents = []', "events = [] is not a list of event ids"),
        (
            'type = "share"\nseries = "seized"\nwindow = "2019"\ndirection = "above"\n'
            'threshold = 50\nunit = "per cent"',
            "a share needs a part and a whole",
        ),
        (
            'type = "share"\nseries = "seized"\ngroup = "West"\nwindow = "2019"\n'
            'direction = "above"\nthreshold = 50',
            "check share lacks option unit",
        ),
    ],
)
def test_options_that_do_not_fit_together(check: str, problem: str) -> None:
    found = read_claims(claim(check), "claims.toml")[1]
    assert len(found) == 1, found
    assert problem in str(found[0])
    assert 11 <= found[0].line <= 11 + check.count("\n") + 2


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        (
            'type = "peak"\ndyad = "USA-CHM"\nwindow = "2014-01/2023-08"\nat = "2019"',
            "dyad 'USA-CHM' is not declared in the case; did you mean 'USA-CHN'?",
        ),
        (
            'type = "peak"\ndyad = "USA-CHN"\nwindow = "2003-01/2023-08"\nat = "2019"',
            "window = '2003-01/2023-08' lies mostly outside the index, which covers Jan 2014 to",
        ),
        (
            'type = "occurred"\nevents = [["us-cn-059", "us-cn-59"]]',
            "the case has no event 'us-cn-59'; did you mean 'us-cn-059'?",
        ),
        (
            'type = "level"\ndyad = "USA-CHN"\nthan = ["USA-MEX", "MEX-CHN"]\nwindow = "2019"\n'
            'direction = "below"',
            "dyad 'MEX-CHN' is not declared in the case; use one of USA-CHN, USA-MEX",
        ),
        (
            'type = "shift"\nseries = "homicides"\nbefore = "2019"\nafter = "2020"\n'
            'direction = "up"',
            "the case has no series 'homicides'; did you mean 'homicide'?",
        ),
        (
            'type = "shift"\nseries = "homicide"\nbefore = "2014"\nafter = "2020"\n'
            'direction = "up"',
            "before = '2014' lies mostly outside series homicide, which covers Jan 2015 to Jun",
        ),
        (
            'type = "shift"\nseries = "homicide"\nbefore = "2019"\nafter = "2020"\n'
            'direction = "up"\nat_least = 5\nunit = "lb"',
            "unit 'lb' is not that of series homicide; use victims or per cent",
        ),
        (
            'type = "shift"\nseries = "deaths"\nbefore = "2019"\nafter = "2020/2021"\n'
            'direction = "up"',
            "series deaths has figures over twelve months, of which neighbours share eleven",
        ),
        (
            'type = "shift"\nseries = "quoted"\nbefore = "2019"\nafter = "2020"\ndirection = "up"',
            "series quoted has figures over spans of any length",
        ),
        (
            'type = "shift"\nseries = "homicide"\ngroup = "X"\nbefore = "2019"\nafter = "2020"\n'
            'direction = "up"',
            "series homicide has no groups",
        ),
        (
            'type = "share"\nseries = "seized"\ngroup = ["Wst"]\nwindow = "2019"\n'
            'direction = "above"\nthreshold = 50\nunit = "per cent"',
            "series seized has no group 'Wst'; did you mean 'West'?",
        ),
        (
            'type = "share"\nseries = "seized"\nof = "homicide"\nwindow = "2019"\n'
            'direction = "above"\nthreshold = 50\nunit = "per cent"',
            "series seized is in lb and homicide in victims",
        ),
    ],
)
def test_names_and_windows_the_case_does_not_have(check: str, problem: str) -> None:
    found = crossed(claim(check))
    assert len(found) == 1, found
    assert problem in found[0]
    assert found[0].startswith("claims.toml:11: ")


def test_a_claim_that_fits_the_case_has_no_problem() -> None:
    assert crossed(claim('type = "occurred"\nevents = ["us-cn-059", "us-cn-075"]')) == []


def test_untestable_claims_may_not_hide_a_check() -> None:
    text = claim('type = "occurred"\nevents = ["a"]').replace(
        'kind = "assessment"', 'kind = "assessment"\ntestable = "no"\nmissing = "Effects."'
    )
    assert 'has a check and says testable = "no"' in problems(text)[0]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[claim]\nid = 1", "claims.toml:1: not valid TOML"),
        ("\n\nx = ", "claims.toml:3: not valid TOML"),
        ("claim = 3", "claims.toml:1: claim is not a list of tables; begin each with [[claim]]"),
        ("document = 3", "claims.toml:1: document is not a table"),
        ("[[claim]]\nwould_change = 3", "claims.toml:2: would_change is not a list of texts"),
        ("claims = []", "claims.toml:1: key 'claims' is not known; did you mean 'claim'?"),
        ("x = " + "[" * 5000 + "]" * 5000, "claims.toml:1: its lists"),
        ("#" * 2_000_001, "claims.toml: the file has 2,000,001 characters"),
    ],
)
def test_files_that_are_no_claims(text: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems(text))


@pytest.mark.parametrize("text", ["", "\n# To be written\n", '[document]\nsource = "A report"\n'])
def test_a_file_without_a_claim_says_so(text: str) -> None:
    (found,) = problems(text)
    assert "the file holds no claim; begin each with [[claim]]" in found


HALF = 'type = "shift"\nseries = "homicide"\ndirection = "up"\nafter = "2020"\n'


@pytest.mark.parametrize(
    ("before", "wrong"),
    [
        ("2014-01/2015-12", False),  # 12 of 24 months
        ("2014-01/2015-11", True),  # 11 of 23
        ("2014-07/2015-07", False),
        ("2014", True),
    ],
)
def test_half_of_a_window_must_be_covered(before: str, wrong: bool) -> None:
    assert bool(crossed(claim(f'{HALF}before = "{before}"'))) is wrong


def test_a_sum_needs_every_figure() -> None:
    value = (
        'type = "value"\nseries = "homicide"\nfigure = "{}"\nwindow = "2014-07/2015-07"\nvalue = 9'
    )
    assert "a sum needs every figure" in crossed(claim(value.format("sum")))[0]
    assert crossed(claim(value.format("mean"))) == []


SCENARIOS = Compared(
    ("closer",), {"deaths": ("deaths", "lower"), "found": ("kg", "neither")}, (12, 36)
)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"scenario": "closr"}, "the case has no scenario 'closr'; did you mean 'closer'?"),
        ({"outcome": "death"}, "the case has no outcome 'death'; did you mean 'deaths'?"),
        ({"horizon_months": 24}, "no scenario is summed over 24 months; ask for 12 and 36"),
        ({"outcome": "found"}, "neither way of found is an improvement; ask for down or up"),
        ({"direction": "down", "at_least": 1, "unit": "kg"}, "unit 'kg' is not that of deaths"),
        ({}, ""),
    ],
)
def test_scenarios_that_the_case_does_not_compare(asked: dict[str, object], problem: str) -> None:
    options = {"scenario": "closer", "outcome": "deaths", "direction": "improves"} | asked
    text = "\n".join(f"{name} = {json.dumps(value)}" for name, value in options.items())
    found = crossed(claim(f'type = "simulation"\n{text}'), scenarios=SCENARIOS)
    assert len(found) == bool(problem), found
    assert all(problem in one for one in found)


def test_a_case_without_scenarios_has_none_to_ask_for() -> None:
    text = 'type = "simulation"\nscenario = "a"\noutcome = "b"\ndirection = "down"'
    found = crossed(claim(text), scenarios=Compared())
    assert [one.rpartition("; ")[2] for one in found] == ["declare it in scenarios.toml"] * 2
    assert crossed(claim(text)) == []


def test_a_sentence_of_tomorrow_was_not_stated() -> None:
    sound = claim('type = "occurred"\nevents = ["us-cn-059"]')
    day = load_claims(sound, "claims.toml")[0].stated_on
    assert crossed(sound, today=day) == []
    (problem,) = crossed(sound, today=day - timedelta(days=1))
    assert f"was stated on {day}, which is still to come" in problem


def test_lines_are_found_past_long_texts_and_lists() -> None:
    first = '[[a]]\nx = """\n[[a]]\ny = 1\n"""\nz = [ # ]\n  "]",\n  1,\n]\n'
    text = first + "[[a]]\ny = 2\n[a.b]\nc = 1\n"
    lines = key_lines(text)
    assert line_of(lines, "a", 0, "z") == 6
    assert line_of(lines, "a", 1, "y") == 11
    assert line_of(lines, "a", 1, "b", "c") == 13
    assert line_of(lines, "a", 0, "y") == 1
    assert line_of(lines, "nowhere") == 1


@given(st.text(max_size=300) | st.lists(st.sampled_from(GOOD.splitlines())).map("\n".join))
def test_any_text_is_read_or_refused_with_problems(text: str) -> None:
    claims, found = read_claims(text, "claims.toml")
    assert all(problem.problem and problem.fix for problem in found)
    assert all(0 <= problem.line <= text.count("\n") + 1 for problem in found)
    assert not found or load_fails(text)
    assert len({one.id for one in claims}) == len(claims) or found


def load_fails(text: str) -> bool:
    try:
        load_claims(text, "claims.toml")
    except InputError:
        return True
    return False


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_is_named_as_its_file(name: str) -> None:
    assert CHECKS[name].run.__module__ == f"detente.claims.checks.{name}"


def test_a_range_that_runs_backwards_says_so() -> None:
    found = problems(claim('type = "peak"\ndyad = "USA-CHN"\nwindow = "2020/2019"\nat = "2019"'))
    assert len(found) == 1
    assert found[0].endswith('ends before it starts; write "2019/2020"')


def test_the_two_states_of_a_side_may_not_change_places() -> None:
    found = crossed(claim('type = "peak"\ndyad = "CHN-USA"\nwindow = "2018/2020"\nat = "2019"'))
    assert len(found) == 1
    assert "write USA-CHN: that is how the case names the two states" in found[0]


def test_an_id_may_begin_with_a_digit() -> None:
    text = claim('type = "occurred"\nevents = ["a"]').replace('id = "', 'id = "2019-')
    assert problems(text) == []


SHIFT = 'type = "shift"\ndyad = "USA-CHN"\nbefore = "2018"\nafter = "2020"\ndirection = "up"\n'


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ('measure = "counternarcotic"', "no measure 'counternarcotic'; did you mean 'counternar"),
        (
            'measure = "balance"',
            "an index is of the balance; measure names a measure of the case",
        ),
        ('measure = "cooperation"', "acts a month of sides"),
        ('topics = ["legl"]', "no row has the topic 'legl'; did you mean 'legal'?"),
        ('measure = "border"\ntopics = "legal"', "measure border counts no act of these topics"),
    ],
)
def test_measures_and_topics_that_the_case_has_not(more: str, problem: str) -> None:
    found = crossed(claim(SHIFT + more))
    assert len(found) == 1, found
    assert problem in found[0]


@pytest.mark.parametrize("more", ["", 'measure = "counternarcotics"', 'topics = ["legal"]'])
def test_measures_and_topics_that_it_has(more: str) -> None:
    assert crossed(claim(SHIFT + more)) == []


SHORT = SHIFT.replace('"2020"', '"2020-01/2020-05"')


def test_the_index_does_not_judge_a_time_of_under_six_months() -> None:
    found = crossed(claim(SHORT))
    assert len(found) == 1
    assert "after is shorter than 6 months, which the index blurs; a claim about so" in found[0]
    assert crossed(claim(SHORT.replace("-05", "-06"))) == []
    assert crossed(claim(SHORT + 'source = "chronology"')) == []
    assert crossed(claim(SHORT + 'source = "scores"')) == []


def test_a_foreseen_time_and_a_lasting_one_of_under_six_months_neither() -> None:
    foreseen = SHORT.replace('"shift"', '"forecast"\noutcome = "shift"')
    lasting = (
        'type = "lasting"\ndyad = "USA-CHN"\nbefore = "2018"\nsince = "2020-01"\nmonths = 6\n'
        'over = 5\ndirection = "up"'
    )
    assert "after is shorter than 6 months" in crossed(claim(foreseen))[0]
    assert "over is shorter than 6 months" in crossed(claim(lasting))[0]


def test_it_may_be_another_reading_of_so_short_a_time() -> None:
    text = claim(SHORT + 'source = "chronology"')
    reading = f'[[claim.alternative]]\nlabel = "The index too"\n{SHORT}'
    rival = f'[[claim.rival]]\nlabel = "Other"\n[[claim.rival.check]]\nlabel = "It"\n{SHORT}'
    assert crossed(text + reading) == []
    assert len(crossed(text + rival)) == 1
