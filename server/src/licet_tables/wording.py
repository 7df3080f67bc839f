"""The words of entries with one kind of quotation marks and blanks, and references in one piece."""

from __future__ import annotations

import re

_STRAIGHT = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"})
_TORN_ECCN = re.compile(r"(\d[A-E]\d{3}) ?\. ?(?=[a-z0-9])")
_TORN_PARAGRAPH = re.compile(r"\b([a-z])\. (?=\d)")
_STRAY_POINT = re.compile(r" \.(?=and )")
_NUMBER = re.compile(r"\b[Nn]o\. (?=\d)")


def plain(text: str) -> str:
    """Return a text in plain marks, `9A004 .g` and `z. 1.b` put together, the last point gone."""
    said = " ".join(text.translate(_STRAIGHT).split()).removesuffix(".")
    said = _TORN_ECCN.sub(r"\1.", said)
    said = _TORN_PARAGRAPH.sub(r"\1.", said)
    return _STRAY_POINT.sub(" ", said)


def numbered(text: str) -> str:
    """Return a plain text with `supplement no 1` in one spelling, free of its point."""
    return _NUMBER.sub("no ", plain(text)).replace("Supplement", "supplement")
