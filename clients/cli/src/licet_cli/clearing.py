"""`licet clearance`: false positives are cleared by two people, in a journal of the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer
from licet_server.filing import Files, Proposal, approve, propose, withdraw
from licet_server.loading.clearance_cells import NOTHING
from licet_server.loading.clearances import Act, Filed
from licet_server.loading.packs import load_packs

from licet_cli.consoles import err, out, print_json, shown
from licet_cli.flags import RulesFlags, day, taking
from licet_cli.showing_clearances import listing_json, show_listing

_TODAY = "today"
OnFlag = Annotated[str, typer.Option("--on", metavar="DATE|today", help="The day it is filed.")]
AsOfFlag = Annotated[str, typer.Option("--on", metavar="DATE|today", help="As of which day.")]
ByFlag = Annotated[str, typer.Option(metavar="WHO", help="Who says so.")]
ReasonFlag = Annotated[str, typer.Option(metavar="TEXT", help="Why, for whoever reads the log.")]
MayReasonFlag = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="A remark.")]
ClearanceArgument = Annotated[str, typer.Argument(metavar="ID", help="clearance:0123456789ab")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
NameFlag = Annotated[str, typer.Option(metavar="NAME", help="The party's name, as sales spell it.")]
CountryFlag = Annotated[str, typer.Option(metavar="CODE", help="Its country, such as CN.")]
AddressFlag = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Its address, if only that is cleared.")
]
RowFlag = Annotated[str, typer.Option(metavar="ID", help="The list row that it is not on.")]
ExpiresFlag = Annotated[str, typer.Option(metavar="DATE", help="The last day that it holds.")]
PackFlag = Annotated[
    str | None, typer.Option(metavar="NAME", help="The pack whose journal holds it.")
]

clearance_app = typer.Typer(
    help="Clear false positives of the screening, by two people.", no_args_is_help=True
)


@dataclass(frozen=True, slots=True)
class ActFlags:
    """Who files something, and on which day."""

    by: ByFlag
    on: OnFlag = _TODAY

    def act(self, reason: str) -> Act:
        """Return what is filed; nothing is filed before its day."""
        today = date.today()  # noqa: DTZ011 (a business day)
        on = today if self.on == _TODAY else day(self.on, "--on", _TODAY)
        if on > today:
            raise typer.BadParameter(f"`{on}` has not come yet", param_hint="--on")
        return Act(on, self.by, reason)


@clearance_app.command("propose")
@taking(RulesFlags, ActFlags)
def propose_clearance(
    rules: RulesFlags,
    filing: ActFlags,
    *,
    name: NameFlag,
    country: CountryFlag,
    row: RowFlag,
    expires: ExpiresFlag,
    reason: ReasonFlag,
    address: AddressFlag = None,
    pack: PackFlag = None,
) -> None:
    """Propose that a party is not whom a list row names; print the id to approve."""
    proposal = Proposal(name, country, address, row, day(expires, "--expires"))
    filed = propose(_files(rules, pack), proposal, filing.act(reason))
    _tell(f"proposed: `{filed.name}` ({filed.country}) is not `{filed.entry}` ({filed.row})", filed)
    _tell(f"it clears nothing until somebody other than `{filed.proposed.by}` approves it", filed)
    typer.echo(filed.id)


@clearance_app.command("approve")
@taking(RulesFlags, ActFlags)
def approve_clearance(
    rules: RulesFlags,
    filing: ActFlags,
    *,
    clearance: ClearanceArgument,
    reason: MayReasonFlag = None,
) -> None:
    """Approve what somebody else proposed: from this day on, it clears."""
    filed = approve(_files(rules), clearance, filing.act(reason or NOTHING))
    _tell(f"approved: open through {filed.expires_on}, unless it is withdrawn", filed)


@clearance_app.command("withdraw")
@taking(RulesFlags, ActFlags)
def withdraw_clearance(
    rules: RulesFlags, filing: ActFlags, *, clearance: ClearanceArgument, reason: ReasonFlag
) -> None:
    """Withdraw a clearance: from this day on, it clears nothing."""
    filed = withdraw(_files(rules), clearance, filing.act(reason))
    _tell("withdrawn", filed)


@clearance_app.command("list")
@taking(RulesFlags)
def list_clearances(rules: RulesFlags, *, on: AsOfFlag = _TODAY, as_json: JsonFlag = False) -> None:
    """Show every clearance with its state: proposed, open, expired, withdrawn or void."""
    today = date.today()  # noqa: DTZ011 (a business day)
    as_of = today if on == _TODAY else day(on, "--on", _TODAY)
    settings = rules.settings()
    loaded = load_packs(settings.directory, settings.packs)
    if as_json:
        print_json(listing_json(loaded, as_of))
    else:
        show_listing(out(), loaded, as_of)


def _files(rules: RulesFlags, pack: str | None = None) -> Files:
    """Return the rules to write to: never those that came with Licet by default."""
    settings = rules.settings()
    if settings.rules is None:
        reason = "the shipped rules are not written to; name the directory of yours"
        raise typer.BadParameter(reason, param_hint="--rules")
    return Files(settings.directory, settings.packs, pack)


def _tell(said: str, filed: Filed) -> None:
    err().print(shown(f"{filed.id}: {said}"), soft_wrap=True)
