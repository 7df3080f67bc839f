"""The list rows and controls that packs hold, as far as tests of codes tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from licet_engine.lists import RowClass
from licet_engine.provisions.conditions import Op, Test
from licet_engine.provisions.model import Pack
from licet_engine.tables.model import Tables
from licet_engine.vocabulary import Scope

Codes = Mapping[str, frozenset[str]]
_OF_CONTROLS = ("reason", "requirement")
_STAND_INS = frozenset({"none", "not_held", "not_encoded"})
"""Reasons and requirements that the engine makes itself, where the list holds none."""


class Held:
    """What a list row, and a control, can be at all: one of those that are held."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        loaded = tuple(packs)
        rows = {_row_key(row.facts) for pack in loaded for row in pack.rows}
        self._rows = [dict(key) for key in rows]
        self._controls = [
            {"reason": frozenset({reason}), "requirement": frozenset({requirement})}
            for tables in (pack.tables for pack in loaded)
            if tables is not None
            for reason, requirement in _pairs(tables)
        ]

    def has(self, met: Sequence[Test], failed: Sequence[Test]) -> bool:
        """Tell whether some row and some control meet tests and fail others; in doubt they do."""
        return all(
            self._some(held, _of(met, scope), _of(failed, scope))
            for scope, held in ((Scope.ROW, self._rows), (Scope.CONTROL, self._controls))
        )

    @staticmethod
    def _some(held: Sequence[Codes], met: Sequence[Test], failed: Sequence[Test]) -> bool:
        if not met or not held or any(t.codes & _STAND_INS for t in met):
            return True
        return any(
            not any(each[t.fact].isdisjoint(t.codes) for t in met)
            and all(each[t.fact].isdisjoint(t.codes) for t in failed)
            for each in held
        )


def _of(tests: Sequence[Test], scope: Scope) -> list[Test]:
    """Return the tests of codes of a scope; of a control's, those of its reason and requirement."""
    return [
        test
        for test in tests
        if test.scope is scope and test.op is Op.IN
        if scope is Scope.ROW or test.fact in _OF_CONTROLS
    ]


def _pairs(tables: Tables) -> Iterator[tuple[str, str]]:
    yield from {(control.reason, control.requirement) for control in tables.controls}


def _row_key(facts: RowClass) -> tuple[tuple[str, frozenset[str]], ...]:
    return (
        ("list", frozenset({facts.list})),
        ("regime", frozenset(facts.regimes)),
        ("footnote", frozenset(facts.footnotes)),
        ("ground", frozenset({facts.ground})),
        ("scope", frozenset({facts.scope})),
        ("exception_allowed", frozenset(facts.exceptions_allowed)),
    )
