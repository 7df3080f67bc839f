"""What a sale may hold: all that is allowed is taken, and one more is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from licet.v1.sale_pb2 import Line, Owner, Party, Sale
from licet_server.service.errors import LimitError
from licet_server.service.limits import Limits, check_sale
from licet_server.service.serving import options
from licet_server.service.timing import Timing

SMALL = Limits(lines=4, parties=3, owners=2, attestations=2, subjects=16)
CLAIMS = {"a": True, "b": False}
OVER = CLAIMS | {"c": True}


def sold(lines: int = 1, **more: Any) -> Sale:
    return Sale(**({"lines": [Line()] * lines, "parties": [Party()]} | more))


FITS = (
    sold(lines=4),
    sold(parties=[Party()] * 3),
    sold(parties=[Party(owners=[Owner()] * 2)]),
    sold(attestations=CLAIMS),
    sold(parties=[Party(attestations=CLAIMS)]),
    sold(lines=0),
    sold(lines=4, parties=[Party()] * 3),
    sold(lines=4, parties=[Party(owners=[Owner()] * 2)]),
)
TOO_MUCH = (
    (sold(lines=5), "sale.lines", 4, 5),
    (sold(parties=[Party()] * 4), "sale.parties", 3, 4),
    (sold(parties=[Party(), Party(owners=[Owner()] * 3)]), "sale.parties[1].owners", 2, 3),
    (sold(attestations=OVER), "sale.attestations", 2, 3),
    (sold(parties=[Party(attestations=OVER)]), "sale.parties[0].attestations", 2, 3),
    (
        Sale(lines=[Line(), Line(attestations=OVER)]),
        "sale.lines[1].attestations",
        2,
        3,
    ),
    (
        sold(lines=4, parties=[Party(owners=[Owner()]), Party(owners=[Owner()])]),
        "sale.lines",
        16,
        20,
    ),
)


@pytest.mark.parametrize("sale", FITS, ids=range(len(FITS)))
def test_as_much_as_is_allowed_is_taken(sale: Sale) -> None:
    check_sale(sale.SerializeToString(), SMALL)


@pytest.mark.parametrize(
    ("sale", "field", "limit", "given"), TOO_MUCH, ids=[field for _, field, _, _ in TOO_MUCH]
)
def test_more_is_refused_by_name_with_what_was_given(
    sale: Sale, field: str, limit: int, given: int
) -> None:
    with pytest.raises(LimitError) as caught:
        check_sale(sale.SerializeToString(), SMALL)
    assert (caught.value.field, caught.value.limit, caught.value.given) == (field, limit, given)


def test_what_grpc_enforces_is_what_the_limits_say() -> None:
    told = dict(options(Limits(request_bytes=123, streams=7), Timing(age=2.5)))
    assert told["grpc.max_receive_message_length"] == 123
    assert told["grpc.max_concurrent_streams"] == 7
    assert told["grpc.max_connection_age_ms"] == 2500
