"""Files as they come: broken, hostile, old, in other encodings."""

from pathlib import Path

import pytest

from detente.dynamics.compile import load
from detente.dynamics.limits import MOST_BYTES
from detente.dynamics.read import load_model
from detente.dynamics.simulate import simulate
from detente.terms.errors import InputError
from tests.dynamics.texts import model_of, vensim, written, xmile
from tests.fuzz.limits import within

STOCK = '<stock name="S"><eqn>10</eqn><outflow>drain</outflow></stock>'
FLOW = '<flow name="drain"><eqn>S/5</eqn></flow>'


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        simulate(load(path))
    return str(caught.value)


@pytest.mark.parametrize("size", [0.3, 0.6, 0.9])
def test_truncated_xmile_is_refused_with_its_line(tmp_path: Path, size: float) -> None:
    text = xmile(STOCK + FLOW)
    message = refused(written(tmp_path, text[: int(len(text) * size)], ".xmile"))
    assert "not well-formed XML" in message
    assert "model.xmile:" in message


def test_an_xml_bomb_is_refused_and_never_expanded(tmp_path: Path) -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(
            f'<!ENTITY a{n} "{"&a" + (str(n - 1) if n > 1 else "") + ";"}">' * 1
            for n in range(1, 9)
        )
        + "]>"
    )
    text = xmile(STOCK + FLOW).replace("<xmile", bomb + "<xmile", 1)
    assert "document type" in refused(written(tmp_path, text, ".xmile"))


def test_an_external_entity_is_refused_in_any_encoding(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("7")
    text = xmile(STOCK + '<flow name="drain"><eqn>&x;</eqn></flow>').replace(
        "<xmile", '<!DOCTYPE x [<!ENTITY x SYSTEM "secret.txt">]><xmile', 1
    )
    path = tmp_path / "model.xmile"
    for data in (text.encode(), text.replace("utf-8", "utf-16").encode("utf-16")):
        path.write_bytes(data)
        assert "document type" in refused(path)


def test_old_stella_files_are_read_like_new_ones(tmp_path: Path) -> None:
    """PySD finds no variable in them and returns an empty model."""
    text = xmile(STOCK + FLOW)
    old = (
        text.replace("<variables>", "")
        .replace("</variables>", "")
        .replace(
            "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0", "http://www.systemdynamics.org/XMILE"
        )
    )
    new = simulate(load(written(tmp_path, text, ".xmile")))
    results = simulate(load(written(tmp_path, old, ".stmx")))
    assert results["S"].tolist() == new["S"].tolist()


def test_an_initial_equation_is_honoured(tmp_path: Path) -> None:
    """PySD ignores `<init_eqn>`; here the level starts from it and then follows the equation."""
    text = xmile(
        STOCK + FLOW + '<aux name="a"><eqn>S*2</eqn><init_eqn>7</init_eqn></aux>'
        '<stock name="K"><eqn>a</eqn></stock>'
    )
    results = simulate(load(written(tmp_path, text, ".xmile")))
    assert results["K"][0, 0] == 7
    assert results["a"][0, 0] == 20


@pytest.mark.parametrize("tag", ["module", "conveyor", "queue"])
def test_parts_of_xmile_that_change_the_result_are_refused_by_name(
    tmp_path: Path, tag: str
) -> None:
    inside = f'<{tag} name="M"/>' if tag == "module" else ""
    stock = f'<stock name="T"><eqn>1</eqn><{tag}/></stock>' if tag != "module" else ""
    message = refused(written(tmp_path, xmile(STOCK + FLOW + inside + stock), ".xmile"))
    assert f"<{tag}>" in message


def test_every_broken_equation_is_reported_at_once(tmp_path: Path) -> None:
    message = refused(written(tmp_path, vensim("a = FOO(1) ~~|\nb = nowhere * 2 ~~|\nc = 1 ~~|\n")))
    assert "FOO is not supported" in message
    assert "'nowhere' is not defined" in message
    assert "model.mdl:2: a" in message
    assert "model.mdl:3: b" in message


def test_an_unparsable_equation_is_named_with_its_line(tmp_path: Path) -> None:
    message = refused(written(tmp_path, vensim("a = 1 ~~|\nb = (1 + ~~|\n")))
    assert "model.mdl:3:" in message
    assert "'b'" in message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "model.mdl"
    path.write_bytes(vensim("größe = 4 ~~|\nx = größe * 2 ~~|\n").encode(encoding))
    assert simulate(load(path))["x"][0, 0] == 8


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "model.mdl"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(InputError, match="20,000,000"):
        load_model(path)


@pytest.mark.parametrize(("name", "problem"), [("m.txt", "ending"), ("none.mdl", "missing")])
def test_a_path_that_is_no_model_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        load_model(tmp_path / name)


def test_a_negative_literal_keeps_its_place_under_a_power(tmp_path: Path) -> None:
    """Vensim's −2^2 is −(2^2); PySD's tree has lost the difference from (−2)^2."""
    model = model_of(tmp_path, "a = -2^2 ~~|\nb = (-2)^2 ~~|\nc = 3-2^2 ~~|\nd = 1e-2^2 ~~|\n")
    results = simulate(model)
    assert [float(results[name][0, 0]) for name in "abcd"] == [-4, 4, -1, 1e-4]


def test_comments_inside_equations_and_odd_quotes_are_read(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        '"x - {not a comment}" = 3 ~ m [0,10,1] ~ 5" pipes |\n'
        'b {half} = "x - {not a comment}" {of} * ((2)) ~ (1/m) ~ |\n',
    )
    assert simulate(model)["b"][0, 0] == 6


def test_an_entry_without_a_comment_field_is_not_lost(tmp_path: Path) -> None:
    """PySD takes an entry with a single `~` for a heading and drops its variable."""
    run = simulate(model_of(tmp_path, "a = 2 ~ m |\nb = a * 3 |\n"))
    assert run["b"][0, 0] == 6


def test_an_algebraic_loop_is_named(tmp_path: Path) -> None:
    message = refused(written(tmp_path, vensim("a = b + 1 ~~|\nb = c ~~|\nc = a*2 ~~|\n")))
    for name in ("a", "b", "c"):
        assert f"{name} → " in message


def test_initial_values_that_need_one_another_are_named(tmp_path: Path) -> None:
    message = refused(written(tmp_path, vensim("s = INTEG(1, t) ~~|\nt = INTEG(1, s) ~~|\n")))
    assert "initial values need one another" in message


def test_a_save_step_that_does_not_divide_is_refused(tmp_path: Path) -> None:
    message = refused(written(tmp_path, vensim("a = Time ~~|\n", step=0.4, save=1)))
    assert "not a multiple of the time step" in message


@pytest.mark.parametrize("code", [3, 4])
def test_an_integration_method_that_is_not_supported_is_named(tmp_path: Path, code: int) -> None:
    assert "RK2" in refused(written(tmp_path, vensim("s = INTEG(-s, 1) ~~|\n", code=code)))


def test_a_number_that_is_none_is_named_with_its_time(tmp_path: Path) -> None:
    model = model_of(tmp_path, "a = SQRT(4 - Time) ~~|\nb = a + 1 ~~|\n")
    with pytest.raises(InputError, match=r"'a' is not a number from time 4.5 on, in 1 of 1"):
        simulate(model)


def test_a_data_file_outside_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "data.csv").write_text("1,2\n")
    for name in ("../data.csv", str(tmp_path / "data.csv"), "..\\\\data.csv"):
        text = vensim(f"a = GET DIRECT CONSTANTS('{name}', ',', 'A1') ~~|\n")
        assert "outside" in refused(written(inside, text))


