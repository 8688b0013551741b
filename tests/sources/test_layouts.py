"""Publishers' files as they issue them. Layouts as documented beside each; numbers are our own."""

import csv
import io
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from detente.sources.vintage import stated_vintage
from detente.sources.workbook import MOST_BYTES
from detente.terms.tables import Rows
from tests.sources.samples import SAMPLES, changed, published, read, refusal


def table(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(SAMPLES[name].text())))


def workbook(rows: list[list[object]]) -> bytes:
    data = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(data)
    return data.getvalue()


def with_numbers(rows: list[list[str]]) -> list[list[object]]:
    """Give cells the types that a publisher's workbook has: numbers, and nothing where empty."""
    return [[float(c) if c.isdecimal() and len(c) < 6 else c or None for c in row] for row in rows]


def by_key(rows: Rows) -> dict[tuple[str, str, str, str], float]:
    return {(f.measure, f.item, f.area, f"{f.start:%Y-%m}"): f.value for f in rows.observations}


# NFLIS: header of a query of the Data Query System, NFLIS_Drug_DQS_2026_03_03_13_26_55.csv in
# github.com/ntimbs/CNX_Mapping_Project.


def test_nflis_adds_salts_to_their_base_and_keeps_states_apart() -> None:
    sample = SAMPLES["nflis_half_year"]
    salt = sample.rows[0].replace(",7,BASE ONE,7,", ",99,BASE ONE SALT,7,").replace("1,040", "60")
    figures = by_key(read("nflis_half_year", sample.text() + salt + "\n"))
    assert figures == {
        ("nflis.base_one_reports", "", "AK", "2023-01"): 1_100,
        ("nflis.base_one_reports", "", "AK", "2023-07"): 7,
        ("nflis.base_two_reports", "", "AL", "2023-01"): 3,
    }


def test_nflis_is_called_as_the_reduction_of_it() -> None:
    text = SAMPLES["nflis_half_year"].text().replace("Base one", "Fentanyl")
    (first, *_) = read("nflis_half_year", text).observations
    reduced = read("nflis_half_year_reduced", SAMPLES["nflis_half_year_reduced"].text())
    assert first.measure in {figure.measure for figure in reduced.observations}


def test_nflis_states_the_day_of_its_query() -> None:
    data = SAMPLES["nflis_half_year"].text().encode()
    assert stated_vintage(data, "next.csv", date(2023, 12, 31)).day == date(2026, 1, 2)


def test_a_shorter_query_of_nflis_is_read() -> None:
    header = "YYYY,PERIOD,STATE,DRUG_CATEGORY,BASE_DESCRIPTION,SUBSTANCE,DRUG_REPORTS"
    text = f'{header}\n2023,SA1 (JAN-JUN),OHIO,A category,Fentanyl,FENTANYL,"4,321"\n'
    (figure,) = read("nflis_half_year", text).observations
    assert (figure.measure, figure.area, figure.value) == ("nflis.fentanyl_reports", "OHIO", 4_321)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("DrugReport  ", "Exhibit", "RPTAGGR 'Exhibit' is not known"),
        ("SA1 (JAN - JUN)", "ANNUAL", "PERIOD 'ANNUAL' has the wrong form"),
        ("Local/Municipal,State,Federal,Private", "Federal", "reports of both would be added"),
        ('"1,040"', "1.040", "its point separates thousands"),
    ],
)
def test_what_nflis_cannot_mean_is_refused(old: str, new: str, problem: str) -> None:
    text = SAMPLES["nflis_half_year"].text().replace(old, new, 1)
    assert problem in str(refusal("nflis_half_year", text))


SHORT = "YYYY,PERIOD,STATE,DRUG_CATEGORY,BASE_DESCRIPTION,SUBSTANCE,DRUG_REPORTS\n"
NFLIS_ROW = "2023,SA1 (JAN-JUN),{state},A category,{base},{substance},{reports}\n"


def nflis(*rows: tuple[str, str, int], base: str = "Fentanyl") -> str:
    return SHORT + "".join(
        NFLIS_ROW.format(state=state, base=base, substance=substance, reports=reports)
        for state, substance, reports in rows
    )


