"""2,000 random questions of row, day and knowledge: a decision equals its row read directly."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from building import party, sale
from licet_engine.decision.model import Decision
from licet_engine.lists import AsKnown, Knowledge
from licet_server.app import Licet
from licet_server.sales.reading import read_sale
from licet_server.sales.words import FIRST_DAY
from licet_server.settings import Settings
from reading_rows import RECEIVING, Listed, concluded, read_rows, together

COUNT = 2000
LAST_DAY = date(2026, 12, 31)
FIRST_BAR, BAR_ANNOUNCED = date(2014, 1, 21), date(2013, 12, 19)
"""From when on, and since when known, the Unverified List bars exceptions (78 FR 76741)."""
ROLES = (*sorted(RECEIVING), "exporter", "seller")
ROWS = read_rows()
SHARES = {"entity_list": 50, "denied_persons": 25, "meu_list": 15, "unverified_list": 10}
OF_LIST = {name: [row for row in ROWS.values() if row.cells["list"] == name] for name in SHARES}
NOBODY = "Quarrystone Bakery Cooperative"


@pytest.fixture(scope="module")
def licet() -> Iterator[Licet]:
    """The law alone: the house would add denials of its own."""
    with Licet(Settings(packs=("us_ear",))) as loaded:
        yield loaded


def asked(draw: random.Random) -> tuple[Listed, dict[str, Any], date, Knowledge]:
    """Draw a row, a sale in which its party has a part, and what is known."""
    (of,) = draw.choices(list(SHARES), list(SHARES.values()))
    row = draw.choice(OF_LIST[of])
    day, known_on = near(draw, row), near(draw, row)
    country = country_of(row)
    partner = {"role": draw.choice(ROLES), "name": row.cells["name"], "kind": "civil"}
    if country is not None:
        partner["country"] = country
    given = {
        "sale_date": day.isoformat(),
        "transaction": "export",
        "destination": {"country": "DE"},
        "parties": [
            {"role": "buyer", "name": NOBODY, "country": "DE", "kind": "civil"},
            partner,
        ],
        "lines": [{"category": draw.choice(("EAR99", "3A991")), **GOODS}],
        "attestations": {"ownership_determined": True},
    }
    return row, given, known_on, draw.choice(list(Knowledge))


GOODS = {
    "kind": "commodity",
    "purpose": "new-product",
    "end_use": "civil",
    "origin": "US",
    "schedule_b": "8542.31.0000",
    "quantity": "10",
    "value": "1000.00",
    "currency": "USD",
}


def near(draw: random.Random, row: Listed) -> date:
    """Draw a day by a day of the row, or any day that rules are for."""
    anywhere = FIRST_DAY + timedelta(days=draw.randrange((LAST_DAY - FIRST_DAY).days))
    close = draw.choice(row.days) + timedelta(days=draw.choice((-200, -1, 0, 1, 200)))
    return min(max(draw.choice((anywhere, close, close, close)), FIRST_DAY), LAST_DAY)


def decided(licet: Licet, given: dict[str, Any], known_on: date, axis: Knowledge) -> Decision:
    read = read_sale(given, licet.rules.vocabulary)
    return licet.decide(read, known_on=known_on, knowledge=axis)


def test_a_decision_is_its_rows_read_directly(licet: Licet) -> None:
    draw = random.Random(20261129)  # noqa: S311 (no secrets)
    places = {row: (place.file.name, place.line) for row, place in licet.loaded.row_places.items()}
    seen: Counter[str] = Counter()
    for _ in range(COUNT):
        row, given, known_on, axis = asked(draw)
        decision = decided(licet, given, known_on, axis)
        shown = [(ROWS[places[s.list_row]], s.status) for s in decision.screening]
        day, role = date.fromisoformat(given["sale_date"]), given["parties"][1]["role"]
        category = given["lines"][0]["category"]
        known = row.known("start", known_on, axis.value)
        assert known == ((row, "match") in shown), (row, given, known_on)
        running = [(r, s) for r, s in shown if r.runs(day, known_on, axis.value)]
        says = [
            {*r.says(category, role), *(() if status == "match" else ("NO_LICENSE_NEEDED",))}
            for r, status in running
        ]
        given["parties"][1]["name"] = NOBODY
        others = decided(licet, given, known_on, axis)
        expected = together([{o.name for o in others.possible_outcomes}, *says])
        assert {o.name for o in decision.possible_outcomes} == expected, (row, given, known_on)
        assert decision.outcome.name == concluded(expected)
        unverified = [
            r for r, s in running if r.cells["list"] == "unverified_list" and s == "match"
        ]
        told = any("744.15(b)" in text for text in decision.lines[0].conditions)
        bars = unverified and day >= FIRST_BAR and known_on >= BAR_ANNOUNCED and role in RECEIVING
        assert told == bool(bars and decision.outcome.confirmable), (row, given, known_on)
        seen[decision.outcome.name] += 1
        seen[f"{row.cells['list']} {'runs' if running else 'does not run'}"] += 1
    outcomes = ("NO_LICENSE_NEEDED", "LICENSE_REQUIRED", "DENIED", "UNDETERMINED")
    states = tuple(f"{of} {state}" for of in SHARES for state in ("runs", "does not run"))
    assert all(seen[what] >= COUNT // 100 for what in (*outcomes, *states)), seen


def test_a_party_is_on_its_row_on_the_rows_days_and_not_outside(licet: Licet) -> None:
    """Each row of the four lists, by its name: the days before and after each of its borders."""
    ids = {(place.file.name, place.line): row for row, place in licet.loaded.row_places.items()}
    for place, row in ROWS.items():
        if "zte-denial-order" in row.cells["regime"]:
            continue  # the end of the order as first written stands in the provision
        asked = sale(parties=(party(row.cells["name"], country=country_of(row)),))
        days = {day + timedelta(days=n) for day in row.days for n in (-1, 0, 1)}
        for known_on, axis in product(row.days, Knowledge):
            observed = licet._observer.observe(asked, AsKnown(known_on, axis)).parties[0]
            pairs = zip(observed.material.hits, observed.hits, strict=True)
            windows = [hit for hit, (found, _) in pairs if found.id == ids[place] and hit.certain]
            for day in days:
                runs = any(window.on(day) for window in windows)
                assert runs == row.runs(day, known_on, axis.value), (row, day, known_on)


def country_of(row: Listed) -> str | None:
    country = row.cells["country"].split(";")[0]
    return None if country in ("any", "none") else country
