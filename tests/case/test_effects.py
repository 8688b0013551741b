"""Faults of `[[effect]]`: each with its line, its problem and the nearest name."""

import pytest

from detente.case.casefile import parse_casefile
from detente.case.effects import check_effect_rows, check_effects
from detente.case.load import built_in_cases, load_case, read_resource
from detente.terms.events import Event

GOOD = """
[[effect]]
id = "trial"
label = "Trial?"
events = ["us-mx-036"]
dyad = "USA-MEX"
window = "2014-01/2026-04"
why = "It is one."
"""


@pytest.fixture(scope="module")
def events() -> tuple[Event, ...]:
    case = load_case("fentanyl")
    return read_resource(case, case.resource("chronology")).events


def problems(events: tuple[Event, ...], effect: str) -> list[str]:
    text = (built_in_cases()["fentanyl"] / "case.toml").read_text().split("# ---- Effects:")[0]
    casefile, found = parse_casefile(text + effect)
    assert casefile is not None, found
    found += [*check_effects(casefile), *check_effect_rows(casefile, events, {})]
    assert all(problem.line > text.count("\n") for problem in found)
    return [f"{problem.problem}; {problem.fix}" for problem in found]


def test_the_shipped_effects_say_why() -> None:
    effects = load_case("fentanyl").effects
    assert len(effects) >= 6
    assert all(len(spec.why) > 40 for spec in effects)
    # A question of better or worse has a direction; yes means something only with it.
    assert all(spec.asks != "change" or " change " in spec.label for spec in effects)
    on_index = [spec for spec in effects if spec.on_index]
    assert {spec.measure for spec in on_index} == {"counternarcotics", "relations"}


def test_a_measure_not_named_is_relations_overall_and_aftermath_is_looked_for() -> None:
    text = (built_in_cases()["fentanyl"] / "case.toml").read_text().split("# ---- Effects:")[0]
    casefile, _ = parse_casefile(text + GOOD)
    assert casefile is not None
    (spec,) = casefile.effects
    assert (spec.measure, spec.asks, spec.aftermath) == ("relations", "change", None)
    named, _ = parse_casefile(text + GOOD + 'aftermath = "us-mx-038"\nasks = "rise"\n')
    assert named is not None
    assert (named.effects[0].aftermath, named.effects[0].asks) == (("us-mx-038",), "rise")
    none, _ = parse_casefile(text + GOOD + "aftermath = []\n")
    assert none is not None
    assert none.effects[0].aftermath == ()


def test_faults_come_all_at_once_with_the_nearest_name(events: tuple[Event, ...]) -> None:
    bad = (
        GOOD.replace("us-mx-036", "us-mx-0366").replace('"USA-MEX"', '"USA-MEXX"')
        + 'shape = "stepp"\ncontrols = ["USA-CHNN"]\nmeasure = "relation"\nasks = "fal"\n'
        + 'aftermath = ["us-mx-0377"]\n'
    )
    found = " | ".join(problems(events, bad))
    for name in ("us-mx-0366", "'USA-MEX'?", "'step'?", "'USA-CHN'?", "'relations'?", "'fall'?"):
        assert name in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"2014-01/2026-04"', '"2010-01/2026-04"', "covers 2014-01 to 2026-04"),
        ('"2014-01/2026-04"', '"0001-01/9999-12"', "has 119,988 months, more than 1,200"),
        ('"2014-01/2026-04"', '"2020-06/2026-04"', "needs 12 months of the window before it"),
        ('why = "It is one."', 'why = "w"\ncontrols = ["USA-MEX"]', "on which the effect is"),
        ('dyad = "USA-MEX"', 'dyad = "USA-MEX"\nseries = "border_fentanyl_lb"', "one of both"),
        ('dyad = "USA-MEX"', 'series = "nflis_fentanyl"', "not a month"),
        ('["us-mx-036"]', '["us-mx-036", "us-mx-036"]', "names a row twice"),
        ('["us-mx-036"]', '["us-mx-036", "us-mx-087"]', "more than 24 months apart"),
        ('["us-mx-036"]', '["us-mx-039", "us-mx-040"]', "lie in one month"),
        (
            'why = "It is one."',
            'why = "w"\nmeasure = "balance"',
            "the measure 'balance' is unknown",
        ),
        ('why = "It is one."', 'why = "w"\nmeasure = "cooperation"', "is unknown"),
        ('why = "It is one."', 'why = "w"\nasks = "better"', "'better', which is no direction"),
        ('why = "It is one."', 'why = "w"\nasks = ""', "which is no direction"),
        ('why = "It is one."', 'why = "w"\naftermath = ["us-mx-999"]', "the id of no event"),
        ('why = "It is one."', 'why = "w"\naftermath = ["us-mx-014"]', "before the first event"),
        ('why = "It is one."', 'why = "w"\naftermath = ["us-mx-036"]', "one of its events"),
        ('why = "It is one."', 'why = "w"\naftermath = ["us-cn-059"]', "no act of USA-MEX"),
        (
            'why = "It is one."',
            'why = "w"\naftermath = ["us-mx-038", "us-mx-038"]',
            "names us-mx-038 twice",
        ),
        ('why = "It is one."', 'why = "w"\nseasonal = true', "the index knows no seasons"),
    ],
)
def test_each_fault_is_said(events: tuple[Event, ...], old: str, new: str, said: str) -> None:
    assert problems(events, GOOD) == []
    assert any(said in text for text in problems(events, GOOD.replace(old, new)))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ('aftermath = ["us-mx-038"]', "aftermath is of acts"),
        ("aftermath = []", "aftermath is of acts"),
        ('measure = "relations"', "a measure is of the index"),
        ('asks = "down"', "no direction"),
    ],
)
def test_keys_of_the_index_are_refused_on_a_series(
    events: tuple[Event, ...], key: str, said: str
) -> None:
    series = GOOD.replace('dyad = "USA-MEX"', 'series = "border_fentanyl_lb"')
    series = series.replace("2014-01/2026-04", "2018-10/2026-04")
    assert problems(events, series + 'asks = "fall"\nseasonal = false\n') == []
    assert any(said in text for text in problems(events, series + f"{key}\n"))


@pytest.mark.parametrize("value", ["true", "3", "[3]", '[["us-mx-038"]]', '{a = "b"}'])
def test_an_aftermath_that_is_no_list_of_ids_is_refused_with_its_line(value: str) -> None:
    text = (built_in_cases()["fentanyl"] / "case.toml").read_text().split("# ---- Effects:")[0]
    casefile, found = parse_casefile(text + GOOD + f"aftermath = {value}\n")
    assert casefile is None
    assert all(problem.line > text.count("\n") for problem in found)
    assert any("aftermath" in problem.problem for problem in found)
