"""A small valid file for every format, made up in the publisher's own form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from detente.sources.readers import read_rows
from detente.terms.errors import InputError
from detente.terms.tables import Resource, Rows


def resource(format_: str, options: Mapping[str, object] | None = None) -> Resource:
    return Resource(
        name="made-up",
        path="series/made-up.csv",
        format=format_,
        title="Made up",
        publisher="A publisher",
        url="https://example.org",
        licence="public domain",
        size=1,
        sha256="0" * 64,
        vintage=date(2026, 6, 12),
        lag_days=20,
        coverage_start=date(2019, 1, 1),
        coverage_end=date(2026, 4, 30),
        options=options or {},
    )


@dataclass(frozen=True)
class Sample:
    """A format's header (empty where the publisher prints none) and three distinct rows."""

    header: str
    rows: tuple[str, ...]
    options: Mapping[str, object] = field(default_factory=dict)

    def text(self, *rows: str) -> str:
        lines = ([self.header] if self.header else []) + list(rows or self.rows)
        return "\n".join(lines) + "\n"

    @property
    def first_line(self) -> int:
        return 2 if self.header else 1


_EVENT = (
    "{id},{day},{day},day,USA.GOV,CHN.GOV,USA-CHN,CONSULT,narcotics,They meet.,high,A page,"
    "A paper,https://example.org/{id}"
)
_CENSUS_YEAR = ",".join(["1000.0"] * 12 + ["12000.0"] + ["500.0"] * 12 + ["6000.0"])
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_CENSUS_COLUMNS = ",".join(f"{flow}{m}" for flow in "IE" for m in (*_MONTHS, "YR"))
_QUANTILES = ("qo", "q5", "q10", "q50", "q90", "q95", "q100")
_UNGA_COLUMNS = ",".join(
    ("ccode", "iso3c", "countryname", "year", "idealpointfp", "idealpointall", "idealpointlegacy",
     "nvotesfp", *(f"{q}fp" for q in _QUANTILES), "nvotesall", *(f"{q}all" for q in _QUANTILES),
     "nvotesLegacy")
)  # fmt: skip
_WONDER = "{}/{:02d},Arizona,04,Other synthetic narcotics,T40.4,{},Not Applicable,Not Applicable"

