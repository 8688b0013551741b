"""Nothing in a stranger's model is ever run, fetched, or read from outside of its folder."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.dynamics.strangers.corpus import CODE, OUTSIDE, SECRET, Stranger, strangers
from tests.dynamics.texts import vensim, xmile

STRANGERS = strangers()
WARM = (
    Stranger(
        {
            "model.mdl": vensim(
                "a = WITH LOOKUP(Time, ([(0,0)-(9,9)],(0,0),(9,9))) ~~|\n"
                "l((0,0),(1,1)) ~~|\nb = l(a) ~~|\n"
                "d: p, q ~~|\nc[d] = 1, 2 ~~|\ns = INTEG(b, SUM(c[d!])) ~~|\n"
                "e = GET DIRECT CONSTANTS('d.csv', ',', 'A1') ~~|\n"
            ).encode(),
            "d.csv": b"1\n",
        }
    ),
    Stranger(
        {
            "model.xmile": xmile(
                '<stock name="s"><eqn>1</eqn><inflow>f</inflow></stock>'
                '<flow name="f"><eqn>s*2</eqn></flow>'
            ).encode()
        }
    ),
)


def laid(folder: Path, stranger: Stranger) -> Path:
    """Write a stranger's folder."""
    folder.mkdir(parents=True)
    for name, content in stranger.files.items():
        (folder / name).write_bytes(content)
    for name, target in stranger.links.items():
        (folder / name).symlink_to(target)
    return folder


def python(program: list[str], asked: Any, folder: Path) -> Any:
    """Run a program of the tests in the stranger's surroundings; return the JSON it prints."""
    done = subprocess.run(
        [sys.executable, *program],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONDONTWRITEBYTECODE": "1",
            "JAX_PLATFORMS": "cpu",
        },
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("strangers")
    (folder / OUTSIDE).write_text(f"{SECRET},{SECRET}\n{SECRET},{SECRET}\n")
    return folder


@pytest.fixture(scope="module")
def ended(place: Path) -> dict[str, Any]:
    """Read the whole corpus in one watched process; name → how it ended."""
    asked = {
        "warm": [str(laid(place / f"warm{i}", stranger)) for i, stranger in enumerate(WARM)],
        "folders": [str(laid(place / name, stranger)) for name, stranger in STRANGERS.items()],
    }
    return python(["-m", "tests.dynamics.strangers.read_watched"], asked, place)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", STRANGERS)
def test_a_strangers_model_runs_nothing_and_reads_nothing_outside(
    ended: dict[str, Any], place: Path, name: str
) -> None:
    found = ended[name]
    assert found["caught"] == []
    assert found["end"] == ("refused" if STRANGERS[name].refused else "read"), found["end"]
    assert SECRET not in found["shown"]
    assert "root:x:" not in found["shown"]
    assert sorted(path.name for path in (place / name).iterdir()) == sorted(
        [*STRANGERS[name].files, *STRANGERS[name].links]
    )


def test_the_corpus_is_caught_where_the_parser_keeps_its_eval(place: Path) -> None:
    # With the two bolts drawn, the watch hears the code of the box: it can fail.
    evil = Stranger(
        {
            "model.mdl": vensim(
                f"a = WITH LOOKUP(Time, ([(0,0)-(1,{CODE})],(0,0),(1,1))) ~~|\n"
            ).encode()
        }
    )
    program = (
        "import json, sys\nfrom pathlib import Path\n"
        "from detente.dynamics import read, vensim_text\n"
        "from tests.dynamics.strangers.read_watched import _used\n"
        "from tests.dynamics.strangers.watch import Watch\n"
        "asked = json.load(sys.stdin)\n"
        "assert _used(Path(asked['warm']), whole=False)['end'] == 'read'\n"
        "vensim_text._without_boxes = lambda text: text\n"
        "from pysd.translators.vensim import vensim_element\n"
        "del vensim_element.eval\n"
        "watch = Watch()\n"
        "with watch.over(Path(asked['evil']).parent):\n"
        "    _used(Path(asked['evil']), whole=False)\n"
        "json.dump(watch.caught, sys.stdout)\n"
    )
    warm, bad = laid(place / "unbolted-warm", WARM[0]), laid(place / "unbolted", evil)
    asked = {"warm": str(warm / "model.mdl"), "evil": str(bad / "model.mdl")}
    caught = python(["-c", program], asked, place)
    assert len(caught) == 1
    assert caught[0].startswith("compile")
    assert "EXECUTED" in caught[0]
    assert not (place / "EXECUTED").exists()


HARMS = {
    "eval": "eval('1+1')",
    "exec": "exec(WAITING)",
    "compile": "compile('1', '<string>', 'eval')",
    "named after a file": "compile('1', 'model.py', 'exec')",
    "system": "os.system('true')",
    "process": "subprocess.Popen(['true'])",
    "fork": "os.fork()",
    "socket": "socket.socket()",
    "name of a host": "socket.getaddrinfo('localhost', 1)",
    "outside": "open('/etc/passwd')",
    "above": "open('../outside.csv')",
    "written": "open('new', 'w')",
    "written by descriptor": "os.open('new', os.O_CREAT | os.O_WRONLY)",
    "removed": "os.remove('model.mdl')",
    "library": "ctypes.CDLL('./strange.so')",
    "pickle": "pickle.loads(pickle.dumps(os.getcwd))",
    "module beside": "(sys.path.insert(0, '.'), __import__('trap'))",
}


@pytest.fixture(scope="module")
def caught(place: Path) -> dict[str, list[str]]:
    folder = laid(place / "harms", Stranger({"model.mdl": b"", "trap.py": b"1\n"}))
    program = (
        "import ctypes, json, os, pickle, socket, subprocess, sys\nfrom pathlib import Path\n"
        "from tests.dynamics.strangers.watch import Watch\n"
        "WAITING = compile('1', '<string>', 'exec')\n"
        "ready = {}\n"
        "for name, harm in json.load(sys.stdin).items():\n"
        "    ready[name] = eval('lambda: ' + harm)\n"
        "watch = Watch()\nfound = {}\n"
        "for name, harm in ready.items():\n"
        "    with watch.over(Path.cwd()):\n"
        "        harm()\n"
        "    found[name] = watch.caught\n"
        "json.dump(found, sys.stdout)\n"
    )
    return python(["-c", program], HARMS, folder)  # type: ignore[no-any-return]


@pytest.mark.parametrize("harm", HARMS)
def test_the_watch_hears_every_harm(caught: dict[str, list[str]], harm: str) -> None:
    assert len(caught[harm]) == 1
