"""Sales of 2005 to 2026 drawn at random: each go is backed by rows known for that date.

`LICET_DRAWS=5000 LICET_SEED=7` draws more, and others: so many sales a chunk, from that seed on.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from asking import ask, shipped
from backing import GOES, Law, Said, doubts
from drawing_sales import CLAIMS, Drawing, Drawn
from licet_engine.errors import SaleError
from licet_server.app import Licet
from reading_provisions import asked_words
from reading_sales import READ

CHUNKS = 8
DRAWS = int(os.environ.get("LICET_DRAWS", "300"))
SEED = int(os.environ.get("LICET_SEED", "20261129"))
OUTCOMES = {*GOES, "LICENSE_REQUIRED", "DENIED", "UNDETERMINED"}
ON_TRUST: frozenset[str] = frozenset()
"""Facts that rules ask for, that Licet works out and that are not read here: what lifts may have
them as it likes."""


def kinds(drawn: Drawn, said: Said) -> Iterator[str]:
    """What a go is of: it must not be all of one kind."""
    yield said.outcome
    if said.outcome in GOES:
        yield "a go"
        items = {line.get("category") for line in drawn.sale["lines"]}
        yield "a go of EAR99" if items == {"EAR99"} else "a go of an ECCN"
        if any(line.lifted for line in said.lines):
            yield "a go by what lifts"
        if any((line.authorization or "").startswith("EXCEPTION") for line in said.lines):
            yield "a go by a license exception"
        if any(hit.sure for hit in said.hits):
            yield "a go with a party that is or was listed"
        if drawn.known.on.isoformat() < drawn.sale["sale_date"]:
            yield "a go ahead of its day"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_each_go_is_backed_by_rows_known_for_that_date(licet: Licet, law: Law, chunk: int) -> None:
    drawing = Drawing(law, shipped())
    seen: Counter[str] = Counter()
    for seed in range(SEED + chunk * DRAWS, SEED + (chunk + 1) * DRAWS):
        drawn = drawing.draw(seed)
        said = ask(licet, law, drawn.sale, drawn.known)
        assert doubts(law, drawn.sale, drawn.known, said) == [], f"seed {seed}: {drawn}"
        seen.update(kinds(drawn, said))
    assert seen["a go"] >= DRAWS // 10, seen
    assert {
        *OUTCOMES,
        "a go of EAR99",
        "a go of an ECCN",
        "a go by what lifts",
    } <= set(seen), seen


@pytest.mark.parametrize(
    "kind",
    [
        "a go ahead of its day",
        "a go by a license exception",
        "a go with a party that is or was listed",
    ],
)
def test_a_rare_go_is_drawn(licet: Licet, law: Law, kind: str) -> None:
    drawing = Drawing(law, shipped())
    seeds = range(SEED, SEED + CHUNKS * DRAWS)
    assert any(
        kind in kinds(drawn, ask(licet, law, drawn.sale, drawn.known))
        for drawn in map(drawing.draw, seeds)
    )


def test_a_claim_that_names_no_license_exception_is_refused(licet: Licet, law: Law) -> None:
    drawing = Drawing(law, shipped())
    for seed in range(20):
        drawn = drawing.draw(seed)
        for junk in ("", "gbs", "G B", "LVS2", "NLR;", "GBS,TSR"):
            drawn.sale["lines"][0]["license_exception"] = junk
            with pytest.raises(SaleError, match="license_exception"):
                ask(licet, law, drawn.sale, drawn.known)
    assert {"LVS", "CIV", "SPP", "ENC"} <= {*CLAIMS}


def test_the_words_that_rules_ask_for_are_read_or_known_not_to_be(law: Law) -> None:
    asked = {
        word for rule in law.rules for when in _whens(rule.cells) for word in asked_words(when)
    }
    by_kind = {n for n, f in law.facts.items() if f["source"] in ("attestation", "pending")}
    assert asked - READ - by_kind == ON_TRUST, "teach `reading_sales.py` these, or name them here"


def _whens(cells: Any) -> Iterator[Any]:
    yield from (each["when"] for each in (cells, *cells["versions"]) if "when" in each)


def test_every_requirement_of_the_list_is_asked_for_by_some_provision(law: Law) -> None:
    changes = (row for rows in law.list.changes.values() for row in rows)
    stated = {row["requirement"] for rows in law.list.rows.values() for row in rows}
    stated |= {row["requirement"] for row in changes}
    text = repr([rule.cells for rule in law.rules if rule.effect == "requires"])
    assert {word for word in stated - {"none"} if f"'{word}'" not in text} <= SILENT


SILENT = frozenset({"russia_sector"})
"""Requirements that are asked for by what the item is."""
