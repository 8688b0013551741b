"""Names that are offered for a word: a slip of it, and never another thing's."""

import pytest

from detente.terms.errors import near_name, nearest
from detente.terms.units import UNITS

VALUE = ("period", "value")
CAUSES = (
    "Synthetic opioids, excl. methadone (T40.4)",
    "Natural & semi-synthetic opioids (T40.2)",
    "Heroin (T40.1)",
    "Cocaine (T40.5)",
    "Methadone (T40.3)",
)
COLUMNS = ("Sum Qty (lbs)", "Count of Event", "Drug Type")
BORDERS = ("Northern Border", "Southwest Border", "Coastal/Interior")


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (VALUE, "value_se|value_prev|value_sa|value (revised)|old value|value 2|rate|valor"),
        (tuple(UNITS), "USD|BUSD|kUSD|g|mcg|tons|ton|rate|share|index|grams|pound sterling|count"),
        (COLUMNS, "Sum Qty (kg)|Sum Qty (oz)|Avg Qty (lbs)|Sum Qty (lbs) YTD|Count of Seizures"),
        (("Deaths",), "Death Rate|Crude Deaths|Age Adjusted Deaths|Births|Deaths per 100,000"),
        (CAUSES, "Synthetic opioids, incl. methadone (T40.4)|Cocaine (T40.1)|Fentanyl (T40.4)"),
        (CAUSES, "Natural opioids (T40.2)|Synthetic opioids (T40.4)"),
        (CAUSES, "Natural & semi-synthetic opioids (T40.3)|Synthetic opioids (T40.3)"),
        (BORDERS, "Southern Border|Northern Land Border|Coastal"),
        (("12 month-ending",), "1 month|3 month-ending"),
        (("imports",), "exports"),
        (("legal",), "illegal"),
        (("unadjusted",), "adjusted"),
        (("Predicted Value", "Data Value"), "Reported Value"),
        (("homicidio doloso",), "homicidio culposo"),
        (("us-cn-059",), "us-cn-060|us-cn-59x1"),
    ],
)
def test_the_name_of_another_thing_is_not_offered(known: tuple[str, ...], words: str) -> None:
    for word in words.split("|"):
        assert near_name(word, known) == ""
        assert "did you mean" not in nearest(word, known)


@pytest.mark.parametrize(
    ("known", "word", "meant"),
    [
        (VALUE, "values", "value"),
        (VALUE, "val", "value"),
        (VALUE, "vaule", "value"),
        (tuple(UNITS), "Deathes", "deaths"),
        (tuple(UNITS), "KGG", "kg"),
        (COLUMNS, "Sum Qyt (lbs)", "Sum Qty (lbs)"),
        (COLUMNS, "Sum Qty (lb)", "Sum Qty (lbs)"),
        (COLUMNS, "Count of Events", "Count of Event"),
        (("Deaths",), "Death", "Deaths"),
        (CAUSES, "Heroine", "Heroin (T40.1)"),
        (CAUSES, "Heroin (T40.1) ", "Heroin (T40.1)"),
        (CAUSES, "Synthetic opiods, excl methadone (T40.4)", CAUSES[0]),
        (BORDERS, "Southwest", "Southwest Border"),
        (("us-cn-059",), "us-cn-59", "us-cn-059"),
        (("us-cn-059",), "us-cn-0599", "us-cn-059"),
        (("chronology",), "crono", "chronology"),
    ],
)
def test_a_slip_is_answered_with_the_name_that_is_meant(
    known: tuple[str, ...], word: str, meant: str
) -> None:
    assert near_name(word, known) == meant
