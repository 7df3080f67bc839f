"""Facts of an order, with names left out: all that resolution may look at.

Every part is a byte string with one truth byte an atom. Orders whose material is equal are
decided alike, which is what makes the memo sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class PartKey(NamedTuple):
    """Which part of a line's facts: `sale`, `line`, `party`, `row` or `destination`."""

    part: str
    number: int = 0
    row: int = 0


class FactKey(NamedTuple):
    """Which fact of an order: whose it is, which of them (canonical order), and its name."""

    entity: str
    number: int
    fact: str
    row: int = 0


class Patch(NamedTuple):
    """The truth bytes that some atoms of a part take when an unknown fact is filled in."""

    key: PartKey
    atoms: tuple[tuple[int, int], ...]


Alternative = tuple[Patch, ...]
"""All that one value of an unknown fact changes."""


class Unknown(NamedTuple):
    """A fact that was not given, and each way it may turn out."""

    key: FactKey
    alternatives: tuple[Alternative, ...]


class HitMaterial(NamedTuple):
    """A list row that a party matched: its days as known, and its atoms for each line."""

    start: date
    last: date | None
    certain: bool
    row_parts: tuple[bytes, ...]

    def on(self, day: date) -> bool:
        """Tell whether the row is listed on the day."""
        return self.start <= day and (self.last is None or day <= self.last)


class OwnerMaterial(NamedTuple):
    """One owner of a party: its share, and the days on which it is listed."""

    percent: Decimal | None
    attested: bool
    windows: tuple[tuple[date, date | None], ...]
    doubtful: tuple[tuple[date, date | None], ...]


class PartyMaterial(NamedTuple):
    """One party, without its name; `anonymous` where no name was given."""

    part: bytes
    anonymous: bool
    hits: tuple[HitMaterial, ...]
    owners: tuple[OwnerMaterial, ...]
    ownership_determined: bool
    unknown: tuple[tuple[str, tuple[tuple[tuple[int, int], ...], ...]], ...]


class LineMaterial(NamedTuple):
    """One line; a line under another agency's law is out of scope."""

    part: bytes
    out_of_scope: bool
    unknown: tuple[Unknown, ...]


class Material(NamedTuple):
    """An order as the rules see it, on every day at once: the canonical key of its answers."""

    sale: bytes
    lines: tuple[LineMaterial, ...]
    parties: tuple[PartyMaterial, ...]
    destinations: tuple[bytes, ...]
    unknown: tuple[Unknown, ...]


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """A line alone (`party` is None), or with one party and one of its list rows."""

    party: int | None = None
    row: int | None = None


class LineFacts(NamedTuple):
    """One line of an order on one day, ready to be matched."""

    sale: bytes
    line: bytes
    destinations: tuple[bytes, ...]
    parties: tuple[bytes, ...]
    rows: tuple[tuple[tuple[int, bytes], ...], ...]
    unknown: tuple[Unknown, ...]
    out_of_scope: bool


class Facts(NamedTuple):
    """An order on one day: the facts of each of its lines."""

    lines: tuple[LineFacts, ...]
