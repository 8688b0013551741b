"""Daily scores of country pairs, reduced from GDELT 2.0 by others and by this project.

Source: networks of github.com/gzemo/gdelt-graph-data, reduced to one row a day; underlying data
from The GDELT Project, https://www.gdeltproject.org.

A pair's score is a sum over events, so that it grows with the volume of news: it means something
only beside the sum of absolute scores of all pairs of that day, which is kept as `Score.gross`.
"""

from detente.sources.base import text_option, words_option
from detente.sources.header import Layout
from detente.sources.row import Row
from detente.sources.table import Table
from detente.terms.tables import Resource, Rows, Score

_PAIRS = ("us_cn", "us_mx", "cn_mx")
_TOTALS = ("tot", "abs", "pos")


def read_gdelt_dyad_daily_reduced(data: bytes, resource: Resource) -> Rows:
    """Read one score a day and dyad.

    Options:
        dyads: column of the file → dyad, e.g. `{"us_cn": "USA-CHN"}`; other pairs are not read.
        gross: column with the sum of absolute scores of all pairs; `abs` where not given.

    Raises:
        InputError: a day repeats, a score is no number, the absolute sum of a day is not above 0,
            or a score exceeds it; with every other problem of the file.
    """
    dyads = words_option(resource, "dyads")
    gross_column = text_option(resource, "gross", "abs")
    table = Table(data, resource, Layout(("date", gross_column, *dyads), (*_PAIRS, *_TOTALS)))
    scores: list[Score] = []
    for row in table.rows():
        day = row.day("date")
        gross = _gross(row, gross_column)
        for column, dyad in dyads.items():
            net = row.number(column, low=None)
            if row.sound and abs(net) > gross:
                row.complain(
                    f"{column} {net:g} exceeds the absolute sum of the day, {gross:g}",
                    "check that the columns are not shifted",
                )
            scores.append(Score(day, dyad, net, gross, resource.name, row.line))
        table.unique(row, day, str(day))
    return table.finish(scores=scores)


def _gross(row: Row, column: str) -> float:
    gross = row.number(column)
    if row.sound and gross == 0:
        row.complain(
            f"{column} is 0: nothing was covered that day", "remove the row; a day may be missing"
        )
    return gross
