"""Words that tell a part of a firm, a place, or the same word of business in another ending."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import pycountry

from licet_screening.normalising import plain

_TABLE = "comparing.csv"


@dataclass(frozen=True, slots=True)
class Comparing:
    """The table of such words; an ending is read as the word that stands for all of its kind."""

    units: frozenset[str]
    places: frozenset[str]
    endings: dict[str, str]

    def written_alike(self, words: Iterable[str]) -> str:
        """Return words by the alphabet, those of business each in one ending."""
        return " ".join(sorted(self.endings.get(word, word) for word in words))


def shipped_comparing() -> Comparing:
    """Return the words that come with Licet, with the countries by their names."""
    text = files("licet_screening").joinpath("tables", _TABLE).read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names = {word for each in pycountry.countries for word in plain(each.name).split()}
    return Comparing(
        units=frozenset(row["word"] for row in rows if row["kind"] == "unit"),
        places=frozenset(row["word"] for row in rows if row["kind"] == "place") | names,
        endings={row["word"]: row["as"] for row in rows if row["kind"] == "ending"},
    )
