"""What some provisions can see of a cell, where the facts are laid out for a whole law.

Orders of which they see the same are weighed once. Only what is told is put together: what is
not told, what has regions or paragraphs below it, and what tables speak of, is left as it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial

from licet_engine.facts.deriving import HOME
from licet_engine.facts.ownership import OWNERSHIP
from licet_engine.provisions.conditions import RowDate, Test
from licet_engine.sale import country_of

from licet_workbench.impact.amounts import AMOUNTS
from licet_workbench.impact.possible import is_mark
from licet_workbench.proving.law import Group

Seen = Callable[[str | None], object]
_INDEX = re.compile(r"\[[0-9]+\]")
_ONE_DAY = timedelta(days=1)
_DATES = frozenset(
    ("ordered_on", "contracted_on", "on_dock_on", "laden_on")
    + ("model_public_on", "production_began_on")
)
_CODES = {
    "lines[].purpose": "purpose",
    "lines[].end_use": "end_use",
    "parties[].kind": "party_kind",
    "parties[].headquarters_country": "headquarters_country",
    "lines[].schedule_b": "schedule_b",
    "lines[].license_exception": "license_exception",
}
"""The fields that are nothing but a fact, and of which nothing else is made."""
_DERIVED = frozenset({"subject_to_ear", "ownership_determined"})
_COUNTRIES = frozenset({"destination.country", "parties[].country", "ship_from.country"})
_PLACES = ("destination", "country", "shipped_from")


class Glimpse:
    """Says of each column what two families can see in its cells; None where it is nothing."""

    def __init__(self, families: tuple[Group, Group], row_days: Iterable[date]) -> None:
        self._tests: dict[str, list[Test]] = {}
        for test in sorted(families[0].tests() | families[1].tests(), key=repr):
            self._tests.setdefault(test.fact, []).append(test)
        self._row_days = tuple(row_days)
        self.amounts = any(fact in self._tests for fact in AMOUNTS)
        self._with_regions = {country_of(code) for g in families for code in g.rules.regions}

    def seen(self, column: str, otherwise: Seen | None) -> Seen | None:
        """Return what is seen of the cells of a column, `otherwise` being what all rules see."""
        field = _INDEX.sub("[]", column)
        fact = field.rpartition(".")[2]
        if otherwise is None:
            return None
        if "attestations." in field:
            return otherwise if self._attested(fact) else None
        if field.startswith("parties[].owners[]."):
            return otherwise if OWNERSHIP & self._tests.keys() else None
        if fact in _DATES:
            return self._dated(fact) if fact in self._tests else None
        if field in _COUNTRIES:
            return self._country(otherwise)
        if field in _CODES:
            return self._coded(_CODES[field], otherwise)
        return otherwise

    def _attested(self, fact: str) -> bool:
        return fact in self._tests or fact in _DERIVED or fact.startswith("in_scope_")

    def _coded(self, fact: str, otherwise: Seen) -> Seen | None:
        tests = self._tests.get(fact)
        if tests is None:
            return None
        above = fact in ("schedule_b", "license_exception")
        return otherwise if above else partial(_codes_seen, tuple(t.codes for t in tests))

    def _country(self, otherwise: Seen) -> Seen:
        """What tables mark, and a country of which regions are named, is left as it stands."""
        tests = [test for fact in _PLACES for test in self._tests.get(fact, ())]
        if any(is_mark(code) for test in tests for code in test.codes):
            return otherwise
        codes = (frozenset({HOME}), *(test.codes for test in tests))

        def seen(cell: str | None) -> object:
            if cell is None or cell in self._with_regions:
                return otherwise(cell)
            return _codes_seen(codes, cell)

        return seen

    def _dated(self, fact: str) -> Seen:
        cuts: set[date] = set()
        for test in self._tests[fact]:
            days = self._row_days if isinstance(test.operand, RowDate) else (test.operand,)
            for day in days:
                assert isinstance(day, date)
                cuts |= {day} if day == date.max else {day, day + _ONE_DAY}
        return partial(_stretch, sorted(cuts))


def _codes_seen(codes: tuple[frozenset[str], ...], cell: str | None) -> object:
    return None if cell is None else tuple(cell in own for own in codes)


def _stretch(cuts: list[date], cell: str | None) -> object:
    if cell is None:
        return None
    try:
        return bisect_right(cuts, date.fromisoformat(cell))
    except ValueError:
        return cell
