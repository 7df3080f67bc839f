"""An order book is the orders of a seller of network equipment, day by day, as its ERP holds them.

The seller sits in the US. Its book is dense on the days around each boundary of the law for
Huawei and ZTE and thin between them. No outcome is written beside an order.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from licet_orderbook.boundaries import announcements, boundary_days
from licet_orderbook.draw import Draw
from licet_orderbook.sale import Sale, sale_json
from licet_orderbook.situations import situation

FIRST_DAY = date(2016, 1, 4)
LAST_DAY = date(2021, 12, 30)
BOUNDARY_PERCENT = 50
NEAR_DAYS = 60
SELLER = "Granite Ridge Networks, Inc."


def orders(seed: int, count: int) -> Iterator[dict[str, object]]:
    """Give `count` orders by date, the same for the same `seed` on every version of Python."""
    draw = Draw.seeded(seed)
    announced = announcements()
    for number, (day, regime) in enumerate(order_days(draw, count), 1):
        sale = situation(draw, day, regime)
        yield sale_json(_stamped(draw, sale, number, day, announced))


def order_days(draw: Draw, count: int) -> list[tuple[date, str]]:
    """Give `count` days with the regime they were chosen for, sorted.

    Half of the days walk round the boundary days, the rest are working days drawn at large.
    """
    edges = boundary_days()
    dense = count * BOUNDARY_PERCENT // 100
    days = [edges[index % len(edges)] for index in range(dense)]
    return sorted(days + [(_working_day(draw), "plain") for _ in range(count - dense)])


def _working_day(draw: Draw) -> date:
    day = FIRST_DAY + timedelta(days=draw.between(0, (LAST_DAY - FIRST_DAY).days))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _stamped(draw: Draw, sale: Sale, number: int, day: date, announced: tuple[date, ...]) -> Sale:
    return replace(
        sale,
        sale_id=f"SO-{day.year}-{number:05d}",
        sale_date=day.isoformat(),
        known_on=_known_on(draw, day, announced) if draw.chance(0.25) else None,
        exporter=SELLER if draw.chance(0.6) else None,
        ordered_on=sale.ordered_on or _earlier(draw, day, 5, 90, 0.7),
    )


def _known_on(draw: Draw, day: date, announced: tuple[date, ...]) -> str:
    near = [other for other in announced if abs((day - other).days) <= NEAR_DAYS]
    if near and draw.chance(0.6):
        return (draw.pick(near) - timedelta(days=draw.between(0, 1))).isoformat()
    return (day - timedelta(days=draw.between(0, 30))).isoformat()


def _earlier(draw: Draw, day: date, low: int, high: int, share: float) -> str | None:
    before = (day - timedelta(days=draw.between(low, high))).isoformat()
    return before if draw.chance(share) else None
