"""Words for probabilities follow ICD 203, and nothing is ever certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.terms.likelihood import LIKELIHOOD_TERMS, bounded, likelihood_term, percent


@pytest.mark.parametrize(
    ("probability", "term"),
    [
        (0.0, "almost no chance"), (0.049, "almost no chance"), (0.05, "very unlikely"),
        (0.2, "unlikely"), (0.45, "roughly even"), (0.5, "roughly even"), (0.55, "likely"),
        (0.8, "very likely"), (0.95, "almost certain"), (1.0, "almost certain"),
    ],
)  # fmt: skip
def test_terms(probability: float, term: str) -> None:
    assert likelihood_term(probability) == term


@given(st.floats(0, 1))
def test_every_probability_has_a_term_whose_bounds_hold_it(probability: float) -> None:
    low, high = LIKELIHOOD_TERMS[likelihood_term(probability)]
    assert low <= bounded(probability) <= high


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf")])
def test_what_is_no_probability_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not a probability"):
        bounded(value)


def test_the_terms_leave_no_gap() -> None:
    bounds = list(LIKELIHOOD_TERMS.values())
    assert [upper for _, upper in bounds[:-1]] == [lower for lower, _ in bounds[1:]]


@given(st.floats(0, 1))
def test_a_percentage_is_never_certain(probability: float) -> None:
    assert 1 <= int(percent(probability).removesuffix("%")) <= 99