@pytest.mark.parametrize(
    "total", ["TOTAL", "Subtotal", "All", "Grand total", "TOTAL *", "Fentanyl (total)", "Todas:"]
)
def test_a_total_among_substances_of_nflis_is_left_out(total: str) -> None:
    parts = ("OHIO", "FENTANYL", 10), ("OHIO", "FENTANYL HCL", 2)
    rows = read("nflis_half_year", nflis(*parts, ("OHIO", total, 12)))
    assert [figure.value for figure in rows.observations] == [12]
    assert [row.problem for row in rows.refused] == ["is a total of other rows"]
    alone = refusal("nflis_half_year", nflis(*parts, ("TEXAS", total, 12)))
    assert "is a total without its parts" in str(alone)


def test_a_total_of_all_bases_of_nflis_is_left_out() -> None:
    total = NFLIS_ROW.format(state="OHIO", base="TOTAL", substance="TOTAL", reports=99)
    rows = read("nflis_half_year", nflis(("OHIO", "FENTANYL", 10)) + total)
    assert [figure.value for figure in rows.observations] == [10]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (("OHIO", "Fentanyl", 10), "SUBSTANCE 'Fentanyl' differs from 'FENTANYL' on line 2"),
        (("OHIO", "", 10), "column 'SUBSTANCE' is empty"),
        (("OHIO", "FENTANYL", 10), "repeats line 2"),
    ],
)
def test_one_substance_of_nflis_is_not_added_twice(second: tuple[str, str, int], said: str) -> None:
    assert said in str(refusal("nflis_half_year", nflis(("OHIO", "FENTANYL", 10), second)))


def test_one_substance_of_nflis_under_two_numbers_is_refused() -> None:
    sample = SAMPLES["nflis_half_year"]
    again = sample.rows[0].replace(",7,BASE ONE,7,", ",07,BASE ONE,7,")
    assert "repeats line 2" in str(refusal("nflis_half_year", sample.text() + again + "\n"))


@pytest.mark.parametrize("nation", ["US", "U.S.", "United States", "NATIONAL", "Total", "TOTAL *"])
def test_the_nation_in_nflis_has_an_empty_area(nation: str) -> None:
    text = nflis((nation, "FENTANYL", 10), ("OHIO", "FENTANYL", 4))
    assert {f.area for f in read("nflis_half_year", text).observations} == {"", "OHIO"}
    twice = nflis((nation, "FENTANYL", 10), ("Grand total", "FENTANYL HCL", 4))
    assert "stands beside" in str(refusal("nflis_half_year", twice))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",Hombre,", ",HOMBRE,", "repeats line"),
        (",Hombre,", ",,", "column 'Sexo' is empty"),
        (",1,Aguascalientes,", ",01,Aguascalientes,", "repeats line"),
    ],
)
def test_one_count_of_sesnsp_is_not_added_twice(old: str, new: str, said: str) -> None:
    sample = SAMPLES["sesnsp_month"]
    assert old in sample.rows[0]
    again = sample.rows[0].replace(old, new)
    assert said in str(refusal("sesnsp_month", sample.text() + again + "\n"))


# SESNSP: IDVFC_NM_*.csv and RNID-Víctimas_*, as in public programs that read them
# (github.com/basedosdados/pipelines#1792).


def test_sesnsp_adds_months_of_each_state() -> None:
    sample = SAMPLES["sesnsp_month"]
    women = sample.rows[0].replace("Hombre", "Mujer")
    figures = by_key(read("sesnsp_month", sample.text() + women + "\n"))
    homicides = ("sesnsp.homicide_victims", "", "Aguascalientes")
    assert figures[*homicides, "2024-01"] == 10
    assert figures[*homicides, "2024-04"] == 0  # of a year that has passed: nobody was counted
    assert figures["sesnsp.victims", "Homicidio doloso", "Baja California", "2024-12"] == 60
    assert figures["sesnsp.victims", "Feminicidio", "Aguascalientes", "2025-02"] == 0
    assert max(key[3] for key in figures) == "2025-03"


def test_sesnsp_months_not_yet_published_are_empty_or_padded_with_zeros() -> None:
    text = SAMPLES["sesnsp_month"].text()
    padded = text.replace("1,0,2,,,,,,,,,", "1,0,2" + ",0" * 9)
    assert by_key(read("sesnsp_month", padded)) == by_key(read("sesnsp_month", text))


