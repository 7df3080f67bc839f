"""Orders that two rule sets cannot tell apart: these are decided once.

What no rule reads, and nothing derives a fact from, is left out; a date counts by the days that
it is compared with; a name by the list rows that it is like, and how. The sale date is left to
the resolution: the facts of an order are those of every day at once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from licet_engine.clearances import compared
from licet_engine.lists import Knowledge, RowClass, known_from
from licet_engine.provisions.conditions import RowDate, Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.tables.model import Tables

from licet_workbench.impact.amounts import Limits, Priced
from licet_workbench.impact.names import ADDRESS, EXPORTER, NAME, OWNER, Side

_ONE_DAY = timedelta(days=1)
_NAMES = 65_536
AS_LISTED = 95
"""The least score of a name as listed: only such a one is on a list that helps the seller."""
_INDEX = re.compile(r"\[[0-9]+\]")
_NEVER_READ = frozenset(
    {"sale_id", "sale_date", "known_on", "parties[].party_id", NAME, EXPORTER, ADDRESS}
    | {f"lines[].{name}" for name in ("line_id", "description", "unit")}
    | {f"lines[].{name}" for name in ("value", "quantity", "currency")}
)
"""No fact is made of these, but for days, names and amounts, which are looked at apart."""
_DATES = ("ordered_on", "contracted_on", "on_dock_on", "laden_on")
_OF_LINES = ("model_public_on", "production_began_on")
Seen = Callable[[str | None], object]


class Alike:
    """Says of each column what rules can see in its cells; None for a column they cannot see."""

    def __init__(self, old: Side, new: Side, axis: Knowledge) -> None:
        self._sides = (old,) if old.names is new.names else (old, new)
        self._rules = (old.rules, new.rules)
        own = self._rules[:1] if old.rules.rows == new.rules.rows else self._rules
        # What is equal among them is told by their days: to compare them all takes longer.
        self._rows = rows = tuple(row.facts for rules in own for row in rules.rows)
        self._row_days = sorted({day for row in rows for day in _days_of_row(row)})
        self._known = _known_days(self._rules, self._row_days, axis)
        self._cleared = {
            compared(c.name) for rules in self._rules for p in rules.packs for c in p.clearances
        }
        self._named: Callable[[str], object] = lru_cache(_NAMES)(self._like)
        self._kinds: dict[object, int] = {}
        self._classes: dict[RowClass, int] = {}
        self._row_classes: list[RowClass] = []
        self._cuts: dict[object, Sequence[date]] = {}
        self._class: Callable[[int, str], int] = lru_cache(_NAMES)(self._row_class)
        self.party: Callable[..., object] = lru_cache(_NAMES)(self._party)
        self._limits = tuple(map(Limits, self._rules))
        self._unread = _NEVER_READ | self._untested()

    def seen(self, column: str) -> Seen | None:
        """Return what rules see in the cells of a column, or None where it is nothing."""
        field = _INDEX.sub("[]", column)
        if field in self._unread:
            return None
        if field == OWNER:
            return self._name
        fact = field.rpartition(".")[2]
        if fact in _DATES or fact in _OF_LINES:
            return self._dated(fact)
        return lambda cell: cell

    def amounts(self, lines: Sequence[Priced]) -> object:
        """Return what each rule set sees of the amounts of an order's lines."""
        return tuple(limits.seen(lines) for limits in self._limits)

    def known(self, day: date) -> int:
        """Return the stretch of knowledge that a day is in."""
        return bisect_right(self._known, day)

    def _untested(self) -> set[str]:
        tested = {f for rules in self._rules for f in _facts(rules)}
        found = {date_ for date_ in _DATES if date_ not in tested}
        return found | {f"lines[].{f}" for f in (*_OF_LINES, "schedule_b") if f not in tested}

    def _party(
        self, name: str | None, home: str | None, country: str | None, address: str | None
    ) -> object:
        """Return what rules see of a name: of what kind the rows are that it hits, and how surely.

        `home` is the country that speaks for or against a row.
        """
        if name is None:
            return None
        own = (name, country, address) if compared(name) in self._cleared else ()
        hits = (
            (number, self._class(number, hit.row_id), hit.status.value, hit.score >= AS_LISTED)
            for number, side in enumerate(self._sides)
            for hit in side.screen(name, home, address)
        )
        kind = own, tuple(sorted(hits))
        number = self._kinds.setdefault(kind, len(self._kinds))
        if number not in self._cuts:
            self._cuts[number] = _cuts_of(self._row_classes[hit[1]] for hit in kind[1])
        return number

    def claimed(self, kind: object, days: Sequence[date | None]) -> tuple[int | None, ...]:
        """Return what the rows that a party of a kind may be on see of days claimed beside them.

        One without a name may be on any row.
        """
        if kind not in self._cuts:
            self._cuts[kind] = _cuts_of(self._rows)
        cuts = self._cuts[kind]
        return tuple(None if day is None else bisect_right(cuts, day) for day in days)

    def _row_class(self, side: int, row: str) -> int:
        """Return the number of all that rules see of a row of a side: it is long to compare."""
        facts = self._sides[side].rules.row_by_id[row].facts
        number = self._classes.setdefault(facts, len(self._classes))
        if number == len(self._row_classes):
            self._row_classes.append(facts)
        return number

    def _name(self, cell: str | None) -> object:
        return None if cell is None else self._named(cell)

    def _like(self, name: str) -> object:
        """Names that are like the same listed names in the same manner have the same hits.

        The answer is the number of their kind.
        """
        own = name if compared(name) in self._cleared else None
        kind = own, tuple(side.names.likenesses(name) for side in self._sides)
        return self._kinds.setdefault(kind, len(self._kinds))

    def _dated(self, fact: str) -> Seen:
        cuts = sorted(set(self._compared_with(fact)))

        @lru_cache(_NAMES)
        def seen(cell: str | None) -> object:
            if cell is None:
                return None
            try:
                return bisect_right(cuts, date.fromisoformat(cell))
            except ValueError:
                return cell

        return seen

    def _compared_with(self, fact: str) -> Iterator[date]:
        for rules in self._rules:
            for test in rules.tests_of(fact):
                days = self._row_days if isinstance(test.operand, RowDate) else _operand(test)
                yield from (cut for day in days for cut in _around(day))


