"""Denial orders: known ones by themselves, the others as far as their citations tell of them."""

from __future__ import annotations

from datetime import date

import pytest
from licet_tables.parties.citations import dated
from licet_tables.parties.orders import denials
from licet_tables.parties.sources import Order

NO_END = "none"
Run = tuple[str, str, bool]
"""First day, last day, and whether the order itself says so."""
ORDERS: dict[str, tuple[tuple[tuple[str, str], ...], str, tuple[Run, ...]]] = {
    "an order that is known": (
        (("2017-09-28", "2026-08-01"),), "82 F.R. 46478 10/5/2017",
        (("2017-09-28", "2026-08-01", True),),
    ),
    "one of which no end is known runs on": (
        (), "58 F.R. 42719 8/11/93", (("1993-08-11", NO_END, False),),
    ),
    "so does one that was amended": (
        (), "53 F.R. 15582 5/2/88 and 60 F.R. 14725 3/20/95", (("1988-05-02", NO_END, False),),
    ),
    "one that is never cited is as old as the Act": ((), "", (("1979-10-01", NO_END, False),)),
    "one without a day is of its volume's year": (
        (), "60 F.R. 31140", (("1995-01-01", NO_END, False),),
    ),
    "renewals within an order's length are one run before the known order": (
        (("2019-06-05", "2019-12-03"),),
        "83 F.R. 28801 6/21/2018, 83 F.R. 64518 12/17/2018, 84 F.R. 27233 6/12/2019",
        (("2018-06-21", "2019-06-04", False), ("2019-06-05", "2019-12-03", True)),
    ),
    "renewals after it run on from its end": (
        (("2019-06-05", "2019-12-03"),), "84 F.R. 27233 6/12/2019, 84 F.R. 66873 12/6/2019",
        (("2019-06-05", "2019-12-03", True), ("2019-12-04", NO_END, False)),
    ),
    "renewals between two known orders fill what is between": (
        (("2019-06-05", "2019-12-03"), ("2020-05-29", "2020-11-25")),
        "84 F.R. 27233 6/12/2019, 84 F.R. 66873 12/6/2019, 85 F.R. 34405 6/4/2020",
        (
            ("2019-06-05", "2019-12-03", True), ("2019-12-04", "2020-05-28", False),
            ("2020-05-29", "2020-11-25", True),
        ),
    ),
    "an order of a year may have been renewed once without a citation": (
        (("2023-09-23", "2024-09-22"),), "88 F.R. 66807 9/28/2023, 90 F.R. 45178 9/18/2025",
        (("2023-09-23", "2024-09-22", True), ("2024-09-23", NO_END, False)),
    ),
    "an order of 180 days was not renewed a year later": (
        (("2019-06-05", "2019-12-02"),), "84 F.R. 27233 6/12/2019, 85 F.R. 80000 12/10/2020",
        (("2019-06-05", "2019-12-02", True), ("2020-12-10", NO_END, False)),
    ),
    "a run that nothing followed ended with its last order": (
        (("1999-07-12", "2019-07-12"),),
        "62 F.R. 26471 5/14/97 62 F.R. 60063 11/6/97 64 F.R. 42651 8/05/99",
        (("1997-05-14", "1998-07-04", False), ("1999-07-12", "2019-07-12", True)),
    ),
    "a single order before a known one is not known to have ended": (
        (("2002-01-24", "2027-01-24"),), "55 F.R. 100 9/25/90 67 F.R. 7352 2/19/02",
        (("1990-09-25", "2002-01-23", False), ("2002-01-24", "2027-01-24", True)),
    ),
    "of two ends for one order the later counts": (
        (("2023-10-31", "2024-10-20"), ("2023-10-31", "2024-10-30")), "",
        (("2023-10-31", "2024-10-30", True),),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("orders", "notice", "runs"), ORDERS.values(), ids=ORDERS)
def test_a_party_is_denied_from_day_to_day(
    orders: tuple[tuple[str, str], ...], notice: str, runs: tuple[Run, ...]
) -> None:
    known = [Order.of(*days) for days in orders]
    found = denials(known, dated(notice))
    days = [
        (each.start.isoformat(), each.through.isoformat() if each.through else NO_END, each.sourced)
        for each in found
    ]
    assert tuple(days) == runs


def test_a_citation_names_the_order_that_it_printed() -> None:
    known = [Order.of("2019-06-05", "2019-12-03")]
    stated, running = denials(known, dated("84 F.R. 27233 6/12/2019, 84 F.R. 66873 12/6/2019"))
    assert (stated.authority, stated.published) == ("84 FR 27233", date(2019, 6, 12))
    assert running.authority == "84 FR 66873"


@pytest.mark.parametrize("printed", ["8/28/20225", "13/41/2020", "12/2023"])
def test_a_day_that_is_none_is_not_read(printed: str) -> None:
    assert [each.day for each in dated(f"90 F.R. 41970 {printed}")] == [date(2025, 1, 1)]
