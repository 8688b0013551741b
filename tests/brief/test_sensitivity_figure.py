"""The figure of a sensitivity analysis says in words and numbers what it draws."""

import numpy as np

from detente.brief.figures.sensitivity import sensitivity_figure
from detente.dynamics.sensitivity import Sensitivity

ODD = "an 'odd' <name>"


def of(measures: dict[str, list[float]]) -> Sensitivity:
    numbers = {name: np.array(values) for name, values in measures.items()}
    return Sensitivity("level", "at time 10", ("small", ODD), numbers, 4096)


def test_sobol_shares_are_listed_largest_first_with_their_bounds() -> None:
    figure = sensitivity_figure(of({
        "first": [0.1, 0.7], "first_conf": [0.05, 0.1],
        "total": [0.2, 0.8], "total_conf": [0.05, 0.1],
    }))  # fmt: skip
    assert figure.title == "What drives level (at time 10)"
    assert figure.alt.index(ODD) < figure.alt.index("small")
    assert figure.table.columns[:4] == ("input", "first", "first_lo95", "first_hi95")
    assert figure.table.rows[0][:4] == ("small", 0.1, 0.05, 0.1 + 0.05)
    assert "an 'odd' &lt;name&gt;" in figure.svg
    assert "<name>" not in figure.svg


def test_morris_effects_keep_their_own_scale() -> None:
    figure = sensitivity_figure(of({"mu_star": [10.0, 400.0], "mu_star_conf": [2.0, 50.0],
                                    "sigma": [5.0, 300.0]}))  # fmt: skip
    assert figure.table.columns == ("input", "mu_star", "mu_star_lo95", "mu_star_hi95", "sigma",
                                    "output", "of", "runs")  # fmt: skip
    assert "400" in figure.alt