SAMPLES = {
    "chronology": Sample(
        "id,date,known_date,date_precision,source_actor,target_actor,scope,event_type,topic,"
        "summary,confidence,source_title,publisher,source_url",
        tuple(_EVENT.format(id=f"us-cn-{n}", day=f"2020-0{n}-15") for n in (1, 2, 3)),
    ),
    "gdelt_dyad_daily_reduced": Sample(
        "date,us_cn,us_mx,cn_mx,tot,abs,pos",
        ("2018-01-01,218.6,-55.7,15.9,6873.3,25388.3,16130.8",
         "2018-01-02,-34.5,26.5,6.3,12488.1,33722.7,23105.4",
         "2018-01-04,0.0,1e-3,.5,1.0,10.0,2.0"),
        {"dyads": {"us_cn": "USA-CHN", "us_mx": "USA-MEX", "cn_mx": "CHN-MEX"}},
    ),
    "cbp_nationwide": Sample(
        "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,"
        "Count of Event,Sum Qty (lbs)",
        ("2023,OCT,Office of Field Operations,Southwest Border,Land Only,SAN DIEGO FIELD OFFICE,"
         'Fentanyl,12,"1,234.5"',
         "2023,OCT,Office of Field Operations,Southwest Border,Other,SAN DIEGO FIELD OFFICE,"
         "Fentanyl,1,0",
         "2026 (FYTD),APR,U.S. Border Patrol,Coastal/Interior,Other,MIAMI SECTOR,"
         "Other Drugs**,3,6.6e-05"),
    ),
    "cbp_amo": Sample(
        "FY,Month (abbv),Component,Region,Land Filter,Branch,Drug Type,Count of Event,"
        "Sum Qty (lbs)",
        ("2019,APR,Air and Marine Operations,Coastal/Interior,Other,Miami Branch,Heroin,1,2.29",
         "2019,APR,Air and Marine Operations,Coastal/Interior,Land,Miami Branch,Heroin,1,2.29",
         "2020,OCT,Air and Marine Operations,Northern Border,Other,Miami Branch,Heroin,0,0"),
    ),
    "cdc_vsrr": Sample(
        "State,Year,Month,Period,Indicator,Data Value,Percent Complete,"
        "Percent Pending Investigation,State Name,Footnote,Footnote Symbol,Predicted Value",
        ("US,2023,June,12 month-ending,Heroin (T40.1),\"5,908\",100,0.1,United States,Text.,*,"
         '"6,009"',
         "US,2023,June,12 month-ending,Percent with drugs specified,81.7,100,0.1,United States,"
         "Text.,*,",
         "AZ,2023,June,12 month-ending,Heroin (T40.1),,100,0.1,Arizona,Text.,*,"),
    ),
    "cdc_vsrr_trend": Sample(
        "month_date,year,month,total_deaths,percent_complete",
        ("2015-01-01,2015,January,5766.0,100.0", "2015-02-01,2015,February,6079.0,100.0",
         "2015-03-01,2015,March,,100.0"),
    ),
    "cdc_wonder": Sample(
        "Notes,Year,Year Code,Month,Month Code,State,State Code,Multiple Cause of death,"
        "Multiple Cause of death Code,Deaths,Population,Crude Rate",
        (',2018,2018,"Jan., 2018",' + _WONDER.format(2018, 1, 12),
         ',2018,2018,"Feb., 2018",' + _WONDER.format(2018, 2, "Suppressed"),
         ',2025 (provisional),2025,"Mar., 2025 (provisional and partial)",'
         + _WONDER.format(2025, 3, '"1,046"')),
    ),
    "nflis_half_year_reduced": Sample(
        "YYYY,half,STATE,fentanyl_reports,fentanyl_and_related_reports",
        ("2017,SA1,AK,2,2", "2017,SA2,AK,142,189", "2017,SA1,AL,0,0"),
    ),
    "nflis_half_year": Sample(
        "YYYY,LABTYPE,RPTAGGR,PERIOD,DRUG_REPORTS,QUERY_RUN_DATE,SUBSTANCE_ID,"
        "SUBSTANCE_DESCRIPTION,BASE_ID,BASE_DESCRIPTION,DRUG_CATEGORY_CODE,"
        "DRUG_CATEGORY_DESCRIPTION,STATE,STATE_LONG_NAME,STATE_FIPS",
        tuple(f'2023,"Local/Municipal,State,Federal,Private","DrugReport  ","{half}",{count},'
              f'"2026-01-02 03:04:05",{id_},{base.upper()},{id_},{base},33,A category,{state},X,1'
              for half, count, id_, base, state in
              (("SA1 (JAN - JUN)", '"1,040"', 7, "Base one", "AK"),
               ("SA2 (JUL - DEC)", "7", 7, "Base one", "AK"),
               ("SA1 (JAN - JUN)", "3", 8, "Base two", "AL"))),
    ),
    "dea_monthly": Sample(
        "", ("2019/1,7.98", "2019/02,10.24", "2019/12,8"),
        {"measure": "dea.powder_purity", "unit": "percent"},
    ),
    "sesnsp_month_reduced": Sample(
        "n_year,n_month,n_victimas", ("2015,1,1354", "2015,2,1388", "2015,12,1379")
    ),
    "sesnsp_month": Sample(
        "Año,Clave_Ent,Entidad,Bien jurídico afectado,Tipo de delito,Subtipo de delito,Modalidad,"
        "Sexo,Rango de edad,Enero,Febrero,Marzo,Abril,Mayo,Junio,Julio,Agosto,Septiembre,Octubre,"
        "Noviembre,Diciembre",
        tuple(f"{year},{n},{state},La vida,Un tipo,{crime},Con arma,Hombre,Adultos,{months}"
              for year, n, state, crime, months in
              ((2024, 1, "Aguascalientes", "Homicidio doloso", "5,6,7,0,1,2,3,4,5,6,7,8"),
               (2024, 2, "Baja California", "Homicidio doloso", "50" + ",60" * 11),
               (2025, 1, "Aguascalientes", "Feminicidio", "1,0,2,,,,,,,,,"))),
    ),
    "crimenmexico_month": Sample(
        "date,snsp_homicide_plus_feminicide_victims,inegi_registered_homicides,population",
        ("2015-01-01,,1805.0,121724705", "2015-02-01,1418.0,1669.0,121834096",
         "2023-01-01,1400.0,,131834096"),
    ),
    "census_month_reduced": Sample(
        "month,partner,cty_code,exports_musd,imports_musd",
        ("1985-01,Mexico,2010,1135.4,1303.3", "1985-01,China,5700,319.2,293.1",
         "1985-02,Mexico,2010,1117.1,1501.6"),
    ),
    "census_wide": Sample(
        f"year,CTY_CODE,CTYNAME,{_CENSUS_COLUMNS}",
        (f"2021,5700,China,{_CENSUS_YEAR}", f"2022,5700,China,{_CENSUS_YEAR}",
         f"2021,2010,Mexico,{_CENSUS_YEAR}"),
    ),
    "census_vintages_reduced": Sample(
        "fetched,commit,month,exports_musd,imports_musd,balance_musd",
        ("2026-02-07,48de72f75c59,2023-09,11780.2,40247.9,-28467.7",
         "2026-03-22,531573216112,2023-09,11790.2,40247.9,-28457.7",
         "2026-03-22,531573216112,2024-01,100,200,-100"),
    ),
    "fred_month": Sample(
        "observation_date,IMPMX",
        ("2015-01-01,22261.086110", "2015-02-01,22706.549902", "2015-03-01,."),
        {"measure": "fred.goods_imports", "unit": "MUSD", "item": "MEX"},
    ),
    "unga_ideal_points": Sample(
        _UNGA_COLUMNS,
        tuple(f"{code},{state},A state,{year},{value},0.1{',1' * 18}"
              for code, state, year, value in
              ((2, "USA", 2023, 2.5), (2, "USA", 2024, 2.6), (710, "CHN", 2023, -1.3))),
    ),
    "policy_dates": Sample(
        "month_year,jurisdiction,rule_id,rule_kind,event,source_title,source_url",
        ("2020-05,US,us_2020_a,Targeted,A is controlled.,A notice,https://example.org/a",
         "2020-05,US,us_2020_b,Targeted,B is controlled.,A notice,https://example.org/b",
         "2023-05,Mexico,mexico_2023,Broad,A package.,A decree,https://example.org/c"),
    ),
    "quoted_figures": Sample(
        "series,period,value,unit,scope_as_stated,reported_by,url,note",
        ('mx_seized,2019,144,kg,The army,"A paper, 2021",https://example.org/a,',
         "mx_seized,2019,419,kg,The cabinet,A paper,https://example.org/a,partial",
         "mx_share,FY2013/FY2017,88,%,All,A report,https://example.org/b,"),
    ),
    "tidy_csv": Sample(
        "period,value,area,note",
        ("2020-10,12.5,Tijuana,", "2020-H1,13,Tijuana,", "2018-12/2023-01,14,Tijuana,a remark"),
        {"measure": "ours.seized", "unit": "kg"},
    ),
}  # fmt: skip


def read(format_: str, text: str | bytes, options: Mapping[str, object] | None = None) -> Rows:
    data = text.encode() if isinstance(text, str) else text
    given = SAMPLES[format_].options if options is None else options
    return read_rows(data, resource(format_, given))


def published(
    shared: Path, path: str, format_: str, options: Mapping[str, object] | None = None
) -> Rows:
    """Read one of the publishers' files, given by its path below `shared/data`."""
    return read(format_, (shared / "data" / path).read_bytes(), options)


def refusal(
    format_: str, text: str | bytes, options: Mapping[str, object] | None = None
) -> InputError:
    """Read a file that must be refused, and return why."""
    with pytest.raises(InputError) as caught:
        read(format_, text, options)
    return caught.value


def changed(format_: str, old: str, new: str, row: int = 0) -> str:
    """Return the sample of a format with one row changed."""
    sample = SAMPLES[format_]
    rows = list(sample.rows)
    assert old in rows[row], "the test changes nothing"
    rows[row] = rows[row].replace(old, new, 1)
    return sample.text(*rows)
