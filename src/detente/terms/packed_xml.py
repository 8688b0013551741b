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
"""Of any other part: names, styles, the list of sheets."""
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
"""No workbook has them; an XML reader could be made to expand them without end."""
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
        if part.filename.endswith((".xml", ".rels")) and (
            fault := _fault(archive, part, sheet_tags, sheet_rows)
        ):
            return fault
    return ""


def _fault(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, sheet_tags: int, sheet_rows: int
) -> str:
    from lxml import etree

    data = archive.read(part)
    if any(word in data for word in _DECLARATIONS):
        return "declares entities"
    name = part.filename
    is_sheet = name.startswith("xl/worksheets/")
    most = sheet_tags if is_sheet else MOST_TAGS
    if name.endswith("/sharedStrings.xml"):
        most = MOST_TEXT_TAGS
    if stated := _ENCODING.match(data):
        encoding = stated.group(1).decode("ascii", "replace").lower()
        if encoding not in _ENCODINGS:
            return f"has a part {name[:60]!r} in the encoding {encoding[:20]!r}"
    if (tags := data.count(b"<")) > most:
        return f"has a part {name[:60]!r} of {tags:,} tags, more than {most:,}"
    if is_sheet and (rows := data.count(b"<row")) > sheet_rows:
        return f"has a sheet of {rows:,} rows, more than {sheet_rows:,}; take out the empty ones"
    try:
        etree.fromstring(data, etree.XMLParser(target=_Nothing(), resolve_entities=False))
    except etree.XMLSyntaxError as error:
        return f"has a part {name[:60]!r} that cannot be read: {str(error)[:80]}"
    return ""


class _Nothing:
    """Takes note of nothing; the parser itself refuses tags too deep in one another."""

    def close(self) -> Any:
        return None
