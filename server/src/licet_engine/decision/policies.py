"""Review policies of list rows, in words: how an application for a license would be looked at."""

from __future__ import annotations

from collections.abc import Iterable

_WORDS = {
    "not_mapped": "as the entry's own words say",
    "by_section_744_2d": "as 15 CFR 744.2(d) says",
    "by_section_744_3d": "as 15 CFR 744.3(d) says",
    "by_section_744_4d": "as 15 CFR 744.4(d) says",
    "by_section_744_21e": "as 15 CFR 744.21(e) says",
    "by_section_744_23d": "as 15 CFR 744.23(d) says",
}
_ITEMS = {
    "ccl": "items of the Control List",
    "ear99": "items designated EAR99",
    "food_medicine_ear99": "food and medicine designated EAR99",
    "iss_use": "items for the International Space Station",
    "infectious_disease": "items against infectious disease",
    "ear99_note_1A995": "items of the note to 1A995",
    "category_5_telecom_infrastructure": "telecommunications infrastructure of Category 5",
    "consumer_devices_740_19": "consumer communications devices (15 CFR 740.19)",
    "us_space_programs": "items for space programs of the United States",
    "200mm_wafer_production": "items for wafers of 200 mm",
}
"""Items that a row's policy sets apart; one that is not here is an ECCN, and names itself."""


def policy_words(policies: Iterable[str]) -> str | None:
    """Return the policies of a row, the one for all items first, or None where it tells none."""
    told = sorted((policy.partition("@") for policy in policies), key=lambda p: (p[2], p[0]))
    return "; ".join(_said(policy, items) for policy, _, items in told) or None


def _said(policy: str, items: str) -> str:
    words = _WORDS.get(policy, policy.replace("_", " "))
    if not items:
        return words
    return f"{words} for {', '.join(_ITEMS.get(item, item) for item in items.split('+'))}"
