"""Series are restated for people: sums in the digits that files print."""

from datetime import date

import pytest

from detente.study.rows import series_finding
from detente.terms.tables import Point, Series, SeriesSpec


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        ((0.1, 0.2), 0.3),
        ((135.895, 135.895, 135.895), 407.685),
        ((1e11 + 0.5, 0.25, 0.25), 1e11 + 1),
        ((0.0001, 0.0002), 0.0003),
        ((5.0, 7.0), 12.0),
        # One figure alone is as the file has it.
        ((0.1 + 0.2,), 0.1 + 0.2),
    ],
)
def test_sums_of_printed_decimals_are_told_as_printed(
    values: tuple[float, ...], printed: float
) -> None:
    day, lines = date(2020, 1, 1), tuple(range(len(values)))
    point = Point("2020-01", day, day, float(sum(values)), lines=lines)
    found = series_finding(Series(SeriesSpec("s", "S", "m", "lb"), (point,), ("a",)))
    assert found.points[0].value == printed
