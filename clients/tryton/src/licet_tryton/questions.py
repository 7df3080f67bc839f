"""Records of Tryton as sales that Licet is asked about: what is not known there is left out.

A question is put of a whole sale for each day on which goods of it are to leave: one part of an
order taken by itself might stay under a limit that the order passes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from trytond.pool import Pool
from trytond.transaction import Transaction

from licet_tryton.parties import parties
from licet_tryton.saying import (
    Question,
    attested,
    code,
    day,
    number,
    place,
    told,
)


def today(company: Any) -> date:
    """Return the day on which goods leave that leave now: the company's, or UTC's if that is later.

    A server that runs in UTC has a later day at times, and on a day gone by nothing is confirmed.
    """
    return max(own_today(company), datetime.now(UTC).date())


def own_today(company: Any) -> date:
    """Return what day it is where a company is."""
    with Transaction().set_context(company=company.id):
        found: date = Pool().get("ir.date").today()
    return found


def canonical(question: Mapping[str, Any]) -> str:
    """Return a question as one text, equal where the questions are."""
    return json.dumps(question, sort_keys=True, ensure_ascii=False)


def digest(*parts: object) -> str:
    """Return the SHA-256, in hexadecimal, of what can be written as JSON."""
    return sha256(canonical({"parts": parts}).encode()).hexdigest()


def leaving_days(sale: Any) -> tuple[date, ...]:
    """Return the days on which goods of a sale are to leave; what is planned for earlier, today."""
    now = today(sale.company)
    return tuple(sorted({max(planned(line) or now, now) for line in sold(sale)}))


def planned(line: Any) -> date | None:
    """Return the day for which a line is planned: the product's, or the sale's if that is later.

    Tryton itself overlooks the sale's day where a product does not say how long it takes.
    """
    days = (line.planned_shipping_date, line.sale.shipping_date)
    return max((day for day in days if day), default=None)


def sold(sale: Any) -> tuple[Any, ...]:
    """Return the lines that something is sold by; what comes back does not leave."""
    return tuple(
        line for line in sale.lines if line.type == "line" and (line.quantity or Decimal(0)) >= 0
    )


def of_sale(sale: Any, leaving: date) -> Question:
    """Return what is asked of a sale whose goods leave on a day."""
    address = sale.shipment_address or sale.invoice_address
    return told(
        sale_id=sale.number or f"sale {sale.id}",
        leaving=leaving,
        ordered_on=day(sale.sale_date),
        contracted_on=day(sale.export_contracted_on),
        exporter=sale.company.party.name,
        ship_from=_ship_from({line.warehouse for line in sold(sale)} or {sale.warehouse}),
        destination=place(address),
        attestations=attested(sale),
        parties=list(parties(_roles_of_sale(sale), leaving)),
        lines=[_line(line) for line in sold(sale)],
    )


def of_shipped_sale(sale: Any, shipment: Any, moves: Iterable[Any], leaving: date) -> Question:
    """Return what is asked of a sale of which goods leave on a day, to where their shipment goes.

    Goods that are not what was sold, or more of it, are asked about beside all that was.
    """
    sold_already = of_sale(sale, leaving)
    if shipment:
        del sold_already["parties"]
        sold_already.pop("destination", None)
        sold_already.pop("ship_from", None)
        roles = (*_roles_of_sale(sale), *_roles_of_shipment(shipment))
        sold_already |= told(
            destination=place(_address(shipment)),
            ship_from=_ship_from({_warehouse(shipment)}),
            parties=list(parties(roles, leaving)),
        )
    others = [_moved(move) | {"line_id": f"move {move.id}"} for move in moves if _is_other(move)]
    return sold_already | {"lines": [*sold_already.get("lines", ()), *others]}


def _is_other(move: Any) -> bool:
    """Tell whether a move is not of what its line sold, or is of more than that."""
    line = move.origin
    if move.product != line.product or move.unit.category != line.unit.category:
        return True
    Uom = Pool().get("product.uom")
    going = (m for m in line.moves if m.state != "cancelled" and m.to_location.type == "customer")
    return bool(
        sum(Uom.compute_qty(m.unit, m.quantity, line.unit, round=False) for m in going)
        > (line.quantity or 0)
    )


def of_shipment(shipment: Any, moves: Iterable[Any], leaving: date) -> Question:
    """Return what is asked of goods that leave without a sale: who gets them counts as buyer."""
    roles = _roles_of_shipment(shipment)
    buyer = (("buyer", party, address) for _, party, address in roles[:1])
    return told(
        sale_id=shipment.number or f"shipment {shipment.id}",
        leaving=leaving,
        exporter=shipment.company.party.name,
        ship_from=_ship_from({_warehouse(shipment)}),
        destination=place(_address(shipment)),
        parties=list(parties((*buyer, *roles), leaving)),
        lines=[_moved(move) for move in moves],
    )


def of_moves(moves: Iterable[Any], company: Any, leaving: date) -> Question:
    """Return what is asked of goods that leave by hand: nobody knows to whom, so it is no sale."""
    return told(
        sale_id="goods moved by hand",
        leaving=leaving,
        exporter=company.party.name,
        lines=[_moved(move) for move in moves],
    )


def _roles_of_sale(sale: Any) -> tuple[tuple[str, Any, Any], ...]:
    """Return who takes part, in which role, and where; who pays is a buyer as well."""
    consignee = sale.shipment_party or sale.party
    shipped_to = sale.shipment_address
    roles = [
        ("buyer", sale.party, sale.invoice_address),
        ("buyer", sale.invoice_party, sale.invoice_address),
        ("ultimate_consignee", consignee, shipped_to),
        ("ultimate_consignee", shipped_to and shipped_to.party, shipped_to),
        ("end_user", sale.export_end_user, None),
    ]
    return tuple(roles)


def _roles_of_shipment(shipment: Any) -> tuple[tuple[str, Any, Any], ...]:
    address = _address(shipment)
    receiver = getattr(shipment, "customer", None) or getattr(shipment, "supplier", None)
    return (
        ("ultimate_consignee", receiver, address),
        ("ultimate_consignee", address and address.party, address),
    )


def _address(shipment: Any) -> Any:
    return getattr(shipment, "delivery_address", None)


def _warehouse(shipment: Any) -> Any:
    return getattr(shipment, "warehouse", None)


def _line(line: Any) -> Question:
    item = _item(line.product) if line.product else told(category=line.export_category)
    return item | told(
        line_id=str(line.id),
        description=line.rec_name,
        quantity=number(line.quantity),
        unit=line.unit and line.unit.symbol,
        value=number(line.amount),
        currency=line.sale.currency and line.sale.currency.code,
        purpose=line.export_purpose,
        end_use=line.export_end_use,
        license_exception=line.export_license_exception,
        # What export control says of a product nobody takes back on a line.
        attestations=attested(line) | attested(line.product),
    )


def _moved(move: Any) -> Question:
    value = None if move.unit_price is None else move.unit_price * Decimal(str(move.quantity or 0))
    return _item(move.product) | told(
        line_id=str(move.id),
        description=move.product.rec_name,
        quantity=number(move.quantity),
        unit=move.unit and move.unit.symbol,
        value=number(value),
        currency=move.currency and move.currency.code,
        attestations=attested(move.product),
    )


def _item(product: Any) -> Question:
    return told(
        category=product.export_category,
        kind=product.export_kind,
        origin=product.export_origin,
        schedule_b=product.export_schedule_b,
        model_public_on=day(product.export_model_public_on),
        production_began_on=day(product.export_production_began_on),
    )


def _ship_from(warehouses: set[Any]) -> Question:
    """Return the one country that all leaves from; left out, it is read as the United States."""
    codes = {code(w.address and w.address.country) if w else None for w in warehouses}
    return told(country=codes.pop()) if len(codes) == 1 else {}
