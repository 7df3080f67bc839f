"""`--target` asks a server, and says what the embedded engine would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking_licet import Runs
from licet_orderbook import open_core
from serving import Running, serving

SALE = (
    "--sale-date", "2019-12-01", "--buyer", "Huawei Technologies Co., Ltd.",
    "--buyer-country", "CN", "--destination", "CN", "--category", "EAR99",
    "--purpose", "existing-network-operation", "--contracted-on", "2019-01-15", "--certified",
)  # fmt: skip
FAULTS = {
    "a day that is none": ("--sale-date", "yesterday"),
    "a day before all rules": ("--sale-date", "1990-01-01"),
    "a country that is none": ("--destination", "XX"),
    "an attestation that is none": ("--attest", "tgl_certification"),
    "an amount that is none": ("--set", "lines[0].value=a lot"),
    "a percentage that is none": ("--set", "parties[0].owners[0].percent=101"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with serving("--workers", "1") as running:
        yield running


@pytest.mark.parametrize("known_on", ["2019-11-03", "2019-11-20", "today", "sale-date"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_decision_is_printed_as_the_embedded_engine_would(
    server: Running, licet_here: Runs, known_on: str, form: str
) -> None:
    asked = ("decide", *SALE, "--known-on", known_on, "--format", form)
    here = licet_here(*asked)
    assert licet_here(*asked, "--target", server.address) == here
    assert here.code == (1 if known_on == "2019-11-03" else 0)


def test_knowledge_goes_along(server: Running, licet_here: Runs) -> None:
    asked = ("decide", *SALE, "--known-on", "2019-05-17", "--knowledge", "published")
    here = licet_here(*asked)
    assert "(published)" in here.out
    assert licet_here(*asked, "--target", server.address) == here


def test_reasons_are_the_same_and_places_are_named_from_the_rules_directory(
    server: Running, licet_here: Runs
) -> None:
    asked = ("explain", *SALE, "--known-on", "2019-11-03", "--format", "json")
    here, there = (
        json.loads(licet_here(*asked, *more).out) for more in ((), ("--target", server.address))
    )
    places = [at for subject in there for at in _places(subject)]
    assert any(at.startswith("us_ear/lists/") for at in places)
    assert not any(at.startswith("/") for at in places)
    for subject, other in zip(here, there, strict=True):
        for at, named in zip(_places(subject), _places(other), strict=True):
            assert at.endswith(named)
    assert _bare(here) == _bare(there)


def _places(subject: dict[str, Any]) -> list[str]:
    row = [subject["list_row_at"]] if subject["list_row_at"] else []
    return row + [provision["at"] for provision in subject["provisions"]]


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k not in ("at", "list_row_at")}
    return [_bare(member) for member in value] if isinstance(value, list) else value


def test_reasons_are_told_in_words(server: Running, licet_here: Runs) -> None:
    ran = licet_here("explain", *SALE, "--known-on", "2019-11-03", "--target", server.address)
    assert ran.code == 0
    assert "us_ear.744.entity_list_huawei" in ran.out
    assert "us_ear/lists/" in ran.out


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_with_a_sale_is_told_in_the_same_words(
    server: Running, licet_here: Runs, fault: tuple[str, ...]
) -> None:
    here = licet_here("decide", *SALE, *fault)
    assert here.code == 2
    assert licet_here("decide", *SALE, *fault, "--target", server.address) == here


def test_a_book_is_replayed_to_the_same_bytes(
    server: Running, licet_here: Runs, tmp_path: Path
) -> None:
    (tmp_path / "book.jsonl").write_text("\n".join(open_core()) + "\nno order\n")
    asked = ("replay", "book.jsonl", "--known-on", "sale-date", "--out")
    here = licet_here(*asked, "here.jsonl")
    there = licet_here(*asked, "there.jsonl", "--target", server.address)
    assert (here.code, here.out) == (there.code, there.out)
    assert (tmp_path / "here.jsonl").read_bytes() == (tmp_path / "there.jsonl").read_bytes()


def test_no_answer_is_a_finding_and_never_a_go(licet_here: Runs) -> None:
    with serving("--workers", "1") as gone:
        address = gone.address
    ran = licet_here("decide", *SALE, "--target", address)
    assert ran.code == 1
    assert not ran.out
    assert ran.err.startswith("licet: no decision was made: ")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--target", "192.0.2.1:50051"), "192.0.2.1"),
        (("--target", "nowhere"), "`nowhere`"),
        (("--target", "127.0.0.1:1", "--rules", "."), "the server's rules answer"),
        (("--target", "127.0.0.1:1", "--packs", "us_ear"), "the server's rules answer"),
        (("--tls",), "goes with --target"),
        (("--plaintext",), "goes with --target"),
        (("--target", "127.0.0.1:1", "--tls-ca", "none.pem"), "none.pem"),
    ],
)
def test_flags_that_make_no_sense_are_refused(
    licet_here: Runs, flags: tuple[str, ...], said: str
) -> None:
    assert licet_here("decide", *SALE, *flags).is_bad_input(said)


def test_open_orders_are_watched_as_the_embedded_engine_would(
    server: Running, licet_here: Runs, tmp_path: Path
) -> None:
    orders = [json.loads(line) for line in open_core()]
    flipping = [o for o in orders if "2019-08-01" <= o["sale_date"] <= "2019-12-31"]
    (tmp_path / "orders.jsonl").write_text("".join(f"{json.dumps(o)}\n" for o in flipping))
    asked = ("rules", "watch", "--orders", "orders.jsonl", "--until", "2020-03-31")
    known = ("--known-on", "2019-11-03", "--json")

    here = licet_here(*asked, *known)

    assert json.loads(here.out)["flip"] > 5
    assert licet_here(*asked, *known, "--target", server.address) == here
