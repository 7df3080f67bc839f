"""A situation is the kind of business an order is: who buys, who else takes part, on what way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from licet_orderbook.articles import article, catering, foreign_article, know_how, medicine_chest
from licet_orderbook.claims import with_claims
from licet_orderbook.draw import Draw
from licet_orderbook.listed import (
    HUAWEI_AUGUST_2019,
    HUAWEI_AUGUST_2020,
    HUAWEI_MAY_2019,
    ZTE_FREED,
    ZTE_KEPT,
    Firm,
)
from licet_orderbook.people import person
from licet_orderbook.sale import Line, Owner, Party, Place, Sale
from licet_orderbook.unlisted import ABROAD, DOMESTIC, FOUNDRIES, LOOKALIKES

Situation = Callable[[Draw, date, str], Sale]
HUAWEI = HUAWEI_MAY_2019 * 2 + HUAWEI_AUGUST_2019 + HUAWEI_AUGUST_2020
ZTE = ZTE_FREED * 3 + ZTE_KEPT
FAMILIES: dict[str, tuple[Firm, ...]] = {"huawei": HUAWEI, "zte": ZTE, "plain": HUAWEI + ZTE}
OTHER_ROLES = ("end_user", "end_user", "ultimate_consignee", "intermediate_consignee")
QUIET_ROLES = ("seller", "forwarder", "exporter", "purchasing_agent")
US = Place("US")
HONOR_FOUNDED = date(2020, 4, 1)
HONOR_SOLD = date(2020, 11, 17)
HONOR_OWNER = Owner("Huawei Technologies Co., Ltd.", "CN", 100.0)


def situation(draw: Draw, day: date, regime: str) -> Sale:
    """Give an undated order of a kind usual for the regime, with what its parties claim."""
    kind = draw.weighted(PLAIN if regime == "plain" else NEAR_A_BOUNDARY)
    return with_claims(draw, kind(draw, day, regime), day)


def ordinary(draw: Draw, _: date, __: str) -> Sale:
    """Give an export to a customer who was never listed."""
    return _export(draw, (person(draw, draw.pick(ABROAD)),), _lines(draw))


def lookalike(draw: Draw, day: date, _: str) -> Sale:
    """Give an export to a customer whose name comes close to a listed one."""
    firm = draw.pick([firm for firm in LOOKALIKES if firm.country != "US" and exists(firm, day)])
    buyer = person(draw, firm)
    if firm.names[0].startswith("Honor ") and day < HONOR_SOLD:
        buyer = replace(buyer, owners=(HONOR_OWNER,))
    return _export(draw, (buyer,), _lines(draw))


def exists(firm: Firm, day: date) -> bool:
    """Say whether the firm had been founded by the day, as far as this file minds."""
    return day >= HONOR_FOUNDED or not firm.names[0].startswith("Honor ")


def to_the_family(draw: Draw, _: date, regime: str) -> Sale:
    """Give an export to one of the listed families."""
    buyer = person(draw, draw.pick(FAMILIES[regime]))
    return _export(draw, (buyer,), _lines(draw))


def behind_another(draw: Draw, _: date, regime: str) -> Sale:
    """Give an export to an unlisted buyer with a listed party in another role."""
    roles = QUIET_ROLES if draw.chance(0.3) else OTHER_ROLES
    other = person(draw, draw.pick(FAMILIES[regime]), draw.pick(roles))
    return _export(draw, (person(draw, draw.pick(ABROAD)), other), _lines(draw))


def side_by_side(draw: Draw, _: date, __: str) -> Sale:
    """Give an export to a party that had a temporary license beside one of another row."""
    buyer = person(draw, draw.pick(HUAWEI_MAY_2019 + ZTE_FREED))
    other = draw.pick(ZTE_KEPT[:1] + HUAWEI_AUGUST_2019 + HUAWEI_AUGUST_2020 + ZTE_FREED)
    return _export(draw, (buyer, person(draw, other, draw.pick(OTHER_ROLES))), _lines(draw))


def with_canteen(draw: Draw, _: date, regime: str) -> Sale:
    """Give an export of two lines, one of them food or, seldom, medicine."""
    buyer = person(draw, draw.pick(FAMILIES[regime] + ABROAD))
    second = catering(draw) if draw.chance(0.85) else medicine_chest(draw)
    return _export(draw, (buyer,), (article(draw), second))


def from_abroad(draw: Draw, day: date, regime: str) -> Sale:
    """Give a reexport of foreign-made goods from a plant in Asia or Europe."""
    plant = draw.pick(FOUNDRIES)
    buyer = person(draw, draw.pick(FAMILIES[regime] if draw.chance(0.75) else ABROAD))
    sale = _export(draw, (buyer,), (foreign_article(draw, day),))
    parties = (*sale.parties, person(draw, plant, "seller"))
    return replace(sale, parties=parties, transaction="reexport", ship_from=Place(plant.country))


def reexport(draw: Draw, _: date, regime: str) -> Sale:
    """Give a reexport or a transfer inside a country of US goods."""
    buyer = person(draw, draw.pick(FAMILIES[regime] + ABROAD))
    sale = _export(draw, (buyer,), _lines(draw))
    if draw.chance(0.4):
        return replace(sale, transaction="in-country-transfer", ship_from=sale.destination)
    return replace(sale, transaction="reexport", ship_from=Place(draw.pick(("DE", "SG", "NL"))))


def told_at_home(draw: Draw, _: date, regime: str) -> Sale:
    """Give know-how told inside the US to a visitor from a listed or an unlisted firm."""
    buyer = person(draw, draw.pick(FAMILIES[regime] + ABROAD))
    return replace(_export(draw, (buyer,), (know_how(draw),)), transaction="deemed-export")


def at_home(draw: Draw, _: date, __: str) -> Sale:
    """Give a sale inside the US."""
    near = tuple(firm for firm in LOOKALIKES if firm.country == "US")
    buyer = person(draw, draw.pick(DOMESTIC * 2 + near))
    sale = _export(draw, (buyer,), _lines(draw))
    return replace(sale, transaction="domestic", destination=US, ship_from=US)


def inbound(draw: Draw, _: date, regime: str) -> Sale:
    """Give goods coming into the US from a supplier, a listed one among them."""
    supplier = draw.pick(FAMILIES[regime] if draw.chance(0.5) else ABROAD)
    parties = (person(draw, draw.pick(DOMESTIC)), person(draw, supplier, "seller"))
    sale = _export(draw, parties, _lines(draw))
    return replace(sale, transaction="import", destination=US, ship_from=Place(supplier.country))


def _lines(draw: Draw) -> tuple[Line, ...]:
    count = draw.weighted(((82, 1), (14, 2), (4, 3)))
    return tuple(article(draw) for _ in range(count))


def _export(draw: Draw, parties: tuple[Party, ...], lines: tuple[Line, ...]) -> Sale:
    numbered = tuple(replace(line, line_id=str(n)) for n, line in enumerate(lines, 1))
    told = draw.chance(0.8)
    return Sale(
        parties,
        numbered,
        Place(_goal(parties)),
        transaction="export" if told else None,
        ship_from=US if told else None,
    )


def _goal(parties: tuple[Party, ...]) -> str:
    receivers = [p for p in parties if p.role in {"buyer", "ultimate_consignee", "end_user"}]
    return receivers[-1].country


PLAIN: tuple[tuple[int, Situation], ...] = (
    (46, ordinary),
    (6, lookalike),
    (14, to_the_family),
    (4, behind_another),
    (3, side_by_side),
    (3, with_canteen),
    (6, from_abroad),
    (4, reexport),
    (8, at_home),
    (5, inbound),
    (1, told_at_home),
)
NEAR_A_BOUNDARY: tuple[tuple[int, Situation], ...] = (
    (8, ordinary),
    (4, lookalike),
    (48, to_the_family),
    (8, behind_another),
    (8, side_by_side),
    (4, with_canteen),
    (8, from_abroad),
    (4, reexport),
    (4, at_home),
    (3, inbound),
    (1, told_at_home),
)
