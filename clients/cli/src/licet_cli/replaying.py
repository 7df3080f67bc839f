"""`licet replay`: a whole order book, answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from licet_replay.books import order_book
from licet_replay.replaying import replay
from licet_replay.summing import summary_json

from licet_cli.consoles import err, out, print_json, progress_bar
from licet_cli.engine_flags import EngineFlags
from licet_cli.flags import taking
from licet_cli.showing_summaries import show_summary

SalesArgument = Annotated[
    Path, typer.Argument(metavar="SALES", help="Orders: .jsonl, .csv or .parquet (or .gz).")
]
OutFlag = Annotated[
    Path | None, typer.Option("--out", metavar="DECISIONS", help="Where to: .jsonl or .parquet.")
]
CompareFlag = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Compare with the outcomes in this column.")
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


@taking(EngineFlags)
def replay_book(
    engine: EngineFlags,
    *,
    sales: SalesArgument,
    out_: OutFlag = None,
    compare: CompareFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer every order of a book; exit 1 for an order without a decision or a difference."""
    book = order_book(sales, compare)
    outs = () if out_ is None else (out_,)
    with engine.source() as source, progress_bar("orders", book.size) as bar:
        summary = replay(book, source.orders(), engine.as_of(), outs, bar)
    if as_json:
        print_json(summary_json(summary))
    else:
        show_summary(out(), summary)
    for path in outs:
        err().print(f"{summary.orders} answers written to {path}")
    raise typer.Exit(0 if summary.clean else 1)
