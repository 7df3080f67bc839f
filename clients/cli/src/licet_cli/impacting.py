"""`licet rules impact`: which historical orders come out otherwise under other rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from licet_engine.errors import SaleError
from licet_engine.lists import Knowledge
from licet_replay.asking import AsOf
from licet_replay.books import OrderBook, order_book
from licet_server.app import Clock
from licet_server.sales.words import too_early
from licet_workbench.impact.counting import Impact

from licet_cli.collecting import rules_staying
from licet_cli.consoles import err, out, print_json, progress_bar
from licet_cli.engine_flags import KnownOnFlag, known
from licet_cli.flags import JsonFlag, KnowledgeFlag, RulesFlags, taking
from licet_cli.impact_comparing import Comparing
from licet_cli.impact_files import TABLES, write_table
from licet_cli.impact_running import impact_of
from licet_cli.rule_arguments import NewArgument, OldArgument
from licet_cli.rule_references import ReferredRules, rules_at
from licet_cli.showing_impact import Told, impact_json, show_impact

_PAGE = ".html"
_ENDINGS = (_PAGE, *TABLES)
OrdersFlag = Annotated[
    Path,
    typer.Option("--orders", metavar="FILE", help="Orders: .jsonl, .csv or .parquet (or .gz)."),
]
OutFlag = Annotated[
    list[Path] | None,
    typer.Option(
        "--out", metavar="FILE", help="Every changed order: .html, .csv or .parquet; repeatable."
    ),
]


@dataclass(frozen=True, slots=True)
class ImpactFlags(RulesFlags):
    """Which packs are compared, and what counts as known."""

    known_on: KnownOnFlag = Clock.TODAY.value
    knowledge: KnowledgeFlag = Knowledge.ANNOUNCED

    def as_of(self) -> AsOf:
        """Return what counts as known; raises `SaleError` for a day before all rules."""
        found = known(self.known_on, self.knowledge)
        early = tuple(too_early("--known-on", found.known_on))
        if early:
            raise SaleError(early)
        return found


@taking(ImpactFlags)
def impact(
    flags: ImpactFlags,
    *,
    old: OldArgument,
    new: NewArgument,
    orders: OrdersFlag,
    out_: OutFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Say which orders come out otherwise under NEW than under OLD; exit 1 where one does.

    So it does for an order without a decision. Only what the change can touch is decided again.
    """
    as_of = flags.as_of()
    book = order_book(orders)
    outs = _outs(out_ or [], book)
    told = _told(flags, (old, new), book, as_of)
    try:
        for path in outs:
            _write(path, told)
            err().print(f"{len(told.impact.changed)} changed orders written to {path}")
    finally:
        # Last of all: whoever reads no more than its beginning keeps the files all the same.
        _show(told, as_json=as_json)
    raise typer.Exit(1 if told.impact.changed or told.impact.undecided else 0)


def _told(flags: ImpactFlags, words: tuple[str, str], book: OrderBook, as_of: AsOf) -> Told:
    settings = flags.settings()
    with (
        progress_bar("revisions of rules", 0) as bar,
        rules_at(words[0], settings, bar.of) as old,
        rules_at(words[1], settings, bar.of) as new,
    ):
        comparing = Comparing(old.rules, new.rules, as_of)
        return _counted(comparing, (old, new), book)


def _counted(
    comparing: Comparing, both: tuple[ReferredRules, ReferredRules], book: OrderBook
) -> Told:
    with rules_staying(), progress_bar("orders", book.size) as bar:
        found: Impact = impact_of(book, comparing, bar)
    named = tuple((each.reference, each.rules.revision) for each in both)
    return Told(found, comparing.reach, named, book.path, comparing.as_of)


def _outs(paths: Sequence[Path], book: OrderBook) -> tuple[Path, ...]:
    """A file that cannot be written is told before the orders are gone through."""
    for path in paths:
        if path.suffix.lower() not in _ENDINGS:
            reason = f"`{path}` is neither {', '.join(_ENDINGS[:-1])} nor {_ENDINGS[-1]}"
            raise typer.BadParameter(reason, param_hint="--out")
        if path.exists() and path.samefile(book.path):
            reason = f"`{path}` is the order book itself: name another file"
            raise typer.BadParameter(reason, param_hint="--out")
    return tuple(dict.fromkeys(paths))


def _show(told: Told, *, as_json: bool) -> None:
    if as_json:
        print_json(impact_json(told))
    else:
        show_impact(out(), told)


def _write(path: Path, told: Told) -> None:
    if path.suffix.lower() == _PAGE:
        # Drawing needs matplotlib, which other commands should not wait for.
        from licet_cli.impact_pages import write_impact  # noqa: PLC0415

        write_impact(path, told)
    else:
        write_table(path, told.impact.changed)
