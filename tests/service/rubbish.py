"""All rubbish, family by family: the same bytes on every run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count, islice

import rubbish_bytes
import rubbish_shapes
import rubbish_words
from rubbish_bytes import DRAWN
from rubbish_sales import Case

_FIRST_SEED, _SOME = 100, 1000
FAMILIES = (*rubbish_words.FAMILIES, *rubbish_shapes.FAMILIES, *rubbish_bytes.FAMILIES)


def many(total: int) -> Iterator[Case]:
    """Every case once, and then drawn ones, until there are so many."""
    drawn = (
        case for seed in count(_FIRST_SEED) for family in DRAWN for case in family(seed, _SOME)
    )
    return islice(chain(cases(), drawn), total)


def cases() -> Iterator[Case]:
    """Every case once, however often it was drawn."""
    met: set[tuple[str, bytes]] = set()
    for family in FAMILIES:
        for case in family():
            if (case.method, case.request) not in met:
                met.add((case.method, case.request))
                yield case
