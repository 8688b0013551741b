"""Two vintages are compared figure by figure over the periods that both cover."""

import dataclasses

import pytest

from detente.evidence.revisions import compare_vintages
from detente.terms.errors import InputError
from detente.terms.printed import Printed
from detente.terms.tables import Observation, Rows
from tests.evidence.rows import monthly, resource

OLD, NEW = resource("old", "2020-03-15"), resource("new", "2020-06-15")


def rows(*observations) -> Rows:
    return Rows(observations=observations, read=len(observations))


def test_changed_added_and_withdrawn_figures() -> None:
    old = rows(
        monthly("old", "2020-01", 10, area="X"),
        monthly("old", "2020-01", 1, area="Y"),
        *(monthly("old", "2020-02", 3, area=area) for area in "XYZ"),
    )
    new = rows(
        monthly("new", "2020-01", 11, area="X"),
        monthly("new", "2020-01", 2, area="Z"),
        *(monthly("new", "2020-02", 3, area=area) for area in "XYZ"),
        monthly("new", "2020-03", 9, area="X"),
    )
    revision = compare_vintages(OLD, old, NEW, new)
    # January and February of X, Y, Z; March is in one vintage alone.
    assert revision.compared_cells == 6
    assert revision.changed_cells == 3
    assert [(c.key, c.old, c.new) for c in revision.changes] == [
        ("X", 10, 11), ("Y", 1, None), ("Z", None, 2),
    ]  # fmt: skip
    assert revision.changes[0].relative == pytest.approx(0.1)
    assert revision.changes[1].relative is None
    assert revision.added_periods == ("2020-03",)
    assert (revision.first_period, revision.last_period) == ("2020-01", "2020-02")


def test_a_cell_without_a_value_is_told_from_one_that_is_not_listed() -> None:
    cells = [("2020-01", "X"), ("2020-01", "Y"), ("2020-02", "X"), ("2020-02", "Y")]
    whole = rows(*(monthly("old", month, 5, area=area) for month, area in cells))

    def without(month: str, area: str, *, empty: bool) -> Rows:
        left = [monthly("new", m, 5, area=a) for m, a in cells if (m, a) != (month, area)]
        blank = (monthly("new", month, float("nan"), area=area),) if empty else ()
        return Rows(observations=tuple(left), unknown=blank)

    for empty, gone, come in (
        (True, "empty now", "filled in"),
        (False, "no longer listed", "newly listed"),
    ):
        less = without("2020-02", "Y", empty=empty)
        (change,) = compare_vintages(OLD, whole, NEW, less).changes
        assert (change.what, change.old, change.new) == (gone, 5, None)
        (change,) = compare_vintages(OLD, less, NEW, whole).changes
        assert (change.what, change.old, change.new) == (come, None, 5)


def test_a_month_or_area_that_is_empty_throughout_is_empty_now() -> None:
    whole = rows(*(monthly("old", "2020-01", 5, area=area) for area in "XY"))
    empty = tuple(monthly("new", "2020-01", float("nan"), area=area) for area in "XY")
    gone = compare_vintages(OLD, whole, NEW, Rows(unknown=empty))
    assert [change.what for change in gone.changes] == ["empty now", "empty now"]
    assert (gone.compared_cells, gone.changed_cells, gone.added_periods) == (2, 2, ())


def test_two_measures_of_one_combination_are_one_cell() -> None:
    lb = monthly("old", "2020-01", 10, area="X")
    events = dataclasses.replace(lb, measure="events", unit="events", value=3)
    restated = dataclasses.replace(events, value=4)
    revision = compare_vintages(OLD, rows(lb, events), NEW, rows(lb, restated))
    assert (revision.compared_cells, revision.changed_cells, len(revision.changes)) == (1, 1, 1)


