"""The names that the regulations give countries become ISO 3166-1 codes."""

from __future__ import annotations

from functools import cache

import pycountry

KOSOVO = "XK"
"""Not in ISO 3166-1; the code that is commonly used for it."""

_ALIASES = {
    "bahamas": "BS",
    "bolivia": "BO",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "china (prc)": "CN",
    "congo (democratic republic of the)": "CD",
    "congo (democratic republic of)": "CD",
    "congo (republic of the)": "CG",
    "cote d'ivoire": "CI",
    "cote d'lvoire": "CI",
    "czech republic": "CZ",
    "gambia": "GM",
    "hong kong": "HK",
    "iran": "IR",
    "korea, north": "KP",
    "korea, south": "KR",
    "kosovo": KOSOVO,
    "laos": "LA",
    "macau": "MO",
    "micronesia (federated state of)": "FM",
    "micronesia, federated states of": "FM",
    "moldova": "MD",
    "north korea": "KP",
    "russia": "RU",
    "seycheles": "SC",
    "sint maarten (the dutch two-fifths of the island of saint martin)": "SX",
    "south korea": "KR",
    "south sudan, republic of": "SS",
    "st. kitts and nevis": "KN",
    "st. lucia": "LC",
    "st. vincent and the grenadines": "VC",
    "syria": "SY",
    "taiwan": "TW",
    "tanzania": "TZ",
    "turkey": "TR",
    "vatican city": "VA",
    "venezuela": "VE",
    "vietnam": "VN",
}
"""Names of Supplement No. 1 to Part 738 and Supplement No. 1 to Part 740, misprints included."""


def country_code(name: str) -> str | None:
    """Return the code of a country by the name that the chart or the groups give it."""
    plain = _plain(name)
    return _ALIASES.get(plain) or _by_name().get(plain)


def _plain(name: str) -> str:
    text = " ".join(name.replace("\u2019", "'").replace("&", "and").split()).lower()
    return text.removesuffix(", the").removeprefix("the ")


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for kind in ("name", "common_name", "official_name"):
            name = getattr(country, kind, None)
            if name:
                found[_plain(name)] = country.alpha_2
    return found
