"""List rows become material: their days as known, and their atoms for each line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from licet_engine.facts.model import HitMaterial
from licet_engine.facts.values import FALSE, Value, evaluate, known
from licet_engine.lists import HELPING_LISTS, AsKnown, RowClass
from licet_engine.provisions.conditions import RowDate
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

_ONE_DAY = timedelta(days=1)
_KINDS = 16_384
"""Kinds of row and what sales claim beside them, of which the atoms are remembered (150 bytes)."""
_COMPARED = 4096
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
        self._dated = tuple(
            (number, test.operand, self._compared.index(test.fact))
            for number, test in enumerate(self._tests)
            if isinstance(test.operand, RowDate)
        )
        """The tests that compare a day of the row, which one, and the place of what is claimed."""
        self._alone: Callable[[RowClass], bytes] = lru_cache(_KINDS)(self._lay_alone)
        self._on_day: Callable[[int, date, Value], int] = lru_cache(_COMPARED)(self._compare)
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
        """Return every kind of row that a party without a name might be on, and when.

        Nobody without a name is on a list that helps the seller.
        """
        windows: dict[tuple[bytes, ...], list[Window]] = {}
        for row in self._rules.row_classes:
            if row.known(as_known) and row.list not in HELPING_LISTS:
                window = (row.start, row.last_day(as_known))
                windows.setdefault(self.parts(row, claims), []).append(window)
        found = (
            HitMaterial(start, last, False, parts)
            for parts, own in windows.items()
            for start, last in _merged(own)
        )
        return tuple(sorted(found, key=repr))

    def _lay_out(self, row: RowClass, claims: Claims) -> tuple[bytes, ...]:
        return tuple(self._beside(row, claimed) for claimed in claims)

    def _beside(self, row: RowClass, claimed: tuple[Value, ...]) -> bytes:
        """Return the atoms of a row beside what is claimed of one line."""
        laid = bytearray(self._alone(row))
        for number, which, place in self._dated:
            day = _row_date(row, which)
            laid[number] = FALSE if day is None else self._on_day(number, day, claimed[place])
        return bytes(laid)

    def _lay_alone(self, row: RowClass) -> bytes:
        """Return the atoms of a row, those that compare its days left out."""
        own = _row_values(row)
        return bytes(
            FALSE if isinstance(test.operand, RowDate) else evaluate(test, own[test.fact])
            for test in self._tests
        )

    def _compare(self, number: int, day: date, claimed: Value) -> int:
        return evaluate(replace(self._tests[number], operand=day), claimed)


class RowsAsKnown(NamedTuple):
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
