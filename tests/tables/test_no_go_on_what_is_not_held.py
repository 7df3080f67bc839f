"""What the Control List leaves open is never a go; what is not enforced is told from what is."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from licet_engine.decision.model import Decision
from licet_engine.resolution.outcome import Outcome
from licet_server.app import Licet
from licet_server.sales.reading import read_sale
from licet_server.settings import Settings, shipped_rules

NEWEST, DAY, NOW = "2026-08-07", "2026-09-01", date(2026, 11, 24)
UNHELD = ("none", "not_encoded", "short_supply")
REASONS = ("NS", "MT", "NP", "CB", "RS", "CC", "FC", "AT", "UN", "EI", "CW", "SL", "SI", "SS")
EVERYTHING = {f"in_scope_{reason.lower()}": True for reason in REASONS}
KINDS = {"A": "commodity", "B": "commodity", "C": "commodity", "D": "software", "E": "technology"}


def unheld_rows() -> list[dict[str, str]]:
    path = shipped_rules() / "us_ear" / "tables" / "control_list.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if NEWEST in row["editions"].split()]
    return [row for row in rows if row["requirement"] in UNHELD]


def asked(
    licet: Licet,
    category: str,
    country: str,
    headquarters: str,
    day: str = DAY,
    known_on: date = NOW,
) -> Decision:
    sale = {
        "sale_date": day,
        "transaction": "export",
        "parties": [
            {"role": "buyer", "name": "Acme", "country": country, "kind": "civil"}
            | {"headquarters_country": headquarters}
        ],
        "lines": [
            {"line_id": "1", "category": category, "kind": KINDS[category[1]], "origin": "US"}
            | {"purpose": "other", "end_use": "civil", "attestations": EVERYTHING}
        ],
    }
    return licet.decide(read_sale(sale, licet.rules.vocabulary), known_on=known_on)


def practising(rules: Path) -> Licet:
    """Return the shipped rules with a pack that answers by what the agency enforces."""
    shutil.copytree(shipped_rules(), rules)
    pack = rules / "us_ear" / "pack.yaml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace("answer_by: text", "answer_by: practice"), encoding="utf-8")
    return Licet(Settings(rules=rules, packs=("us_ear",)), rehearsed=False)


class Ways(NamedTuple):
    """The law alone, answering by its text, and by what the agency enforces."""

    by_text: Licet
    by_practice: Licet


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    with (
        Licet(Settings(packs=("us_ear",)), rehearsed=False) as by_text,
        practising(tmp_path_factory.mktemp("practised") / "rules") as by_practice,
    ):
        yield Ways(by_text, by_practice)


def test_a_row_that_is_not_held_is_undetermined_by_name_and_never_a_go() -> None:
    rows = unheld_rows()
    assert len(rows) == 63
    with Licet(rehearsed=False) as licet:
        for row in rows:
            paragraph = row["paragraphs"].split()[0]
            category = row["eccn"] if paragraph == "all" else f"{row['eccn']}.{paragraph}"
            decision = asked(licet, category, "CA", "CA")
            assert not decision.outcome.confirmable, category
            spoken = {p.provision_id for p in decision.lines[0].provisions if p.standing}
            assert "us_ear.738.own_destinations" in spoken, category
            named = [fact.path for fact in decision.missing_facts]
            if decision.outcome is Outcome.UNDETERMINED:
                assert "control_list_requires_license" in named, category


@pytest.mark.parametrize(
    ("category", "country", "headquarters", "by_text", "by_practice"),
    [
        ("3A090.a", "DE", "DE", Outcome.LICENSE_REQUIRED, Outcome.NO_LICENSE_NEEDED),
        ("4E091", "DE", "DE", Outcome.LICENSE_REQUIRED, Outcome.NO_LICENSE_NEEDED),
        ("3A090.a", "DE", "CN", Outcome.LICENSE_REQUIRED, Outcome.LICENSE_REQUIRED),
        ("3A090.a", "DE", "MO", Outcome.LICENSE_REQUIRED, Outcome.LICENSE_REQUIRED),
        ("3A090.a", "CN", "CN", Outcome.LICENSE_REQUIRED, Outcome.LICENSE_REQUIRED),
        ("3A090.a", "SA", "SA", Outcome.LICENSE_REQUIRED, Outcome.LICENSE_REQUIRED),
        ("4A906", "DE", "DE", Outcome.LICENSE_REQUIRED, Outcome.LICENSE_REQUIRED),
    ],
)
def test_a_rule_that_is_not_enforced_answers_by_text_and_is_silent_by_practice(
    ways: Ways,
    category: str,
    country: str,
    headquarters: str,
    by_text: Outcome,
    by_practice: Outcome,
) -> None:
    assert asked(ways.by_text, category, country, headquarters).outcome is by_text
    assert asked(ways.by_practice, category, country, headquarters).outcome is by_practice


def test_by_practice_a_rule_is_silent_from_the_day_of_the_agencys_word_and_as_known_then(
    ways: Ways,
) -> None:
    # Sale date, known on, headquarters of the buyer in Germany.
    days = {
        ("2025-05-12", NOW, "DE"): Outcome.LICENSE_REQUIRED,
        ("2025-05-13", NOW, "DE"): Outcome.NO_LICENSE_NEEDED,
        ("2025-06-02", date(2025, 5, 12), "DE"): Outcome.LICENSE_REQUIRED,
        ("2025-06-02", date(2025, 5, 13), "DE"): Outcome.NO_LICENSE_NEEDED,
        ("2025-06-02", date(2025, 6, 2), "CN"): Outcome.LICENSE_REQUIRED,
        ("2026-05-30", date(2026, 5, 30), "CN"): Outcome.LICENSE_REQUIRED,
        ("2026-05-31", date(2026, 5, 31), "CN"): Outcome.LICENSE_REQUIRED,
        ("2026-05-31", date(2026, 5, 31), "DE"): Outcome.NO_LICENSE_NEEDED,
    }
    found = {
        (day, known, seat): asked(ways.by_practice, "3A090.a", "DE", seat, day, known).outcome
        for day, known, seat in days
    }
    assert found == days