def test_sesnsp_in_mac_roman_is_named_and_read_where_the_case_says_so() -> None:
    text = SAMPLES["sesnsp_month"].text().replace("Un tipo", "Robo a casa habitación en México")
    data = text.encode("mac-roman")
    assert "is written in Mac Roman; save it as UTF-8" in str(refusal("sesnsp_month", data))
    plain = read("sesnsp_month", text)
    assert read("sesnsp_month", data, {"encoding": "mac-roman"}) == plain
    # Marks of Windows alone are none of its letters.
    for words in ("Un tipo – “a”", "L’año – dos", "Coahuila … °", "™ €5"):
        quoted = SAMPLES["sesnsp_month"].text().replace("Un tipo", words).encode("windows-1252")
        assert len(read("sesnsp_month", quoted).observations) == len(plain.observations)


@pytest.mark.parametrize("column", ["Año", "Entidad", "Bien jurídico afectado", "Sexo"])
def test_a_total_row_of_sesnsp_is_told_as_one(column: str) -> None:
    sample = SAMPLES["sesnsp_month"]
    cells = sample.rows[0].split(",")
    cells[sample.header.split(",").index(column)] = "Total"
    rows = read("sesnsp_month", sample.text(*sample.rows, ",".join(cells)))
    assert [problem.line for problem in rows.refused] == [5]
    assert f"is a total of other rows ({column})" in rows.refused[0].problem


def test_sesnsp_is_read_in_every_form_it_is_issued_in() -> None:
    text, plain = (
        SAMPLES["sesnsp_month"].text(),
        read("sesnsp_month", SAMPLES["sesnsp_month"].text()),
    )
    assert read("sesnsp_month", text.encode("windows-1252")) == plain
    assert read("sesnsp_month", "\ufeff" + text) == plain
    assert read("sesnsp_month", text.replace("Año", "AÑO").replace("jurídico", "juridico")) == plain
    book = read("sesnsp_month", workbook(with_numbers(table("sesnsp_month"))))
    assert by_key(book) == by_key(plain)


def test_crimes_are_not_victims() -> None:
    text = SAMPLES["sesnsp_month"].text().replace(",Sexo,Rango de edad", "")
    error = refusal("sesnsp_month", text.replace(",Hombre,Adultos", ""))
    assert "column 'Sexo' is missing; use a file that has it" in str(error)


def test_a_total_of_sesnsp_is_not_added() -> None:
    sample = SAMPLES["sesnsp_month"]
    total = sample.rows[0].replace("1,Aguascalientes", "0,NACIONAL")
    rows = read("sesnsp_month", sample.text() + total + "\n")
    assert by_key(rows) == by_key(read("sesnsp_month", sample.text()))
    assert [p.problem for p in rows.refused] == ["is a total of other rows (Entidad)"]


# UNGA: releases on Harvard Dataverse, doi:10.7910/DVN/LEJUQZ, as CSV, with tabs, and an older one.
UNGA = "ccode,iso3c,Countryname,year,NVotesFP,IdealPointFP,Q5%FP,Q10%FP,Q50%FP,Q90%FP,Q95%FP\n"
USA = "2,USA,United States,2024,90,2.5,1,1,1,1,1\n"


@pytest.mark.parametrize(
    "text",
    [
        UNGA + USA,
        (UNGA + USA).replace(",", "\t"),
        '"",' + UNGA + "1," + USA,
        "ccode,iso3c,Countryname,session,IdealPointFP\n2,USA,United States,79,2.5\n",
        "ccode,iso3c,countryname,year,idealpointfp\n2,USA,United States,2024,2.5\n",
    ],
)
def test_ideal_points_are_read_from_every_release(text: str) -> None:
    (figure,) = read("unga_ideal_points", text).observations
    assert (figure.measure, figure.area, figure.start.year, figure.value) == (
        "unga.ideal_point", "USA", 2024, 2.5,
    )  # fmt: skip


def test_a_state_without_a_code_is_called_by_its_name() -> None:
    text = UNGA + "265,NA,German Democratic Republic,1980,90,-2.0,1,1,1,1,1\n"
    text += "315,,Czechoslovakia,1980,80,-2.1,,,,,\n70,MEX,Mexico,1964,NA,NA,NA,NA,NA,NA,NA\n"
    rows = read("unga_ideal_points", text)
    assert {figure.area for figure in rows.observations} == {
        "German Democratic Republic", "Czechoslovakia",
    }  # fmt: skip
    assert [problem.line for problem in rows.refused] == [4]


