"""One name in several spellings: white space, invisible characters, case and accents."""

import re
import unicodedata

_SPACES = re.compile(r"[^\S\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
"""White space within a line, of any kind and length; a line break is none."""
_WORDS = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
"""Zero-width space, word joiner, byte order mark, soft hyphen: nobody means them in a table."""
_ALIKE = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’ʼ`´", "'") | dict.fromkeys("“”", '"')
)


def folded_space(text: str) -> str:
    """Return a text with every run of white space as one space, and none around it.

    No-break, thin and ideographic spaces and tabs are white space. Invisible characters that
    nobody means are dropped, and letters with accents composed, so that what looks the same is the
    same. Line breaks stay.
    """
    if text.isascii() and "  " not in text and "\t" not in text:
        return text.strip()
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", composed).strip()


def spelling_key(name: str) -> str:
    """Return what names have in common that differ only in case, accents, width or dashes."""
    if name.isascii():
        return " ".join(name.casefold().split())
    parted = unicodedata.normalize("NFKD", folded_space(name).casefold())
    plain = "".join(c for c in parted if not unicodedata.combining(c))
    return " ".join(plain.translate(_ALIKE).split())


def plain(name: str) -> str:
    """Return the words of a name without case, accents and marks."""
    return " ".join(_WORDS.findall(spelling_key(name)))


def column_key(name: str) -> str:
    """Return what spellings of a column have in common: `Data Value`, `data_value`."""
    return "".join(character for character in spelling_key(name) if character.isalnum())
