"""Windows and numbers as statements write them."""

import pytest

from detente.claims import words


@pytest.mark.parametrize(
    ("window", "text"),
    [
        ("2020-01/2023-08", "Jan 2020 to Aug 2023"),
        ("2025-02-01/2026-01-20", "1 Feb 2025 to 20 Jan 2026"),
        ("2025-02-01/2025-02-28", "Feb 2025"),
        ("2020-10-15", "15 Oct 2020"),
        ("2020-07-20/2020-07-21", "20 Jul 2020 to 21 Jul 2020"),
        ("2019", "2019"),
        ("2020-10", "Oct 2020"),
        ("FY2020", "FY2020"),
    ],
)
def test_a_window_that_fills_no_months_is_written_by_its_days(window: str, text: str) -> None:
    assert words.window(window) == text


@pytest.mark.parametrize(
    ("value", "bound", "texts"),
    [
        (8 / 12, 1 / 1.5, ("0.67", "0.67")),
        (0.6674, 1 / 1.5, ("0.6674", "0.6667")),
        (0.66, 1 / 1.5, ("0.66", "0.67")),
        (1.999, 2.0, ("1.999", "2.000")),
    ],
)
def test_two_numbers_have_as_many_digits_as_tell_them_apart(
    value: float, bound: float, texts: tuple[str, str]
) -> None:
    assert words.told_apart(value, bound) == texts
