"""Whatever stands in place of any value of a case's files, it is read or refused by name."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.terms.errors import InputError
from tests.fuzz.case_files import CASE, FILES, READS, seed
from tests.fuzz.limits import within
from tests.fuzz.values import ODD, places, replaced, toml

DOCUMENTS = [name for name in FILES if not name.endswith(".csv")]


@cache
def document(name: str) -> Any:
    text = (CASE / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else tomllib.loads(text)


def refused_or_read(name: str, data: bytes, folder: Path) -> None:
    try:
        with within(20, 500):
            READS[name](data, folder / "input.toml")
    except InputError as error:
        told = error.problems
    else:
        return
    assert told
    assert all(problem.problem and problem.fix for problem in told)


def written(name: str, table: Any) -> bytes | None:
    try:
        return (json.dumps(table) if name.endswith(".json") else toml(table)).encode()
    except TypeError:  # JSON has no dates
        return None


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(max_examples=40)
@given(choice=st.data())
def test_odd_values(name: str, choice: st.DataObject, tmp_path_factory) -> None:
    known = document(name)
    place = choice.draw(st.sampled_from(list(places(known))))
    odd = choice.draw(st.sampled_from([*ODD, None]))
    data = written(name, replaced(known, place, odd))
    if data is not None:
        refused_or_read(name, data, tmp_path_factory.getbasetemp())


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_odd_value_in_some_places(name: str, tmp_path: Path) -> None:
    known = document(name)
    everywhere = list(places(known))
    # Every kind of table is there many times: a few hundred places hold all of them.
    for place in everywhere[:: max(1, len(everywhere) // 300)]:
        for odd in (*ODD, None):
            data = written(name, replaced(known, place, odd))
            if data is not None:
                refused_or_read(name, data, tmp_path)


@pytest.mark.parametrize("name", READS)
@settings(max_examples=25)
@given(choice=st.data())
def test_damaged_bytes(name: str, choice: st.DataObject, tmp_path_factory) -> None:
    data = bytearray(seed(name)[:20_000])
    for _ in range(choice.draw(st.integers(1, 4))):
        at = choice.draw(st.integers(0, len(data)))
        new = choice.draw(
            st.binary(max_size=3)
            | st.sampled_from([b"\r", b"\0", b'"', b"\x85", b"\xe2\x80\xae", b"\n", b"\xff", b","])
        )
        data[at : at + choice.draw(st.integers(0, 3))] = new
    refused_or_read(name, bytes(data), tmp_path_factory.getbasetemp())
