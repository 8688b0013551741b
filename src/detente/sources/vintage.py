"""The day a publisher's file was issued, as the file or its name states it.

The time at which a copy was written to a disk is not that day: downloading sets it anew.
"""

import calendar
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from detente.terms.periods import fiscal_month, month_end

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SPELT = [name.lower() for name in calendar.month_name[1:]]
_MONTH = rf"(?P<month>{'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in _SPELT)}|sept)(?![a-z])\.?"
_DAY = re.compile(
    rf"(?P<year>(?:19|20)\d\d)[-_./]?(?P<number>0[1-9]|1[0-2])[-_./]?(?P<day>[0-3]\d)(?!\d)"
    rf"|(?P<us>\d{{1,2}}/\d{{1,2}}/(?:19|20)\d\d)"
    rf"|{_MONTH} +(?P<written>\d{{1,2}}, *(?:19|20)\d\d)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[-_ .]*{_MONTH}[-_ ,.]*"
    r"(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"(?:as of|for analysis on|query date|last updated?|updated on|extracted on|retrieved(?: on)?"
    r"|downloaded on|publication date|release date|data through)\W{0,6}",
    re.IGNORECASE,
)
_COLUMNS = frozenset(
    {"data as of", "as of", "fetched", "query run date", "retrieved", "last updated", "vintage"}
)
_FISCAL = re.compile(rf"fy *(?:20)?(?P<year>\d\d)[-_ ]*(?:\(fytd\)[-_ ]*)?{_MONTH}", re.I)
_IN_NAME = re.compile(
    rf"(?<![a-z]){_MONTH}[-_ ]?(?P<year>20\d\d)(?!\d)"
    r"|(?<!\d)(?P<year2>20\d\d)[-_](?P<number>0[1-9]|1[0-2])(?![-_]?\d)",
    re.IGNORECASE,
)
_LOOKED_AT = 2**16


def stated_vintage(data: bytes, name: str, last: date) -> date | None:
    """Return the day that a file, or else its name, says it was issued; None where neither does.

    Args:
        data: the file.
        name: its name without the folder.
        last: last day that it covers; a date before it is not the day of issue.
    """
    for found in (_in_columns(data), _in_text(data), _days(name), _months(name)):
        if known := [day for day in found if day >= last]:
            return max(known)
    return None


def _in_columns(data: bytes) -> Iterator[date]:
    text = io.StringIO(data.decode("utf-8-sig", errors="replace"), newline="")
    try:
        rows = csv.reader(text)
        header = [" ".join(re.findall("[a-z]+", cell.lower())) for cell in next(rows, [])]
        places = [place for place, cell in enumerate(header) if cell in _COLUMNS]
        cells = (
            {row[place] for row in rows for place in places if place < len(row)} if places else ()
        )
        for cell in cells:
            yield from _days(cell)
    except csv.Error:
        return


def _in_text(data: bytes) -> Iterator[date]:
    ends = data if len(data) <= 2 * _LOOKED_AT else data[:_LOOKED_AT] + data[-_LOOKED_AT:]
    text = ends.decode("utf-8", errors="replace")
    for match in _STATED.finditer(text):
        if found := _DAY.match(text, match.end()):
            yield from _day(found)


def _days(text: str) -> Iterator[date]:
    for match in _DAY.finditer(text):
        yield from _day(match)
    for match in _DAY_FIRST.finditer(text):
        with suppress(ValueError):
            month = _MONTHS.index(match["month"].lower()[:3]) + 1
            yield date(int(match["year"]), month, int(match["day"]))


def _day(match: re.Match[str]) -> Iterator[date]:
    try:
        if match["year"]:
            yield date(int(match["year"]), int(match["number"]), int(match["day"]))
        elif match["us"]:
            month, day, year = map(int, match["us"].split("/"))
            yield date(year, month, day)
        else:
            day, year = map(int, match["written"].split(","))
            yield date(year, _MONTHS.index(match["month"].lower()[:3]) + 1, day)
    except ValueError:
        return  # 31 February: no day, so that nothing is stated


def _months(name: str) -> Iterator[date]:
    for match in _FISCAL.finditer(name):
        number = _MONTHS.index(match["month"].lower()[:3]) + 1
        yield month_end(fiscal_month(2000 + int(match["year"]), number))
    for match in _IN_NAME.finditer(name):
        if match["month"]:
            number = _MONTHS.index(match["month"].lower()[:3]) + 1
        else:
            number = int(match["number"])
        yield month_end(f"{match['year'] or match['year2']}-{number:02d}")
