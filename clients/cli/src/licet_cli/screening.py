"""`licet screen`: whether a name is on a list of the law, or near one that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from licet_screening.normalising import names_nobody
from licet_server.app import refuse_errors
from licet_server.loading.codes import place_problem
from licet_server.loading.packs import load_packs

from licet_cli.consoles import err, out, print_json, progress_bar
from licet_cli.flags import RulesFlags, day, taking
from licet_cli.screening_files import screen_file
from licet_cli.screening_lists import Party, ScreenedLists
from licet_cli.showing_screening import candidates_json, show_candidates

_TODAY = "today"
_ONE = "ask for a NAME, or for a --file of names, and not for both"

NameArgument = Annotated[str | None, typer.Argument(metavar="NAME", help="A party's name.")]
FileFlag = Annotated[
    Path | None,
    typer.Option("--file", metavar="NAMES", help="Many names: one JSON object a line."),
]
OutFlag = Annotated[
    Path | None, typer.Option("--out", metavar="HITS", help="Where the hits of --file go.")
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@dataclass(frozen=True, slots=True)
class ScreenFlags(RulesFlags):
    """What is known of a party beside its name, and on which day it is asked about."""

    country: Annotated[
        str | None, typer.Option(metavar="CC", help="The party's country, such as CN.")
    ] = None
    address: Annotated[str | None, typer.Option(help="The party's address.")] = None
    on: Annotated[str, typer.Option(metavar="DATE|today", help="Only rows listed on this day.")] = (
        _TODAY
    )

    def day(self) -> date:
        """Return the day that is asked about."""
        today = date.today()  # noqa: DTZ011 (a business day)
        return today if self.on == _TODAY else day(self.on, "--on", _TODAY)

    def lists(self) -> ScreenedLists:
        """Return the lists of the rules that are meant: those with an error answer nothing."""
        settings = self.settings()
        loaded = load_packs(settings.directory, settings.packs)
        refuse_errors(loaded, settings.directory)
        return ScreenedLists(row for pack in loaded.packs for row in pack.rows)


@taking(ScreenFlags)
def screen(
    flags: ScreenFlags,
    *,
    name: NameArgument = None,
    file: FileFlag = None,
    out_: OutFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Say which listed parties a name is, or may be, and what else is near.

    Exit 1 for a match or a possible one.
    """
    if (name is None) == (file is None):
        raise typer.BadParameter(_ONE, param_hint="NAME")
    if file is None:
        _only(out_ is None, "--out", "goes with --file")
        found = _one(flags, name or "", as_json=as_json)
    else:
        _only(flags.country is None, "--country", "is for one NAME: a line of --file says its own")
        _only(flags.address is None, "--address", "is for one NAME: a line of --file says its own")
        _only(not as_json, "--json", "is for one NAME: what --file writes is JSON")
        found = _many(flags, file, out_)
    raise typer.Exit(1 if found else 0)


def _one(flags: ScreenFlags, name: str, *, as_json: bool) -> bool:
    _only(not names_nobody(name), "NAME", f"`{name}` names nobody")
    problem = flags.country and place_problem(flags.country)
    _only(not problem, "--country", problem or "")
    party, on = Party(name, flags.country, flags.address), flags.day()
    candidates = flags.lists().candidates(party, on)
    if as_json:
        print_json(candidates_json(party, on, candidates))
    else:
        show_candidates(out(), party, on, candidates)
    return any(candidate.hit for candidate in candidates)


def _many(flags: ScreenFlags, names: Path, hits: Path | None) -> bool:
    if hits is None:
        raise typer.BadParameter("say where the hits of --file go", param_hint="--out")
    _only(not hits.is_dir(), "--out", f"`{hits}` is a directory: name a file in it")
    _only(hits.resolve() != names.resolve(), "--out", "is the file of names itself: name another")
    on, size = flags.day(), names.stat().st_size
    with progress_bar("names", size) as bar:
        counts = screen_file(flags.lists(), names, hits, on, bar)
    told = ", ".join(f"{counts[status]} {status}" for status in ("match", "possible", "none"))
    err().print(f"{counts.total()} names written to {hits}: {told}")
    return counts["match"] + counts["possible"] > 0


def _only(held: bool, flag: str, why: str) -> None:
    if not held:
        raise typer.BadParameter(why, param_hint=flag)
