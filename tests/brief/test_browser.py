"""A real browser shows the page without a complaint and without asking anyone for anything."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--enable-logging=stderr",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


def open_page(page: str, folder: Path, *flags: str) -> str:
    (folder / "brief.html").write_text(page, "utf-8")
    run = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags,
         (folder / "brief.html").as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return run.stderr


@pytest.mark.parametrize("name", ["page", "hostile_page"])
def test_the_browser_has_nothing_to_complain_about(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    said = open_page(
        request.getfixturevalue(name), tmp_path, f"--screenshot={tmp_path / 'shot.png'}"
    )
    assert (tmp_path / "shot.png").stat().st_size > 10_000
    assert [line for line in said.splitlines() if "CONSOLE" in line] == []


@pytest.mark.parametrize("name", ["page", "hostile_page"])
def test_the_browser_asks_nobody(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Without its policy too, so that the page is silent by itself and the policy is a second lock.

    The browser's own errands (updates, the time) are not the page's; every address in the page's
    texts is under .example.
    """
    page = re.sub(r"<meta http-equiv=[^>]*>", "", request.getfixturevalue(name))
    assert "Content-Security-Policy" not in page
    log = tmp_path / "net.json"
    open_page(page, tmp_path, f"--log-net-log={log}", f"--print-to-pdf={tmp_path / 'print.pdf'}")
    assert (tmp_path / "print.pdf").read_bytes().startswith(b"%PDF-")
    events = json.loads(log.read_text("utf-8"))["events"]
    asked = [e["params"]["url"] for e in events if "url" in e.get("params", {})]
    assert [url for url in asked if ".example" in url] == []


def test_fragments_lead_to_their_places(page: str, tmp_path: Path) -> None:
    """What is linked from elsewhere stays findable: each fragment shows another part."""
    seen = set()
    for fragment in ("", "#claim-peak-1", "#effect-seizures", "#event-ev-001", "#source-cbp"):
        shot = tmp_path / f"at{fragment.replace('#', '-')}.png"
        (tmp_path / "brief.html").write_text(page, "utf-8")
        subprocess.run(
            [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}",
             "--force-prefers-reduced-motion", f"--screenshot={shot}",
             (tmp_path / "brief.html").as_uri() + fragment],
            capture_output=True, timeout=120, check=True,
        )  # fmt: skip
        seen.add(shot.read_bytes())
    assert len(seen) == 5