def _operand(test: Test) -> tuple[date, ...]:
    return (test.operand,) if isinstance(test.operand, date) else ()


def _around(day: date) -> tuple[date, ...]:
    """What is on or before a day ends with it; what is on or after it begins with it."""
    return (day,) if day == date.max else (day, day + _ONE_DAY)


def _cuts_of(rows: Iterable[RowClass]) -> Sequence[date]:
    return sorted({cut for row in rows for day in _days_of_row(row) for cut in _around(day)})


def _facts(rules: RuleSet) -> set[str]:
    return {atom.fact for atom in rules.atoms.atoms if isinstance(atom, Test)}


def _days_of_row(row: RowClass) -> Iterator[date]:
    days = (row.start, row.through, row.announced, row.published, row.end_announced)
    yield from (day for day in (*days, row.end_published) if day is not None)


def _known_days(
    both: Iterable[RuleSet], of_rows: Iterable[date], axis: Knowledge
) -> tuple[date, ...]:
    """Return every day on which anything becomes known; a few more do no harm."""
    found = {*of_rows}
    for rules in both:
        found |= {
            known_from(v.announced, v.published, axis) for p in rules.provisions for v in p.versions
        }
        found |= set(_known_of_tables(rules.tables, axis))
        for clearance in (c for pack in rules.packs for c in pack.clearances):
            found.add(clearance.approved_on)
            found |= {day for day in (clearance.withdrawn_on,) if day is not None}
    return tuple(sorted(found))


def _known_of_tables(tables: Tables, axis: Knowledge) -> Iterator[date]:
    dated = [control.window[0] for control in tables.controls if control.window]
    dated += [change.since for change in tables.changes]
    dated += [rule.since for rule in tables.rules]
    dated += [change.since for change in tables.entry_changes]
    yield from (known_from(since.announced, since.published, axis) for since in dated)
    yield from (row.edition for row in (*tables.chart, *tables.groups))
    yield from (each.edition for each in tables.exceptions)
    yield from {edition for control in tables.controls for edition in control.editions}
