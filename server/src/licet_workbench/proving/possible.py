"""Which cells are no contradiction in themselves: only these are questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from licet_engine.facts.deriving import HOME, REGULATED
from licet_engine.facts.ownership import OWNED, OWNERSHIP
from licet_engine.provisions.conditions import RowDate, Test
from licet_engine.vocabulary import Scope

from licet_workbench.proving.axes import ITEM, OWN_PLACE, PLACE, ROLE, ROW, Part
from licet_workbench.proving.holding import Stocks
from licet_workbench.proving.owning import OWNER_ROW, owning_rows
from licet_workbench.proving.periods import DAY, KNOWN, Periods
from licet_workbench.proving.space import Region, Space
from licet_workbench.proving.wording import code_words
from licet_workbench.proving.worlds import Thing, Worlds


def possible(space: Space, periods: Periods, stocks: Stocks, worlds: Worlds) -> Region:
    """Return the cells that some sale could be of, as far as facts bind each other."""
    found = space.every
    for bound in (
        _of_transfers(space),
        _of_owners(space, stocks),
        _of_row_days(space, stocks, worlds),
    ):
        for region in bound:
            found &= region
    for name, things, start in (
        (ROW, worlds.rows, 1),
        (ITEM, worlds.items, 0),
        (PLACE, worlds.places, 0),
        (OWNER_ROW, owning_rows(worlds), 1),
    ):
        if name in space:
            found &= _running(space, periods, name, things, start)
    return found


def _of_transfers(space: Space) -> Iterator[Region]:
    """Yield what binds a transaction, where things go and come from, and the reach of the EAR."""
    regulated = _told(space, "regulated_transfer", "yes")
    subject = _told(space, "subject_to_ear", "yes")
    if regulated is not None:
        yield regulated | _at_home(space)
        if "transaction" in space:
            yield ~_coded(space, "transaction", REGULATED) | regulated
            if subject is not None:
                yield ~_coded(space, "transaction", {"domestic"}) | regulated | subject
    for name in ("origin", "shipped_from") if subject is not None else ():
        if name in space:
            yield ~_coded(space, name, {HOME}) | subject


def _at_home(space: Space) -> Region:
    """Return the cells in which nobody who receives the goods, or passes them on, is abroad."""
    found = space.every
    if PLACE in space:
        found &= _inland(space, PLACE)
    if OWN_PLACE in space:
        choices = enumerate(space.axis(ROLE).choices)
        aside = [n for n, c in choices if all(_stays_aside(part) for part in c.says)]
        found &= _inland(space, OWN_PLACE) | space.among(ROLE, aside)
    return found


def _of_owners(space: Space, stocks: Stocks) -> Iterator[Region]:
    """Who is owned by none that is listed has no list, scope or footnote of an owner."""
    tests = stocks.of(Scope.PARTY, *OWNERSHIP)
    named = {t: f"{t.fact} {code_words(t)}".strip() for t in tests}
    owned = next((space.among(named[t], [1]) for t in tests if t.fact == OWNED), None)
    for test in tests:
        if test.fact != OWNED and owned is not None:
            yield ~space.among(named[test], [1]) | owned


def _of_row_days(space: Space, stocks: Stocks, worlds: Worlds) -> Iterator[Region]:
    """Nothing is before or after a day of a row where there is no row."""
    for test in stocks.of(Scope.ROW):
        if not isinstance(test.operand, RowDate) or ROW not in space:
            continue
        yield ~space.among(row_date_words(test), [1]) | ~space.among(ROW, [0])
        if before_words(test) in space:
            yield _both_ways(space, test, worlds)


def _both_ways(space: Space, test: Test, worlds: Worlds) -> Region:
    """Return the cells that some day is like, where a row has other days than it had."""
    found = space.among(before_words(test), [0]) & ~space.among(ROW, moved_rows(worlds))
    for number, thing in enumerate(worlds.rows, start=1):
        for old, new in dict(thing.moved).get(test, ()):
            days = space.among(before_words(test), [old]) & space.among(row_date_words(test), [new])
            found |= space.among(ROW, [number]) & days
    return found


def moved_rows(worlds: Worlds) -> tuple[int, ...]:
    """Return the numbers of the list rows that have other days in the old rules than in the new."""
    return tuple(n for n, thing in enumerate(worlds.rows, start=1) if thing.moved)


def row_date_words(test: Test) -> str:
    """Return what the axis of a test of a row's own day is called."""
    return f"{test.fact} {code_words(test)}"


def before_words(test: Test) -> str:
    """Return what that axis is called for the day that a row had in the old rules."""
    return f"{row_date_words(test)} as it was"


def _running(
    space: Space, periods: Periods, name: str, things: Sequence[Thing], start: int
) -> Region:
    """Return the cells whose thing of the world is so on their days."""
    lasting = [n for n, thing in enumerate(things, start) if thing.runs is None]
    found = space.among(name, [*range(start), *lasting])
    for number, thing in enumerate(things, start):
        for run in thing.runs or ():
            days = space.among(DAY, periods.running(run.start, run.end))
            known = space.among(KNOWN, periods.knowing(run.since, run.until))
            found |= space.among(name, [number]) & days & known
    return found


def _told(space: Space, name: str, label: str) -> Region | None:
    """Return the cells in which an axis is called something, or None without such an axis."""
    if name not in space:
        return None
    return space.among(
        name, [n for n, choice in enumerate(space.axis(name).choices) if choice.label == label]
    )


def _coded(space: Space, name: str, codes: Iterable[str]) -> Region:
    """Return the cells in which a code is surely among some: choices whose every code is."""
    wanted = set(codes)
    choices = enumerate(space.axis(name).choices)
    return space.among(name, [n for n, choice in choices if wanted.issuperset(choice.says)])


def _inland(space: Space, name: str) -> Region:
    """Return the cells in which a place may be the US."""
    choices = enumerate(space.axis(name).choices)
    return space.among(name, [n for n, c in choices if any(is_home(each) for each in c.says)])


def is_home(codes: object) -> bool:
    """Tell whether a place is the US, or one that no rule names and so may be it."""
    return isinstance(codes, frozenset) and (not codes or HOME in codes)


def _stays_aside(part: object) -> bool:
    """Tell whether goods go nowhere because of where a party of this part is."""
    return isinstance(part, Part) and (part.receives or part.label in ("exporter", "seller"))
