"""Who owns a party: whether listed owners hold half of it, and what their listings ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from licet_engine.facts.model import (
    FactKey,
    OwnerMaterial,
    OwnerWindow,
    PartKey,
    PartyMaterial,
    Patch,
    Unknown,
    unknown_fact,
)
from licet_engine.facts.values import Raw, Value, evaluate
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

OWNED = "owned_by_listed"
OWNERSHIP = frozenset({OWNED, "owner_list", "owner_scope", "owner_footnote"})
"""The facts of a party that are derived from who owns it."""
OWNING_LISTS = frozenset({"entity_list", "meu_list", "sdn"})
"""The lists whose restrictions flow down to what the listed own (15 CFR 744.11(a)(1), 744.21,
744.8); those of the Unverified List and of denial orders do not."""
_CONTROL = Decimal(50)
_WHOLE = Decimal(100)
_SCOPE_OF = {"entity_list": "all_items", "meu_list": "supp_2", "sdn": "all_items"}
"""What the listing of an owner asks for of whom only the list is told: the most it can."""


Atoms = tuple[tuple[int, int], ...]
"""Truth bytes by the number of their atom."""


class Owned(NamedTuple):
    """The lists, scopes and footnotes of the listed owners who hold half of a party together."""

    lists: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    footnotes: frozenset[str] = frozenset()

    def raw(self, fact: str) -> Raw:
        """Return one of the facts of ownership."""
        if fact == OWNED:
            return bool(self.lists)
        return {
            "owner_list": self.lists,
            "owner_scope": self.scopes,
            "owner_footnote": self.footnotes,
        }[fact]


class Ownership:
    """Lays out the facts of ownership as one rule set sees them.

    Shares that were not given may be anything, unless the seller attests that it determined
    who the owners are; which restrictions flow down is the strictest of all owners' (90 FR 47201).
    """

    def __init__(self, rules: RuleSet) -> None:
        tests = enumerate(rules.atoms.tests(Scope.PARTY))
        self._tests = [(n, test) for n, test in tests if test.fact in OWNERSHIP]
        self._declared = Owned(*(_declared(rules, name) for name in ("list", "scope", "footnote")))
        self._laid: Callable[[Owned, Owned], tuple[Atoms, tuple[Atoms, ...]]] = lru_cache(1024)(
            self._lay_out
        )

    def on(self, day: date, party: PartyMaterial, number: int) -> tuple[bytes, tuple[Unknown, ...]]:
        """Return a party with its facts of ownership on a day, and what is open of them."""
        if not self._tests:
            return party.part, ()
        told, ways = self._laid(_least(party, day), self._most(party, day))
        filled = bytearray(party.part)
        for atom, value in told:
            filled[atom] = value
        if not ways:
            return bytes(filled), ()
        key = PartKey("party", number)
        patches = tuple((Patch(key, atoms),) for atoms in ways)
        return bytes(filled), (unknown_fact(FactKey("party", number, OWNED), patches),)

    def _lay_out(self, least: Owned, most: Owned) -> tuple[Atoms, tuple[Atoms, ...]]:
        """Return the atoms between the least and the most, and each way they may turn out."""
        told = self._atoms(least, most)
        if least == most:
            return told, ()
        # INVARIANT: more owners bring in more restrictions and lift none, so that what lies
        # between the least and the most has no outcome of its own; but for SDNs, whom no TGL
        # reaches.
        lists = most.lists if "sdn" in least.lists else most.lists - {"sdn"}
        ways = dict.fromkeys((least, most._replace(lists=lists), most))
        return told, tuple(self._atoms(way) for way in ways)

    def _atoms(self, *ways: Owned) -> Atoms:
        return tuple(
            (atom, evaluate(test, Value(tuple({way.raw(test.fact) for way in ways}))))
            for atom, test in self._tests
        )

    def _most(self, party: PartyMaterial, day: date) -> Owned:
        """Return what may flow down: all there is where the owners were not determined."""
        if not party.ownership_determined:
            return self._declared
        listed = [o for o in party.owners if _is_listed(o, day) or _may_be_listed(o, day)]
        if sum(_WHOLE if o.percent is None else o.percent for o in listed) < _CONTROL:
            return Owned()
        windows = (w for owner in listed for w in (*_certain(owner, day), *_doubtful(owner, day)))
        found = _together(windows)
        unnamed = any(owner.attested for owner in listed)
        return found._replace(footnotes=self._declared.footnotes) if unnamed else found


def _least(party: PartyMaterial, day: date) -> Owned:
    """Return what certainly flows down: the owners known to be listed hold half or more."""
    listed = [owner for owner in party.owners if _is_listed(owner, day)]
    if sum(owner.percent or 0 for owner in listed) < _CONTROL:
        return Owned()
    return _together(w for owner in listed for w in _certain(owner, day))


def _declared(rules: RuleSet, name: str) -> frozenset[str]:
    fact = rules.vocabulary.by_name.get(f"owner_{name}")
    values = frozenset(fact.values) if fact else frozenset[str]()
    return values or (OWNING_LISTS if name == "list" else values)


def _together(windows: Iterable[OwnerWindow]) -> Owned:
    found = list(windows)
    return Owned(
        frozenset(window.list for window in found),
        frozenset(window.scope for window in found),
        frozenset(code for window in found for code in window.footnotes),
    )


def _certain(owner: OwnerMaterial, day: date) -> Iterator[OwnerWindow]:
    if owner.attested is not None:
        yield OwnerWindow(date.min, None, owner.attested, _SCOPE_OF[owner.attested], ())
    yield from (window for window in owner.windows if window.on(day))


def _doubtful(owner: OwnerMaterial, day: date) -> Iterator[OwnerWindow]:
    yield from (window for window in owner.doubtful if window.on(day))


def _is_listed(owner: OwnerMaterial, day: date) -> bool:
    return any(_certain(owner, day))


def _may_be_listed(owner: OwnerMaterial, day: date) -> bool:
    return any(_doubtful(owner, day))
