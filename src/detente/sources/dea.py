"""Monthly values read off DEA charts: two columns, month and value, without a header.

Source: DEA, National Drug Threat Assessment 2025, read off by hand by the authors of
github.com/kvangelo/Supply-Shock-Paper, so that second decimals mean nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.sources.base import text_option, unit_option
from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import Table, figure_key, observations_of
from detente.terms.errors import InputError, shown
from detente.terms.periods import month_number
from detente.terms.tables import Observation, Resource, Rows

_LAYOUT = Layout(("month", "value"))
_FIELDS = ("label", "value", "read_as", "reason")


@dataclass(frozen=True, slots=True)
class Correction:
    """A label that a file prints twice, and how one of the two rows is to be read.

    Attributes:
        label: the month as the file prints it, `2020/09`.
        value: the value of the row that is meant, as the file prints it.
        read_as: the month that the row is about, `2020-10`.
        reason: why.
    """

    label: str
    value: float
    read_as: str
    reason: str


def read_dea_monthly(data: bytes, resource: Resource) -> Rows:
    """Read one value a month; rows may be out of order, but a month may not repeat.

    An empty cell is unknown.

    Options:
        measure, unit: what the file holds, e.g. `dea.powder_purity` and `percent`.
        corrections: known faults of the file, as a list of tables, each with all of
            `{"label": "2020/09", "value": "2.18", "read_as": "2020-10", "reason": "…"}`:
            the row so labelled and so valued is read as the other month, and says so in its note.
            A correction expires: once the label stands only once, no row has the value, or the
            month it is to be read as has a row of its own, it is refused as out of date.

    Raises:
        InputError: with every problem of the file, or of the corrections.
    """
    measure, unit = text_option(resource, "measure"), unit_option(resource)
    log = _CorrectionLog(_corrections(resource))
    table = Table(data, resource, _LAYOUT, header=False)

    def make(row: Row) -> Iterator[Observation]:
        label = row.month("month")
        if unit == "percent":
            value = row.maybe("value", unit, low=0.0, high=100.0)
        else:
            value = row.maybe("value", unit)
        month, note = log.correct(label, value) if row.sound else (label, "")
        yield row.observation(measure, month_span(month), value, unit, note=note)

    figures = observations_of(table, make, figure_key)
    for correction in log.expired():
        table.log.add(
            0, f"the correction of {correction.label} to {correction.read_as} is out of date: the "
            f"file no longer shows {correction.label} twice, once with {correction.value:g}, and "
            f"no {correction.read_as}",
            f"remove it from the options of {resource.name!r} in datapackage.json",
        )  # fmt: skip
    return table.finish(observations=figures)


class _CorrectionLog:
    """Applies each correction once, and knows which of them the file no longer calls for."""

    def __init__(self, corrections: tuple[Correction, ...]) -> None:
        self._corrections = corrections
        self._labels: Counter[str] = Counter()
        self._used: set[Correction] = set()

    def correct(self, label: str, value: float | None) -> tuple[str, str]:
        """Return the month that a row is about, and a note where that is not its label."""
        self._labels[label] += 1
        for correction in self._corrections:
            is_meant = (correction.label, correction.value) == (label, value)
            if is_meant and correction not in self._used:
                self._used.add(correction)
                return correction.read_as, f"printed as {label}: {correction.reason}"
        return label, ""

    def expired(self) -> Iterator[Correction]:
        """Yield the corrections that do not fit the file as read."""
        for correction in self._corrections:
            stands_twice = self._labels[correction.label] >= 2
            is_free = not self._labels[correction.read_as]
            if correction not in self._used or not (stands_twice and is_free):
                yield correction


def _corrections(resource: Resource) -> tuple[Correction, ...]:
    given = resource.options.get("corrections", ())
    if not isinstance(given, (list, tuple)):
        raise _misshapen(resource, given)
    return tuple(_correction(resource, entry) for entry in given)


def _correction(resource: Resource, entry: object) -> Correction:
    if not isinstance(entry, Mapping) or set(entry) != set(_FIELDS):
        raise _misshapen(resource, entry)
    try:
        label, read_as = (_month(entry[field]) for field in ("label", "read_as"))
        value = float(entry["value"])
    except (ValueError, TypeError, OverflowError):
        raise _misshapen(resource, dict(entry)) from None
    return Correction(label, value, read_as, str(entry["reason"])[:300])


def _month(text: object) -> str:
    year, _, number = str(text).replace("/", "-").partition("-")
    month = f"{year}-{number:0>2}"
    month_number(month)
    return month


def _misshapen(resource: Resource, entry: object) -> InputError:
    return InputError.at(
        resource.path, 0, f"correction {shown(entry)} of the reader is not understood",
        f"give each correction of {resource.name!r} as a table of {', '.join(_FIELDS)}",
    )  # fmt: skip
