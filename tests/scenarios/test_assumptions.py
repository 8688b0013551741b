"""What the answer hangs on, in worlds where that is known."""

import numpy as np

from detente.scenarios.assumptions import failure_rules, parameter_matters

RNG = np.random.default_rng(3)
DRAWS = 3_000
PARAMS = {"elasticity": RNG.uniform(0, 1, DRAWS), "delay": RNG.uniform(0, 1, DRAWS)}


def test_the_parameter_that_drives_the_change_comes_first():
    percent = -10 * PARAMS["elasticity"] + RNG.normal(0, 0.5, DRAWS)
    parts = {"A-B": -8 * PARAMS["elasticity"], "A-C": -3 * np.ones(DRAWS)}
    rows = parameter_matters(PARAMS, percent, parts, outcome="deaths", horizon=12, better="lower")
    assert [row.parameter for row in rows] == ["elasticity", "delay"]
    # Medians of the outer thirds of a uniform are 1/6 and 5/6; 0.3 is six standard errors.
    assert abs(rows[0].low + 10 / 6) < 0.3
    assert abs(rows[0].high + 50 / 6) < 0.3
    assert (rows[0].best_low, rows[0].best_high, rows[0].rank_moves) == ("A-C", "A-B", True)
    assert not rows[1].rank_moves


def test_a_parameter_that_never_varies_says_nothing():
    params = {"fixed": np.ones(DRAWS)}
    parts = {"A-B": np.zeros(DRAWS)}
    assert parameter_matters(
        params, np.zeros(DRAWS), parts, outcome="x", horizon=1, better="lower"
    ) == ()  # fmt: skip


def test_the_conditions_of_failure_are_found():
    fails = (PARAMS["elasticity"] < 0.3) & (PARAMS["delay"] > 0.5)
    (rule, *others) = failure_rules(
        PARAMS, fails, name="all", outcome="deaths", horizon=36, threshold_percent=1.0
    )
    assert not others
    assert rule.density > 0.99
    assert rule.coverage > 0.99
    assert [text.split()[:2] for text in rule.conditions] == [["delay", ">"], ["elasticity", "≤"]]
    # Observations lie some 1/3000 apart, so that the tree finds both bounds closely.
    assert abs(float(rule.conditions[0].split()[-1]) - 0.5) < 0.01
    assert abs(float(rule.conditions[1].split()[-1]) - 0.3) < 0.01


def test_where_all_draws_fail_or_none_no_rule_is_made_up():
    for fails in (np.zeros(DRAWS, bool), np.ones(DRAWS, bool)):
        assert failure_rules(
            PARAMS, fails, name="all", outcome="deaths", horizon=36, threshold_percent=1.0
        ) == ()  # fmt: skip
