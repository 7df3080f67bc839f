"""What the engine makes of the tables is what a join of their rows gives, for all of them."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date

import pytest
from licet_engine.lists import AsKnown
from licet_engine.sale import Line, Party, Place, Sale
from licet_engine.tables.controls import ControlTables
from licet_engine.tables.model import CHART
from licet_engine.tables.places import PlaceTables
from licet_server.app import Licet
from licet_server.loading.packs import load_packs
from licet_server.settings import shipped_rules

TABLES = shipped_rules() / "us_ear" / "tables"
NEWEST, DAY = "2026-08-07", date(2026, 9, 1)
NOW = AsKnown(date(2026, 11, 24))
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CONTROLS = [r for r in rows("control_list.csv") if NEWEST in r["editions"].split()]
MARKED = {r["country"]: set(r["columns"].split()) for r in rows("country_chart.csv")}
MARKED |= {r["country"]: MARKED["CH"] for r in rows("country_chart.csv") if r["refers_to"] == "CH"}
BY_ENTRY: dict[str, list[Row]] = {}
for each in CONTROLS:
    BY_ENTRY.setdefault(each["eccn"], []).append(each)


def under(paragraph: str, named: str) -> bool:
    return any(f"{paragraph}.".startswith(f"{one}.") for one in named.split())


def joined(eccn: str, paragraph: str) -> list[Row]:
    return [
        row
        for row in BY_ENTRY[eccn]
        if (row["paragraphs"] == "all" or under(paragraph, row["paragraphs"]))
        and not under(paragraph, row["except"])
        and row["reason"] != "none"
    ]


def categories() -> Iterator[tuple[str, str]]:
    for eccn, own in BY_ENTRY.items():
        named = {p for row in own for p in f"{row['paragraphs']} {row['except']}".split()}
        yield from ((eccn, p) for p in sorted(named - {"all", "none"}))
        yield eccn, "q.9"


ALL = tuple(categories())


@pytest.fixture(scope="module")
def licet() -> Iterator[Licet]:
    with Licet(rehearsed=False) as loaded:
        yield loaded


def test_every_paragraph_and_every_destination_of_the_newest_edition_is_as_joined() -> None:
    (pack,) = (p for p in load_packs(shipped_rules(), ["us_ear"]).packs if p.tables)
    assert pack.tables is not None
    controls, places = ControlTables(pack.tables), PlaceTables(pack.tables)
    marks = {
        country: next(
            m for start, m in reversed(places.spans(country, frozenset(CHART), NOW)) if start <= DAY
        ).certain
        for country in MARKED
    }
    compared = 0
    for eccn, paragraph in ALL:
        spans = controls.spans(f"{eccn}.{paragraph}", NOW)
        entry = next(found for start, found in reversed(spans) if start <= DAY)
        own = joined(eccn, paragraph)
        if entry.why_not_held:
            assert not own or paragraph.split(".")[0] in {"a", "b"}, (eccn, paragraph)
            continue
        reached = {c.number: c for c in entry.controls if c.number in entry.readings[0]}
        asked = {(c.reason, c.requirement) for c in reached.values()}
        assert asked == {(row["reason"], row["requirement"]) for row in own}, (eccn, paragraph)
        for country, columns in MARKED.items():
            here = {pair for pair in asked if pair[1] in marks[country]}
            assert here == {pair for pair in asked if pair[1] in columns}, (eccn, country)
            compared += 1
    assert compared > 150_000


def test_a_sample_of_decisions_says_what_the_join_says(licet: Licet) -> None:
    draw = random.Random(4)  # noqa: S311 (seeded, to come back)
    for eccn, paragraph in draw.sample(ALL, 150):
        country = draw.choice(sorted(MARKED))
        own = [row for row in joined(eccn, paragraph) if row["requirement"] in MARKED[country]]
        sure = {row["reason"] for row in own if row["narrowed"] == "no"}
        category = f"{eccn}.{paragraph}"
        sale = Sale(
            sale_date=DAY,
            parties=(Party("buyer", "Acme", Place(country), kind="civil"),),
            lines=(Line("1", category, origin="US", purpose="other", end_use="civil"),),
            transaction="export",
            destination=Place(country),
        )
        provisions = licet.decide(sale, known_on=NOW.on).lines[0].provisions
        said = {
            p.subject.removeprefix("lines[0] controlled for ").split(" as ")[0]
            for p in provisions
            if p.standing and p.subject.startswith("lines[0] controlled for ")
        }
        assert sure <= said, (category, country)
        chart = {p.provision_id for p in provisions if p.provision_id.startswith("us_ear.742.")}
        assert bool(own) <= bool(chart), (category, country)
