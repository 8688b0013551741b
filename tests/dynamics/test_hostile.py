"""Damaged model files: whatever happens to a text, it runs or is refused, soon, with a reason."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.dynamics.compile import compile_model
from detente.dynamics.read import Source, read_vensim, read_xmile
from detente.dynamics.simulate import simulate
from detente.terms.errors import InputError, Problem
from tests.dynamics.texts import vensim, xmile
from tests.fuzz.limits import within

Read = Callable[[bytes, Path], Source]
LONGEST = 60.0  # seconds for a run, which is compiled
SECONDS, MEGABYTES = 10.0, 500  # for reading one text; none takes a tenth of either
VENSIM = vensim(
    "d: A, B ~~|\nsub: A ~~|\nx[d] = 1, 2 ~~ a {comment} |\ny[d] :EXCEPT: [sub] = x[d]^2 ~~|\n"
    "y[sub] = SUM(x[d!]) ~~|\nl((0,0),(5,2)) ~~|\n"
    's = INTEG(IF THEN ELSE(Time > 2, l(s), -1) , "odd - name") ~ m [0,10] ~|\n'
    '"odd - name" = SMOOTH3(DELAY FIXED(3, 1, 2), 2) * F(2) ~~|\n'
    ":MACRO: F(a)\nF = INTEG(a, 1) ~~|\n:END OF MACRO:\n"
    "v[d] = VECTOR SORT ORDER(x[d], 1) ~~|\np = PULSE TRAIN(1, 1, 2, 9) ~~|\n",
    end=3, step=0.5,
)  # fmt: skip
XMILE = xmile(
    '<stock name="s"><eqn>1</eqn><inflow>f</inflow></stock><flow name="f"><eqn>s*m.y</eqn></flow>'
    '<aux name="x"><dimensions><dim name="d"/></dimensions><element subscript="a"><eqn>1</eqn>'
    '</element><element subscript="b"><eqn>IF TIME &gt; 2 THEN 3 ELSE g</eqn></element></aux>'
    '<aux name="g"><eqn>TIME</eqn><gf><xscale min="0" max="9"/><ypts>1,2</ypts></gf></aux>'
    '<aux name="t"><eqn>SUM(x[*]) + TWICE(2)</eqn></aux><module name="m"/>',
    dimensions='<dim name="d"><elem name="a"/><elem name="b"/></dim>',
).replace(
    "</xmile>",
    '<model name="m"><variables><aux name="y"><eqn>0.1</eqn></aux></variables></model>'
    '<macro name="TWICE"><parm>a</parm><eqn>a * 2</eqn></macro></xmile>',
)
ODD = st.sampled_from(
    ["", "\x00", "\\", '"', "|", "~", "(", ")", "[", "]", "{", "}", "!", "=", ":", ",", ";", "^",
     "-", "<", ">", "&", "'", "é", "\ud7ff", "\r", "\n", "\t", " ", "0", "1e999", "-1", "9" * 30,
     "INTEG(", "x", "s", "Time", ":MACRO:", ":EXCEPT:", "<eqn>", "</model>", "<module name='m'/>",
     "*", "..", "NAN", "((((((((", "SUM("]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """Cut, repeat, delete and overwrite parts of a text."""
    for _ in range(draw(st.integers(1, 4))):
        places = st.integers(0, len(text))
        first, last = sorted((draw(places), draw(places)))
        last = min(last, first + 40)
        what = draw(st.sampled_from(["cut", "delete", "repeat", "write", "line", "copy line"]))
        lines = text.split("\n")
        row = draw(st.integers(0, len(lines) - 1))
        if what == "cut":
            text = text[: first or 1]
        elif what == "delete":
            text = text[:first] + text[last:]
        elif what == "repeat":
            text = text[:last] + text[first:last] + text[last:]
        elif what == "write":
            text = text[:first] + draw(ODD) + text[first + draw(st.integers(0, 3)) :]
        else:
            kept = [] if what == "line" else [lines[row], lines[row]]
            text = "\n".join([*lines[:row], *kept, *lines[row + 1 :]])
    return text


def refusal(read: Read, text: str, name: str, *, run: bool) -> list[Problem]:
    """List the problems with which a text is refused; none where it runs."""
    try:
        model = compile_model(read(text.encode("utf-8", "replace"), Path(name)))
        if run:
            simulate(model)
    except InputError as error:
        return list(error.problems)
    return []


def runs_or_is_refused(read: Read, text: str, name: str, *, run: bool) -> None:
    # Bounds of processor time and memory; what is compiled may ask JAX for more of both.
    with within(LONGEST, 2_000) if run else within(SECONDS, MEGABYTES):
        problems = refusal(read, text, name, run=run)
    assert all(problem.problem and problem.fix for problem in problems)


fuzzed = settings(
    max_examples=30, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@fuzzed
@given(text=damaged(VENSIM))
def test_a_damaged_vensim_text_is_read_or_refused(text: str) -> None:
    runs_or_is_refused(read_vensim, text, "damaged.mdl", run=False)


@fuzzed
@given(text=damaged(XMILE))
def test_a_damaged_xmile_text_is_read_or_refused(text: str) -> None:
    runs_or_is_refused(read_xmile, text, "damaged.xmile", run=False)


@pytest.mark.fuzz
@settings(fuzzed, max_examples=50, derandomize=False)
@given(text=damaged(VENSIM))
def test_a_damaged_vensim_text_runs_or_is_refused(text: str) -> None:
    runs_or_is_refused(read_vensim, text, "damaged.mdl", run=True)


@pytest.mark.fuzz
@settings(fuzzed, max_examples=50, derandomize=False)
@given(text=damaged(XMILE))
def test_a_damaged_xmile_text_runs_or_is_refused(text: str) -> None:
    runs_or_is_refused(read_xmile, text, "damaged.xmile", run=True)


@pytest.mark.parametrize(
    ("read", "text", "name"),
    [(read_vensim, VENSIM, "whole.mdl"), (read_xmile, XMILE, "whole.xmile")],
)
def test_the_text_that_is_damaged_runs_while_whole(read: Read, text: str, name: str) -> None:
    model = compile_model(read(text.encode(), Path(name)))
    assert len(simulate(model).names) >= 6
