"""The index of the shipped case against its own file, and against the turns listed beforehand."""

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detente.case.load import built_in_cases, load_case
from detente.case.spec import Case
from detente.cooperation.indices import Indices
from detente.study.settings import Settings
from detente.study.study import Study
from detente.terms.actors import dyad_between
from detente.terms.periods import months_between

# docs/methods/cooperation.md lists them: side, months before, months after, and the way.
TURNS = (
    ("USA-CHN", ("2017-12", "2018-11"), ("2018-12", "2019-05"), 1),
    ("USA-CHN", ("2019-05", "2020-04"), ("2020-05", "2020-10"), -1),
    ("USA-CHN", ("2021-08", "2022-07"), ("2022-08", "2023-10"), -1),
    ("USA-CHN", ("2022-08", "2023-10"), ("2023-11", "2024-10"), 1),
    ("USA-CHN", ("2024-08", "2025-01"), ("2025-02", "2025-04"), -1),
    ("USA-CHN", ("2025-02", "2025-10"), ("2025-11", "2026-04"), 1),
    ("USA-MEX", ("2019-10", "2020-09"), ("2020-10", "2021-06"), -1),
)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("fentanyl")


@pytest.fixture(scope="module")
def indices(case: Case) -> Indices:
    return Study(case, settings=Settings(1)).indices


def test_every_act_of_the_file_is_counted_once(case: Case, indices: Indices) -> None:
    """Count the file by hand: first rows between the two states of a side, in the months."""
    folder = built_in_cases()["fentanyl"]
    with (folder / "events" / "chronology.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    first, last = case.index.start, case.index.end
    counted: Counter[str] = Counter()
    on_subject: Counter[str] = Counter()
    for row in rows:
        dyad = dyad_between(row["source_actor"], row["target_actor"], tuple(case.dyads))
        told = row["same_as"] in ("", "-")
        inside = first <= row["date"][:7] <= last
        if dyad and told and inside and row["event_type"] and row["scope"] in case.dyads:
            counted[dyad] += 1
            on_subject[dyad] += row["on_subject"] == "yes"
    for measure, by_hand in (("relations", counted), ("counternarcotics", on_subject)):
        total = indices.acts(measure).total.sum(axis=0)
        assert dict(zip(indices.dyads, total.tolist(), strict=True)) == dict(by_hand)


def test_the_documents_count_the_acts_as_the_index_does(indices: Indices) -> None:
    home = Path(__file__).parents[2]
    page = (home / "docs" / "methods" / "cooperation.md").read_text("utf-8")
    relations, trade = (indices.acts(name).total for name in ("relations", "counternarcotics"))
    assert f"`relations` ({relations.sum()} acts)" in page
    assert f"`counternarcotics` ({trade.sum()} acts on the illicit trade)" in page
    thin = trade[:, indices.dyads.index("CHN-MEX")]
    said = f"{thin.sum()} acts in twelve years, and {(thin > 0).sum()} of {len(thin)} months"
    assert f"**China–Mexico on the subject** has {said}" in page
    readme = (home / "README.md").read_text("utf-8")
    assert f"**China–Mexico has {thin.sum()} acts on the subject in twelve years.**" in readme


def test_the_page_has_the_acts_of_every_reading_of_the_subject(indices: Indices) -> None:
    page = (Path(__file__).parents[2] / "docs" / "methods" / "cooperation.md").read_text("utf-8")
    own = indices.measures["counternarcotics"]
    rules = {
        "the index": own,
        "`episodes`": replace(own, episodes_once=True),
        "`requests`": replace(own, appeals_cooperate=False),
        "`topics`": replace(own, on_subject=False, topics=own.by_topic),
        "`states`": replace(own, organs_only=True),
    }
    for name, spec in rules.items():
        acts = indices.acts_by(spec)
        friendly, every = int(acts.cooperative.sum()), int(acts.total.sum())
        assert f"| {name} | {friendly} to {every - friendly} |" in page, name


@pytest.mark.parametrize("measure", ["relations", "counternarcotics"])
@pytest.mark.parametrize(("dyad", "before", "after", "way"), TURNS)
def test_known_turns_go_the_way_that_was_expected(
    indices: Indices,
    measure: str,
    dyad: str,
    before: tuple[str, str],
    after: tuple[str, str],
    way: int,
) -> None:
    index = indices.of(measure)
    change = index.mean(dyad, months_between(*after)) - index.mean(dyad, months_between(*before))
    assert way * np.median(change) > 0


def test_no_month_is_more_extreme_than_the_grid(indices: Indices) -> None:
    assert [indices.of(name).warnings for name in indices.measures] == [(), ()]