def test_a_name_that_a_vintage_never_lists_is_not_compared_and_counted() -> None:
    old = rows(*(monthly("old", "2020-01", 9, item=item, area="X") for item in "AB"))
    new = rows(*(monthly("new", "2020-01", 9, item="A", area=area) for area in "XY"))
    revision = compare_vintages(OLD, old, NEW, new)
    assert (revision.compared_cells, revision.changed_cells) == (1, 0)
    assert [str(left) for left in revision.not_compared] == [
        "1 figure left out of the comparison: the older file lists no area 'Y' (2020-01 Y · A)",
        "1 figure left out of the comparison: the newer file lists no item 'B' (2020-01 X · B)",
    ]
    withdrawn = dataclasses.replace(NEW, unlisted={"B": "none"})
    told = compare_vintages(OLD, old, withdrawn, new)
    assert [(c.key, c.old, c.new) for c in told.changes] == [("X · B", 9, None)]


def test_figures_are_compared_as_far_as_both_are_printed() -> None:
    def printed(name: str, month: str, text: str) -> Observation:
        figure = Printed.read(text)
        return dataclasses.replace(monthly(name, month, float(figure)), step=figure.step)

    months = ("2020-01", "2020-02", "2020-03")
    old = ("501.2345678912345", "498.7654321098765", "12.5")
    new = ("501.234568", "498.765432", "13.5")
    revision = compare_vintages(
        OLD,
        rows(*(printed("old", *pair) for pair in zip(months, old, strict=True))),
        NEW,
        rows(*(printed("new", *pair) for pair in zip(months, new, strict=True))),
    )
    assert (revision.compared_cells, revision.changed_cells) == (3, 1)
    assert [(c.old, c.new) for c in revision.changes] == [(12.5, 13.5)]


def test_a_file_never_differs_from_itself() -> None:
    same = rows(monthly("old", "2020-01", 10, area="X"), monthly("old", "2020-02", 0))
    assert compare_vintages(OLD, same, NEW, same).changes == ()


def test_no_common_period_is_an_error() -> None:
    with pytest.raises(InputError, match="no period"):
        compare_vintages(
            OLD, rows(monthly("o", "2020-01", 1)), NEW, rows(monthly("n", "2020-02", 1))
        )


def of_months(name: str, first: int, last: int, value: float = 5) -> Rows:
    return rows(*(monthly(name, f"2020-{at:02d}", value + at) for at in range(first, last + 1)))


@pytest.mark.parametrize(("first", "last"), [(4, 6), (3, 4), (6, 6)])
def test_a_file_of_some_months_alone_says_which_it_lacks(first: int, last: int) -> None:
    found = compare_vintages(OLD, of_months("old", 1, 6), NEW, of_months("new", first, last))
    lacking = [f"2020-{at:02d}" for at in range(1, 7) if not first <= at <= last]
    assert found.lacking_periods == tuple(lacking)
    assert (found.compared_cells, found.changed_cells) == (last - first + 1, 0)


@pytest.mark.parametrize(("last", "is_told"), [(3, True), (6, False), (8, False)])
def test_a_newer_file_that_ends_before_the_older_one_is_told(last: int, is_told: bool) -> None:
    found = compare_vintages(OLD, of_months("old", 1, 6), NEW, of_months("new", 1, last))
    assert len(found.notes) == is_told
    assert all("new is of 2020-06-15 and ends with 2020-03" in note for note in found.notes)
    assert not compare_vintages(NEW, of_months("new", 1, last), OLD, of_months("old", 1, 6)).notes


@pytest.mark.parametrize("size", [10, 100])
def test_figures_that_were_rounded_are_told_as_such(size: int) -> None:
    values = [1012.4, 1134.2, 1467.7, 923.1, 1311.5, 1267.9]
    cells = [(f"2020-{at:02d}", value) for at, value in enumerate(values, start=1)]
    old = rows(*(monthly("old", month, value) for month, value in cells))
    new = rows(*(monthly("new", month, round(value / size) * size) for month, value in cells))
    (said,) = compare_vintages(OLD, old, NEW, new).alike
    assert f"is the older rounded to {size}s" in said
    # One that was restated besides is no rounding.
    other = rows(*new.observations[1:], monthly("new", "2020-01", 1200))
    assert not compare_vintages(OLD, old, NEW, other).alike
