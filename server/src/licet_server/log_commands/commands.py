"""The commands of `licet-server log`.

Exit codes: 0 nothing found, or done; 1 findings; 2 wrong use, or a log that cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from licet_server.decision_log.entries import Entry, Erasable, masked
from licet_server.decision_log.erasing import erase
from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.findings import Checked
from licet_server.decision_log.rows import Tick, is_made
from licet_server.decision_log.spreading import cores, spread
from licet_server.decision_log.store import stores
from licet_server.decision_log.verifying import Place, Task, checked, tasks, together, worth
from licet_server.log_commands.bars import bar
from licet_server.log_commands.formats import Format, bounds
from licet_server.log_commands.redeciding import Chain, Redecided, redecided, shares
from licet_server.log_commands.telling import as_json, count, lines
from licet_server.settings import state
from licet_server.whole_files import whole

_FOUND = 1
log_app = typer.Typer(
    no_args_is_help=True, help="Verify a decision log, export it, or erase fields of it."
)

LogPlace = Annotated[
    str | None,
    typer.Option(metavar="DIR|URL", help="Decision log: a directory, or a URL of PostgreSQL."),
]
Witness = Annotated[
    Path | None, typer.Option(metavar="DIR", help="The second place of the log's seals.")
]
Key = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Key that signed the log, or its public half.")
]
Again = Annotated[
    bool, typer.Option("--redecide", help="Decide each entry again, by the rules kept with it.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_DAY = ["%Y-%m-%d"]
First = Annotated[
    datetime, typer.Option("--from", metavar="DATE", formats=_DAY, help="First day, UTC.")
]
Last = Annotated[
    datetime, typer.Option("--to", metavar="DATE", formats=_DAY, help="Last day, UTC, included.")
]
As = Annotated[Format, typer.Option("--format", help="What to write.")]
Out = Annotated[Path, typer.Option(metavar="FILE", help="File to write.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
Masked = Annotated[
    list[Erasable] | None, typer.Option("--mask", help="Field to leave out; may be repeated.")
]
EntryId = Annotated[str, typer.Option("--entry", metavar="ID", help="The entry's entry_id.")]
Fields = Annotated[list[Erasable], typer.Option("--field", help="Field to erase; may be repeated.")]


def _where(log: str | None) -> str:
    return log or str(state() / "log")


@log_app.command()
def verify(
    *,
    log: LogPlace = None,
    witness: Witness = None,
    key: Key = None,
    redecide: Again = False,
    json_: AsJson = False,
) -> None:
    """Find any entry that was changed, dropped, reordered, duplicated or cut off.

    Entries after the last seal are called unsealed: who can write the log could have made them.
    """
    place = Place(_where(log), key or state() / "log-key.pem", witness)
    asked = tasks(place)
    with bar("verifying", sum(task.entries for task in asked)) as tick:
        found = together(place, spread(checked, asked, tick, worth(asked, cores())))
    try:
        again = _redecided(place, asked, found) if redecide else ()
    except Exception:
        _print(found, (), json_)  # what verifying found stands, whatever comes of deciding again
        raise
    _print(found, again, json_)
    if count(found, again):
        raise typer.Exit(_FOUND)


def _print(found: Sequence[Checked], again: Sequence[Redecided], as_object: bool) -> None:
    if as_object:
        typer.echo(json.dumps(as_json(found, again)))
        return
    for line in lines(found, again):
        typer.echo(line.encode(errors="backslashreplace").decode())


def _redecided(
    place: Place, asked: Sequence[Task], found: Sequence[Checked]
) -> tuple[Redecided, ...]:
    held = [
        (Chain(task.url, task.chain), each)
        for task, each in zip(asked, found, strict=True)
        if task.url is not None
    ]
    with bar("deciding again", sum(each.entries for each in found)) as tick:
        spreaded = spread(redecided, shares(place.where, held, cores()), tick)
    return tuple(each for share in spreaded for each in share)


@log_app.command()
def export(  # noqa: PLR0913 (one parameter for each flag)
    *,
    first: First,
    last: Last,
    out: Out,
    format_: As,
    log: LogPlace = None,
    mask: Masked = None,
    force: Force = False,
) -> None:
    """Write the entries that were answered on some days to a file, as a table.

    A text that begins with = + - @ (full-width ones too), a tab, a line feed or a carriage return
    gets an apostrophe before it, so that no spreadsheet takes it for a formula. What was erased,
    or is masked, is empty; a decision holds what was screened as well, and parts of the sale.
    """
    # What makes tables is tens of megabytes, which a server that only answers need not hold.
    from licet_server.log_commands.exporting import exported  # noqa: PLC0415

    if last < first:
        raise typer.BadParameter("is before --from", param_hint="--to")
    if out.exists() and not force:
        raise typer.BadParameter(
            f"`{out}` is there already; --force overwrites", param_hint="--out"
        )
    try:
        with bar("exporting", None) as tick, whole(out) as file:
            entries = _answered(_where(log), bounds(first.date(), last.date()), tick)
            written = exported((masked(entry, mask or ()) for entry in entries), file, format_)
    except OSError as error:
        raise LogUnavailableError(f"`{out}` cannot be written: {error}") from error
    typer.echo(f"{written} entries in {out}")


def _answered(where: str, between: tuple[str, str], tick: Tick) -> Iterator[Entry]:
    for store in stores(where):
        with closing(store):
            for entry in store.answered(*between) if is_made(store) else ():
                tick(1)
                yield entry


@log_app.command(name="erase")
def erase_fields(*, entry: EntryId, field: Fields, log: LogPlace = None) -> None:
    """Erase fields of an entry for good; the log still verifies, and says how many are erased.

    A decision holds what was screened as well, and parts of the sale: erase all that must go.
    """
    chain, seq = erase(_where(log), entry, field)
    names = ", ".join(dict.fromkeys(each.value for each in field))
    typer.echo(f"erased {names} of entry {seq} of chain {chain}")
