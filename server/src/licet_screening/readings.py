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
_NUMERALS = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
_INSTITUTE = re.compile(
    rf"\u7b2c(?P<number>[0-9]{{1,4}}|[{_NUMERALS}]?\u5341[{_NUMERALS}]?|[{_NUMERALS}]{{1,3}})\u7814\u7a76\u6240"
)
"""The Nth Research Institute, in Chinese."""
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
        if name.isascii() or all(c <= _LATIN_END or not c.isalpha() for c in name):
            return None
        numbered = _INSTITUTE.sub(_institute, name)
        told = self._pattern.sub(lambda found: f" {self._read[found[0]]} ", _folded(numbered))
        return ascii_text(_HAN.sub(_joined, told))


def _institute(found: re.Match[str]) -> str:
    number = _number(found["number"])
    return f" {number}{_ordinal(number)} Research Institute "


def _number(written: str) -> int:
    """Return a number of up to 99 in Chinese numerals, or of any size in digits."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("\u5341")
    if not ten:
        return int("".join(str(_NUMERALS.index(sign) + 1) for sign in ones))
    return 10 * (_NUMERALS.index(tens[-1]) + 1 if tens else 1) + (
        _NUMERALS.index(ones) + 1 if ones else 0
    )


def _ordinal(number: int) -> str:
    if number // 10 % 10 == 1:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


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
