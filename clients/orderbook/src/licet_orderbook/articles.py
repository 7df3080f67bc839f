"""An article is a line of an order: a ware in some quantity, sold for some purpose."""

from dataclasses import replace
from datetime import date, timedelta

from licet_orderbook.draw import Draw
from licet_orderbook.sale import Attestations, Line
from licet_orderbook.wares import (
    CATERING,
    CONTROLLED,
    HARDWARE_EAR99,
    KNOW_HOW_EAR99,
    PROGRAMS_EAR99,
    Ware,
)

EAR99 = HARDWARE_EAR99 * 3 + PROGRAMS_EAR99 * 2 + KNOW_HOW_EAR99 * 2
PURPOSES: tuple[tuple[int, str | None], ...] = (
    (26, "existing-network-operation"),
    (7, "network-expansion"),
    (9, "existing-device-support"),
    (5, "general-computer-support"),
    (7, "cybersecurity-research"),
    (4, "standards-development"),
    (4, "5g-standards-engagement"),
    (6, "repair-return"),
    (12, "new-product"),
    (6, "other"),
    (14, None),
)
REASONS = {
    "existing-network-operation": "spares under running maintenance contract",
    "network-expansion": "for additional sites",
    "existing-device-support": "for devices in the field",
    "general-computer-support": "for office servers",
    "cybersecurity-research": "for analysis of a reported weakness",
    "standards-development": "for a standards working group",
    "5g-standards-engagement": "for a 5G plenary meeting",
    "repair-return": "returned from repair",
    "new-product": "for a new product",
}
MODEL_DAYS = (
    "2015-09-02",
    "2017-02-27",
    "2017-09-12",
    "2018-10-16",
    "2019-03-26",
    "2019-05-16",
    "2019-05-17",
    "2020-02-24",
)
SCHEDULE_B = {
    "3A001.a.7": "8542.31.0000",
    "3A991": "8542.31.0000",
    "5A002.a": "8517.62.0090",
    "5A991": "8517.62.0090",
    "5A992.c": "8517.62.0090",
}
END_USES = ("civil", "civil", "civil", "government")


def article(draw: Draw) -> Line:
    """Give a priced line of US origin, EAR99 in three of five cases."""
    line = _priced(draw, draw.pick(EAR99 if draw.chance(0.6) else CONTROLLED))
    purpose = draw.weighted(PURPOSES)
    line = replace(line, purpose=purpose, description=_described(line, purpose))
    if purpose == "existing-device-support" and draw.chance(0.85):
        line = replace(line, model_public_on=draw.pick(MODEL_DAYS))
    return line


def know_how(draw: Draw) -> Line:
    """Give a line of EAR99 technology."""
    line = _priced(draw, draw.pick(KNOW_HOW_EAR99))
    return replace(line, purpose=draw.pick(("other", "new-product", "standards-development")))


def catering(draw: Draw) -> Line:
    """Give a line of food for a canteen."""
    line = _priced(draw, draw.pick(CATERING))
    return replace(line, purpose="other", attestations=(("food", True),))


def medicine_chest(draw: Draw) -> Line:
    """Give a line of first aid supplies."""
    ware = Ware("EAR99", "commodity", "EA", 9900, "burn gel and antiseptic, first aid cabinet")
    return replace(_priced(draw, ware), purpose="other", attestations=(("medicine", True),))


def foreign_article(draw: Draw, day: date) -> Line:
    """Give a line made outside the US, with what its plant attests of it."""
    began = day - timedelta(days=draw.weighted(((5, 1), (3, 20), (3, 60), (3, 123), (2, 150))))
    return replace(
        article(draw),
        origin="foreign",
        production_began_on=began.isoformat() if draw.chance(0.7) else None,
        attestations=_plant_claims(draw),
    )


def _plant_claims(draw: Draw) -> Attestations:
    words = (
        ("subject_to_ear", 0.8, 0.3),
        ("fdp_entity_list_fn1", 0.7, 0.5),
        ("designed_or_produced_by_listed_party", 0.8, 0.5),
    )
    drawn = [(word, draw.chance(told), draw.chance(yes)) for word, told, yes in words]
    return tuple((word, yes) for word, told, yes in drawn if told)


def _priced(draw: Draw, ware: Ware) -> Line:
    quantity = draw.weighted(
        ((6, draw.between(1, 9)), (3, draw.between(10, 99)), (1, draw.between(100, 900)))
    )
    cents = ware.cents * quantity
    return Line(
        category=ware.category,
        kind=ware.kind if draw.chance(0.85) or ware.category == "EAR99" else None,
        description=ware.description,
        quantity=str(quantity),
        unit=ware.unit,
        value=f"{cents // 100}.{cents % 100:02d}",
        currency="USD" if draw.chance(0.9) else "EUR",
        schedule_b=SCHEDULE_B.get(ware.category) if draw.chance(0.5) else None,
        end_use=draw.pick(END_USES) if draw.chance(0.3) else None,
        origin="US" if draw.chance(0.85) else None,
    )


def _described(line: Line, purpose: str | None) -> str | None:
    reason = REASONS.get(purpose or "")
    return f"{line.description}, {reason}" if reason else line.description
