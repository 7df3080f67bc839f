"""Every way to confirm a sale in a real Tryton asks a real Licet, and goes on with a go alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xmlrpc.client import Fault

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


@pytest.mark.parametrize(("wanted", "goes"), [(GO, True), (STOP, False)])
def test_a_program_that_calls_the_workflow_passes_the_gate(
    seller: User, wanted: tuple[str, str], goes: bool
) -> None:
    sale = seller.quotation(*wanted)
    with nullcontext() if goes else pytest.raises(Fault, match=REFUSED):
        seller.rpc("sale.sale", "confirm", [sale.id])
    sale.reload()
    assert sale.state == ("processing" if goes else "quotation")
    assert [kept[0] for kept in seller.decisions(sale)] == ["confirmation"]


@pytest.mark.parametrize("method", ["process", "proceed", "do"])
def test_no_other_call_leads_out_of_a_quotation(erp: Erp, seller: User, method: str) -> None:
    for wanted in (GO, STOP):
        sale = seller.quotation(*wanted)
        erp.run(f"Sale = pool.get('sale.sale'); Sale.{method}(Sale.browse([{sale.id}]))")
        sale.reload()
        assert (sale.state, seller.decisions(sale)) == ("quotation", [])


@pytest.mark.parametrize("state", ["confirmed", "processing", "done"])
def test_nobody_writes_the_state_from_outside(seller: User, state: str) -> None:
    sale = seller.quotation(*GO)
    with pytest.raises(Fault, match="not allowed to modify"):
        seller.rpc("sale.sale", "write", [sale.id], {"state": state})


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
@pytest.mark.parametrize(("wanted", "goes"), [(GO, True), (STOP, False)])
def test_a_module_that_sets_the_state_itself_passes_the_gate(
    erp: Erp, seller: User, state: str, wanted: tuple[str, str], *, goes: bool
) -> None:
    sale = seller.quotation(*wanted)
    said = erp.run(
        f"Sale = pool.get('sale.sale'); sale = Sale({sale.id}); sale.sale_date = date.today(); "
        f"sale.state = '{state}'; sale.save()"
    )
    assert (REFUSED in said) is not goes
    sale.reload()
    assert sale.state == (state if goes else "quotation")
    assert [bool(kept[2]) for kept in seller.decisions(sale)] == [goes]


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
    sale = seller.quotation(*GO, export_contracted_on=date(2019, 1, 15))
    seller.attest(sale, "tgl_certification_obtained")
    sale.click("confirm")
    (copied,) = seller.rpc("sale.sale", "copy", [sale.id], {})
    copy = seller.model("sale.sale")(copied)
    assert copy.state == "draft"
    for name in ("licet_outcome", "licet_decision_id", "licet_revision", "licet_log_position"):
        assert not getattr(copy, name)
    assert not copy.export_contracted_on
    assert not copy.export_attestations
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
        for days, goes in ((364, True), (366, False), (-2, False)):
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


def test_who_may_write_a_party_or_a_product_may_copy_it_and_the_copy_is_nothing_yet(
    erp: Erp,
) -> None:
    with erp.user(SELLER) as seller:
        party = seller.one("party.party", name="Blumen Krause GmbH")
        (copied,) = seller.rpc("party.party", "copy", [party.id], {"name": "Krause Nachfolger"})
        copy = seller.model("party.party")(copied)
        assert not copy.export_country
        assert not copy.export_ownership_determined_on
        template = seller.one("product.template", name="Cable tester")
        (copied,) = seller.rpc("product.template", "copy", [template.id], {"name": "Tester 2"})
        assert not seller.model("product.template")(copied).export_category


def test_ownership_is_said_by_its_day_alone(erp: Erp) -> None:
    with erp.user(COMPLIANCE) as compliance:
        sale = compliance.quotation("Fjord Bakery AB", "Patch cable 2 m")
        for record in (sale, sale.party):
            with pytest.raises(Fault, match="by the day of it"):
                compliance.attest(record, "ownership_determined")


def test_what_export_control_says_of_a_product_no_line_takes_back(erp: Erp) -> None:
    with erp.user(COMPLIANCE) as compliance:
        template = compliance.one("product.template", name="Optical microscope")
        compliance.attest(template, "nuclear_end_use")
        sale = compliance.quotation(GO[0], "Optical microscope")
        taken_back = compliance.model("licet.attestation")()
        taken_back.of, taken_back.name, taken_back.holds = sale.lines[0], "nuclear_end_use", False
        taken_back.save()
        with pytest.raises(Fault, match=REFUSED):
            sale.click("confirm")


@pytest.mark.parametrize(("category", "goes"), [("EAR99", True), ("5A002.a", False), (None, False)])
def test_a_line_without_a_product_says_itself_what_it_is(
    seller: User, category: str | None, goes: bool
) -> None:
    sale = seller.quotation(*GO)
    sale.click("draft")
    line = sale.lines.new()
    line.description, line.quantity, line.unit_price = "Freight", 1.0, Decimal(20)
    line.export_category = category
    sale.save()
    sale.click("quote")
    with nullcontext() if goes else pytest.raises(Fault, match=REFUSED):
        sale.click("confirm")


def test_a_party_without_a_name_is_refused_in_words(erp: Erp) -> None:
    with erp.user(ADMIN) as admin:
        party = admin.model("party.party")()
        party.addresses[0].country = admin.one("country.country", code="DE")
        party.save()
        sale = admin.quotation("Blumen Krause GmbH", "Cable tester", export_end_user=party)
        with pytest.raises(Fault, match=REFUSED):
            sale.click("confirm")
        assert [kept[0] for kept in admin.decisions(sale)] == ["confirmation"]


def test_a_sale_that_is_made_and_confirmed_at_once_leaves_its_refusal_to_no_other(
    erp: Erp, seller: User
) -> None:
    model = seller.quotation(*STOP)
    said = erp.run(
        f"Sale = pool.get('sale.sale'); sale, = Sale.copy(Sale.browse([{model.id}])); "
        "Sale.quote([sale]); Sale.confirm(Sale.browse([sale.id]))"
    )
    assert REFUSED in said
    kept = seller.model("licet.decision").find([], order=[("id", "DESC")], limit=1)[0]
    assert (kept.outcome, kept.sale, bool(kept.passed)) == ("license_required", None, False)
    assert seller.decisions(seller.quotation(*GO)) == []


def test_of_several_sales_every_answer_is_kept(seller: User) -> None:
    sales = [seller.quotation(*GO), seller.quotation(*STOP)]
    with pytest.raises(Fault, match=REFUSED):
        seller.rpc("sale.sale", "confirm", [sale.id for sale in sales])
    assert [seller.decisions(sale) for sale in sales] == [
        [("confirmation", "no_license_needed", False)],
        [("confirmation", "license_required", False)],
    ]
