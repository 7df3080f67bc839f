"""`licet import`: official tables into the rules, as a difference that somebody reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from licet_server.settings import shipped_rules
from licet_tables.changing import Change, Difference, Kind, write
from licet_tables.importing import Official, compare
from licet_tables.parties.importing import ListChange, ListsChange, compare_lists
from rich.console import Console
from rich.text import Text

from licet_cli.consoles import err, out, shown
from licet_cli.flags import day

_STYLES = {Kind.ADDED: "green", Kind.REMOVED: "red", Kind.CHANGED: "yellow"}


class Importable(Enum):
    """What there are importers for."""

    COUNTRY_CHART = Official.COUNTRY_CHART.value
    COUNTRY_GROUPS = Official.COUNTRY_GROUPS.value
    CONTROL_LIST = Official.CONTROL_LIST.value
    LICENSE_EXCEPTIONS = Official.LICENSE_EXCEPTIONS.value
    SCREENING_LIST = "screening-list"


FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="The official table: .csv, or .xml of the eCFR; of screening-list one or more files.",
    ),
]
EditionFlag = Annotated[
    str, typer.Option(metavar="DATE", help="The day as of which the table is the official one.")
]
RulesFlag = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Rules other than the shipped ones.")
]
WriteFlag = Annotated[bool, typer.Option("--write", help="Replace the table.")]
RemovalsFlag = Annotated[
    bool,
    typer.Option(
        "--accept-removals", help="Of screening-list: a tenth of the parties and more may be gone."
    ),
]


def import_table(
    what: Annotated[Importable, typer.Argument(help="Which official table.")],
    files: FilesArgument,
    *,
    edition: EditionFlag,
    rules: RulesFlag = None,
    writing: WriteFlag = False,
    accept_removals: RemovalsFlag = False,
) -> None:
    """Compare an official table with the one in the rules, and replace it with --write.

    Without --write nothing changes, and a difference exits 1. A file that is not wholly sound
    is refused with 2 and changes nothing.
    """
    directory = rules or shipped_rules()
    day_of = _edition(edition)
    if what is Importable.SCREENING_LIST:
        change = compare_lists(files, day_of, directory, accept_removals=accept_removals)
        raise typer.Exit(_lists(change, writing=writing))
    if accept_removals:
        raise typer.BadParameter("is for screening-list alone", param_hint="--accept-removals")
    if len(files) > 1:
        raise typer.BadParameter("one file is one table; name one", param_hint="FILE")
    raise typer.Exit(_table(compare(Official(what.value), files[0], day_of, directory), writing))


def _table(change: Change, writing: bool) -> int:
    _tell(out(), change.differences)
    out().print(Text(shown(_summary(change))), soft_wrap=True)
    if writing and not change.stands:
        write(change)
        _written(change.path)
    return 0 if writing or change.stands else 1


def _lists(change: ListsChange, *, writing: bool) -> int:
    console = out()
    for each in change.lists:
        _tell(console, each.differences)
        told = (*_besides(each), *_kept(each), *_not_mapped(each), _list_summary(change, each))
        for text in told:
            console.print(Text(shown(text)), soft_wrap=True)
    if change.left_aside:
        rows = f"{change.left_aside} rows of other lists are left aside"
        console.print(Text(rows), soft_wrap=True)
    changed = change.changed
    if writing:
        for path in change.write():
            _written(path)
    return 0 if writing or not (changed or any(each.besides for each in change.lists)) else 1


def _tell(console: Console, differences: Iterable[Difference]) -> None:
    for difference in differences:
        style = _STYLES[difference.kind]
        console.print(Text(shown(str(difference)), style=style), soft_wrap=True)


def _written(path: Path) -> None:
    err().print(f"written: {path}", soft_wrap=True)


def _besides(change: ListChange) -> Iterator[str]:
    return (f"? {name}: is not on the later edition that is held" for name in change.besides)


def _kept(change: ListChange) -> Iterator[str]:
    return (f"? {text}" for text in change.kept)


def _not_mapped(change: ListChange) -> Iterator[str]:
    return (f"! {text}: maps to no code" for text in change.not_mapped)


def _list_summary(change: ListsChange, of_it: ListChange) -> str:
    said = f"{of_it.path.name}, edition {change.edition}: {_counts(of_it.differences)}"
    if of_it.older:
        return f"{said}; a later edition is held, so that only addresses are filled in"
    return f"{said}; {of_it.rows} rows"


def _counts(differences: Iterable[Difference]) -> str:
    counts = Counter(difference.kind for difference in differences)
    return ", ".join(f"{counts[kind]} {kind.name.lower()}" for kind in Kind)


def _edition(text: str) -> date:
    return day(text, "--edition")


def _summary(change: Change) -> str:
    said = _counts(change.differences)
    name = f"{change.table.file}, edition {change.edition}"
    if change.compared_with is None:
        return f"{name}: {said}; the table is new"
    if change.is_new:
        return f"{name}: {said} since {change.compared_with}; the edition is new"
    return f"{name}: {said}"
