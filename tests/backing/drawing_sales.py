"""Sales drawn at random, of every year, item, place and party; from their seed alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from backing import Law
from reading_days import Known, read_cells, words
from reading_rows import RECEIVING, Listed

FIRST, LAST, NOW = date(2005, 1, 1), date(2026, 12, 31), date(2026, 11, 24)
NOBODIES = (
    "Quarrystone Bakery Cooperative",
    "Lindenfeld Orchard Tools",
    "Northpier Sailcloth",
    "Brackenridge Piano Repair",
)
REGIONS = ("UA-43", "UA-40", "UA-14", "UA-09", "UA-30", "x-dnr", "x-lnr")
FORMER = ("0A984", "0A986", "1C352", "3B090", "5A992.a", "5E992.a", "0A918", "2A994.q", "6A008.l.3")
"""Entries and paragraphs that were once, or are no more; the tables hold some."""
EASY = ("CA", "GB", "DE", "JP", "AU", "FR", "NL", "KR", "SG", "BR")
HARD = ("CN", "HK", "MO", "RU", "BY", "CU", "IR", "KP", "SY", "SD", "IQ", "LY", "AE", "UA", "VE")
CLAIMS = (
    *("LVS", "GBS", "TSR", "CIV", "SPP", "CCD", "ENC", "BAG", "TMP", "GOV", "RPL", "STA", "APP"),
    *("ENC.b.1", "ENC.b.2", "TMP.a.9", "TMP.a.11", "GOV.b.2.ii", "GOV.c.1", "TSU.a", "APR.a"),
    *("NAC", "ACA", "ACE", "MED", "AGR", "SCP", "AVS.a", "BAG.d", "IEC", "VEU", "RPL", "GBS"),
)
CLAIMED_IN = ("TH", "MY", "SG", "IN", "TW", "VN", "MM", "PK", "IL", "MX")
CLAIMING = (
    *("entry_lists_exception", "exception_conditions_met", "lvs_value_within_limit"),
    *("lvs_yearly_total_within_limit", "tsr_assurance_obtained", "encryption_classified"),
    *("sta_consignee_statement_obtained", "consumer_communications_device"),
    *("hong_kong_import_license_obtained", "veu_eligible_item"),
)
"""What exceptions ask for, in attestations."""
PURPOSES = (
    *("existing-network-operation", "existing-device-support", "cybersecurity-research"),
    *("standards-development", "5g-standards-engagement", "repair-return", "other", "other"),
)
KINDS = ("civil", "civil", "civil", "civil", "military", "government", "individual")
SHEDULE_B = ("4901990000", "8542.31.0000", "2204.21", "9101.11", "3004")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sale as JSON, and what is known when it is asked about."""

    sale: dict[str, Any]
    known: Known


