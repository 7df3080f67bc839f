"""A sale that goes is asked about again when it changes, and two users at once get one answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from http.client import HTTPException
from typing import Any
from xmlrpc.client import Fault, ProtocolError

import pytest
from erp import ADMIN, COMPLIANCE, Erp, User

GO = ("Blumen Krause GmbH", "Cable tester")
HELD = {"confirmed", "processing", "done"}
ROUNDS = 4


@pytest.fixture
def admin(erp: Erp) -> Iterator[User]:
    with erp.user(ADMIN) as found:
        yield found


def amendment(admin: User, sale: Any, product: str | None, quantity: float) -> Any:
    found = admin.model("sale.amendment")(sale=sale)
    line = found.lines.new(action="line")
    line.line = sale.lines[0]
    if product:
        line.product = admin.one("product.product", name=product)
    line.quantity = quantity
    line.unit_price = Decimal(100)
    found.save()
    return found


def test_an_amendment_to_what_may_go_is_asked_about_and_goes(admin: User) -> None:
    sale = admin.quotation(*GO)
    sale.click("confirm")
    amendment(admin, sale, None, 3.0).click("validate_amendment")
    sale.reload()
    assert sale.lines[0].quantity == 3
    assert admin.decisions(sale) == [
        ("confirmation", "no_license_needed", True),
        ("change", "no_license_needed", True),
    ]


def test_an_amendment_to_what_may_not_go_is_undone(admin: User) -> None:
    sale = admin.quotation(*GO)
    sale.click("confirm")
    with pytest.raises(Fault, match="may not go out"):
        amendment(admin, sale, "Encrypting router", 1.0).click("validate_amendment")
    sale.reload()
    assert sale.lines[0].product.name == GO[1]
    assert admin.decisions(sale)[1:] == [("change", "license_required", False)]


@pytest.mark.parametrize("field", ["party", "shipment_party", "invoice_party", "export_end_user"])
def test_a_party_that_a_module_changes_after_confirmation_is_asked_about(
    erp: Erp, admin: User, field: str
) -> None:
    sale = admin.quotation(*GO)
    sale.click("confirm")
    listed = admin.one("party.party", name="Huawei Technologies Co., Ltd.")
    values = {field: listed.id}
    if field != "export_end_user":  # a party is at its own address
        addresses = {"party": ("invoice", "shipment")}.get(field, (field.partition("_")[0],))
        values |= {f"{each}_address": listed.addresses[0].id for each in addresses}
    said = erp.run(f"pool.get('sale.sale').write([pool.get('sale.sale')({sale.id})], {values})")
    assert "may not go out" in said
    sale.reload()
    assert getattr(sale, field) != listed


def test_what_is_attested_after_confirmation_is_asked_about(admin: User) -> None:
    sale = admin.quotation(*GO)
    sale.click("confirm")
    with pytest.raises(Fault, match="may not go out"):
        admin.attest(sale, "nuclear_end_use")
    assert admin.decisions(sale)[-1][0::2] == ("change", False)


def both(one: Callable[[], None], other: Callable[[], None]) -> None:
    """Let two users do something at the same time; either may be told to come again."""

    def trying(work: Callable[[], None]) -> None:
        start.wait()
        with suppress(Fault, ProtocolError, HTTPException, ConnectionError):
            work()

    start = threading.Barrier(2)
    threads = [threading.Thread(target=trying, args=(work,)) for work in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_users_who_confirm_at_once_confirm_once(erp: Erp, admin: User) -> None:
    with erp.user(COMPLIANCE) as compliance:
        for _ in range(ROUNDS):
            sale = admin.quotation(*GO)
            both(
                lambda own=sale.id: admin.rpc("sale.sale", "confirm", [own]),
                lambda own=sale.id: compliance.rpc("sale.sale", "confirm", [own]),
            )
            sale.reload()
            assert sale.state in HELD
            assert admin.decisions(sale) == [("confirmation", "no_license_needed", True)]


def test_who_confirms_while_another_changes_the_sale_confirms_what_was_asked_about(
    erp: Erp, admin: User
) -> None:
    router = admin.one("product.product", name="Encrypting router")
    with erp.user(COMPLIANCE) as compliance:
        for _ in range(ROUNDS):
            sale = admin.quotation(*GO)

            def change(own: Any = sale) -> None:
                compliance.rpc("sale.sale", "draft", [own.id])
                compliance.rpc("sale.line", "write", [own.lines[0].id], {"product": router.id})
                compliance.rpc("sale.sale", "quote", [own.id])

            both(lambda own=sale.id: admin.rpc("sale.sale", "confirm", [own]), change)
            sale.reload()
            if sale.state in HELD:
                assert sale.lines[0].product.name == GO[1]
