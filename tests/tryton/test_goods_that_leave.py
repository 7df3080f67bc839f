"""Goods leave a real Tryton on a go of that day, whichever way they are sent off."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from xmlrpc.client import Fault

import pytest
from erp import ADMIN, Erp, User, packed

CUSTOMER, PRODUCT = "Wattle Grove Surveying Pty Ltd", "Cable tester"
REFUSED = "may not go out"
DONE = (
    "with transaction.set_context(_skip_warnings=True): "
    "pool.get('stock.move').do([pool.get('stock.move')({})])"
)


@pytest.fixture
def admin(erp: Erp) -> Iterator[User]:
    with erp.user(ADMIN) as found:
        yield found


@pytest.fixture
def moving(admin: User) -> Iterator[Any]:
    """Return a function that moves the customer to another country; it is at home again after."""

    def move(country: str) -> None:
        party = admin.one("party.party", name=CUSTOMER)
        party.export_country = admin.one("country.country", code=country)
        party.save()

    yield move
    move("AU")


def shipment_of_a_go(admin: User) -> tuple[Any, Any]:
    sale = admin.quotation(CUSTOMER, PRODUCT, line_export_end_use="civil")
    sale.click("confirm")
    sale.reload()
    return sale, packed(sale)


WRITTEN = "Model = pool.get('{}'); Model.write(Model.browse([{}]), {})"
SENT_OFF = """
with transaction.set_context(_skip_warnings=True):
    Shipment = pool.get('stock.shipment.out')
    for button in (Shipment.wait, Shipment.assign_force, Shipment.pick, Shipment.pack, Shipment.do):
        button(Shipment.browse([{}]))
