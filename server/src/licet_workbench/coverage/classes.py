"""Categories and destinations that nobody can tell apart on a day, as the engine observes them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Generic, NamedTuple, TypeVar

from licet_engine.errors import RuleSetError
from licet_engine.facts.controls import LineSpan, span_on
from licet_engine.facts.model import (
    Frame,
    LineFrame,
    LineMaterial,
    Material,
    PartyMaterial,
    Unknown,
)
from licet_engine.facts.observing import Observation, Observer
from licet_engine.facts.screening import Hit
from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import EAR99, Attestations, Place

from licet_workbench.coverage.asking import well_told
from licet_workbench.coverage.grounds import Topic, topics, unencoded

_ANY_PLACE = Place("DE")
_ANY_DAY = date(2020, 1, 1)


class ItemClass(NamedTuple):
    """An item as rules and tables see it on a day, and what of its entry is not held then."""

    material: LineMaterial
    frame: LineFrame
    controlled: bool
    topics: tuple[Topic, ...]


class PlaceClass(NamedTuple):
    """A sale without its item, as rules and tables see it on a day."""

    sale: bytes
    parties: tuple[PartyMaterial, ...]
    destinations: tuple[bytes, ...]
    unknown: tuple[Unknown, ...]
    open: tuple[Unknown, ...]


Kind = TypeVar("Kind", bound=Hashable)


class Numbers(Generic[Kind]):
    """Gives every class a number, the same to equal ones."""

    def __init__(self) -> None:
        self.all: list[Kind] = []
        self._numbers: dict[Kind, int] = {}

    def of(self, found: Kind) -> int:
        """Return the number of a class."""
        number = self._numbers.setdefault(found, len(self.all))
        if number == len(self.all):
            self.all.append(found)
        return number


@dataclass(frozen=True, slots=True)
class Days:
    """The class that something is of from each of some days on."""

    starts: tuple[date, ...]
    numbers: tuple[int, ...]

    def on(self, day: date) -> int:
        """Return the number of the class on a day."""
        return self.numbers[bisect_right(self.starts, day) - 1]


class Classes:
    """Sorts categories and destinations into classes, as known on one day.

    Raises `RuleSetError` where no rule can ask for a category.
    """

    def __init__(self, rules: RuleSet, as_known: AsKnown, attestations: Attestations) -> None:
        if "category" not in rules.vocabulary.by_name:
            raise RuleSetError("no rule file declares `category`, by which coverage asks")
        self.rules = rules
        self.as_known = as_known
        self.items: Numbers[ItemClass] = Numbers()
        self.places: Numbers[PlaceClass] = Numbers()
        self._attestations = attestations
        self._observer = Observer(rules, _nobody)
        self._unencoded = unencoded(rules)
        self.item = lru_cache(None)(self._item)
        self.place = lru_cache(None)(self._place)
        self.spans = lru_cache(None)(self._spans)

    def _observed(self, category: str, place: Place) -> Observation:
        sale = well_told(category, place, _ANY_DAY, self._attestations)
        return self._observer.observe(sale, self.as_known)

    def _spans(self, category: str) -> tuple[LineSpan, ...]:
        """Return what the tables say of a category over time."""
        return self._observed(category, _ANY_PLACE).spans[0]

    def _item(self, category: str) -> Days:
        """Return the classes of a category over time."""
        seen = self._observed(category, _ANY_PLACE)
        (material,), (spans,) = seen.material.lines, seen.spans
        controlled = any(span.frame.controls for span in spans)
        starts = sorted({span.start for span in spans})
        return Days(
            tuple(starts),
            tuple(
                self.items.of(self._item_class(material, span_on(spans, start), controlled))
                for start in starts
            ),
        )

    def _item_class(self, material: LineMaterial, span: LineSpan, controlled: bool) -> ItemClass:
        frame = span.frame._replace(caveats=())
        return ItemClass(material, frame, controlled, topics(span.entry, self._unencoded))

    def _place(self, place: Place, controlled: bool) -> Days:
        """Return the classes of a destination over time, for items with controls or without."""
        seen = self._observed(self._controlled if controlled else EAR99, place).material
        return Days(
            tuple(frame.start for frame in seen.frames),
            tuple(self.places.of(_place_class(seen, frame)) for frame in seen.frames),
        )

    @cached_property
    def _controlled(self) -> str:
        """Some category that has a control at some time."""
        return self.rules.tables.controls[0].eccn


def _nobody(_name: str, _country: str | None, _address: str | None) -> tuple[Hit, ...]:
    """The buyer of a plain sale is on no list."""
    return ()


def _place_class(material: Material, frame: Frame) -> PlaceClass:
    return PlaceClass(
        material.sale,
        material.parties,
        frame.destinations,
        material.unknown,
        tuple(map(_of_no_country, frame.unknown)),
    )


def _of_no_country(unknown: Unknown) -> Unknown:
    """Return an open cell of the tables (`NS2 of FR`) by its column alone."""
    if unknown.key.entity != "destination":
        return unknown
    mark = unknown.key.fact.rpartition(" of ")[0]
    return unknown._replace(key=unknown.key._replace(fact=mark))
