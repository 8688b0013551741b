"""`detente store`: what is kept for the next time, and how it is emptied."""

import json

import numpy as np

from detente.sampling.draw_store import entries, keep_arrays


def test_the_store_is_shown_and_emptied(detente, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "cache"))
    assert "0 entries" in detente("store").out
    keep_arrays("one", {"a": np.arange(3.0)})
    keep_arrays("two", {"a": np.arange(4.0)})
    (tmp_path / "cache" / "mine.npz").write_bytes(b"a user's own")
    shown = detente("store")
    assert f"{tmp_path / 'cache'}: 2 entries" in shown.out
    told = json.loads(detente("store", "--json").out)
    assert {entry["key"] for entry in told["entries"]} == {"one", "two"}
    assert all(entry["size"] > 0 for entry in told["entries"])
    assert "0 entries" in detente("store", "--clear").out
    assert not entries()
    assert (tmp_path / "cache" / "mine.npz").exists()