class Drawing:
    """Draws sales over the law; the law is looked at only for names and days to ask about."""

    def __init__(self, law: Law, folder: Path) -> None:
        self._law = law
        self.rows = sorted(law.rows.values(), key=lambda row: (row.file, row.line))
        self._of_list = {
            name: [row for row in self.rows if row.cells["list"] == name]
            for name in ("entity_list", "denied_persons", "meu_list", "unverified_list")
        }
        self._validated = [r for r in self.rows if r.cells["list"] == "validated_end_users"]
        self._relaxed = [row for row in self.rows if _relaxed(row)]
        former = read_cells(folder / "us_ear" / "sources" / "former_listings.csv")
        gone = {row["name"] for row in former}
        self._former = [row for row in self.rows if row.cells["name"] in gone]
        self._countries = sorted(law.chart.countries | {"HK", "MO", "TW"})
        self._items = sorted(_items(law))
        self._plain = [item for item in self._items if item[2:4] == "99"]
        self._attested = sorted(
            (name, fact["of"])
            for name, fact in law.facts.items()
            if fact["source"] == "attestation"
        )
        self._edges = sorted(_edges(law))

    def draw(self, seed: int) -> Drawn:
        """Return the sale of a seed."""
        draw = random.Random(seed)  # noqa: S311 (seeded, to come back)
        row = self._row(draw)
        day = self._day(draw, row)
        if row is None and draw.random() < 0.5:
            return self._claiming_sale(draw, day)
        if row is not None and _relaxed(row) and draw.random() < 0.8:
            return self._relaxed_sale(draw, row)
        country = self._place(draw)
        sale: dict[str, Any] = {
            "sale_date": day.isoformat(),
            "destination": country,
            "parties": self._parties(draw, row, country),
            "lines": [self._line(draw) for _ in range(draw.choice((1, 1, 1, 1, 1, 2)))],
            "attestations": {"ownership_determined": draw.random() < 0.9},
        }
        self._transacted(draw, sale)
        return Drawn(sale, self._known(draw, day, row))

    def _row(self, draw: random.Random) -> Listed | None:
        return _either(
            draw,
            (50, lambda: None),
            (20, lambda: draw.choice(self._of_list[draw.choice(sorted(self._of_list))])),
            (15, lambda: draw.choice(self._former)),
            (15, lambda: draw.choice(self._relaxed)),
        )

    def _day(self, draw: random.Random, row: Listed | None) -> date:
        anywhere = FIRST + timedelta(days=draw.randrange((LAST - FIRST).days + 1))
        edge = draw.choice(self._edges) + timedelta(days=draw.choice((-1, 0, 1)))
        near = (
            draw.choice(row.days) + timedelta(days=draw.choice((-90, -1, 0, 1, 90)))
            if row
            else edge
        )
        return min(max(draw.choice((anywhere, edge, near)), FIRST), LAST)

    def _known(self, draw: random.Random, day: date, row: Listed | None) -> Known:
        near = day + timedelta(days=draw.choice((-400, -60, -7, -1, 1, 7, 60, 400)))
        other = min(max(draw.choice((near, self._day(draw, row))), FIRST), LAST)
        on = draw.choice((NOW, NOW, NOW, day, day, other))
        return Known(on, draw.choice(("announced", "published")))

    def _place(self, draw: random.Random) -> dict[str, str]:
        country = _either(
            draw,
            (40, lambda: draw.choice(EASY)),
            (30, lambda: draw.choice(HARD)),
            (30, lambda: draw.choice(self._countries)),
        )
        if country == "UA" and draw.random() < 0.8:
            return {"country": country, "region": draw.choice(REGIONS)}
        return {"country": country}

    def _parties(
        self, draw: random.Random, row: Listed | None, place: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        buyer = self._party(draw, "buyer", draw.choice(NOBODIES), place)
        if row is None:
            return [buyer]
        country = row.cells["country"].split(";")[0]
        own = {"country": country} if len(country) == 2 and draw.random() < 0.9 else place
        names = [row.cells["name"], *(n for n in row.cells["aliases"].split(";") if n != "none")]
        name = names[0] if draw.random() < 0.7 else draw.choice(names)
        role = draw.choice(("buyer", *sorted(RECEIVING), "exporter", "seller"))
        listed = self._party(draw, role, name, own)
        return [listed] if role == "buyer" and draw.random() < 0.7 else [buyer, listed]

    def _party(
        self, draw: random.Random, role: str, name: str, place: Mapping[str, str]
    ) -> dict[str, Any]:
        party: dict[str, Any] = {"role": role, "name": name, **place}
        if draw.random() < 0.02:
            del party["name"]
        if draw.random() < 0.95:
            party["kind"] = draw.choice(KINDS)
        if draw.random() < 0.8:
            away = draw.choice(self._countries)
            party["headquarters_country"] = party["country"] if draw.random() < 0.8 else away
        if draw.random() < 0.03:
            owner = {
                "percent": draw.choice((20.0, 50.0)),
                "list": draw.choice(("entity_list", "sdn")),
            }
            party["owners"] = [{"name": draw.choice(NOBODIES), **owner}]
        party["attestations"] = self._attest(draw, "party", 0.03)
        return party

    def _line(self, draw: random.Random) -> dict[str, Any]:
        line: dict[str, Any] = {
            "purpose": draw.choice(PURPOSES),
            "end_use": draw.choice(("civil", "civil", "civil", "civil", "military", "government")),
            "origin": draw.choice(("US", "US", "US", "foreign")),
            "quantity": draw.choice(("1", "10")),
            "value": draw.choice(("100.00", "1500.00", "900000.00")),
            "currency": draw.choice(("USD", "USD", "USD", "EUR")),
            "schedule_b": draw.choice(SHEDULE_B),
            "category": self._category(draw),
        }
        for key in draw.sample(sorted(line), draw.choice((0, 0, 0, 0, 1, 2))):
            del line[key]
        if line.get("category") == "EAR99":
            line["kind"] = draw.choice(("commodity", "commodity", "software", "technology"))
        if draw.random() < 0.25:
            line["license_exception"] = draw.choice(CLAIMS)
        line["attestations"] = self._attest(draw, "line", 0.15)
        if line.get("origin") == "US":
            line["attestations"].pop("subject_to_ear", None)
        return line

    def _category(self, draw: random.Random) -> str:
        return _either(
            draw,
            (34, lambda: "EAR99"),
            (22, lambda: draw.choice(self._plain)),
            (28, lambda: draw.choice(self._items)),
            (6, lambda: draw.choice(FORMER)),
            (5, lambda: f"{draw.choice(self._items)}.{draw.choice('abcxyz')}"),
            (4, lambda: f"{draw.randrange(10)}{draw.choice('ABCDE')}{draw.randrange(1000):03}"),
            (1, lambda: "USML VIII(a)"),
        )

    def _attest(self, draw: random.Random, of: str, mostly: float) -> dict[str, bool]:
        """Attest some facts: those that say of which part an item is are told as often as not."""
        told = {}
        for name, own in self._attested:
            if own == of and draw.random() < (0.6 if name.startswith("in_scope_") else mostly):
                told[name] = draw.random() < (0.3 if name.startswith("in_scope_") else 0.5)
        return told

    def _transacted(self, draw: random.Random, sale: dict[str, Any]) -> None:
        kinds = ("export", "export", "export", "reexport", "in-country-transfer", "deemed-export")
        if draw.random() < 0.9:
            sale["transaction"] = draw.choice((*kinds, "domestic", "import"))
        if draw.random() < 0.3:
            sale["ship_from"] = {"country": draw.choice(("US", "DE"))}
        if sale.get("transaction") in ("import", "domestic") and draw.random() < 0.7:
            sale["destination"] = {"country": "US"}
        if draw.random() < 0.05:
            sale["exporter"] = draw.choice(NOBODIES)
        elif draw.random() < 0.05:
            sale["exporter"] = draw.choice(self._of_list["denied_persons"]).cells["name"]
        day = date.fromisoformat(sale["sale_date"])
        for key in ("ordered_on", "contracted_on", "on_dock_on", "laden_on"):
            if draw.random() < 0.3:
                sale[key] = (day - timedelta(days=draw.choice((1, 30, 200, 900)))).isoformat()

    def _claiming_sale(self, draw: random.Random, day: date) -> Drawn:
        """Draw a sale that claims a license exception, and mostly attests what it asks for."""
        place = {"country": draw.choice((*EASY, *HARD, *CLAIMED_IN * 3))}
        claim = draw.choice(CLAIMS)
        buyer = draw.choice(NOBODIES)
        if claim == "VEU" and draw.random() < 0.8:
            place, buyer = {"country": "CN"}, draw.choice(self._validated).cells["name"]
        line = {
            "purpose": "other",
            "end_use": draw.choice(("civil", "civil", "civil", "military")),
            "origin": "US",
            "value": draw.choice(("100.00", "450.00", "3000.00", "3000.01", "90000.00")),
            "currency": "USD",
            "category": draw.choice((*draw.sample(self._items, 4), "EAR99")),
            "license_exception": claim,
            "attestations": {
                name: draw.random() < (0.1 if name.startswith("in_scope_") else 0.85)
                for name, of in self._attested
                if of == "line" and (name.startswith("in_scope_") or name in CLAIMING)
            },
        }
        if line["category"] == "EAR99":
            line["kind"] = "commodity"
        sale = {
            "sale_date": day.isoformat(),
            "transaction": draw.choice(("export", "export", "export", "reexport")),
            "destination": place,
            "parties": [
                {"role": "buyer", "name": buyer, "kind": draw.choice(("civil", *KINDS)), **place}
                | {"headquarters_country": place["country"]}
            ],
            "lines": [line],
            "attestations": {"ownership_determined": True},
        }
        return Drawn(sale, self._known(draw, day, None))

    def _relaxed_sale(self, draw: random.Random, row: Listed) -> Drawn:
        """Draw a sale to a party for which temporary general licenses and the like were open."""
        first, days = (
            (date(2016, 3, 8), 500) if "zte" in row.cells["regime"] else (date(2019, 5, 1), 520)
        )
        day = first + timedelta(days=draw.randrange(days))
        place = {"country": row.cells["country"].split(";")[0]}
        line = self._line(draw) | {
            "category": draw.choice(("EAR99", "EAR99", draw.choice(self._plain))),
            "purpose": draw.choice(PURPOSES[:5]),
            "origin": "US",
            "model_public_on": draw.choice(("2018-03-01", "2019-05-16", "2019-06-01")),
        }
        line.pop("kind", None)
        if line["category"] == "EAR99":
            line["kind"] = draw.choice(("commodity", "technology"))
        line["attestations"] = {"tgl_certification_obtained": draw.random() < 0.9}
        sale = {
            "sale_date": day.isoformat(),
            "transaction": "export",
            "destination": place,
            "contracted_on": draw.choice(("2018-01-15", "2019-05-16", "2019-05-17")),
            "parties": [{"role": "buyer", "name": row.cells["name"], "kind": "civil", **place}],
            "lines": [line],
            "attestations": {"ownership_determined": True},
        }
        if draw.random() < 0.2:
            sale["laden_on"] = (day - timedelta(days=draw.choice((1, 20, 100)))).isoformat()
        return Drawn(sale, self._known(draw, day, row))


def _relaxed(row: Listed) -> bool:
    return not {"huawei", "zte-tgl", "zte-denial-order"}.isdisjoint(row.cells["regime"].split(";"))


def _either(draw: random.Random, *ways: tuple[int, Callable[[], Any]]) -> Any:
    (way,) = draw.choices([way for _, way in ways], [weight for weight, _ in ways])
    return way()


def _items(law: Law) -> set[str]:
    """Every entry of the list, bare and by each paragraph that it or a change of it names."""
    found = set()
    for eccn in law.list.rows:
        found.add(eccn)
        for row in (*law.list.rows[eccn], *law.list.changes[eccn]):
            named = (*words(row["paragraphs"]), *words(row.get("except", "none")))
            found |= {f"{eccn}.{paragraph}" for paragraph in named if paragraph != "all"}
    return found


def _edges(law: Law) -> set[date]:
    """The days on which provisions and tables begin to say something else."""
    days = {version["from"] for rule in law.rules for version in rule.cells["versions"]}
    days |= {row["from"] for rows in law.list.changes.values() for row in rows}
    return {date.fromisoformat(day) for day in days if day >= FIRST.isoformat()}
