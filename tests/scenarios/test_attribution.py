"""The joint change and its parts: closed forms that any implementation must meet."""

import numpy as np
import pytest

from detente.scenarios.attribution import coalitions, dividends, shapley_values

SIDES = ("a", "b", "c")


def worlds(value):
    """Give each coalition the value that a function of its members says, in two draws."""
    return {group: np.array([value(group), 2 * value(group)]) for group in coalitions(SIDES)}


def test_every_coalition_but_the_empty_one_is_listed_once():
    assert len(set(coalitions(SIDES))) == len(coalitions(SIDES)) == 7


def test_changes_that_add_up_are_shared_as_they_are():
    own = {"a": -3.0, "b": 1.0, "c": -0.5}
    parts = shapley_values(worlds(lambda group: sum(own[member] for member in group)))
    for side, number in own.items():
        assert parts[side] == pytest.approx([number, 2 * number])


def test_parts_add_up_to_the_joint_change_in_every_draw():
    rng = np.random.default_rng(1)
    values = {group: rng.normal(size=500) for group in coalitions(SIDES)}
    total = sum(shapley_values(values).values())
    # Sums of a dozen numbers of order one: only rounding may differ.
    np.testing.assert_allclose(total, values[frozenset(SIDES)], atol=1e-12)


def test_what_only_two_change_together_is_theirs_by_halves():
    # The glove game: nothing happens unless a and b both take part.
    values = worlds(lambda group: 6.0 if {"a", "b"} <= group else 0.0)
    assert dividends(values)[frozenset("ab")] == pytest.approx([6.0, 12.0])
    parts = shapley_values(values)
    assert [parts[side][0] for side in SIDES] == pytest.approx([3.0, 3.0, 0.0])


def test_parts_equal_the_mean_addition_over_all_orders():
    from itertools import permutations

    rng = np.random.default_rng(2)
    values = {group: rng.normal(size=3) for group in coalitions(SIDES)}
    values_of = lambda members: values[frozenset(members)] if members else np.zeros(3)  # noqa: E731
    for side in SIDES:
        gains = [
            values_of(order[: order.index(side) + 1]) - values_of(order[: order.index(side)])
            for order in permutations(SIDES)
        ]
        np.testing.assert_allclose(shapley_values(values)[side], np.mean(gains, axis=0), atol=1e-12)
