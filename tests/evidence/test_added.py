"""What a series may not add is told, among thousands of names too, and what it may is not."""

import subprocess
import sys
from dataclasses import replace

import pytest

from detente.evidence.added import mixed_figures
from tests.evidence.rows import SEIZED, monthly, resource

MANY = {
    "codes": 'f"{n:05d}"',
    "totals": 'f"All Saints {n}" if n else "Zion"',
    "counties": 'f"San {n} County, CA"',
    "of a code": 'f"T{n // 100:02d}.{n % 100:02d}"',
    "with others": 'f"Heroin {n // 100} with cocaine {n % 100}"',
    "and others": 'f"Heroin {n // 100} and cocaine {n % 100}"',
}


@pytest.mark.parametrize("name", MANY.values(), ids=MANY)
def test_thousands_of_names_are_compared_without_all_their_pairs(name: str) -> None:
    # Seconds of the processor, not of the clock: it takes one or two, and all pairs a minute.
    program = f"""
import resource
resource.setrlimit(resource.RLIMIT_CPU, (12, 12))
from tests.evidence.rows import SEIZED, monthly, resource as file
from detente.evidence.added import mixed_figures
rows = [
    monthly("a", month, 6_000 - n, item={name})
    for month in ("2020-01", "2020-02", "2020-03") for n in range(6_000)
]
print([mixed.problem for mixed in mixed_figures(SEIZED, rows, {{"a": file("a", "2021-01-01")}})])
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert run.returncode == 0, run.stderr.decode()[-500:]
    assert run.stdout.decode() == "[]\n"


def told(*names: str, wholes: tuple[str, ...] | None = None) -> str:
    """What is said of a column in which each name has larger figures than the next."""
    rows = [
        monthly(
            "a", f"2020-0{month}", 100.0 * (len(names) - at) + (7 * at + 3 * month) % 11, area=n
        )
        for month in range(1, 7)
        for at, n in enumerate(names)
    ]
    file = replace(resource("a", "2021-01-01"), wholes=wholes)
    return "; ".join(mixed.problem for mixed in mixed_figures(SEIZED, rows, {"a": file}))


@pytest.mark.parametrize(
    "names",
    [
        ("Fentanyl (all forms)", "Fentanyl pills", "Fentanyl powder"),
        ("Fentanyl, all forms", "Fentanyl powder", "Heroin"),
        ("Heroin - all types", "Heroin, brown", "Cocaine"),
        ("All forms of fentanyl", "Fentanyl powder", "Heroin"),
        ("Fentanilo (todas las presentaciones)", "Fentanilo en polvo", "Heroína"),
        ("T40", "T40.1", "T40.4"),
        ("T40", "T401", "X42"),
        ("T40.1", "T40.10", "X42"),
        ("X40-X44", "X42", "Y10"),
        ("X40–X44", "X44", "Y10"),
        ("T40.0-T40.4, T40.6", "T40.4", "Y10"),
        ("Narcotics (T40.0-T40.4, T40.6)", "Heroin (T40.1)", "Y10"),
        ("06", "06037", "06073"),
        ("2933", "293339", "3004"),
        ("1 Drugs", "1.1 Fentanyl", "1.2 Heroin"),
        ("MX", "MX-SIN", "MX-SON"),
        ("AU", "AU-NSW", "AU-VIC"),
        ("DE", "DE1", "DE2"),
        ("DE1", "DE11", "FR1"),
        ("15-24 years", "15-19 years", "20-24 years"),
        ("0-17", "0-4", "18-64"),
        ("Under 18 years", "0-4 years", "18 years and over"),
        ("65+", "65-74", "75-84"),
        ("California", "Los Angeles County, CA", "Texas"),
        ("CA", "Los Angeles County, California", "TX"),
        ("Sonora", "Hermosillo, Sonora", "Tijuana, Baja California"),
        ("Southwest Land Border", "El Paso Sector", "Tucson Sector"),
        ("Southwest Border Sectors", "Tucson", "Detroit"),
        ("Coastal Border", "Miami Sector", "Havre Sector"),
        ("CBP", "Office of Field Operations", "U.S. Border Patrol"),
        ("U.S. Customs and Border Protection", "USBP", "ICE"),
        ("USMCA", "Canada", "Mexico"),
        ("G7", "Germany", "China"),
        ("OECD", "Mexico", "China"),
        ("ASEAN", "Vietnam", "China"),
        ("Euro Area", "France", "China"),
    ],
)
def test_a_whole_that_is_larger_than_the_parts_listed_is_known_by_its_name(
    names: tuple[str, ...],
) -> None:
    assert told(*names).startswith(f"adds '{names[0]}' and its parts ('{names[1]}'")
    # It is smaller than a part: it is something else that is called so. A case may say so too.
    assert not told(*names[1:], names[0]).startswith(f"adds '{names[0]}' and its parts")
    assert not told(*names, wholes=())


@pytest.mark.parametrize(
    "names",
    [
        ("Fentanyl", "Fentanyl analogues", "Fentanyl precursors"),
        ("Vitamin B12", "B10-B19", "Iron"),
        ("X40-X44", "X60-X64", "Y10-Y14"),
        ("T40", "T42.4", "X42"),
        ("T40.1", "T40.2", "T40.4"),
        ("06037", "06073", "06059"),
        ("6", "60", "61"),
        ("10", "100", "101"),
        ("1 Drugs", "2 Arms", "11 Cash"),
        ("THC", "THC-O", "THC-P"),
        ("MX", "CN", "IN"),
        ("15-24 years", "25-34 years", "35-44 years"),
        ("0-17", "18-64", "65+"),
        ("Under 18", "18 and over"),
        ("Texas", "Los Angeles County, CA", "Cook County, IL"),
        ("Powder", "Fentanyl, powder"),
        ("New York", "New York City", "Ohio"),
        ("CBP", "ICE", "DEA"),
        ("G7", "China", "India"),
        ("ASEAN", "China", "Mexico"),
        ("Southwest Land Border", "Northern Land Border", "Coastal"),
        ("OECD", "Non-OECD"),
    ],
)
def test_names_that_begin_alike_are_no_wholes(names: tuple[str, ...]) -> None:
    assert not told(*names)


@pytest.mark.parametrize(
    "names",
    [
        ("Seasonally adjusted", "Not seasonally adjusted"),
        ("Adjusted", "Unadjusted"),
        ("SA", "NSA"),
        ("Estimate", "Lower 95%", "Upper 95%"),
        ("Deaths", "Deaths, lower 95% CI", "Deaths, upper 95% CI"),
        ("Estimate", "Standard error"),
        ("Low estimate", "Best estimate", "High estimate"),
        ("Mean", "Median"),
        ("LCL", "UCL", "Mean"),
        ("Provisional", "Final", "Revised"),
        ("Preliminar", "Definitivo"),
        ("Fentanyl (provisional)", "Fentanyl (final)"),
        ("Reported", "Predicted"),
        ("Predicted Value", "Reported Value"),
        ("Observed deaths", "Expected deaths"),
        ("Fentanyl", "Fentanyl (predicted)"),
        ("Number", "Rate per 100,000"),
        ("Number of deaths", "Death rate"),
        ("Overdose deaths", "Overdose death rate", "Suicides"),
        ("Deaths", "Age-adjusted rate", "Crude rate"),
        ("Count", "Percent of total"),
        ("Exports, current prices", "Exports, constant prices"),
        ("Nominal", "Real"),
    ],
)
def test_two_ways_of_telling_one_figure_are_not_added(names: tuple[str, ...]) -> None:
    found = told(*names)
    assert found.endswith("which tell one figure in two ways")
    assert sum(repr(name) in found for name in names) == 2
    assert not told(*names, wholes=())


@pytest.mark.parametrize(
    "names",
    [
        ("Upper Austria", "Lower Austria"),
        ("Upper Nile", "Upper East", "Lower Juba"),
        ("Reported", "Not reported"),
        ("Low purity", "High purity"),
        ("Low", "Medium", "High"),
        ("Lower 95% heroin", "Lower 95% cocaine"),
        ("Final rule", "Interim rule"),
        ("Actual", "Attempted"),
        ("N", "S", "E", "W"),
        ("SE", "SW", "NE"),
        ("Provisional heroin", "Final cocaine"),
        ("Predicted heroin", "Predicted cocaine"),
        ("Counterfeit", "Genuine"),
        ("Estimated gang", "Other gang"),
    ],
)
def test_names_of_other_things_are_no_ways_of_telling(names: tuple[str, ...]) -> None:
    assert not told(*names)


def test_ways_of_telling_that_never_stand_together_are_added_to_nothing() -> None:
    """A year is final and the next provisional; one state is final and another provisional."""
    years = [
        monthly("a", month, 10.0, scope=scope)
        for month, scope in (("2020-01", "Final"), ("2020-02", "Provisional"))
    ]
    states = [
        monthly("a", "2020-01", 10.0 + len(area), scope=scope, area=area)
        for area, scope in (("Ohio", "Final"), ("Vermont", "Provisional"))
    ]
    for rows in (years, states):
        assert not [*mixed_figures(SEIZED, rows, {"a": resource("a", "2021-01-01")})]


def test_averages_are_told_as_such_and_not_as_a_whole_and_its_parts() -> None:
    points = replace(SEIZED, unit="points")
    rows = [
        replace(monthly("a", "2020-01", value, area=area), unit="points", measure=SEIZED.measure)
        for area, value in (("USA", 2), ("CHN", 1))
    ]
    (found,) = mixed_figures(points, rows, {"a": resource("a", "2021-01-01")})
    assert "points are not added" in found.problem
    assert "parts" not in found.problem