def test_points_from_all_votes_are_another_measure() -> None:
    text = "ccode,session,IdealPointAll,NVotesAll,QoAll,Countryname,iso3c\n2,75,2.1,9,2.0,US,USA\n"
    (figure,) = read("unga_ideal_points", text).observations
    assert (figure.measure, figure.start.year) == ("unga.ideal_point_all", 2020)


def test_two_states_of_one_code_are_not_one() -> None:
    yemen = "678,YEM,Yemen A,1990,9,.5,,,,,\n679,YEM,Yemen B,1990,9,-.4,,,,,\n"
    rows = read("unga_ideal_points", UNGA + yemen)
    assert len(rows.observations) == 1
    assert "state 679 has the code YEM of state 678 on line 2" in rows.refused[0].problem


# Census: country.xlsx, the sheet as issued in March 2023.


def test_the_census_workbook_is_read_as_its_csv() -> None:
    text = SAMPLES["census_wide"].text()
    cells = [[float(c) if "." in c else c for c in row] for row in table("census_wide")]
    assert by_key(read("census_wide", workbook(cells))) == by_key(read("census_wide", text))


def test_any_partner_and_groups_of_partners_are_read() -> None:
    text = SAMPLES["census_wide"].text()
    text = text.replace("2021,2010,Mexico", "2021,1220,Canada") + text.splitlines()[1].replace(
        "5700,China", "3,European Union"
    )
    rows = read("census_wide", text)
    assert {(f.measure, f.item) for f in rows.observations if "import" in f.measure} == {
        ("census.goods_imports", "CHN"),
        ("census.goods_imports", "Canada"),
        ("census.group_imports", "European Union"),
    }
    named = read("census_wide", text, {"partners": {"1220": "CAN"}})
    assert {f.item for f in named.observations} == {"China", "CAN", "European Union"}


def test_two_codes_of_one_country_are_added() -> None:
    sample = SAMPLES["census_wide"]
    rows = [sample.rows[0].replace("5700,China", f"{code},Sudan") for code in ("7320", "7321")]
    figures = read("census_wide", sample.text(*rows)).observations
    assert Counter(figure.value for figure in figures) == {2000: 12, 1000: 12}


def test_small_trade_may_be_nothing() -> None:
    year = ",".join(["0", "2.5", "0", *["1.0"] * 9, "11.5", *["0"] * 13])
    text = SAMPLES["census_wide"].text() + f"2021,9999,An island,{year}\n"
    values = [f.value for f in read("census_wide", text).observations if f.item == "An island"]
    assert values[:4] == [0, 2.5, 0, 1]


# WONDER: exports of wonder.cdc.gov, national and as text with tabs.
WONDER = (
    '"Notes"\t"Month"\t"Month Code"\tDeaths\tPopulation\tCrude Rate\n'
    '\t"Jan., 2019"\t"2019/01"\t2600\tNot Applicable\tNot Applicable\n'
    '\t"Feb., 2019 (provisional)"\t"2019/02"\t2500\tNot Applicable\tNot Applicable\n'
    '"Total"\t\t\t5100\tNot Applicable\tNot Applicable\n'
    '"---"\n"Dataset: Multiple Cause of Death"\n"---"\n"MCD: T40.4; one, two\tand more"\n'
)


def test_the_text_of_wonder_is_read_to_its_remarks() -> None:
    rows = read("cdc_wonder", WONDER, {"item": "T40.4"})
    assert [(f.item, f.area, f.value, f.note) for f in rows.observations] == [
        ("T40.4", "", 2600, ""),
        ("T40.4", "", 2500, "provisional"),
    ]
    assert read("cdc_wonder", WONDER.replace("\n", "\r\n"), {"item": "T40.4"}) == rows


def test_a_national_csv_of_wonder_by_year_is_read() -> None:
    text = "Notes,Year,Year Code,Deaths\n,2019,2019,36359\n,2024 (provisional),2024,47000\n"
    rows = read("cdc_wonder", text, {})
    assert [(str(f.start), str(f.end), f.value, f.note) for f in rows.observations] == [
        ("2019-01-01", "2019-12-31", 36359, ""),
        ("2024-01-01", "2024-12-31", 47000, "provisional"),
    ]


