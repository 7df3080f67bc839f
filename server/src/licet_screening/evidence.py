"""What a country and an address say about whether a party is the one that a row names."""

from __future__ import annotations

from dataclasses import dataclass

from licet_engine.lists import ListRow

from licet_screening.normalising import plain

_ANY = "any"
_NONE = "none"
_GREATER_CHINA = frozenset({"CN", "HK", "MO", "TW"})
"""The lists write one and the same firm under either of these."""
_FEWEST_WORDS = 2
_SHARE = 0.6
_LONG_WORD = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether what is known of a party beside its name speaks for a row, or against it."""

    speaks_for: bool
    speaks_against: bool
    why: str
    at_address: bool = False


SILENT = Evidence(speaks_for=False, speaks_against=False, why="")


class Whereabouts:
    """Where a row says that its party is."""

    __slots__ = ("_address", "_countries")

    def __init__(self, row: ListRow) -> None:
        named = frozenset(row.country.split(";"))
        self._countries = frozenset() if named & {_ANY, _NONE} else named
        self._address = row.address

    def evidence(self, country: str | None, address: str | None) -> Evidence:
        """Return what a country and an address say; a country that is not known says nothing."""
        if address and self._address != _NONE and self._shares(address):
            return Evidence(
                speaks_for=True,
                speaks_against=False,
                why="the address is like the row's",
                at_address=True,
            )
        if country is None or not self._countries:
            return SILENT
        listed = ", ".join(sorted(self._countries))
        if country in self._countries:
            return Evidence(
                speaks_for=True, speaks_against=False, why=f"listed in {listed} as well"
            )
        if country in _GREATER_CHINA and self._countries & _GREATER_CHINA:
            return SILENT
        why = f"the country is {country}, listed in {listed}"
        return Evidence(speaks_for=False, speaks_against=True, why=why)

    def _shares(self, address: str) -> bool:
        asked = _telling(address)
        places = (_telling(place) for place in self._address.split(";"))
        shared = max((len(asked & place) for place in places), default=0)
        return shared >= max(_FEWEST_WORDS, _SHARE * len(asked))


def _telling(address: str) -> frozenset[str]:
    """Return the words of an address that are long or have digits."""
    words = plain(address).split()
    return frozenset(w for w in words if len(w) >= _LONG_WORD or any(map(str.isdigit, w)))
