"""What says a thing, in words: an edition, a dated change, a rule of a column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from licet_engine.lists import Knowledge
from licet_engine.tables.grounds import Ground
from licet_workbench.catalog.model import By, Said

_NOUNS = {By.EDITION: "edition", By.CHANGE: "change", By.RULE: "rule of the column"}


def asked_on(on: date, known_on: date, knowledge: Knowledge) -> str:
    """Return which day was asked about, as known on which other."""
    return f"on {on}, as known on {known_on} ({knowledge.value})"


def source(said: Said) -> str:
    """Return what says a thing, since when, and by what authority."""
    authority = f" ({said.authority})" if said.authority else ""
    named = f"the {_NOUNS[said.by]} of {said.day}{authority}"
    inferred = ", inferred" if said.inferred else ""
    match said.ground:
        case Ground.READ_BACK:
            return f"read back from {named}{inferred}"
        case Ground.UNTIL_CHANGED:
            return f"until {named}{inferred}"
        case Ground.STEADY:
            return f"{named}, as no change is known in between"
        case _:
            return f"{named}{inferred}"


def sources(said: Sequence[Said]) -> str:
    """Return everything that says a thing."""
    return " and ".join(source(one) for one in said)