# CDC's API (data.cdc.gov/resource/xkb8-kh2a.csv) and releases before the predicted value.


def test_old_and_short_releases_of_vsrr_are_read() -> None:
    text = (
        "State,State Name,Year,Month,Period,Indicator,Data Value,Percent Complete,"
        "Percent Pending Investigation,Footnote\n"
        "US,United States,2016,May,12 month-ending,Heroin (T40.1),14321.0,100,0.2,\n"
    )
    (figure,) = read("cdc_vsrr", text).observations
    assert (figure.value, figure.area, str(figure.end)) == (14_321, "", "2016-05-31")


# Workbooks of strangers.


def test_a_workbook_is_bounded_before_it_is_unpacked() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        with archive.open("xl/workbook.xml", "w") as part:
            for _ in range(MOST_BYTES // 2**20 + 1):
                part.write(bytes(2**20))
    assert "a workbook of 2 parts that unpacks to" in str(refusal("census_wide", data.getvalue()))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', "declares entities"),
        (b'<row r="3"', b'<row r="999999999"', "whose sheet ends after row"),
        (b"</sheetData>", b"", "cannot be read"),
        (b"</sheetData>", b"</sheetData>" + b"<a>" * 99_999 + b"</a>" * 99_999, "depth"),
        (b"</sheetData>", b"<row/>" * 12_000_000 + b"</sheetData>", "tags, more than"),
    ],
)
def test_a_workbook_made_to_harm_is_refused(old: bytes, new: bytes, problem: str) -> None:
    data = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(workbook(with_numbers(table("census_wide")))))
    with zipfile.ZipFile(data, "w") as archive:
        for name in good.namelist():
            part = good.read(name)
            archive.writestr(name, part.replace(old, new) if "sheet1" in name else part)
    assert problem in str(refusal("census_wide", data.getvalue()))


def test_a_whole_release_equals_what_was_cut_from_it(shared: Path) -> None:
    """The rows of China and Mexico are read alike among others."""
    folder = "us_trade_goods/census_country_xlsx_china_mexico_wide.csv"
    alone = published(shared, folder, "census_wide")
    text = (shared / "data" / folder).read_text("utf-8")
    others = [line.replace("2010,Mexico", "1220,Canada") for line in text.splitlines()[1:]
              if ",2010," in line]  # fmt: skip
    among = by_key(read("census_wide", text + "\n".join(others) + "\n"))
    assert {key: among[key] for key in by_key(alone)} == by_key(alone)


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("Hombre", "Total"),
        ("Adultos", "Todas"),
        ("Con arma", "Total"),
        ("Hombre", "Ambos sexos"),
        ("Un tipo", "Total"),
        ("Homicidio doloso", "Total"),
        ("Aguascalientes", "Nacional"),
    ],
)
def test_sesnsp_totals_are_left_out(column: str, word: str) -> None:
    sample = SAMPLES["sesnsp_month"]
    total = sample.rows[0].replace(column, word)
    rows = read("sesnsp_month", sample.text() + total + "\n")
    assert rows.observations == read("sesnsp_month", sample.text()).observations
    assert "is a total of other rows" in rows.refused[-1].problem


def test_sesnsp_totals_without_their_parts_are_refused() -> None:
    text = changed("sesnsp_month", "Hombre", "Total")
    assert "as a total alone, without its parts" in str(refusal("sesnsp_month", text))


def test_vsrr_regions_beside_states_are_left_out() -> None:
    sample = SAMPLES["cdc_vsrr"]
    state = read("cdc_vsrr", sample.text())
    header = sample.header.split(",")
    cells = dict(zip(header, next(csv.reader([sample.rows[0]])), strict=True))
    cells |= {"State": "Region 5"} | (
        {"State Name": "HHS Region 5"} if "State Name" in cells else {}
    )
    line = ",".join(f'"{cell}"' for cell in cells.values())
    rows = read("cdc_vsrr", sample.text() + line + "\n")
    assert rows.observations == state.observations
    assert rows.refused[-1].problem == "is a total of states"
