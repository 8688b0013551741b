"""The table of readers: what each file format of a case is called, and who reads it."""

from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType

from detente.sources.base import Reader
from detente.sources.cbp import read_cbp_amo, read_cbp_nationwide
from detente.sources.cdc import read_cdc_vsrr, read_cdc_vsrr_trend
from detente.sources.chronology import read_chronology
from detente.sources.dea import read_dea_monthly
from detente.sources.fred import read_fred_month
from detente.sources.gdelt import read_gdelt_dyad_daily_reduced
from detente.sources.homicide import read_crimenmexico_month, read_sesnsp_month_reduced
from detente.sources.nflis import read_nflis_half_year
from detente.sources.nflis_reduced import read_nflis_half_year_reduced
from detente.sources.policy import read_policy_dates
from detente.sources.quoted import read_quoted_figures
from detente.sources.renamed import renamed
from detente.sources.sesnsp import read_sesnsp_month
from detente.sources.tidy_csv import read_tidy_csv
from detente.sources.trade import read_census_month_reduced, read_census_wide
from detente.sources.trade_vintages import read_census_vintages_reduced
from detente.sources.unga import read_unga_ideal_points
from detente.sources.wonder import read_cdc_wonder
from detente.terms.errors import InputError, OtherTableError, nearest, shown
from detente.terms.tables import Resource, Rows

READERS: MappingProxyType[str, Reader] = MappingProxyType(
    {
        "chronology": read_chronology,
        "gdelt_dyad_daily_reduced": read_gdelt_dyad_daily_reduced,
        "cbp_nationwide": read_cbp_nationwide,
        "cbp_amo": read_cbp_amo,
        "cdc_vsrr": read_cdc_vsrr,
        "cdc_vsrr_trend": read_cdc_vsrr_trend,
        "cdc_wonder": read_cdc_wonder,
        "nflis_half_year": read_nflis_half_year,
        "nflis_half_year_reduced": read_nflis_half_year_reduced,
        "dea_monthly": read_dea_monthly,
        "sesnsp_month": read_sesnsp_month,
        "sesnsp_month_reduced": read_sesnsp_month_reduced,
        "crimenmexico_month": read_crimenmexico_month,
        "census_month_reduced": read_census_month_reduced,
        "census_wide": read_census_wide,
        "census_vintages_reduced": read_census_vintages_reduced,
        "fred_month": read_fred_month,
        "unga_ideal_points": read_unga_ideal_points,
        "policy_dates": read_policy_dates,
        "quoted_figures": read_quoted_figures,
        "tidy_csv": read_tidy_csv,
    }
)
"""`Resource.format` → reader. Formats that end in `_reduced` are of tables that were made from a
publisher's; all others named after a publisher are of its files as issued."""

NAMED_AFTER_FILE = frozenset({"tidy_csv"})
"""Formats whose measure is the name of the resource where no option `measure` says another."""

OVERLAPPING: MappingProxyType[str, str] = MappingProxyType(
    {
        "cdc.vsrr_": "item",
        "cdc.wonder_deaths": "item",
        "census.group_": "item",
        "quoted.": "scope",
    }
)
"""How measures begin → column whose values count some of the same things, so that no two of them
are ever added: a death with two drugs stands under both, and two authorities count one seizure."""

LISTED_WHEN_SEEN = ("cbp.", "cbp_amo.", "policy.")
"""How measures begin whose publishers list only what happened: what is not listed is none."""

_LOOKED_AT = 2**16
OPTIONS = (
    "corrections", "decimal", "dyads", "encoding", "fiscal_year_begins", "gross",
    "item", "area", "measure", "partners", "scope", "separator", "series", "sheet", "unit",
)  # fmt: skip
"""Settings that any reader takes."""


def read_rows(data: bytes, resource: Resource) -> Rows:
    """Read a file with the reader of its format.

    Raises:
        InputError: the format is not known, or the file is not what the format says; with every
            problem of the file.
    """
    reader = READERS.get(resource.format)
    if reader is None:
        raise InputError.at(
            resource.path, 0, f"format {shown(resource.format)} of {resource.name!r} is not known",
            nearest(resource.format, READERS),
        )  # fmt: skip
    try:
        return renamed(reader(data, resource), resource)
    except OtherTableError as error:
        raise _with_format(error, data, resource) from None


def _with_format(error: OtherTableError, data: bytes, resource: Resource) -> OtherTableError:
    """Add to the remedy which format reads the file, where one does."""
    # Its first lines tell; a file may be large.
    start = data if len(data) <= _LOOKED_AT else data[:_LOOKED_AT].rpartition(b"\n")[0]
    for name, reader in READERS.items():
        with suppress(InputError):
            reader(start, replace(resource, format=name))
            fixed = (replace(p, fix=f"{p.fix}; {name!r} reads it") for p in error.problems)
            better = OtherTableError(fixed)
            better.apart = error.apart
            return better
    return error
