"""Names as the official lists write them become one name and its aliases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from licet_tables.parties.columns import parts_of, several

_ALSO = r"(?:[AFND]\s?[./]\s?[KB]\s?[./]\s?A\b\.?|AKAS?\b|FKA\b|NKA\b|DBA\b)"
_FIRST = re.compile(rf"^\(?\s*{_ALSO}[\s.,:;-]*", re.IGNORECASE)
_IN_PARENTHESES = re.compile(rf"\(\s*{_ALSO}[\s.,:;-]+(?P<alias>.+?)\)(?=[^)]*$)", re.IGNORECASE)
_BETWEEN = re.compile(rf"\s*(?:,\s*|-\s*|\s){_ALSO}[\s.,:;-]+", re.IGNORECASE)
_SEVERAL = re.compile(r"\bAKAS\b[\s,-]+", re.IGNORECASE)
_PARTS = re.compile(r",\s+(?!(?:INC|LTD|LLC|CO|CORP|S\.A|GMBH|PTE|LIMITED)\b)", re.IGNORECASE)
_BULLET = re.compile(
    r"^(?:[-\u2013\u2014\u2022*\u00b7]+\s*|\(?(?:\d{1,2}|[ivx]{1,4})\)\s+|\d{1,2}\.\s+)"
)
_JOINING = re.compile(r"^(?:and|or)\s+", re.IGNORECASE)
_JOINED = re.compile(r"[\s,;]+(?:and|or)?$", re.IGNORECASE)
_WITHIN = re.compile(r"^.*\. Affiliated Entity: ", re.IGNORECASE)
_BELOW = re.compile(r"^.*\. Subordinate Institution - ", re.IGNORECASE)
_NO_NAME = re.compile(r"^\(all of |^(?:n/?a|none|see |tbd|unknown)\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*[|;]\s*")


class Named(NamedTuple):
    """A party's name, and what else it is called."""

    name: str
    aliases: tuple[str, ...]


def named(name: str, aliases: Iterable[str]) -> Named:
    """Return a name and its aliases, each once, cleaned of `a.k.a.`, numbers and bullets.

    Of `X (Y). Affiliated Entity: Z` the listed party is Z.
    """
    first, *others = _names_in(_WITHIN.sub("", tidy(name)))
    if _BELOW.match(first):
        others.append(_BELOW.sub("", first))
    found = [*others, *(each for alias in aliases for each in _aliases_in(alias))]
    kept = {each.casefold(): each for each in reversed(found) if each}
    kept.pop(first.casefold(), None)
    return Named(first, tuple(sorted(kept.values())))


def names_of_both(told: str, held: str) -> str:
    """Return two cells of names as one, each name once, in the letters that are told now."""
    now = {name.casefold() for name in parts_of(told)}
    return several([*parts_of(told), *(n for n in parts_of(held) if n.casefold() not in now)])


def tidy(text: str) -> str:
    """Return a text with plain blanks, without what cannot be seen, and with no comma at an end."""
    seen = (c if unicodedata.category(c) not in ("Cf", "Co", "Cn", "Cs") else "" for c in text)
    plain = " ".join("".join(c if c.isprintable() else " " for c in seen).split())
    return plain.strip(" ,;")


def _aliases_in(text: str) -> Iterator[str]:
    for part in _SEPARATORS.split(text):
        alias = _JOINED.sub("", _JOINING.sub("", _FIRST.sub("", _bare(part))))
        if any(c.isalnum() for c in alias) and not _NO_NAME.match(alias):
            yield from (each for each in _names_in(alias) if each)


def _bare(text: str) -> str:
    return _BULLET.sub("", tidy(text))


def _names_in(text: str) -> list[str]:
    """Return the names that one text holds, parted by `a.k.a.`; the first is the party's own."""
    if _SEVERAL.search(text):
        first, rest = _SEVERAL.split(text, maxsplit=1)
        return [_end(first), *(_end(part) for part in _PARTS.split(rest))]
    inner = _IN_PARENTHESES.search(text)
    if inner:
        tail = text[inner.end() :].strip()
        outer = f"{text[: inner.start()].strip()} {tail}"
        return [_end(outer), _end(f"{inner['alias']} {tail}")]
    return [_end(part) for part in _BETWEEN.split(text)]


def _end(text: str) -> str:
    return tidy(text).strip(" -") if text.strip(" -,;") else ""
