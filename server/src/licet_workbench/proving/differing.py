"""List rows, places and items that two rule sets see otherwise: how each does, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product, zip_longest

from licet_engine.facts.ownership import OWNERSHIP
from licet_engine.facts.values import holds
from licet_engine.lists import AsKnown, Knowledge, ListRow
from licet_engine.provisions.conditions import RowDate, Test
from licet_engine.sale import category_codes, kind_of
from licet_engine.tables.places import PlaceTables
from licet_engine.vocabulary import Scope

from licet_workbench.coverage.asking import categories
from licet_workbench.proving.axes import ONE_DAY
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.holding import (
    Held,
    Item,
    Part,
    Stocks,
    controls_on,
    part,
    row_truths,
)
from licet_workbench.proving.listings import Run, of_row, row_day
from licet_workbench.proving.owning import owned_truths
from licet_workbench.proving.worlds import Thing, item_thing, shortened

Pair = tuple[ListRow | None, ListRow | None]
Both = tuple[frozenset[Test], frozenset[Test]]
_NOTHING: frozenset[Test] = frozenset()


def rows(changes: Changes, stocks: tuple[Stocks, ...], axis: Knowledge) -> tuple[Thing, ...]:
    """Return the changed rows, those alike on the days of both as one; names are in `says`."""
    asked = stocks[0].of(Scope.ROW)
    tests = [t for t in asked if not isinstance(t.operand, RowDate)]
    of_owners = stocks[0].of(Scope.PARTY, *OWNERSHIP)
    found: dict[Thing, list[tuple[ListRow, Run]]] = {}
    for pair in (named for each in changes.rows for named in _by_every_name(each)):
        met = [_NOTHING if row is None else row_truths(row.facts, tests) for row in pair]
        owned = [_NOTHING if row is None else owned_truths(row.facts, of_owners) for row in pair]
        moved = _moved(pair, asked)
        for run, on in _overlaid([[] if r is None else [*of_row(r.facts, axis)] for r in pair]):
            both, held = (
                tuple(own if there else _NOTHING for own, there in zip(ways, on, strict=True))
                for ways in (met, owned)
            )
            here = moved if all(on) else ()
            if both[0] != both[1] or held[0] != held[1] or on[0] != on[1] or here:
                named = pair[1] if on[1] else pair[0]
                assert named is not None
                alike = Thing(both, "", (), there=on, moved=here, owned=held)
                found.setdefault(alike, []).append((named, run))
    return tuple(
        alike._replace(
            label=f"now or once {shortened(sorted({row.name for row, _ in own}))}",
            says=tuple(dict.fromkeys(row for row, _ in own)),
            runs=tuple(dict.fromkeys(run for _, run in own)),
        )
        for alike, own in found.items()
    )


Pairs = frozenset[tuple[bool, bool]]
"""Ways in which one day of a sale may meet a test of a row in the old rules, and in the new."""


def _moved(
    pair: tuple[ListRow | None, ListRow | None], tests: Iterable[Test]
) -> tuple[tuple[Test, Pairs], ...]:
    """Return how a day may meet tests of a row's own days, if that is not the same for both."""
    old, new = pair
    if old is None or new is None:
        return ()
    ways = tuple(
        (test, _ways(test, row_day(test, old.facts), row_day(test, new.facts)))
        for test in tests
        if isinstance(test.operand, RowDate)
    )
    return ways if any(one != other for _, own in ways for one, other in own) else ()


def _ways(test: Test, *days: date | None) -> Pairs:
    near = {day + ONE_DAY * by for day in days if day is not None for by in (-1, 0, 1)}
    ways = (
        tuple(own is not None and holds(replace(test, operand=own), day) for own in days)
        for day in near
    )
    return frozenset({(False, False), *((old, new) for old, new in ways)})


def _by_every_name(pair: Pair) -> Iterator[Pair]:
    """Yield a row under both rule sets, and by each alias of one alone as a row of its own."""
    yield pair
    old, new = pair
    if old and new:
        for alias in sorted({*old.aliases} - {*new.aliases, new.name}):
            yield replace(old, name=alias), None
        for alias in sorted({*new.aliases} - {*old.aliases, old.name}):
            yield None, replace(new, name=alias)


def _overlaid(runs: list[list[Run]]) -> Iterator[tuple[Run, tuple[bool, bool]]]:
    """Yield the cells of two sets of runs laid over each other, and which of them is there."""
    every = [run for own in runs for run in own]
    days = sorted({d for run in every for d in (run.start, run.end) if d is not None})
    known = sorted({d for run in every for d in (run.since, run.until) if d is not None})
    for (start, end), (since, until) in product(_stretches(days), _stretches(known)):
        cell = Run(start, end, since, until)
        on = tuple(any(run.holds(cell) for run in own) for own in runs)
        if any(on):
            yield cell, (on[0], on[1])


