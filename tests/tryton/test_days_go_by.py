"""The law of the day counts: what was confirmed in September is asked about when it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ProtocolError

import pytest
from erp import ADMIN, COMPLIANCE, SELLER, Erp, User, packed, running
from serving import Running, launch
from wall_clock import WallClock, wall_clock

LISTED = "Huawei Technologies Co., Ltd."
SUPPORT = "Network support, one year"
SEPTEMBER = date(2019, 9, 16)
TEMPORARY = "temporary_license"
REFUSED = "may not go out"


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> WallClock:
    found = wall_clock(tmp_path_factory.mktemp("clock"))
    found.set(SEPTEMBER)
    return found


@pytest.fixture(scope="module")
def licet(clock: WallClock) -> Iterator[Running]:
    found = launch("--workers", "1", **clock.environment)
    try:
        yield found.listening()
    finally:
        found.stop()


@pytest.fixture(scope="module")
def erp(
    company: Path, licet: Running, clock: WallClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Erp]:
    folder = tmp_path_factory.mktemp("erp") / "db"
    settings = "[queue]\nworker = True\n"
    with running(folder, company, licet.address, settings, **clock.environment) as found:
        yield found


@pytest.fixture(autouse=True)
def september(clock: WallClock) -> None:
    clock.set(SEPTEMBER)


def supported(user: User, **fields: object) -> Any:
    """Return a quotation for the support of a network of Huawei that was there before."""
    sale = user.quotation(
        LISTED,
        SUPPORT,
        line_export_purpose="existing-network-operation",
        export_contracted_on=date(2019, 1, 15),
        **fields,
    )
    user.attest(sale, "tgl_certification_obtained")
    return sale


def confirmed(erp: Erp, admin: User, compliance: User) -> Any:
    """A sale under the temporary license, confirmed on its conditions, and processed."""
    sale = supported(admin)
    sale.click("licet_ask")
    compliance.rpc("sale.sale", "licet_acknowledge", [sale.id])
    sale.click("confirm")
    erp.work()
    return sale


def test_conditions_are_acknowledged_by_the_group_for_it_and_by_no_other(erp: Erp) -> None:
    with erp.user(SELLER) as seller:
        sale = supported(seller)
        with pytest.raises(Fault, match="acknowledged its conditions") as stopped:
            sale.click("confirm")
        assert "84 FR" in str(stopped.value)
        assert seller.decisions(sale) == [("confirmation", TEMPORARY, False)]
        sale.reload()
        assert "TGL:84 FR" in sale.licet_conditions
        with pytest.raises((Fault, ProtocolError)):
            seller.rpc("sale.sale", "licet_acknowledge", [sale.id])
    with erp.user(COMPLIANCE) as compliance:
        compliance.rpc("sale.sale", "licet_acknowledge", [sale.id])
    with erp.user(SELLER) as seller:
        seller.rpc("sale.sale", "confirm", [sale.id])
        sale = seller.model("sale.sale")(sale.id)
        assert sale.state == "confirmed"
        assert sale.licet_acknowledged_by.login == COMPLIANCE
        assert sale.licet_outcome == TEMPORARY
        assert sale.licet_valid_through == date(2019, 11, 18)


def test_an_acknowledgment_ends_where_the_sale_changes(erp: Erp) -> None:
    with erp.user(COMPLIANCE) as compliance:
        sale = supported(compliance)
        sale.click("licet_ask")
        sale.click("licet_acknowledge")
        sale.reload()
        assert sale.licet_acknowledged
        sale.click("draft")
        sale.lines[0].quantity = 2
        sale.save()
        sale.reload()
        assert not sale.licet_acknowledged
        sale.click("quote")
        with pytest.raises(Fault, match="acknowledged its conditions"):
            sale.click("confirm")


@pytest.mark.parametrize(
    ("leaves", "goes"), [(date(2020, 8, 13), True), (date(2020, 8, 14), False)]
)
def test_a_shipment_that_slips_past_the_end_of_the_license_is_stopped(
    erp: Erp, clock: WallClock, leaves: date, goes: bool
) -> None:
    with erp.user(ADMIN) as admin, erp.user(COMPLIANCE) as compliance:
        sale = confirmed(erp, admin, compliance)
        sale.reload()
        assert sale.state == "processing"
        shipment = packed(sale)
    clock.set(leaves)
    with erp.user(ADMIN) as admin, erp.user(COMPLIANCE) as compliance:
        shipment = admin.model("stock.shipment.out")(shipment.id)
        # The license was issued anew since, so its conditions are acknowledged anew.
        with pytest.raises(Fault, match=REFUSED):
            shipment.click("ship")
        compliance.rpc("sale.sale", "licet_acknowledge", [sale.id])
        if goes:
            shipment.click("ship")
            assert shipment.state == "shipped"
        else:
            with pytest.raises(Fault, match=r"denied|license required"):
                shipment.click("ship")
            shipment.reload()
            assert shipment.state == "packed"
        outcome = admin.decisions(sale)[-1]
        assert (outcome[0], outcome[2]) == ("shipment", goes)


def test_a_sale_under_a_license_changes_on_the_conditions_that_were_acknowledged(erp: Erp) -> None:
    with erp.user(COMPLIANCE) as compliance, erp.user(ADMIN) as admin:
        sale = confirmed(erp, admin, compliance)
        amendment = admin.model("sale.amendment")(sale=admin.model("sale.sale")(sale.id))
        line = amendment.lines.new(action="line")
        line.line = amendment.sale.lines[0]
        line.quantity, line.unit_price = 2.0, Decimal(100)
        amendment.save()
        amendment.click("validate_amendment")
        assert admin.decisions(sale)[-1] == ("change", TEMPORARY, True)


def test_goods_that_are_said_to_have_left_before_are_stopped(erp: Erp) -> None:
    with erp.user(ADMIN) as admin:
        sale = admin.quotation("Blumen Krause GmbH", "Cable tester")
        sale.click("confirm")
        erp.work()
        sale.reload()
        shipment = packed(sale)
        shipment.effective_date = SEPTEMBER - timedelta(3)
        shipment.save()
        with pytest.raises(Fault, match="gone by"):
            shipment.click("ship")


def test_a_day_that_is_planned_for_is_the_day_that_is_asked_about(erp: Erp) -> None:
    with erp.user(COMPLIANCE) as compliance:
        within = supported(compliance, shipping_date=date(2019, 11, 18))
        beyond = supported(compliance, shipping_date=date(2019, 11, 19))
        for sale in (within, beyond):
            sale.click("licet_ask")
        assert compliance.decisions(within) == [("question", TEMPORARY, True)]
        assert compliance.decisions(beyond)[0][1] in {"denied", "license_required"}


@pytest.mark.parametrize("moved", [False, True])
def test_a_sale_that_waits_to_be_processed_is_asked_about_on_that_day(
    erp: Erp, clock: WallClock, moved: bool
) -> None:
    with erp.user(ADMIN) as admin:
        configuration = admin.model("sale.configuration")(1)
        configuration.sale_process_after = timedelta(days=2)
        configuration.save()
        party = admin.model("party.party")(name=f"Grevillea Hire Pty Ltd {moved}")
        party.addresses[0].country = admin.one("country.country", code="AU")
        party.export_country = admin.one("country.country", code="AU")
        party.save()
        sale = admin.quotation(party.name, "Field oscilloscope")
        sale.click("confirm")
        erp.work()
        sale.reload()
        assert sale.state == "confirmed"
        if moved:
            party.export_country = admin.one("country.country", code="RU")
            party.export_kind = "military"
            party.save()
        configuration.sale_process_after = None
        configuration.save()
    clock.set(SEPTEMBER + timedelta(3))
    with erp.user(ADMIN) as admin:
        erp.work()
        sale = admin.model("sale.sale")(sale.id)
        assert sale.state == ("confirmed" if moved else "processing")
        assert bool(sale.shipments) is not moved
        first, second = admin.decisions(sale)
        assert (first[0], bool(first[2])) == ("confirmation", True)
        assert bool(second[2]) is not moved
