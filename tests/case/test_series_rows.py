"""A series that would add what may not be added, or takes silence for nothing, is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from detente.case.check import examine_case
from detente.terms.errors import Problem
from tests.case.series_cases import (
    CBP,
    VSRR,
    File,
    cbp_row,
    series_case,
    tidy,
    vsrr_row,
)

Make = Callable[..., Path]
T404, HEROIN = "Synthetic opioids, excl. methadone (T40.4)", "Heroin (T40.1)"
OURS = 'measure = "ours.x"\nunit = "lb"\n'
SEIZED = 'measure = "cbp.seized_lb"\nunit = "lb"\nmissing = "zero"\n'
DEATHS = 'measure = "cdc.vsrr_12m_reported"\nunit = "deaths"\nperiod = "12m"\n'
MONTHS = ("OCT", "NOV", "DEC", "JAN", "FEB", "MAR")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda spec, *files: series_case(tmp_path, spec, *files)


def problems(case: Path) -> list[Problem]:
    return list(examine_case(case).problems)


def table(column: str, *rows: tuple[str, float]) -> str:
    """Return three months of figures by one column."""
    lines = [f"period,{column},value"]
    for at, month in enumerate(("2023-01", "2023-02", "2023-03"), start=1):
        lines += [f"{month},{name},{value * at}" for name, value in rows]
    return "\n".join(lines) + "\n"


def vsrr(*rows: tuple[str, str, str]) -> str:
    months = ("January", "February")
    return VSRR + "".join(vsrr_row(s, month, i, v) for month in months for s, i, v in rows)


def cbp(*rows: dict[str, str], months: tuple[str, ...] = MONTHS, **more: str) -> str:
    return CBP + "".join(cbp_row(month, **row, **more) for month in months for row in rows)


def seized(name: str, vintage: str, text: str, **more: object) -> File:
    return File(name, "cbp_nationwide", date.fromisoformat(vintage), text, more=dict(more))


# ---- A whole and its parts ----


@pytest.mark.parametrize(
    ("column", "rows"),
    [
        ("area", [("US", 10), ("NY", 3), ("OH", 4)]),
        ("area", [("United States", 10), ("New York", 3), ("Ohio", 4)]),
        ("area", [("", 10), ("North", 3), ("South", 4)]),
        ("area", [("Total", 10), ("North", 3), ("South", 4)]),
        ("area", [("NATIONAL", 10), ("North", 3)]),
        ("area", [("Total nacional", 10), ("Jalisco", 3), ("Sonora", 4)]),
        ("area", [("Estados Unidos Mexicanos", 10), ("Jalisco", 3)]),
        ("item", [("All drugs", 10), ("Heroin", 3), ("Cocaine", 4)]),
        ("item", [("Total", 10), ("Heroin", 3), ("Total excl. heroin", 4)]),
        ("item", [("Todas", 10), ("Heroína", 3)]),
        ("scope", [("Both sexes", 10), ("Men", 7), ("Women", 2)]),
        ("scope", [("All ages", 10), ("15-24", 7), ("25-34", 2)]),
        ("scope", [("Grand Total", 10), ("a", 7)]),
        *(
            ("item", [(word, 10), ("Alpha", 3), ("Beta", 4)])
            for word in (
                "Insgesamt",
                "Gesamt",
                "Totale",
                "Totali",
                "Всего",
                "Итого",
                "合计",
                "总计",
                "全部",
                "計",
                "合計",
                "Razem",
                "Alle",
                "EU27",
                "EU-27",
                "Todo el país",
                "Toda la República",
                "México",
                "Mexico",
                "Deutschland",
                "China",
                "USA",
                "United States",
                "50 states",
                "Year to date",
                "Cumulative",
                "Acumulado",
                "Fentanyl (YTD)",
            )
        ),
        ("area", [("México", 10), ("Estado de México", 3), ("Sonora", 4)]),
        # No word tells the total, but the numbers do, whole or nearly.
        ("area", [("Border", 700), ("North", 301), ("South", 402)]),
        (
            "area",
            [
                ("North", 7),
                ("North-1", 3),
                ("North-2", 4),
                ("South", 5),
                ("South-1", 2),
                ("South-2", 3),
            ],
        ),
        ("area", [("Border", 7), ("North", 3), ("South", 4)]),
        ("item", [("Stimulants", 9.5), ("Cocaine", 4.25), ("Meth", 5), ("Khat", 0.25)]),
    ],
)
def test_a_whole_beside_its_parts_is_refused_with_the_remedy(
    make: Make, column: str, rows: list[tuple[str, float]]
) -> None:
    (problem,) = problems(make(OURS, tidy("x", table(column, *rows))))
    assert problem.file == "case.toml"
    assert "adds the whole (empty)" in problem.problem or f"adds {rows[0][0]!r}" in problem.problem
    assert f'where = {{ {column} = "{rows[0][0]}" }} takes the whole' in problem.fix
    assert f'group = "{column}"' in problem.fix


@pytest.mark.parametrize(
    ("column", "whole", "parts"),
    [
        ("area", "Midwest", ["Ohio", "Iowa", "Texas"]),
        ("area", "MIDWEST", ["OH", "TX"]),
        ("area", "Midwest Region", ["Ohio"]),
        ("area", "South (census region)", ["Texas", "Ohio"]),
        ("area", "New England", ["Maine", "Ohio"]),
        ("area", "HHS Region 5", ["Ohio", "Texas"]),
        ("area", "Region V", ["Ohio"]),
        ("area", "Region 5 - Chicago", ["OH"]),
        ("area", "Southwest border", ["Tucson Sector", "Laredo", "Coastal"]),
        ("area", "Noroeste", ["Sonora", "Jalisco"]),
        ("area", "Región Noreste", ["Nuevo León", "Jalisco"]),
        ("area", "Asia", ["China", "Mexico"]),
        ("area", "Latin America and the Caribbean", ["Colombia", "China"]),
        ("area", "Great Britain", ["England", "Northern Ireland"]),
        ("item", "Opioids", ["Fentanyl", "Heroin", "Cocaine"]),
        ("item", "All opioids", ["Fentanyl", "Cocaine"]),
        ("item", "Opioids (T40.0-T40.4)", ["Heroin (T40.1)", "Cocaine (T40.5)"]),
        ("item", "Synthetic opioids", ["Fentanyl powder", "Cocaine"]),
        ("item", "Estimulantes", ["Cocaína", "Heroína"]),
        ("item", "Total fentanyl", ["Fentanyl pills", "Fentanyl powder", "Heroin"]),
        ("item", "Fentanyl incl. analogues", ["Fentanyl", "Heroin"]),
        ("item", "Fentanyl and related compounds", ["Fentanyl", "Heroin"]),
        ("scope", "Land and sea", ["Land", "Sea"]),
        ("scope", "Persons", ["Men", "Women"]),
        ("area", "Grand Total (US)", ["Alpha", "Beta"]),
        ("area", "TOTAL *", ["Alpha", "Beta"]),
        ("area", "Total nacional:", ["Alpha", "Beta"]),
        ("area", "EE. UU.", ["Ohio", "Texas"]),
        ("area", "U.S.", ["Ohio", "Texas"]),
        ("item", "Combined", ["Alpha", "Beta"]),
        ("item", "All sectors", ["Alpha", "Beta"]),
    ],
)
def test_a_group_beside_its_members_is_refused(
    make: Make, column: str, whole: str, parts: list[str]
) -> None:
    rows = [(whole, 100), *((part, 11 + 6 * at) for at, part in enumerate(parts))]
    (problem,) = problems(make(OURS, tidy("x", table(column, *rows))))
    assert f"adds {whole!r} and its parts" in problem.problem


@pytest.mark.parametrize(
    ("column", "rows"),
    [
        ("area", [("Midwest", 100), ("South", 90), ("West", 80), ("Northeast", 70)]),
        ("area", [("Midwest", 100), ("Texas", 90)]),
        ("area", [("West", 100), ("West Virginia", 90)]),
        ("area", [("Asia", 100), ("Mexico", 90)]),
        ("area", [("China", 100), ("Mexico", 90), ("Canada", 7)]),
        ("area", [("Rest of world", 100), ("China", 90)]),
        ("item", [("Total opioid antagonists", 100), ("Fentanyl", 90), ("Heroin", 1)]),
        ("item", [("Opioids", 100), ("Cocaine", 90)]),
        ("item", [("Other opioids", 100), ("Fentanyl", 90)]),
        ("item", [("Opioids", 10), ("Fentanyl", 90)]),  # too few to hold it
        ("area", [("All Saints", 10), ("Oldham", 90)]),
        ("item", [("Cocaine and heroin", 10), ("Cocaine", 90)]),
        ("scope", [("Federal", 10), ("State", 90), ("Local", 30)]),
        ("area", [("Trinidad and Tobago", 10), ("Jamaica", 90)]),
    ],
)
def test_names_beside_each_other_are_no_parts(
    make: Make, column: str, rows: list[tuple[str, float]]
) -> None:
    assert problems(make(OURS, tidy("x", table(column, *rows)))) == []


@pytest.mark.parametrize("pair", [("OH", "Ohio"), ("Ohio", "Ohio *"), ("USA", "United States")])
def test_one_place_under_two_names_is_not_added(make: Make, pair: tuple[str, str]) -> None:
    rows = [(pair[0], 40), (pair[1], 41), ("Texas", 20)]
    told = [p.problem for p in problems(make(OURS, tidy("x", table("area", *rows))))]
    assert any("one under two names" in problem for problem in told)


def test_what_may_be_a_whole_by_chance_is_asked(make: Make, tmp_path: Path) -> None:
    lines = ["period,area,value"]
    lines += [f"2023-0{at},{n},{v}" for at in (1, 2, 3) for n, v in (("A", 1), ("B", 1), ("C", 2))]
    examined = examine_case(make(OURS, tidy("x", "\n".join(lines) + "\n")))
    assert not examined.problems
    (asked,) = [note for note in examined.notes if "what may be its parts" in note]
    assert "adds 'C' and what may be its parts ('A', 'B')" in asked
    (tmp_path / "none").mkdir()
    settled = series_case(tmp_path / "none", OURS, tidy("x", "\n".join(lines) + "\n", wholes=[]))
    assert not [n for n in examine_case(settled).notes if "what may be its parts" in n]


def test_a_sum_without_a_part_is_told_with_the_remedy(make: Make) -> None:
    rows = table("area", ("Alpha", 30), ("Beta", 7)).replace("2023-02,Beta,14\n", "")
    notes = examine_case(make(OURS, tidy("x", rows))).notes
    (told,) = [note for note in notes if "left out of series s" in note]
    assert "x lacks 'Beta' there; missing = \"zero\" where that means none (2023-02)" in told


@pytest.mark.parametrize("part", ["of which: fentanyl", "de los cuales A", "davon Heroin"])
def test_a_part_of_another_is_not_added_to_it(make: Make, part: str) -> None:
    (problem,) = problems(make(OURS, tidy("x", table("item", ("Opioids", 10), (part, 7)))))
    assert f"adds {part!r} and 'Opioids'" in problem.problem
    assert "it is a part of another" in problem.problem


@pytest.mark.parametrize("whole", ["US", "United States", "Total", "Border"])
def test_the_remedies_are_accepted(make: Make, whole: str, tmp_path: Path) -> None:
    rows = table("area", (whole, 7), ("NY", 3), ("OH", 4))
    for at, remedy in enumerate(
        [f'where.area = "{whole}"', 'where.area = ["NY", "OH"]', 'group = "area"']
    ):
        folder = tmp_path / str(at)
        folder.mkdir()
        assert problems(series_case(folder, OURS + remedy, tidy("x", rows))) == []


@pytest.mark.parametrize(
    ("column", "rows"),
    [
        ("area", [("North", 3), ("South", 4)]),
        ("area", [("US", 10), ("Canada", 3), ("Vietnam", 4)]),
        ("area", [("México", 10), ("Jalisco", 3), ("Sonora", 4)]),  # a state of that name
        ("item", [("Fentanyl", 10), ("All other drugs", 3)]),
        ("item", [("Fentanyl", 10), ("Other Drugs**", 3), ("Totally new", 4)]),
        ("item", [("Heroin", 3), ("Cocaine", 3)]),  # equal by chance, of two
    ],
)
def test_parts_alone_are_added(make: Make, column: str, rows: list[tuple[str, float]]) -> None:
    assert problems(make(OURS, tidy("x", table(column, *rows)))) == []


def test_a_case_may_say_which_names_are_totals(make: Make, tmp_path: Path) -> None:
    rows = table("area", ("Statewide", 10), ("All Saints", 3), ("Both Wells", 4))
    (problem,) = problems(make(OURS, tidy("x", rows, wholes=["Statewide"])))
    assert "adds 'Statewide' and its parts ('All Saints', 'Both Wells')" in problem.problem
    other = tmp_path / "other"
    other.mkdir()
    assert problems(series_case(other, OURS, tidy("x", rows, wholes=[]))) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        # CDC's table of all jurisdictions beside, or after, one of the United States alone.
        (
            [vsrr(("US", T404, "76,000"), ("NY", T404, "2,500"), ("YC", T404, "3,000"))],
            "column area",
        ),
        (
            [vsrr(("US", T404, "76,000")), vsrr(("NY", T404, "2,500"), ("OH", T404, "1"))],
            "column area",
        ),
        ([vsrr(("US", T404, "76,000"), ("US", HEROIN, "5,000"))], "which overlap"),
        (
            [vsrr(("US", T404, "76,000"), ("US", "Number of Drug Overdose Deaths", "110,000"))],
            "which overlap",
        ),
    ],
)
def test_deaths_are_never_added_over_places_and_drugs_that_overlap(
    make: Make, files: list[str], said: str
) -> None:
    described = [
        File(f"f{at}", "cdc_vsrr", date(2024, 7 + at, 10), text) for at, text in enumerate(files)
    ]
    assert any(said in problem.problem for problem in problems(make(DEATHS, *described)))


def test_the_united_states_of_a_whole_table_of_deaths(make: Make) -> None:
    text = vsrr(("US", T404, "76,000"), ("NY", T404, "2,500"), ("YC", T404, "3,000"))
    spec = DEATHS + f'where = {{ item = "{T404}", area = "" }}'
    assert problems(make(spec, File("b", "cdc_vsrr", date(2024, 8, 14), text))) == []


def test_shares_and_positions_are_not_added(make: Make) -> None:
    spec = OURS.replace('"lb"', '"percent"')
    (problem,) = problems(
        make(spec, tidy("x", table("area", ("North", 3), ("South", 4)), "percent"))
    )
    assert "percent are not added" in problem.problem
    assert 'group = "area"' in problem.fix


def test_counts_of_two_authorities_are_not_added(make: Make) -> None:
    header = "series,period,value,unit,scope_as_stated,reported_by,url,note\n"
    rows = "".join(
        f"mx_labs,2020,{n},labs,{who},A paper,https://example.org/{n},\n"
        for n, who in ((12, "Army"), (15, "Cabinet"))
    )
    spec = 'measure = "quoted.mx_labs"\nunit = "labs"\nperiod = "year"\n'
    file = File("q", "quoted_figures", date(2025, 1, 1), header + rows)
    (problem,) = problems(make(spec, file))
    assert "'Army' and 'Cabinet' in the column scope, which overlap" in problem.problem


def test_a_figure_that_stacks_a_whole_on_its_parts(make: Make) -> None:
    case = make(OURS + 'group = "area"', tidy("x", table("area", ("Total", 7), ("N", 3), ("S", 4))))
    toml = case / "case.toml"
    figure = '[[brief.figures]]\nid = "t"\nform = "stacked"\nseries = ["s"]\n\n[marks]'
    toml.write_text(toml.read_text("utf-8").replace("[marks]", figure, 1), "utf-8")
    (problem,) = problems(case)
    assert "figure t stacks the groups of s: it adds 'Total' and its parts" in problem.problem


# ---- What a file does not list ----

FENTANYL, METH = {"drug": "Fentanyl"}, {"drug": "Methamphetamine"}
NORTH, SOUTH = {"region": "Northern Border"}, {"region": "Southwest Border"}
PATROL = {"component": "U.S. Border Patrol"}
FOUR = [{"place": f"{name} OFFICE"} for name in "ABCD"]
WHERE_METH = SEIZED + 'where.item = "Methamphetamine"'
WHERE_FENTANYL = SEIZED + 'where.item = "Fentanyl"'


@pytest.mark.parametrize(
    ("spec", "older", "newer", "said"),
    [
        (WHERE_METH, cbp(FENTANYL, METH), cbp(FENTANYL), "lists no item 'Methamphetamine'"),
        (WHERE_METH, cbp(METH), cbp({"drug": "Meth"}), "lists no item 'Methamphetamine'"),
        # A sum over regions, components or drugs would shrink as a cut goes in.
        (WHERE_FENTANYL, cbp(NORTH, SOUTH), cbp(SOUTH), "lists no region 'Northern Border'"),
        (WHERE_FENTANYL, cbp(PATROL, SOUTH), cbp(SOUTH), "no component 'U.S. Border Patrol'"),
        (SEIZED, cbp(FENTANYL, METH), cbp(FENTANYL), "lists no item 'Methamphetamine'"),
        (
            WHERE_FENTANYL,
            cbp(*({"place": f"{n} OFFICE"} for n in "ABCD")),
            cbp({"place": "A OFFICE"}),
            "lists only 1 of the 4 areas",
        ),
        (SEIZED + 'group = "item"', cbp(FENTANYL, METH), cbp(FENTANYL), "'Methamphetamine'"),
        (
            SEIZED + 'where.item = ["Fentanyl", "Methamphetamine"]',
            cbp(FENTANYL, METH),
            cbp(FENTANYL),
            "lists no item 'Methamphetamine'",
        ),
        # A cut of one drug by region, and one by month.
        (
            SEIZED + 'where = { item = "Fentanyl", region = "Northern Border" }',
            cbp(METH | NORTH, FENTANYL | NORTH, FENTANYL | SOUTH),
            cbp(METH | NORTH, FENTANYL | SOUTH),
            "lists no region 'Northern Border' of item 'Fentanyl'",
        ),
        (
            WHERE_FENTANYL,
            cbp(FENTANYL, METH),
            cbp(METH) + cbp_row("OCT"),
            "lists rows of it in 1 of the 6 periods",
        ),
        # A cut by place of one drug, of several places, and of a sum over all drugs.
        (WHERE_FENTANYL, cbp(*FOUR, METH), cbp(*FOUR[:3], METH), "lists no area 'D OFFICE'"),
        (
            WHERE_FENTANYL,
            cbp(*FOUR, *(place | METH for place in FOUR)),
            cbp(*FOUR[:2], *(place | METH for place in FOUR)),
            "lists no area 'C OFFICE' of item 'Fentanyl' (and 1 more)",
        ),
    ],
)
def test_a_newer_file_that_is_silent_is_named_with_the_remedy(
    make: Make, spec: str, older: str, newer: str, said: str
) -> None:
    case = make(spec, seized("a", "2024-05-01", older), seized("b", "2024-07-01", newer))
    # Of a name that was shortened, the row of the new name is told of too.
    (problem,) = [one for one in problems(case) if not one.line]
    assert (problem.file, said in problem.problem) == ("series/b.csv", True), problem
    assert "series/a.csv" in problem.problem
    assert '"unlisted"' in problem.fix


@pytest.mark.parametrize("said", ["silent", "none"])
def test_a_case_may_say_why_a_file_is_silent(make: Make, said: str) -> None:
    new = seized("b", "2024-07-01", cbp(FENTANYL), unlisted={"Methamphetamine": said})
    assert problems(make(WHERE_METH, seized("a", "2024-05-01", cbp(FENTANYL, METH)), new)) == []


def test_silence_is_said_with_one_of_two_words(make: Make) -> None:
    new = seized("b", "2024-07-01", cbp(FENTANYL), unlisted={"Methamphetamine": "gone"})
    found = problems(make(WHERE_METH, seized("a", "2024-05-01", cbp(FENTANYL, METH)), new))
    assert any("unlisted.Methamphetamine is 'gone'" in problem.problem for problem in found)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (cbp(FENTANYL), cbp(FENTANYL, METH)),  # a drug that was not counted before
        (cbp(FENTANYL, METH), cbp(FENTANYL, METH, year=2025)),
        (cbp(FENTANYL, METH), cbp(FENTANYL, METH, months=MONTHS[:2])),  # a cut by months
        (
            cbp(*({"place": f"{n} OFFICE"} for n in "ABCD")),
            cbp(*({"place": f"{n} OFFICE"} for n in "ABCE")),
        ),  # an office renamed
        (cbp(FENTANYL) + cbp_row("OCT", drug="Khat"), cbp(FENTANYL, {"drug": "Khat"})),
    ],
)
def test_what_files_may_well_differ_in(make: Make, older: str, newer: str) -> None:
    files = seized("a", "2024-05-01", older), seized("b", "2025-07-01", newer)
    assert problems(make(WHERE_FENTANYL, *files)) == []


# ---- Names and periods ----


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fentanyl", "FENTANYL"),
        ("Fentanyl", "fentanyl"),
        ("Heroína", "Heroina"),
        ("Fentanyl powder", "FENTANYL  POWDER"),
    ],
)
def test_two_spellings_of_one_name_in_two_files_are_refused(
    make: Make, one: str, other: str
) -> None:
    older = tidy("x", f"period,item,value\n2023-01,{one},1\n2023-02,{one},1\n")
    newer = tidy("y", f"period,item,value\n2023-01,{other},1\n", vintage="2025-02-15")
    found = problems(make(OURS + f'where.item = "{one}"', older, newer))
    spelling = [p for p in found if "differs only in spelling" in p.problem]
    assert [(p.file, p.line) for p in spelling] == [("series/y.csv", 2)], found
    assert f"from {one!r}" in spelling[0].problem


def test_a_file_that_spells_a_name_otherwise_than_the_series(make: Make) -> None:
    rows = tidy("x", "period,item,value\n2023-01,FENTANYL,1\n")
    (problem,) = problems(make(OURS + 'where.item = "Fentanyl"', rows))
    assert "no row has the item 'Fentanyl'" in problem.problem
    assert "did you mean 'FENTANYL'?" in problem.fix


@pytest.mark.parametrize(
    ("period", "rows", "said"),
    [
        ("year", ["2022", "FY2023"], "two kinds of year: 2022 and FY2023"),
        ("year", ["FY2022", "FY2023", "2022-07/2023-06"], "two kinds of year"),
        ("half", ["2022-H1", "2022-H2", "2022-10/2023-03"], "two kinds of half"),
        ("month", ["2023-01", "2023-01-15/2023-02-13"], "(30 days) is no month"),
        ("month", ["2023-01", "2024-02-01/2024-02-28"], "(28 days) is no month"),
        ("year", ["2022", "2023-01-02/2023-12-31"], "(364 days) is no year"),
        ("12m", ["2022", "2022-06-15/2023-06-14"], "(365 days) is no 12m"),
        ("half", ["2022-H1", "2022-07-01/2022-12-30"], "(183 days) is no half"),
    ],
)
def test_a_period_is_what_it_is_called(make: Make, period: str, rows: list[str], said: str) -> None:
    text = "period,value\n" + "".join(f"{row},{at}\n" for at, row in enumerate(rows, start=1))
    (problem,) = problems(make(OURS + f'period = "{period}"', tidy("x", text)))
    assert said in problem.problem


def test_fiscal_years_alone_are_years(make: Make) -> None:
    text = "period,value\nFY2023,1\nFY2024,2\n"
    assert problems(make(OURS + 'period = "year"', tidy("x", text))) == []


def test_rows_over_other_times_are_left_out_counted_and_named(make: Make) -> None:
    text = "period,value,unit\n2023-01,1,\n2023,12,\n2022,12,\n2023-02,2,kg\n"
    case = make(OURS, tidy("x", text))
    notes = [note for note in examine_case(case).notes if "series s" in note]
    assert notes == [
        "2 rows left out of series s: over another time than a month (x line 3, x line 4)",
        "1 row left out of series s: in kg, not in lb (x line 5)",
    ]
    assert problems(case) == []
