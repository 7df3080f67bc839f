"""The countries of the official lists become ISO 3166 codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pycountry

from licet_tables.parties.columns import several

_ALSO = {
    "UK": "GB",
    "PRC": "CN",
    "TURKIYE": "TR",
    "CRIMEA (OCCUPIED)": "UA",
    "KOSOVO": "XK",
}
_WITHOUT_ALPHA_2 = frozenset({"XK"})


def country_codes(given: Iterable[str]) -> str:
    """Return the countries that a list gives as codes in a cell, `none` where it gives none.

    What is no country (a state of the US in its place) is left out: a row without a country
    is one whose country is not known.
    """
    return several(_codes(given))


def is_country(given: str) -> bool:
    """Tell whether a text is a country as the lists write them."""
    code = given.strip().upper()
    found = pycountry.countries.get(alpha_2=code)
    return code in _ALSO or code in _WITHOUT_ALPHA_2 or found is not None


def _codes(given: Iterable[str]) -> Iterator[str]:
    for each in given:
        code = each.strip().upper()
        if is_country(code):
            yield _ALSO.get(code, code)
