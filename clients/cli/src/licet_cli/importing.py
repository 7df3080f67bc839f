"""`licet import`: official tables into the rules, as a difference that somebody reviews."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from licet_server.settings import shipped_rules
from licet_tables.changing import Change, Kind, write
from licet_tables.importing import Official, compare
from rich.console import Console
from rich.text import Text

from licet_cli.consoles import err, out, shown
from licet_cli.flags import day

_STYLES = {Kind.ADDED: "green", Kind.REMOVED: "red", Kind.CHANGED: "yellow"}

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="The official table: .csv, or .xml of the eCFR.")
]
EditionFlag = Annotated[
    str, typer.Option(metavar="DATE", help="The day as of which the table is the official one.")
]
RulesFlag = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Rules other than the shipped ones.")
]
WriteFlag = Annotated[bool, typer.Option("--write", help="Replace the table.")]


def import_table(
    official: Annotated[Official, typer.Argument(help="Which official table.")],
    file: FileArgument,
    *,
    edition: EditionFlag,
    rules: RulesFlag = None,
    writing: WriteFlag = False,
) -> None:
    """Compare an official table with the one in the rules, and replace it with --write.

    Without --write nothing changes, and a difference exits 1. A file that is not wholly sound
    is refused with 2 and changes nothing.
    """
    change = compare(official, file, _edition(edition), rules or shipped_rules())
    _show(out(), change)
    if writing and not change.stands:
        write(change)
        err().print(f"written: {change.path}", soft_wrap=True)
    raise typer.Exit(0 if writing or change.stands else 1)


def _edition(text: str) -> date:
    return day(text, "--edition")


def _show(console: Console, change: Change) -> None:
    for difference in change.differences:
        style = _STYLES[difference.kind]
        console.print(Text(shown(str(difference)), style=style), soft_wrap=True)
    console.print(Text(shown(_summary(change))), soft_wrap=True)


def _summary(change: Change) -> str:
    counts = {kind: sum(d.kind is kind for d in change.differences) for kind in Kind}
    said = ", ".join(f"{count} {kind.name.lower()}" for kind, count in counts.items())
    name = f"{change.table.file}, edition {change.edition}"
    if change.compared_with is None:
        return f"{name}: {said}; the table is new"
    if change.is_new:
        return f"{name}: {said} since {change.compared_with}; the edition is new"
    return f"{name}: {said}"
