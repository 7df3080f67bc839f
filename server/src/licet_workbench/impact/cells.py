"""Which cells of the tables say something else: asked by the entry, or the country, they are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import replace
from datetime import date

from licet_engine.sale import country_of
from licet_engine.tables.model import Tables

from licet_workbench.impact.asks import ALWAYS, Ask, Meets, any_of
from licet_workbench.impact.possible import CATEGORY, PLACES, REGIONS, may_be_controlled

Kept = dict[str, set[Hashable]]


def changed_cells(old: Tables, new: Tables) -> Ask:
    """Ask whether an order may be of an entry, or go to a country, of which a table tells anew."""
    if old == new:
        return any_of()
    return any_of(_changed_places(old, new), _changed_entries(old, new))


def _changed_places(old: Tables, new: Tables) -> Ask:
    if _of_all_places(old) != _of_all_places(new):
        return ALWAYS
    changed = _differing(_of_countries(old), _of_countries(new))
    if not changed:
        return any_of()
    # A country that is treated as another is marked as that one is.
    both = old, new
    rows = {r.country for t in both for r in t.chart if r.refers_to in changed}
    changes = {c.country for t in both for c in t.changes if c.refers_to in changed}
    return in_countries(frozenset(changed | rows | changes))


def in_countries(countries: frozenset[str]) -> Ask:
    """Ask whether a place of an order is in one of some countries, or not told."""
    parties = Meets("parties[].country", lambda cell: cell is None or cell in countries)
    others = (
        Meets(field, lambda cell: cell is not None and country_of(cell) in countries)
        for field in (*PLACES, *REGIONS)
    )
    return any_of(parties, *others)


def _of_all_places(tables: Tables) -> object:
    """Return what speaks for every country: rules of columns, which marks and days there are."""
    rows = (*tables.chart, *tables.groups)
    marks = frozenset(mark for row in tables.groups for mark in row.marks)
    return frozenset(tables.rules), marks, {row.edition for row in rows}, tables.steady_from


def _of_countries(tables: Tables) -> Kept:
    found: Kept = {}
    for name, rows in (("chart", tables.chart), ("groups", tables.groups)):
        for row in rows:
            found.setdefault(row.country, set()).add((name, replace(row, source="")))
    counted: Counter[tuple[str, str]] = Counter()
    for change in tables.changes:
        # Of two changes of one cell and day the later written counts.
        counted[change.country, change.mark] += 1
        place = counted[change.country, change.mark]
        found.setdefault(change.country, set()).add((place, change))
    return found


def _changed_entries(old: Tables, new: Tables) -> Ask:
    if _editions(old) != _editions(new):
        return Meets(CATEGORY, may_be_controlled)
    changed = _differing(_of_entries(old), _of_entries(new))
    if not changed:
        return any_of()
    return Meets(CATEGORY, lambda cell: cell is None or cell.partition(".")[0] in changed)


def _editions(tables: Tables) -> tuple[set[date], set[date]]:
    """Return the days of the editions: a day between two hangs on both."""
    of_controls = {edition for control in tables.controls for edition in control.editions}
    return of_controls, {each.edition for each in tables.exceptions}


def _of_entries(tables: Tables) -> Kept:
    """Return what is said of each entry; controls are told apart by their place alone."""
    found: Kept = {}
    counted: Counter[tuple[str, str]] = Counter()

    def keep(name: str, eccn: str, said: Hashable) -> None:
        counted[name, eccn] += 1
        found.setdefault(eccn, set()).add((name, counted[name, eccn], said))

    for control in sorted(tables.controls, key=lambda each: (each.eccn, each.number)):
        keep("control", control.eccn, replace(control, number=0, source=""))
    for change in tables.entry_changes:
        keep("change", change.eccn, change)
    for opening in tables.exceptions:
        keep("opening", opening.eccn, replace(opening, source=""))
    return found


def _differing(before: Kept, after: Kept) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