def _stretches(days: list[date]) -> list[tuple[date, date | None]]:
    return list(zip_longest(days, days[1:]))


def places(changes: Changes, stocks: tuple[Stocks, ...], axis: Knowledge) -> tuple[Thing, ...]:
    """Return the places whose marks differ, those alike as one."""
    tests = (*stocks[0].of(Scope.DESTINATION), *stocks[0].of(Scope.PARTY, "country"))
    tables = [PlaceTables(each.rules.tables) for each in stocks]
    marks = frozenset(code for test in tests for code in test.codes)
    found: dict[Both, list[tuple[frozenset[str], Run]]] = {}
    for country in sorted(changes.countries):
        codes = frozenset({country})
        for run, (old, new) in _marked(tables, country, marks, axis):
            met = tuple(
                frozenset(t for t in tests if not t.codes.isdisjoint(codes | own))
                for own in (old, new)
            )
            if met[0] != met[1]:
                found.setdefault((met[0], met[1]), []).append((codes, run))
    return tuple(
        Thing(
            both,
            shortened(sorted({min(codes) for codes, _ in own})),
            tuple(dict.fromkeys(codes for codes, _ in own)),
            tuple(dict.fromkeys(run for _, run in own)),
        )
        for both, own in found.items()
    )


def _marked(
    tables: list[PlaceTables], country: str, marks: frozenset[str], axis: Knowledge
) -> Iterator[tuple[Run, tuple[frozenset[str], frozenset[str]]]]:
    known = sorted({date.min, *(d for each in tables for d in each.known_days(axis))})
    for since, until in _stretches(known):
        as_known = AsKnown(since, axis)
        spans = [each.spans(country, each.codes, as_known) for each in tables]
        starts = sorted({start for own in spans for start, _ in own})
        for start, end in _stretches(starts):
            here = [[m for s, m in own if s <= start][-1] for own in spans]
            for ways in zip(*(((m.certain, m.certain | m.possible)) for m in here), strict=True):
                old, new = (way & marks for way in ways)
                if old != new:
                    yield Run(start, end, since, until), (old, new)


def items(changes: Changes, stocks: tuple[Stocks, ...], axis: Knowledge) -> tuple[Thing, ...]:
    """Return the items whose controls or open exceptions differ, those alike as one."""
    found: dict[tuple[Item, Item], list[tuple[str, Run]]] = {}
    codes = {code for each in stocks for code in categories(each.rules)}
    for code in sorted(c for c in codes if c.partition(".")[0] in changes.entries):
        for run, both in _controlled(stocks, code, axis):
            found.setdefault(both, []).append((code, run))
    return tuple(
        item_thing(
            both,
            list(dict.fromkeys(code for code, _ in own)),
            tuple(dict.fromkeys(run for _, run in own)),
        )
        for both, own in found.items()
    )


def _controlled(
    stocks: tuple[Stocks, ...], code: str, axis: Knowledge
) -> Iterator[tuple[Run, tuple[Item, Item]]]:
    sides = [controls_on(each.rules, axis) for each in stocks]
    asked = [each.of(Scope.LINE, "category") for each in stocks]
    known = sorted({date.min, *(d for _, days in sides for d in days)})
    for since, until in _stretches(known):
        spans = [held(code, since) for held, _ in sides]
        starts = sorted({start for own in spans for start, _ in own})
        for start, end in _stretches(starts):
            ways = [[w for s, w in own if s <= start][-1] for own in spans]
            for old, new in _paired(*ways):
                both = tuple(
                    Item(_met(code, tests), kind_of(code), _parts(each, reading))
                    for each, tests, reading in zip(stocks, asked, (old, new), strict=True)
                )
                if both[0] != both[1]:
                    yield Run(start, end, since, until), (both[0], both[1])


def _paired(old: tuple[Held, ...], new: tuple[Held, ...]) -> Iterator[tuple[Held, Held]]:
    """Yield readings of one item in both rule sets: paragraph by paragraph, or each with each."""
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    before, after = set(old), set(new)
    yield from product(before - after or before, after - before or after)


def _met(code: str, tests: Iterable[Test]) -> frozenset[Test]:
    codes = category_codes(code)
    return frozenset(test for test in tests if holds(test, codes))


def _parts(stocks: Stocks, reading: Held) -> frozenset[Part]:
    every = stocks.rules.atoms.tests(Scope.CONTROL)
    asked = [(every.index(test), test) for test in stocks.of(Scope.CONTROL) if test in every]
    return frozenset(part(asked, laid, reason) for laid, reason in reading)
