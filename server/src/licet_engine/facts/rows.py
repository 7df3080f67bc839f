"""List rows become material: their days as known, and their atoms for each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from licet_engine.facts.model import HitMaterial
from licet_engine.facts.values import Value, evaluate, known
from licet_engine.lists import AsKnown, RowClass
from licet_engine.provisions.conditions import RowDate, Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope


def row_material(
    rules: RuleSet,
    row: RowClass,
    as_known: AsKnown,
    line_values: Sequence[Mapping[str, Value]],
    *,
    certain: bool,
) -> HitMaterial | None:
    """Return a matched row as the rules see it, or None where it was not known of yet."""
    if not row.known(as_known):
        return None
    own = _row_values(row)
    tests = rules.atoms.tests(Scope.ROW)
    parts = tuple(
        bytes(_row_atom(test, row, own, values) for test in tests) for values in line_values
    )
    return HitMaterial(row.start, row.last_day(as_known), certain, parts)


def anonymous_rows(
    rules: RuleSet, as_known: AsKnown, line_values: Sequence[Mapping[str, Value]]
) -> tuple[HitMaterial, ...]:
    """Return every kind of row that a party without a name might be on."""
    found = (
        row_material(rules, row, as_known, line_values, certain=False) for row in rules.row_classes
    )
    return tuple(sorted({hit for hit in found if hit is not None}, key=repr))


def _row_values(row: RowClass) -> dict[str, Value]:
    codes: dict[str, tuple[str, ...]] = {
        "list": (row.list,),
        "regime": row.regimes,
        "footnote": row.footnotes,
        "ground": (row.ground,),
        "scope": (row.scope,),
    }
    own = {name: known(frozenset(values)) for name, values in codes.items()}
    return own | {"listed_from": known(row.start)}


def _row_atom(
    test: Test, row: RowClass, own: Mapping[str, Value], sale: Mapping[str, Value]
) -> int:
    if not isinstance(test.operand, RowDate):
        return evaluate(test, own[test.fact])
    day = _row_date(row, test.operand)
    if day is None:
        return 0
    return evaluate(replace(test, operand=day), sale[test.fact])


def _row_date(row: RowClass, which: RowDate) -> date | None:
    match which:
        case RowDate.FROM:
            return row.start
        case RowDate.THROUGH:
            return row.through
        case RowDate.ANNOUNCED:  # exhaustive
            return row.announced
