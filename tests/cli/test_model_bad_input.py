"""Every command about a model meets a bad file with one clear error, and leaves nothing behind."""

from collections.abc import Callable

import pytest

from tests.cli.test_simulate import DECAY
from tests.dynamics.texts import xmile

STOCK = (
    '<stock name="s"><eqn>1</eqn><inflow>f</inflow></stock>\n<flow name="f">\n<eqn>2</eqn></flow>'
)
SOUND = xmile(STOCK)
ENTITY = '<!DOCTYPE x [<!ENTITY a "{}">{}]>\n'
BOMB = ENTITY.format("ha", "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
))  # fmt: skip
SECRET = "the contents of another file"
LOOP = "x = y + 1 ~~|\ny = x / 2 ~~|\n"
DATA = "d = GET DIRECT DATA('{}', ',', 'A', 'B2') ~~|\n"


def with_head(head: str) -> str:
    return SOUND.replace("?>\n", f"?>\n{head}", 1)


def mdl(more: str) -> str:
    return DECAY + more


# Name of the file → its contents, where in it the error is, and what the error says.
BAD: dict[str, tuple[str | bytes, int, tuple[str, ...]]] = {
    "truncated.xmile": (SOUND[: len(SOUND) * 2 // 3], -1, ("not well-formed", "truncated")),
    "bomb.xmile": (with_head(BOMB).replace("<eqn>2<", "<eqn>&i;<"), 0, ("document type",)),
    "entity.xmile": (
        with_head('<!DOCTYPE x [<!ENTITY a SYSTEM "secret.txt">]>').replace("<eqn>2<", "<eqn>&a;<"),
        0, ("document type",),
    ),
    "entity16.xmile": (
        with_head('<!DOCTYPE x [<!ENTITY a SYSTEM "secret.txt">]>')
        .replace("utf-8", "utf-16").encode("utf-16"), 0, ("document type",),
    ),
    "undeclared.xmile": (SOUND.replace("<eqn>2<", "<eqn>&gone;<"), -1, ("not well-formed",)),
    "loop.mdl": (mdl(LOOP), -1, ("x → y → x", "loop")),
    "nodata.mdl": (mdl(DATA.format("gone.csv")), 0, ("gone.csv",)),
    "outside.mdl": (mdl(DATA.format("../secret.csv")), 0, ("../secret.csv",)),
    "absolute.mdl": (mdl(DATA.format("/etc/passwd")), 0, ("/etc/passwd",)),
    "save.mdl": (DECAY.replace("SAVEPER = 1", "SAVEPER = 0.3"), 17, ("0.3", "0.125", "multiple")),
    "function.mdl": (mdl("z = FIND ZERO(1, 2) ~~|\n"), 20, ("FIND ZERO is not supported",)),
    "unknown.mdl": (mdl("z = rote * 2 ~~|\n"), 20, ("'rote' is not defined", "rate")),
    "conveyor.xmile": (SOUND.replace("<eqn>1<", "<conveyor/><eqn>1<"), -1, ("<conveyor> s",)),
    "queue.xmile": (SOUND.replace("<eqn>1<", "<queue/><eqn>1<"), -1, ("<queue> s",)),
    "large.mdl": (b"{UTF-8}\n" + b"a" * 50_000_000, 0, ("50,000,008", "20,000,000")),
    "large.xmile": (b"<" * 50_000_000, 0, ("50,000,000",)),
    "empty.mdl": (b"", 0, ("no Vensim equation",)),
    "empty.xmile": (b"", -1, ("not well-formed",)),
    "zeros.mdl": (b"\x00" * 1000, 0, ("no Vensim equation",)),
    "zeros.xmile": (b"\x00" * 1000, -1, ("not well-formed",)),
    "half16.mdl": (b"\xff\xfe\x00\xd8", 0, ("no Vensim equation",)),
    "deep.mdl": (mdl("z = " + "(" * 3000 + "1" + ")" * 3000 + " ~~|\n"), 20, ("'z'",)),
}  # fmt: skip


def _commands(model: object, folder: object) -> list[tuple[object, ...]]:
    vary = f"{folder}/vary.toml"
    return [
        ("simulate", model, "--out", f"{folder}/run.csv"),
        ("model", "check", model),
        ("model", "export", model, "--to", "mdl", "--out", f"{folder}/out.mdl"),
        ("model", "sensitivity", model, "--vary", vary, "--outcome", "level", "--out",
         f"{folder}/sensitivity"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_model_is_one_clear_error(name: str, detente: Callable, tmp_path) -> None:
    content, line, said = BAD[name]
    folder = tmp_path / "models"
    folder.mkdir()
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "secret.csv").write_text(f"time,{SECRET}\n1,2\n", encoding="utf-8")
    (folder / "vary.toml").write_text(
        '[rate]\ndistribution = "uniform"\nlow = 0.1\nhigh = 0.2\n', encoding="utf-8"
    )
    before = sorted(folder.iterdir())
    for words in _commands(path, folder):
        if name == "save.mdl" and words[1] == "export":
            continue  # written as it was, for the modeller to mend
        ran = detente(*words)
        assert (ran.code, ran.out) == (2, ""), words
        assert all(part in ran.err for part in said), ran.err
        assert "Traceback" not in ran.err
        assert SECRET not in ran.err
        place = f"{path}:{line}: " if line > 0 else f"{path}:" if line else ""
        assert place in ran.err
        assert len(ran.err) < 3000
        assert sorted(folder.iterdir()) == before


def test_a_number_that_is_none_is_named_with_its_first_time(detente, tmp_path) -> None:
    path = tmp_path / "nan.mdl"
    path.write_text(DECAY + "z = SQRT(40 - level) ~~|\nw = z + 1 ~~|\n", encoding="utf-8")
    ran = detente("simulate", path, "--out", tmp_path / "run.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "'z' is not a number from time 0 on, in 1 of 1 draws" in ran.err
    assert [item.name for item in tmp_path.iterdir()] == ["nan.mdl"]
    ran = detente("model", "check", path)
    assert ran.code == 1
    assert "z: is not a finite number at time 0 (as written)" in ran.out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", [".mdl", ".xmile"])
def test_other_encodings_are_read(detente, tmp_path, encoding: str, ending: str) -> None:
    path = tmp_path / f"model{ending}"
    name = "größe"
    declared = {"utf-8-sig": "utf-8", "cp1252": "windows-1252"}.get(encoding, encoding)
    text = mdl(f"{name} = 3 ~~|\n") if ending == ".mdl" else xmile(
        f'<aux name="{name}"><eqn>3</eqn></aux>').replace("utf-8", declared)  # fmt: skip
    path.write_bytes(text.encode(encoding))
    ran = detente("simulate", path)
    assert ran.code == 0, ran.err
    assert name in ran.out.splitlines()[0].split(",")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("time,level\n0,1\n1,soon\n", ":3: 'soon' is not a number"),
        ("", "has no data"),
        (b"\xff\xfe\x00\xd8", "is not UTF-8"),
    ],
)
def test_a_bad_file_of_data_is_one_clear_error(detente, tmp_path, content, said) -> None:
    path, data = tmp_path / "decay.mdl", tmp_path / "data.csv"
    path.write_text(DECAY, encoding="utf-8")
    data.write_bytes(content if isinstance(content, bytes) else content.encode())
    for words in (("simulate", path), ("model", "check", path)):
        ran = detente(*words, "--data", data)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
