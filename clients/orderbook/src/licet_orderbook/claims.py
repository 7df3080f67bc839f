"""A claim is a fact that only helps the seller: certification, contract day, loading day."""

from dataclasses import replace
from datetime import date, timedelta

from licet_orderbook.draw import Draw
from licet_orderbook.sale import Sale

CONTRACT_DAYS = (
    "2015-06-30",
    "2016-03-07",
    "2017-11-01",
    "2018-04-14",
    "2018-04-15",
    "2018-11-05",
    "2019-02-28",
    "2019-05-15",
    "2019-05-16",
    "2019-05-17",
    "2019-11-20",
    "2020-07-06",
)
LISTING = date(2019, 5, 16)
WINDOW = timedelta(days=10)


def with_claims(draw: Draw, sale: Sale, day: date) -> Sale:
    """Give the sale with what its papers claim: most say something, some say nothing."""
    sale = _models_out_by(_contracted(draw, sale, day), day)
    stays = sale.transaction in {"domestic", "import"}
    return sale if stays else _asked(draw, _shipped(draw, _certified(draw, sale, day), day))


def _models_out_by(sale: Sale, day: date) -> Sale:
    """Give the sale with only such model days as lie before it."""
    lines = tuple(
        replace(line, model_public_on=None)
        if (line.model_public_on or "") > day.isoformat()
        else line
        for line in sale.lines
    )
    return replace(sale, lines=lines)


def _contracted(draw: Draw, sale: Sale, day: date) -> Sale:
    past = [other for other in CONTRACT_DAYS if other <= day.isoformat()]
    return replace(sale, contracted_on=draw.pick(past)) if draw.chance(0.6) else sale


def _certified(draw: Draw, sale: Sale, day: date) -> Sale:
    if day < LISTING or not draw.chance(0.6):
        return sale
    return replace(sale, attestations=(("tgl_certification_obtained", draw.chance(0.85)),))


def _shipped(draw: Draw, sale: Sale, day: date) -> Sale:
    share = 0.4 if abs(day - LISTING) <= WINDOW else 0.05
    if not draw.chance(share):
        return sale
    dock = day - timedelta(days=draw.between(1, 4))
    laden = dock + timedelta(days=draw.between(0, 1)) if draw.chance(0.6) else None
    return replace(sale, on_dock_on=dock.isoformat(), laden_on=laden.isoformat() if laden else None)


def _asked(draw: Draw, sale: Sale) -> Sale:
    """Note the two questions that a clerk seldom asks and that were answered with no."""
    if not draw.chance(0.05):
        return sale
    answers = (("informed_by_bis", False), ("knows_listed_party_receives_item", False))
    return replace(sale, attestations=sale.attestations + answers)
