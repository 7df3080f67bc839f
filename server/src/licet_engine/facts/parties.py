"""Parties become material: what is declared of them, and the list rows their names match."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple

from licet_engine.facts.clearing import Screened, screened_owners, screened_party
from licet_engine.facts.deriving import attested, receivers, roles
from licet_engine.facts.layout import PartLayout
from licet_engine.facts.model import HitMaterial, OwnerMaterial, OwnerWindow, PartyMaterial
from licet_engine.facts.ownership import OWNERSHIP, OWNING_LISTS
from licet_engine.facts.parts import place_value
from licet_engine.facts.rows import RowsAsKnown
from licet_engine.facts.screening import Hit, Screen
from licet_engine.facts.values import UNKNOWN_FLAG, Raw, Value, code
from licet_engine.lists import AsKnown, ListRow
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Owner, Party, Place, Sale
from licet_engine.vocabulary import Scope

Opened = tuple[tuple[str, tuple[tuple[tuple[int, int], ...], ...]], ...]
"""Unknown facts of a party by name, and for each way they may turn out their atoms."""
_ELSEWHERE = frozenset({"country", *OWNERSHIP})


class ObservedParty(NamedTuple):
    """A party's material in canonical order, and the party of the sale that it came from.

    `hits` stand as those of the material do; a row that is cleared for a time stands there once
    for each run of its days. `screened` is every row that was hit, with what was cleared.
    """

    number: int
    material: PartyMaterial
    hits: tuple[tuple[ListRow, Hit], ...]
    screened: tuple[Screened, ...]
    place: Value
    is_receiver: bool


class PartyObserver:
    """Observes the parties of sales as one rule set sees them, names screened by one screener."""

    def __init__(self, rules: RuleSet, screen: Screen) -> None:
        self._rules = rules
        self._screen = screen
        self._layout = PartLayout(rules, Scope.PARTY, dict.fromkeys(OWNERSHIP, UNKNOWN_FLAG))
        self._opened: Callable[..., Opened] = lru_cache(1024)(self._open_facts)
        self._place: Callable[[Place], Value] = lru_cache(1024)(partial(place_value, rules))

    def observe(self, sale: Sale, rows: RowsAsKnown) -> tuple[ObservedParty, ...]:
        """Return the parties of a sale in an order that does not depend on how they were listed."""
        observed = [self._observe(sale, n, rows) for n in range(len(sale.parties))]
        alike = len({party.material.part for party in observed}) < len(observed)
        return tuple(sorted(observed, key=_canonical if alike else _part))

    def hits(self, party: Party, rows: RowsAsKnown) -> tuple[HitMaterial, ...]:
        """Return the rows that a party is on, or may be on, by its name, and when."""
        if party.name is None:
            return rows.anonymous()
        found = screened_party(party, self._rules, self._screen, rows.as_known)
        return tuple(hit for hit, _ in _named_rows(found, rows))

    def _observe(self, sale: Sale, number: int, rows: RowsAsKnown) -> ObservedParty:
        party = sale.parties[number]
        place = self._place(party.place)
        values = self._values(sale, number) | {"country": place}
        found = screened_party(party, self._rules, self._screen, rows.as_known)
        owned = screened_owners(party, self._rules, self._screen, rows.as_known)
        named = _named_rows(found, rows)
        anonymous = party.name is None
        material = PartyMaterial(
            part=self._layout.part(values),
            anonymous=anonymous,
            hits=rows.anonymous() if anonymous else tuple(hit for hit, _ in named),
            owners=tuple(
                _owner(owner, hits, self._rules, rows.as_known)
                for owner, hits in zip(party.owners, owned, strict=True)
            ),
            ownership_determined=attested("ownership_determined", party, sale) is True,
            unknown=self._opened(self._layout.unknown(values)),
        )
        hits = tuple((each.row, each.hit) for _, each in named)
        shown = (*found, *(each for hits in owned for each in hits))
        return ObservedParty(number, material, hits, shown, place, number in receivers(sale))

    def _values(self, sale: Sale, number: int) -> dict[str, Value]:
        party = sale.parties[number]
        given: dict[str, Raw] = {
            "role": roles(sale, number),
            "party_kind": code(party.kind),
            "headquarters_country": code(party.headquarters_country),
        }
        return self._layout.values(given, party, sale)

    def _open_facts(self, unknown: tuple[tuple[str, Value | None], ...]) -> Opened:
        """Return the unknown facts of a party; country and ownership are filled in elsewhere."""
        told = tuple(fact for fact in unknown if fact[0] not in _ELSEWHERE)
        return tuple(
            (name, tuple(patch.atoms for patch in ways)) for name, ways in self._layout.opened(told)
        )


def _part(party: ObservedParty) -> bytes:
    return party.material.part


def _canonical(party: ObservedParty) -> tuple[str, list[list[str]], bool]:
    places = [sorted(raw) for raw in party.place.possible if isinstance(raw, frozenset)]
    return repr(party.material), places, party.is_receiver


def _named_rows(
    found: tuple[Screened, ...], rows: RowsAsKnown
) -> list[tuple[HitMaterial, Screened]]:
    laid = [
        (rows.material(each.row.facts, days, certain=each.certain), each)
        for each in found
        for days in each.windows(rows.as_known)
    ]
    return sorted(laid, key=lambda pair: (repr(pair[0]), pair[1].row.id))


def _owner(
    owner: Owner, hits: tuple[Screened, ...], rules: RuleSet, as_known: AsKnown
) -> OwnerMaterial:
    windows: dict[bool, list[OwnerWindow]] = {True: [], False: []}
    for hit in hits:
        windows[hit.certain] += _owner_windows(hit, as_known)
    if owner.name is None:
        windows[False].append(_anybody(rules))
    return OwnerMaterial(
        percent=owner.percent,
        attested=owner.list if owner.list in OWNING_LISTS else None,
        windows=tuple(sorted(windows[True], key=repr)),
        doubtful=tuple(sorted(windows[False], key=repr)),
    )


def _owner_windows(hit: Screened, as_known: AsKnown) -> Iterator[OwnerWindow]:
    facts = hit.row.facts
    for start, last in hit.windows(as_known):
        yield OwnerWindow(start, last, facts.list, facts.scope, facts.footnotes)


def _anybody(rules: RuleSet) -> OwnerWindow:
    """An owner without a name may be listed, with whatever a listing may ask for."""
    fact = rules.vocabulary.by_name.get("owner_footnote")
    footnotes = fact.values if fact else ()
    return OwnerWindow(date.min, None, "entity_list", "all_items", footnotes)
