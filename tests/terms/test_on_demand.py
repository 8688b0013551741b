"""Values are made when asked for, once."""

import pytest

from detente.terms.on_demand import OnDemand


def test_each_value_is_made_once_and_only_when_asked_for() -> None:
    made: list[str] = []

    def make(name: str) -> int:
        made.append(name)
        return len(name)

    found = OnDemand(["a", "bb", "ccc"], make)
    assert list(found) == ["a", "bb", "ccc"]
    assert len(found) == 3
    assert "bb" in found
    assert made == []
    assert (found["bb"], found["bb"], found.get("d")) == (2, 2, None)
    assert made == ["bb"]
    with pytest.raises(KeyError):
        found["d"]
