"""What the page for modellers shows is what the program does."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "models.md"
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def commands() -> list[tuple[str, list[str]]]:
    """List each command of the page with the lines that it prints."""
    found: list[tuple[str, list[str]]] = []
    for kind, text in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        for line in text.splitlines() if kind == "console" else ():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def test_every_command_prints_what_the_page_says(detente, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"mdl": "tank.mdl", "toml": "vary.toml"}
    for kind, text in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind in files:
            Path(files[kind]).write_text(text, encoding="utf-8")
    run = commands()
    assert len(run) >= 6
    for command, expected in run:
        if command.startswith("sed "):
            subprocess.run(command, shell=True, check=True)
            continue
        ran = detente(*shlex.split(command)[1:])
        assert ran.out.splitlines() == expected, command
        assert ran.code == (1 if "broken" in command else 0)


@pytest.fixture
def detente(monkeypatch, capsys):
    from tests.cli.conftest import detente as fixture

    return fixture.__wrapped__(monkeypatch, capsys)
