"""The questions that some provisions tell apart: their axes, and which cells meet which test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from licet_engine.facts.ownership import OWNERSHIP
from licet_engine.lists import Knowledge
from licet_engine.provisions.conditions import AnyOther, RowDate, Test
from licet_engine.provisions.model import SubjectKind
from licet_engine.vocabulary import FactDeclaration, FactSource, Scope

from licet_workbench.proving.axes import (
    ITEM,
    OWN_PLACE,
    PLACE,
    ROLE,
    ROW,
    Axis,
    Choice,
    fact_axis,
    flags,
    role_axis,
    with_silence,
)
from licet_workbench.proving.further import brought
from licet_workbench.proving.holding import Item, Stocks
from licet_workbench.proving.law import Group
from licet_workbench.proving.owning import OWNER_ROW, owned_by_rows, owning_rows
from licet_workbench.proving.periods import Periods, cuts
from licet_workbench.proving.possible import before_words, moved_rows, possible, row_date_words
from licet_workbench.proving.space import Region, Space
from licet_workbench.proving.wording import code_words
from licet_workbench.proving.worlds import Thing, Worlds, worlds

_FIRST_AXES = ("license_exception", PLACE, ITEM)
_LATE_AXES = (ROW, OWNER_ROW, ROLE, OWN_PLACE)


class Questions(NamedTuple):
    """A space, the cells that some question is in, and which of them meet which test.

    `meets`, `own_country`, `items` and `others` have an entry for each rule set. `others` are
    conditions and bars that a further party of the order may bring about.
    """

    space: Space
    periods: Periods
    possible: Region
    meets: tuple[Mapping[Test, Region], ...]
    own_country: tuple[Mapping[Test, Region], ...]
    items: tuple[tuple[Item, ...], ...]
    others: tuple[Mapping[AnyOther | str, Region], ...]
    moved: frozenset[int] = frozenset()
    """The list rows that have other days in the old rules than in the new."""

    @property
    def unsayable(self) -> tuple[str, ...]:
        """The axes of facts that no sale can say."""
        return tuple(axis.name for axis in self.space.axes if not axis.answerable)

    @property
    def cells(self) -> int:
        """How many questions there are."""
        return self.space.count(self.possible)


def stocks_of(groups: Sequence[Group]) -> tuple[Stocks, ...]:
    """Return the rule sets of some groups of provisions, with every test that any of them makes."""
    tests = frozenset(test for group in groups for test in group.tests())
    return tuple(Stocks(group.rules, tests) for group in groups)


def questions(
    groups: Sequence[Group],
    first: date,
    axis: Knowledge,
    among: Worlds | None = None,
    apart: frozenset[str] = frozenset(),
    silent: frozenset[str] = frozenset(),
) -> Questions:
    """Return the questions that groups of provisions tell apart, each of its rule set.

    They are asked of all rows, places and items there are, or of some. Provisions that speak
    `apart` in two rule sets may be brought about by a further party in one of them alone. Facts
    that a sale may be `silent` about have that as a choice; it meets no test.
    """
    return _Builder(groups, first, axis, among, apart, silent).built()


class _Builder:
    def __init__(
        self,
        groups: Sequence[Group],
        first: date,
        axis: Knowledge,
        among: Worlds | None,
        apart: frozenset[str],
        silent: frozenset[str],
    ) -> None:
        self._groups = groups
        self._stocks = stocks_of(groups)
        self._facts = _facts(groups)
        self._worlds = among if among is not None else worlds(self._stocks, axis)
        self._brought = brought(groups, self._worlds, apart)
        days, known = cuts([p for group in groups for p in group.provisions], axis)
        every = self._worlds.runs
        days |= {day for run in every for day in (run.start, run.end) if day is not None}
        known |= {day for run in every for day in (run.since, run.until) if day is not None}
        self.periods = Periods(first, days, known, axis)
        self._axes = {
            each.name: with_silence(each) if each.name in silent else each
            for each in self._all_axes()
        }

    def built(self) -> Questions:
        order = sorted(self._axes.values(), key=_place_in_order)
        space = Space([*order, *self.periods.axes()])
        plain = {
            test: space.among(each.name, numbers)
            for each in order
            for test, numbers in each.truths.items()
        }
        sides = range(len(self._groups))
        others = tuple(
            {key: space.among(name, [1]) for key, name in self._brought[side].items()}
            for side in sides
        )
        return Questions(
            space,
            self.periods,
            possible(space, self.periods, self._stocks[0], self._worlds),
            tuple(plain | self._of_world(space, side) for side in sides),
            tuple(self._of_own_place(space, side) for side in sides),
            tuple(tuple(t.seen[side] for t in self._worlds.items) for side in sides),
            others,
            frozenset(moved_rows(self._worlds)),
        )

    def _of_world(self, space: Space, side: int) -> dict[Test, Region]:
        """Return the cells whose row, place or item meets a test."""
        found: dict[Test, Region] = {}
        rows = [t for t in self._of(Scope.ROW) if not isinstance(t.operand, RowDate)]
        for test in rows:
            own = enumerate(self._worlds.rows, start=1)
            found[test] = space.among(ROW, [n for n, t in own if test in t.seen[side]])
        for test in self._row_dates():
            # Days of a row that one rule set has not got are compared with nothing there.
            own = enumerate(self._worlds.rows, start=1)
            there = space.among(ROW, [0, *(n for n, t in own if t.is_there(side))])
            found[test] = there & self._compared(space, test, side)
        if OWNER_ROW in space:
            for test in self._of(Scope.PARTY, *OWNERSHIP):
                named = space.among(f"{test.fact} {code_words(test)}".strip(), [1])
                found[test] = named | owned_by_rows(space, self._worlds, test, side)
        for test in self._place_tests():
            places = enumerate(self._worlds.places)
            found[test] = space.among(PLACE, [n for n, t in places if test in t.seen[side]])
        for test in self._of(Scope.LINE, "category", "kind") if self._worlds.items else ():
            items = enumerate(self._worlds.items)
            found[test] = space.among(ITEM, [n for n, t in items if _is_of(t.seen[side], test)])
        return found

    def _compared(self, space: Space, test: Test, side: int) -> Region:
        """Return the cells that meet a test of a row's own day, as one rule set has it."""
        new = space.among(row_date_words(test), [1])
        if side or before_words(test) not in space:
            return new
        moved = space.among(ROW, moved_rows(self._worlds))
        return (new & ~moved) | (space.among(before_words(test), [1]) & moved)

    def _of_own_place(self, space: Space, side: int) -> dict[Test, Region]:
        if OWN_PLACE not in space:
            return {}
        return {
            test: space.among(
                OWN_PLACE, [n for n, t in enumerate(self._worlds.places) if test in t.seen[side]]
            )
            for test in self._of(Scope.PARTY, "country")
        }

    def _all_axes(self) -> Iterator[Axis]:
        yield from self._plain(Scope.SALE)
        yield from self._plain(Scope.LINE)
        if self._worlds.items:
            yield _world_axis(ITEM, self._worlds.items)
            yield from self._narrowings()
        if self._worlds.places:
            yield _world_axis(PLACE, self._worlds.places)
        if self._reads_party():
            yield from self._party()
        sides = range(len(self._groups))
        names = [name for side in sides for name in self._brought[side].values()]
        for name in dict.fromkeys(names):
            yield Axis(name, (Choice("no", (False,)), Choice("yes", (True,))), {})

    def _of(self, scope: Scope, *facts: str) -> tuple[Test, ...]:
        return self._stocks[0].of(scope, *facts)

    def _plain(self, scope: Scope) -> Iterator[Axis]:
        """Yield the axes of facts that a sale says by themselves."""
        of_item = {"category", "kind"} if self._worlds.items else set[str]()
        by_fact: dict[str, list[Test]] = {}
        for test in self._of(scope):
            if test.fact not in of_item:
                by_fact.setdefault(test.fact, []).append(test)
        for name, tests in sorted(by_fact.items()):
            yield self._fact_axis(name, tests)

    def _fact_axis(self, name: str, tests: Iterable[Test]) -> Axis:
        fact = self._facts[name]
        made = fact_axis(fact, tests)
        answerable = fact.source is not FactSource.PENDING
        return Axis(made.name, made.choices, made.truths, answerable)

    def _narrowings(self) -> Iterator[Axis]:
        """Yield whether an item is of the part of its entry that a reason for control reaches."""
        items = (item for thing in self._worlds.items for item in thing.seen)
        names = {flag for item in items for _, flag in item.controls if flag}
        asked = {test.fact for test in self._of(Scope.LINE)}
        for name in sorted(names - asked):
            yield Axis(name, (Choice("no", (False,)), Choice("yes", (True,))))

    def _place_tests(self) -> tuple[Test, ...]:
        return (*self._of(Scope.DESTINATION), *self._of(Scope.PARTY, "country"))

    def _reads_party(self) -> bool:
        of_party = any(p.subject is SubjectKind.PARTY for g in self._groups for p in g.provisions)
        return of_party or bool(self._of(Scope.PARTY) or self._of(Scope.ROW))

    def _party(self) -> Iterator[Axis]:
        yield role_axis(self._of(Scope.PARTY, "role"))
        if self._of(Scope.PARTY, "country"):
            yield _world_axis(OWN_PLACE, self._worlds.places)
        by_fact: dict[str, list[Test]] = {}
        for test in self._of(Scope.PARTY):
            if test.fact not in OWNERSHIP | {"role", "country"}:
                by_fact.setdefault(test.fact, []).append(test)
        for name, tests in sorted(by_fact.items()):
            yield self._fact_axis(name, tests)
        yield from self._ownership()
        if self._of(Scope.ROW):
            yield self._row_axis()
        for test in self._row_dates():
            yield from flags(test.fact, [test], code_words)
            if moved_rows(self._worlds):
                yield Axis(before_words(test), (Choice("no", (False,)), Choice("yes", (True,))))

    def _row_dates(self) -> tuple[Test, ...]:
        return tuple(t for t in self._of(Scope.ROW) if isinstance(t.operand, RowDate))

    def _ownership(self) -> Iterator[Axis]:
        for test in self._of(Scope.PARTY, *OWNERSHIP):
            yield from flags(test.fact, [test], code_words)
        owning = owning_rows(self._worlds)
        if owning:
            yield Axis(
                OWNER_ROW, (Choice("none", (None,)), *(Choice(t.label, t.says) for t in owning))
            )

    def _row_axis(self) -> Axis:
        none = Choice("none", (None,))
        listed = (Choice(thing.label, thing.says) for thing in self._worlds.rows)
        return Axis(ROW, (none, *listed))


def _facts(groups: Sequence[Group]) -> dict[str, FactDeclaration]:
    return {f.name: f for group in reversed(groups) for f in group.rules.vocabulary.facts}


def _world_axis(name: str, things: Sequence[Thing]) -> Axis:
    choices = (Choice(thing.label, thing.says, now=thing.now) for thing in things)
    return Axis(name, tuple(choices))


def _is_of(item: Item, test: Test) -> bool:
    return test in item.category or (test.fact == "kind" and item.kind in test.codes)


def _place_in_order(axis: Axis) -> tuple[int, str]:
    """Axes on which most turns come first, and a party's together: so diagrams stay small."""
    if axis.name in _FIRST_AXES:
        return _FIRST_AXES.index(axis.name), axis.name
    if axis.name in _LATE_AXES:
        return len(_FIRST_AXES) + 1 + _LATE_AXES.index(axis.name), axis.name
    late = len(_LATE_AXES) + 2 if axis.name.startswith("another party") else 0
    return len(_FIRST_AXES) + late, axis.name
