"""Lists of paragraphs and ECCNs as entries write them, read whole or not at all.

`3A001.b.2, b.3 and .z.1` names three paragraphs of 3A001; `a.1 to a.3` and `g to j` are ranges;
`1C001 to 1C011` is a range over the ECCNs that an edition has.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from licet_tables.ranges import eccn_range, paragraph_range

ECCN = r"\d[A-E]\d{3}"
_PARAGRAPH = r"[a-z](?:\.(?:\d{1,2}|[a-z]{1,2}))*"
_ITEM = rf"(?<![\w.])(?:{ECCN}(?:\.{_PARAGRAPH})?|\.?{_PARAGRAPH}|\.\d{{1,2}})(?![\w.]*\w)"
_WORD = r"(?:ECCNs? |for |paragraphs? )?"
_SEPARATOR = r"(?: ?, ?(?:(?:and|or) )?| (?:and|or|to|through) )"
_EXCEPTED = rf"(?: \(except (?:for )?{_ITEM}(?:{_SEPARATOR}{_ITEM})*\))?"
REFERENCES = rf"{_WORD}{_ITEM}{_EXCEPTED}(?:{_SEPARATOR}{_WORD}{_ITEM}{_EXCEPTED})*"
"""What a list of references looks like, as the piece of a larger expression."""

_TOKEN = re.compile(
    rf"(?P<item>{_ITEM})|(?P<through>\b(?:to|through)\b)|(?P<open>\(except)|(?P<close>\))"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the control list, or one paragraph of it (`b.2`); a blank is the whole entry."""

    eccn: str
    paragraph: str = ""

    def __str__(self) -> str:
        return f"{self.eccn}.{self.paragraph}" if self.paragraph else self.eccn


@dataclass(frozen=True, slots=True)
class References:
    """What a list names, and what it excepts in parentheses."""

    named: tuple[Reference, ...]
    excepted: tuple[Reference, ...] = ()


def read_references(text: str, eccn: str, eccns: Collection[str]) -> References | None:
    """Return what a list names; a paragraph alone is one of `eccn` or of the last ECCN named.

    None where the list cannot be read whole, such as a range that does not run forward.
    """
    if not re.fullmatch(REFERENCES, text):
        return None
    reader = _Reader(Reference(eccn), eccns)
    return reader.read(text)


class _Reader:
    def __init__(self, last: Reference, eccns: Collection[str]) -> None:
        self._last = last
        self._eccns = eccns
        self._named: list[Reference] = []
        self._excepted: list[Reference] = []
        self._into = self._named
        self._through = False

    def read(self, text: str) -> References | None:
        for token in _TOKEN.finditer(text):
            match token.lastgroup:
                case "item":
                    if not self._item(token[0]):
                        return None
                case "through":
                    self._through = True
                case "open":
                    self._into = self._excepted
                case _:
                    self._into = self._named
        return References(tuple(self._named), tuple(self._excepted))

    def _item(self, text: str) -> bool:
        found = _reference(text, self._last)
        members: tuple[Reference, ...] | None = (found,)
        if self._through:
            members = self._range(self._last, found)
        if members is None:
            return False
        self._through, self._last = False, found
        self._into += members
        return True

    def _range(self, first: Reference, last: Reference) -> tuple[Reference, ...] | None:
        """Return the members after the first, which stands in the list already."""
        if not first.paragraph and not last.paragraph:
            found = eccn_range(first.eccn, last.eccn, self._eccns)
            return None if found is None else tuple(Reference(e) for e in found)
        if first.eccn != last.eccn:
            return None
        paragraphs = paragraph_range(first.paragraph, last.paragraph)
        return None if paragraphs is None else tuple(Reference(first.eccn, p) for p in paragraphs)


def _reference(text: str, last: Reference) -> Reference:
    if re.match(ECCN, text):
        eccn, _, paragraph = text.partition(".")
        return Reference(eccn, paragraph)
    paragraph = text.removeprefix(".")
    if paragraph.isdigit():
        above = last.paragraph.rpartition(".")[0]
        return Reference(last.eccn, f"{above}.{paragraph}")
    return Reference(last.eccn, paragraph)
