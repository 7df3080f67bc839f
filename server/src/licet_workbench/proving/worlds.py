"""What items, places and list rows there are: what rules can see of each, as tables have it.

A fact that tables or lists give is no free choice: which groups a country is in, why an item is
controlled, what a row asks for. So the axes are of items, places and rows as a whole. What was
ever so counts as possible on any day; whether a real sale of the day is like it, `decide` says.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from licet_engine.lists import Knowledge
from licet_engine.provisions.conditions import Test
from licet_engine.vocabulary import Scope

from licet_workbench.proving.axes import OTHER
from licet_workbench.proving.holding import Item, Stocks, items, places, row_classes
from licet_workbench.proving.listings import Run, runs
from licet_workbench.proving.wording import code_words


class Thing(NamedTuple):
    """Something of the world: how each rule set sees it, how it is called, and when it is so.

    `seen` has an entry for each rule set: the tests that it meets, of an item the item. `says` is
    what sales say of it; without `runs` it may be so on any day.
    """

    seen: tuple[Any, ...]
    label: str
    says: tuple[object, ...]
    runs: tuple[Run, ...] | None = None
    now: bool = True
    """Whether anything is so on the last day that tables speak for."""
    there: tuple[bool, ...] | None = None
    """Of a list row in which of the rule sets it is on the list; None: in each."""

    moved: tuple[tuple[Test, frozenset[tuple[bool, bool]]], ...] = ()
    """Of a list row whose days differ in two rule sets: how a day of a sale may meet each test."""
    owned: tuple[frozenset[Test], ...] = ()
    """Of a list row that differs: the tests of ownership met, in each rule set, by whom it owns."""

    def is_there(self, side: int) -> bool:
        """Tell whether it is there in one of the rule sets."""
        return self.there is None or self.there[side]


class Worlds(NamedTuple):
    """The list rows, places and items of questions; none of a kind where no test asks."""

    rows: tuple[Thing, ...] = ()
    places: tuple[Thing, ...] = ()
    items: tuple[Thing, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs of things that do not last for ever."""
        return tuple(
            run for thing in (*self.rows, *self.places, *self.items) for run in thing.runs or ()
        )


def worlds(stocks: Sequence[Stocks], axis: Knowledge) -> Worlds:
    """Return what there is in any of some rule sets, seen by all of them alike."""
    times = len(stocks)
    of_rows = _together(row_classes(each) for each in stocks if each.of(Scope.ROW))
    rows = (
        Thing((met,) * times, row_label(met), tuple(own), runs(own, axis))
        for met, own in of_rows.items()
    )
    return Worlds(
        tuple(sorted(rows, key=_by_label)),
        tuple(sorted(_every_place([s for s in stocks if asks_places(s)], times), key=_by_label)),
        tuple(
            sorted(_every_item(_apart([s for s in stocks if asks_items(s)]), times), key=_by_label)
        ),
    )


def _apart(stocks: Sequence[Stocks]) -> list[Stocks]:
    """Return those of some rule sets that could see items otherwise than the ones before."""
    found: list[Stocks] = []
    for each in filter(asks_items, stocks):
        tests = each.rules.atoms.tests(Scope.CONTROL)
        alike = (s.rules.tables == each.rules.tables for s in found)
        same = (s.rules.atoms.tests(Scope.CONTROL) == tests for s in found)
        if not any(a and b for a, b in zip(alike, same, strict=True)):
            found.append(each)
    return found


def _every_place(stocks: Sequence[Stocks], times: int) -> Iterator[Thing]:
    now = {met for each in stocks for met in places(each, now=True)}
    for met, own in _together(map(places, stocks)).items():
        yield Thing((met,) * times, place_label(own), tuple(own), now=met in now)


def _every_item(stocks: Sequence[Stocks], times: int) -> Iterator[Thing]:
    now = {item for each in stocks for item in items(each, now=True)}
    for item, own in _together(map(items, stocks)).items():
        yield item_thing((item,) * times, own)._replace(now=item in now)


def _by_label(thing: Thing) -> tuple[str, str]:
    return thing.label, repr(thing.says)


def asks_places(stocks: Stocks) -> bool:
    """Tell whether any test asks of places."""
    return bool(stocks.of(Scope.DESTINATION) or stocks.of(Scope.PARTY, "country"))


def asks_items(stocks: Stocks) -> bool:
    """Tell whether any test asks of categories, or of reasons for control."""
    return bool(stocks.of(Scope.LINE, "category") or stocks.of(Scope.CONTROL))


Kind = TypeVar("Kind", bound=Hashable)
Own = TypeVar("Own")


def _together(found: Iterable[Mapping[Kind, list[Own]]]) -> dict[Kind, list[Own]]:
    every: dict[Kind, list[Own]] = {}
    for each in found:
        for kind, own in each.items():
            held = every.setdefault(kind, [])
            held += [one for one in own if one not in held]
    return every


def item_thing(
    seen: tuple[Item, ...], codes: list[str], when: tuple[Run, ...] | None = None
) -> Thing:
    """Return an item with the categories that are so."""
    kind = seen[-1].kind
    label = f"{shortened(sorted(codes))}{f', {kind}' if kind else ''}"
    return Thing(seen, label, tuple((code, kind) for code in codes), when)


def row_label(met: frozenset[Test]) -> str:
    """Return what a kind of list row is called."""
    told = sorted(f"{test.fact} {code_words(test)}" for test in met)
    return "; ".join(told) or "a row that no rule names"


def place_label(found: Iterable[frozenset[str]]) -> str:
    """Return what places are called that look alike."""
    names = [max(codes, key=len) if codes else OTHER for codes in found]
    return shortened(list(dict.fromkeys(names)))


_SHOWN = 6


def shortened(names: list[str]) -> str:
    """Return names, the first few of many."""
    more = len(names) - _SHOWN
    return f"{', '.join(names[:_SHOWN])}{f' and {more} more' if more > 0 else ''}"
