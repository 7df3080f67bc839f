"""Sales that are absurd and well formed are answered, however oddly they are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import grpc
import pytest
from beside_the_log import bytes_apart
from licet.v1 import sale_pb2, service_pb2
from licet_server.app import Licet
from licet_server.service.converting import decision_message, sale_of
from licet_server.service.limits import Limits
from rubbish_sales import DECIDE, base
from rubbish_wire import Tree, encoded, text, tree
from serving import serving

PATIENCE = 60.0
OVERRULED = text(2, b"1950-01-01") + text(3, b"\xc3\xa9") + text(5, b"x" * 5000)
"""Words of a sale, all of them wrong, that do not count: the sale says better ones later."""


def sale(**fields: Any) -> sale_pb2.Sale:
    given = {
        "sale_date": "2019-12-01",
        "known_on": "2020-12-01",
        "exporter": "Sound Exports",
        "parties": [{"role": "buyer", "name": "Brightwater Telecom", "country": "CN"}],
        "lines": [{"category": "5A991", "purpose": "other", "origin": "US"}],
    }
    return sale_pb2.Sale(**(given | fields))


def named(name: str) -> sale_pb2.Sale:
    return sale(parties=[{"role": "buyer", "name": name, "country": "CN"}])


def line(**fields: Any) -> sale_pb2.Sale:
    return sale(lines=[{"category": "5A991", "purpose": "other", "origin": "US"} | fields])


def crowd() -> list[dict[str, Any]]:
    owners = [{"name": f"Holding {n}", "percent": 1.0} for n in range(100)]
    return [{"role": "buyer", "name": f"Firm {n}", "owners": owners} for n in range(3)]


ABSURD = {
    "accents upon accents": named("Zh" + "\u0301\u0327\u0302" * 300),
    "a name spelled with accents": named("Hua\u0308we\u0301i\u0300 Technologies Co., Ltd."),
    "a name in wide letters": named("\uff28\uff35\uff21\uff37\uff25\uff29 Technologies"),
    "a name from right to left": named("\u202eiewauH\u202c Technologies"),
    "a name with what is not seen": named("Hua\u200bwei\u00ad Techno\ufefflogies"),
    "a name of one letter's width": named("\ufdfa" * 100),
    "a name as long as may be": named("Brightwater " * 83),
    "a name of planes beyond": named("\U0001f600 \U00020000 Works"),
    "a name of markup": named("<script>'; DROP TABLE parties; --</script>"),
    "a name of line ends": named("Bright\r\nwater\tTele\u2028com"),
    "the most there can be": line(quantity="9" * 30, value="9" * 30, currency="USD"),
    "the least there can be": line(quantity="0." + "0" * 27 + "1", value="0", currency="QQQ"),
    "nothing, at length": line(quantity="0" * 30, value="0" * 30, currency="USD"),
    "shares of every size": sale(
        parties=[
            {
                "role": "buyer",
                "owners": [
                    {"percent": share}
                    for share in (0.0, -0.0, 5e-324, 1e-7, 49.99999999999999, 100.0)
                ],
            }
        ]
    ),
    "the last day": sale(sale_date="2100-12-31", known_on="2100-12-31"),
    "the first day": sale(sale_date="1996-03-25", known_on="1996-03-25"),
    "a leap day": sale(sale_date="2000-02-29", ordered_on="1950-01-01", laden_on="2100-12-31"),
    "a category of many paragraphs": line(category="5A991" + ".a" * 1000),
    "a description as long as may be": line(description="\U0001f600" * 4096, unit="\u0301" * 4096),
    "a hundred parties": sale(
        parties=[{"role": "buyer", "name": f"Firm {n}"} for n in range(100)]
    ),
    "three hundred owners": sale(parties=crowd()),
    "a thousand lines": sale(
        lines=[{"line_id": f"{n}", "category": "EAR99"} for n in range(1000)]
    ),
    "every field": base(7),
}  # fmt: skip


@pytest.fixture(scope="module")
def channel() -> Iterator[grpc.Channel]:
    options = [("grpc.max_receive_message_length", -1)]
    with (
        serving("--workers", "1") as running,
        grpc.insecure_channel(running.address, options) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def licet() -> Iterator[Licet]:
    with Licet(rehearsed=False) as embedded:
        yield embedded


def asked(channel: grpc.Channel, given: bytes) -> bytes:
    return bytes_apart(DECIDE, channel.unary_unary(DECIDE)(text(1, given), timeout=PATIENCE))


def oddly(given: Tree) -> bytes:
    """A sale with its fields from last to first, after others that do not count."""
    single = [node for node in reversed(given) if not node.repeated]
    listed = [node for node in given if node.repeated]
    return OVERRULED + encoded((*listed, *single))


def here(licet: Licet, given: bytes) -> bytes:
    """The answer of this process."""
    read = sale_of(given, licet.rules.vocabulary, Limits())
    decision = licet.decide(read, today=date.today())  # noqa: DTZ011 (a business day)
    return service_pb2.DecideResponse(decision=decision_message(decision)).SerializeToString()


@pytest.mark.parametrize("name", ABSURD)
def test_an_absurd_sale_is_answered_as_when_it_is_written_well(
    channel: grpc.Channel, licet: Licet, name: str
) -> None:
    cleaned = ABSURD[name].SerializeToString(deterministic=True)
    odd = oddly(tree(ABSURD[name]))

    assert odd != cleaned
    assert asked(channel, odd) == asked(channel, cleaned) == here(licet, cleaned)


def test_a_sale_in_as_many_pieces_as_it_has_fields_is_answered_as_the_whole(
    channel: grpc.Channel,
) -> None:
    whole = tree(base(3))
    request = b"".join(text(1, encoded((node,))) for node in whole)

    answer = channel.unary_unary(DECIDE)(request, timeout=PATIENCE)

    assert bytes_apart(DECIDE, answer) == asked(channel, encoded(whole))
