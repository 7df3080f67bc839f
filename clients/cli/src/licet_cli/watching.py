"""`licet rules watch`: open orders whose answer changes on a day that is already known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from licet_engine.errors import SaleError
from licet_replay.asking import AsOf
from licet_replay.books import OrderBook, order_book
from licet_replay.watch_rows import WATCH_ENDINGS, watch_file, watch_rows
from licet_replay.watching import watch
from licet_server.app import Clock
from licet_server.sales.words import too_early

from licet_cli.consoles import err, out, print_json, progress_bar
from licet_cli.engine_flags import EngineFlags
from licet_cli.flags import JsonFlag, day, taking
from licet_cli.showing_watches import Watch, show_watch, watch_json

OrdersFlag = Annotated[
    Path,
    typer.Option("--orders", metavar="FILE", help="Orders: .jsonl, .csv or .parquet (or .gz)."),
]
UntilFlag = Annotated[str, typer.Option(metavar="DATE", help="The last day that is looked at.")]
GroundsFlag = Annotated[
    bool, typer.Option("--grounds", help="Tell too where the outcome stays and its ground changes.")
]
VerboseFlag = Annotated[bool, typer.Option("--verbose", help="Name every order of a day.")]
OutFlag = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="All changes, as .csv or .parquet.")
]


@dataclass(frozen=True, slots=True)
class WatchFlags(EngineFlags):
    """Who answers with which rules, and on which day the watch stands."""

    known_on: Annotated[
        str,
        typer.Option(
            metavar="DATE|today|sale-date",
            help="The day of the watch: known is what was known then, whatever orders say.",
        ),
    ] = Clock.TODAY.value


@taking(WatchFlags)
def watch_orders(
    flags: WatchFlags,
    *,
    orders: OrdersFlag,
    until: UntilFlag,
    grounds: GroundsFlag = False,
    verbose: VerboseFlag = False,
    out_: OutFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Say which open orders flip until a day, on which day, to what and why.

    Exit 1 where one does, or where an order could not be decided.
    """
    as_of = flags.as_of()
    last = _last_day(until, as_of)
    book = order_book(orders)
    _refuse_out(out_, book)
    counted = Watch(as_of, last, grounds=grounds)
    with flags.source() as source, progress_bar("orders", book.size) as bar:
        for one in watch(book.orders(), source.orders(), as_of, last, bar):
            counted.add(one)
    try:
        if out_ is not None:
            watch_file(out_, watch_rows(counted.kept))
            err().print(f"written: {out_}")
    finally:
        # Last of all: whoever reads no more than its beginning keeps the file all the same.
        if as_json:
            print_json(watch_json(counted))
        else:
            show_watch(out(), counted, verbose=verbose)
    raise typer.Exit(0 if counted.clean else 1)


def _last_day(until: str, as_of: AsOf) -> date:
    last = day(until, "--until")
    early = (*too_early("--until", last), *too_early("--known-on", as_of.known_on))
    if early:
        raise SaleError(early)
    stands_on = as_of.known_on or (None if as_of.clock is Clock.SALE_DATE else as_of.today)
    if stands_on is not None and last < stands_on:
        reason = f"`{last}` is before {stands_on}, the day of the watch: say a later one"
        raise typer.BadParameter(reason, param_hint="--until")
    return last


def _refuse_out(path: Path | None, book: OrderBook) -> None:
    """A file that cannot be written is told before the orders are gone through."""
    if path is None:
        return
    if path.suffix.lower() not in WATCH_ENDINGS:
        raise typer.BadParameter(f"`{path}` is neither .csv nor .parquet", param_hint="--out")
    if path.exists() and path.samefile(book.path):
        reason = f"`{path}` is the order book itself: name another file"
        raise typer.BadParameter(reason, param_hint="--out")
