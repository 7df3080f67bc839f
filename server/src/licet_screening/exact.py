"""Screening by equal names: a row matches by its name or an alias, legal forms aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from licet_engine.facts.screening import Hit, MatchStatus
from licet_engine.lists import ListRow

from licet_screening.normalising import fallback_keys, keys, plain

_SAME = 100
_SAME_BUT_FOR_LEGAL_FORM = 95


class ExactScreen:
    """Finds the rows whose name or alias equals a name after normalising.

    A hit is always a `match`; a name that is merely like a listed one is no hit.
    """

    def __init__(self, rows: Iterable[ListRow]) -> None:
        self._rows: dict[str, dict[str, list[str]]] = {}
        for row in rows:
            for name in (row.name, *row.aliases):
                for key in keys(name):
                    self._rows.setdefault(key, {}).setdefault(row.id, []).append(name)

        self._remembered: Callable[[str], tuple[Hit, ...]] = lru_cache(16_384)(self._find)

    def __call__(self, name: str, _country: str | None, _address: str | None) -> tuple[Hit, ...]:
        """Return a hit for each row that the name is a name of, in the order of row ids."""
        return self._remembered(name)

    def _find(self, name: str) -> tuple[Hit, ...]:
        # Both, whichever hits: a branch with a row of its own is the party's also before that.
        found = self._under((*keys(name), *fallback_keys(name)))
        return tuple(_hit(name, row, listed) for row, listed in sorted(found.items()))

    def _under(self, forms: tuple[str, ...]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for form in forms:
            for row, names in self._rows.get(form, {}).items():
                found.setdefault(row, []).extend(names)
        return found


def _hit(name: str, row: str, listed: list[str]) -> Hit:
    same = [each for each in listed if plain(each) == plain(name)]
    if same:
        return Hit(row, MatchStatus.MATCH, _SAME, f"the name is `{same[0]}`")
    explanation = f"the name is `{listed[0]}`, its legal form aside"
    return Hit(row, MatchStatus.MATCH, _SAME_BUT_FOR_LEGAL_FORM, explanation)
