"""Rows of party lists, with both their time axes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from licet_engine.enums import QuickEnum

HELPING_LISTS = frozenset({"validated_end_users"})
"""Lists that help the seller: a party is on one where its name is surely the row's, and is not
where it may be (15 CFR 748.15(a): nobody but those who are listed)."""


class Knowledge(QuickEnum):
    """Which date makes a provision or a row known: its announcement, or its publication."""

    ANNOUNCED = "announced"
    PUBLISHED = "published"


class AsKnown(NamedTuple):
    """The second time axis: what had been announced, or published, by the end of a day."""

    on: date
    axis: Knowledge = Knowledge.ANNOUNCED


def known_from(announced: date, published: date | None, axis: Knowledge) -> date:
    """Return the day something became known on that axis (announced where never published)."""
    if axis is Knowledge.PUBLISHED and published is not None:
        return published
    return announced


class Confidence(Enum):
    """How well a date is sourced."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class RowClass:
    """All that provisions can see of a list row: two rows of one class are decided alike.

    `through` is the last day of the listing; it counts from the day it was known.
    """

    list: str
    start: date
    through: date | None
    announced: date
    published: date | None
    end_announced: date | None
    end_published: date | None
    date_confidence: Confidence
    scope: str
    exclusions: tuple[str, ...]
    footnotes: tuple[str, ...]
    exceptions_allowed: tuple[str, ...]
    policies: tuple[str, ...]
    ground: str
    regimes: tuple[str, ...]

    def known(self, as_known: AsKnown) -> bool:
        """Tell whether the listing had been announced (or published) by that day."""
        return known_from(self.announced, self.published, as_known.axis) <= as_known.on

    def last_day(self, as_known: AsKnown) -> date | None:
        """Return the last day of the listing as far as it was known, or None while open."""
        if self.through is None or self.end_announced is None:
            return self.through
        known = known_from(self.end_announced, self.end_published, as_known.axis)
        return self.through if known <= as_known.on else None


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a party list; its id is made from its content."""

    id: str
    name: str
    aliases: tuple[str, ...]
    country: str
    address: str
    authority: str
    facts: RowClass
