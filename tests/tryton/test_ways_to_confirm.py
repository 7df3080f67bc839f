"""Every way to confirm a sale in a real Tryton asks a real Licet, and goes on with a go alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from xmlrpc.client import Fault, ProtocolError

import pytest
from erp import ADMIN, COMPLIANCE, SELLER, Erp, User

GO, STOP = ("Blumen Krause GmbH", "Cable tester"), ("Rosinka Garden Tools", "Field oscilloscope")
UNSAID = ("Blumen Krause GmbH", "Prototype sensor")
REFUSED = "may not go out"


@pytest.fixture
def seller(erp: Erp) -> Iterator[User]:
    with erp.user(SELLER) as found:
        yield found


def test_a_go_goes_on_and_what_was_said_stands_on_the_sale(seller: User) -> None:
    sale = seller.quotation(*GO)
    sale.click("confirm")
    assert sale.state == "processing"
    assert sale.licet_outcome == "no_license_needed"
    assert len(sale.licet_decision_id) == 32
    assert len(sale.licet_revision) == 64
    assert sale.licet_log_position.rpartition("/")[2].isdigit()
    (kept,) = sale.licet_decisions
    assert kept.decision_id == sale.licet_decision_id
    asked = json.loads(kept.question)
    assert {(p["role"], p["name"], p["country"]) for p in asked["parties"]} == {
        ("buyer", GO[0], "DE"),
        ("ultimate_consignee", GO[0], "DE"),
    }
    assert asked["lines"][0]["category"] == "EAR99"
    assert asked["ship_from"] == {"country": "US"}


def test_what_needs_a_license_is_stopped_and_says_whose_and_what_would_change_it(
    seller: User,
) -> None:
    sale = seller.quotation(*STOP)
    with pytest.raises(Fault) as stopped:
        sale.click("confirm")
    said = str(stopped.value)
    for part in (REFUSED, "license required", "15 CFR", "review policy", "decision "):
        assert part in said
    sale.reload()
    assert sale.state == "quotation"
    assert not sale.licet_outcome
    # All else was undone, and what was said is kept.
    assert seller.decisions(sale) == [("confirmation", "license_required", False)]


def test_what_nobody_classified_is_undetermined_and_stopped(seller: User) -> None:
    sale = seller.quotation(*UNSAID)
    with pytest.raises(Fault, match=r"not told: line 1, category"):
        sale.click("confirm")
    assert seller.decisions(sale) == [("confirmation", "undetermined", False)]


def test_a_question_changes_nothing_but_is_kept(seller: User) -> None:
    sale = seller.quotation(*STOP)
    sale.click("licet_ask")
    assert sale.state == "quotation"
    assert seller.decisions(sale) == [("question", "license_required", False)]


@pytest.mark.parametrize("method", ["confirm", "process", "proceed", "do"])
def test_a_program_that_calls_the_workflow_is_stopped(seller: User, method: str) -> None:
    sale = seller.quotation(*STOP)
    with suppress(Fault, ProtocolError):
        seller.rpc("sale.sale", method, [sale.id])
    sale.reload()
    assert sale.state == "quotation"


@pytest.mark.parametrize("state", ["confirmed", "processing", "done"])
def test_a_program_that_writes_the_state_is_stopped(seller: User, state: str) -> None:
    sale = seller.quotation(*STOP)
    with pytest.raises(Fault):
        seller.rpc("sale.sale", "write", [sale.id], {"state": state})
    sale.reload()
    assert sale.state == "quotation"


def test_a_program_that_says_itself_what_licet_said_is_stopped(seller: User) -> None:
    sale = seller.quotation(*STOP)
    for name, value in (("licet_outcome", "no_license_needed"), ("licet_acknowledged", "x")):
        with pytest.raises(Fault):
            seller.rpc("sale.sale", "write", [sale.id], {name: value})
    with pytest.raises(Fault):
        seller.rpc("licet.decision", "create", [{"sale": sale.id, "asked_for": "confirmation"}])


def test_what_was_kept_of_an_answer_nobody_writes_or_deletes(erp: Erp) -> None:
    with erp.user(ADMIN) as admin:
        sale = admin.quotation(*GO)
        sale.click("licet_ask")
        (kept,) = sale.licet_decisions
        for method, *arguments in (("write", {"passed": True}), ("delete",), ("copy", {})):
            with pytest.raises(Fault):
                admin.rpc("licet.decision", method, [kept.id], *arguments)


@pytest.mark.parametrize("state", ["confirmed", "processing", "done"])
def test_a_module_that_sets_the_state_itself_is_stopped(erp: Erp, seller: User, state: str) -> None:
    sale = seller.quotation(*STOP)
    said = erp.run(
        f"Sale = pool.get('sale.sale'); sale = Sale({sale.id}); sale.sale_date = date.today(); "
        f"sale.state = '{state}'; sale.save()"
    )
    assert REFUSED in said
    sale.reload()
    assert sale.state == "quotation"


def test_a_line_that_a_module_puts_into_a_sale_that_goes_is_asked_about(
    erp: Erp, seller: User
) -> None:
    sale, going = seller.quotation(GO[0], "Encrypting router"), seller.quotation(*GO)
    going.click("confirm")
    said = erp.run(
        f"line, = pool.get('sale.line').browse([{sale.lines[0].id}]); "
        f"line.sale = {going.id}; line.save()"
    )
    assert REFUSED in said
    going.reload()
    assert len(going.lines) == 1
    assert seller.decisions(going)[1:] == [("change", "license_required", False)]


def test_a_copy_of_an_old_sale_has_nothing_of_its_go(seller: User) -> None:
    sale = seller.quotation(*GO)
    sale.click("confirm")
    (copied,) = seller.rpc("sale.sale", "copy", [sale.id], {})
    copy = seller.model("sale.sale")(copied)
    assert copy.state == "draft"
    for name in ("licet_outcome", "licet_decision_id", "licet_revision", "licet_log_position"):
        assert not getattr(copy, name)
    copy.lines[0].product = seller.one("product.product", name="Encrypting router")
    copy.save()
    copy.click("quote")
    with pytest.raises(Fault, match=REFUSED):
        copy.click("confirm")


def test_of_several_sales_at_once_one_that_may_not_go_stops_all(seller: User) -> None:
    sales = [seller.quotation(*GO), seller.quotation(*STOP)]
    with pytest.raises(Fault, match=REFUSED):
        seller.rpc("sale.sale", "confirm", [sale.id for sale in sales])
    for sale in sales:
        sale.reload()
        assert sale.state == "quotation"


def test_everybody_who_takes_part_is_told_of_in_their_role(seller: User) -> None:
    listed = seller.one("party.party", name="Huawei Technologies Co., Ltd.")
    for name in ("shipment_party", "invoice_party", "export_end_user"):
        sale = seller.quotation(*GO, **{name: listed})
        with pytest.raises(Fault, match="Huawei"):
            sale.click("confirm")


def test_ownership_counts_as_determined_while_that_is_under_a_year_ago(erp: Erp) -> None:
    with erp.user(ADMIN) as admin:
        party = admin.one("party.party", name="Lotus Pond Teaching Aids")
        today = datetime.now(UTC).date()
        for days, goes in ((364, True), (366, False), (-1, False)):
            party.export_ownership_determined_on = today - timedelta(days)
            party.save()
            sale = admin.quotation(party.name, "Cable tester")
            if goes:
                sale.click("confirm")
                assert sale.state == "processing"
            else:
                with pytest.raises(Fault, match="ownership"):
                    sale.click("confirm")


def test_what_a_product_or_a_party_is_only_export_control_says(erp: Erp) -> None:
    with erp.user(SELLER) as seller:
        template = seller.one("product.template", name="Encrypting router")
        party = seller.one("party.party", name="Rosinka Garden Tools")
        with pytest.raises(Fault):
            seller.rpc("product.template", "write", [template.id], {"export_category": "EAR99"})
        with pytest.raises(Fault):
            seller.rpc("party.party", "write", [party.id], {"export_country": None})
        with pytest.raises(Fault):
            seller.attest(party, "ownership_determined")
    with erp.user(COMPLIANCE) as compliance:
        template = compliance.one("product.template", name="Encrypting router")
        template.export_schedule_b = "8517.62.0090"
        template.save()
