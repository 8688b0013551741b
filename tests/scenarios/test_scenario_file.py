"""`scenarios.toml`: what it means, and every mistake at once."""

import pytest

from detente.scenarios.spec import BEST, check_scenarios, last_month_needed, read_scenarios
from detente.terms.errors import InputError

GOOD = """
start = "2026-05"
shared = "both"

[[outcome]]
id = "deaths"
label = "Deaths"
variable = "deaths"
unit = "deaths"
better = "lower"

[[scenario]]
id = "both"
label = "Both sides"
sides = { north = "best 12 months", south = "2019-10/2020-09" }

[[scenario]]
id = "lever"
label = "More inspection"
levers = { inspection = 0.1 }
start = "2020-10"
until = "2021-10"
"""
HAS = {"deaths": "auxiliary", "inspection": "constant"}
SIDES = {"north": "A-B", "south": "A-C"}


def test_a_file_is_read_with_its_defaults():
    asked = read_scenarios(GOOD)
    both, lever = asked.scenarios
    assert asked.horizons == (12, 36)
    assert both.sides == {"north": BEST, "south": "2019-10/2020-09"}
    assert (both.start, both.ramp_months, both.line) == ("2026-05", 6.0, 12)
    assert (lever.start, lever.until, dict(lever.levers)) == (
        "2020-10", "2021-10", {"inspection": 0.1}
    )  # fmt: skip
    assert last_month_needed(asked) == "2029-04"
    assert check_scenarios(asked, SIDES, HAS, "2017-01", "2029-04") == []


def test_every_mistake_is_told_at_once_with_its_line():
    text = """
start = "soon"
horizons = [0]
shared = "nothing"
colour = "red"
[[outcome]]
id = "deaths"
label = "Deaths"
variable = "deaths"
unit = "deaths"
better = "fewer"
[[scenario]]
id = "a"
label = "A"
sides = { north = "last year", south = 1.5 }
[[scenario]]
id = "a"
label = "A again"
start = "2026-05"
until = "2026-01"
levers = { inspection = "much" }
[[scenario]]
id = "b"
label = "Changes nothing"
start = "2026-05"
"""
    with pytest.raises(InputError) as error:
        read_scenarios(text)
    told = {(p.line, p.problem.split(" ")[0]) for p in error.value.problems}
    words = " | ".join(str(p) for p in error.value.problems)
    assert {line for line, _ in told} >= {2, 3, 4, 5, 11, 15, 17, 20, 21, 22}, words
    for part in ("start", "horizons", "colour", "better", "north", "south", "twice", "until",
                 "inspection", "changes nothing"):  # fmt: skip
        assert part in words


def test_names_and_dates_that_the_model_has_not_are_told_with_the_nearest():
    asked = read_scenarios(GOOD.replace("north =", "norht =").replace("inspection", "inspektion"))
    problems = check_scenarios(asked, SIDES, HAS, "2020-01", "2028-12")
    words = " | ".join(str(p) for p in problems)
    assert "norht" in words
    assert "north" in words
    assert "inspektion" in words
    assert "both runs from 2026-05 to 2029-04" in words
    assert "2019-10/2020-09 reaches outside" in words


def test_what_is_shared_must_have_two_sides():
    with pytest.raises(InputError, match="fewer than two sides"):
        read_scenarios(GOOD.replace('shared = "both"', 'shared = "lever"'))
