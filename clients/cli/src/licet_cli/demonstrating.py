"""`licet demo`: the shipped orders answered, and the question of the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from importlib.resources import as_file
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from licet_client import Client
from licet_engine.decision.explaining import SubjectExplained
from licet_engine.decision.model import Decision
from licet_engine.lists import AsKnown
from licet_orderbook import book_resource, core_resource
from licet_replay.asking import AsOf
from licet_replay.books import order_book
from licet_replay.embedded import Embedded
from licet_replay.replaying import replay
from licet_replay.summing import Summary
from licet_replay.writing import json_text
from licet_server.app import Clock, Licet
from licet_server.settings import Settings
from licet_workbench.asked import Asked as AskedOver
from rich.console import Console
from rich.text import Text

from licet_cli.consoles import err, out, progress_bar
from licet_cli.picturing import Shown, draw_timeline
from licet_cli.server_source import asking
from licet_cli.serving import serving
from licet_cli.showing_summaries import show_comparison, show_summary
from licet_cli.sources import Asked
from licet_cli.wording import headline

_QUESTION = {
    "sale_id": "QUESTION-OF-THE-DAY",
    "sale_date": "2019-12-01",
    "destination": {"country": "CN"},
    "contracted_on": "2019-01-15",
    "attestations": {"tgl_certification_obtained": True},
    "parties": [{"role": "buyer", "name": "Huawei Technologies Co., Ltd.", "country": "CN"}],
    "lines": [{"line_id": "1", "category": "EAR99", "purpose": "existing-network-operation"}],
}
_ASKED = (
    "May this sale go out on 2019-12-01? EAR99 support of an existing network of Huawei "
    "Technologies, contracted on 2019-01-15, with the certification at hand."
)
_ASKED_ON = (date(2019, 11, 3), date(2019, 11, 20))
_REGIME = "huawei"
_DECISIONS = ("decisions.parquet", "decisions.jsonl")
_PICTURES = ("huawei.svg", "huawei.png")
_LAW = ("us_ear",)
_EVERY = 20
OutFlag = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where files are written.")]


def demo(folder: OutFlag = Path("licet-demo")) -> None:
    """Put 10,000 shipped orders of 2016 to 2021 to a server, and answer the question of the day."""
    folder.mkdir(parents=True, exist_ok=True)
    console = out()
    as_of = AsOf(date.today(), clock=Clock.SALE_DATE)  # noqa: DTZ011 (a business day)
    with serving() as server, asking(partial(Client, server.address)) as asked:
        err().print(f"a server with {server.workers} workers listens on {server.address}")
        book = _replay_book(console, asked, as_of, folder)
        _answer_question(console, asked, as_of)
    with Licet() as licet:
        same = _compare_with_embedded(console, licet, as_of, folder)
        shown = Shown(licet.rules, AskedOver(regime=_REGIME), AsKnown(as_of.today))
        draw_timeline(shown, [folder / name for name in _PICTURES])
    core = _replay_core(console, as_of)
    for name in (*_DECISIONS, *_PICTURES):
        err().print(f"written: {folder / name}")
    raise typer.Exit(0 if book.clean and core.clean and same else 1)


def _replay_book(console: Console, asked: Asked, as_of: AsOf, folder: Path) -> Summary:
    outs = [folder / name for name in _DECISIONS]
    with as_file(book_resource()) as path:
        book = order_book(path)
        with progress_bar("shipped orders", book.size) as bar:
            summary = replay(book, asked.orders(), as_of, outs, bar)
    console.print(Text("Each order as it could be answered on its own day:"))
    show_summary(console, summary)
    return summary


def _compare_with_embedded(console: Console, licet: Licet, as_of: AsOf, folder: Path) -> bool:
    """Make every so many-th answer again in this process, and compare the bytes."""
    with as_file(book_resource()) as path, (folder / _DECISIONS[1]).open(encoding="utf-8") as told:
        orders = islice(order_book(path).orders(), 0, None, _EVERY)
        here = (json_text(answer) for answer in Embedded(licet).answers(orders, as_of))
        pairs = zip(here, islice(told, 0, None, _EVERY), strict=True)
        same = [one == other.rstrip("\n") for one, other in pairs]
    said = f"{sum(same)} of {len(same)} answers made again in this process are the same bytes"
    console.print(Text(f"\n{said}", style="green" if all(same) else "red"))
    return all(same)


def _replay_core(console: Console, as_of: AsOf) -> Summary:
    """Compare the law alone with the outcomes that dated facts give."""
    console.print(Text("\nThe core, whose outcomes follow from dated facts of the law:"))
    with as_file(core_resource()) as path, Licet(Settings(packs=_LAW)) as licet:
        summary = replay(order_book(path, "expected"), Embedded(licet), as_of)
    show_comparison(console, summary)
    return summary


def _answer_question(console: Console, asked: Asked, as_of: AsOf) -> None:
    console.print(Text("\nThe question of the day", style="bold"))
    console.print(Text(_ASKED))
    told = [asked.explain(_QUESTION, replace(as_of, known_on=day)) for day in _ASKED_ON]
    lifting = frozenset(name for one in told for name in _lifting(one.decision))
    for day, one in zip(_ASKED_ON, told, strict=True):
        console.print(Text(f"Asked on {day}: {headline(one.decision)}"))
        for said in dict.fromkeys(_said_of(lifting, one.subjects)):
            console.print(Text(f"  {said}"))


def _lifting(decision: Decision) -> Iterator[str]:
    shown = (provision for line in decision.lines for provision in line.provisions)
    return (name for provision in shown for name in provision.lifted_by)


def _said_of(names: frozenset[str], subjects: Iterable[SubjectExplained]) -> Iterator[str]:
    """Tell what is known of the provisions by which the sale goes out on one of the days."""
    for subject in subjects:
        for provision in subject.provisions:
            if provision.provision_id in names:
                version = f"@{provision.version}" if provision.version else ""
                name = f"{provision.provision_id}{version}"
                verb = (
                    "lifts the requirement" if provision.verdict == "spoke" else "is not in force"
                )
                yield f"{name} {verb}: {provision.note}"
