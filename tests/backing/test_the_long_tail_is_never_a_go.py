"""What was once on a list or in a table, or never was, is no go on the days that it is not told."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from asking import ask, shipped
from backing import GOES, Law
from drawing_sales import FIRST, NOW, Drawing
from licet_server.app import Licet
from plain_sales import party, plain
from reading_controls import NoRowSpeaks
from reading_days import Known, day_of, words

AXES = ("announced", "published")
ONE_DAY = timedelta(days=1)
ROWS, INVENTED, SEED = 200, 150, 20261129


def silent_days(law: Law) -> Iterator[tuple[str, date, date]]:
    """Each entry and paragraph that began or ended, a day when it was not there, and as known."""
    for eccn, rows in law.list.changes.items():
        for row in rows:
            if row["reason"] != "none":
                continue
            for paragraph in words(row["paragraphs"]):
                item = eccn if paragraph == "all" else f"{eccn}.{paragraph}"
                outside = day_of(row) - ONE_DAY if row["event"] == "began" else day_of(row)
                yield item, outside, NOW
                yield item, outside, outside if row["event"] == "began" else NOW


def test_an_entry_is_no_go_before_it_began_or_after_it_ended(licet: Licet, law: Law) -> None:
    asked = 0
    for item, on, known_on in silent_days(law):
        for to in ("CA", "DE"):
            sale = plain(law, item, to, on.isoformat())
            said = ask(licet, law, sale, Known(known_on, "announced"))
            assert said.outcome not in GOES, (item, on, to)
            asked += 1
    assert asked > 500


def test_an_entry_that_no_table_holds_is_never_a_go(licet: Licet, law: Law) -> None:
    draw = random.Random(SEED)  # noqa: S311 (seeded, to come back)
    invented = 0
    while invented < INVENTED:
        item = f"{draw.randrange(10)}{draw.choice('ABCDE')}{draw.randrange(1000):03}"
        on = FIRST + timedelta(days=draw.randrange((NOW - FIRST).days))
        known = Known(draw.choice((on, NOW)), draw.choice(AXES))
        try:
            law.list.controls(item, on, known)
        except NoRowSpeaks:
            invented += 1
            said = ask(licet, law, plain(law, item, draw.choice(("CA", "DE")), f"{on}"), known)
            assert said.outcome not in GOES, (SEED, item, on, known)


def test_who_was_listed_once_is_no_go_on_the_days_of_the_listing(licet: Licet, law: Law) -> None:
    """Expired orders, delisted parties, by name or alias; two lists stop no sale."""
    draw = random.Random(SEED)  # noqa: S311 (seeded, to come back)
    ended = [
        row
        for row in Drawing(law, shipped()).rows
        if row.cells["through"] >= FIRST.isoformat()
        and row.cells["regime"] == "none"
        and row.cells["list"] not in ("unverified_list", "validated_end_users")
        and row.cells["through"] != "none"
    ]
    for row in draw.sample(ended, ROWS):
        country = row.cells["country"].split(";")[0]
        to = country if len(country) == 2 else "DE"
        item = "3A991" if row.cells["list"] == "meu_list" else "EAR99"
        first, last = date.fromisoformat(row.cells["from"]), row.day("through")
        assert last is not None
        for on in {max(first, FIRST), last}:
            sale = plain(law, item, to, on.isoformat())
            sale["parties"] = [party(row.cells["name"], to)]
            said = ask(licet, law, sale, Known(NOW, draw.choice(AXES)))
            assert said.outcome not in GOES, (row.file, row.line, on)
