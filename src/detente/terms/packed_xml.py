"""The parts of a workbook, which are XML packed into a ZIP archive, looked at before they are read.

A library that reads them makes an object of every tag, however many there are and however deep they
lie in one another; here they are only counted.
"""

import re
import zipfile
from typing import Any

MOST_TEXT_TAGS = 600_000
"""Of the texts that cells share: each has four."""
MOST_TAGS = 100_000
"""Of what is laid out as objects: names, styles, the list of sheets."""
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
"""No workbook has them; an XML reader could be made to expand them without end."""
_HEAD = 4_000
_BEFORE = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_ROOT = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)")
_LARGE = frozenset(
    {
        "worksheet",
        "chartsheet",
        "pivotCacheRecords",
        "pivotCacheDefinition",
        "calcChain",
        "comments",
        "chartSpace",
        "wsDr",
        "externalLink",
        "xml",
        "revisions",
        "metadata",
    }
)
"""Parts that may be large in honest workbooks: sheets, and what is not read here."""
_LAID_OUT = ("workbook.xml", "styles.xml", "[Content_Types].xml", ".rels")
_ENCODING = re.compile(rb"""[^<]{0,9}<\?xml[^>]{0,99}encoding\s{0,9}=\s{0,9}["']([^"'>]{0,99})""")
_ENCODINGS = ("utf-8", "utf8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252")
"""Those in which a tag begins with the byte of `<`; others, such as UTF-7, could hide it."""


def packed_fault(archive: zipfile.ZipFile, sheet_tags: int, sheet_rows: int) -> str:
    """Say why the parts of a workbook are not to be read, as words that follow its name; or "".

    Args:
        archive: the workbook; the caller has bounded what its parts unpack to.
        sheet_tags: most tags of a sheet: a cell has four, six with its formula.
        sheet_rows: most rows of a sheet, empty ones that the file holds included.

    Raises:
        Exception: a damaged archive fails in many ways.
    """
    for part in archive.infolist():
        # By what it holds and not by its name: a sheet may be called anything.
        if fault := _fault(archive.read(part), part.filename, sheet_tags, sheet_rows):
            return f"has a part {part.filename[:60]!r} that {fault}"
    return ""


def _fault(data: bytes, name: str, sheet_tags: int, sheet_rows: int) -> str:
    from lxml import etree

    if data[:_HEAD].lstrip(_BEFORE)[:1] != b"<":
        return ""  # a picture, say
    if any(word in data for word in _DECLARATIONS):
        return "declares entities"
    if stated := _ENCODING.match(data):
        encoding = stated.group(1).decode("ascii", "replace").lower()
        if encoding not in _ENCODINGS:
            return f"is in the encoding {encoding[:20]!r}"
    root = _ROOT.search(data[:_HEAD].replace(b"\0", b""))
    kind = root.group(1).decode() if root else ""
    most = _most_tags(kind, name, sheet_tags)
    if (tags := data.count(b"<")) > most:
        return f"has {tags:,} tags, more than {most:,}"
    if kind == "worksheet" and (rows := data.count(b"<row")) > sheet_rows:
        return f"has {rows:,} rows, more than {sheet_rows:,}; take out the empty ones"
    try:
        etree.fromstring(data, etree.XMLParser(target=_Nothing(), resolve_entities=False))
    except etree.XMLSyntaxError as error:
        # Drawings of old programs are no XML, and nobody reads them here.
        if name.endswith((".xml", ".rels")) or "depth" in str(error):
            return f"cannot be read: {str(error)[:80]}"
    return ""


def _most_tags(kind: str, name: str, sheet_tags: int) -> int:
    if kind == "sst":
        return MOST_TEXT_TAGS
    is_laid_out = name.endswith(_LAID_OUT) or kind not in _LARGE
    return MOST_TAGS if is_laid_out else sheet_tags


class _Nothing:
    """Takes note of nothing; the parser itself refuses tags too deep in one another."""

    def close(self) -> Any:
        return None
