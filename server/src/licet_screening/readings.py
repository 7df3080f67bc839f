"""Words and names of other scripts, read as the lists write them; the rest is transliterated."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from importlib.resources import files

from rigour.text import ascii_text

from licet_screening.normalising import plain

_WORDS = "words.csv"
_NAMES = "names.csv"
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_END = "\u024f"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word or a name of another script is called in the lists."""

    written: str
    read: str


class Readings:
    """The tables of readings; a name in Latin letters is read as it stands."""

    def __init__(self, readings: tuple[Reading, ...], generic: frozenset[str]) -> None:
        self.generic = generic
        """Words of business that many names have, and that tell nobody from another."""
        self._read = {_folded(each.written): each.read for each in readings}
        longest_first = sorted(self._read, key=lambda written: (-len(written), written))
        self._pattern = re.compile("|".join(map(_bounded, longest_first)))

    def latin(self, name: str) -> str | None:
        """Return a name in Latin letters, or None for one that is written in them."""
        if all(c <= _LATIN_END or not c.isalpha() for c in name):
            return None
        told = self._pattern.sub(lambda found: f" {self._read[found[0]]} ", _folded(name))
        return ascii_text(_HAN.sub(_joined, told))


def _joined(han: re.Match[str]) -> str:
    """A name is one word in the lists, however many signs it is written with."""
    return f" {ascii_text(han[0]).replace(' ', '')} "


def _folded(text: str) -> str:
    return text.casefold()


def _bounded(written: str) -> str:
    """Only scripts without spaces have words inside of words."""
    escaped = re.escape(written)
    return escaped if _HAN.search(written) or _KOREAN.search(written) else rf"\b{escaped}\b"


_KOREAN = re.compile(r"[\uac00-\ud7af\u30a0-\u30ff]")


def shipped_readings() -> Readings:
    """Return the readings that come with Licet."""
    words = _rows(_WORDS)
    readings = [Reading(row["word"], row["reading"]) for row in words if row["language"] != "en"]
    names = [Reading(row["name"], row["listed_as"]) for row in _rows(_NAMES)]
    generic = {
        part for row in words if row["kind"] == "generic" for part in plain(row["reading"]).split()
    }
    return Readings((*readings, *names), frozenset(generic))


def _rows(name: str) -> list[dict[str, str]]:
    text = files("licet_screening").joinpath("tables", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
