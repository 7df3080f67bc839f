"""Cells of many sales are read in one: each is told as if it were read for itself."""

from __future__ import annotations

from random import Random

import pytest
from changing_rules import shipped
from licet_cli.impact_probing import Probes, Told

COUNTRY, REGION = "destination.country", "destination.region"
CELLS: tuple[tuple[Told, bool], ...] = (
    (((COUNTRY, "US"),), True),
    (((COUNTRY, "XX"),), False),
    (((REGION, "UA-43"),), True),
    (((COUNTRY, "UA"), (REGION, "UA-43")), True),
    (((COUNTRY, "DE"), (REGION, "UA-43")), False),
    ((("exporter", "Acme GmbH"),), True),
    ((("exporter", "???"),), False),
    ((("transaction", "reexport"),), True),
    ((("transaction", "lend"),), False),
    ((("known_on", "2020-05-15"),), True),
    ((("known_on", "1990-01-01"),), False),
    ((("sale_date", "2020-05-15"),), True),
    ((("sale_date", "soon"),), False),
    ((("attestations.food", "true"),), True),
    ((("attestations.foo", "true"),), False),
    ((("parties[0].role", "end_user"),), True),
    ((("parties[0].role", "nobody"),), False),
    ((("lines[0].category", "5A991"),), True),
    ((("lines[0].category", "5Z"),), False),
)


@pytest.mark.parametrize("seed", range(20))
def test_a_cell_that_is_refused_spoils_none_that_is_read_beside_it(seed: int) -> None:
    cells = list(CELLS)
    Random(seed).shuffle(cells)  # noqa: S311 (seeded, to come back)
    told = Probes(shipped().vocabulary).reads([cell for cell, _ in cells])
    assert told == [readable for _, readable in cells]


def test_every_cell_is_told_as_when_it_is_read_alone() -> None:
    alone = [Probes(shipped().vocabulary).reads([cell])[0] for cell, _ in CELLS]
    assert alone == [readable for _, readable in CELLS]
