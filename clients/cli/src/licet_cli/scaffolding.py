"""`licet rules case new`: a case is made of a decision."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from licet_engine.decision.model import Decision
from licet_engine.lists import Knowledge
from licet_server.app import Clock
from licet_server.loading.case_files import Case, Unsaid, cases_of
from licet_server.loading.findings import Finding, Place, RuleFilesError, quoted
from licet_server.loading.nodes import nodes_of
from licet_server.sales.reading import modelled
from licet_server.whole_files import whole
from licet_workbench.expecting import authorities, expectations

from licet_cli.case_books import Bench
from licet_cli.case_writing import added, new_file, opened
from licet_cli.consoles import err, shown
from licet_cli.flags import KnowledgeFlag, RulesFlags, day, taking
from licet_cli.selling import SaleFlags, sale_value

_SUFFIX = ".yaml"
_NO_SOURCE = "no provision speaks"
case_app = typer.Typer(help="Write cases of rules.", no_args_is_help=True)
SaleArgument = Annotated[str, typer.Argument(metavar="SALE", help="A sale as JSON; - reads stdin.")]


@dataclass(frozen=True, slots=True)
class CaseFlags:
    """How a case is called, what counts as known in it, and where it goes."""

    name: Annotated[
        str | None, typer.Option(metavar="SENTENCE", help="What the case says, as a sentence.")
    ] = None
    known_on: Annotated[
        str,
        typer.Option(
            metavar="DATE|today|sale-date", help="What counts as known, if the sale does not say."
        ),
    ] = Clock.TODAY.value
    knowledge: KnowledgeFlag = Knowledge.ANNOUNCED
    into: Annotated[
        Path | None,
        typer.Option(metavar="FILE.yaml", help="Add it to this file; without, it is printed."),
    ] = None


@case_app.command("new")
@taking(RulesFlags, CaseFlags)
def case_new(rules: RulesFlags, flags: CaseFlags, sale: SaleArgument) -> None:
    """Decide a sale, and write a case that expects what came; the source is yours to confirm."""
    if flags.into is not None and flags.into.suffix != _SUFFIX:
        raise typer.BadParameter(f"`{flags.into}` is no {_SUFFIX} file", param_hint="--into")
    value = _without_nulls(sale_value(SaleFlags(json=sale)))
    modelled(value)  # raises for what is no sale
    settings = rules.settings()
    today = date.today()  # noqa: DTZ011 (a business day)
    unsaid = Unsaid(today, settings.packs)
    with Bench(settings, today) as bench:
        case = _decided(_asked(value, flags, unsaid), bench)
        text = _text(case, flags.into)
        place = _checked(text, case, flags.into, unsaid, bench)
    if flags.into is None:
        sys.stdout.write(text)
        return
    flags.into.parent.mkdir(parents=True, exist_ok=True)
    with whole(flags.into.resolve()) as file:
        file.write(text.encode())
    err().print(shown(f"written: {place.file}:{place.line}: {case.name}"), soft_wrap=True)


def _without_nulls(value: Any) -> Any:
    """Return a JSON value without what is null: a sale that does not say it says the same."""
    if isinstance(value, dict):
        return {k: _without_nulls(v) for k, v in value.items() if v is not None}
    return [_without_nulls(v) for v in value] if isinstance(value, list) else value


def _asked(sale: dict[str, Any], flags: CaseFlags, unsaid: Unsaid) -> Case:
    """Return a case of a sale, of which nothing is expected yet."""
    days = {Clock.TODAY.value: unsaid.now.isoformat(), Clock.SALE_DATE.value: sale["sale_date"]}
    known_on = sale.get("known_on") or days.get(flags.known_on, flags.known_on)
    return Case(
        place=Place(flags.into or Path("-"), 1, 1),
        name=flags.name or "",
        source="",
        packs=unsaid.packs,
        known_on=day(str(known_on), "--known-on", *days),
        knowledge=flags.knowledge,
        now=unsaid.now,
        sale=sale,
        expect={},
        provisions=frozenset(),
    )


def _decided(case: Case, bench: Bench) -> Case:
    decision = bench.decide(case)
    return replace(
        case,
        name=case.name or _sentence(case, decision),
        source="; ".join(authorities(decision)) or _NO_SOURCE,
        expect=expectations(decision),
    )


def _sentence(case: Case, decision: Decision) -> str:
    party, line = case.sale["parties"][0], case.sale["lines"][0]
    whom = party.get("name") or f"somebody ({party['role']})"
    place = case.sale.get("destination", {}).get("country") or party.get("country")
    to = f" to {place}" if place else ""
    return (
        f"{line.get('category', 'an item')} for {whom}{to}, leaving on {decision.sale_date} and "
        f"asked on {decision.known_on} is {decision.outcome.value}"
    )


def _text(case: Case, into: Path | None) -> str:
    if into is None or not into.exists():
        return new_file(case)
    return added(opened(into), case)


def _checked(text: str, case: Case, into: Path | None, unsaid: Unsaid, bench: Bench) -> Place:
    """Return where the case will stand; raises `RuleFilesError` unless it is read as it is meant.

    So it is for a name that the file has already, and for a text that reads as something else.
    """
    path = into if into is not None else Path("-")
    before = cases_of(nodes_of(opened(into).text, into), unsaid) if into and into.exists() else ()
    twice = next((each for each in before if each.name == case.name), None)
    if twice is not None:
        _refuse(twice.place, f"a case is called {quoted(case.name)} already: give another `--name`")
    after = cases_of(nodes_of(text, path), unsaid)
    new = [each for each in after if each.name == case.name]
    others = [_bare(each) for each in after if each.name != case.name]
    if len(new) != 1 or _meant(new[0]) != _meant(case) or others != [_bare(b) for b in before]:
        _refuse(
            case.place, "the sale holds a text, such as `true` or `absent`, that no case can say"
        )
    if bench.failed(new):
        _refuse(new[0].place, "the case does not come out as it was decided; nothing is written")
    return new[0].place


def _bare(case: Case) -> Case:
    return replace(case, place=Place(Path(), 1, 1))


def _meant(case: Case) -> tuple[object, ...]:
    return (
        case.name,
        case.source,
        case.packs,
        case.known_on,
        case.knowledge,
        case.sale,
        case.expect,
    )


def _refuse(place: Place, message: str) -> None:
    raise RuleFilesError([Finding(place, message)])
