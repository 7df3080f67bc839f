"""List rows become material: their days as known, and their atoms for each line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from licet_engine.facts.model import HitMaterial
from licet_engine.facts.values import Value, evaluate, known
from licet_engine.lists import AsKnown, RowClass
from licet_engine.provisions.conditions import RowDate, Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

_ONE_DAY = timedelta(days=1)
_KINDS = 16_384
"""Kinds of row and what sales claim beside them, of which the atoms are remembered (150 bytes)."""
_DAYS = 64
Claims = tuple[tuple[Value, ...], ...]
"""For each line of a sale, the values that rules compare with a row's own dates."""
Window = tuple[date, date | None]


class Rows:
    """The rows of the party lists as one rule set sees them."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._tests = rules.atoms.tests(Scope.ROW)
        dated = (test.fact for test in self._tests if isinstance(test.operand, RowDate))
        self._compared = tuple(sorted(set(dated)))
        self.parts: Callable[[RowClass, Claims], tuple[bytes, ...]] = lru_cache(_KINDS)(
            self._lay_out
        )
        self.every_kind: Callable[[AsKnown, Claims], tuple[HitMaterial, ...]] = lru_cache(_DAYS)(
            self._every_kind
        )

    def as_known(
        self, as_known: AsKnown, line_values: Sequence[Mapping[str, Value]]
    ) -> RowsAsKnown:
        """Return the rows as known on a day, beside the values of a sale's lines."""
        claims = tuple(tuple(values[fact] for fact in self._compared) for values in line_values)
        return RowsAsKnown(self, as_known, claims)

    def _every_kind(self, as_known: AsKnown, claims: Claims) -> tuple[HitMaterial, ...]:
        """Return every kind of row that a party without a name might be on, and when."""
        windows: dict[tuple[bytes, ...], list[Window]] = {}
        for row in self._rules.row_classes:
            if row.known(as_known):
                window = (row.start, row.last_day(as_known))
                windows.setdefault(self.parts(row, claims), []).append(window)
        found = (
            HitMaterial(start, last, False, parts)
            for parts, own in windows.items()
            for start, last in _merged(own)
        )
        return tuple(sorted(found, key=repr))

    def _lay_out(self, row: RowClass, claims: Claims) -> tuple[bytes, ...]:
        own = _row_values(row)
        return tuple(
            bytes(self._atom(test, row, own, values) for test in self._tests) for values in claims
        )

    def _atom(
        self, test: Test, row: RowClass, own: Mapping[str, Value], claimed: tuple[Value, ...]
    ) -> int:
        if not isinstance(test.operand, RowDate):
            return evaluate(test, own[test.fact])
        day = _row_date(row, test.operand)
        if day is None:
            return 0
        return evaluate(replace(test, operand=day), claimed[self._compared.index(test.fact)])


@dataclass(frozen=True, slots=True)
class RowsAsKnown:
    """The rows as known on a day, beside what one sale claims."""

    rows: Rows
    as_known: AsKnown
    claims: Claims

    def material(self, row: RowClass, days: Window, *, certain: bool) -> HitMaterial:
        """Return a matched row as the rules see it, on those of its days that count."""
        return HitMaterial(*days, certain, self.rows.parts(row, self.claims))

    def anonymous(self) -> tuple[HitMaterial, ...]:
        """Return every kind of row that a party without a name might be on, and when."""
        return self.rows.every_kind(self.as_known, self.claims)


def _merged(windows: Iterable[Window]) -> Iterator[Window]:
    """Yield windows that touch or overlap as one; there is one at least."""
    (start, last), *others = sorted(windows, key=lambda each: (each[0], each[1] or date.max))
    for first, end in others:
        if last is None or first <= last + _ONE_DAY:
            last = None if last is None or end is None else max(last, end)
            continue
        yield start, last
        start, last = first, end
    yield start, last


def _row_values(row: RowClass) -> dict[str, Value]:
    codes: dict[str, tuple[str, ...]] = {
        "list": (row.list,),
        "regime": row.regimes,
        "footnote": row.footnotes,
        "ground": (row.ground,),
        "scope": (row.scope,),
        "exception_allowed": row.exceptions_allowed,
    }
    own = {name: known(frozenset(values)) for name, values in codes.items()}
    return own | {"listed_from": known(row.start)}


def _row_date(row: RowClass, which: RowDate) -> date | None:
    match which:
        case RowDate.FROM:
            return row.start
        case RowDate.THROUGH:
            return row.through
        case RowDate.ANNOUNCED:  # exhaustive
            return row.announced