def test_a_missing_data_file_is_named(tmp_path: Path) -> None:
    text = vensim("a = GET DIRECT CONSTANTS('none.csv', ',', 'A1') ~~|\n")
    assert "'none.csv' is not there" in refused(written(tmp_path, text))


@pytest.mark.parametrize(
    ("written_as", "instead"),
    [
        ("</variables>", ""),
        ("</xmile>", "</xmlie>"),
        ("</model>", ""),
        ("<model>", ""),
        ("10</eqn>", "10"),
        ("</dt>", ""),
        ("10</eqn>", "10</eqqn>"),
        ("</sim_specs>", ""),
        ("</stock>", "</flow>"),
        ("<eqn>10", "10"),
        ("</xmile>", ""),
        ("</stock><flow", "<flow"),
        ("</flow></variables>", "</variables>"),
    ],
)
def test_ill_formed_xmile_is_refused_or_loses_nothing(
    tmp_path: Path, written_as: str, instead: str
) -> None:
    text = xmile(STOCK + FLOW)
    assert written_as in text
    path = written(tmp_path, text.replace(written_as, instead, 1), ".xmile")
    if written_as.startswith(("</stock><", "</flow><")):
        # A public model forgets this tag; all of its variables are there all the same.
        assert {"s", "drain"} <= set(load(path).variables)
    else:
        assert "model.xmile:" in (message := refused(path))
        assert "not well-formed XML" in message


def test_what_follows_an_unclosed_variable_is_not_dropped(tmp_path: Path) -> None:
    text = xmile(STOCK + FLOW).replace("</flow></variables>", "</variables>")
    text = text.replace("</xmile>", '<model name="m"><variables/></model></xmile>')
    assert "not well-formed XML" in refused(written(tmp_path, text, ".xmile"))


@pytest.mark.parametrize("space", ["", 'xmlns=""'])
def test_xmile_without_a_namespace_is_read(tmp_path: Path, space: str) -> None:
    text = xmile(STOCK + FLOW)
    bare = text.replace('xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"', space)
    assert bare != text
    values = simulate(load(written(tmp_path, bare, ".xmile")))["S"]
    assert (values == simulate(load(written(tmp_path, text, ".xmile")))["S"]).all()


def test_names_of_other_programs_that_no_prefix_declares_are_no_fault(tmp_path: Path) -> None:
    text = xmile(STOCK + FLOW)
    bare = text.replace('xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"', 'isee:build="1"')
    odd = bare.replace("<variables>", "<isee:prefs isee:layer='1'/><variables>")
    assert odd != bare != text
    values = simulate(load(written(tmp_path, odd, ".xmile")))["S"]
    assert (values == simulate(load(written(tmp_path, text, ".xmile")))["S"]).all()


def test_comments_that_never_end_are_searched_once(tmp_path: Path) -> None:
    with within(20.0, 700):
        path = written(tmp_path, xmile(f'<aux name="a"><eqn>{"{" * 190_000}</eqn></aux>'), ".xmile")
        assert "model.xmile:" in refused(path)
