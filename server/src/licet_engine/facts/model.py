"""Facts of an order, with names left out: all that resolution may look at.

Every part is a byte string with one truth byte an atom. Orders whose material is equal are
decided alike, which is what makes the memo sound.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class PartKey(NamedTuple):
    """Which part of a line's facts: `sale`, `line`, `party`, `row`, `control` or `destination`."""

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


Touched = tuple[tuple[str, int], ...]
"""Atoms of parts of some kinds, as the bits of a whole number each."""


class Unknown(NamedTuple):
    """A fact that was not given, each way it may turn out, and which atoms these change."""

    key: FactKey
    alternatives: tuple[Alternative, ...]
    touched: Touched


def unknown_fact(key: FactKey, alternatives: tuple[Alternative, ...]) -> Unknown:
    """Return a fact that was not given; each way it may turn out changes the same atoms."""
    touched = (
        (patch.key.part, sum(1 << atom for atom, _ in patch.atoms)) for patch in alternatives[0]
    )
    return Unknown(key, alternatives, tuple(touched))


class HitMaterial(NamedTuple):
    """A list row that a party matched: its days as known, and its atoms for each line."""

    start: date
    last: date | None
    certain: bool
    row_parts: tuple[bytes, ...]

    def on(self, day: date) -> bool:
        """Tell whether the row is listed on the day."""
        return self.start <= day and (self.last is None or day <= self.last)


class OwnerWindow(NamedTuple):
    """Days on which an owner is listed, on which list, and what the listing asks for."""

    start: date
    last: date | None
    list: str
    scope: str
    footnotes: tuple[str, ...]

    def on(self, day: date) -> bool:
        """Tell whether the owner is listed on the day."""
        return self.start <= day and (self.last is None or day <= self.last)


class OwnerMaterial(NamedTuple):
    """One owner of a party: its share, the list it is attested to be on, and when it is listed."""

    percent: Decimal | None
    attested: str | None
    windows: tuple[OwnerWindow, ...]
    doubtful: tuple[OwnerWindow, ...]


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


Controls = tuple[tuple[int, bytes], ...]
"""The controls that reach an item, by their number in its entry, each with its atoms."""


class LineFrame(NamedTuple):
    """What the tables say of a line: its controls, what is open of them, and how sure that is."""

    controls: Controls = ()
    unknown: tuple[Unknown, ...] = ()
    caveats: tuple[str, ...] = ()


class Frame(NamedTuple):
    """What the tables say of an order from a day on, until the next frame."""

    start: date
    lines: tuple[LineFrame, ...]
    destinations: tuple[bytes, ...]
    unknown: tuple[Unknown, ...]


class Material(NamedTuple):
    """An order as the rules see it, on every day at once: the canonical key of its answers."""

    sale: bytes
    lines: tuple[LineMaterial, ...]
    parties: tuple[PartyMaterial, ...]
    frames: tuple[Frame, ...]
    unknown: tuple[Unknown, ...]

    def frame(self, day: date) -> Frame:
        """Return the frame that a day is in."""
        return self.frames[bisect_right(self.frames, day, key=lambda frame: frame.start) - 1]


class SubjectKey(NamedTuple):
    """A line alone, with one party and one of its list rows, or for one of its controls."""

    party: int | None = None
    row: int | None = None
    control: int | None = None


class LineFacts(NamedTuple):
    """One line of an order on one day, ready to be matched."""

    sale: bytes
    line: bytes
    destinations: tuple[bytes, ...]
    parties: tuple[bytes, ...]
    rows: tuple[tuple[tuple[int, bytes], ...], ...]
    unknown: tuple[Unknown, ...]
    out_of_scope: bool
    controls: Controls = ()
    caveats: tuple[str, ...] = ()


class Facts(NamedTuple):
    """An order on one day: the facts of each of its lines."""

    lines: tuple[LineFacts, ...]
