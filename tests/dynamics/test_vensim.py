"""Functions and spellings of Vensim, against its manual and the outputs it ships."""

from pathlib import Path

import numpy as np
import pytest

from detente.dynamics.compile import load
from detente.dynamics.lookups import NOT_AVAILABLE
from detente.dynamics.results import Results
from detente.dynamics.simulate import simulate
from detente.terms.errors import InputError
from tests.dynamics.texts import model_of, vensim, written


def ran(folder: Path, equations: str, **control: object) -> Results:
    return simulate(model_of(folder, equations, **control))


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_lines_may_end_as_on_any_system(tmp_path: Path, ending: str) -> None:
    """PySD's grammar stumbles over a wrapped line of a Windows file."""
    text = vensim("d: (e1-e3) ~~|\nx[d] = 1,\\\n\t\t2,3 ~ m\n\t~ wrapped |\n")
    path = tmp_path / "model.mdl"
    path.write_bytes(text.replace("\n", ending).encode())
    assert [simulate(load(path))[f"x[e{place}]"][0, 0] for place in (1, 2, 3)] == [1, 2, 3]


def test_comments_may_lie_in_comments_and_headings_after_macros(tmp_path: Path) -> None:
    run = ran(
        tmp_path,
        "y = 3 {a {b (} c} ~~|\n:MACRO: F(a)\nF = a + 1 ~~|\n:END OF MACRO:\n"
        "****\n\t.Control\n****~\n\t\tparameters\n\t|\nx = F(y) ~~|\n",
    )
    assert run["x"][0, 0] == 4


def test_old_lookups_list_all_x_before_all_y(tmp_path: Path) -> None:
    run = ran(tmp_path, "look(0,5,10,\\\n\t\t0,10,0) ~~|\nx = look(Time) ~~|\n", step=2.5)
    assert run["x"][0].tolist() == [0, 5, 10, 5, 0]


def test_subscripts_are_compared_by_their_places(tmp_path: Path) -> None:
    """As Vensim's output of the public model conditional_subscripts has it."""
    run = ran(
        tmp_path,
        "one: A, B, C ~~|\nother: D, E, F ~~|\nsub: B, A ~~|\n"
        "across[one, other] = IF THEN ELSE(one = other, 1, 0) ~~|\n"
        "own[one, sub] = IF THEN ELSE(one = sub, 1, 0) ~~|\n",
    )
    assert [run[f"across[{pair}]"][0, 0] for pair in ("A,D", "B,E", "A,E")] == [1, 1, 0]
    assert [run[f"own[{pair}]"][0, 0] for pair in ("A,A", "B,B", "A,B")] == [1, 1, 0]


