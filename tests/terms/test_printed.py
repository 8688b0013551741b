"""Two printings of one figure are equal, a restated figure is not, however each is printed."""

import pytest

from detente.terms.printed import Printed, same_figure


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("12.50", 0.01),
        ("499", 1),
        ("1.2e3", 100),
        ("499.0000048", 1e-7),
        ("0", 1),
        ("-3.5", 0.1),
        ("7e-8", 1e-8),
        ("5766.0", 0.1),
        (".25", 0.01),
    ],
)
def test_a_number_knows_its_last_digit(text: str, step: float) -> None:
    number = Printed.read(text)
    assert (float(number), number.step) == (float(text), step)


def same(old: str, new: str, finest_old: str = "", finest_new: str = "") -> bool:
    first, second = Printed.read(old), Printed.read(new)
    finest = (Printed.read(finest_old or old).step, Printed.read(finest_new or new).step)
    return same_figure(first, (first.step, finest[0]), second, (second.step, finest[1]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12.5", "12.50"),
        ("499.0000048", "499"),
        ("501.2345678912345", "501.234568"),
        ("1.2e3", "1200"),
        ("0.30000000000000004", "0.3"),
        ("12.25", "12.3"),  # half up
        ("12.25", "12.2"),  # half to even
        ("498.7", "499"),
        ("0", "0.0"),
        ("-3.50", "-3.5"),
        ("123456.789", "123457"),
        ("499", "499.6"),  # cut off
        ("12.58", "12.5"),
        ("8.379946708679199", "8.3799469484296"),  # through single precision
    ],
)
def test_a_figure_printed_otherwise_is_the_same(old: str, new: str) -> None:
    assert same(old, new)
    assert same(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12.5", "13.5"),
        ("499", "500"),
        ("12.5", "12.6"),
        ("499", "500.1"),
        ("0", "1"),
        ("1.2e3", "1310"),
        ("200000", "200001"),
        ("3.5", "-3.5"),
        ("0.0000001", "0.0000002"),
        ("12345678.90", "12345678.91"),
    ],
)
def test_a_restated_figure_is_not(old: str, new: str) -> None:
    assert not same(old, new)
    assert not same(new, old)


def test_a_file_that_drops_final_zeros_has_restated_what_it_now_prints_longer() -> None:
    # Both files print hundredths elsewhere, so that 2 pounds were 2.00, and 2.40 is a correction.
    assert not same("2", "2.4", "498.77", "498.77")
    # A file of whole pounds rounds: 2.4 is 2 there.
    assert same("2", "2.4", "2", "498.77")
    # Past six digits, what differs was never measured.
    assert same("12345.6", "12345.6000048", "0.0000001", "0.0000001")
