"""The PDF is tagged, meets PDF/UA-1, and prints text from outside as text."""

import dataclasses

import pytest
import typst

from detente.brief.content import Brief
from detente.brief.pdf import render_pdf


@pytest.fixture(scope="module")
def pdf(brief: Brief) -> bytes:
    return render_pdf(brief)


def test_it_says_that_it_is_tagged_and_accessible(pdf: bytes) -> None:
    assert b"/StructTreeRoot" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf or b'pdfuaid:part="1"' in pdf


def test_a_figure_without_words_is_refused(brief: Brief) -> None:
    """The standard is enforced, not only named: without a title the document does not compile."""
    with pytest.raises(typst.TypstError):
        render_pdf(dataclasses.replace(brief, title=""))


def test_it_does_not_depend_on_the_day(pdf: bytes, brief: Brief) -> None:
    assert render_pdf(brief) == pdf


def test_a_bare_run_gives_a_pdf(bare_brief: Brief) -> None:
    assert render_pdf(bare_brief).startswith(b"%PDF-")


def test_hostile_text_is_data_to_typst(hostile_brief: Brief) -> None:
    """The texts hold `#panic(...)` and `#read(...)`: run as markup, either would fail here."""
    assert "#panic" in "".join(
        side.name for side in hostile_brief.sides
    ) + hostile_brief.title + "".join(claim.text for claim in hostile_brief.claims)
    assert render_pdf(hostile_brief).startswith(b"%PDF-")


def test_scripts_that_the_typeface_lacks_are_boxes_not_errors(brief: Brief) -> None:
    """PDF/UA-1 refuses characters without a glyph, so 中文 must not reach it."""
    told = dataclasses.replace(brief, title="公安部 and 🙂", summary="عربى")
    assert render_pdf(told).startswith(b"%PDF-")
