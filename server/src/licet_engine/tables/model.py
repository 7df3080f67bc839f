"""The Control List, the Country Chart and the country groups, as editions and dated changes.

An edition is the whole table as it stood on a day; a change says what became of one cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from licet_engine.lists import AsKnown, Confidence, known_from

CHART = (
    *("CB1", "CB2", "CB3", "NP1", "NP2", "NS1", "NS2", "MT1"),
    *("RS1", "RS2", "FC1", "CC1", "CC2", "CC3", "AT1", "AT2"),
)
"""The columns of the Commerce Country Chart (15 CFR Supp. No. 1 to Part 738)."""


REASONS = (
    *("NS", "MT", "NP", "CB", "RS", "CC", "FC", "AT", "SI", "SL", "SS", "EI", "UN", "CW", "RU"),
)
"""The reasons for control that entries of the Control List name (15 CFR 738.2(d)(2))."""


@dataclass(frozen=True, slots=True)
class Since:
    """The first day of a change, and what made it known."""

    start: date
    announced: date
    published: date | None
    authority: str
    confidence: Confidence

    def known(self, as_known: AsKnown) -> bool:
        """Tell whether the change had been announced, or published, by that day."""
        return known_from(self.announced, self.published, as_known.axis) <= as_known.on


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What an edition marks for a country: columns of the chart, or country groups.

    A country that `refers_to` another is treated as it; `part_746` says that the chart does
    not speak for the country.
    """

    country: str
    marks: frozenset[str]
    edition: date
    refers_to: str | None = None
    footnotes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class MarkChange:
    """From a day on, a country is marked or not; or, with `refers_to`, is treated as another."""

    country: str
    mark: str
    marked: bool
    since: Since
    refers_to: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """From a day on, a column is marked for all but some countries and groups, or only for them."""

    column: str
    all_but: bool
    codes: frozenset[str]
    since: Since


@dataclass(frozen=True, slots=True)
class Control:
    """One reason for which an entry of the Control List is controlled, and what of the entry.

    `requirement` is a column of the chart, or one of our words for destinations that the entry
    states itself. No `paragraphs` are all of them. A `narrowed` control reaches part of what its
    paragraphs name, by words that only the item's maker can compare; `of` names what software or
    technology must be for. `window` is set where the control speaks for part of the past.
    """

    eccn: str
    number: int
    reason: str
    requirement: str
    paragraphs: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    narrowed: bool = False
    editions: tuple[date, ...] = ()
    window: tuple[Since, date | None] | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class EntryChange:
    """From a day on the entry, or some paragraphs of it, stand in the list as held, or are gone.

    Before an entry `begins` it says nothing of an item; what its controls were before they
    `changed` is not known.
    """

    eccn: str
    paragraphs: tuple[str, ...]
    kind: str
    since: Since


class Opening(Enum):
    """Whether an entry opens a license exception (15 CFR Part 740) for its items."""

    OPEN = "open"
    CLOSED = "closed"
    PARTLY = "partly"


@dataclass(frozen=True, slots=True)
class ListedException:
    """What an edition says of a license exception for paragraphs of an entry.

    No `paragraphs` are all of them; `exceptions` lie in them and are told of by other rows. Of
    several rows, that counts which names a paragraph most closely. `dollars` is the most that a
    shipment under it may be worth, where the entry names an amount. An item that is controlled
    for a reason of `not_for` is not eligible.
    """

    eccn: str
    symbol: str
    opening: Opening
    edition: date
    dollars: Decimal | None = None
    paragraphs: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Tables:
    """Every table of a pack."""

    chart: tuple[PlaceRow, ...] = ()
    groups: tuple[PlaceRow, ...] = ()
    changes: tuple[MarkChange, ...] = ()
    rules: tuple[ColumnRule, ...] = ()
    controls: tuple[Control, ...] = ()
    entry_changes: tuple[EntryChange, ...] = ()
    exceptions: tuple[ListedException, ...] = ()
    steady_from: date | None = None
    """Since when the groups are known to be those of the first edition, but for the changes."""
