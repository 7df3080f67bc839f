"""Requirements of the Control List in words: where a license is required."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from licet_engine.tables.controls import NOT_HELD
from licet_engine.tables.model import CHART

_D = "Country Groups D:1, D:4 and D:5, but for what is also in A:5 or A:6"
_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "worldwide": "every destination",
        "worldwide_computing": "every destination, by the rule of 2025 for advanced computing",
        "all_but_canada": "every destination but Canada",
        "ae_d1_d4_d5": f"the United Arab Emirates, and {_D}",
        "d1_d4_d5": _D,
        "macau_d5": "Macau, and Country Group D:5",
        "cn": "China, with Hong Kong",
        "cn_mo": "China, with Hong Kong, and Macau",
        "cn_ru_ve": "China, with Hong Kong, Russia and Venezuela",
        "un_arms_embargo": "where an arms embargo of the United Nations is in force",
        "iraq": "Iraq",
        "pakistan": "Pakistan",
        "iraq_pakistan": "Iraq and Pakistan",
        "north_korea": "North Korea",
        "iran_north_korea": "Iran and North Korea",
        "e1": "Country Group E:1",
        "russia_sector": "Russia and Belarus, which Part 746 asks about by country",
        "short_supply": "what is in short supply (Part 754), which is not held",
        "cwc_not_party": "states not party to the Chemical Weapons Convention",
        "cwc_not_party_but_il_tw": (
            "states not party to the Chemical Weapons Convention, but Israel and Taiwan"
        ),
        "cwc_schedule_3": (
            "for chemicals of Schedule 3, states not party to the Chemical Weapons Convention"
        ),
        "not_encoded": "the entry states where, and that is not encoded",
        NOT_HELD: "what the list says of it on this day is not held",
        "none": "nowhere by this entry, which refers to other law",
    }
)


def label(reason: str, requirement: str) -> str:
    """Return a control in short: its column, or its reason with our word for destinations."""
    return requirement if requirement in CHART else f"{reason} {requirement}"


def meaning(requirement: str) -> str | None:
    """Return where a requirement asks for a license, or None for a word that is not known."""
    if requirement in CHART:
        return f"where the Country Chart marks {requirement}"
    return _MEANINGS.get(requirement)
