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


def test_faults_come_all_at_once_with_the_nearest_name(events: tuple[Event, ...]) -> None:
    bad = (
        GOOD.replace("us-mx-036", "us-mx-0366").replace('"USA-MEX"', '"USA-MEXX"')
        + 'shape = "stepp"\ncontrols = ["USA-CHNN"]\nmeasure = "ballance"\n'
    )
    found = " | ".join(problems(events, bad))
    for name in ("us-mx-0366", "'USA-MEX'?", "'step'?", "'USA-CHN'?", "'balance'?"):
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
    ],
)
def test_each_fault_is_said(events: tuple[Event, ...], old: str, new: str, said: str) -> None:
    assert problems(events, GOOD) == []
    assert any(said in text for text in problems(events, GOOD.replace(old, new)))
