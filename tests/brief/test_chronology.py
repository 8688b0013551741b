"""The chronology of the brief prints an event's last day beside its first."""

from dataclasses import replace

import pytest

from detente.brief.chronology import chronology_views
from tests.brief.samples import event, findings


@pytest.mark.parametrize(
    ("end", "when"),
    [("", "3\u00a0Jan 2023"), ("2023-01-03", "3\u00a0Jan 2023"),
     ("2023-01-05", "3\u00a0Jan 2023 to 5\u00a0Jan 2023")],
)  # fmt: skip
def test_a_range_is_printed_whole(end: str, when: str) -> None:
    row = replace(event(0, None, ""), event_date="2023-01-03", date_precision="day", date_end=end)
    (view,) = chronology_views(replace(findings(), events=(row,)))
    assert [shown.when for shown in view.events] == [when]
