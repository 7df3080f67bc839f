"""A whole replay: every order of a book answered, written and counted, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from licet_replay.asking import AsOf, Source
from licet_replay.books import OrderBook
from licet_replay.orders import BookError
from licet_replay.summing import Comparison, Summary
from licet_replay.writing import decisions_file

Progress = Callable[[int], None]


def replay(
    book: OrderBook,
    source: Source,
    as_of: AsOf,
    outs: Sequence[Path] = (),
    progress: Progress = lambda _: None,
) -> Summary:
    """Answer every order of a book, and write each answer to every file in `outs`.

    Memory does not grow with the book. `progress` is told the position of each order. Raises
    `BookError` for a book that breaks off, a file that cannot be written, or a column to
    compare with that no order has; then no file is left.
    """
    _refuse_overwriting(book, outs)
    summary = Summary(Comparison(book.compare) if book.compare is not None else None)
    with ExitStack() as files:
        sinks = [files.enter_context(decisions_file(path)) for path in outs]
        for answer in source.answers(book.orders(), as_of):
            for sink in sinks:
                sink.write(answer)
            summary.add(answer)
            progress(answer.order.position)
        if summary.comparison and not summary.comparison.compared:
            raise BookError(f"`{book.path}`: no order has `{book.compare}` to compare with")
    return summary


def _refuse_overwriting(book: OrderBook, outs: Sequence[Path]) -> None:
    for path in outs:
        if path.exists() and path.samefile(book.path):
            raise BookError(f"`{path}` is the order book itself: name another file for decisions")
