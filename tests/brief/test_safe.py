"""Text from outside stays text."""

import dataclasses
import re
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.brief.ledger import MARKS
from detente.brief.safe import clean, cleaned, printable, slug, web_link
from detente.claims.verdict import Verdict
from tests.brief import samples

ANY_TEXT = st.text(st.characters(), max_size=40)


@given(ANY_TEXT)
def test_clean_text_fits_in_any_document(text: str) -> None:
    kept = clean(text)
    node = ElementTree.Element("t")
    node.text = kept
    assert (ElementTree.fromstring(ElementTree.tostring(node)).text or "") == kept
    assert clean(kept) == kept


def test_cleaning_reaches_every_text_and_nothing_else() -> None:
    dirty = dataclasses.replace(samples.findings(), title="a\x00\u202eb", dyads={"A-B": "x\ny"})
    assert cleaned(dirty).title == "ab"
    assert cleaned(dirty).dyads == {"A-B": "x y"}
    assert cleaned(samples.findings()) == samples.findings()


@given(ANY_TEXT, ANY_TEXT)
def test_names_for_fragments_are_plain_and_do_not_clash(one: str, other: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", slug(one))
    assert (slug(one) == slug(other)) == (one == other)


@pytest.mark.parametrize("name", ["USA-CHN", "us-cn-001", "seizures_by_place"])
def test_ordinary_names_are_kept(name: str) -> None:
    assert slug(name) == name


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/x?y=1&z=%20#f", "http://a.example:80/", "HTTPS://WWW.CBP.GOV/newsroom",
        "https://www.gob.mx/sre/prensa/cooperación?a=b@c", "https://a-b.c1.example",
        "https://a.example/@user/1", "https://a.example/a:b//c", "https://a.example:443?x",
        "https://" + "a" * 63 + ".example/",
    ],
)  # fmt: skip
def test_web_pages_are_links(url: str) -> None:
    assert web_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//a.example/x",
        "https://", "https:///x", "https://a b.example", 'https://a.example/"x', "file:///etc/passwd",
        "https://[::1", "https://a.example:port/", "https://a.example/\nx", "mailto:a@b.example",
        "https://www.cbp.gov@evil.example/", "https://www.cbp.gov:x@evil.example/", "https://@evil.example",
        "https://www.cbp.gov%2f@evil.example/", "https://www.cbp.gov\u202e.example/", "https://xn--cp-hkb.example",
        "https://сbp.example/", "https://a.example:8080/", "https://a.example:/", "http://a.example:443/",
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://localhost/",
        "https://a.example\\@evil.example/", "https:\\\\evil.example",
        "https:evil.example", "https:/evil.example",
        "https://www.cbp.gov\uff0fevil.example/", "https://www.cbp.gov\u3002evil.example/", "https://a%2eb.example/",
        "https://a..example/", "https://.a.example/", "https://a.example./", "https://-a.example/",
        "https://a_b.example/", "https://" + "a" * 64 + ".example/",
        "https://a.example/" + "x" * 2000,
        "https://a.example/\u200bx", "https://a.example/\x9bx", "https://a.example\t/", " https://a.example/",
        "view-source:https://a.example/", "blob:https://a.example/x", "vbscript:x", "ftp://a.example/",
        "https://a.example;evil.example/", "https://a.example,evil/", "https://a.example'/",
        "https://" + ".".join(["a" * 60] * 5) + ".example/",
    ],
)  # fmt: skip
def test_all_else_is_not(url: str) -> None:
    assert web_link(url) == ""


@given(ANY_TEXT)
def test_what_the_typeface_lacks_is_boxed(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert printable(shown) == shown


def test_the_languages_of_the_field_are_printable() -> None:
    text = "México, Peña Nieto; Łódź, Škoda; Київ; λ ≥ 0.5 − 1 → ▲▼◆✓✗○□ “q” – … 1\u202f000"
    assert printable(text) == text


def test_every_verdict_has_a_sign_of_its_own_that_both_formats_can_print() -> None:
    signs = [sign for sign, _ in MARKS.values()]
    assert set(MARKS) == set(Verdict)
    assert len({printable(sign) for sign in signs}) == len(signs)
    assert [printable(sign) for sign in signs] == signs


def test_the_typeface_has_every_sign_that_the_brief_is_written_with() -> None:
    """A sign that only browsers have would be an empty box on paper."""
    folder = Path(str(files("detente.brief")))
    written = [p for p in folder.rglob("*") if p.suffix in {".py", ".j2", ".typ", ".toml"}]
    assert len(written) > 50
    lacking = {
        f"{path.name}: {char}"
        for path in written
        for char in set(path.read_text(encoding="utf-8"))
        if char != "\n" and printable(char) != char
    }
    assert lacking == set()
