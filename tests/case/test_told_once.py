"""One fault in every row is one problem, with a count; faults that differ are told one by one."""

from detente.case.check import told_once
from detente.terms.errors import Problem


def faults(count: int, file: str = "series/x.csv", value: str = "kg") -> list[Problem]:
    return [
        Problem(file, line, f"unit '{value}' is not that of the file", "write lb")
        for line in range(2, 2 + count)
    ]


def test_one_fault_in_every_row_is_told_once() -> None:
    (told,) = told_once(reversed(faults(1_001)))
    assert str(told) == (
        "series/x.csv:2: unit 'kg' is not that of the file (and so in 1,000 more lines); write lb"
    )


def test_a_few_and_others_are_told_one_by_one() -> None:
    few = faults(3)
    others = [*faults(2, "series/y.csv"), *faults(2, value="g")]
    assert {*told_once([*few, *others])} == {*few, *others}
    assert len([*told_once([*faults(9), *others])]) == 1 + len(others)
