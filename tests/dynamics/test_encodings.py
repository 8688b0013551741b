"""Encodings that real XMILE files use are read, and none carries a document type past the ban."""

from pathlib import Path

import pytest

from detente.dynamics.compile import load
from detente.terms.errors import InputError
from tests.dynamics.texts import xmile

BODY = xmile('<aux name="größe"><eqn>4</eqn></aux>').split("\n", 1)[1]


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("utf-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("ISO-8859-1", "latin-1"),
        ("iso-8859-15", "iso-8859-15"),
        ("Windows-1252", "cp1252"),
        ("", "utf-8"),
        ("US-ASCII", "ascii"),
    ],
)
def test_what_real_files_declare_is_read(tmp_path: Path, declared: str, codec: str) -> None:
    path = tmp_path / "m.xmile"
    head = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    text = head + (BODY if codec != "ascii" else BODY.replace("größe", "gr&#246;&#223;e"))
    data = text.encode(codec)
    path.write_bytes(b"\xff\xfe" + data if codec == "utf-16-le" else data)
    assert "größe" in load(path).names


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("UTF-7", "utf-7"),
        ("UTF-16", "utf-16"),
        ("UTF-32", "utf-32"),
        ("IBM037", "cp037"),
        ("UTF-8", "utf-16"),
        ("UTF-16", "utf-8"),
        ("UTF-16LE", "utf-16-le"),
        ("UCS-4", "utf-32-be"),
        ("IBM500", "cp500"),
        ("ISO-2022-KR", "iso2022_kr"),
        ("nothing-known", "utf-8"),
    ],
)
def test_a_document_type_is_refused_in_every_encoding(
    tmp_path: Path, declared: str, codec: str
) -> None:
    path = tmp_path / "m.xmile"
    plain = BODY.replace("größe", "a&n;")
    doctype = '<!DOCTYPE xmile [<!ENTITY n "7">]>'
    data = f'<?xml version="1.0" encoding="{declared}"?>{doctype}{plain}'.encode(codec)
    if codec == "utf-7":  # Python writes these characters as they are; they need not be
        shifted = {b"<!DOCTYPE": b"+ADw-+ACE-DOCTYPE", b"<!ENTITY": b"+ADw-+ACE-ENTITY"}
        for written, hidden in shifted.items():
            data = data.replace(written, hidden)
    path.write_bytes(data)
    with pytest.raises(InputError):
        load(path)