def test_cutting_off_is_exact_but_for_the_time(tmp_path: Path) -> None:
    """3 / (0.7 − 1) is a hair above −10, so INTEGER is −9; and 0.7 / 0.1 counts as 7.

    Compilers turn x/10 into x·0.1, which would make 30/10 − 1e-16 fall to 2.
    """
    run = ran(
        tmp_path,
        "up = INTEG(1, 0) ~~|\ntenth = INTEGER(up / 10) ~~|\nthird = MODULO(up / 10 - 10, 3) ~~|\n"
        "hair = 3 / (up / 100 - 1) ~~|\nk = INTEGER(hair) ~~|\n"
        "steps = INTEGER(Time / 100 / 0.1) ~~|\n",
        end=100, step=1,
    )  # fmt: skip
    times = np.arange(101)
    assert run["tenth"][0].tolist() == (times // 10).tolist()
    assert run["third"][0] == pytest.approx(np.fmod(times / 10 - 10, 3), abs=1e-12)
    assert run["k"][0, 70] == -9
    assert run["steps"][0].tolist() == (times // 10).tolist()


def test_a_pulse_that_starts_at_the_end_of_its_train_gets_one_step(tmp_path: Path) -> None:
    run = ran(tmp_path, "p = PULSE TRAIN(2, 1, 3, 8) ~~|\n", step=0.5)
    assert run["p"][0].nonzero()[0].tolist() == [4, 5, 10, 11, 16]


def test_a_third_order_delay_shorter_than_three_steps_keeps_its_order(tmp_path: Path) -> None:
    """Vensim's output of the public model arguments: the input shows after three steps."""
    run = ran(tmp_path, "y = DELAY3I(Time, 2, 0) ~~|\n", step=1)
    # By hand: three levels, each of which gives 3/2 of itself to the next one every step.
    assert run["y"][0, :6].tolist() == [0, 0, 0, 0, 3.375, 1.6875]


def test_an_element_is_mapped_through_the_whole_array(tmp_path: Path) -> None:
    run = ran(
        tmp_path,
        "d: A, B, C ~~|\ne: X, Y ~~|\nm[d, e] = 1,2;3,4;5,6; ~~|\no[d] = 0, 1, 9 ~~|\n"
        "y[d] = VECTOR ELM MAP(m[d, X], o[d]) ~~|\nz = VECTOR ELM MAP(m[A, X], Time) ~~|\n",
        end=5, step=1,
    )  # fmt: skip
    assert [run[f"y[{name}]"][0, 0] for name in "ABC"] == [1, 4, NOT_AVAILABLE]
    assert run["z"][0].tolist() == [1, 2, 3, 4, 5, 6]


def test_the_action_of_a_selection_may_change(tmp_path: Path) -> None:
    run = ran(
        tmp_path,
        "d: A, B, C ~~|\nw[d] = 1, 0, 2 ~~|\nv[d] = 3, 5, 7 ~~|\n"
        "y = VECTOR SELECT(w[d!], v[d!], 0, Time, 0) ~~|\n", step=1,
    )  # fmt: skip
    assert run["y"][0] == pytest.approx([17, 42, 3, 14, 8.5, 147, 10, 21, 3, 7, 5])


def test_claims_of_fixed_quantity_are_cut_alike(tmp_path: Path) -> None:
    run = ran(
        tmp_path,
        "d: A, B ~~|\np: ptype, ppriority, pwidth, pextra ~~|\nq[d, ptype] = 0 ~~|\n"
        "q[d, ppriority] = 1, 9 ~~|\nq[d, pwidth] = 1 ~~|\nq[d, pextra] = 0 ~~|\n"
        "r[d] = 200, 300 ~~|\ny[d] = ALLOCATE AVAILABLE(r[d], q[d, ptype], 100) ~~|\n",
        end=1, step=1,
    )  # fmt: skip
    assert [run[f"y[{name}]"][0, 0] for name in "AB"] == [40, 60]


def test_a_present_value_discounts_what_comes(tmp_path: Path) -> None:
    run = ran(tmp_path, "n = NPV(3, 0.1, 5, 2) ~~|\n", step=1)
    worth = 1.1 ** -np.arange(11)  # each step shrinks by 1 / (1 + rate)
    assert run["n"][0] == pytest.approx(2 * (5 + 3 * np.cumsum(worth)), rel=1e-12)


def test_what_is_bought_is_written_off_in_equal_parts(tmp_path: Path) -> None:
    run = ran(tmp_path, "x = DEPRECIATE STRAIGHTLINE(10 * PULSE(2, 1), 4, 1, 0) ~~|\n", step=1)
    assert run["x"][0].tolist() == [0, 0, 2.5, 2.5, 2.5, 2.5, 0, 0, 0, 0, 0]
    with pytest.raises(InputError, match="part of a first year"):
        ran(tmp_path, "x = DEPRECIATE STRAIGHTLINE(10, 4, 0.5, 0) ~~|\n")


def test_lookups_are_read_backwards_where_they_can_be(tmp_path: Path) -> None:
    run = ran(tmp_path, "l((0,0),(2,10),(4,30)) ~~|\nx = LOOKUP INVERT(l, Time * 2) ~~|\n", step=5)
    assert run["x"][0].tolist() == [0, 2, 3]
    with pytest.raises(InputError, match="LOOKUP INVERT"):
        ran(tmp_path, "l((0,0),(2,10),(4,10)) ~~|\nx = LOOKUP INVERT(l, 3) ~~|\n")


def test_a_sample_may_depend_on_the_last_one(tmp_path: Path) -> None:
    """The running maximum of a wave, as beer-game models write it."""
    run = ran(tmp_path, "w = SIN(Time) ~~|\nm = SAMPLE IF TRUE(w > m, w, 0.5) ~~|\n")
    wave = np.sin(np.arange(0, 10.5, 0.5))
    assert run["m"][0] == pytest.approx(np.maximum(np.maximum.accumulate(wave), 0.5))


def test_series_skip_text_and_may_be_read_at_other_times(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("0,1,2,3,4\n10,20,none,40,50\n")
    run = simulate(load(written(tmp_path, vensim(
        "s = GET DIRECT DATA('s.csv', ',', '1', 'A2') ~~|\n"
        "a = GET DATA BETWEEN TIMES(s, Time - 0.5, 0) ~~|\n"
        "b = GET DATA BETWEEN TIMES(s, Time + 0.5, 1) ~~|\n"
        "c = GET DATA BETWEEN TIMES(s, Time + 0.5, -1) ~~|\n", end=3, step=1,
    ))))  # fmt: skip
    assert run["a"][0].tolist() == [10, 15, 25, 35]
    assert run["b"][0].tolist() == [20, 40, 40, 50]
    assert run["c"][0].tolist() == [10, 20, 20, 40]


def test_a_file_that_is_only_tagged_is_refused_as_such(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is a tag"):
        model_of(tmp_path, "x = GET DIRECT CONSTANTS('?data', 'tab', 'A1') ~~|\n")
