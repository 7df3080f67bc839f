"""Values of one scope become truth bytes; what most sales leave out is laid out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from licet_engine.facts.model import PartKey, Patch
from licet_engine.facts.parts import patch_alternatives
from licet_engine.facts.values import Raw, Value, absent, evaluate, known
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Line, Party, Sale
from licet_engine.vocabulary import FactSource, Scope

Values = Mapping[str, Value]
OpenFact = tuple[str, tuple[Patch, ...]]
"""The name of an unknown fact, and for each way it may turn out what its atoms then are."""
_VALUES = 1024
"""Facts and values of which it is remembered what they make of the tests (some 500 bytes each)."""
_NOTHING: Values = MappingProxyType({})


class PartLayout:
    """Lays out the facts of a sale, a line or a party.

    `derived` are facts that no sale gives, with what they are until they are worked out.
    """

    def __init__(self, rules: RuleSet, scope: Scope, derived: Values = _NOTHING) -> None:
        facts = [fact for fact in rules.vocabulary.facts if fact.scope is scope]
        self.silent: Values = {
            fact.name: derived.get(fact.name) or absent(fact, rules.tests_of(fact.name))
            for fact in facts
        }
        """What each fact is where a sale does not give it."""
        self._fields = {fact.name for fact in facts if fact.source is FactSource.FIELD}
        self._attested = {fact.name for fact in facts if fact.source is FactSource.ATTESTATION}
        self._tests = rules.atoms.tests(scope)
        self._key = PartKey(scope.value)
        self._of: dict[str, list[tuple[int, Test]]] = {}
        for number, test in enumerate(self._tests):
            self._of.setdefault(test.fact, []).append((number, test))
        self._atoms: Callable[[str, Value], tuple[tuple[int, int], ...]] = lru_cache(_VALUES)(
            self._evaluated
        )
        self._laid = bytes(evaluate(test, self.silent[test.fact]) for test in self._tests)
        self._ways = {
            name: self._alternatives(name, value)
            for name, value in self.silent.items()
            if value.unknown and name in self._of
        }

    def values(self, given: Mapping[str, Raw], *holders: Party | Line | Sale) -> dict[str, Value]:
        """Return the value of each fact, by its field or the first holder that attests it."""
        told = {
            name: known(raw)
            for name, raw in given.items()
            if raw is not None and name in self._fields
        }
        for holder in reversed(holders):
            told |= {n: known(raw) for n, raw in holder.attestations if n in self._attested}
        return {**self.silent, **told}

    def part(self, values: Values) -> bytes:
        """Return the truth byte of each atom of the scope."""
        laid = bytearray(self._laid)
        for name, value in values.items():
            if value is not self.silent.get(name):
                for number, truth in self._atoms(name, value):
                    laid[number] = truth
        return bytes(laid)

    def _evaluated(self, name: str, value: Value) -> tuple[tuple[int, int], ...]:
        tests = self._of.get(name, ())
        return tuple((number, evaluate(test, value)) for number, test in tests)

    def unknown(self, values: Values) -> tuple[tuple[str, Value | None], ...]:
        """Return the unknown facts that rules ask for, by name, their values where not silent."""
        return tuple(sorted(self._unknown(values), key=lambda fact: fact[0]))

    def _unknown(self, values: Values) -> Iterator[tuple[str, Value | None]]:
        for name, value in values.items():
            if value.unknown and name in self._of:
                yield name, None if value is self.silent.get(name) else value

    def opened(self, unknown: tuple[tuple[str, Value | None], ...]) -> tuple[OpenFact, ...]:
        """Return unknown facts with each way that they may turn out."""
        return tuple(
            (name, self._ways[name] if value is None else self._alternatives(name, value))
            for name, value in unknown
        )

    def _alternatives(self, name: str, value: Value) -> tuple[Patch, ...]:
        return patch_alternatives(self._key, self._tests, name, value)
