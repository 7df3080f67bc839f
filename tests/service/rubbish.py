"""All rubbish, family by family: the same bytes on every run."""

from __future__ import annotations

from collections.abc import Iterator

import rubbish_bytes
import rubbish_shapes
import rubbish_words
from rubbish_sales import Case

FAMILIES = (*rubbish_words.FAMILIES, *rubbish_shapes.FAMILIES, *rubbish_bytes.FAMILIES)


def cases() -> Iterator[Case]:
    """Every case once, however often it was drawn."""
    met: set[tuple[str, bytes]] = set()
    for family in FAMILIES:
        for case in family():
            if (case.method, case.request) not in met:
                met.add((case.method, case.request))
                yield case