"""


def test_a_shipment_is_asked_about_when_it_is_sent_off_and_not_again_when_it_arrives(
    admin: User, moving: Any
) -> None:
    sale, shipment = shipment_of_a_go(admin)
    shipment.click("ship")
    assert shipment.state == "shipped"
    moving("RU")
    shipment.click("do")
    assert shipment.state == "done"
    passed = [("confirmation", "no_license_needed", True), ("shipment", "no_license_needed", True)]
    assert admin.decisions(sale) == passed


@pytest.mark.parametrize("button", ["ship", "do"])
def test_a_shipment_that_may_not_go_any_more_is_stopped(
    admin: User, moving: Any, button: str
) -> None:
    sale, shipment = shipment_of_a_go(admin)
    moving("RU")
    with pytest.raises(Fault, match=REFUSED):
        shipment.click(button)
    shipment.reload()
    assert shipment.state == "packed"
    assert admin.decisions(sale)[1:] == [("shipment", "undetermined", False)]


def test_a_move_that_is_done_by_itself_is_stopped(erp: Erp, admin: User, moving: Any) -> None:
    _, shipment = shipment_of_a_go(admin)
    (move,) = shipment.outgoing_moves
    moving("RU")
    done = "dict(state='done', cost_price=1, effective_date=date.today())"
    for statement in (
        DONE.format(move.id),
        WRITTEN.format("stock.move", move.id, done),
        WRITTEN.format("stock.shipment.out", shipment.id, "dict(state='shipped')"),
        WRITTEN.format("stock.shipment.out", shipment.id, "dict(state='done')"),
    ):
        assert REFUSED in erp.run(statement)
    move.reload()
    shipment.reload()
    assert (move.state, shipment.state) == ("assigned", "packed")


def test_what_is_put_into_a_shipment_after_it_was_sent_off_is_asked_about(
    erp: Erp, admin: User, moving: Any
) -> None:
    sale, shipment = shipment_of_a_go(admin)
    shipment.click("ship")
    erp.run(
        f"move, = pool.get('stock.move').copy([pool.get('stock.move')"
        f"({shipment.outgoing_moves[0].id})]); move.shipment = 'stock.shipment.out,{shipment.id}'; "
        "move.save()"
    )
    moving("RU")
    with pytest.raises(Fault, match=REFUSED):
        shipment.click("do")
    assert admin.decisions(sale)[-1] == ("shipment", "undetermined", False)


def test_a_shipment_goes_by_where_it_is_sent_and_not_by_where_the_sale_was(
    erp: Erp, admin: User
) -> None:
    sale, shipment = shipment_of_a_go(admin)
    party = admin.one("party.party", name=CUSTOMER)
    address = party.addresses.new()
    address.street, address.country = "Ulitsa 1", admin.one("country.country", code="RU")
    party.save()
    erp.run(
        f"s = pool.get('stock.shipment.out')({shipment.id}); "
        f"s.delivery_address = {party.addresses[-1].id}; s.save()"
    )
    with pytest.raises(Fault, match=REFUSED):
        shipment.click("ship")
    assert admin.decisions(sale)[-1][0::2] == ("shipment", False)


@pytest.mark.parametrize(
    ("customer", "goes"), [("Nordlys Instrument AS", True), ("Rosinka Garden Tools", False)]
)
def test_a_shipment_without_a_sale_is_asked_about(
    erp: Erp, admin: User, customer: str, goes: bool
) -> None:
    shipment = admin.model("stock.shipment.out")()
    shipment.customer = admin.one("party.party", name=customer)
    move = shipment.outgoing_moves.new()
    move.product = admin.one("product.product", name=PRODUCT)
    move.quantity, move.unit_price = 1.0, Decimal(100)
    move.currency = admin.one("currency.currency", code="USD")
    move.from_location, move.to_location = shipment.warehouse_output, shipment.customer_location
    shipment.save()
    said = erp.run(SENT_OFF.format(shipment.id))
    shipment.reload()
    assert (REFUSED in said, shipment.state) == (not goes, "done" if goes else "draft")


def test_goods_that_go_back_to_a_supplier_are_asked_about(admin: User) -> None:
    back = admin.model("stock.shipment.in.return")()
    back.supplier = admin.one("party.party", name="Rosinka Garden Tools")
    back.from_location = admin.one("stock.location", code="STO")
    move = back.moves.new()
    move.product = admin.one("product.product", name=PRODUCT)
    move.quantity, move.unit_price = 1.0, Decimal(100)
    move.currency = admin.one("currency.currency", code="USD")
    move.from_location, move.to_location = back.from_location, back.to_location
    back.save()
    with admin.config.set_context(_skip_warnings=True):
        back.click("wait")
        back.click("assign_try")
    with pytest.raises(Fault, match=REFUSED):
        back.click("do")


def moved_out(admin: User) -> Any:
    """Return a move from the store to customers, of no sale and no shipment, not done yet."""
    move = admin.model("stock.move")()
    move.product = admin.one("product.product", name=PRODUCT)
    move.quantity, move.unit_price = 1.0, Decimal(100)
    move.currency = admin.one("currency.currency", code="USD")
    move.from_location = admin.one("stock.location", code="STO")
    move.to_location = admin.one("stock.location", code="CUS")
    move.save()
    return move


def test_goods_that_are_moved_out_by_hand_belong_in_a_shipment(erp: Erp, admin: User) -> None:
    move = moved_out(admin)
    said = erp.run(DONE.format(move.id))
    assert REFUSED in said
    assert "parties" in said
    move.reload()
    assert move.state == "draft"


def test_goods_within_the_house_are_nobodys_question(erp: Erp, admin: User) -> None:
    move = admin.model("stock.move")()
    move.product = admin.one("product.product", name="Prototype sensor")
    move.quantity = 1.0
    move.from_location = admin.one("stock.location", code="IN")
    move.to_location = admin.one("stock.location", code="STO")
    move.save()
    erp.run(DONE.format(move.id))
    move.reload()
    assert move.state == "done"


@pytest.mark.parametrize(
    ("product", "quantity"), [("Encrypting router", 1.0), ("Encrypting router", 3.0)]
)
def test_goods_that_are_not_what_was_sold_are_asked_about(
    admin: User, product: str, quantity: float
) -> None:
    sale = admin.quotation(CUSTOMER, PRODUCT)
    sale.click("confirm")
    sale.reload()
    (shipment,) = sale.shipments
    (move,) = shipment.inventory_moves
    move.product, move.quantity = admin.one("product.product", name=product), quantity
    move.save()
    with admin.config.set_context(_skip_warnings=True):
        shipment = packed(sale)
    assert {m.product.name for m in shipment.outgoing_moves if m.quantity} >= {product}
    with pytest.raises(Fault, match=REFUSED):
        shipment.click("ship")


def test_more_goods_than_were_sold_are_asked_about_as_well(erp: Erp, admin: User) -> None:
    sale, shipment = shipment_of_a_go(admin)
    erp.run(
        f"m = pool.get('stock.move')({shipment.outgoing_moves[0].id}); "
        "pool.get('stock.move').draft([m]); m.quantity = 50; m.save()"
    )
    shipment.click("ship")
    (kept, *_) = admin.model("licet.decision").find([("sale", "=", sale.id)])
    asked = [line["quantity"] for line in json.loads(kept.question)["lines"]]
    assert asked == ["1.0", "50.0"]


def test_goods_of_a_sale_that_was_never_confirmed_are_stopped(erp: Erp, admin: User) -> None:
    sale = admin.quotation(CUSTOMER, PRODUCT)
    _, shipment = shipment_of_a_go(admin)
    said = erp.run(
        f"m = pool.get('stock.move')({shipment.outgoing_moves[0].id}); "
        f"m.origin = 'sale.line,{sale.lines[0].id}'; m.save(); "
        f"S = pool.get('stock.shipment.out'); S.ship(S.browse([{shipment.id}]))"
    )
    assert "never confirmed" in said
    shipment.reload()
    assert shipment.state == "packed"


def test_a_day_to_come_does_not_make_goods_leave_later(admin: User) -> None:
    sale, shipment = shipment_of_a_go(admin)
    later = datetime.now(UTC).date() + timedelta(30)
    shipment.effective_date = later
    shipment.save()
    shipment.click("ship")
    days = [d.leaving_on for d in admin.model("licet.decision").find([("sale", "=", sale.id)])]
    assert len(days) == 3
    assert sorted(days) == [min(days), min(days), later]


def test_a_sale_whose_goods_have_left_is_done_whatever_the_law_is_by_then(
    erp: Erp, admin: User, moving: Any
) -> None:
    sale, shipment = shipment_of_a_go(admin)
    shipment.click("ship")
    shipment.click("do")
    moving("RU")
    before = admin.decisions(sale)
    erp.run(f"S = pool.get('sale.sale'); S.do(S.browse([{sale.id}]))")
    sale.reload()
    assert sale.state == "done"
    assert admin.decisions(sale) == before


def test_goods_out_of_an_internal_shipment_are_asked_about(erp: Erp, admin: User) -> None:
    move = moved_out(admin)
    store = admin.one("stock.location", code="IN").id
    within = f"from_location={move.from_location.id}, to_location={store}"
    erp.run(
        f"i, = pool.get('stock.shipment.internal').create([dict({within})]); "
        f"m = pool.get('stock.move')({move.id}); m.shipment = i; m.save()"
    )
    assert REFUSED in erp.run(DONE.format(move.id))
    kept = admin.model("licet.decision").find([], order=[("id", "DESC")], limit=1)[0]
    assert str(kept.shipment.__class__.__name__) == "stock.shipment.internal"


def test_who_asks_of_the_past_is_answered_of_the_present(erp: Erp, admin: User) -> None:
    sale, shipment = shipment_of_a_go(admin)
    time.sleep(1.1)  # of what was when, seconds are kept
    before = datetime.now(UTC).replace(tzinfo=None)
    time.sleep(1.1)
    party = admin.model("party.party")(name="Boab Freight Pty Ltd")
    party.addresses[0].country = admin.one("country.country", code="AU")
    party.export_country, party.export_kind = party.addresses[0].country, "civil"
    party.export_ownership_determined_on = datetime.now(UTC).date()
    party.save()
    said = erp.run(
        f"s = pool.get('sale.sale')({sale.id}); s.export_end_user = {party.id}; s.save()"
    )
    assert said == ""
    party.export_country = admin.one("country.country", code="RU")
    party.export_kind = "military"
    party.save()
    with admin.config.set_context(_datetime=before), pytest.raises(Fault, match=REFUSED):
        admin.rpc("stock.shipment.out", "ship", [shipment.id])
    with pytest.raises(Fault, match=REFUSED):
        shipment.click("ship")
