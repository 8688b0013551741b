"""Whatever is left out is counted, and the first of it is named."""

from detente.terms.left_out import MOST_NAMED, MOST_REASONS, LeftOut, left_out


def test_things_are_counted_by_reason_in_the_order_in_which_reasons_come() -> None:
    dropped = [("domestic", "mx-1"), ("without a type", "cn-1"), ("domestic", "mx-2")]
    assert left_out("the index", "event", dropped) == (
        LeftOut("the index", "event", "domestic", 2, ("mx-1", "mx-2")),
        LeftOut("the index", "event", "without a type", 1, ("cn-1",)),
    )


def test_however_much_is_left_out_it_is_counted_whole_and_told_briefly() -> None:
    many = [("the same reason", f"line {n}") for n in range(1234)]
    (one,) = left_out("a.csv", "row", many)
    assert (one.count, len(one.named)) == (1234, MOST_NAMED)
    assert str(one) == (
        "1,234 rows left out of a.csv: the same reason "
        "(line 0, line 1, line 2, line 3, line 4 and 1,229 more)"
    )
    told = left_out("a.csv", "row", [(f"reason {n}", "") for n in range(1000)])
    assert len(told) == MOST_REASONS + 1
    assert sum(one.count for one in told) == 1000
    assert str(told[0]) == "1 row left out of a.csv: reason 0"


def test_nothing_left_out_is_nothing_told() -> None:
    assert left_out("the index", "event", []) == ()
