"""Files that are no CSV, told by how they begin: what they are, and what to do with them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OtherKind:
    """A kind of file that is no table of text.

    Attributes:
        begins: its first bytes, in lower case.
        name: what it is.
        fix: what a user can do with it.
    """

    begins: bytes
    name: str
    fix: str


_UTF8 = "save it as CSV UTF-8"
_UNPACK = "unpack it, and put the file that is in it there"
_SAVED_PAGE = "download the file itself: a page was saved in its place"
_EXPORT = "export the table as CSV UTF-8"
_KINDS = (
    OtherKind(b"\xff\xfe\0\0", "UTF-32 text", _UTF8),
    OtherKind(b"\xff\xfe", "UTF-16 text", _UTF8),
    OtherKind(b"\xfe\xff", "UTF-16 text", _UTF8),
    OtherKind(b"\x1f\x8b", "compressed with gzip", _UNPACK),
    OtherKind(b"bzh", "compressed with bzip2", _UNPACK),
    OtherKind(b"\xfd7zxz\0", "compressed with xz", _UNPACK),
    OtherKind(b"(\xb5/\xfd", "compressed with zstd", _UNPACK),
    OtherKind(b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    OtherKind(b"rar!", "a RAR archive", _UNPACK),
    OtherKind(b"pk\x05\x06", "an empty ZIP archive", "download it again"),
    OtherKind(b"\xd0\xcf\x11\xe0", "an Excel workbook (.xls)", "export the sheet as CSV UTF-8"),
    OtherKind(b"%pdf", "a PDF", "use the publisher's table in place of the page"),
    OtherKind(b"par1", "a Parquet file", _EXPORT),
    OtherKind(b"arrow1", "an Arrow file", _EXPORT),
    OtherKind(b"sqlite format 3", "an SQLite database", _EXPORT),
    OtherKind(b"<stata_dta>", "a Stata file", _EXPORT),
    OtherKind(b"$fl2", "an SPSS file", _EXPORT),
    OtherKind(b"rdx", "an R data file", _EXPORT),
    OtherKind(b"\x89hdf", "an HDF5 file", _EXPORT),
    OtherKind(b"{\\rtf", "a rich-text document", "save it as CSV UTF-8"),
    OtherKind(b"\x89png", "a picture", "use the publisher's table in place of the picture"),
    OtherKind(b"\xff\xd8\xff", "a picture", "use the publisher's table in place of the picture"),
    OtherKind(b"version https://git-lfs", "a pointer to a file kept elsewhere (Git LFS)",
              "download the file itself"),
    OtherKind(b"<!doctype html", "a web page", _SAVED_PAGE),
    OtherKind(b"<html", "a web page", _SAVED_PAGE),
    OtherKind(b"<", "XML or a web page", _SAVED_PAGE),
    OtherKind(b"{", "JSON", "ask the publisher's service for CSV"),
    OtherKind(b"[", "JSON", "ask the publisher's service for CSV"),
)  # fmt: skip
_WORKBOOK = OtherKind(b"pk\x03\x04", "an Excel workbook", "export the sheet as CSV UTF-8")
_SHEET = OtherKind(b"pk\x03\x04", "an OpenDocument sheet", "export the sheet as CSV UTF-8")
_ARCHIVE = OtherKind(b"pk\x03\x04", "a ZIP archive", _UNPACK)
_UNMARKED = OtherKind(b"", "UTF-16 text", _UTF8)
_LOOKED_AT = 4_096


def is_workbook(data: bytes) -> bool:
    """Whether bytes begin like an Excel workbook (.xlsx)."""
    return _zipped(data) is _WORKBOOK


def other_kind(data: bytes) -> OtherKind | None:
    """Return what a file is that is no table of text; None where it may be one."""
    if (zipped := _zipped(data)) is not None:
        return zipped
    start = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")[:64].lower()
    # Every other byte of Latin text in UTF-16 is zero.
    if len(start) >= 4 and (not any(data[0:16:2]) or not any(data[1:17:2])):
        return _UNMARKED
    return next((kind for kind in _KINDS if start.startswith(kind.begins)), None)


def _zipped(data: bytes) -> OtherKind | None:
    if not data.startswith(b"PK\x03\x04"):
        return None
    if b"mimetypeapplication/vnd.oasis" in data[:_LOOKED_AT]:
        return _SHEET
    is_office = b"[Content_Types].xml" in data[:_LOOKED_AT] or b"xl/" in data[:_LOOKED_AT]
    return _WORKBOOK if is_office or b"xl/workbook" in data[-65_536:] else _ARCHIVE
