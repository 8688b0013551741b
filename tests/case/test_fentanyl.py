"""The case that detente ships is sound, and its files are what their publishers issued."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from detente.case.check import check_case
from detente.case.load import case_folder, load_case, read_all
from detente.case.spec import Case
from detente.case.told_twice import likely_pairs
from detente.terms.events import DISTINCT
from detente.terms.periods import month_end, month_of
from detente.terms.tables import Rows

ORIGINALS = {
    "gdelt_daily.csv": "gdelt_dyad_daily/dyads_daily.csv",
    "nationwide-drugs-fy19-fy22.csv": "cbp_drug_seizures/nationwide-drugs-fy19-fy22.csv",
    "nationwide-drugs-fy23-fy26-dec.csv": "cbp_drug_seizures/nationwide-drugs-fy23-fy26-dec.csv",
    "nationwide-drugs-fy23-fy26-apr.csv": "cbp_drug_seizures/nationwide-drugs-fy23-fy26-apr.csv",
    "amo-drug-seizures-fy19-fy22.csv": "cbp_drug_seizures/amo-drug-seizures-fy19-fy22.csv",
    "amo-drug-seizures-fy23-fy26-dec.csv": "cbp_drug_seizures/amo-drug-seizures-fy23-fy26-dec.csv",
    "cdc-vsrr-2025-01-08.csv": "cdc_overdose/vsrr_us_all_indicators_vintage_2025-01-08.csv",
    "cdc-vsrr-t404-to-2026-04.csv": "cdc_overdose/vsrr_us_t404_national_trend_to_2026-04.csv",
    "cdc-wonder-t404-1999-2020.csv": (
        "cdc_overdose/wonder_t404_state_month__Multiple_Cause_of_Death_1999_2020.csv"
    ),
    "cdc-wonder-t404-2018-2023.csv": (
        "cdc_overdose/wonder_t404_state_month__Multiple_Cause_of_Death_2018_2023_Single_Race.csv"
    ),
    "cdc-wonder-t404-2018-2025-provisional.csv": (
        "cdc_overdose/"
        "wonder_t404_state_month__Provisional_Mortality_Statistics_2018_through_Last_Week.csv"
    ),
    "nflis-national-half-year.csv": "nflis_fentanyl_reports/nflis_national_half_year.csv",
    "nflis-state-half-year.csv": "nflis_fentanyl_reports/nflis_state_half_year.csv",
    "dea-powder-purity.csv": (
        "dea_purity_digitised/USA_fentanyl_powder_average_purity_time_series.csv"
    ),
    "dea-powder-exhibits.csv": "dea_purity_digitised/USA_fentanyl_powder_num_of_exhibits.csv",
    "dea-pill-content.csv": (
        "dea_purity_digitised/USA_fentanyl_pills_average_purity_time_series.csv"
    ),
    "dea-pill-exhibits.csv": "dea_purity_digitised/USA_fentanyl_pills_num_of_exhibits.csv",
    "sesnsp-homicide-national.csv": (
        "mexico_homicide_sesnsp/homicidio_doloso_victimas_nacional_mes.csv"
    ),
    "sesnsp-homicide-state.csv": "mexico_homicide_sesnsp/homicidio_doloso_victimas_estado_mes.csv",
    "crimenmexico-homicide-national.csv": (
        "mexico_homicide_sesnsp/crimenmexico_national_snsp_inegi_2015_2024.csv"
    ),
    "census-goods-china-mexico-1985-2023.csv": (
        "us_trade_goods/census_country_xlsx_china_mexico_wide.csv"
    ),
    "census-goods-china-2023-2026.csv": (
        "us_trade_goods/census_c5700_china_vintages_2023-09_2026-04.csv"
    ),
    "fred-impmx.csv": "us_trade_goods/fred_IMPMX_2015-01_2026-07.csv",
    "unga-ideal-points.csv": "unga_ideal_points/ideal_points_usa_chn_mex_1946_2024.csv",
    "precursor-control-rules.csv": "precursor_control_policy/policy_table_updated_all.csv",
    "quoted-figures.csv": "quoted_official_figures/quoted_figures.csv",
}
CHRONOLOGY = "events/chronology.csv"
APPEALS = Path(__file__).with_name("appeals.csv")
"""How each request was coded twice, and why it has the code that it has."""
CHECKED = Path(__file__).with_name("checked_rows.csv")
"""What a page says of each row, in the words of whoever checked it."""


@pytest.fixture(scope="module")
def fentanyl() -> Case:
    return load_case("fentanyl")


@pytest.fixture(scope="module")
def rows(fentanyl: Case) -> dict[str, Rows]:
    return read_all(fentanyl)


@pytest.fixture(scope="module")
def descriptor(fentanyl: Case) -> dict[str, list[dict]]:
    return json.loads((fentanyl.folder / "datapackage.json").read_text("utf-8"))


def test_the_shipped_case_has_no_problem() -> None:
    assert check_case("fentanyl") == ()


def test_every_shipped_file_but_the_chronology_is_its_original_byte_for_byte(
    fentanyl: Case, shared: Path
) -> None:
    copies = {Path(r.path).name: r.path for r in fentanyl.resources if r.path != CHRONOLOGY}
    assert copies.keys() == ORIGINALS.keys()
    differing = [
        name
        for name, path in copies.items()
        if (fentanyl.folder / path).read_bytes() != (shared / "data" / ORIGINALS[name]).read_bytes()
    ]
    assert differing == []


def table(text: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_the_chronology_is_its_originals_but_for_what_was_checked_and_mended(
    fentanyl: Case, shared: Path
) -> None:
    home = shared / "data/chronology"
    ours = table((fentanyl.folder / CHRONOLOGY).read_text("utf-8"))
    originals = {
        key: row
        for name in ("events.csv", "events_2.csv")
        for key, row in table((home / name).read_text("utf-8")).items()
    }
    checked = table(CHECKED.read_text("utf-8"))
    seconds = {f"{key}-2" for key in table((home / "second_sources.csv").read_text("utf-8"))}
    told_twice = {"cn-mx-206"}  # the briefing of us-cn-233, from the same page
    assert ours.keys() == originals.keys() - told_twice | seconds
    changed = {
        key: {column for column, cell in row.items() if ours[key][column] != cell}
        for key, row in originals.items()
        if key not in told_twice
    }
    mended = {
        key: {part.split("=")[0].strip() for part in row["mended"].split(";") if "=" in part}
        for key, row in checked.items()
    }
    names = {"precision": "date_precision"}
    for key, columns in changed.items():
        known = {names.get(name, name) for name in mended.get(key, set())}
        assert columns <= known, key


def test_every_row_that_an_index_of_the_subject_counts_was_checked(fentanyl: Case) -> None:
    """Against a page, by somebody who did not code it; the file of checks says what it says."""
    ours = table((fentanyl.folder / CHRONOLOGY).read_text("utf-8"))
    checked = table(CHECKED.read_text("utf-8"))
    counted = {
        key: row
        for key, row in ours.items()
        if row["on_subject"] == "yes" and row["event_type"] and row["same_as"] in ("", "-")
    }
    assert len(counted) > 300
    assert [key for key, row in counted.items() if not row["checked_on"]] == []
    for key, row in checked.items():
        if row["result"] in ("holds", "mended"):
            assert row["page"].startswith("http"), key
            assert 10 < len(row["page_says"]) < 300, key


def test_the_readme_counts_the_rows_that_hold_and_those_that_were_mended(fentanyl: Case) -> None:
    checked = table(CHECKED.read_text("utf-8"))
    lines = (fentanyl.folder / "README.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")] for line in lines if line.startswith("|")]
    lots = [[int(cell) for cell in row[2:-1]] for row in cells if row[2].isdigit()]
    assert [sum(column) for column in zip(*lots, strict=True)] == [
        len(checked),
        sum(row["result"] == "holds" for row in checked.values()),
        sum(row["result"] == "mended" for row in checked.values()),
        0,
    ]


def test_the_readme_counts_rows_events_and_rows_that_name_another(
    fentanyl: Case, rows: dict[str, Rows]
) -> None:
    events = rows["chronology"].events
    again = [event for event in events if event.happening != event.id]
    apart = [event for event in events if event.same_as == DISTINCT]
    readme = (fentanyl.folder / "README.md").read_text("utf-8")
    assert f"{len(events) - len(again)} cited, hand-coded events in {len(events)} rows" in readme
    assert f"Of the {len(again)} rows that name another" in readme
    assert len(apart) == 15
    assert "Fifteen later rows of like pairs" in readme


def test_an_act_of_one_state_towards_another_is_no_domestic_step(rows: dict[str, Rows]) -> None:
    """A row that says both contradicts itself, and its act would enter no count."""
    events = rows["chronology"].events
    assert any(event.scope == "domestic" for event in events)
    assert [
        event.id
        for event in events
        if event.scope == "domestic"
        and event.event_type
        and event.target_actor[:3] not in ("", event.source_actor[:3])
    ] == []


def test_an_arrest_that_the_other_state_asked_for_is_cooperation(rows: dict[str, Rows]) -> None:
    by_id = {event.id: event for event in rows["chronology"].events}
    for event_id in ("us-mx-055", "us-mx-060", "us-mx-079", "mx-033"):
        event = by_id[event_id]
        assert (event.event_type, event.scope) == ("COOPERATE", "USA-MEX"), event_id
    assert by_id["mx-005"].event_type == ""  # a state's own escaped prisoner


def test_what_would_not_serve_against_the_trade_is_not_asked_on_the_subject(
    rows: dict[str, Rows],
) -> None:
    """Protection of citizens, and a person wanted for something else: rule 1 of requests."""
    by_id = {event.id: event for event in rows["chronology"].events}
    for event_id in ("cn-mx-212", "us-mx-267"):
        assert (by_id[event_id].appeal, by_id[event_id].on_subject) == ("other", False)


def test_rows_that_look_like_one_happening_were_looked_at(rows: dict[str, Rows]) -> None:
    events = rows["chronology"].events
    assert list(likely_pairs(events)) == []
    unsettled = [replace(event, same_as="") for event in events]
    likely = {frozenset((first.id, second.id)) for first, second in likely_pairs(unsettled)}
    assert frozenset(("us-cn-007", "us-cn-008")) in likely  # two working groups, two days apart
    apart = {event.id for event in events if event.same_as == DISTINCT}
    assert apart <= {i for pair in likely for i in pair}


def test_every_request_is_coded_as_it_was_twice(fentanyl: Case) -> None:
    """The file says how one reader coded each, in two orders; a code that differs has a reason."""
    ours = table((fentanyl.folder / CHRONOLOGY).read_text("utf-8"))
    coded = table(APPEALS.read_text("utf-8"))
    requests = {key: row for key, row in ours.items() if row["event_type"] == "REQUEST"}
    assert {key: coded[key.removesuffix("-2")]["first"] for key in requests} == {
        key: row["appeal"] for key, row in requests.items()
    }
    assert len(coded) == len({key.removesuffix("-2") for key in requests})
    first, second = ([row[which] for row in coded.values()] for which in ("first", "second"))
    agree = sum(map(str.__eq__, first, second))
    chance = sum(first.count(code) * second.count(code) for code in set(first)) / len(first) ** 2
    kappa = (agree / len(first) - chance) / (1 - chance)
    readme = (fentanyl.folder / "README.md").read_text("utf-8")
    assert f"All {len(first)} requests were coded twice" in readme
    assert f"{agree} agree (Cohen's kappa {kappa:.2f})" in readme


def test_episodes_link_the_acts_that_the_readme_says(fentanyl: Case, rows: dict[str, Rows]) -> None:
    events = [event for event in rows["chronology"].events if event.episode]
    acts = [event for event in events if event.happening == event.id]
    assert all(event.target_actor and event.event_type for event in events)
    readme = (fentanyl.folder / "README.md").read_text("utf-8")
    episodes = {event.episode for event in acts}
    assert f"{len(acts)} happenings are in {len(episodes)} episodes" in readme
    days: dict[str, list[date]] = {name: [] for name in episodes}
    for event in acts:
        days[event.episode].append(event.event_date)
    gaps = [
        (later - earlier).days
        for found in days.values()
        for earlier, later in pairwise(sorted(found))
    ]
    assert max(gaps) <= 183  # no step lies more than half a year after the one before


def test_no_event_is_known_before_its_period_is_over_unless_its_day_is_known(
    rows: dict[str, Rows],
) -> None:
    for event in rows["chronology"].events:
        assert event.known_date >= event.event_date, event.id
        if event.date_precision == "month":
            assert event.known_date >= month_end(month_of(event.event_date)), event.id
        if event.date_precision == "year":
            assert event.known_date >= event.event_date.replace(month=12, day=31), event.id


def test_the_readme_lists_every_event_that_became_known_later_than_it_happened(
    fentanyl: Case, rows: dict[str, Rows]
) -> None:
    late = {
        event.id: event.known_date.isoformat()
        for event in rows["chronology"].events
        if event.known_date
        > {
            "day": event.event_date,
            "month": month_end(month_of(event.event_date)),
            "year": event.event_date.replace(month=12, day=31),
        }[event.date_precision]
    }
    table = (fentanyl.folder / "README.md").read_text("utf-8")
    listed = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    stated = {cells[1].strip(): cells[3].strip() for cells in listed if len(cells) == 6}
    assert {event: stated.get(event) for event in late} == late
    assert {name for name in stated if name[-1:].isdigit()} == late.keys()


def test_the_letter_to_xi_was_known_two_weeks_after_it_was_signed(rows: dict[str, Rows]) -> None:
    letter = next(event for event in rows["chronology"].events if event.id == "cn-mx-035")
    assert letter.known_date - letter.event_date == timedelta(days=13)


def test_every_side_has_marks_and_every_mark_belongs_to_a_side(
    fentanyl: Case, rows: dict[str, Rows]
) -> None:
    scope_of = {event.id: event.scope for event in rows["chronology"].events}
    marked = [scope_of[event_id] for event_id in fentanyl.marked]
    assert set(marked) == set(fentanyl.dyads)
    assert all(8 <= marked.count(dyad) <= 16 for dyad in fentanyl.dyads)


def test_every_declared_actor_acts(fentanyl: Case, rows: dict[str, Rows]) -> None:
    events = rows["chronology"].events
    acting = {event.source_actor for event in events} | {event.target_actor for event in events}
    states = {"USA", "CHN", "MEX"}  # declared because the dyads name them
    assert fentanyl.actors.keys() - states == acting - {""} - states


def test_the_header_of_every_file_is_the_one_described(
    fentanyl: Case, descriptor: dict[str, list[dict]]
) -> None:
    for resource in descriptor["resources"]:
        if resource.get("dialect", {}).get("header") is False:
            continue
        with (fentanyl.folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert header == [field["name"] for field in resource["schema"]["fields"]]


def test_every_primary_key_is_one(fentanyl: Case, descriptor: dict[str, list[dict]]) -> None:
    for resource in descriptor["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        header = resource.get("dialect", {}).get("header") is not False
        with (fentanyl.folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            table = list(csv.reader(file))[int(header) :]
        columns = [names.index(name) for name in resource["schema"].get("primaryKey", names)]
        keys = [tuple(row[column] for column in columns) for row in table]
        assert len(set(keys)) == len(keys), resource["name"]


def test_every_file_says_where_it_came_from_and_what_to_beware_of(
    descriptor: dict[str, list[dict]],
) -> None:
    for resource in descriptor["resources"]:
        facts = resource["detente"]
        assert facts["traps"], resource["name"]
        assert len(facts["read_from"]) > 20, resource["name"]
        assert len(facts["lag_basis"]) > 20, resource["name"]
        assert all(field.get("description") for field in resource["schema"]["fields"])


def test_no_file_was_published_before_what_it_covers(fentanyl: Case) -> None:
    for resource in fentanyl.resources:
        assert resource.coverage_end <= resource.vintage, resource.name


def test_the_default_as_of_date_is_the_newest_vintage(fentanyl: Case) -> None:
    assert fentanyl.last_vintage == date(2026, 9, 16)


def test_the_four_places_of_the_border_hold_every_area_of_it_once(
    fentanyl: Case, rows: dict[str, Rows]
) -> None:
    spec = fentanyl.series["border_fentanyl_lb_by_place"]
    areas = [area for pooled in spec.places.values() for area in pooled]
    of_border = {
        row.area
        for table in rows.values()
        for row in table.observations
        if row.measure == "cbp.seized_lb" and row.region == "Southwest Border"
    }
    assert sorted(areas) == sorted(of_border)


def test_the_case_stays_small_enough_to_ship(fentanyl: Case) -> None:
    files = [path for path in fentanyl.folder.rglob("*") if path.is_file()]
    # The wheel carries the case; twice today's 5.4 MB would be a file that nobody meant to add.
    assert sum(path.stat().st_size for path in files) < 10_000_000


def test_a_folder_of_that_name_goes_before_the_shipped_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = case_folder("fentanyl")
    (tmp_path / "fentanyl").mkdir()
    assert case_folder("fentanyl") == shipped
    (tmp_path / "fentanyl" / "case.toml").touch()
    assert case_folder("fentanyl") == Path("fentanyl")
