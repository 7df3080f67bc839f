"""Drawn sales put to Licet, and its decisions as the oracle reads them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from backing import Hit, Law, LineSaid, Said
from licet_engine.decision.model import Decision, LineDecision
from licet_engine.lists import Knowledge
from licet_server.app import Licet
from licet_server.sales.reading import read_sale
from reading_days import Known

PARTY = re.compile(r"parties\[(\d+)\](\.name)?")


def ask(licet: Licet, law: Law, sale: dict[str, Any], known: Known) -> Said:
    """Return what Licet says of a sale."""
    read = read_sale(sale, licet.rules.vocabulary)
    decision = licet.decide(read, known_on=known.on, knowledge=Knowledge(known.axis))
    return Said(
        decision.outcome.name,
        tuple(map(_line, decision.lines)),
        tuple(_hits(licet, law, decision, len(sale["parties"]))),
        decision.caveats,
    )


def _line(line: LineDecision) -> LineSaid:
    return LineSaid(
        line.outcome.name,
        line.authorization,
        tuple((shown.provision_id, shown.version) for shown in line.provisions),
        tuple(
            (shown.provision_id, lifter.partition("@")[0])
            for shown in line.provisions
            for lifter in shown.lifted_by
        ),
    )


def _hits(licet: Licet, law: Law, decision: Decision, parties: int) -> list[Hit]:
    found = []
    for shown in decision.screening:
        party = PARTY.fullmatch(shown.path)
        number = parties if shown.path.startswith("exporter") else int(party[1]) if party else None
        if number is not None:
            place = licet.loaded.row_places[shown.list_row]
            row = law.rows[place.file.name, place.line]
            found.append(Hit(number, row, shown.status == "match"))
    return found


def day(text: str) -> date:
    """Return a day."""
    return date.fromisoformat(text)


def shipped() -> Path:
    """Return the shipped rules, found without Licet."""
    return Path(__file__).parents[2] / "rules"
