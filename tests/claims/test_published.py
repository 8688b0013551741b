"""Published numbers and judgements, each worked out anew from the publishers' own lines."""

import csv
from collections import defaultdict
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest

from detente.claims.verdict import Verdict, VerdictFinding
from tests.claims.conftest import Shipped

FILE = Path(__file__).with_name("published.toml")
FOLDER = files("detente.cases.fentanyl")
COOPERATIVE = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
CERTAIN = {
    "cbp-nationwide-fy2024": Verdict.SUPPORTED,
    "cbp-southwest-fy2023": Verdict.SUPPORTED,
    "seizures-down-46-fy2025": Verdict.SUPPORTED,
    "ports-share-fy2023": Verdict.SUPPORTED,
    "arizona-half-fy2023": Verdict.CONTRADICTED,
    "deaths-2024-fell-34": Verdict.SUPPORTED,
    "deaths-doubled-2019-2021": Verdict.CONTRADICTED,
    "homicide-2018-33742": Verdict.SUPPORTED,
    "homicide-half-2025": Verdict.SUPPORTED,
    "homicide-2025-lower": Verdict.SUPPORTED,
    "mexico-passes-china-2024": Verdict.SUPPORTED,
    # The file holds two months of China's 2023: no year can be told from them.
    "mexico-passes-china-2023": Verdict.NOT_TESTABLE,
    "nflis-peak-2023": Verdict.SUPPORTED,
    "peak-month-april-2023": Verdict.SUPPORTED,
    "toll-peak-june-2023": Verdict.SUPPORTED,
    "toll-peak-july-2023": Verdict.CONTRADICTED,
    "us-china-suspension-period-hostile": Verdict.SUPPORTED,
    "three-months-2025-rupture": Verdict.SUPPORTED,
    "press-china-mexico-cold": Verdict.SUPPORTED,
    "mexico-never-acted-2019": Verdict.CONTRADICTED,
}


@pytest.fixture(scope="module")
def verdicts(shipped: Shipped) -> dict[str, VerdictFinding]:
    return shipped.judged(FILE)


def lines(name: str) -> list[dict[str, str]]:
    text = (FOLDER / name).read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def seized(region: str = "", **cells: str) -> dict[int, float]:
    """Add up the pounds of fentanyl of each fiscal year over some rows of CBP's two files."""
    sums: dict[int, float] = defaultdict(float)
    for name in ("nationwide-drugs-fy19-fy22", "nationwide-drugs-fy23-fy26-apr"):
        for row in lines(f"series/{name}.csv"):
            right = all(row[key.replace("_", " ")] == value for key, value in cells.items())
            if row["Drug Type"] == "Fentanyl" and row["Region"].startswith(region) and right:
                sums[int(row["FY"][:4])] += float(row["Sum Qty (lbs)"].replace(",", ""))
    return sums


def test_each_comes_out_as_the_files_have_it(verdicts: dict[str, VerdictFinding]) -> None:
    assert {name: one.verdict for name, one in verdicts.items()} == CERTAIN


def comes_to(verdicts: dict[str, VerdictFinding], claim: str, key: str, at: int = 0) -> float:
    value = verdicts[claim].checks[at].values[key]
    assert isinstance(value, int | float)
    return value


def test_the_numbers_are_the_files_own(verdicts: dict[str, VerdictFinding]) -> None:
    """Tolerance: sums of the same decimals in another order, 1e-9 of them."""
    border, come = seized("Southwest Border"), partial(comes_to, verdicts)
    ports = seized("Southwest Border", Component="Office of Field Operations")
    deaths = {
        row["month_date"][:7]: float(row["total_deaths"])
        for row in lines("series/cdc-vsrr-t404-to-2026-04.csv")
    }
    victims: dict[str, float] = defaultdict(float)
    for row in lines("series/sesnsp-homicide-national.csv"):
        half = "H1" if int(row["n_month"]) <= 6 else "H2"
        victims[row["n_year"]] += float(row["n_victimas"])
        victims[f"{row['n_year']}-{half}"] += float(row["n_victimas"])
    found = {
        "cbp-nationwide-fy2024": seized()[2024],
        "cbp-southwest-fy2023": border[2023],
        "seizures-down-46-fy2025": 100 * (border[2025] / border[2024] - 1),
        "ports-share-fy2023": 100 * ports[2023] / border[2023],
        "deaths-2024-fell-34": 100 * (deaths["2024-12"] / deaths["2023-12"] - 1),
        "homicide-2018-33742": victims["2018"],
        "homicide-half-2025": 100 * (victims["2025-H1"] / victims["2024-H1"] - 1),
    }
    assert {name: come(name, "comes_to") for name in found} == pytest.approx(found, rel=1e-9)
    assert round(found["homicide-half-2025"], 1) == -15.6
    # Of the months of the newest file, none has a higher sum than June 2023.
    assert max(deaths, key=lambda month: deaths[month]) == "2023-06"
    assert come("toll-peak-june-2023", "comes_to", 1) == deaths["2023-06"] == 77_695
    doubled = 100 * (deaths["2021-12"] / deaths["2019-12"] - 1)
    # The newer file is the whole record of these two months: 94 per cent is no doubling.
    assert "a change of 94.36%" in verdicts["deaths-doubled-2019-2021"].checks[0].statement
    assert doubled == pytest.approx(94.36, abs=0.005)


def acts(first: str, last: str, *, on_subject: bool) -> dict[str, tuple[int, int]]:
    """Count cooperative and conflictual acts of each side, by the rules of the documentation."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in lines("events/chronology.csv"):
        pair = {row["source_actor"].split(".")[0], row["target_actor"].split(".")[0]}
        told_again = row["same_as"] not in ("", "-")
        if told_again or not row["event_type"] or row["scope"] in ("domestic", "multilateral"):
            continue
        if not first <= row["date"][:7] <= last or (on_subject and row["on_subject"] != "yes"):
            continue
        if len(pair & {"USA", "CHN", "MEX"}) == 2:
            helps = on_subject and row["appeal"] == "help"
            friendly = row["event_type"] in COOPERATIVE or helps
            counts["-".join(sorted(pair))][0 if friendly else 1] += 1
    return {side: (both[0], both[1]) for side, both in counts.items()}


def test_acts_are_counted_as_the_chronology_has_them(verdicts: dict[str, VerdictFinding]) -> None:
    come = partial(comes_to, verdicts)
    for claim, first, last, on_subject in (
        ("us-china-suspension-period-hostile", "2022-08", "2023-10", True),
        ("three-months-2025-rupture", "2025-02", "2025-04", False),
    ):
        both = acts(first, last, on_subject=on_subject)["CHN-USA"]
        assert (come(claim, "acts_cooperation"), come(claim, "acts_conflict")) == both
    sides = acts("2023-01", "2026-04", on_subject=True)
    told = verdicts["press-china-mexico-cold"].checks[0].values
    named = {"CHN-MEX": "CHN-MEX", "USA-CHN": "CHN-USA", "USA-MEX": "MEX-USA"}
    assert {name: told[f"acts_{name}"] for name in named} == {
        name: sides[side][0] for name, side in named.items()
    }
